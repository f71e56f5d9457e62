"""Pages hold no code: what is refused, what is not, and that nothing else comes out of Markdown, whatever expressions print."""

from __future__ import annotations

import html
import re

import markdown
import pytest
from factbook.pages.harmless import ATTRIBUTES, ELEMENTS, EXPRESSION, harmful
from factbook.pages.markup import markdown_text
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support import parse_html

X = EXPRESSION
REFUSED = (
    *("<script>x()</script>", "<SCRIPT SRC=x>", f"<scr{X}ipt>", f"<{X}>", f"<{X}script>", "<svg/onload=x()>", "<svg>", "<math>", "<style>"),
    *("<img src=x onerror=x()>", "<img src='//evil.example/x'>", "<img src=https://evil.example/x.png>", "<img src=data:image/png,x>", "<img srcset=x>"),
    *("<iframe src=x>", "<object>", "<embed>", "<form>", "<input>", "<button>", "<link rel=stylesheet>", "<base href=x>", "<meta http-equiv=refresh>"),
    *("<template>", "<noscript>", "<textarea>", "<title>", "<plaintext>", "<dialog open>", "<video src=x>", "<x-y>", "</script>", "</template>", "</body>"),
    *("<a onclick=x()>", "<a href=x\nonclick=y>", "<p style='background:url(x)'>", "<details ontoggle=x() open>", "<a ping=//evil.example>", "<a target=_blank>"),
    *("<a href=javascript:x()>", "<a href='java&#115;cript:x()'>", "<a href=' javascript:x()'>", '<a href="java\nscript:x()">', "<blockquote cite=javascript:x()>"),
    *(f"<a href={X}>", f'<a title="{X}">', f"<a {X}>", '<a href="x', "<a", "<http://a<script>>", "<div markdown onclick=x()>", "<!doctype html>", "<?php x?>", "<![CDATA[x]]>"),
    *("<!--block-->", "<!--later 3-->", "<!--block 3-->", f"<!-{X}-block-->", "<!-->", "<!>", "<!-- a", "<!-- a --!><script>x()</script> -->"),
    *("[a](javascript:x())", "[a]( javascript:x())", "[a](<javascript:x()>)", "[a](java\nscript:x())", "[a](java&#x73;cript:x())", "[a](java&Tab;script:x())"),
    *("[a](data:text/html,x)", "[a](vbscript:x)", "[a](file:///etc/passwd)", "[a](//evil.example)", "[a](/\\evil.example)", "[a](blob:x)"),
    *(f"[a]({X})", f"[a]({X}.md)", f"[a](java{X}:x)", f"[a](https://{X}/x)", "[a]: javascript:x()", "> [a]: javascript:x()", "[a]:\n javascript:x()"),
    *("![a](https://evil.example/x.png)", "![a [b] c](https://evil.example/x.png)", "[![a](https://evil.example/x)](b)", "![a][b]", "![a]"),
    *('x\n{: onclick="x()" }', "# T {onclick=x()}", "[a](b){: onclick=x() }", "{: onclick=x() {: a }", "{: style=x }", "{: autofocus }"),
    *('<p id="__config">', "<a id=__search>", "x\n{: #__config }", "# T {#__config}", "x\n{:#__config}", "{: id=__config }", '{: id="__config" }'),
    *(f"{{: {X}=x }}", "{: href=javascript:x() }", "{:onclick=x()}", "{: .a onclick=x() }"),
)  # fmt: skip
LEFT = (
    *('<div class="chapters" markdown>', "</div>", "<br>", "<hr />", "<abbr title='x'>y</abbr>", "<p lang=ko>", "<ol start=3 reversed>", "<details open>"),
    *("<https://guild.example.org/1>", "<desk@guild.example.org>", "a < b and c > d", "x <- y", "3 <4", "<!-- a comment -->", f"<!-- {X} -->"),
    *("[a](b.md)", '[a](../b/c.md#d "title: x")', "[a](https://example.org/x?y=javascript:z)", "[a](mailto:a@b.org)", "[a](#x)", "[a](?q=x:y)"),
    *(f"[a](counts/{X}.md)", f"[a](https://example.org/{X})", "[^1]: Note: see [it](https://example.org/2025).", "Wow![^1]", "[a]: https://example.org"),
    *("![a](x.png)", '![a](x.png "t")', '<img src="crowd.jpg" alt="kites">', "{: .standfirst }", "# T {: #anchor }", "# T {#anchor}", '{: .a #b title="x y" }'),
    *("<code>&lt;script></code>", "a {b} c", "[x]", "(a: b)", "[note]: see", f"{X} counted {X}"),
)  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_runs_or_loads_is_refused(text: str) -> None:
    assert list(harmful(text))
    assert list(harmful(f"Before,\n\n{text}\n\nand behind."))


@pytest.mark.parametrize("text", LEFT)
def test_what_only_says_something_is_left(text: str) -> None:
    assert list(harmful(text)) == []
    assert list(harmful(f"Before,\n\n{text}\n\nand behind.")) == []


PIECES = st.sampled_from(
    (
        *("<", ">", "</", "<!--", "-->", "<!", "--", " ", "\n", "\n\n", "    ", "`", "```\n", "*", "\\", "&", ";", '"', "'", "=", "/", ":", "#", "|", "-", "1. ", "> "),
        *("[", "]", "(", ")", "![", "](", "]: ", "[^", "{", "}", "{:", "{: ", "a", "b", "p", "div", "img", "script", "svg", "style", "markdown", "code"),
        *("onclick", "onerror", "href", "src", "title", "x()", "javascript:x()", "java", "script:x()", "data:x", "//evil.example", "https://evil.example", "https://"),
        *("&#115;", "&colon;", "&Tab;", "&lt;", "block", "class", "name.md", "[a](", "<a ", "<img ", "<p ", "<div markdown>", "<b>", "</b>"),
    )
)  # fmt: skip
PRINTS = st.sampled_from(
    ("", "script", "img src", "onclick", "javascript:x()", "<script>x()</script>", '" onclick="x()', "a", "--", "block")
)
"""What an expression may print, which is escaped then."""
MARKDOWN = st.lists(PIECES | PRINTS.map(lambda text: X + text + X), max_size=14)


@settings(deadline=None, derandomize=True, database=None, max_examples=3000)
@given(MARKDOWN)
@example(["<", X + "script" + X, ">x()</", X + "script" + X, ">"])
@example(["[a](", X + "javascript:x()" + X, ")"])
def test_what_is_not_refused_comes_out_of_markdown_as_plain_html(pieces: list[str]) -> None:
    """Expressions are blotted out for the check, and printed escaped for Markdown."""
    written = "".join(piece if piece[0] != X else X * 9 for piece in pieces)
    if any(harmful(written)):
        return
    text = "".join(piece if piece[0] != X else markdown_text(piece.strip(X)) for piece in pieces)
    made = markdown.markdown(
        text, extensions=["toc", "tables", "fenced_code", "attr_list", "footnotes", "md_in_html", "smarty"]
    )
    assert "<!--block" not in made and "<!--later" not in made
    for element in parse_html(made).elements:
        assert element.name in ELEMENTS, made
        for name, value in element.attributes.items():
            address = re.sub(r"[\x00-\x20]", "", html.unescape(value)).lower()
            assert name in ATTRIBUTES or name in ("href", "src"), made
            assert name != "src" or not re.match(r"[a-z]+:|//", address), made
            assert name != "href" or not re.match(r"(?!https?:|mailto:)[a-z]+:|//", address), made
