"""What a preview remembers is what a build would make: after any edit, the same pages to the byte, and few of them made again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from factbook.build import build
from factbook.charts import Renderer
from factbook.factbook import Factbook
from factbook.pages.memory import Memory
from factbook.pages.page import Page
from factbook.pages.story import Story
from factbook.problems import Problems
from factbook.site import Repository, Site
from sampling import subset
from support import SECOND, copy_story
from synthetic import synthetic

SITE = Site(name="Kites", repository=Repository.of("https://example.org/kites/kites", "edit/main/docs/", "docs"))
"""With a repository, pages link to the lines of facts."""
READ = re.compile(r"(?m)^( *(?:- )?(?:name|title|question|definition|note|says|because|unit|scope|label): )(\S.*)$")
EDITS: dict[str, Callable[[str], str]] = {
    "a line above": lambda text: "# a comment\n" + text,
    "a text that is read": lambda text: READ.sub(lambda match: f"{match[1]}New {match[2]}", text, count=1),
    "the digits of an amount": lambda text: re.sub(r"(?m)^( *value: [\d ]+)$", r"\g<1>.0", text, count=1),
    "an amount": lambda text: re.sub(r"(?m)^( *value: ).*$", r"\g<1>4321", text, count=1),
}


def seen(pages: list[Page]) -> dict[str, object]:
    """All that a reader or a program gets of a story."""
    files = {file.path: file.make() for page in pages for file in page.files if not file.begin}
    heads = {page.path: (page.head.headline, page.head.modified, page.head.graph()) for page in pages if page.head}
    return {
        **{page.path: page.whole().content for page in pages},
        **files,
        "heads": heads,
        "entries": [p.entries for p in pages],
    }


def edits(root: Path) -> Iterator[tuple[str, Path, Callable[[str], str]]]:
    """Each edit of one file of each kind and of some pages."""
    folders = sorted({path.parent for path in (root / "data").rglob("*.yml")})
    facts = [min(path for path in folder.glob("*.yml") if path.name != "mkdocs.yml") for folder in folders]
    for path in [*facts, *sorted((root / "data").glob("*.yml"))]:
        for name, edit in EDITS.items():
            yield f"{name} in {path.relative_to(root)}", path, edit
    for path in sorted((root / "docs").rglob("*.md"))[::4]:
        yield str(path.relative_to(root)), path, "{}\nA new sentence.\n".format


def result(make: Callable[[], list[Page]]) -> object:
    """What is seen, or what is wrong."""
    try:
        return seen(make())
    except Problems as error:
        return str(error)


def test_what_is_remembered_is_what_would_be_made(tmp_path: Path) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    memory, renderer = Memory(), Renderer(root / ".cache")
    build(root, SITE, renderer, memory)
    for name, path, edit in subset(edits(root), "edits"):
        before = path.read_text(encoding="utf-8")
        if (after := edit(before)) == before:
            continue
        path.write_text(after, encoding="utf-8")
        afresh = result(lambda: build(root, SITE))
        assert result(lambda: build(root, SITE, renderer, memory)) == afresh, name
        if isinstance(afresh, str):  # broken: put right again before the next one
            path.write_text(before, encoding="utf-8")
    renderer.close()


@pytest.mark.parametrize(
    ("file", "old", "new", "again"),
    [
        (
            "data/sources/tattle-2025-06-03.yml",
            "published: 2025-06-03",
            "published: 2025-06-04",
            {"sources/tattle-2025-06-03.md"},
        ),
        ("docs/glossary.md", "\n# ", "\nNew.\n\n# ", {"glossary.md"}),
    ],
)
def test_only_those_are_made_again_that_read_what_changed(
    file: str, old: str, new: str, again: set[str], tmp_path: Path
) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    memory, renderer = Memory(), Renderer(root / ".cache")
    before = {page.path: page.content for page in build(root, SITE, renderer, memory)}
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    after = {page.path: page.content for page in build(root, SITE, renderer, memory)}
    made = {path for path in after if after[path] is not before.get(path)}
    assert again <= made
    assert len(made) < len(after) / 2, sorted(made)
    renderer.close()


def test_pages_that_print_other_claims_of_a_count_stay(tmp_path: Path) -> None:
    """A card tells how many stand behind a claim: that is asked for, and not all the claims of the count."""
    root = synthetic(tmp_path / "story", 400, pages=40, charts=1)
    memory, renderer = Memory(), Renderer(root / ".cache")
    before = {page.path: page.content for page in build(root, Site(), renderer, memory)}
    printing = {path.name for path in (root / "docs").glob("*.md") if '"count-1/' in path.read_text(encoding="utf-8")}
    file = root / "data/counts/count-1.yml"
    edited, text = "claim-1", file.read_text(encoding="utf-8")
    file.write_text(re.sub(rf"(id: {edited}\n    value: ).*", r"\g<1>71001", text), encoding="utf-8")
    after = {page.path: page.content for page in build(root, Site(), renderer, memory)}
    made = {path for path in after if after[path] is not before[path]}
    assert "counts/count-1.md" in made
    theirs = {name for name in printing if f'"count-1/{edited}"' in (root / "docs" / name).read_text(encoding="utf-8")}
    assert theirs <= made and len(made & printing) < len(printing) / 2, sorted(made)
    renderer.close()


def test_each_answer_is_noted_and_each_difference_found() -> None:
    memory = Memory()
    book = Factbook(Path(), {})

    def told(**uses: tuple[()]) -> None:
        story = Story(book, ())
        story.__dict__["uses"] = dict(uses)
        memory.look_at(story)

    made: list[str] = []

    def make() -> str:
        made.append(f"{memory.story.uses.get('a')} {'b' in memory.story.uses}")
        return made[-1]

    def again() -> bool:
        known = len(made)
        memory.memoised("page", (), make, lambda _: True)
        return len(made) > known

    told(a=())
    assert again() and not again()
    told(a=(), c=())
    assert not again(), "nobody asked for c"
    told(a=(), b=())
    assert again(), "it was asked whether there is b"
    told(b=())
    assert again(), "a is gone"
    assert made[-1] == "None True"


def test_a_page_that_is_remembered_can_ask_for_whatever_any_page_can() -> None:
    """What a plain factbook or story offers and theirs does not would be an error in previews alone."""
    memory = Memory()
    plain = Story(Factbook(Path(), {}), ())
    memory.look_at(plain)
    for theirs, own in ((memory.story, plain), (memory.story.book, plain.book)):
        names = {name for name in dir(own) if not name.startswith("_")}
        for_checks = {"broken", "documents"}
        assert [name for name in sorted(names - for_checks) if not hasattr(theirs, name)] == []
