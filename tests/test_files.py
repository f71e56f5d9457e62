"""The files of a story: no link is followed, names fit every system, and a file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest
from factbook.files import NAME, files_below, is_link, read_text
from factbook.problems import Problem, Problems
from support import good, overlay, problems_of, write

COUNCIL = "data/organisations/council.yml"
LINKS: dict[str, tuple[str, str]] = {
    "out of the story": (COUNCIL, "../../../secret.yml"),
    "to an absolute path": ("docs/other.md", "/etc/hostname"),
    "inside the story": (COUNCIL, "../../council.yml"),
    "to a hidden file": ("docs/notes.txt", "../.env"),
    "of a folder out of the story": ("data/people", "../../people"),
    "of a folder inside the story": ("docs/more", "../notes"),
    "to the story itself": ("docs/loop", ".."),
    "to nowhere": ("docs/other.md", "nowhere"),
    "to itself": (COUNCIL, "council.yml"),
    "with a hidden name": ("docs/.hidden", "../notes"),
    "in a folder of files": ("docs/files/x.csv", "/dev/null"),
    "of the facts": ("data", "../facts"),
    "of the pages": ("docs", "notes"),
    "of the look": ("overrides", "notes"),
    "in the look": ("overrides/assets/logo.png", "../../.env"),
    "for a release": ("docs/releases/1.0.0/claims.csv", "/etc/hostname"),
}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_is_refused_wherever_it_leads(tmp_path: Path, link: str) -> None:
    root = good(tmp_path, {".env": "SECRET=1", "notes/page.md": "---\ntitle: A note\n---\n"})
    write(tmp_path, {"secret.yml": "id: council\nname: Secret\ntype: government\n", "people/x.yml": "id: x\n"})
    overlay(root / "data", tmp_path / "facts")
    name, to = LINKS[link]
    place = root / name
    if place.is_dir():
        shutil.rmtree(place)
    if name == COUNCIL:
        place.rename(root / "council.yml")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(to)
    assert problems_of(root) == (
        f"{name}:1:1: must be a file or folder of the story itself, found a link [file]\n"
        "    for example: a copy of what it leads to"
    )


def test_the_storys_folder_may_be_reached_by_a_link_and_an_editor_may_mark_its_files(tmp_path: Path) -> None:
    root = good(tmp_path)
    (tmp_path / "link").symlink_to(root)
    (root / "docs/.#index.md").symlink_to("mara@desk.5231:1700000000")  # as Emacs does
    assert problems_of(tmp_path / "link") == ""


def test_a_junction_of_windows_is_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for tag, linked in ((0xA0000003, True), (0x9000001A, False), (0, False)):  # a junction, a file in a cloud, a folder
        about = SimpleNamespace(st_mode=stat.S_IFDIR, st_reparse_tag=tag)
        monkeypatch.setattr(Path, "lstat", lambda path, about=about: about)
        assert is_link(tmp_path) is linked


def test_a_link_put_there_since_it_was_listed_is_not_read(tmp_path: Path) -> None:
    root = write(tmp_path, {"secret": "x", "data/places.yml": "- id: a\n"})
    [path] = files_below(root, root / "data", [])
    path.unlink()
    path.symlink_to("../secret")
    with pytest.raises(Problems, match="must be a file, found a link"):
        read_text(root, path)


FITTING = (
    "Console.txt",
    "com.txt",
    "com10.csv",
    "x.con",
    "nulls.csv",
    "a b.txt",
    "Ü.txt",
    "straße.txt",
    ".a:b",
    ".Con",
)
UNFIT: dict[str, tuple[str, ...]] = {
    "Windows keeps for a device": ("con.txt", "NUL", "aux.tar.gz", "Com1.csv", "lpt¹.txt", "conin$.txt", "prn .txt"),
    "Windows does not take": ("a:b.txt", "what?.txt", "a|b.csv", 'a".txt', "a<b.txt", "a>.txt", "a*.txt", "a\\b.txt"),
    "Windows cuts off": ("a.txt.", "a.txt "),
    "differ only in case": ("console.txt", "STRASSE.txt", "ü.txt"),
    "differ only in how an accent is written": ("U\u0308.txt", "u\u0308.TXT"),
    "cannot be printed": ("a\n.txt", "b\u202e.txt", "c\udcff.txt"),
}


def told(root: Path) -> list[str]:
    """What is wrong with files of pages and facts, each with its place."""
    problems: list[Problem] = []
    for folder in ("data", "docs"):
        list(files_below(root, root / folder, problems))
    return [str(problem).partition("\n")[0] for problem in problems]


@pytest.mark.parametrize("sort", UNFIT)
def test_names_that_some_system_cannot_hold(tmp_path: Path, sort: str) -> None:
    root = write(tmp_path, {f"docs/{name}": "" for name in FITTING})
    assert told(root) == []
    for name in UNFIT[sort]:
        (root / "docs" / name).touch()
    found = told(root)
    assert len(found) == len(UNFIT[sort]) and all(line.endswith(f"[{NAME}]") for line in found), found


def test_folders_are_named_as_files_are(tmp_path: Path) -> None:
    root = write(tmp_path, {"docs/Aux/x.txt": "", "docs/b/x.txt": "", "docs/B/y.txt": "", "data/people/con.yml": ""})
    assert [line.partition(":")[0] for line in told(root)] == ["data/people/con.yml", "docs/Aux", "docs/b"]


def test_a_path_has_an_end(tmp_path: Path) -> None:
    """Folders in folders, some seven hundred, which whatever walks them by calling itself does not survive."""
    folder = tmp_path / "docs"
    (folder / "/".join("a" * 700)).mkdir(parents=True)
    [line] = told(tmp_path)
    assert line.endswith("must have a path of at most 200 signs, found 202 [file-name]")


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, listed = good(tmp_path), os.scandir

    def refused(folder: Path) -> object:
        if folder.name == "people":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        return listed(folder)

    monkeypatch.setattr("os.scandir", refused)  # as these tests may run as root, who lists everything
    assert told(root) == ["data/people:1:1: must be readable, found: Permission denied [file]"]
