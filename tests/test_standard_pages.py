"""The engine's own pages: they know no story, a story's page of the same name wins, and moving one to the engine moves no address."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from factbook.build import build
from factbook.changes import gate_problems
from factbook.factbook import Factbook
from factbook.kinds import Organisation, Person, Place
from factbook.pages.documents import STANDARD, read_documents
from factbook.settings import site_at
from support import ROOT, SECOND, copy_story, good, load_story, problems_of, write
from test_changes import TODAY

PAGES = sorted(path.relative_to(STANDARD).as_posix() for path in STANDARD.rglob("*.md"))
NAMED = [path for path in PAGES if "{id}" not in path]


def settings(*pages: str) -> str:
    """Settings with pages in sections of the navigation, as deep as editors nest them."""
    return "site_name: Kites\nnav:\n- index.md\n- About:\n  - More:\n" + "".join(f"    - {page}\n" for page in pages)


def paths(root: Path) -> set[str]:
    documents, problems = read_documents(root)
    assert problems == []
    return {document.path for document in documents}


def test_each_is_used_where_the_navigation_names_it(tmp_path: Path) -> None:
    root = good(tmp_path, {"mkdocs.yml": settings(*NAMED)})
    own = {path.relative_to(root / "docs").as_posix() for path in (root / "docs").rglob("*.md")}
    assert paths(root) == own | set(PAGES)
    assert problems_of(root) == ""


@pytest.mark.parametrize("page", NAMED)
def test_each_stands_alone(page: str, tmp_path: Path) -> None:
    """A story may have one of them without the others: what would lead there leads nowhere else."""
    assert problems_of(good(tmp_path, {"mkdocs.yml": settings(page)})) == ""


def test_none_is_used_where_none_is_named(tmp_path: Path) -> None:
    root = tmp_path / "story"
    shutil.copytree(SECOND / "docs", root / "docs")
    own = {path.relative_to(root / "docs").as_posix() for path in (root / "docs").rglob("*.md")}
    assert paths(root) == own
    write(root, {"mkdocs.yml": "nav: ["})  # of which the check tells
    assert paths(root) == own


def test_the_pages_of_single_facts_come_with_the_page_that_lists_them(tmp_path: Path) -> None:
    root = good(tmp_path, {"mkdocs.yml": settings("sources/index.md", "numbers.md")})
    assert paths(root) >= {"sources/index.md", "sources/{id}.md", "numbers.md", "counts/{id}.md"}
    assert not paths(root) & {"people/{id}.md", "rules.md"}
    assert {page.path for page in build(root, site_at(root))} >= {"counts/visitors.md"}


def test_a_page_of_the_story_wins_wherever_it_lies(tmp_path: Path) -> None:
    mine = {
        "docs/rules.md": "---\ntitle: Mine\n---\n# Mine\n",
        "docs/documents.md": "---\ntitle: Read\nlists: sources\n---\n# Read\n\n{{ index('sources') }}\n",
        "docs/counted/{id}.md": "---\ntitle: '{{ fact.title }}'\neach: counts\n---\n# {{ fact.title }}\n",
    }
    nav = settings("rules.md", "documents.md", "sources/index.md", "numbers.md")
    root = good(tmp_path, {"mkdocs.yml": nav, **mine})
    assert [document.heads["title"] for document in read_documents(root)[0] if document.path == "rules.md"] == ["Mine"]
    assert paths(root) >= {"documents.md", "sources/{id}.md", "counted/{id}.md", "numbers.md"}
    assert not paths(root) & {"sources/index.md", "counts/{id}.md"}
    assert problems_of(root) == ""


def test_a_page_that_moves_to_the_engine_keeps_its_address(tmp_path: Path) -> None:
    page = "people/index.md"
    base = copy_story(SECOND, tmp_path / "base")
    shutil.copy(STANDARD / page, base / "docs" / page)
    now = copy_story(base, tmp_path / "now")
    (now / "docs" / page).unlink()
    assert gate_problems(now, base, TODAY) == []
    config = (now / "mkdocs.yml").read_text(encoding="utf-8")
    write(now, {"mkdocs.yml": config.replace(f"  - People: {page}\n", "")})
    assert {problem.rule for problem in gate_problems(now, base, TODAY)} == {"published-address"}


def names_in(book: Factbook) -> set[str]:
    """The names of a story's people, organisations and places."""
    places = {fact.name for fact in book.of(Place).values()}
    return (
        places
        | {fact.name for fact in book.of(Person).values()}
        | {fact.name for fact in book.of(Organisation).values()}
    )


@pytest.mark.parametrize("story", [SECOND, pytest.param(ROOT, marks=pytest.mark.real_story)], ids=["second", "real"])
def test_no_story_is_named(story: Path) -> None:
    names = names_in(load_story(story))
    said = " ".join((STANDARD / path).read_text(encoding="utf-8") for path in PAGES)
    assert len(names) > 10
    assert [name for name in sorted(names) if re.search(rf"\b{re.escape(name)}\b", said)] == []
