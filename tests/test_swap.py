"""A site is put in place whole or not at all: builds that are killed, that fail, that run at once, a disk that is full."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from factbook import swap
from factbook.cache import read_bytes, trim, write_bytes
from support import SCRIPTS, SECOND, copy_story, mkdocs


def sums(site: Path) -> dict[str, str]:
    """Each file of a site by its path, as the sum of its bytes."""
    return {
        str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def start(config: Path, largest_file: int | None = None) -> subprocess.Popen[bytes]:
    """A build in a process of its own, which can write no file larger than so many bytes; it builds, changed or not."""
    for noted in (config.parent / ".cache").glob("site-*"):
        noted.unlink()

    def limited() -> None:
        if largest_file:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(config)],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=limited,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], dict[str, str]]:
    """A story whose site stands as it was, what the site is now, and what it will be after the next build."""
    root = copy_story(SECOND, tmp_path_factory.mktemp("swap") / "story")
    config, page = root / "mkdocs.yml", root / "docs" / "index.md"
    assert mkdocs(config, root / "site").returncode == 0
    before = sums(root / "site")
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    assert mkdocs(config, root / "next").returncode == 0
    after = sums(root / "next")
    assert before != after
    return root, before, after


def left(root: Path) -> list[Path]:
    return list(root.glob(f"{swap.MARK}*"))


def test_a_build_killed_at_any_moment_leaves_a_whole_site(built: tuple[Path, dict[str, str], dict[str, str]]) -> None:
    root, before, after = built
    began = time.monotonic()
    assert start(root / "mkdocs.yml").wait() == 0
    length = time.monotonic() - began
    whole = (before, after)
    assert sums(root / "site") == after
    for part in range(1, 13):
        build = start(root / "mkdocs.yml")
        time.sleep(length * part / 12)
        build.kill()
        build.wait()
        assert sums(root / "site") in whole
    assert left(root)
    for folder in left(root):
        os.utime(folder, (0, 0))
    assert start(root / "mkdocs.yml").wait() == 0
    assert left(root) == []


def test_two_builds_at_once_do_not_spoil_each_other(built: tuple[Path, dict[str, str], dict[str, str]]) -> None:
    root, _, after = built
    builds = [start(root / "mkdocs.yml") for _ in range(2)]
    assert [build.wait() for build in builds] == [0, 0]
    assert sums(root / "site") == after
    assert left(root) == []


def test_a_full_disk_is_one_line_and_the_old_site_stays(built: tuple[Path, dict[str, str], dict[str, str]]) -> None:
    root, _, _ = built
    stands = sums(root / "site")
    build = start(root / "mkdocs.yml", largest_file=20_000)
    said, _ = build.communicate()
    assert build.returncode == 1
    assert b"Traceback" not in said
    assert (
        len([line for line in said.splitlines() if b"cannot read or write" in line and b"File too large" in line]) == 1
    )
    assert sums(root / "site") == stands
    assert left(root) == []


def test_a_broken_fact_leaves_the_old_site(built: tuple[Path, dict[str, str], dict[str, str]]) -> None:
    root, _, _ = built
    stands = sums(root / "site")
    broken = root / "data" / "counts" / "broken.yml"
    broken.write_text("id: [\n", encoding="utf-8")
    build = start(root / "mkdocs.yml")
    said, _ = build.communicate()
    broken.unlink()
    assert build.returncode == 1 and b"data/counts/broken.yml:" in said
    assert sums(root / "site") == stands
    assert left(root) == []


@pytest.mark.parametrize("in_one_step", [True, False])
def test_folders_change_places(in_one_step: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not in_one_step:
        monkeypatch.setattr(swap, "_exchanged", lambda first, second: False)
    site = tmp_path / "site"
    for text in ("first", "second"):
        made = swap.beside(site)
        (made / "page").write_text(text, encoding="utf-8")
        swap.put_in_place(made, site)
        assert (site / "page").read_text(encoding="utf-8") == text
        assert list(tmp_path.iterdir()) == [site]


def test_the_cache_keeps_below_its_size_and_what_was_read_last(tmp_path: Path) -> None:
    for number in range(10):
        write_bytes(tmp_path, f"entry-{number}", bytes(1000))
        os.utime(tmp_path / f"entry-{number}", (number, number))
    assert read_bytes(tmp_path, "entry-0") == bytes(1000)  # and is needed from now on
    (tmp_path / "tidy").mkdir()  # where a check keeps what it knows
    os.utime(tmp_path / "tidy", (1, 1))
    trim(tmp_path, 3500)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["entry-0", "entry-8", "entry-9", "tidy"]
    trim(tmp_path / "nothing", 0)
