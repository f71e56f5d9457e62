"""The links of a finished site, as browsers follow them."""

from __future__ import annotations

from pathlib import Path

import pytest
from factbook.pages.built_links import dead_built_links
from support import write

URL = "https://example.org/kites/"
GOOD = (
    '<a href="">', '<a href="#">', '<a href="#top">', '<a href="#here">', "<a href=#here>", "<a href='deep/'>", '<a href="deep/#there">',
    '<a href="./deep/../deep/index.html">', '<a href="deep">', '<a href="/kites/deep/#there">', f'<a href="{URL}deep/#there">',
    '<a href="https://example.org/elsewhere/">', '<a href="mailto:a@example.org">', '<a href="data:,x">', '<img src="a%20b.png">',
    '<a href="deep/#:~:text=word">', '<a href="a%20b.png#xywh=1">', '<!-- <a href="no/"> -->', '<script>"<a href=no/>"</script>',
    '<button popovertarget="here">', '<a href="?q=1">',
)  # fmt: skip
DEAD = {
    '<a href="no/">': "the file no/index.html",
    "<a class=x href=no/>": "the file no/index.html",
    '<a href="/deep/">': "an address below /kites/",
    '<a href="/kites/no">': "the file no",
    f'<a href="{URL}no/">': "the file no/index.html",
    '<a href="#nowhere">': "the anchor 'nowhere' of index.html",
    '<a href="deep/#here">': "the anchor 'here' of deep/index.html",
    '<img alt="x" src="no.png">': "the file no.png",
    '<script src="no.js"></script>': "the file no.js",
    '<link rel="stylesheet" href="no.css">': "the file no.css",
    '<svg><use xlink:href="#no"/></svg>': "the anchor 'no' of index.html",
    '<button popovertarget="no">': "the element 'no' of index.html",
    '<form action="no/">': "the file no/index.html",
    '<a href="http://[">': "an address",
}


def site(folder: Path, body: str) -> Path:
    page = '<!doctype html>\n<p id="here">\n{}\n</p>'
    return write(
        folder,
        {"index.html": page.format(body), "deep/index.html": "<p class=x id='there'>", "a b.png": b""},
    )


@pytest.mark.parametrize("link", GOOD)
def test_a_link_that_leads_somewhere_is_none_of_the_dead(link: str, tmp_path: Path) -> None:
    assert dead_built_links(site(tmp_path, link), URL) == []


@pytest.mark.parametrize(("link", "missing"), DEAD.items())
def test_a_dead_link_is_told_with_its_place(link: str, missing: str, tmp_path: Path) -> None:
    [dead] = dead_built_links(site(tmp_path, link), URL)
    assert str(dead).startswith(f"index.html:3: must lead to {missing}, found ")


def test_a_link_of_many_pages_is_told_once(tmp_path: Path) -> None:
    pages: dict[str, str | bytes] = {f"p{number}/index.html": '<a href="../no/">' for number in range(3)}
    [dead] = dead_built_links(write(site(tmp_path, ""), pages), "")
    assert str(dead) == "p0/index.html:1: must lead to the file no/index.html, found '../no/' (and on 2 more pages)"
