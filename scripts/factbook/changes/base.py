"""The version of a story to compare with: a revision of the git checkout that the story is in, or a folder."""

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
"""What belongs to a story below its folder; the rest of a revision is not taken out of git."""
_REGULAR: Final = ("100644", "100755")
_LINK: Final = "120000"
_REPOSITORY: Final = "160000"
"""Git's modes of plain files, of links, and of commits of other repositories."""
_LINKS_IN_A_ROW: Final = 40
"""As many links are followed one after the other as Linux follows."""
_LINKED: Final = 10_000
"""Links to folders that hold links to folders name each file many times; more than so many such names are not taken out."""
_OF_A_REPOSITORY: Final = (
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"),
    *("GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY"),
    *("GIT_PREFIX", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE"),
)
"""Variables that name another repository than the one the story lies in (``git rev-parse --local-env-vars``), as in a hook."""


@dataclass(frozen=True, slots=True)
class Base:
    """Where the version to compare with can be read, what to call it, and which of its files could not be taken out."""

    root: Path
    name: str
    left_out: tuple[str, ...] = ()


def compared(parser: argparse.ArgumentParser, help: str, *, required: bool = False) -> None:
    """Add the options that name the version to compare with, as ``against``: a text is a revision, a path a folder."""
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
    """The version of the story at ``root`` that ``wanted`` names, for as long as the context is open.

    A text is a revision in git's words, whatever files there are of that name; a path is a folder, taken as it is.
    Where a revision and the checkout have grown apart, the commit at which they parted is taken, as what was added
    to the other side since is no change of ours. Raises :class:`Problems` with one problem.

    Of the story's own files none has a say in what git answers: objects are read by their ids, without attributes,
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
        left_out = _take_out(root, commit, prefix, Path(temporary))
        if not _is_story(Path(temporary)):
            raise _refused(
                f"must be a revision with a story, found none in {prefix or './'} of {quote(wanted)} ({commit[:7]})"
            )
        yield Base(Path(temporary), _name(wanted, commit), left_out)


def _name(wanted: str, commit: str) -> str:
    """A revision as reports call it: with its commit, unless it is one."""
    return commit[:7] if commit.startswith(wanted) else f"{wanted} ({commit[:7]})"


def _is_story(folder: Path) -> bool:
    try:
        return (folder / "data").is_dir()
    except (OSError, ValueError):  # a name no folder can have
        return False


def _refused(message: str, example: str = "", *, option: str = "--against") -> Problems:
    return Problems([Problem(Place(option), BASE, message, example)])


def _commit(root: Path, wanted: str) -> tuple[str, str]:
    """The commit that ``wanted`` stands for, and the story's folder below the top of its checkout (``tests/story/``)."""
    inside = _git(root, "rev-parse", "--show-prefix")
    if inside.returncode:
        said = "is not installed" if inside.returncode == 127 else f"says: {_last_line(inside.stderr)}"
        message = f"must be a revision, and git cannot be asked for {quote(wanted)}: it {said}"
        raise _refused(message, "--against-dir ../as-it-was, for a folder")
    commit = "" if _odd(wanted) else _resolved(root, wanted)
    if not commit:
        example = "git fetch --depth=1 origin main, then --against FETCH_HEAD; --against-dir for a folder"
        raise _refused(f"must be a revision that this checkout knows, found {quote(wanted)}", example)
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
    """Write the story's files of a commit below ``to``; gives those that could not be.

    Read object by object rather than with ``git archive``, which leaves out what ``.gitattributes`` says to leave out.
    A link is written as what it leads to in the same commit, so that what is behind it is compared as well.
    """
    tree: dict[str, tuple[str, str]] = {}
    for entry in _must(root, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        about, _, name = entry.partition(b"\t")
        if name:
            mode, _, blob = about.decode().split()
            tree[name.decode("utf-8", "surrogateescape")] = mode, blob  # each name another one
    links = {path: blob for path, (mode, blob) in tree.items() if mode == _LINK}
    targets: dict[str, str] = {}
    for path, _, content in _contents(root, links):
        targets[path] = content.read().decode("utf-8", "surrogateescape")
    files, left_out = _laid_out(tree, targets, prefix)
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


def _laid_out(
    tree: Mapping[str, tuple[str, str]], targets: Mapping[str, str], prefix: str
) -> tuple[dict[str, str], list[str]]:
    """The story's files in a tree, each path below its folder with its blob, and what is no file and leads to none."""
    files: dict[str, str] = {}
    left_out: list[str] = []
    found_so_far = [(path.removeprefix(prefix), path, 0) for path in tree if _is_part(path, prefix)]
    for path, real, followed in found_so_far:  # which grows
        mode, blob = tree[real]
        if mode in _REGULAR and _stays_inside(path):
            files[path] = blob
            continue
        inside: list[str] = []
        if mode == _LINK and followed < _LINKS_IN_A_ROW and len(found_so_far) < len(tree) + _LINKED:
            target = _led_to(real, targets)
            inside = [target] if target in tree else [each for each in tree if target and each.startswith(f"{target}/")]
            found_so_far.extend((path + each[len(target) :], each, followed + 1) for each in inside)
        if not inside:
            left_out.append(path)
    return files, left_out


def _is_part(path: str, prefix: str) -> bool:
    return path.startswith(prefix) and path.removeprefix(prefix).partition("/")[0] in PARTS


def _led_to(path: str, targets: Mapping[str, str]) -> str:
    """Where a link leads in its own tree, through links to folders as well; empty where it leads out of it."""
    for _ in range(_LINKS_IN_A_ROW):
        parts = path.split("/")
        heads = ("/".join(parts[:number]) for number in range(1, len(parts) + 1))
        link = next((head for head in heads if head in targets), None)
        if link is None:
            return path
        path = posixpath.normpath(posixpath.join(posixpath.dirname(link), targets[link]) + path[len(link) :])
        if path.startswith(("/", "..")) or path == ".":
            return ""
    return ""


def _contents(root: Path, blobs: Mapping[str, str]) -> Iterator[tuple[str, int, _Part]]:
    """Each blob that the repository has: its path, its size in bytes, and its content to be read before the next is asked for."""
    with tempfile.TemporaryFile() as out:  # a film need not fit into memory
        run = _git(root, "cat-file", "--batch", given="".join(f"{b}\n" for b in blobs.values()).encode(), out=out)
        if run.returncode:
            raise _unreadable(run.stderr)
        out.seek(0)
        for path in blobs:
            head = out.readline().split()
            if len(head) == 3:  # else "… missing": not fetched
                begin, size = out.tell(), int(head[2])
                yield path, size, _Part(out, size)
                out.seek(begin + size + 1)


class _Part:
    """So many bytes of a file from where it stands."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file, self.left = file, size

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the part."""
        content = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(content)
        return content


def _is_hidden(path: str) -> bool:
    """Whether a file is passed over where a story is read, so that nothing is lost without it."""
    return any(part.startswith(".") for part in path.split("/"))


def repositories(root: Path) -> list[str]:
    """What stands among the story's files as a commit of another repository, of which a checkout may hold the files or not. Raises :class:`Problems`."""
    listed = (entry.partition("\t") for entry in answers(root, "ls-files", "--stage", "-z", "--", *PARTS))
    return [path for about, _, path in listed if about.startswith(_REPOSITORY)]


def _stays_inside(path: str) -> bool:
    """Whether a name from a tree stays below the folder it is written to; trees made by hand may hold any name."""
    parts = PurePosixPath(path).parts
    return (
        not path.startswith("/") and ".." not in parts and ".git" not in parts and "\\" not in path and ":" not in path
    )


def changed_paths(root: Path, commit: str, *other: str) -> dict[str, str]:
    """Every path, from the story's folder, that differs between a commit and the checkout, or an ``other`` commit, with the
    letter that git has for how; those outside begin with ``../``. Raises :class:`Problems`.
    """
    here = answers(root, "rev-parse", "--show-prefix")[0].rstrip("\n") or "."
    options = ("--raw", "-z", "--no-relative", "--no-renames", "--no-ext-diff", "--ignore-submodules=dirty")
    fields = answers(root, "diff", *options, commit, *other, "--")
    pairs = zip(fields[::2], fields[1::2], strict=False)
    return {posixpath.relpath(path, here): about[-1:] for about, path in pairs}


def _must(root: Path, *arguments: str) -> bytes:
    run = _git(root, *arguments)
    if run.returncode:
        raise _unreadable(run.stderr)
    return run.stdout


def _unreadable(said: bytes) -> Problems:
    return _refused(f"must be a revision that can be read, found that git says: {_last_line(said)}")


def _git(
    root: Path, *arguments: str, given: bytes = b"", out: IO[bytes] | int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """Ask git about the repository that the story lies in, and about no other; 127 where there is no git."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_REPOSITORY}
    environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "-C", str(root), "--no-replace-objects", "--literal-pathspecs"]
    command += ["-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", *arguments]
    try:
        return subprocess.run(command, input=given, env=environment, stdout=out, stderr=subprocess.PIPE, check=False)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, b"", str(error).encode())


def _last_line(text: bytes) -> str:
    """What git said last, for a message."""
    return (text.decode("utf-8", "replace").strip().splitlines() or ["nothing"])[-1]


def revision(root: Path, wanted: str) -> str:
    """The commit that a revision stands for, or at which it and the checkout parted. Raises :class:`Problems`."""
    return _commit(root, wanted)[0]


def answers(root: Path, *arguments: str) -> list[str]:
    """What git answers in the story's folder, apart at each NUL. Raises :class:`Problems`."""
    return os.fsdecode(_must(root, *arguments)).split("\0")
