"""A proposal: drafts written into a copy of the story, checked there, with corrections for what was published, and shown before it is written."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from .. import checks
from ..changes import Comparison, against, compare, gate_problems, read_version
from ..changes.base import PARTS
from ..changes.gate import CORRECTION
from ..changes.new_corrections import HOME
from ..fact_files import CLAIM, FactFiles
from ..factbook import Factbook
from ..files import write_text
from ..kinds import Correction, Count, Fact
from ..loading import read
from ..problems import Place, Problem, Problems
from ..scaffold import Values
from ..strict_yaml import Mapping, Node, Scalar, parse_yaml
from ..validation import PLACEHOLDER, REQUIRED, UNFILLED
from ..yaml_edits import scalar_field
from .draft import Draft
from .drafts import Drafts
from .given import class_of

NOT_SUPERSEDED: Final = "not-superseded"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Changed fact files, what they change for readers, the problems elsewhere in the story that come with them, and
    the claims that a newer figure replaces."""

    files: FactFiles
    drafts: Sequence[Draft]
    comparison: Comparison | None = None
    left: tuple[Problem, ...] = ()
    superseded: tuple[str, ...] = ()


def propose(
    files: FactFiles, drafts: Drafts, topic: str | None, base: str | None, because: str, today: dt.date, left_open: bool
) -> Proposal:
    """Return what drafts change in a story. Raises :class:`Problems` with all that is wrong in what was given; nothing is written.

    What changes a published fact, as of ``base`` (a revision; ``None`` for the story as it is), gets its entry in ``corrections.yml``,
    with ``because`` as its reason, else to be filled in.
    """
    write_drafts(drafts, files, topic)
    if not files.texts and not drafts.problems:
        return Proposal(files, drafts.drafts)
    with _copy(files.root) as copy:
        files.write(copy)
        superseded = _superseded(files, copy)
        for draft in drafts.drafts:
            if draft.ref in superseded and [*draft.values] == ["status"]:
                draft.values.clear()  # it said current, as it was when the sheet was written
        if not files.changed() and not drafts.problems:
            return Proposal(files, drafts.drafts)
        given, _ = split_problems(files, drafts.drafts, _quick_problems(copy)[1], left_open=left_open)
        if given or drafts.problems:
            raise Problems([*given, *drafts.problems])
        old = read_version(files.root)
        left: list[Problem] = []
        if any(draft.known and draft.values for draft in drafts.drafts):
            left = _draft_corrections(files, copy, base, because, today)
        new = read_version(copy)
        given, other = split_problems(files, drafts.drafts, new.problems, left_open=left_open)
        if given:
            raise Problems(given)
        before = {(problem.rule, problem.message) for problem in old.problems}
        left += [problem for problem in other if (problem.rule, problem.message) not in before]
        return Proposal(files, drafts.drafts, compare("the story as it is", (), old, new), tuple(left), superseded)


def write_drafts(drafts: Drafts, files: FactFiles, topic: str | None = None) -> None:
    """Put every draft into its file; append what cannot be written to the problems of the drafts."""
    counts = {draft.ref: draft for draft in drafts.drafts if draft.kind == Count.kind and not draft.known}
    claims: dict[str, list[tuple[str, Values]]] = {}
    for draft in sorted(drafts.drafts, key=lambda each: each.kind != CLAIM):
        try:
            count, _, id = draft.ref.partition("/")
            if draft.known:
                draft.path = draft.known.where().path if draft.values else ""
            elif draft.kind == CLAIM and count in counts:
                counts[count].values.setdefault("claims", []).append({"id": [id], **draft.values})
            elif draft.kind == CLAIM and count:  # without one, that is told already
                draft.path = files.home_of(CLAIM, draft.ref)
                claims.setdefault(draft.path, []).append((id, draft.values))
            elif draft.kind != CLAIM:
                draft.path = files.add(draft.kind, draft.ref, draft.values, topic)
        except Problems as error:
            drafts.problems += (replace(each, place=draft.place) for each in error.problems)
    for path, changes in _by_path((each.known, each.values) for each in drafts.drafts if each.known and each.values):
        try:
            files.change_all(path, changes)
        except Problems as error:
            drafts.problems += error.problems
    for path, new in claims.items():
        try:
            files.add_claims(path, new)
        except Problems as error:
            drafts.problems += error.problems


def _by_path(changes: Iterable[tuple[Fact, Values]]) -> list[tuple[str, list[tuple[Fact, Values]]]]:
    """Group changes of facts by the facts' files."""
    groups: dict[str, list[tuple[Fact, Values]]] = {}
    for fact, values in changes:
        groups.setdefault(fact.where().path, []).append((fact, values))
    return list(groups.items())


@contextmanager
def _copy(root: Path) -> Iterator[Path]:
    """Yield a folder with a copy of all files of the story that facts and pages are read from."""
    with tempfile.TemporaryDirectory(prefix="factbook-proposal-") as temporary:
        for part in PARTS:
            source, target = root / part, Path(temporary) / part
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True)
            elif source.is_file():
                shutil.copyfile(source, target)
        yield Path(temporary)


def _quick_problems(root: Path) -> tuple[Factbook, list[Problem]]:
    """Return the facts, and their problems without those of pages."""
    book, problems = read(root)
    return book, [*problems, *checks.problems(book)]


def _superseded(files: FactFiles, copy: Path) -> tuple[str, ...]:
    """Mark each claim as superseded that a figure of its claimant in the copy replaces, by the check's own word; return their names."""
    book, problems = _quick_problems(copy)
    places = {each.place for each in problems if each.rule == NOT_SUPERSEDED and each.place.path in files.texts}
    claims = [claim for claim in book.claims.values() if claim.where("status") in places]
    for path, changes in _by_path((claim, {"status": ["superseded"]}) for claim in claims):
        files.change_all(path, changes)
    files.write(copy)
    return tuple(claim.ref for claim in claims)


def fact_problems(files: FactFiles, drafts: Sequence[Draft], *, left_open: bool) -> tuple[list[Problem], list[Problem]]:
    """Return the problems of what was given, in a copy of the story, and those elsewhere; pages are not looked at."""
    with _copy(files.root) as copy:
        files.write(copy)
        return split_problems(files, drafts, _quick_problems(copy)[1], left_open=left_open)


def split_problems(
    files: FactFiles, drafts: Sequence[Draft], problems: Sequence[Problem], *, left_open: bool
) -> tuple[list[Problem], list[Problem]]:
    """Return the problems in what was given, at its cells, and the others, which only a fact that was not given has.

    With ``left_open``, what is left to be filled in is a problem elsewhere.
    """
    index = {path: _spots(files.text(path), path, drafts) for path in files.texts}
    given, other = [], []
    for problem in problems:
        spots = index.get(problem.place.path, [])
        at = bisect_right(spots, (problem.place.line, problem.place.column), key=lambda each: each[:2]) - 1
        spot = spots[at] if at >= 0 else None
        if spot is None or spot.place is None or (problem.rule == UNFILLED and left_open):
            other.append(problem)
        elif problem.rule == UNFILLED:
            what = problem.message.partition(":")[2].replace(f"found '{PLACEHOLDER}'", "found nothing")
            given.append(replace(problem, place=spot.place, rule=REQUIRED, message=f"{spot.field}:{what}"))
        else:
            given.append(replace(problem, place=spot.place))
    return given, other


class _Spot(NamedTuple):
    """Where a value or its key stands in a file, from where it was given, if it was, and its field: ``roles.title``."""

    line: int
    column: int
    place: Place | None
    field: str


def _spots(text: str, path: str, drafts: Sequence[Draft]) -> list[_Spot]:
    """Return everything in a file in its order."""
    made = {draft.ref: draft for draft in drafts if draft.values}
    spots = _spots_in(parse_yaml(text, path), (), None, "", made)
    # a fact and its first field begin in one place, and the fact is meant if it was given
    return sorted(spots, key=lambda each: (each.line, each.column, each.place is not None))


def _spots_in(
    node: Node, path: tuple[str | int, ...], draft: Draft | None, count: str, made: dict[str, Draft]
) -> Iterator[_Spot]:
    """Yield everything in a node, which stands at ``path`` in the fact of a draft."""
    ident = node.items.get("id") if isinstance(node, Mapping) else None
    if isinstance(ident, Scalar) and (not draft or path[:1] == ("claims",)):
        draft, path = made.get(f"{count}/{ident.text}" if count else ident.text), ()
        count = count or (ident.text if isinstance(node, Mapping) and "claims" in node.items else "")
    name = ".".join(each for each in path if isinstance(each, str))
    place = _given_at(draft, path) if draft else None
    yield _Spot(node.place.line, node.place.column, place, name)
    if isinstance(node, Mapping):
        for key, child in node.items.items():
            at = node.keys[key]
            yield _Spot(at.line, at.column, _given_at(draft, (*path, key)) if draft else None, name)
            yield from _spots_in(child, (*path, key), draft, count, made)
    elif not isinstance(node, Scalar):
        for index, child in enumerate(node.items):
            yield from _spots_in(child, (*path, index) if draft else path, draft, count, made)


def _given_at(draft: Draft, path: tuple[str | int, ...]) -> Place | None:
    """Return from where the field at ``path`` was given, or the row, unless the fact was there and this field stays as it is."""
    if draft.known and path and path[0] not in draft.values:
        return None
    steps = (path[:length] for length in range(len(path), -1, -1))
    return next((draft.places[step] for step in steps if step in draft.places), draft.given.place)


def _draft_corrections(files: FactFiles, copy: Path, base: str | None, because: str, today: dt.date) -> list[Problem]:
    """Add an entry to ``corrections.yml``, in the texts and in the copy, for each published field that changes; return what is left."""
    with against(files.root, base if base is not None else files.root) as stood:
        problems = gate_problems(copy, stood.root, today)
        entries = [problem.example for problem in problems if problem.rule == CORRECTION and problem.example]
        if not entries:
            return problems
        text = files.text(HOME)
        for entry in entries:
            filled = re.sub(r"(type: \w+)  #.*", r"\1", entry)
            filled = re.sub(r"because:  #.*", lambda _: scalar_field("because: ", because or PLACEHOLDER)[0], filled)
            text = f"{text.rstrip()}\n{filled}\n" if text.strip() else f"{filled.lstrip()}\n"
        files.set_text(HOME, Correction.kind, text)
        files.write(copy)
        if because:
            return gate_problems(copy, stood.root, today)
    # the copy is compared with the story, for which it has to be whole
    write_text(copy, copy / HOME, files.text(HOME).replace(PLACEHOLDER, "A reason that is to come."))
    lines = files.text(HOME).splitlines()
    open_lines = [number for number, line in enumerate(lines, 1) if line.endswith(f"because: {PLACEHOLDER}")]
    return [Problem(Place(HOME, number), UNFILLED, "because: must say why, in a sentence") for number in open_lines]


def summary(proposal: Proposal) -> str:
    """Return in a line how many facts of each kind are new, changed and there already."""
    parts = []
    for word, of in (
        ("new", [draft for draft in proposal.drafts if draft.known is None]),
        ("changed", [draft for draft in proposal.drafts if draft.known and draft.values]),
        ("already there", [draft for draft in proposal.drafts if draft.known and not draft.values]),
    ):
        kinds = Counter(draft.kind for draft in of)
        counted = (f"{number} {class_of(kind).plural if number > 1 else kind}" for kind, number in kinds.items())
        parts += [f"{word}: {', '.join(counted)}"] if of else []
    return "; ".join(parts) or "nothing was given"
