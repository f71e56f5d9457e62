"""The version of a story to compare with: a revision of its git checkout, or a folder."""

from __future__ import annotations

import argparse
import os
import posixpath
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from ..problems import Place, Problem, Problems, quote, rule

BASE = rule(
    "base", "What a story is compared with is a revision of its git checkout that holds it, or a folder with its data."
)
PARTS: Final = ("data", "docs", "mkdocs.yml")
"""The parts of a story's folder that are extracted from a revision."""
_REGULAR: Final = ("100644", "100755")
_LINK: Final = "120000"
_REPOSITORY: Final = "160000"
"""Git's modes of plain files, of links, and of commits of other repositories."""
_MAX_LINK_DEPTH: Final = 40
"""Links followed one after the other, as many as Linux follows."""
_MAX_LINKED: Final = 10_000
"""Paths added through links: nested links to folders multiply the paths of each file."""
_OF_A_REPOSITORY: Final = (
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"),
    *("GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY"),
    *("GIT_PREFIX", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE"),
)
"""Variables that name another repository than the one the story lies in (``git rev-parse --local-env-vars``), as in a hook."""


@dataclass(frozen=True, slots=True)
class Base:
    """The version to compare with: its folder, its name for reports, and its files that could not be extracted."""

    root: Path
    name: str
    left_out: tuple[str, ...] = ()


def add_base_options(parser: argparse.ArgumentParser, help: str, *, required: bool = False) -> None:
    """Add ``--against`` and ``--against-dir`` to a parser; both set ``against``, to a revision (text) or a folder (path)."""
    either = parser.add_mutually_exclusive_group(required=required)
    either.add_argument("--against", metavar="REF", help=f"a git revision: {help}")
    either.add_argument(
        "--against-dir", dest="against", type=_folder, metavar="DIR", help="the same, against a folder with a story"
    )


def _folder(text: str) -> Path:
    if not text.strip():  # such as a variable that was not set; the folder "" would be this one
        raise argparse.ArgumentTypeError("must be a folder with a story, found nothing")
    return Path(text)


@contextmanager
def against(root: Path, wanted: str | Path) -> Iterator[Base]:
    """Yield the version of the story at ``root`` that ``wanted`` names, extracted while the context is open.

    A text is a revision in git's words, whatever files there are of that name; a path is a folder, taken as it is.
    If the revision and the checkout have diverged, their merge base is taken, as later commits on the other side are no
    change of ours. Raises :class:`Problems` with one problem.

    None of the story's own files influences what git answers: objects are read by their ids, without attributes,
    filters and replacements, and a repository that lies in the story's folder as files is not taken for its own.
    """
    if isinstance(wanted, Path):
        if not _is_story(wanted):
            raise _refused(f"must be a folder with a story, found {quote(wanted)}", option="--against-dir")
        yield Base(wanted, str(wanted))
        return
    if not wanted.strip():  # such as a variable that CI did not set
        raise _refused("must be a revision, found nothing", "--against origin/main")
    commit, prefix = _commit(root, wanted)
    with tempfile.TemporaryDirectory(prefix="factbook-base-") as temporary:
        left_out = _extract(root, commit, prefix, Path(temporary))
        if not _is_story(Path(temporary)):
            raise _refused(
                f"must be a revision with a story, found none in {prefix or './'} of {quote(wanted)} ({commit[:7]})"
            )
        yield Base(Path(temporary), _name(wanted, commit), left_out)


def _name(wanted: str, commit: str) -> str:
    """Return a revision's name for reports: with its commit, unless it is one."""
    return commit[:7] if commit.startswith(wanted) else f"{wanted} ({commit[:7]})"


def _is_story(folder: Path) -> bool:
    try:
        return (folder / "data").is_dir()
    except (OSError, ValueError):  # a name no folder can have
        return False


def _refused(message: str, example: str = "", *, option: str = "--against") -> Problems:
    return Problems([Problem(Place(option), BASE, message, example)])


def _commit(root: Path, wanted: str) -> tuple[str, str]:
    """Return the commit of ``wanted``, and the story's folder below the top of its checkout (``tests/story/``)."""
    inside = _git(root, "rev-parse", "--show-prefix")
    if inside.returncode:
        said = "is not installed" if inside.returncode == 127 else f"says: {_last_line(inside.stderr)}"
        message = f"must be a revision, and git cannot be asked for {quote(wanted)}: it {said}"
        raise _refused(message, "--against-dir ../as-it-was, for a folder")
    commit = "" if _is_option(wanted) else _resolved(root, wanted)
    if not commit:
        example = "git fetch --depth=1 origin main, then --against FETCH_HEAD; --against-dir for a folder"
        raise _refused(f"must be a revision that this checkout knows, found {quote(wanted)}", example)
    parted = _git(root, "merge-base", commit, "HEAD")  # none in a shallow clone: then the revision itself
    prefix = inside.stdout.decode("utf-8", "replace").removesuffix("\n")
    return (parted.stdout.decode().strip() if not parted.returncode else commit), prefix


def _is_option(wanted: str) -> bool:
    """Return whether a text is no revision, as git could take it for an option."""
    return wanted.startswith("-") or not wanted.isprintable()


def _resolved(root: Path, wanted: str) -> str:
    run = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{wanted}^{{commit}}")
    return run.stdout.decode().strip() if not run.returncode else ""


def _extract(root: Path, commit: str, prefix: str, to: Path) -> tuple[str, ...]:
    """Write the story's files of a commit below ``to``; return those that could not be written.

    Objects are read one by one rather than with ``git archive``, which leaves out what ``.gitattributes`` says to leave out.
    A link is replaced by its target in the same commit, so that the target is compared as well.
    """
    tree: dict[str, tuple[str, str]] = {}
    for entry in _git_output(root, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        about, _, name = entry.partition(b"\t")
        if name:
            mode, _, blob = about.decode().split()
            tree[name.decode("utf-8", "surrogateescape")] = mode, blob  # each name another one
    links = {path: blob for path, (mode, blob) in tree.items() if mode == _LINK}
    targets: dict[str, str] = {}
    for path, _, content in _contents(root, links):
        targets[path] = content.read().decode("utf-8", "surrogateescape")
    files, left_out = _story_files(tree, targets, prefix)
    written = set()
    for path, size, content in _contents(root, files):
        try:
            (to / path).parent.mkdir(parents=True, exist_ok=True)
            with (to / path).open("xb") as file:  # never over another whose name this machine takes for the same
                shutil.copyfileobj(content, file)
                written |= {path} if file.tell() == size else set()
        except (OSError, ValueError):  # a name this machine cannot hold
            continue
    missing = {path for path in (*left_out, *(files.keys() - written)) if not _is_hidden(path)}
    return tuple(sorted(path.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for path in missing))


def _story_files(
    tree: Mapping[str, tuple[str, str]], targets: Mapping[str, str], prefix: str
) -> tuple[dict[str, str], list[str]]:
    """Return the story's files in a tree, as blobs by paths below its folder, and the entries that lead to no file."""
    files: dict[str, str] = {}
    left_out: list[str] = []
    queue = [(path.removeprefix(prefix), path, 0) for path in tree if _is_part(path, prefix)]
    for path, real, followed in queue:  # which grows
        mode, blob = tree[real]
        if mode in _REGULAR and _stays_inside(path):
            files[path] = blob
            continue
        inside: list[str] = []
        if mode == _LINK and followed < _MAX_LINK_DEPTH and len(queue) < len(tree) + _MAX_LINKED:
            target = _link_target(real, targets)
            inside = [target] if target in tree else [each for each in tree if target and each.startswith(f"{target}/")]
            queue.extend((path + each[len(target) :], each, followed + 1) for each in inside)
        if not inside:
            left_out.append(path)
    return files, left_out


def _is_part(path: str, prefix: str) -> bool:
    return path.startswith(prefix) and path.removeprefix(prefix).partition("/")[0] in PARTS


def _link_target(path: str, targets: Mapping[str, str]) -> str:
    """Resolve a link in its own tree, through links to folders as well; empty if it leads out of the tree."""
    for _ in range(_MAX_LINK_DEPTH):
        parts = path.split("/")
        heads = ("/".join(parts[:number]) for number in range(1, len(parts) + 1))
        link = next((head for head in heads if head in targets), None)
        if link is None:
            return path
        path = posixpath.normpath(posixpath.join(posixpath.dirname(link), targets[link]) + path[len(link) :])
        if path.startswith(("/", "..")) or path == ".":
            return ""
    return ""


def _contents(root: Path, blobs: Mapping[str, str]) -> Iterator[tuple[str, int, _Slice]]:
    """Yield each available blob as ``(path, size in bytes, content)``; read the content before the next one."""
    with tempfile.TemporaryFile() as out:  # a film need not fit into memory
        run = _git(root, "cat-file", "--batch", given="".join(f"{b}\n" for b in blobs.values()).encode(), out=out)
        if run.returncode:
            raise _unreadable(run.stderr)
        out.seek(0)
        for path in blobs:
            head = out.readline().split()
            if len(head) == 3:  # else "… missing": not fetched
                begin, size = out.tell(), int(head[2])
                yield path, size, _Slice(out, size)
                out.seek(begin + size + 1)


class _Slice:
    """A readable slice of a file, from its current position."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file, self.left = file, size

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes of the slice."""
        content = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(content)
        return content


def _is_hidden(path: str) -> bool:
    """Return whether a file is hidden, which the reader of a story skips."""
    return any(part.startswith(".") for part in path.split("/"))


def repositories(root: Path) -> list[str]:
    """Return the paths of git submodules among the story's files, whose files a checkout may lack. Raises :class:`Problems`."""
    listed = (entry.partition("\t") for entry in git_fields(root, "ls-files", "--stage", "-z", "--", *PARTS))
    return [path for about, _, path in listed if about.startswith(_REPOSITORY)]


def _stays_inside(path: str) -> bool:
    """Return whether a path of a tree stays below the folder it is written to; trees made by hand may hold any name."""
    parts = PurePosixPath(path).parts
    return (
        not path.startswith("/") and ".." not in parts and ".git" not in parts and "\\" not in path and ":" not in path
    )


def changed_paths(root: Path, commit: str, *other: str) -> dict[str, str]:
    """Return each path, from the story's folder, that differs between a commit and the checkout, or an ``other`` commit, with
    git's status letter; those outside begin with ``../``. Raises :class:`Problems`.
    """
    here = git_fields(root, "rev-parse", "--show-prefix")[0].rstrip("\n") or "."
    options = ("--raw", "-z", "--no-relative", "--no-renames", "--no-ext-diff", "--ignore-submodules=dirty")
    fields = git_fields(root, "diff", *options, commit, *other, "--")
    pairs = zip(fields[::2], fields[1::2], strict=False)
    return {posixpath.relpath(path, here): about[-1:] for about, path in pairs}


def _git_output(root: Path, *arguments: str) -> bytes:
    run = _git(root, *arguments)
    if run.returncode:
        raise _unreadable(run.stderr)
    return run.stdout


def _unreadable(said: bytes) -> Problems:
    return _refused(f"must be a revision that can be read, found that git says: {_last_line(said)}")


def _git(
    root: Path, *arguments: str, given: bytes = b"", out: IO[bytes] | int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """Run git on the repository that the story is in, and no other; the return code is 127 if git is missing."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_REPOSITORY}
    environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "-C", str(root), "--no-replace-objects", "--literal-pathspecs"]
    command += ["-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", *arguments]
    try:
        return subprocess.run(command, input=given, env=environment, stdout=out, stderr=subprocess.PIPE, check=False)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, b"", str(error).encode())


def _last_line(text: bytes) -> str:
    """Return the last line of git's output, for a message."""
    return (text.decode("utf-8", "replace").strip().splitlines() or ["nothing"])[-1]


def revision(root: Path, wanted: str) -> str:
    """Return the merge base of a revision and the checkout, or its commit. Raises :class:`Problems`."""
    return _commit(root, wanted)[0]


def git_fields(root: Path, *arguments: str) -> list[str]:
    """Run git in the story's folder, and return its output split at NULs. Raises :class:`Problems`."""
    return os.fsdecode(_git_output(root, *arguments)).split("\0")
