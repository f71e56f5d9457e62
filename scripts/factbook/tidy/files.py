"""Fact files in their usual form: what each would be, and which are not."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import yaml

from .. import json_schema, kinds
from ..cache import read, write
from ..files import files_below, read_bytes, read_text
from ..kinds import KINDS
from ..loading import kind_of
from ..problems import Place, Problem, Problems, rule
from ..strict_yaml import parse_yaml, to_builtins
from .comments import comments
from .layout import laid_out

FORM = rule(
    "file-form",
    "A fact file is in the usual form: fields in the order of their kind, one spacing. Only "
    "'factbook format --check' insists on it.",
)
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


MATCHED: Final = 4000
"""So many lines are matched with each other in a patch; of more, one piece is replaced, as matching takes the square of them."""
AROUND: Final = 3
"""Lines above and below a change that a patch shows, as :mod:`difflib` and git do."""


@dataclass(frozen=True, slots=True)
class Untidy:
    """A file that is not in its usual form: its path below the story's folder, what it holds and what it should."""

    path: str
    before: str
    after: str

    @property
    def diff(self) -> str:
        """The difference as a patch that ``git apply`` takes, from the story's folder."""
        old, new = self.before.splitlines(), self.after.splitlines()
        names = f"a/{self.path}", f"b/{self.path}"
        if len(old) + len(new) <= MATCHED:
            return "\n".join(difflib.unified_diff(old, new, *names, lineterm="")) + "\n"
        return "\n".join([f"--- {names[0]}", f"+++ {names[1]}", *_one_hunk(old, new)]) + "\n"

    @property
    def problem(self) -> Problem:
        """The difference as a problem."""
        message = "must be in the usual form, which 'factbook format' or this patch gives it"
        return Problem(Place(self.path, self.line), FORM, message, self.diff.rstrip())

    @property
    def only_modeline(self) -> bool:
        """Whether all that it lacks is the line for help while typing."""
        return self.after.partition("\n")[2] == self.before

    @property
    def line(self) -> int:
        """The first line that differs."""
        old, new = self.before.splitlines(), self.after.splitlines()
        return min(_alike(old, new) + 1, len(old) or 1)


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines are the same before the first that differ."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (old, new) in enumerate(pairs) if old != new), min(len(one), len(other)))


def _one_hunk(old: list[str], new: list[str]) -> list[str]:
    """One piece of a patch, from the first line that differs to the last."""
    same = _alike(old, new)
    alike = _alike(old[same:][::-1], new[same:][::-1])
    removed, added = old[same : len(old) - alike], new[same : len(new) - alike]
    above = old[max(same - AROUND, 0) : same]
    below = old[len(old) - alike :][:AROUND]
    first, around = same - len(above) + 1, len(above) + len(below)
    return [
        f"@@ -{first},{around + len(removed)} +{first},{around + len(added)} @@",
        *(f" {line}" for line in above),
        *(f"-{line}" for line in removed),
        *(f"+{line}" for line in added),
        *(f" {line}" for line in below),
    ]


@lru_cache(maxsize=20_000)
def tidied(text: str, path: str, kind: str) -> str:
    """The usual form of a fact file's text. Raises :class:`Problems` when it cannot be read, or would not say the same."""
    before = parse_yaml(text, path)
    tree = _tree(text)
    if not tree.value or isinstance(tree, yaml.ScalarNode):
        return text  # nothing to put in order
    lines = laid_out(text, tree, KINDS[kind])
    leading = next((line for line in lines if line.startswith("# yaml-language-server:")), None)
    if leading is None:
        leading = json_schema.modeline(kind, path)
    else:
        lines.remove(leading)
    after = "\n".join([leading, *lines]) + "\n"
    if after == text:
        return text
    try:
        same = to_builtins(parse_yaml(after, path)) == to_builtins(before)
    except Problems:
        same = False
    if not same or _texts(text, tree) - _texts(after, _tree(after)):
        message = "must be put in its usual form by hand: no form was found that keeps every value and comment"
        raise Problems([Problem(Place(path), FORM, message)])
    return after


def _tree(text: str) -> yaml.Node:
    tree = yaml.compose(text, Loader=_Loader)
    assert tree is not None, "parse_yaml refuses an empty file"
    return tree


def _texts(text: str, tree: yaml.Node) -> Counter[str]:
    return Counter(comment.text for comment in comments(text, tree))


def untidy(
    root: Path, problems: list[Problem], known: Container[str] = (), tidy: set[str] | None = None
) -> Iterator[Untidy]:
    """The fact files that can be read and are not in their usual form; what cannot be put in it is a problem.

    ``known`` are fingerprints of files that were found tidy before, which are passed over; those of all that are go
    into ``tidy``.
    """
    for path in files_below(root, root / "data", problems):
        relative = path.relative_to(root).as_posix()
        kind = kind_of(relative.removeprefix("data/"))
        if kind is None:
            continue
        try:
            text = read_text(root, path)
            raw = read_bytes(path)  # its line ends and any byte order mark count too
            mark = blake2b(relative.encode() + b"\0" + raw, digest_size=16).hexdigest()
            after = text if mark in known else tidied(text, relative, kind)
        except Problems as error:
            problems.extend(error.problems)
            continue
        except OSError:
            continue  # removed since it was listed
        if mark not in known and after.encode() != raw:
            yield Untidy(relative, text, after)
        elif tidy is not None:
            tidy.add(mark)


def untidy_since(root: Path, cache: Path) -> list[Untidy]:
    """As :func:`untidy`, but quick: what was tidy when last looked at, by these rules, is not looked at again."""
    rules = [*Path(__file__).parent.glob("*.py"), Path(json_schema.__file__), *Path(kinds.__file__).parent.glob("*.py")]
    version = blake2b(b"\0".join(path.read_bytes() for path in sorted(rules)), digest_size=32).hexdigest()
    entry, tidy = f"tidy-{version}", set[str]()
    known = frozenset((read(cache, entry) or "").split())
    untidied = list(untidy(root, [], known, tidy))
    if tidy != known:
        write(cache, entry, "\n".join(sorted(tidy)))
    return untidied
