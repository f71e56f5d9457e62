"""Numbers, dates and names that no fact prints: however they are hidden, they are found, at their line; and in little time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from factbook.build import build, check
from factbook.names import find_misspelt, find_names, index_of, with_names
from factbook.normalize import normalize
from factbook.pages.sandbox import environment
from factbook.pages.unbound import unbound_in
from factbook.pages.visible_text import page_texts
from factbook.problems import Problem, Problems
from factbook.prose import Name, Text, find_unbound, split
from factbook.validation import MAX_DETAILED
from hypothesis import given, settings
from hypothesis import strategies as st
from support import CASES, good, write

MAYOR = index_of((("Mara Quill", "mara-quill"), ("Quill", "mara-quill"), ("M. Quill-Ö.", "mara-quill")))


@pytest.fixture(scope="module")
def one_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Problem]]:
    """What is wrong with a page, in order of place."""
    root = good(tmp_path_factory.mktemp("page"))

    def problems(body: str) -> list[Problem]:
        write(root, {"docs/index.md": f"---\ntitle: T\n---\n{body}\n"})
        try:
            check(root)
        except Problems as error:
            return list(error.problems)
        return []

    return problems


JOINTS = st.sampled_from(
    (
        *("", "<!-- x -->", "{# x #}", "{#\n#}", "<b></b>", "&shy;", "\u00ad", "\u200d", "&#8203;", "&zwnj;", "{% set x = 1 %}"),
        *('{{ "" }}', "{{ literal('') }}", "{% if true %}{% endif %}", "{% if false %}x{% endif %}", "{% for x in [] %}x{% endfor %}"),
    )
)  # fmt: skip
LETTERS: tuple[str, ...] = (
    *("{}", "{}", "**{}**", "<b>{}</b>", "`{}`", "[{}](index.md)"),
    *('{{{{ "{}" }}}}', '{{{{ ["{}"][0] }}}}', '{{{{ {{"a": "{}"}}.a }}}}', '{{{{ "xx{}x"[2:3] }}}}', '{{{{ ("{}", "x")|first }}}}'),
    *('{{% for x in ["{}"] %}}{{{{ x }}}}{{% endfor %}}', "{{% if false %}}q{{% else %}}{}{{% endif %}}", '{{% set x = "{}" %}}{{{{ x }}}}'),
)  # fmt: skip


@st.composite
def hidden(draw: st.DrawFn, word: str) -> str:
    """A word, each letter written in some way, with something that prints nothing behind some."""
    out = ""
    for letter in word:
        written = draw(st.sampled_from((letter, letter, f"&#{ord(letter)};", f"&#x{ord(letter):x};")))
        form = draw(st.sampled_from(LETTERS))
        out += form.format(letter if "{{" in form or "`" in form else written) + draw(JOINTS)
    return out


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from(("hundred", "4700", "June", "Mara Quill")).flatmap(hidden))
def test_a_word_is_found_however_it_is_put_together(one_page: Callable[[str], list[Problem]], text: str) -> None:
    found = one_page(f"Some words.\n\nThere were {text} there.\n")
    assert found, text
    assert {problem.rule for problem in found} <= {"bare-number", "bare-name"}
    assert {problem.place.line for problem in found} <= {*range(6, 7 + text.count("\n"))}


@pytest.mark.parametrize(
    "text",
    (
        *("hun<img src='' alt=''>dred", "hun![](a.png)dred", "![Mara](a.png) Quill", "<img src=a.png alt=Mara> Quill"),
        *(
            '<img src="a.png?alt=" alt="4,700">',
            "<a href='?title=' title='4,700'>x</a>",
            "one-hundred",
            "a-thousand",
            "One-million-fold",
        ),
        *(f'<ol start="{start}"><li>x</ol>' for start in ("+4700", "-470", " 470", "&#52;&#55;&#48;", "&#x34;70")),
    ),
)
def test_what_is_seen_of_tags_is_read(one_page: Callable[[str], list[Problem]], text: str) -> None:
    found = [each for each in one_page(f"Some words.\n\nThere was {text} there.\n") if each.rule != "page-link"]
    assert {problem.rule for problem in found} == {"bare-name" if "Mara" in text else "bare-number"}
    assert found[0].place.line == 6


def test_a_pictures_size_is_no_number(one_page: Callable[[str], list[Problem]]) -> None:
    found = one_page('![x](a.png){ width="300" } ![x](a.png){width=300 .b} <ol start=12><li>x</ol>')
    assert {each.rule for each in found} == {"page-link"}  # a.png is not there


@given(st.text(alphabet="aé ½④Ⅳ\u0301\u00ad\u200d\n\t\u00a0ﬁ가\u1100\u1161\u11a8🔟٤<&;x4", max_size=40))
def test_each_character_knows_where_it_was_written(text: str) -> None:
    read = normalize(text)
    assert len(read.text) == len(read.starts) == len(read.ends)
    assert list(read.starts) == sorted(read.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(read.starts, read.ends, strict=True))
    for start, end, _ in find_unbound(read):
        first, last = read.source_span(start, end)
        assert normalize(text[first:last]).text.strip().startswith(read.text[start:end])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mara Quill's, MARA QUILL, Mara\nQuill", ["Mara Quill", "MARA QUILL", "Mara Quill"]),
        ("Quill, but no quill and no QUILL", ["Quill"]),
        ("Mara  Quillsen, Tamara Quill-Ö.x", ["Quill"]),
        ("M. QUILL-O\u0308., m. quill-ö.", ["M. QUILL-Ö.", "m. quill-ö."]),
        ("Mara\n\nand Mara. Quills", []),
    ],
)
def test_names_in_a_text(text: str, names: list[str]) -> None:
    read = normalize(text)
    assert [read.text[start:end] for start, end, _ in find_names(read, MAYOR)] == names


SCRIPTS_OF_NAMES = index_of(
    (("이성권", "lee"), ("김구", "kim"), ("国家情报院", "nis"), ("習近平", "xi"), ("بوتين", "putin"), ("سيرغي شويغو", "shoigu"), ("Сергей Шойгу", "shoigu"), ("สมชาย", "somchai"), ("Lee Seong-kweun", "lee"), ("नरेंद्र मोदी", "modi")),
    (("김", "kim"), ("李", "li")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("이성권은 말했다. 이성권 의원, 이성권의원이, 김구의, 김구와", ["이성권", "이성권", "이성권", "김구", "김구"]),
        ("김구라가 말했다. 새이성권은, 김은, 이는, 김구청장", []),
        ("Lee Seong-kweun은, Lee Seong-kweunx", ["Lee Seong-kweun"]),
        ("据国家情报院称，習近平が述べた。李子", ["国家情报院", "習近平"]),
        ("据Lee Seong-kweun说", ["Lee Seong-kweun"]),
        ("وقال بوتين، وبوتين ولبوتين، سيرغي شويغو وسيرغي شويغو", ["بوتين", "بوتين", "بوتين", "سيرغي شويغو", "سيرغي شويغو"]),
        ("بوتينية، كلبوتين", []),
        ("Сергей Шойгу, СЕРГЕЙ ШОЙГУ. Сергей Шойгуев", ["Сергей Шойгу", "СЕРГЕЙ ШОЙГУ"]),
        ("คุณสมชายกล่าว", ["สมชาย"]),
        ("श्री नरेंद्र मोदी ने", ["नरेंद्र मोदी"]),
    ],
)  # fmt: skip
def test_names_in_every_script(text: str, names: list[str]) -> None:
    read = normalize(text)
    assert [read.text[start:end] for start, end, _ in find_names(read, SCRIPTS_OF_NAMES)] == names


QUILLS = index_of(
    (("Mara Quill", "mara"), ("Quill", "mara"), ("Tam Quill", "tam"), ("Ines Haverford", "ines"), ("A News", "news"), ("The Herald", "herald")),
    (("Quill", "mara"), ("Quill", "tam"), ("Haverford", "ines"), ("Lim", "oh"), ("Lim", "ju")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Quill came.", [("Quill", "mara")]),
        ("Tam Quill came, and Quill stayed.", [("Tam Quill", "tam"), ("Quill", "mara tam")]),
        ("{tam} came, and Quill stayed.", [("Quill", "mara tam")]),
        ("Lim came with Haverford.", [("Lim", "oh ju"), ("Haverford", "ines")]),
        ("{oh} came, and so did Lim; {ju} and Lim did not.", [("Lim", "oh"), ("Lim", "oh ju")]),
        ("It is a news that the Herald, and THE HERALD, had.", [("the Herald", "herald")]),
        ('{"Tam Quill"}, {"Ha"}verford and Haverfords', []),
    ],
)
def test_a_name_in_a_fact_is_that_of_whom_its_text_has_named(text: str, meant: list[tuple[str, str]]) -> None:
    parts = list(with_names(split(text), QUILLS))
    found = [part for part in parts if isinstance(part, Name)]
    assert [(part.text, " ".join(part.refs)) for part in found] == meant
    assert all(text[part.offset :].startswith(part.text) for part in found)
    assert "".join(part.text for part in parts if isinstance(part, Name | Text)) == re.sub(r"{[^{}]*}", "", text)


@pytest.mark.parametrize(
    ("word", "is_misspelt"),
    [
        *((word, True) for word in ("Haverfrod", "Haverfford", "Haverfod", "Haveford", "Habsburg’s Haverfjord")),
        *((word, False) for word in ("Haverford", "Haverfords", "Haverforda", "Waverford", "haverfrod", "Haverfrodt", "Haverland", "Quyll")),
    ],
)  # fmt: skip
def test_a_word_one_letter_off_a_surname_is_a_misspelling(word: str, is_misspelt: bool) -> None:
    found = [name for _, _, name in find_misspelt(normalize(f"It is {word}."), QUILLS)]
    assert found == ["Haverford"] * is_misspelt


PIECES = (
    *("&#114;", "<b></b>", "<b ", "<!-- x -->", "<!-- ", "*a_b", '{{ "" }}', "e\u0301\u0323", "\u0301\u0323", "Mara ", "④ ", "a\u00ad"),
    *("](a", "{: a", ">", '<a title="', '<a title="x">', "四", "일천", "4.", "\\*", "🔟", '[a](b "', "\u00a0x", "[a]: x\n", "Mara Quill 1 "),
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_page_is_read_in_little_time(piece: str) -> None:
    known = index_of(tuple((f"Mara Quill {number}", f"person-{number}") for number in range(5000)))
    text = (piece * 50_000)[: 50_000 // len(piece) * len(piece)]
    begun = time.process_time()
    for read in page_texts(environment(), text, 0):
        list(unbound_in(read, known))
    assert time.process_time() - begun < 2, "it takes a quarter of a second on the slowest machine it was tried on"


def test_a_page_of_many_findings_is_told_in_little_time(tmp_path: Path) -> None:
    lines = "\n\n".join(f"`<!-- {number} -->`" for number in range(100, 900))
    root = good(tmp_path, {"docs/index.md": f"---\ntitle: T\n---\n{lines}\n"})
    begun = time.process_time()
    with pytest.raises(Problems) as caught:
        check(root)
    assert len(caught.value.problems) == MAX_DETAILED
    assert [problem.place.line for problem in caught.value.problems] == [
        4 + 2 * number for number in range(MAX_DETAILED)
    ]
    assert time.process_time() - begun < 10


def test_the_first_mention_of_a_name_in_a_fact_is_a_link_but_on_that_ones_own_page(tmp_path: Path) -> None:
    person = (CASES / "good/data/people/mara-quill.yml").read_text(encoding="utf-8")
    event = "- id: speech\n  title: A speech\n  date: 2025-06-01\n  type: speech\n  by: council\n  source: herald-2025-06-02\n"
    root = good(
        tmp_path,
        {
            "data/people/mara-quill.yml": f"{person}note: Mara Quill speaks for the Town Council.\n",
            "data/events/speech.yml": f"{event}  summary: Mara Quill spoke; Mara Quill, says {{mara-quill}}.\n",
            "docs/timeline.md": "---\ntitle: T\nlists: events\n---\n{{ events() }}\n",
            "docs/people/{id}.md": "---\neach: people\ntitle: P\n---\n{{ details(fact.id) }}\n",
            "docs/organisations/{id}.md": "---\neach: organisations\ntitle: O\n---\nO\n",
        },
    )
    pages = {page.path: page.whole().content for page in build(root)}
    link = '<a href="../people/mara-quill/">Mara Quill</a>'
    assert f"<p>{link} spoke; Mara Quill, says {link}.</p>" in pages["timeline.md"]
    council = '<a href="../../organisations/council/">Town Council</a>'
    assert f"<dd>Mara Quill speaks for the {council}.</dd>" in pages["people/mara-quill.md"]
