"""Pages hold no code: what is refused in what Markdown makes of them, what is not, and that a publisher's HTML holds nothing else."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import material
import pytest
from factbook.kinds import Series, Term
from factbook.loading import load
from factbook.pages.conversion import Target, convert, heading_slug, ids_in
from factbook.pages.limits import too_much_for_markdown
from factbook.pages.markup import Inline, as_judged, as_published, parts_in, placeholder, printed
from factbook.pages.plain_html import ATTRIBUTES, ELEMENTS, engine_classes, reserved, sanitised_away, violations
from factbook.site import EXTENSIONS
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup
from sampling import tries
from support import ROOT, SECOND, Html, good, parse_html, problems_of

X = printed("x y")
"""A text that an expression printed."""
FACT = Inline("600", Markup("600"))
F = placeholder(0, FACT)
"""A fact that an expression printed."""
REFUSED = (
    *(f"<{X}>", f"<b{X}>", f"<{X}script>", "<ol start=3>", "<details open>", "</div>", "<b>a\n\nb</b>", "<div><b></div></b>", "<div>\n<https://x.example/onclick=x()/>\n</div>", "[a]\n\n[a]: javascript:x()"),
    *("> [a]\n\n[a]:\n javascript:x()", "![a][b]\n\n[b]: https://evil.example/x", "![a]\n\n[a]: //evil.example", "x\n{ hidden }", "x\n{: popover }"),
    *("<p class=card>", "x\n{: .fact }", "x\n{: .md-button }", "x\n{: #card-a }", "# T {: #year-2025 }", "<p id=festival-opened>", f"<p id={F}>", f"x\n{{: #card-{X} }}"),
    *(f"`{F}`", f"[{F}](a)", f"[a]({F})", f"[a](b '{F}')", f"<!-- {F} -->", f"![{F}](a.png)", f"T {F}\n===", f"    {F}", f"<p title='{F}'>", f"[x]: {F}"),
    *("<script>x()</script>", "<SCRIPT SRC=x>", f"<scr{X}ipt>", "<svg/onload=x()>", "<svg>", "<math>", "<style>"),
    *("<img src=x onerror=x()>", "<img src='//evil.example/x'>", "<img src=https://evil.example/x.png>", "<img src=data:image/png,x>", "<img srcset=x>"),
    *("<iframe src=x>", "<object>", "<embed>", "<form>", "<input>", "<button>", "<link rel=stylesheet>", "<base href=x>", "<meta http-equiv=refresh>"),
    *("<template>", "<noscript>", "<textarea>", "<title>", "<plaintext>", "<dialog open>", "<video src=x>", "<x-y>", "</script>", "</template>", "</body>"),
    *("<a onclick=x()>", "<a href=x\nonclick=y>", "<p style='background:url(x)'>", "<details ontoggle=x() open>", "<a ping=//evil.example>", "<a target=_blank>"),
    *("<a href=javascript:x()>", "<a href='java&#115;cript:x()'>", "<a href=' javascript:x()'>", '<a href="java\nscript:x()">', "<blockquote cite=javascript:x()>"),
    *(f"<a href={X}>", f'<a title="{X}">', f"<a {X}>", "<http://a<script>>", "<div markdown onclick=x()>", "<!doctype html>", "<?php x?>", "<![CDATA[x]]>"),
    *("<!--block-->", "<!--block 3-->", "<!-- a --!><script>x()</script> -->"),
    *("[a](javascript:x())", "[a]( javascript:x())", "[a](<javascript:x()>)", "[a](java\nscript:x())", "[a](java&#x73;cript:x())", "[a](java&Tab;script:x())"),
    *("[a](https://bbc.co.uk@evil.example/x)", "[a](http://localhost/)", "[a](http:evil)", "[a](data:text/html,x)", "[a](vbscript:x)", "[a](file:///etc/passwd)", "[a](//evil.example)", "[a](/\\evil.example)", "[a](blob:x)"),
    *(f"[a]({X})", f"[a]({X}.md)", f"[a](java{X}:x)", f"[a](https://{X}/x)"),
    *("![a](https://evil.example/x.png)", "![a [b] c](https://evil.example/x.png)", "[![a](https://evil.example/x)](b)"),
    *('x\n{: onclick="x()" }', "# T {onclick=x()}", "[a](b){: onclick=x() }", "x\n{: style=x }", "x\n{: autofocus }"),
    *('<p id="__config">', "<a id=__search>", "x\n{: #__config }", "# T {#__config}", "x\n{:#__config}", "x\n{: id=__config }", 'x\n{: id="__config" }'),
    *("x\n{: .headerlink }", "<div class='chart-tip'>", "<p class=tabbed-block>", "x\n{: .giscus }", "<div class=highlight>", '<a class="footnote-backref" href="#a">x</a>', "<p class='x footnote&#45;backref'>"),
    *("# T {: data-toc-label=x }", "<h2 markdown data-toc-label='4,700'>T</h2>", "<bdo dir=rtl>x</bdo>", "<ruby>x<rt>y</rt></ruby>"),
    *(f"<b aria-label=x>{F}</b>", f"<p aria-hidden=true><b>{F}</b></p>", f"*{F}*{{: aria-label=x }}", "<!--->x-->", "<!--a--->", "<!--/block-->"),
    *(f"x\n{{: {X}=x }}", "[x](y){: href=javascript:x() }", "x\n{:onclick=x()}", "x\n{: .a onclick=x() }"),
)  # fmt: skip
LEFT = (
    *("<a", '<a href="x', "<!-->", "<!>", "<!-- a", "[a]: javascript:x()", "{: onclick=x() }", "![a][b]", "![a]"),
    *(f"<{F}>", f"{F}", f"**{F}** and", f"({F})", f"- {F}\n- b", f"> {F}", f"<b>{F}</b>", f"a | b\n--|--\n{F} | c", f"a[^1]\n\n[^1]: {F}", f"<div markdown>\n{F}\n</div>"),
    *('<div class="chapters" markdown>', "<br>", "<hr />", "<abbr title='x'>y</abbr>", "<p lang=ko>", "<ol start=3 reversed></ol>", "<details open></details>"),
    *("<https://guild.example.org/1>", "<desk@guild.example.org>", "a < b and c > d", "x <- y", "3 <4", "<!-- a comment -->", f"<!-- {X} -->"),
    *("[a](b.md)", '[a](../b/c.md#d "title: x")', "[a](https://example.org/x?y=javascript:z)", "[a](mailto:a@b.org)", "[a](#x)", "[a](?q=x:y)"),
    *(f"[a](counts/{X}.md)", f"[a](https://example.org/{X})", "[^1]: Note: see [it](https://example.org/2025).", "Wow![^1]", "[a]: https://example.org"),
    *("![a](x.png)", '![a](x.png "t")', '<img src="crowd.jpg" alt="kites">', "{: .standfirst }", "# T {: #anchor }", "# T {#anchor}", '{: .a #b title="x y" }'),
    *("<!--a-->", "<!---->", "<!--a\n\nb-->", "<b aria-label=x>y</b>", "x\n{: .chapters .note .wide }", "a[^1] b[^1]\n\n[^1]: c", "```yaml\na: b\n```", '![a](b.png){ width="x" }'),
    *("<code>&lt;script></code>", "a {b} c", "[x]", "(a: b)", "[note]: see", f"{X} counted {X}"),
)  # fmt: skip


def wrong(text: str) -> list[str]:
    """What is refused in a page of that Markdown."""
    judged = as_judged(text)
    made = convert(judged, EXTENSIONS).html
    return [each.what for each in violations(made, parts_in(judged), (), {"festival-opened"})] or [
        each.what for each in sanitised_away(made)
    ]


@pytest.mark.parametrize("text", REFUSED)
def test_what_runs_or_loads_is_refused(text: str) -> None:
    assert wrong(text)
    assert wrong(f"Before,\n\n{text}\n\nand behind.")


@pytest.mark.parametrize("text", LEFT)  # or comes out as text
def test_what_only_says_something_is_left(text: str) -> None:
    assert wrong(text) == []
    assert wrong(f"Before,\n\n{text}\n\nand behind.") == []


def test_the_sanitiser_takes_out_what_is_refused() -> None:
    """The second pair of eyes sees by itself: what the grammar would let pass by mistake, it does not."""
    for made in (
        "<p onclick='x()'>a</p>",
        "<script>x()</script>",
        "<a href='javascript:x()'>a</a>",
        "<svg><b>a</b></svg>",
        "<p style='top:0'>a</p>",
    ):
        assert list(sanitised_away(made)), made
    for made in (
        "<p>a<br>b",
        "<ul><li>a<li>b</ul>",
        '<table><tr><td style="text-align: left;">a</td></tr></table>',
        "<a href='x' title='&lt;'>a</a>",
        "<table><tr><td>x</table>",
    ):
        assert list(sanitised_away(made)) == [], made


@pytest.mark.parametrize("text", ["<![x]", "a <![ b", "`<![x`", "<![x\n\nb"])
def test_what_stops_the_parser_of_the_publisher_is_refused(text: str, tmp_path: Path) -> None:
    """MkDocs reads a page's Markdown with Python's parser of HTML, which raises an error at some declarations."""
    assert "[page-code]" in problems_of(good(tmp_path, {"docs/index.md": f"---\ntitle: T\n---\n# T\n\n{text}\n"}))


@pytest.mark.parametrize(
    ("heading", "ident"),
    [
        ("How many?", "how-many"),
        ("Überblick 2025", "uberblick-2025"),
        ("Straße & Co", "straße-co"),
        ("Итоги года", "итоги-года"),
        ("2025년 병사", "2025년-병사"),
        ("凧揚げ大会", "凧揚げ大会"),
        ("हिन्दी भाषा", "हिन्दी-भाषा"),
        ("เทศกาลว่าว ๒๕๖๘", "เทศกาลว่าว-๒๕๖๘"),
        ("من قال ماذا؟", "من-قال-ماذا"),
        ("¿Cuántos murieron?", "cuantos-murieron"),
        ("Où l’on en est", "ou-lon-en-est"),
        ("누가 무엇을 말하나?", "누가-무엇을-말하나"),
        ("«Кто? — Никто»", "кто-никто"),
        ("???", ""),
    ],
)
def test_the_id_of_a_heading_is_in_its_own_script(heading: str, ident: str) -> None:
    """So that another heading before it does not change it, as a number would."""
    assert heading_slug(heading, "-") == ident


@pytest.mark.parametrize("more", ["## Another", "## 人口", "## 누가 말하나", "## من قال", "### ขึ้น", "# ???"])
def test_the_ids_of_headings_stay_when_one_is_added(more: str) -> None:
    page = "## The day\n\n## 凧揚げ\n\n## 몇 명?\n\n## كم شخصًا؟\n\n## เทศกาล\n"
    before = ids_in(page, EXTENSIONS)
    assert len(before) == 5 and before < ids_in(f"{more}\n\n{page}", EXTENSIONS)


def test_headings_get_no_id_of_the_engine() -> None:
    made = convert("# Card visitors\n\n## Year on year\n\n## Rule of law\n\n## 人口\n\n## The day\n", EXTENSIONS).html
    idents = re.findall(r'id="([^"]*)"', made)
    assert idents == ["section-card-visitors", "section-year-on-year", "section-rule-of-law", "人口", "the-day"]
    assert not any(map(reserved, idents))


def test_classes_of_the_engine_are_known() -> None:
    assert {"card", "cards", "fact", "chart", "conflict", "badge", "corrected"} <= engine_classes()
    assert not {"standfirst", "chapters"} & engine_classes()


PIECES = st.sampled_from(
    (
        *("<", ">", "</", "<!--", "-->", "<!", "--", " ", "\n", "\n\n", "    ", "`", "```\n", "*", "\\", "&", ";", '"', "'", "=", "/", ":", "#", "|", "-", "1. ", "> "),
        *("[", "]", "(", ")", "![", "](", "]: ", "[^", "{", "}", "{:", "{: ", "a", "b", "p", "div", "img", "script", "svg", "style", "markdown", "code"),
        *("onclick", "onerror", "href", "src", "title", "x()", "javascript:x()", "java", "script:x()", "data:x", "//evil.example", "https://evil.example", "https://"),
        *("&#115;", "&colon;", "&Tab;", "&lt;", "block", "class", "name.md", "[a](", "<a ", "<img ", "<p ", "<div markdown>", "<b>", "</b>"),
    )
)  # fmt: skip
PRINTS = st.sampled_from(
    (
        "",
        "script",
        "img src",
        "onclick",
        "javascript:x()",
        "<script>x()</script>",
        '" onclick="x()',
        "a",
        "--",
        "block",
        "1",
        "60",
        "    ",
        "lt",
    )
)
"""What an expression may print, which is escaped then."""
MARKDOWN = st.lists(PIECES | PRINTS.map(printed) | st.just(F), max_size=14)


@tries(3000)
@given(MARKDOWN)
@example(["<", printed("script"), ">x()</", printed("script"), ">"])
@example(["[a](", printed("javascript:x()"), ")"])
@example(["[a](java", printed("script:x()"), ")"])
@example(["&#", printed("60"), ";script>"])
def test_what_is_not_refused_is_plain_html_when_it_is_published(pieces: list[str]) -> None:
    """A check judges texts that expressions print as one sign each; a publisher has them in full, and has to agree."""
    text = "".join(piece if piece != F else placeholder(number, FACT) for number, piece in enumerate(pieces))
    if wrong(text):
        return
    made = convert(as_published(text), EXTENSIONS).html
    assert list(violations(made, parts_in(text))) == [] and list(sanitised_away(made)) == []
    assert "<!--block" not in made
    for element in parse_html(made).elements:
        assert element.name in ELEMENTS, made
        for name, value in element.attributes.items():
            address = re.sub(r"[\x00-\x20]", "", html.unescape(value)).lower()
            assert name in ATTRIBUTES or name in ("href", "src", "cite", "style"), made
            assert name != "src" or not re.match(r"[a-z]+:|//", address), made
            assert name != "href" or not re.match(r"(?!https?:|mailto:)[a-z]+:|//", address), made


SIGNS = ("[", "![", "](", "[^a]", "[a](", "![a](", "[a][", "[^", "*", "_", "**a", "*a_", "`", "`a", "<", "<a", "<b>", "<b ", "<b '", "<b a=\"", "<b \">", "</", "</b", "<!--", "<?", "<![", "&", "&#", "{", "{: ", '"', "'", 'a"',
         "--", "\\", "- ", "1. ", "> ", "    - ", "|", "a|b|\n", "http://a.b ", "<http://a", "<div markdown>", "<!-- ", "]: ", "[a]: b\n", "(", "\n# a", ": ", "~~~\n")  # fmt: skip


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("sign", "paragraph"),
    [
        *((sign, 4_900) for sign in SIGNS),
        *(("[" * n + sign, m) for n, m in ((1, 399), (20, 199)) for sign in ("", "a]", "a](", "^a", "a][")),
        ("![a](", 799),
        *(
            (table, len(table))
            for n in (9, 40, 200, 900)
            if (table := f"{'|' * n}a\n{'|'.join('-' * n)}\n" + "|\n" * (4_800 - 4 * n))
        ),
        ("[^n]: n\n\n" + "[^n] " * 190, 958),
        *(
            ("".join(f"[^{k}]: n\n\n" for k in range(n)) + "".join(f"[^{k}] " for k in range(n)), 4_900)
            for n in (30, 90)
        ),
    ],
)
def test_no_page_takes_markdown_long(sign: str, paragraph: int) -> None:
    """The longest page that is let through, made of one sign: a second of work is meant, of which a busy machine makes two."""
    one = (sign * paragraph)[:paragraph]
    text = "\n\n".join([one] * (48_000 // len(one)))
    if too_much_for_markdown(text):
        return
    started = time.process_time()
    with suppress(RecursionError):  # told as too much work
        convert(text, EXTENSIONS)
    assert time.process_time() - started < 2


def test_places_are_looked_for_with_a_bounded_number_of_renderings(tmp_path: Path) -> None:
    body = ("<b onclick=x>y</b>\n\n" + "a " * 380 + "\n\n") * 60
    root = good(tmp_path, {"docs/index.md": f"---\ntitle: T\n---\n# T\n\n{body}"})
    before = convert.cache_info().misses
    told = problems_of(root)
    assert convert.cache_info().misses - before < 100
    assert "docs/index.md:10:4: must be text or plain HTML" in told and "docs/index.md:1:1: must be text" in told


def test_what_stands_twice_on_a_line_is_told_twice(tmp_path: Path) -> None:
    line = '{{ name("council") }} <b onclick=x>a</b> '
    told = problems_of(good(tmp_path, {"docs/index.md": f"---\ntitle: T\n---\n{line * 3}\n"}))
    assert [f"docs/index.md:4:{26 + len(line) * number}: " in told for number in range(3)] == [True] * 3


HARMLESS = re.compile(
    r"[a-z]{1,2}[12]?|cpf|hll|x*l|admonition(?:-title)?|forms(?:-[a-z]+)?|note|abstract|info|tip|success|question|warning|failure|danger|bug|example|quote"
    r"|chapters|standfirst|footnote(?:-ref|-backref)?|inline|end|grid|middle|keys|key-.*|critic|comment|block|linenos|filename|code|scheme"
    r"|task-list-.*|twemoji|gemoji|emojione|arithmatex|katex-html|js|no-js|focus-visible|badge-.*|is-.*"
)
"""Classes of the styles that hide nothing, lie over nothing, and look like no part of the site."""


def test_every_class_of_the_styles_is_refused_or_harmless() -> None:
    styles = [
        *(ROOT / "scripts/mkdocs_factbook/theme/assets").glob("*.css"),
        *(Path(material.__file__).parent).rglob("main*.css"),
    ]
    assert len(styles) > 1
    for style in styles:
        rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "{", style.read_text(encoding="utf-8"), flags=re.DOTALL)
        for name in set(re.findall(r"\.([A-Za-z_][\w-]*)", rules)):
            assert HARMLESS.fullmatch(name) or wrong(f"<p class={name}>"), f"{style.name}: {name}"


def test_every_id_of_a_finished_page_is_reserved_or_a_facts_or_a_headings(second_pages: Mapping[str, Html]) -> None:
    """What an author may not take is read off the site, so that the list of it cannot fall behind the templates."""
    book = load(SECOND)
    facts = {*book.named, *(claim.id for claim in book.claims.values()), *book.of(Term)}
    facts |= {row for series in book.of(Series).values() for row in series.rows_by_id}
    seen = set()
    for path, page in second_pages.items():
        for element in page.elements if "/embed/" not in path else ():  # which holds nothing of an author's
            name = element.attributes.get("id", "")
            if name and not re.fullmatch(r"h[1-6]|template", element.name) and not name.startswith(("fn:", "fnref:")):
                assert reserved(name) or name in facts, f"{path}: {name}"
                seen.add(name.partition("-")[0])
    assert {"card", "rule", "table", "chart"} <= seen


@pytest.mark.parametrize("empty", ["", " ", "\n\n"])
def test_a_page_without_text_has_none_of_the_links_of_the_page_before(empty: str) -> None:
    assert convert("[a](b.md)", ()).links == (Target("b.md", picture=False),)
    assert convert(empty, ()).links == ()
