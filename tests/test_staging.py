"""A site is put in place whole or not at all: builds that are killed, that fail, that run at once, a disk that is full."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from building import build_in_process, small_story
from factbook import staging
from factbook.charts.worker_pool import PARENT_POLL
from sampling import subset
from support import SCRIPTS, built, write


def sums(site: Path) -> dict[str, str]:
    """Each file of a site by its path, as the sum of its bytes."""
    return {
        str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def start(config: Path, largest_file: int | None = None, ignored: bool = True) -> subprocess.Popen[bytes]:
    """A build in a process of its own, which can write no file larger than so many bytes; it builds, changed or not."""
    for noted in (config.parent / ".cache").glob("site-*"):
        noted.unlink()

    def limited() -> None:
        if not ignored:  # as a shell has it for what runs in the background, and so maybe for these tests
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
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
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], dict[str, str]]:
    """A small story whose site stands as it was, what the site is now, and what it will be after the next build."""
    root = small_story(tmp_path_factory.mktemp("staging"))
    config, page = root / "mkdocs.yml", root / "docs" / "index.md"
    before = sums(built(config, root / "site"))
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    after = sums(built(config, root / "next"))
    assert before != after and len(after) > 50
    return root, before, after


def left(root: Path) -> list[Path]:
    return list(root.glob(f"{staging.PREFIX}*"))


def drafting(root: Path) -> subprocess.Popen[bytes]:
    """A build that has begun to write, as until then there is nothing that it could spoil."""
    build = start(root / "mkdocs.yml", ignored=False)
    while not [each for each in left(root) if (each / "new").exists()]:
        assert build.poll() is None
        time.sleep(0.002)
    return build


def test_a_build_killed_at_any_moment_leaves_a_whole_site(story: tuple[Path, dict[str, str], dict[str, str]]) -> None:
    root, before, after = story
    build = drafting(root)
    began = time.monotonic()
    assert build.wait() == 0
    length = time.monotonic() - began
    whole = (before, after)
    assert sums(root / "site") == after
    for part in subset(range(20), "moments"):
        build = drafting(root)
        time.sleep(length * part / 20)
        build.kill()
        build.wait()
        assert sums(root / "site") in whole
        for each in left(root):
            if not (each / "new").exists():  # hit in the instant in which it has no lock yet
                os.utime(each, (0, 0))
    build = drafting(root)
    build.kill()
    build.wait()
    assert left(root)
    time.sleep(2 * PARENT_POLL)  # a process that draws holds nothing, but may be about to write
    assert start(root / "mkdocs.yml").wait() == 0
    assert left(root) == [], "what was left is cleared away at once"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_build_that_is_asked_to_stop_clears_up(
    story: tuple[Path, dict[str, str], dict[str, str]], number: signal.Signals
) -> None:
    root, *whole = story
    build = drafting(root)
    time.sleep(0.02)
    build.send_signal(number)
    said, _ = build.communicate()
    assert build.returncode in (128 + number, 1, -number) and not left(root), said
    assert sums(root / "site") in whole


def test_two_builds_at_once_do_not_spoil_each_other(story: tuple[Path, dict[str, str], dict[str, str]]) -> None:
    root, _, after = story
    builds = [start(root / "mkdocs.yml") for _ in range(2)]
    assert [build.wait() for build in builds] == [0, 0]
    assert sums(root / "site") == after
    assert left(root) == []


def test_a_full_disk_is_one_line_and_the_old_site_stays(story: tuple[Path, dict[str, str], dict[str, str]]) -> None:
    root, _, _ = story
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


def test_a_broken_fact_leaves_the_old_site(story: tuple[Path, dict[str, str], dict[str, str]]) -> None:
    root, _, _ = story
    stands = sums(root / "site")
    broken = root / "data" / "counts" / "broken.yml"
    broken.write_text("id: [\n", encoding="utf-8")
    build = start(root / "mkdocs.yml")
    said, _ = build.communicate()
    broken.unlink()
    assert build.returncode == 1 and b"data/counts/broken.yml:" in said
    assert sums(root / "site") == stands
    assert left(root) == []


@pytest.fixture(params=["in one step", "by two renames", "file by file"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How a folder is put in place: as Linux can, as other systems can, and as on a mount point."""
    if request.param != "in one step":
        monkeypatch.setattr(staging, "_exchange", lambda first, second: False)
    if request.param == "file by file":
        rename = Path.rename

        def busy(path: Path, to: Path) -> Path:
            if path.name == "site":
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))
            return rename(path, to)

        monkeypatch.setattr(Path, "rename", busy)
    return str(request.param)


def replaced(site: Path, *texts: str) -> None:
    """Put a small site in place for each text: a page that says it, and a file of that name, which the next has not."""
    for text in texts:
        draft = staging.StagingFolder(site)
        try:
            write(draft.folder, {"index.html": text, f"pages/{text}.html": text, f"{text}.css": ""})
            draft.replace_target()
        finally:
            draft.close()


def of(text: str) -> list[str]:
    return sorted(["index.html", f"pages/{text}.html", f"{text}.css"])


def test_folders_change_places(way: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    for text in ("first", "second", "third"):
        replaced(site, text)
        assert (site / "index.html").read_text(encoding="utf-8") == text
        assert sorted(sums(site)) == of(text)
        assert list(tmp_path.iterdir()) == [site]


def test_a_link_stays_and_the_folder_it_leads_to_is_replaced(way: str, tmp_path: Path) -> None:
    site = tmp_path / "story" / "site"
    (tmp_path / "served").mkdir()
    site.parent.mkdir()
    site.symlink_to("../served")
    replaced(site, "first", "second")
    assert site.is_symlink() and sorted(sums(tmp_path / "served")) == of("second")
    assert sorted(tmp_path.rglob("*"))[0:2] == [tmp_path / "served", tmp_path / "served/index.html"]
    assert not list(tmp_path.rglob(f"{staging.PREFIX}*"))


@pytest.mark.parametrize("to", ["nowhere", "site", "file", "home"])
def test_a_link_to_anything_but_a_site_is_refused_before_the_build(to: str, tmp_path: Path) -> None:
    root = small_story(tmp_path, {"home/letters.txt": "dear", "file": ""})
    (root / "site").symlink_to(to)
    with pytest.raises(OSError) as caught:
        staging.StagingFolder(root / "site")
    assert caught.value.filename == str(root / "site")
    assert "cannot read or write" in build_in_process(root)
    assert (root / "home/letters.txt").read_text(encoding="utf-8") == "dear"
    assert not left(root)


def test_a_file_in_the_place_of_the_site_is_refused_before_the_build(tmp_path: Path) -> None:
    root = small_story(tmp_path, {"site": "a file"})
    assert "no folder" in build_in_process(root)
    assert (root / "site").read_text(encoding="utf-8") == "a file" and not left(root)


def test_what_fails_half_way_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    replaced(site, "first")
    rename, stands = Path.rename, sums(site)
    for way in ("exchanged", "renamed"):
        for fails in ("index.html", "pages", "first.css", "second.css", "site"):

            def failing(path: Path, to: Path, fails: str = fails) -> Path:
                if path.name == "site" or (path.name == fails and path.parent.name != "old"):
                    raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
                return rename(path, to)

            monkeypatch.setattr(Path, "rename", failing)
            if way == "renamed":
                monkeypatch.setattr(staging, "_exchange", lambda first, second: False)
            else:
                monkeypatch.setattr(staging, "_exchange", only_files)
            with suppress(OSError):  # what is exchanged is not renamed, and so does not fail
                replaced(site, "second")
            assert sums(site) == stands or sorted(sums(site)) == of("second")
            assert list(tmp_path.iterdir()) == [site] and not list(site.glob(f"{staging.PREFIX}*"))
            monkeypatch.undo()
            replaced(site, "first")
            stands = sums(site)


def only_files(first: Path, second: Path, exchanged: Callable[[Path, Path], bool] = staging._exchange) -> bool:
    return second.name != "site" and exchanged(first, second)


def test_a_full_disk_on_the_way_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    replaced(site, "first")

    def full(*arguments: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(staging, "_exchange", lambda first, second: False)
    monkeypatch.setattr(Path, "rename", full)
    monkeypatch.setattr("shutil.copytree", full)
    with pytest.raises(OSError, match="No space"):
        replaced(site, "second")
    assert sorted(sums(site)) == of("first") and list(tmp_path.iterdir()) == [site]


MOUNTED = """
mount {how} && exec {python} -c 'import sys, os
from pathlib import Path
from test_staging import replaced, sums, of, left
site = Path(sys.argv[1])
replaced(site, "first", "second")
assert os.path.samestat(site.stat(), site.stat()) and sorted(sums(site)) == of("second"), sums(site)
assert not left(site.parent) and not left(site), list(site.iterdir())
print("done")' {site}
"""


@pytest.mark.parametrize("how", ["-t tmpfs none {site}", "--bind {other} {site}"])
def test_a_mount_point(how: str, tmp_path: Path) -> None:
    site, other = tmp_path / "site", tmp_path / "other"
    site.mkdir()
    other.mkdir()
    allowed = shutil.which("unshare") and subprocess.run(
        ["unshare", "-m", "mount", *how.format(site=site, other=other).split()], capture_output=True, check=False
    )
    if not allowed or allowed.returncode:
        pytest.skip("mounting takes Linux and the right to; test_folders_change_places does the same by other means")
    script = MOUNTED.format(how=how.format(site=site, other=other), python=sys.executable, site=site)
    run = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        env={**os.environ, "PYTHONPATH": f"{SCRIPTS}:{Path(__file__).parent}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == "done\n", run.stderr


@pytest.mark.parametrize("rounds", [50])
def test_builds_that_end_in_the_same_instant(way: str, rounds: int, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with ThreadPoolExecutor(3) as threads:
        names = ("one", "two", "three")
        for ended in [threads.submit(replaced, site, *[name] * rounds) for name in names]:
            ended.result()
    assert (site / "index.html").read_text(encoding="utf-8") in names
    if way != "file by file":  # which may end with files of two builds where they were at it at once
        assert len(sums(site)) == 3
    assert list(tmp_path.iterdir()) == [site] and not left(site)


def test_what_an_attempt_left_is_no_reason_to_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    replaced(site, "first")
    monkeypatch.setattr(staging, "_exchange", lambda first, second: False)
    monkeypatch.delattr(shutil, "copytree")  # a folder that another build moves away meanwhile cannot be copied into
    draft = staging.StagingFolder(site)
    write(draft.folder, {"index.html": "second", "pages/second.html": "", "second.css": ""})
    write(draft.folder.parent / "old", {"index.html": "what another build put in place in between"})
    draft.replace_target()
    draft.close()
    assert sorted(sums(site)) == of("second") and list(tmp_path.iterdir()) == [site]


def test_what_a_build_left_is_cleared_away_and_what_is_at_work_is_not(tmp_path: Path) -> None:
    site = tmp_path / "site[1]"
    working, gone = staging.StagingFolder(site), staging.StagingFolder(site)
    assert gone._lock
    gone._lock.close()  # as its process has ended
    old = write(
        tmp_path / f"{staging.PREFIX}site[1]-old", {"new/index.html": ""}
    )  # without a lock, as it cannot be had everywhere
    young = write(tmp_path / f"{staging.PREFIX}site[1]-young", {"new/index.html": ""})
    empty, beginning = (tmp_path / f"{staging.PREFIX}site[1]-{name}" for name in ("empty", "beginning"))
    for folder in (empty, beginning):
        folder.mkdir()
    os.utime(old, (0, 0))
    os.utime(empty, (time.time() - 60,) * 2)
    replaced(site, "first")
    assert set(tmp_path.iterdir()) == {site, working.folder.parent, young, beginning}
    working.close()


def test_a_process_that_draws_does_not_hold_the_draft_of_one_that_ended(tmp_path: Path) -> None:
    draft = staging.StagingFolder(tmp_path / "site")
    ready, begun = os.pipe()
    copied = os.fork()
    if copied == 0:
        os.write(begun, b"default" if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL else b"caught")
        time.sleep(30)
        os._exit(0)
    assert os.read(ready, 9) == b"default"
    assert draft._lock
    draft._lock.close()
    replaced(tmp_path / "site", "first")
    assert list(tmp_path.iterdir()) == [tmp_path / "site"]
    os.kill(copied, signal.SIGTERM)
    assert os.waitpid(copied, 0)[1] == signal.SIGTERM
    draft.close()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_site_has_the_permissions_that_its_maker_gives(mask: int, tmp_path: Path) -> None:
    before = os.umask(mask)
    try:
        replaced(tmp_path / "site", "first")
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "site", *(tmp_path / "site").rglob("*"))}
    assert set(modes.values()) == {0o777 & ~mask, 0o666 & ~mask} and modes[tmp_path / "site"] == 0o777 & ~mask


def test_files_of_the_last_site_are_linked_or_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = write(tmp_path / "old", {"a.html": "a", "x/y/b.css": "b"}), tmp_path / "new"
    staging.link_files(new, old, ["x/y/b.css"])
    assert (new / "x/y/b.css").samefile(old / "x/y/b.css") and not (new / "a.html").exists()

    def refuse(source: str, target: str) -> None:
        raise PermissionError("a file system without links")

    monkeypatch.setattr(os, "link", refuse)
    staging.link_files(new, old, ["a.html"])
    assert (new / "a.html").read_text() == "a" and not (new / "a.html").samefile(old / "a.html")
    with pytest.raises(FileNotFoundError):
        staging.link_files(new, old, ["gone.html"])
