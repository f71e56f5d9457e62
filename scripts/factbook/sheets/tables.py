"""Grids to what is given of facts: the row of names is found, each column is a field, each row below it a fact."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from ..exports.data.columns import SEPARATOR, Field, columns, fields_of
from ..fact_files import CLAIM
from ..files import read_bytes
from ..kinds import FILE_PATTERNS, KINDS
from ..problems import Place, Problem, Problems, quote
from ..strict_yaml import Mapping as MappingNode
from ..strict_yaml import Scalar, parse_yaml
from .cells import SHEET, Grid
from .given import Cell, Given, class_of, field_named, inner_classes, known_paths, unknown_field

LEFT_OUT: Final = "-"
"""What a column is mapped to that is not read."""
_HEAD_ROWS: Final = 20
"""Rows among which the row of names is looked for; titles may stand above it."""
_SERIAL_DAY: Final = re.compile(r"[2-6]\d{4}")
_EPOCH: Final = dt.date(1899, 12, 30)
"""Day 0 of the serial days of spreadsheets; from 1954 to 2091 they have five digits, as no year has."""
_DECIMAL_COMMA: Final = re.compile(r"(?<=\d),(?=(\d{1,2}|\d{4,})(?!\d))")
"""A comma that cannot separate thousands."""
Ask = Callable[[str, Place], str]
"""A function of the name and place of an unknown column that returns a field, or :data:`LEFT_OUT`; empty where nobody can be asked."""


def read_mapping(path: Path) -> dict[str, str]:
    """Return the names of a sheet's columns, and the fields that they are, from a YAML file. Raises :class:`Problems`."""
    node = parse_yaml(read_bytes(path).decode("utf-8-sig", "replace"), path.name)
    if not isinstance(node, MappingNode) or not all(isinstance(each, Scalar) for each in node.items.values()):
        raise Problems(
            [Problem(node.place, SHEET, "must be names of columns, each with a field behind a colon", "Figure: value")]
        )
    return {_plain(name): each.text for name, each in node.items.items() if isinstance(each, Scalar)}


def rows_of(
    grids: Sequence[Grid],
    stem: str,
    kind: str,
    mapping: Mapping[str, str],
    always: Callable[[str], Given],
    ask: Ask,
    told: list[str],
) -> list[tuple[str, Given]]:
    """Return each row of all sheets with its kind; ``told`` gets what is not read. Raises :class:`Problems` with all of them.

    A worksheet is of the kind that it is named for, else of ``kind``, of that which the file's ``stem`` names, or of that whose
    fields most columns are. Where one is named for a kind, the others are not read. ``always`` gives
    what holds for each row of the first kind.
    """
    if found := _list_of(stem):
        message = f"must be a table of facts, found {quote(stem)}, which are lists within {found}: they are columns of {found}, with {SEPARATOR} between several"
        raise Problems([Problem(grids[0].rows[0][0].place, SHEET, message, f"{found}.csv")])
    problems: list[Problem] = []
    named = [(grid, _kind_named(grid.name)) for grid in grids]
    if any(found for _, found in named):
        told += [
            f"not read: worksheet {quote(grid.name)}, which is named for no kind of fact"
            for grid, found in named
            if not found
        ]
        chosen = [(grid, found) for grid, found in named if found]
    else:
        told += [f"not read: worksheet {quote(grid.name)}" for grid in grids[1:]]
        chosen = [(grids[0], kind or _kind_named(stem) or _likeliest(grids[0], mapping))]
    rows: list[tuple[str, Given]] = []
    for index, (grid, of) in enumerate(chosen):
        rows += (
            (of, given) for given in _given(grid, of, mapping, always(of) if not index else None, ask, told, problems)
        )
    if problems:
        raise Problems(problems)
    return rows


def _kind_named(name: str) -> str:
    """Return the kind that a worksheet or file is named for, in the singular or plural; empty for another name."""
    plain = _plain(name)
    names = {each: kind for kind in (CLAIM, *KINDS) for each in (kind, class_of(kind).plural)}
    return names.get(plain, "")


def _list_of(name: str) -> str:
    """Return the kind, in the plural, of which an export is no table but one of a list within: ``claims`` of ``claims_through``."""
    plurals = {class_of(kind).plural for kind in (CLAIM, *KINDS)}
    start = _plain(name).partition("_")[0]
    return start if start in plurals and not _kind_named(name) and "_" in name else ""


def _likeliest(grid: Grid, mapping: Mapping[str, str]) -> str:
    """Return the kind of which most columns are fields."""
    head = {mapping.get(_plain(cell), _plain(cell)) for row in grid.rows[:_HEAD_ROWS] for cell in row if cell}
    sizes = {kind: len(head & {".".join(path) for path in _paths(kind)}) for kind in (CLAIM, *KINDS)}
    return max(sizes, key=lambda kind: sizes[kind])


def _paths(kind: str) -> list[tuple[str, ...]]:
    """Return the paths of all fields that a column may be of."""
    more = [("ref",), *([("count",)] if kind == CLAIM else [])]
    return [*more, *known_paths(class_of(kind))]


def _plain(name: str) -> str:
    """Return the name of a column without what does not matter: case, and blanks for underscores."""
    return re.sub(r"[\s_]+", "_", name.strip().casefold())


def _given(
    grid: Grid,
    kind: str,
    mapping: Mapping[str, str],
    always: Given | None,
    ask: Ask,
    told: list[str],
    problems: list[Problem],
) -> Iterator[Given]:
    """Yield what each row gives; append a problem for each column that is no field."""
    if kind in FILE_PATTERNS and FILE_PATTERNS[kind].table:
        problems.append(
            Problem(
                grid.rows[0][0].place, SHEET, f"must be of a kind whose facts are rows of a sheet, found {quote(kind)}"
            )
        )
        return
    names = {".".join(path): path for path in _paths(kind)}
    single = {each.name for each in fields_of(class_of(kind)) if each.record and not each.many}
    names |= {
        "_".join(path): path for path in _paths(kind) if path[0] in single and len(path) > 1
    }  # as our exports have it
    best = max(
        range(min(_HEAD_ROWS, len(grid.rows))), key=lambda index: (_known(grid.rows[index], names, mapping), -index)
    )
    derived = {column.name for column in columns(class_of(kind))} - {*names}
    fields = list(_columns(grid.rows[best], kind, names, derived, mapping, ask, told, problems))
    used = {column for column, _ in fields}
    for row in grid.rows[best + 1 :]:
        if not any(row):
            continue
        given = Given(row[0].place)
        for column, path in fields:
            cell = row[column] if column < len(row) else Cell("", row[0].place._replace(column=column + 1))
            given.put(path, *_members(class_of(kind), path, cell))
        for column, cell in enumerate(row):
            if cell and column not in used and column >= len(grid.rows[best]):
                problems.append(
                    Problem(cell.place, SHEET, f"must have a name above it in {grid.rows[best][0].place}, found none")
                )
        if any(given.texts[name] != [""] for name in given.texts) or any(
            _filled(inner) for inner in given.inner.values()
        ):
            _drop_empty(given)
            if always:
                override(given, always)
            yield given


def _filled(given: Given) -> bool:
    return any(map(given.filled, given.texts)) or any(map(_filled, given.inner.values()))


def _drop_empty(given: Given) -> None:
    """Leave out facts of which a row says nothing."""
    for name, inner in list(given.inner.items()):
        _drop_empty(inner)
        if not _filled(inner):
            del given.inner[name]


def override(given: Given, always: Given) -> None:
    """Set fields, whatever was given for them."""
    given.texts |= {name: [*cells] for name, cells in always.texts.items()}
    for name, inner in always.inner.items():
        override(given.inner.setdefault(name, Given(inner.place)), inner)


def _known(row: Sequence[Cell], names: Mapping[str, object], mapping: Mapping[str, str]) -> int:
    return sum(_plain(cell) in names or _plain(cell) in mapping for cell in row)


def _columns(
    head: Sequence[Cell],
    kind: str,
    names: Mapping[str, tuple[str, ...]],
    derived: set[str],
    mapping: Mapping[str, str],
    ask: Ask,
    told: list[str],
    problems: list[Problem],
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number of each column that is read, and its field."""
    first: dict[tuple[str, ...], Cell] = {}
    not_read, worked_out = list[str](), list[str]()
    for number, cell in enumerate(head):
        plain = _plain(cell)
        field = mapping.get(plain) or plain
        if not plain:
            continue
        if field == LEFT_OUT or (plain not in mapping and field in derived):
            (not_read if field == LEFT_OUT else worked_out).append(str(cell))
            continue
        if field not in names and (asked := ask(str(cell), cell.place)):
            field = asked
        if field == LEFT_OUT:
            not_read.append(str(cell))
            continue
        path = names.get(field) or tuple(field.split("."))
        if field not in names and (wrong := unknown_field(class_of(kind), path, cell.place)):
            advice = f"{cell}: value, or {cell}: {LEFT_OUT} to leave it out, in a file for --columns"
            problems.append(Problem(cell.place, SHEET, wrong.message, advice))
        elif path in first:
            message = f"must be a column of its own, found {quote(cell)} again (first in {first[path].place})"
            problems.append(Problem(cell.place, SHEET, message))
        else:
            first[path] = cell
            yield number, path
    if not_read:
        told.append(f"not read: {', '.join(map(quote, not_read))}")
    if worked_out:
        told.append(
            f"not read, as they follow from others: {len(worked_out)} of the columns, such as {quote(worked_out[0])}"
        )


def _members(cls: type, path: Sequence[str], cell: Cell) -> list[Cell]:
    """Return the texts of a cell: one, or of a list its members; serial days and decimal commas as we write them."""
    about = _field_at(cls, path)
    if about is None:  # the name of a fact, with its namespace in our exports
        return [Cell(cell.rpartition(":")[2], cell.place)]
    outer = field_named(cls, path[0])
    many = about.many or bool(outer and outer.record and outer.many)
    members = re.split(rf"(?<!\\)[{SEPARATOR}\n]", cell) if many else [" ".join(cell.split())]
    texts = [re.sub(r"\\(.)", r"\1", member).strip() if many else member for member in members]
    return [Cell(_written(about, text), cell.place, cell.is_day) for text in texts]


def _written(about: Field, text: str) -> str:
    if about.value_type == "date" and _SERIAL_DAY.fullmatch(text):
        return (_EPOCH + dt.timedelta(days=int(text))).isoformat()
    return _DECIMAL_COMMA.sub(".", text) if about.value_type == "amount" else text


def _field_at(cls: type, path: Sequence[str]) -> Field | None:
    """Return the field at the end of a path of fields."""
    about = field_named(cls, path[0])
    if len(path) == 1:
        return about
    found = (_field_at(inner, path[1:]) for inner in inner_classes(about))
    return next((each for each in found if each), None)
