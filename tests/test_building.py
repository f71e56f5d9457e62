"""What a build takes from a story's folder, and that whatever a check passes is built."""

from __future__ import annotations

import os
import random
import re
import traceback
from pathlib import Path

import pytest
from building import SETTINGS, build_in_process, files_of, small_story
from factbook.build import check
from factbook.charts import Renderer, renderer
from factbook.problems import Problems
from factbook.site import Site
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs_factbook.plugin import FactbookPlugin
from support import write

Files = dict[str, str | bytes]

HIDDEN: dict[str, str | bytes] = {
    "docs/.env": "SECRET=1",
    "docs/.well-known/page.html": "<script>",
    "docs/.git/config": "token",
    "docs/.page.md": "---\ntitle: Hidden\n---\n",
    "docs/index.md~": "an editor's backup",
}


def test_what_a_check_passes_over_is_not_published_whatever_the_settings_say(tmp_path: Path) -> None:
    settings = "exclude_docs: |\n  !.*\ndraft_docs: |\n  .git/\n"
    root = small_story(tmp_path, {**HIDDEN, "docs/told.txt": "told"}, settings)
    assert build_in_process(root) == ""
    published = files_of(root / "site")
    assert "told.txt" in published
    assert not [path for path in published if path.startswith(".") or "/." in path or path.endswith("~")]


def test_an_option_that_the_plugin_has_not_or_that_stands_elsewhere_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root = small_story(tmp_path, {"docs/told.txt": "told"}, "extra:\n  licence: CC BY 4.0\n")
    assert "licence: must be an option of the plugin factbook, found in extra" in build_in_process(root)
    assert not (root / "site").exists()
    write(root, {"mkdocs.yml": SETTINGS.replace("[factbook]", "[{factbook: {license: MIT, locale: en_GB}}]")})
    with pytest.raises(Abort):
        build_in_process(root)
    assert "Plugin 'factbook' option 'license': Unrecognised" in caplog.text


def test_nothing_of_a_story_is_left_for_the_next_one(tmp_path: Path) -> None:
    """MkDocs keeps the plugin's instance for whatever a process builds."""
    first = small_story(
        tmp_path / "first", {"docs/more.md": "---\ntitle: More\n---\n# More\n"}, "repo_url: https://github.com/a/b\n"
    )
    second = small_story(tmp_path / "second")
    assert (build_in_process(first), build_in_process(second)) == ("", "")
    plugin = load_config(str(first / "mkdocs.yml")).plugins["factbook"]
    assert plugin is load_config(str(second / "mkdocs.yml")).plugins["factbook"]
    assert isinstance(plugin, FactbookPlugin)
    assert (plugin.pages, plugin.site, plugin.renderer, plugin.staging) == ({}, Site(), None, None)
    assert (first / "site/more/index.html").exists() and not (second / "site/more").exists()


def test_another_folder_of_pages_is_refused_as_it_is_not_checked(tmp_path: Path) -> None:
    root = small_story(tmp_path, {"pages/index.md": "# Unchecked\n"}, "docs_dir: pages\n")
    assert "docs_dir: must be docs" in build_in_process(root)
    assert not (root / "site").exists()


def test_a_link_in_the_look_is_not_published_wherever_that_lies(tmp_path: Path) -> None:
    root = small_story(tmp_path, {"secret.txt": "told"})
    (root / "look/told.txt").symlink_to("../secret.txt")
    assert "must not be published" in build_in_process(root)
    assert not (root / "site").exists()


def page(text: str) -> str:
    return f"---\ntitle: A page\n---\n{text}"


FAMILY = "---\ntitle: '{{ fact.title }}'\neach: counts\n---\n# {{ fact.title }}\n\n{{ numbers(fact.id) }}\n"
COUNT = (
    "id: x\ntitle: Kites\nquestion: How many kites?\nunit: kites\ncounting: cumulative\n"
    "definition: Kites in the air.\nclaims:{claims}\n"
)
PIECES: dict[str, Files] = {
    # attachments
    "a picture": {"docs/picture.png": b"\x89PNG\r\n\x1a\n", "docs/p.md": page("![A hill](picture.png)\n")},
    "an empty file": {"docs/empty.txt": ""},
    "a name without an ending": {"docs/notes": "x"},
    "a name with a blank": {"docs/a b c.txt": "x"},
    "a name in another script": {"docs/연날리기.txt": "x", "docs/ünï.csv": "a,b\n"},
    "a name with signs of addresses": {"docs/a#b%20c&d.txt": "x"},
    "a name with a brace": {"docs/{id}.txt": "x", "docs/{{ x }}.txt": "x"},
    "a name of a device": {"docs/con.txt": "x"},
    "names that differ in case": {"docs/A.txt": "x", "docs/a.txt": "y"},
    "folders that differ in case": {"docs/B/x.txt": "x", "docs/b/y.txt": "y"},
    "accents in two ways": {"docs/\xe9.txt": "x", "docs/e\u0301.txt": "y"},
    "a hidden file": {"docs/.env": "SECRET"},
    "a backup": {"docs/index.md~": "old"},
    "a long path": {"docs/" + "a/" * 110 + "x.txt": "x"},
    "a long name": {"docs/" + "n" * 250 + ".txt": "x"},
    "Markdown by another ending": {"docs/p.markdown": "# x", "docs/q.MD": "# x"},
    "a page of HTML": {"docs/p.html": "<p>x"},
    "what servers read": {"docs/CNAME": "x.example", "docs/_redirects": "/ /x", "docs/.nojekyll": ""},
    "JSON that is none": {"docs/p.json": b"\xff\xfe"},
    "XML": {"docs/p.xml": "<a"},
    # what takes a place that something else has
    "a file in the place of a page": {"docs/p.md": page("x"), "docs/p": "x"},
    "a file in the place of a page's folder": {"docs/p.md": page("x"), "docs/p/index.html": "x"},
    "a folder's page twice": {"docs/p.md": page("x"), "docs/p/index.md": page("y")},
    "two pages of a folder": {"docs/p/index.md": page("x"), "docs/p/README.md": page("y")},
    "a file in the place of a fact's page": {"docs/counts/{id}.md": FAMILY, "docs/counts/visitors": "x"},
    "a page in the place of a fact's page": {"docs/counts/{id}.md": FAMILY, "docs/counts/visitors.md": page("x")},
    "a file in the place of the API": {"docs/api": "x"},
    "a file in the place of the data": {"docs/data": "x"},
    "a file among the data": {"docs/data/facts.json": "{}"},
    "a file in the place of the styles": {"docs/assets": "x"},
    "a file among the styles": {"docs/assets/x.txt": "x"},
    "a file in the place of the feed": {"docs/feed.json": "{}", "docs/feed.xml.txt": ""},
    "a folder in the place of the feed": {"docs/feed.json/x.txt": "x"},
    "a folder in the place of the page": {"docs/index.html/x.txt": "x"},
    "a page in the place of the sitemap": {"docs/sitemap.xml.md": page("x")},
    "a page in the place of the robots": {"docs/robots.txt.md": page("x"), "docs/robots.txt": "x"},
    "a page in the place of the search": {"docs/search/search_index.json.md": page("x")},
    "a page in the place of a missing page": {"docs/404.md": page("x"), "docs/404.html.md": page("x")},
    "a folder in the place of the icon": {"docs/favicon.svg/x.txt": "", "docs/icon.svg/x.txt": ""},
    "a page in the place of a card": {"docs/cards/index.md": page("x"), "docs/cards.md": page("x")},
    "a folder that MkDocs leaves out": {"docs/templates/p.md": page("x"), "docs/templates/x.txt": "x"},
    "only pages in folders": {"docs/deep/er/p.md": page("x")},
    # pages
    "a page without text": {"docs/p.md": page("")},
    "nested lists": {"docs/p.md": page("- " * 2400 + "x\n")},
    "nested numbered lists": {"docs/p.md": page("1. " * 1600 + "x\n")},
    "indented lists": {"docs/p.md": page("".join("    " * depth + "- x\n" for depth in range(60)))},
    "nested quotes": {"docs/p.md": page("> " * 2400 + "x\n")},
    "nested emphasis": {"docs/p.md": page("*" * 2000 + "x" + "*" * 2000 + "\n")},
    "nested brackets": {"docs/p.md": page("[" * 1000 + "x" + "]" * 1000 + "\n")},
    "nested elements": {"docs/p.md": page("<div>\n" * 400 + "x" + "\n</div>" * 400 + "\n")},
    "elements that are never closed": {"docs/p.md": page("<div><p><b>x\n\n<div markdown>\n\n- x\n")},
    "a comment that is never closed": {"docs/p.md": page("x <!-- y\n\nz\n")},
    "a table": {"docs/p.md": page("| a | b |\n|---|---|\n| c |\n")},
    "a wide table": {"docs/p.md": page("|a" * 2000 + "|\n" + "|-" * 2000 + "|\n")},
    "footnotes": {"docs/p.md": page("x[^a] y[^a] z[^b]\n\n[^a]: x[^a]\n")},
    "a footnote to itself": {"docs/p.md": page("x[^a]\n\n[^a]:\n    y[^a]\n\n    - z[^a]\n")},
    "references": {"docs/p.md": page("[a][b] [b][] [c]\n\n[b]: <index.md> 'x'\n[c]: b\n")},
    "headings alike": {"docs/p.md": page("# a\n# a\n## a\n# \n#\n####### a\n")},
    "attributes": {"docs/p.md": page("# a { #b .c }\n\nx { .d }\n\n{: .e }\n\n| a |\n|---|\n| b |\n{ .f }\n")},
    "broken attributes": {"docs/p.md": page("x {: #a #b .c=d e='f }\n\n# y { # }\n\n*z*{ }{:}{: . }\n")},
    "code": {"docs/p.md": page("```yaml\na: b\n```\n\n~~~\n\n    x\n\n`` ` ``\n\n```\nnever closed\n")},
    "a link to a page": {"docs/p.md": page("[home](index.md) [there](index.md#home)\n")},
    "a link to nowhere": {"docs/p.md": page("[x](nowhere.md)\n")},
    "a link to no anchor": {"docs/p.md": page("[x](index.md#nowhere)\n")},
    "a link to no file": {"docs/p.md": page("![x](nowhere.png)\n")},
    "a link from the root": {"docs/p.md": page("[x](/index.md) [y](/p/)\n")},
    "a link out of the pages": {"docs/p.md": page("[x](../../../data/counts/visitors.yml)\n")},
    "a link to a folder": {"docs/p.md": page("[x](.) [y](./) [z](?a=b) [w](#)\n")},
    "a link that is no address": {"docs/p.md": page("[x](http://[::1) [y](<a b>) [z](%zz) [w](//[)\n")},
    "entities": {"docs/p.md": page("&amp; &lt; &nbsp; &#x41; &#0; &#xffffffff; &nope;\n")},
    "a front matter of dates": {"docs/p.md": "---\ntitle: x\ndate: 2025-06-01\nupdated: 2025-06-02\n---\nx\n"},
    "a front matter that hides": {"docs/p.md": "---\ntitle: x\nhide: [navigation, toc]\n---\nx\n"},
    "a front matter that hides oddly": {"docs/p.md": "---\ntitle: x\nhide: {a: [b]}\n---\nx\n"},
    "a front matter of nothing": {"docs/p.md": "---\ntitle: x\nhide:\n---\nx\n"},
    "a title of signs": {"docs/p.md": '---\ntitle: "<b>&amp; {# #} é ‘x’ \\" "\n---\nx\n'},
    "line ends of Windows": {"docs/p.md": page("# a\n\nx\n").replace("\n", "\r\n")},
    "a mark in front": {"docs/p.md": "\ufeff" + page("x\n")},
    "expressions": {"docs/p.md": page("{{ claim('visitors/council-2025-06-01') }}{# x #}{% if true %}y{% endif %}\n")},
    "every list": {"docs/p.md": page("{{ numbers('visitors') }}\n\n{{ timeline() }}\n\n{{ rules() }}\n")},
    "raw braces": {"docs/p.md": page("{% raw %}{{ x }} {% y %} {# z #}{% endraw %}\n")},
    # facts
    "a count without claims": {"data/counts/x.yml": COUNT.format(claims=" []")},
    "an odd but fitting id": {"data/counts/x.yml": COUNT.format(claims=" []"), "docs/counts/{id}.md": FAMILY},
    "an id of a device": {"data/counts/nul.yml": COUNT.format(claims=" []").replace("id: x", "id: nul")},
    "no facts": {"data/counts/visitors.yml": "", "docs/index.md": page("x")},
    "a fact of HTML": {"data/counts/x.yml": COUNT.format(claims=" []").replace("How many", "<script>&amp;{{ x }}")},
    "a place that is in itself": {
        "data/places.yml": "- id: a\n  name: A\n  type: area\n  within: a\n  source: herald-2025-06-02\n"
    },
}


def disagreement(root: Path) -> str:
    """Why a story that a check passes is not built; nothing where it is, or where the check says what is wrong."""
    try:
        check(root)
    except Problems:
        return ""
    try:
        failed = build_in_process(root)
    except BaseException:
        return traceback.format_exc().splitlines()[-1]
    missing = wanted(root / "docs") - files_of(root / "site") if not failed else ()
    return f"not published: {missing}" if missing else failed


def wanted(docs: Path) -> set[str]:
    """What must be published of the files of pages, by the addresses that MkDocs gives them; hidden files and backups not."""
    names = {name for name in files_of(docs) if not re.search(r"(^|/)\.|~$|\{id\}\.md$", name)}
    pages = {re.sub(r"(^|/)README$", r"\1index", name[:-3]) for name in names if name.endswith(".md")}
    addresses = {each if each.rpartition("/")[2] == "index" else f"{each}/index" for each in pages}
    return {f"{each}.html" for each in addresses} | {name for name in names if not name.endswith(".md")}


@pytest.fixture(autouse=True)
def no_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing: icons and cards take a second in processes of their own, and are no part of what is asked here."""
    monkeypatch.setattr(renderer, "_png", lambda svg, scale, fonts: b"")
    monkeypatch.setattr(Renderer, "submit_png", lambda *arguments: None)


@pytest.mark.parametrize("piece", PIECES)
def test_whatever_a_check_passes_is_built(piece: str, tmp_path: Path) -> None:
    assert disagreement(small_story(tmp_path, PIECES[piece])) == ""


def test_whatever_a_check_passes_is_built_together(tmp_path: Path) -> None:
    """Pieces that go by themselves, several at a time; SEED makes a run again."""
    seed = os.environ.get("SEED") or str(random.randrange(10**9))
    print(f"SEED={seed}")
    chosen = random.Random(seed)
    for number in range(12):
        pieces = chosen.sample(list(PIECES), chosen.randrange(2, 5))
        files: Files = {}
        for piece in pieces:
            files |= {name.replace("docs/p.md", f"docs/p{len(files)}.md"): text for name, text in PIECES[piece].items()}
        if any(name.startswith(f"{other}/") for name in files for other in files):
            continue  # a file in the place of a folder cannot be written
        assert disagreement(small_story(tmp_path / str(number), files)) == "", (seed, pieces)


def test_a_language_that_the_theme_lacks_is_refused_with_those_it_has(tmp_path: Path) -> None:
    spoken = {f"look/partials/languages/{name}.html": b"" for name in ("de", "en", "pt-BR")}
    theme = SETTINGS.replace("custom_dir: look", "custom_dir: look, language: LANGUAGE")
    root = small_story(tmp_path, {**spoken, "mkdocs.yml": theme.replace("LANGUAGE", "cy")})
    said = build_in_process(root)
    assert said == "mkdocs.yml: theme.language: must be one that the theme has, found 'cy'; known: de, en, pt-BR"
    write(root, {"mkdocs.yml": theme.replace("LANGUAGE", "de")})
    assert build_in_process(root) == ""
