"""Ways to edit what a page says and to report an error: only with a repository, and to the right line."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from factbook.build import build
from factbook.exports.forms import form_kinds
from factbook.problems import Place
from factbook.site import Repository, Site
from support import ROOT, SECOND, Html, copy_story, good, html_pages, mkdocs

GITHUB = Repository.of("https://github.com/town/kites", "edit/main/docs/")


@pytest.mark.parametrize(
    ("repo_url", "edit_uri", "files"),
    [
        ("https://github.com/town/kites", "edit/main/docs/", "https://github.com/town/kites/edit/main/"),
        ("https://github.com/town/kites/", "edit/main/docs", "https://github.com/town/kites/edit/main/"),
        ("https://github.com/town/kites", "edit/main/stories/kites/docs/", "https://github.com/town/kites/edit/main/stories/kites/"),
        ("https://gitlab.com/town/kites", "-/edit/main/docs/", "https://gitlab.com/town/kites/-/edit/main/"),
        ("https://github.com/town/kites", "https://github.com/other/kites/edit/main/docs/", "https://github.com/other/kites/edit/main/"),
        ("", "edit/main/docs/", None),
        ("https://github.com/town/kites", "", None),
        ("https://github.com/town/kites", "edit/main/pages/", None),
        ("javascript:alert(1)", "edit/main/docs/", None),
        ("https://github.com/town/kites", "javascript:alert(1)//docs/", None),
    ],
)  # fmt: skip
def test_where_files_are_edited(repo_url: str, edit_uri: str, files: str | None) -> None:
    made = Repository.of(repo_url, edit_uri)
    assert (made.files if made else None) == files


def test_a_fact_opens_at_its_line_and_a_page_in_the_editor() -> None:
    assert GITHUB
    assert (
        GITHUB.line(Place("data/counts/a b.yml", 12))
        == "https://github.com/town/kites/blob/main/data/counts/a%20b.yml#L12"
    )
    assert (
        GITHUB.edit(Place("docs/counts/{id}.md")) == "https://github.com/town/kites/edit/main/docs/counts/%7Bid%7D.md"
    )
    gitlab = Repository.of("https://gitlab.com/town/kites", "-/edit/main/docs/")
    assert gitlab and gitlab.line(Place("data/a.yml", 2)) == "https://gitlab.com/town/kites/-/blob/main/data/a.yml#L2"
    assert gitlab.report(page="https://example.org/") is None


def test_the_form_is_filled_in_with_what_the_form_has() -> None:
    assert GITHUB
    page = "https://example.org/kites/?a=1&b=2#x"
    target = GITHUB.report(page=page, fact="visitors/guild&title=x", title="Kites & <Co>")
    assert target and target.startswith("https://github.com/town/kites/issues/new?")
    asked = parse_qs(urlsplit(target).query)
    assert asked == {
        "template": ["error.yml"],
        "title": ["Error: visitors/guild&title=x"],
        "fact": ["visitors/guild&title=x"],
        "page": [page],
    }
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE" / asked["template"][0]).read_text(encoding="utf-8"))
    assert {"fact", "page"} <= {part.get("id") for part in form["body"]}


def test_without_a_repository_nothing_is_offered(tmp_path: Path, second_pages: dict[str, Html]) -> None:
    [page] = build(good(tmp_path), Site("Kites"))
    assert 'class="desk"' not in page.content
    for html in second_pages.values():
        assert not [element for element in html.elements if "desk" in element.attributes.get("class", "").split()]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Html]:
    """The second story, with a repository."""
    root = copy_story(SECOND, tmp_path_factory.mktemp("repository") / "story")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\nrepo_url: https://github.com/town/kites\nedit_uri: edit/main/docs/\n")
    run = mkdocs(root / "mkdocs.yml", root / "site")
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr
    return html_pages(root / "site")


def ways(html: Html, name: str) -> list[str]:
    return [element.attributes["href"] for element in html.all("a") if element.text == name]


def test_every_page_can_be_edited_and_reported(pages: dict[str, Html]) -> None:
    for path, html in pages.items():
        if path in ("404.html", "edit/index.html") or path.startswith(
            "charts/"
        ):  # no page of the story, or a chart to put into another
            continue
        [edit] = ways(html, "Edit this page")
        found = re.fullmatch(r"https://github\.com/town/kites/(edit|blob)/main/([^#]+)(?:#L(\d+))?", edit)
        assert found, edit
        source = SECOND / unquote(found[2])
        assert source.is_file()
        assert (found[1] == "blob") == (found[2].startswith("data/")) == bool(found[3])
        if found[3]:
            assert re.match(r"(- )?id: ", source.read_text(encoding="utf-8").split("\n")[int(found[3]) - 1])
        reports = [parse_qs(urlsplit(each).query) for each in ways(html, "Report an error")]
        assert [report for report in reports if "fact" not in report]


def test_every_fact_with_a_card_or_a_row_can_be_edited_in_its_form_or_at_its_line(pages: dict[str, Html]) -> None:
    seen = set()
    for html in pages.values():
        reports = [parse_qs(urlsplit(each).query) for each in ways(html, "Report an error")]
        facts = [report["fact"][0] for report in reports if "fact" in report]
        edits = ways(html, "Edit this fact")
        assert len(edits) == len(facts)
        for fact, edit in zip(facts, edits, strict=True):
            if "://" not in edit:
                form = parse_qs(urlsplit(edit).query)
                assert form["fact"] == [fact] and form["kind"][0] in form_kinds()
                seen.add(fact)
                continue
            path, _, line = edit.removeprefix("https://github.com/town/kites/blob/main/").partition("#L")
            written = (SECOND / path).read_text(encoding="utf-8").split("\n")[int(line) - 1]
            name = fact.rpartition("/")[2]
            if path.endswith(".csv"):  # of a series, whose rows are named by their first cells
                assert written.replace(",", "-").lower().startswith(f"{name}-")
            else:
                assert re.fullmatch(rf"\s*(- )?id: {re.escape(name)}", written)
            seen.add(fact)
    assert "visitors/constabulary-2025-06-01" in seen and len(seen) > 10
