"""The version of a story to compare with: a folder, or a revision of the git checkout that the story is in."""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from ..problems import Place, Problem, Problems, found, rule

BASE = rule(
    "base", "What a story is compared with is a folder with its data, or a revision of its git checkout that holds it."
)
PARTS: Final = ("data", "docs", "mkdocs.yml")
"""What belongs to a story below its folder; the rest of a revision is not taken out of git."""
_REGULAR: Final = ("100644", "100755")
"""Git's modes of plain files; links and other repositories are left out, as nothing outside the story is read."""


@dataclass(frozen=True, slots=True)
class Base:
    """Where the version to compare with can be read, what to call it, and which of its files were left out."""

    root: Path
    name: str
    left_out: tuple[str, ...] = ()


@contextmanager
def against(root: Path, wanted: str) -> Iterator[Base]:
    """The version of the story at ``root`` that ``wanted`` names, for as long as the context is open.

    A folder with a ``data`` folder in it is taken as it is; anything else is a revision in git's words. Where
    that revision and the checkout have grown apart, the commit at which they parted is taken, as what was added
    to the other side since is no change of ours. Raises :class:`Problems` with one problem.
    """
    if not wanted.strip():  # such as a variable that CI did not set; the folder "" would be this one
        raise _refused("must be a folder with a story or a revision, found nothing", "--against origin/main")
    folder = Path(wanted)
    if _is_story(folder):
        yield Base(folder, wanted)
        return
    commit, prefix = _commit(root, wanted)
    with tempfile.TemporaryDirectory(prefix="factbook-base-") as temporary:
        left_out = _take_out(root, commit, prefix, Path(temporary))
        if not _is_story(Path(temporary)):
            raise _refused(
                f"must be a revision with a story, found none in {prefix or './'} of {found(wanted)} ({commit[:7]})"
            )
        yield Base(Path(temporary), f"{wanted} ({commit[:7]})", left_out)


def _is_story(folder: Path) -> bool:
    try:
        return (folder / "data").is_dir()
    except (OSError, ValueError):  # a name no folder can have
        return False


def _refused(message: str, example: str = "") -> Problems:
    return Problems([Problem(Place("--against"), BASE, message, example)])


def _commit(root: Path, wanted: str) -> tuple[str, str]:
    """The commit that ``wanted`` stands for, and the story's folder below the top of its checkout (``tests/story/``)."""
    inside = _git(root, "rev-parse", "--show-prefix")
    if inside.returncode:
        said = "is not installed" if inside.returncode == 127 else f"says: {_last_line(inside.stderr)}"
        raise _refused(f"must be a folder with a story, as git cannot be asked for {found(wanted)}: it {said}")
    commit = "" if _odd(wanted) else _resolved(root, wanted)
    if not commit:
        raise _refused(
            f"must be a folder with a story or a revision that this checkout knows, found {found(wanted)}",
            "git fetch --depth=1 origin main, then --against FETCH_HEAD",
        )
    parted = _git(root, "merge-base", commit, "HEAD")  # none in a shallow clone: then the revision itself
    prefix = inside.stdout.decode("utf-8", "replace").removesuffix("\n")
    return (parted.stdout.decode().strip() if not parted.returncode else commit), prefix


def _odd(wanted: str) -> bool:
    """Whether a text can be no revision, but could be taken for an option."""
    return wanted.startswith("-") or not wanted.isprintable()


def _resolved(root: Path, wanted: str) -> str:
    run = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{wanted}^{{commit}}")
    return run.stdout.decode().strip() if not run.returncode else ""


def _take_out(root: Path, commit: str, prefix: str, to: Path) -> tuple[str, ...]:
    """Write the story's files of a commit below ``to``; gives those that are no plain files.

    Read object by object rather than with ``git archive``, which leaves out what ``.gitattributes`` says to leave out.
    """
    listed = _must(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *(f"{prefix}{part}" for part in PARTS))
    files: dict[str, str] = {}
    left_out: list[str] = []
    for entry in listed.split(b"\0"):
        about, _, name = entry.partition(b"\t")
        if not name:
            continue
        mode, _, blob = about.decode().split()
        path = name.decode("utf-8", "replace").removeprefix(prefix)
        if mode in _REGULAR and _stays_inside(path):
            files[path] = blob
        else:
            left_out.append(path)
    contents = io.BytesIO(_must(root, "cat-file", "--batch", given="".join(f"{b}\n" for b in files.values()).encode()))
    for path in files:
        head = contents.readline().split()
        if len(head) != 3:  # "… missing": not fetched
            left_out.append(path)
            continue
        content = contents.read(int(head[2]))
        contents.read(1)
        try:
            (to / path).parent.mkdir(parents=True, exist_ok=True)
            (to / path).write_bytes(content)
        except OSError:  # a name this machine cannot hold
            left_out.append(path)
    return tuple(left_out)


def _stays_inside(path: str) -> bool:
    """Whether a name from a tree stays below the folder it is written to; trees made by hand may hold any name."""
    parts = PurePosixPath(path).parts
    return (
        not path.startswith("/") and ".." not in parts and ".git" not in parts and "\\" not in path and ":" not in path
    )


def _must(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    run = _git(root, *arguments, given=given)
    if run.returncode:
        raise _refused(f"must be a revision that can be read, found that git says: {_last_line(run.stderr)}")
    return run.stdout


def _git(root: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "-C", str(root), "--no-replace-objects", "--literal-pathspecs", *arguments]
    try:
        return subprocess.run(command, input=given, env=environment, capture_output=True, check=False)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, b"", str(error).encode())


def _last_line(text: bytes) -> str:
    return (text.decode("utf-8", "replace").strip().splitlines() or ["nothing"])[-1]


def revision(root: Path, wanted: str) -> str:
    """The commit that a revision stands for, or at which it and the checkout parted. Raises :class:`Problems`."""
    return _commit(root, wanted)[0]


def answers(root: Path, *arguments: str) -> list[str]:
    """What git answers in the story's folder, apart at each NUL. Raises :class:`Problems`."""
    return os.fsdecode(_must(root, *arguments)).split("\0")
