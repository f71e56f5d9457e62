"""The up-to-date check: nothing is built where nothing has changed, and every input counts."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs_factbook.up_to_date import LastBuild, build_key, content_hash, frame_key, last_build, record
from support import SECOND, copy_story, mkdocs, python, write

STORY = {
    "base.yml": "markdown_extensions: [{toc: {toc_depth: 2}}]\n",
    "mkdocs.yml": "INHERIT: base.yml\nexclude_docs: !ENV [LEFT_OUT_OF_THIS, x]\nsite_name: One\nplugins: [{factbook: {edition: !ENV [EDITION_OF_THIS, 1]}}]\nhooks: [hook.py]\nmarkdown_extensions: [{toc: {permalink: true}}]\n",
    "hook.py": "import helper_of_the_hook\nimport helper_from_elsewhere\n",
    "helper_of_the_hook.py": "",
    "data/places.yml": "- id: hill\n",
    "docs/index.md": "# One\n",
    "docs/.well-known/note": "",
    "theme/main.html": "",
    "notes/told.yml": "one",
    "docs/told.md": "",
}
CHANGES: dict[str, Callable[[Path], object]] = {
    "a fact": lambda root: write(root, {"data/places.yml": "- id: hull\n"}),
    "a new fact": lambda root: write(root, {"data/people/x.yml": ""}),
    "a page gone": lambda root: (root / "docs/index.md").unlink(),
    "a page moved": lambda root: (root / "docs/index.md").rename(root / "docs/other.md"),
    "a file with a point": lambda root: write(root, {"docs/.well-known/note": "x"}),
    "a hook": lambda root: write(root, {"hook.py": "import helper_of_the_hook, helper_from_elsewhere  # x\n"}),
    "what a hook imports": lambda root: write(root, {"helper_of_the_hook.py": "1"}),
    "what an extension inherits": lambda root: write(
        root, {"base.yml": "markdown_extensions: [{toc: {toc_depth: 3}}]\n"}
    ),
    "an option of an extension": lambda root: write(root, {"mkdocs.yml": STORY["mkdocs.yml"].replace("true", "false")}),
    "what is left out": lambda root: write(
        root, {"mkdocs.yml": STORY["mkdocs.yml"].replace("OF_THIS, x]", "OF_THIS, y]")}
    ),
    "a setting": lambda root: write(root, {"mkdocs.yml": STORY["mkdocs.yml"].replace("One", "Two")}),
    "the theme": lambda root: write(root, {"mkdocs.yml": STORY["mkdocs.yml"] + "theme: {name: material}\n"}),
    "what a variable says": lambda root: os.environ.update(EDITION_OF_THIS="2"),
    "what a variable leaves out": lambda root: os.environ.update(LEFT_OUT_OF_THIS="y"),
    "what a link leads to": lambda root: write(root, {"notes/told.yml": "two"}),
    "where a link leads": lambda root: relink(root / "docs/linked.md", "../notes/other.yml"),
    "where a link of a folder leads": lambda root: relink(root / "docs/linked", "../data"),
    "a chart of its own": lambda root: write(root, {"scripts/charts/mine.py": "x = 1\n"}),
    "a catalogue of its own": lambda root: write(root, {"overrides/messages/en.po": 'msgid "Close"\nmsgstr "Shut"'}),
    "a file of the look": lambda root: write(root, {"overrides/assets/x.css": "x"}),
    "what a hook imports from elsewhere": lambda root: write(root.parent, {"elsewhere/helper_from_elsewhere.py": "2"}),
    "a link": lambda root: (root / "docs/link.md").symlink_to("index.md"),
    "a pipe": lambda root: os.mkfifo(root / "docs/pipe.md"),
}


def relink(link: Path, to: str) -> None:
    link.unlink()
    link.symlink_to(to)


def known(root: Path) -> str:
    """What the site of a story depends on, as the adapter has it."""
    config = load_config(str(root / "mkdocs.yml"))
    return build_key(config, frame_key(config))


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_site_depends_on_is_a_change(change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "helper_of_the_hook", raising=False)  # that of the last story
    for name in ("EDITION_OF_THIS", "LEFT_OUT_OF_THIS"):
        monkeypatch.setenv(name, "before")
    monkeypatch.delenv("EDITION_OF_THIS")
    monkeypatch.delitem(sys.modules, "helper_from_elsewhere", raising=False)
    monkeypatch.syspath_prepend(tmp_path / "elsewhere")
    write(tmp_path / "elsewhere", {"helper_from_elsewhere.py": "1"})
    root = write(tmp_path / "story", dict(STORY))
    (root / "docs/linked.md").symlink_to("../notes/told.yml")
    (root / "docs/linked").symlink_to("../notes")
    before = known(root)
    assert known(root) == before
    CHANGES[change](root)
    assert known(root) != before


def test_an_override_and_the_versions_are_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path,
        {"mkdocs.yml": "site_name: One\nplugins: [factbook]\n", "docs/index.md": "", "overrides/main.html": "a"},
    )
    before = known(tmp_path)
    write(tmp_path, {"overrides/main.html": "b"})
    after = known(tmp_path)
    monkeypatch.setattr("mkdocs_factbook.up_to_date.distributions", lambda: ())
    assert len({before, after, known(tmp_path)}) == 3


def test_what_a_name_ends_with_is_not_what_a_file_begins_with(tmp_path: Path) -> None:
    write(tmp_path, {"one/ab": "c", "two/a": "bc"})
    assert content_hash([tmp_path / "one"]) != content_hash([tmp_path / "two"])


def test_a_site_that_was_touched_does_not_stand(tmp_path: Path) -> None:
    site = write(tmp_path / "site", {"index.html": "a", "x/y.css": "b"})
    cache = tmp_path / "cache"
    build = LastBuild("key", "frame", "kept\nof pages")
    assert last_build(cache, site) == LastBuild()
    record(cache, site, build)
    assert last_build(cache, site) == build and last_build(cache, tmp_path / "other") == LastBuild()
    for touch in (
        lambda: (site / "x/y.css").write_text("c"),
        lambda: (site / "x/y.css").unlink(),
        lambda: write(site, {"more": ""}),
        lambda: shutil.rmtree(site),
    ):
        record(cache, site, build)
        touch()
        assert last_build(cache, site) == LastBuild()


def test_nothing_is_built_twice(tmp_path: Path) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    config, site = root / "mkdocs.yml", root / "site"

    def built(elsewhere: bool = False) -> int:
        command = ("-m", "mkdocs", "build", "-f", str(config), "-d", str(site))
        run = python(*command, cwd=root) if elsewhere else mkdocs(config, site)
        assert run.returncode == 0, run.stderr
        return (site / "index.html").stat().st_mtime_ns

    first = built(elsewhere=True)
    assert built(elsewhere=True) == first, "in another process, too"
    page = root / "docs" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    second = built()
    assert second != first and "One more line." in (site / "index.html").read_text(encoding="utf-8")
    (site / "index.html").write_text("spoiled", encoding="utf-8")
    assert built() != second and "One more line." in (site / "index.html").read_text(encoding="utf-8")
    good = page.read_text(encoding="utf-8")
    page.write_text(good + "\n{{ claim('none') }}\n", encoding="utf-8")
    for _ in range(2):
        assert mkdocs(config, site).returncode == 1, "what failed fails again"
