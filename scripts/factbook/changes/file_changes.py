"""Changed files and settings of ``mkdocs.yml``, and the files outside facts and pages, which only a maintainer can review.

Threat (SECURITY.md): a request that changes its own judge.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import Final, Literal

import yaml

from ..exports.data.releases import FOLDER
from ..files import MAX_BYTES
from ..problems import Place, Problem, rule
from ..settings import CONFIG
from ..yaml_mistakes import LOADER
from .alignment import differences, pair_up
from .base import changed_paths, git_fields, revision

BEYOND = rule(
    "engine-touched",
    "A request of facts and pages touches data/ and docs/ alone; anything else, the gate itself among it, a maintainer reviews by hand.",
)
How = Literal["added", "changed", "removed"]
LEFT_OUT: Final = frozenset(
    [".cache", ".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv", "export", "site"]
)
"""Build output and tools' folders at the top of a story."""
COMPILED: Final = "__pycache__"
"""Python's bytecode cache; in ``docs`` a folder like others, which would be published."""
_PUBLISHED: Final = ("data", "docs")
_PICTURES: Final = frozenset([".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp"])
_SORTS: Final = (
    ("../", "outside file"),
    (f"docs/{FOLDER}/", "release file"),
    ("docs/", "attachment"),
    ("data/", "fact file"),
    ("overrides/", "theme file"),
    ("scripts/", "code file"),
    (".github/", "workflow file"),
)
"""The description of a file, by the beginning of its path."""
_MAX_DEPTH: Final = 20
"""Settings nested deeper are compared line by line, as libyaml's time is quadratic in the depth."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A changed file, by its path from the story's folder; paths elsewhere in the checkout begin with ``../``."""

    path: str
    how: How

    @property
    def sort(self) -> str:
        """Its description: ``picture``, ``code file``, ``other file``."""
        sort = next((sort for start, sort in _SORTS if self.path.startswith(start)), "other file")
        suffix = PurePosixPath(self.path).suffix.lower()
        if sort == "attachment":
            return "page file" if suffix == ".md" else "picture" if suffix in _PICTURES else sort
        return sort


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting of ``mkdocs.yml``, by its keys from the top, with its value before and after; ``None`` where it came or went."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class FilesAndSettings:
    """The files and settings that differ between two versions, and the paths ``left_out`` of the comparison."""

    files: tuple[FileChange, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    left_out: tuple[str, ...] = ()


def compare_files(base: Path, root: Path, commit: str = "") -> FilesAndSettings:
    """Compare the folder ``root``, as it is, with a commit of its checkout, or without one with the folder ``base``.

    Of a commit, ``base`` holds at least the settings. Links are not followed, and nothing outside both folders is read;
    git reports what else differs in the checkout. Raises :class:`Problems` if git fails.
    """
    files, left_out = _against_commit(root, commit) if commit else _against_folder(base, root)
    return FilesAndSettings(
        tuple(FileChange(path, how) for path, how in sorted(files.items())),
        tuple(_setting_changes(_text(base / CONFIG), _text(root / CONFIG))),
        left_out,
    )


def _against_commit(root: Path, commit: str) -> tuple[dict[str, How], tuple[str, ...]]:
    """Return the changes of tracked files, and of untracked ones in the story, without those ignored outside data and docs."""
    words: Mapping[str, How] = {"A": "added", "D": "removed"}
    changes = {path: words.get(letter, "changed") for path, letter in changed_paths(root, commit).items()}
    others = git_fields(root, "ls-files", "-z", "--others", "--exclude-standard", "--", ".")
    ignored = git_fields(root, "ls-files", "-z", "--others", "--exclude=.*", "--", *_PUBLISHED)
    for path in {*others, *ignored}:
        if path and path.partition("/")[0] not in LEFT_OUT:
            changes[path] = (
                "changed" if path in changes else "added"
            )  # git was told to forget a file that is still there
    return changes, (".git", "what .gitignore names outside data and docs")


def _against_folder(base: Path, root: Path) -> tuple[dict[str, How], tuple[str, ...]]:
    left_out: set[str] = set()
    old, new = dict(_walked(base, left_out)), dict(_walked(root, left_out))
    changes: dict[str, How] = dict.fromkeys(old.keys() - new.keys(), "removed")
    changes |= dict.fromkeys(new.keys() - old.keys(), "added")
    changes |= {
        path: "changed" for path in old.keys() & new.keys() if not _same(base / path, old[path], root / path, new[path])
    }
    return changes, tuple(sorted(left_out))


def _walked(root: Path, left_out: set[str]) -> Iterator[tuple[str, os.stat_result]]:
    """Yield every file, link and device below a folder, by its path; skipped and unreadable ones are added to ``left_out``."""

    def unread(error: OSError) -> None:
        left_out.add(f"{Path(error.filename).relative_to(root).as_posix()} ({error.strerror})")

    for here, folders, names in os.walk(root, onerror=unread):
        below = Path(here).relative_to(root)
        skipped = {COMPILED, *(() if below.parts else LEFT_OUT)}
        if below.parts[:1] and below.parts[0] in _PUBLISHED:
            skipped = set()
        left_out.update(skipped.intersection((*folders, *names)))
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        folders[:] = [name for name in folders if name not in skipped and name not in links]
        for name in (*names, *links):
            if name not in skipped:
                try:
                    yield (below / name).as_posix(), (Path(here) / name).lstat()
                except OSError as error:
                    unread(error)


def _same(one: Path, about: os.stat_result, other: Path, about_other: os.stat_result) -> bool:
    """Return whether two files are of one type with the same content, link target and executable bit."""
    runs = (about.st_mode ^ about_other.st_mode) & stat.S_IXUSR
    if stat.S_IFMT(about.st_mode) != stat.S_IFMT(about_other.st_mode) or runs:
        return False
    try:
        if stat.S_ISLNK(about.st_mode):
            return one.readlink() == other.readlink()
        if not stat.S_ISREG(about.st_mode):
            return True  # pipes and devices, which hold nothing
        return about.st_size == about_other.st_size and _digest(one) == _digest(other)
    except OSError:
        return False  # reported, as it may differ


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _text(path: Path) -> str:
    """Return the settings as text; empty if there is no plain file."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return ""
        with path.open("rb") as file:
            return file.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _setting_changes(old: str, new: str) -> Iterator[SettingChange]:
    """Yield each setting that differs; one that moved, as in the navigation, is reported at both places."""
    before, after = _settings(old), _settings(new)
    for i, k, j, m in differences(before, after):
        pairs = pair_up(before[i:k], after[j:m], itemgetter(0))
        for number, (name, value) in enumerate(after[j:m]):
            yield SettingChange(name, before[i + pairs[number]][1] if number in pairs else None, value)
        for number in sorted(set(range(k - i)) - set(pairs.values())):
            yield SettingChange(*before[i + number], None)


def _settings(text: str) -> list[tuple[str, str]]:
    """Return every value of the settings in order, with its path of keys; or all lines, if they are no YAML or nested too deep.

    Parsed event by event, so that no tag is constructed and no alias expanded.
    """
    found: list[tuple[str, str]] = []
    above: list[_Level] = []
    try:
        for event in yaml.parse(text, LOADER):
            if isinstance(event, yaml.CollectionEndEvent):
                level = above.pop()
                if level.is_empty:
                    found.append((_name(above), "{}" if level.is_mapping else "[]"))
                _close(above)
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            if above:
                above[-1].is_empty = False
            tag = getattr(event, "tag", None) or ""
            if isinstance(event, yaml.CollectionStartEvent):
                if tag:
                    found.append((_name(above), tag))
                above.append(_Level(isinstance(event, yaml.MappingStartEvent)))
                if len(above) > _MAX_DEPTH:
                    return _lines(text)
            else:
                value = event.value if isinstance(event, yaml.ScalarEvent) else f"*{event.anchor}"
                value = f"{tag} {value}".strip()
                if above and above[-1].wants_key:
                    above[-1].key, above[-1].wants_key = value, False
                else:
                    found.append((_name(above), value))
                    _close(above)
    except yaml.YAMLError:
        return _lines(text)
    return found


def _lines(text: str) -> list[tuple[str, str]]:
    return [(line.strip(), "") for line in text.splitlines() if line.strip()]


class _Level:
    """A mapping or list that is being parsed, and in a mapping the key of the next value."""

    def __init__(self, is_mapping: bool) -> None:
        self.is_mapping = self.wants_key = is_mapping
        self.key, self.is_empty = "", True


def _close(above: list[_Level]) -> None:
    """End a value: in a mapping, a key is next."""
    if above:
        above[-1].wants_key = above[-1].is_mapping


def _name(above: list[_Level]) -> str:
    return " › ".join(level.key for level in above if level.key)


def engine_problems(root: Path, wanted: str) -> list[Problem]:
    """Return a problem for each committed file that changed since a revision and is neither fact nor page. Raises :class:`Problems`."""
    changed = changed_paths(root, revision(root, wanted), "HEAD")
    message = "must be reviewed by a maintainer by hand (see .github/CODEOWNERS), found it changed; the other checks say nothing of it"
    return [Problem(Place(path), BEYOND, message) for path in changed if not _is_fact_or_page(path)]


def _is_fact_or_page(path: str) -> bool:
    """Return whether a path below the story's folder is of facts or pages; hidden files, such as git's settings, are not."""
    first, *rest = path.split("/")
    return first in _PUBLISHED and bool(rest) and not any(part.startswith(".") for part in rest)
