"""Pages: what editors' expressions print, what is refused, and that text from data stays text."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import yaml
from building import small_story
from factbook.build import build, check, markdown_pages
from factbook.charts import CHARTS
from factbook.kinds import KINDS
from factbook.normalize import slug
from factbook.pages.blocks import BLOCKS
from factbook.pages.blocks.claims import conflicts
from factbook.pages.documents import STANDARD, UNLISTED, read_documents
from factbook.pages.inline import INLINE
from factbook.pages.links import Address, href, url_of
from factbook.pages.markup import Inline, markdown_text, placeholder, with_facts
from factbook.pages.story import Story
from factbook.pages.writer import Writer
from factbook.problems import Problem, Problems
from grown import grown
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import markdown
from markupsafe import Markup
from sampling import tries
from support import (
    ROOT,
    SCRIPTS,
    SECOND,
    Html,
    copy_story,
    good,
    html_pages,
    load_story,
    mkdocs,
    problems_of,
    python,
    write,
)

Pages = Mapping[str, Html]

# Every function that pages may call

FUNCTIONS = {**INLINE, **BLOCKS}


def examples(name: str) -> list[str]:
    """The calls in a docstring: what stands between double backquotes and begins like a call."""
    return [text for text in re.findall(r"``(.+?)``", FUNCTIONS[name].__doc__ or "") if re.match(r"\w+\(", text)]


@pytest.fixture(scope="module")
def wrong_examples(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, str]]:
    """For each story, the examples that do not run there and why: all of them stand on one page, each on a line of its own."""
    calls = [call for name in sorted(FUNCTIONS) for call in examples(name)]
    wrong: dict[str, dict[str, str]] = {}
    for story in (SECOND, grown()):
        root = tmp_path_factory.mktemp("examples")
        shutil.copytree(story / "data", root / "data")
        write(
            root, {"docs/examples.md": "---\ntitle: Examples\n---\n" + "".join(f"{{{{ {call} }}}}\n" for call in calls)}
        )
        try:
            build(root)
            found: tuple[Problem, ...] = ()
        except Problems as error:
            found = error.problems
        told = [
            problem for problem in found if problem.place.path == "docs/examples.md" and problem.rule != "attribution"
        ]
        wrong[story.name] = {calls[problem.place.line - 4]: str(problem) for problem in told}
    return wrong


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("about {}.", "{}."),
        ("it said ({})", "({})"),
        ("가운데 {}명이 숨졌다", "{}명이"),
        ("추산({})이다", "({})이다"),
        ("about {} of them", ""),
    ],
)
def test_no_line_breaks_between_a_number_and_what_is_written_on_to_it(text: str, kept: str) -> None:
    button = Markup("<button>600</button>")
    html = with_facts(text.format(placeholder(0, Inline("600", button))), [Inline("600", button)])
    wanted = text.replace(kept, f'<span class="stay">{kept}</span>') if kept else text
    assert html == wanted.format(button)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_has_an_example_that_runs(name: str, wrong_examples: Mapping[str, Mapping[str, str]]) -> None:
    assert examples(name), f"{name} has no example in its docstring"
    for call in examples(name):
        assert call.startswith(f"{name}(")
        reasons = [wrong[call] for wrong in wrong_examples.values() if call in wrong]
        assert len(reasons) < len(wrong_examples), f"{call} runs on neither story: {reasons}"


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_second_story_uses_every_function(name: str) -> None:
    assert any(
        re.search(rf"{{[{{%][^}}]*\b{name}\(", page.read_text(encoding="utf-8"))
        for page in (*(SECOND / "docs").rglob("*.md"), STANDARD / UNLISTED)  # which it has, too
    )


# The engine knows no story


@pytest.mark.real_story
def test_the_engine_names_no_story() -> None:
    book, other = load_story(ROOT), load_story(SECOND)
    words = set("korea pyongyang kursk russia ukraine putin moscow nis shoigu coffins casualties treaty".split())
    words |= {name.lower() for name in book.named if "-" in name and name not in other.named}
    found = [
        f"{path.relative_to(ROOT)}:{number}: {word}"
        for path in sorted(SCRIPTS.rglob("*"))
        if path.suffix in (".py", ".html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for word in re.findall(r"[\w-]+", line.lower())
        if word in words
    ]
    assert found == []


def test_the_core_imports_no_publisher() -> None:
    """Everything but the adapter works without MkDocs."""
    run = python(
        "-c",
        "import pkgutil, sys, importlib, pathlib, factbook\n"
        "names = [m.name for m in pkgutil.walk_packages(factbook.__path__, 'factbook.') if not m.name.endswith('__main__') and '.fonts' not in m.name]\n"
        "[importlib.import_module(name) for name in names]\n"
        "from factbook.build import markdown_pages\n"
        f"pages = dict(markdown_pages(pathlib.Path({str(SECOND)!r})))\n"
        "print(len(names), len(pages), sorted({name.partition('.')[0] for name in sys.modules} & {'mkdocs', 'material'}))",
    )
    assert run.returncode == 0, run.stderr
    modules, pages, publishers = run.stdout.split(maxsplit=2)
    assert int(modules) > 30
    assert int(pages) > 30
    assert publishers.strip() == "[]"


def test_only_the_adapter_names_mkdocs() -> None:
    importing = {
        path
        for path in SCRIPTS.rglob("*.py")
        if re.search(r"^\s*(?:from|import) (?:mkdocs|material)\b", path.read_text(encoding="utf-8"), re.M)
    }
    assert importing and {path.parent for path in importing} == {SCRIPTS / "mkdocs_factbook"}


def test_the_readme_names_every_chart() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.search(r"charts are drawn while the site is built \(([^)]+)\)", text)
    assert named and sorted(re.findall(r"`([a-z-]+)`", named[1])) == sorted(CHARTS)


# Pages as plain pairs


def test_pages_are_plain_pairs() -> None:
    pages = dict(markdown_pages(SECOND))
    book = load_story(SECOND)
    plain = {
        path.relative_to(SECOND / "docs").as_posix()
        for path in (SECOND / "docs").rglob("*.md")
        if path.name != "{id}.md"
    }
    families = {f"counts/{name}.md" for name in book.facts["count"]} | {
        f"people/{name}.md" for name in book.facts["person"]
    }
    families |= {f"claimants/{name}.md" for name in book.facts["organisation"]} | {
        f"sources/{name}.md" for name in book.facts["source"]
    }
    families |= {f"series/{name}.md" for name in book.facts["series"]}
    assert set(pages) == plain | families | {UNLISTED}
    for path, content in pages.items():
        front = yaml.safe_load(content.split("---\n")[1])
        assert isinstance(front["title"], str) and front["title"], path
        assert not {"each", "lists"} & set(front), path


def test_an_edit_leads_to_what_the_page_was_made_from() -> None:
    edits = {page.path: str(page.edit) for page in build(SECOND)}
    assert edits["counts/visitors.md"] == "data/counts/visitors.yml:2:1"
    assert edits["index.md"] == "docs/index.md:1:1"


@pytest.mark.parametrize(
    ("start", "path", "anchor", "expected"),
    [
        ("index.md", "counts/killed.md", "", "counts/killed/"),
        ("counts/killed.md", "index.md", "", "../../"),
        ("counts/killed.md", "counts/wounded.md", "x-1", "../wounded/#x-1"),
        ("counts/killed.md", "counts/killed.md", "x-1", "#x-1"),
        ("people/index.md", "people/ann.md", "", "ann/"),
        ("people/ann.md", "people/index.md", "", "../"),
        ("timeline.md", "people/index.md", "a", "../people/#a"),
        ("story/one.md", "img/map.png", "", "../../img/map.png"),
        ("index.md", "index.md", "a", "#a"),
    ],
)
def test_links_are_relative(start: str, path: str, anchor: str, expected: str) -> None:
    assert href(start, Address(path, anchor)) == expected


@pytest.mark.parametrize(
    ("path", "url"), [("index.md", ""), ("a/index.md", "a/"), ("a/b.md", "a/b/"), ("a.svg", "a.svg")]
)
def test_addresses(path: str, url: str) -> None:
    assert url_of(path) == url


# The second story, as published


def test_a_family_has_a_page_for_each_fact(second_pages: Pages) -> None:
    for path in ("counts/visitors", "people/yusuf-al-rih", "claimants/hearsay", "sources/tattle-2025-06-03"):
        assert f"{path}/index.html" in second_pages


def test_a_fact_links_back_to_the_story(second_pages: Pages) -> None:
    back = {
        element.attributes["href"]
        for element in second_pages["counts/visitors/index.html"].all("a")
        if "href" in element.attributes
    }
    assert {"../../story/the-count/", "../../"} <= back
    back = {
        element.attributes["href"]
        for element in second_pages["people/yusuf-al-rih/index.html"].all("a")
        if "href" in element.attributes
    }
    assert "../../story/the-count/" in back


@pytest.mark.parametrize(
    ("card", "parts"),
    [
        ("card-yusuf-al-rih", ("Yusuf al-Rih", "يوسف", "All roles and appearances")),
        ("card-term-aloft", ("In the air at the moment of counting", "In the glossary")),
    ],
)
def test_people_and_words_have_cards_that_open_from_the_sentence(
    card: str, parts: tuple[str, ...], second_pages: Pages
) -> None:
    page = second_pages["story/the-count/index.html"]
    [opened] = [element for element in page.elements if element.attributes.get("id") == card]
    text = " ".join(opened.text.split())
    assert [part for part in parts if part not in text] == []
    assert card in [button.attributes.get("popovertarget") for button in page.all("button")]


@pytest.mark.parametrize("story", ["grown", "second"])
def test_disagreements_stand_once_explained_or_not(story: str) -> None:
    root = grown() if story == "grown" else SECOND
    whole = Story(load_story(root), tuple(read_documents(root)[0]))
    pairs = {explained: _pairs(whole, explained) for explained in (None, True, False)}
    assert pairs[True] and pairs[False]
    assert sorted(pairs[True] + pairs[False]) == sorted(pairs[None])
    assert len(pairs[None]) == len(whole.conflicts)


def _pairs(story: Story, explained: bool | None) -> list[tuple[str, str]]:
    shown = conflicts(Writer(story, story.documents[0], "page.md"), explained=explained)
    assert shown is not None
    parts = [part["of"] for _, _, parts in shown["groups"] for part in parts]
    return [(pair.first.ref, pair.second.ref) for part in parts for pair in part.conflicts]


def test_a_card_tells_the_whole_provenance(second_pages: Pages) -> None:
    card = next(
        element
        for element in second_pages["index.html"].elements
        if element.attributes.get("id") == "card-visitors--constabulary-2025-06-01"
    )
    text = " ".join(card.text.split())
    for part in (
        "about 4,000",
        "visitors",
        "Fennick Constabulary",
        "1 June 2025",
        "2 June 2025",
        "The Fennick Herald",
        "paragraph 3",
        "some 4,000",
        "said by 1 of 2 sides",
        "at least 9,000",
    ):
        assert part in text


def test_a_misreport_is_kept_apart(second_pages: Pages) -> None:
    captions = [element.text for element in second_pages["counts/visitors/index.html"].all("caption")]
    assert captions == ["Claims, the latest first", "Misreports and withdrawn claims, kept apart"]
    apart = second_pages["counts/visitors/index.html"].all("tbody")[-1].text
    tables = [
        element
        for element in second_pages["counts/visitors/index.html"].all("table")
        if element.attributes.get("class") == "claims"
    ]
    assert "40,000" in tables[1].text and "7,000" in tables[1].text
    assert "40,000" not in tables[0].text and "7,000" not in tables[0].text
    assert apart


def test_names_in_other_scripts_are_printed_whole(second_pages: Pages) -> None:
    assert "يوسف الريح" in second_pages["people/yusuf-al-rih/index.html"].all("dl")[0].text
    assert "Ελπίδα Αέρας" in second_pages["people/elpida-aeras/index.html"].all("dl")[0].text


def test_a_name_in_another_script_sets_its_own_direction(second_pages: Pages) -> None:
    """Without ``dir="auto"`` or ``<bdi>``, right-to-left names turn the punctuation around them about."""
    around = [
        element
        for element in second_pages["people/yusuf-al-rih/index.html"].elements
        if element.text.strip() == "يوسف الريح"
    ]
    assert any(element.name == "bdi" or "dir" in element.attributes for element in around)


def test_descriptions_stand_in_the_head(second_pages: Pages) -> None:
    described = {
        path: element.attributes["content"]
        for path, page in second_pages.items()
        for element in page.all("meta")
        if element.attributes.get("name") == "description"
    }
    assert described["index.html"] == "about 4,000 (the constabulary) came, or at least 9,000 (the guild)."
    assert described["counts/visitors/index.html"].startswith("How many people came to the kite festival?")


def test_a_title_has_no_markup(second_pages: Pages) -> None:
    assert second_pages["story/the-count/index.html"].all("title")[0].text.startswith("The count of 1 June 2025")


def test_the_kinds_of_conflict_are_shown(second_pages: Pages) -> None:
    kinds = [element.text for element in second_pages["disagreements/index.html"].all("h2", "h3")]
    for kind in (
        "Changed in retelling",
        "Unexplained",
        "Separate accounts",
        "Not the same thing",
        "More or less exact",
    ):
        assert kind in kinds


def test_an_assessment_shows_what_the_facts_alone_say(second_pages: Pages) -> None:
    text = " ".join(second_pages["disagreements/index.html"].all("main")[0].text.split())
    assert "(By amounts and dates alone: Separate accounts.)" in text
    assert "confidence medium" in text


# Attribution

CLAIM = '{{ claim("visitors/council-2025-06-01") }}'


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (f"There were {CLAIM}.", False),
        (f'{{{{ name("council") }}}} counted {CLAIM}.', True),
        (f'There were\n{CLAIM}\nvisitors,\nsays {{{{ name("council") }}}}.', True),
        (f'There were {CLAIM}.\n\nSo says {{{{ name("council") }}}}.', False),
        (f'There were {CLAIM}.\n{{: .lead }}\n\n{{{{ name("council") }}}}', False),
        ('There were {{ claim("visitors/council-2025-06-01", by=true) }}.', True),
        (f'{{{{ name("herald") }}}} printed {CLAIM}.', False),
        ('{{ wording("visitors/council-2025-06-01") }} came.', False),
        (f'- {{{{ name("council") }}}} speaks\n- {CLAIM} came', True),
    ],
)
def test_a_figure_of_one_side_names_who_says_it(tmp_path: Path, body: str, named: bool) -> None:
    count = (
        (good(tmp_path) / "data/counts/visitors.yml")
        .read_text(encoding="utf-8")
        .replace("    by: council", "    wording: four thousand\n    by: council")
    )
    root = good(tmp_path, {"docs/index.md": f"---\ntitle: Home\n---\n{body}\n", "data/counts/visitors.yml": count})
    printed = problems_of(root)
    assert ("[attribution]" in printed) is not named
    assert printed == "" or "must be printed with its attribution (Town Council)" in printed


@pytest.mark.parametrize(
    ("value", "one", "printed"),
    [
        ("4000", None, "4,000 visitors"),
        ("1", "visitor", "1 visitor"),
        ("more than 1", "visitor", "more than 1 visitor"),
        ("up to 1", "visitor", "up to 1 visitor"),
        ("1 to 2", None, "1 to 2 visitors"),
        ("0 to 1", "visitor", "0 to 1 visitor"),
        ("0", None, "0 visitors"),
        ("1.5", "visitor", "1.5 visitors"),
        ("unknown\n    wording: several hundred", None, "“several hundred”"),
        ("1", None, ""),
    ],
)
def test_a_claim_is_printed_with_its_unit(tmp_path: Path, value: str, one: str | None, printed: str) -> None:
    text = (good(tmp_path) / "data/counts/visitors.yml").read_text(encoding="utf-8")
    text = re.sub(r"value: .*", f"value: {value}", text)
    text = text.replace("unit: visitors\n", f"unit: visitors\nunit_one: {one}\n" if one else "unit: visitors\n")
    page = '---\ntitle: Home\n---\n{{ claim("visitors/council-2025-06-01", unit=true, by=true) }} came.\n'
    root = good(tmp_path, {"docs/index.md": page, "data/counts/visitors.yml": text})
    if not printed:
        assert "must print an amount whose unit is known in the singular" in problems_of(root)
        return
    assert f">{printed}</button> (Town Council) came." in html.unescape(dict(markdown_pages(root))["index.md"])


def test_a_figure_of_two_sides_stands_alone(tmp_path: Path) -> None:
    claim = "  - id: herald-2025-06-01\n    value: 4000\n    as_of: 2025-06-01\n    by: herald\n    basis: observation\n    source: herald-2025-06-02\n"
    root = good(tmp_path, {"docs/index.md": f"---\ntitle: Home\n---\nThere were {CLAIM}.\n"})
    assert "[attribution]" in problems_of(root)
    path = root / "data/counts/visitors.yml"
    path.write_text(path.read_text(encoding="utf-8") + claim, encoding="utf-8")
    assert problems_of(root) == ""


# Numbers in prose, at their places

HIDDEN = st.sampled_from(
    (
        "word ",
        "größer ",
        "日本 ",
        "\n",
        "\n\n",
        "a\tb ",
        "<!-- 12 of 2025 -->",
        '{{ name("council") }}',
        '{{ date("festival-opened") }}',
        "{# 300 people #}",
        "{% if true %}x{% endif %}",
        "[page](other-2025.md) ",
        "![map](map-2.png) ",
        '<span class="col-3" id="x-7">y</span>',
        "*x*{: .grid-2 }",
        "[^1] ",
        "<https://example.org/2025/06> ",
        "&amp; ",
        "&#65; ",
        "\n\n1. first\n\n",
        "\n\n12.\ttwelfth\n\n",
        "one ",
        "the second ",
        "March ",
        "May ",
    )
)


@pytest.fixture(scope="module")
def one_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Problem]]:
    """What is wrong with the body of a page, in order of place."""
    root = good(tmp_path_factory.mktemp("page"))
    mayor = (root / "data/people/mara-quill.yml").read_text(encoding="utf-8")
    write(root, {"data/people/mara-quill.yml": mayor.replace("roles:", "also_spelled: [Mara Quille, Ма́ра К.]\nroles:")})

    def problems(body: str) -> list[Problem]:
        write(root, {"docs/index.md": f"---\ntitle: T\n---\n{body}\n"})
        try:
            check(root)
        except Problems as error:
            return list(error.problems)
        return []

    return problems


@tries(500)
@given(st.lists(HIDDEN, max_size=8), st.lists(HIDDEN, max_size=4))
def test_a_bare_number_is_found_where_it_stands_and_nowhere_else(
    one_page: Callable[[str], list[Problem]], before: list[str], after: list[str]
) -> None:
    body = f"{''.join(before)} 4711 {''.join(after)}\n\n[^1]: A note.\n"
    offset = body.index(" 4711 ") + 1
    expected = (4 + body.count("\n", 0, offset), offset - body.rfind("\n", 0, offset))
    others = ("page-code", "page-link")  # a fact in a block of code, and pages that are not there
    found = [problem for problem in one_page(body) if problem.rule not in others]
    assert [(problem.rule, problem.place.line, problem.place.column) for problem in found] == [
        ("bare-number", *expected)
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one, the first, once, a second time", []),
        ("two", ["two"]),
        ("Twenty-one people, forty-two", ["Twenty-one", "forty-two"]),
        (
            "dozens, a dozen, hundreds, thousand, millions, twice, thrice",
            ["dozens", "dozen", "hundreds", "thousand", "millions", "twice", "thrice"],
        ),
        (
            "zero, half of them, a third of the men, one quarter of it, it doubled, had tripled, was halved, threefold, a tenfold rise",
            ["zero", "half", "a third", "one quarter", "doubled", "tripled", "halved", "threefold", "tenfold"],
        ),
        ("the third man, a third time, quarters, behalf, halfway, double meaning, a quarter, redoubled", []),
        ("Sept. was dry, Jan. and Oct. wet", ["Sept", "Jan", "Oct"]),
        ("in Dec, by Sept, of Jul.", ["Dec", "Sept", "Jul"]),
        ("Jan and Mar came, Octavia, Augur, May. Decimal", []),
        ("3.5 and 1,200 and 12:30 and ½", ["3.5", "1,200", "12:30", "½"]),
        ("G7 and Covid-19 and 3rd", ["7", "19", "3"]),
        ("someone, often, tend, hundredth, network", []),
        ("May and March may march, but June will not", ["June"]),
        ("`300` and\n\n    400\n", ["300", "400"]),
        ("II and IV", []),
        ("four hundred thousand", ["four", "hundred", "thousand"]),
    ],
)
def test_what_a_number_is(one_page: Callable[[str], list[Problem]], text: str, words: list[str]) -> None:
    found = [re.search(r"found the bare \w+ '(.+?)'", problem.message) for problem in one_page(text)]
    assert [match[1] for match in found if match] == words


@pytest.mark.parametrize("name", ["Mara Quill", "Mara Quille", "Ма́ра К."])
def test_a_name_is_bound_however_it_is_spelled(one_page: Callable[[str], list[Problem]], name: str) -> None:
    assert [(problem.rule, problem.place.column) for problem in one_page(f"The kite of {name} flew.")] == [
        ("bare-name", 13)
    ]
    assert one_page(f"The kite of {name}sen flew.") == []


# Text stays text

PAYLOADS = (
    "<script>pwn()</script>",
    "<img src=x onerror=pwn()>",
    '"><svg onload=pwn()>',
    "' onmouseover='pwn()",
    '" onfocus="pwn()" autofocus="',
    "</title><script>pwn()</script>",
    "&lt;/title&gt;&lt;img src=x onerror=pwn()&gt;",
    "&amp;lt;script&amp;gt;pwn()",
    "]]></svg><script>pwn()</script>",
    "[click](javascript:pwn())",
    '![x](x "y" onerror=pwn())',
    "*bold* _em_ `code` **strong** ~~gone~~ ==mark==",
    "# heading",
    "- item",
    "x <!-- gone --> y <!--block-->z<!--/block-->",
    "x :onclick=pwn() .y #z",
    "[^note] and [ref]: //evil.example.org",
    "<javascript:pwn()> <//evil.example.org>",
    "Tom & Jerry &amp; &copy; \"quoted\" 'single' -- and ... more",
    "a | b || c --- === ``` > quote",
    "C:\\kites\\new \\* \\<b\\>",
)
"""Texts that HTML, Markdown, its extensions or the theme could read. Without digits and braces, which prose refuses."""
BRACED = (
    "{{ claim('x') }}",
    "{% raw %}",
    "{# gone #}",
    "{: onclick=pwn() }",
    "{ onclick=pwn() }",
    "${x}",
    "{{ ''.__class__ }}",
)
"""Texts that Jinja or attribute lists could read; only names and titles of others may hold them."""


SAFE = "!#$%&'()*+,/:;=?@[]^{|}~"
"""What may stand in a web address as it is, and much that should not."""


def quoted(text: str) -> str:
    return yaml.safe_dump(text, allow_unicode=True, width=10**6, default_style='"').strip()


def hostile(root: Path) -> None:
    """Put every payload into a name, a note, a title, a wording, a scope and so on, each on facts of its own."""
    labels = (*PAYLOADS, *BRACED)
    files: dict[str, str | bytes] = {}
    events, statements, places, terms, corrections = [], [], [], [], []
    for number, label in enumerate(labels):
        prose = PAYLOADS[number % len(PAYLOADS)]
        x, y, short = quoted(label), quoted(prose), quoted(" ".join(label.split()[:8]))
        files[f"data/organisations/evil-{number}.yml"] = (
            f"id: evil-{number}\nname: {x}\nshort: {x}\nnative_name: {x}\nalso_known_as: [{quoted(label)}]\ntype: outlet\n"
            f"url: {quoted('https://example.org/?q=' + quote(label, safe=SAFE))}\nnote: {y}\n"
        )
        files[f"data/people/bad-{number}.yml"] = (
            f"id: bad-{number}\nname: {x}\nalso_spelled: [{x}]\nnative_name: {x}\nroles:\n  - title: {x}\n    as_of: 2025-06-01\n    source: doc-{number}\n"
            f"    at: {x}\n    note: {y}\nnote: {y}\n"
        )
        files[f"data/sources/doc-{number}.yml"] = (
            f"id: doc-{number}\ntype: article\ntitle: {x}\npublisher: evil-{number}\nauthors: [{x}]\npublished_basis: {x}\nquality: A\nread: whole\nnote: {y}\n"
        )
        files[f"data/counts/sum-{number}.yml"] = (
            f"id: sum-{number}\ntitle: {y}\nquestion: {y}\nunit: {x}\ncounting: observation\ndefinition: {y}\nnote: {y}\nscopes: [{{id: some, label: {x}}}]\nclaims:\n"
            f"  - {{id: a, value: 5, wording: {short}, as_of: 2025-06-01, by: evil-{number}, through: [bad-{number}], basis: unknown, source: doc-{number}, at: {x}, scope: some, note: {y}}}\n"
            f"  - {{id: b, value: unknown, wording: {short}, as_of: 2025-06-01, by: bad-{number}, basis: unknown, source: doc-{number}, status: withdrawn, because: {y}}}\n"
            f"  - {{id: c, value: 9, as_of: 2025-06-01, by: guild, basis: unknown, source: doc-{number}, also_in: [{{source: doc-{number}, at: {x}, wording: {short}}}]}}\n"
            f"assessments:\n  - {{claims: [sum-{number}/a, sum-{number}/c], kind: scope, says: {y}, because: {y}, confidence: low}}\n"
        )
        told = f"by: evil-{number}, source: doc-{number}, at: {x}, note: {y}, otherwise: [{{says: {y}, by: bad-{number}, source: doc-{number}}}], assessment: {{kind: scope, says: {y}, because: {y}, confidence: low}}"
        events.append(
            f"- {{id: happened-{number}, title: {y}, date: 2025-06-01, type: other, summary: {y}, place: spot-{number}, people: [bad-{number}], {told}}}\n"
        )
        statements.append(
            f"- {{id: said-{number}, says: {y}, as_of: 2025-06-01, voice: reported, about: [{x}], {told}}}\n"
        )
        places.append(
            f"- {{id: spot-{number}, name: {x}, also_known_as: [{x}], type: area, source: doc-{number}, note: {y}}}\n"
        )
        terms.append(f"- {{id: word-{number}, name: {x}, definition: {y}}}\n")
        corrections.append(
            f"- {{id: fixed-{number}, date: 2025-06-01, type: update, before: {x}, after: {x}, page: {x}, because: {y}}}\n"
        )
    files["data/events/evil.yml"] = "".join(events)
    files["data/statements/evil.yml"] = "".join(statements)
    write(root, files)
    for name, rows in (("places", places), ("glossary", terms), ("corrections", corrections)):
        path = root / f"data/{name}.yml"
        path.write_text(path.read_text(encoding="utf-8") + "\n" + "".join(rows), encoding="utf-8")
    lines = [
        f'{{{{ name("evil-{n}") }}}} says {{{{ claim("sum-{n}/a") }}}} {{{{ wording("sum-{n}/a") }}}} at {{{{ name("spot-{n}") }}}}: {{{{ event("happened-{n}") }}}}, '
        f'{{{{ count("sum-{n}") }}}}, {{{{ source("doc-{n}") }}}}, {{{{ term("word-{n}") }}}}, {{{{ name("bad-{n}", short=true) }}}}\n\n'
        f'## {{{{ name("evil-{n}") }}}}\n\n'
        for n in range(len(labels))
    ]
    write(root, {"docs/evil.md": "---\ntitle: Evil\n---\n# Evil\n\n" + "".join(lines)})


@pytest.fixture(scope="module")
def hostile_story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_story(SECOND, tmp_path_factory.mktemp("hostile") / "story")
    hostile(root)
    run = mkdocs(root / "mkdocs.yml", root / "site", strict=False)
    assert run.returncode == 0, run.stderr
    (root / "warnings.txt").write_text(
        "\n".join(line for line in run.stderr.splitlines() if "WARNING" in line), encoding="utf-8"
    )
    return root


@pytest.fixture(scope="module")
def hostile_pages(hostile_story: Path) -> Pages:
    return html_pages(hostile_story / "site")


def test_a_strict_build_fails_at_a_warning_though_it_is_quiet(tmp_path: Path) -> None:
    """MkDocs does not count the warnings that it is told not to print."""
    root = small_story(tmp_path, settings="nav: [index.md, nowhere.md]\n")
    run = python("-m", "mkdocs", "build", "--quiet", "--strict", cwd=root)
    assert run.returncode == 1 and "'nowhere.md'" in run.stderr
    assert not (root / "site").exists()


def test_a_dead_link_of_the_theme_or_a_setting_does_not_replace_the_site(tmp_path: Path) -> None:
    """MkDocs only warns of an address in ``nav`` that leads nowhere, and knows nothing of those in templates."""
    root = copy_story(SECOND, tmp_path / "story")
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("  - Data: data.md", "  - Data: nowhere/")
    write(root, {"mkdocs.yml": text, "site/index.html": "the old one"})
    run = mkdocs(config, root / "site", strict=False)
    assert run.returncode == 1
    assert re.search(r"404\.html:\d+: must lead to the file nowhere/index\.html, found '/nowhere/'", run.stderr)
    assert (root / "site/index.html").read_text(encoding="utf-8") == "the old one"


def test_a_link_that_a_check_finds_right_is_right_for_the_publisher(tmp_path: Path) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    links = ("timeline.md#festival-opened", "rules.md#rule-bare-number", "story/the-count.md#between%2Dparagraphs", "counts/visitors.md#guild-2025-06-05")  # fmt: skip
    write(root, {"docs/zz.md": "---\ntitle: T\n---\n# T\n\n" + " ".join(f"[x]({link})" for link in links) + "\n"})
    assert problems_of(root) == ""
    run = mkdocs(root / "mkdocs.yml", root / "site")
    assert run.returncode == 0, run.stderr


def test_hostile_text_is_no_link_to_markdown(hostile_story: Path) -> None:
    """MkDocs warns of a link or picture that it finds in Markdown and that leads nowhere."""
    assert (hostile_story / "warnings.txt").read_text(encoding="utf-8") == ""


def test_hostile_text_makes_no_element_and_no_attribute(hostile_pages: Pages, second_pages: Pages) -> None:
    usual = {
        (element.name, name)
        for page in second_pages.values()
        for element in page.elements
        for name in ("", *element.attributes)
    }
    usual |= {("a", "class"), ("strong", "")}
    usual |= {("li", f"data-{slug(label)}") for kind in KINDS.values() for label in kind.descriptor.facets}
    odd = {
        f"{path}: <{element.name} {name}>"
        for path, page in hostile_pages.items()
        for element in page.elements
        for name in ("", *element.attributes)
        if (element.name, name) not in usual
    }
    assert odd == set()


def test_hostile_text_runs_nothing(hostile_pages: Pages) -> None:
    for path, page in hostile_pages.items():
        for element in page.elements:
            assert not any(name.startswith("on") for name in element.attributes), f"{path}: {element}"
            assert not any(
                element.attributes.get(name, "").strip().lower().startswith(("javascript:", "data:text"))
                for name in ("href", "src", "action")
            ), path
            is_data = element.attributes.get("type") == "application/ld+json" and "<" not in element.text
            assert element.name != "script" or is_data or "pwn" not in element.text, path
            assert urlsplit(element.attributes.get("href", "")).hostname != "evil.example.org", f"{path}: {element}"


def test_hostile_text_leads_to_no_new_target(hostile_pages: Pages) -> None:
    """A link from data is an address field of a source or organisation, and nothing else; the site's licence has a known one."""
    for path, page in hostile_pages.items():
        for element in page.all("a"):
            address = element.attributes.get("href", "")
            if address.startswith(("http:", "https:", "//")):
                known = r"https://((\w+\.)*example\.org|squidfunk\.github\.io|creativecommons\.org)/"
                assert re.match(known, address), f"{path}: {address}"


@pytest.mark.parametrize("number", range(len(PAYLOADS) + len(BRACED)))
def test_hostile_text_is_printed_as_it_is(hostile_pages: Pages, number: int) -> None:
    label = (*PAYLOADS, *BRACED)[number]
    prose = PAYLOADS[number % len(PAYLOADS)]
    for path, text in (
        (f"claimants/evil-{number}", label),
        (f"people/bad-{number}", label),
        (f"counts/sum-{number}", prose),
    ):
        page = hostile_pages[f"{path}/index.html"]
        headings = [" ".join(element.text.split()) for element in page.all("h1") if element.text.strip()]
        assert headings == [text], path
        terms = [" ".join(element.text.split()) for element in page.all("dd")]
        assert prose in terms, f"the note on {path}"


@pytest.mark.parametrize("number", range(len(PAYLOADS) + len(BRACED)))
def test_hostile_text_is_the_page_title(hostile_pages: Pages, number: int) -> None:
    label = (*PAYLOADS, *BRACED)[number]
    page = hostile_pages[f"claimants/evil-{number}/index.html"]
    assert " ".join(page.all("title")[0].text.split()).startswith(f"{label} ")


@pytest.mark.parametrize("number", range(len(PAYLOADS) + len(BRACED)))
def test_hostile_text_is_the_description(hostile_pages: Pages, number: int) -> None:
    label = (*PAYLOADS, *BRACED)[number]
    page = hostile_pages[f"claimants/evil-{number}/index.html"]
    described = [
        element.attributes["content"] for element in page.all("meta") if element.attributes.get("name") == "description"
    ]
    assert described == [
        f"{label}: every number it claimed, passed on or published, how it revised them, and who disagrees."
    ]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60))
def test_markdown_text_prints_just_the_text(text: str) -> None:
    words = " ".join(text.split())
    shown = markdown(
        f"x{markdown_text(text)}x", extensions=["attr_list", "footnotes", "md_in_html", "smarty", "tables"]
    )
    assert re.fullmatch(r"<p>[^<]*</p>", shown, re.DOTALL)
    assert " ".join(html.unescape(shown[3:-4]).split()) == " ".join(f"x{words}x".split())
