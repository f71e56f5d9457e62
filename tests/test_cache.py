"""Whatever state the cache is in costs time and never the answer: checks, builds and pictures come out the same."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from building import build_in_process, small_story
from factbook import cache
from factbook.__main__ import main
from factbook.charts import Renderer, renderer
from factbook.formatter import unformatted_files
from support import write

State = Callable[[Path, pytest.MonkeyPatch], object]
STATES: dict[str, State] = {}


def state(function: State) -> State:
    STATES[function.__name__.replace("_", " ")] = function
    return function


def entries(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.is_file())


def no(code: int) -> Callable[..., Any]:
    def refused(*arguments: object, **options: object) -> None:
        raise OSError(code, os.strerror(code))

    return refused


@state
def as_it_was(folder: Path, patch: pytest.MonkeyPatch) -> None:
    pass


@state
def deleted(folder: Path, patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder)


@state
def a_file(folder: Path, patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder)
    folder.write_text("no folder")


@state
def a_link_that_leads_elsewhere(folder: Path, patch: pytest.MonkeyPatch) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")


@state
def a_link_to_nowhere(folder: Path, patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder)
    folder.symlink_to("nowhere")


@state
def a_link_to_itself(folder: Path, patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(folder.name)


@state
def of_another_user(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Neither listed nor read nor written: these tests may run as root, to whom nothing is forbidden."""
    for name in ("open_regular", "is_link"):
        patch.setattr(cache, name, no(errno.EACCES))
    for name in ("iterdir", "is_file"):
        real = getattr(Path, name)

        def closed(path: Path, real: Callable[..., Any] = real) -> Any:
            return no(errno.EACCES)() if folder in (path, path.parent) else real(path)

        patch.setattr(Path, name, closed)


@state
def read_only(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tempfile, "mkstemp", no(errno.EROFS))
    for name in ("utime", "unlink"):
        real = getattr(os, name)

        def closed(path: Any, *rest: Any, real: Callable[..., Any] = real, **options: Any) -> Any:
            return no(errno.EROFS)() if str(path).startswith(str(folder)) else real(path, *rest, **options)

        patch.setattr(os, name, closed)


@state
def on_a_full_disk(folder: Path, patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder)
    patch.setattr(tempfile, "mkstemp", lambda dir, **rest: (os.open("/dev/full", os.O_WRONLY), str(dir / "x.part")))


@state
def with_broken_bytes(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for path in entries(folder):
        path.write_bytes(bytes(each ^ 0xFF for each in path.read_bytes()))


@state
def cut_short(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for path in entries(folder):
        os.truncate(path, path.stat().st_size - 3)


@state
def emptied(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for path in entries(folder):
        os.truncate(path, 0)


@state
def blown_up(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for path in entries(folder):
        os.truncate(path, 1 << 40)


@state
def not_in_utf8(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for path in entries(folder):
        if path.name.startswith(("site-", "form-")):  # a picture is bytes in any case
            cache.write_bytes(folder, path.name, b"\xff\xfe")


@state
def in_folders_of_their_names(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for path in entries(folder):
        path.unlink()
        path.mkdir()


@state
def in_links_to_themselves(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for path in entries(folder):
        path.unlink()
        path.symlink_to(path.name)


@state
def in_pipes(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for path in entries(folder):
        path.unlink()
        os.mkfifo(path)


@state
def put_there_by_others(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """As when a pull request brings entries with it, whose check sums are right: one file of a story among others."""
    for path in entries(folder):
        written = path.stat().st_mtime_ns
        forged = b"0" * 32
        path.write_bytes(hashlib.sha256(b"%d:" % written + forged).hexdigest().encode() + b"\n" + forged)


@state
def with_what_another_version_kept(folder: Path, patch: pytest.MonkeyPatch) -> None:
    write(folder, {"tidy/0123": b"\xff", "site-" + "0" * 64: "x", "notes.txt": "mine"})


def drawn(svg: str, scale: float, fonts: object) -> bytes:
    return f"{svg} at {scale}".encode()


def answers(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[object, ...]:
    """What a check says, what a build writes, and a picture, all of which look into the cache."""
    code = main(["--root", str(root), "check"])
    said = capsys.readouterr()
    ended = build_in_process(root)
    assert ended in ("", "nothing has changed")
    site = root / "site"
    written = {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
    ours = Renderer(root / ".cache")
    ours.prestart(0)
    picture = ours.png("<svg/>", 2.0)
    ours.close()
    return code, said.out, said.err, written, picture, unformatted_files(root, [], root / ".cache")


def test_any_state_of_the_cache_gives_the_same_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(renderer, "_png", drawn)  # which takes a second in earnest,
    monkeypatch.setattr(Renderer, "submit_png", lambda *arguments: None)  # and more in a process of its own
    root = small_story(tmp_path)
    main(["--root", str(root), "format"])
    folder, people = root / ".cache", root / "data/people/mara-quill.yml"
    people.write_text(people.read_text(encoding="utf-8").replace("id: ", "id:   "), encoding="utf-8")
    capsys.readouterr()
    expected = answers(root, capsys)
    assert "1 file is not in the usual form" in str(expected[1]), "so that what is tidy is looked for"
    sorts = {path.name[:5].rstrip("0123456789abcdef") for path in entries(folder)}
    assert sorts == {"site-", "form-", "templ", ""}, "one of each sort: the site, what is tidy, templates, pictures"
    shutil.copytree(folder, tmp_path / "kept")
    for name, spoil in STATES.items():
        with monkeypatch.context() as patch:
            spoil(folder, patch)
            patch.setattr(renderer, "trim", lambda folder: cache.trim(folder, 100))
            assert answers(root, capsys) == expected, name
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "kept", folder)


def test_what_a_linked_cache_leads_to_is_neither_read_nor_filled_nor_thinned(tmp_path: Path) -> None:
    home = write(tmp_path / "home", {"letters.txt": "x" * 1000, "0" * 64: "x" * 1000})
    (tmp_path / ".cache").symlink_to("home")
    cache.write(tmp_path / ".cache", "a" * 64, "entry")
    cache.trim(tmp_path / ".cache", 10)
    assert sorted(path.name for path in home.iterdir()) == ["0" * 64, "letters.txt"]
    cache.write(home, "b" * 64, "entry")
    assert cache.read(home, "b" * 64) == "entry" and cache.read(tmp_path / ".cache", "b" * 64) is None


def test_the_cache_keeps_below_its_size_and_what_was_read_last(tmp_path: Path) -> None:
    names = [f"{number:064x}" for number in range(10)]
    for number, name in enumerate(names):
        cache.write_bytes(tmp_path, name, bytes(1000))
        os.utime(tmp_path / name, ns=(number * 10**9, (tmp_path / name).stat().st_mtime_ns))
    assert cache.read_bytes(tmp_path, names[0]) == bytes(1000)  # and is needed from now on
    write(tmp_path, {"notes.txt": bytes(5000), "tidy/x": bytes(5000)})  # whatever others keep there
    cache.trim(tmp_path, 3500)
    assert sorted(path.name for path in tmp_path.iterdir()) == [names[0], *names[8:], "notes.txt", "tidy"]
    cache.trim(tmp_path / "nothing", 0)


def test_an_entry_is_one_only_where_it_was_written(tmp_path: Path) -> None:
    cache.write(tmp_path / "one", "a" * 64, "entry")
    shutil.copytree(tmp_path / "one", tmp_path / "moved")  # with its times, as from one machine's cache to another's
    assert cache.read(tmp_path / "moved", "a" * 64) == "entry"
    (tmp_path / "other").mkdir()
    shutil.copyfile(tmp_path / "one" / ("a" * 64), tmp_path / "other" / ("a" * 64))  # without, as git writes it
    assert cache.read(tmp_path / "other", "a" * 64) is None
