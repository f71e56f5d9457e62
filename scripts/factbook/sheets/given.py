"""What is given of a fact, in a row of a sheet, a form or on the command line: texts of fields, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..exports.data.columns import Field, fields_of
from ..kinds import KINDS, Claim, Fact, Record
from ..kinds.base import kind_phrase
from ..problems import Place, Problem, nearest, quote
from ..validation import FIELD


class CellPlace(Place):
    """A cell of a sheet: ``path`` is the file, with its worksheet where it has several; line and column count from 1."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self.path}:{column_letters(self.column)}{self.line}"


class ArgumentPlace(Place):
    """An argument of the command line, which is its own ``path``."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.path


class EveryRow(ArgumentPlace):
    """An argument that holds for each row of a sheet: it fills in new facts, and begins none by itself."""

    __slots__ = ()


def column_letters(number: int) -> str:
    """Return the name of a column as spreadsheets have it: 1 is A, 28 is AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Cell(str):
    """A text with its place; ``is_day`` is whether the spreadsheet holds it as a day, which it also makes of a month."""

    place: Place
    is_day: bool

    def __new__(cls, text: str, place: Place, is_day: bool = False) -> Cell:
        """Return the text as a cell."""
        cell = super().__new__(cls, text)
        cell.place, cell.is_day = place, is_day
        return cell


@dataclass(slots=True)
class Given:
    """What is given of a fact or record: ``texts`` by field, empty ones too, and the same of what a field names or holds."""

    place: Place
    texts: dict[str, list[Cell]] = field(default_factory=dict)
    inner: dict[str, Given] = field(default_factory=dict)

    def put(self, path: Sequence[str], *cells: Cell) -> None:
        """Add texts for a field, by its name or, of a fact that a field names, by both: ``("source", "title")``."""
        name, *rest = path
        if rest:
            self.inner.setdefault(name, Given(cells[0].place if cells else self.place)).put(rest, *cells)
        else:
            self.texts.setdefault(name, []).extend(cells)

    def filled(self, name: str) -> list[Cell]:
        """Return the texts of a field that are not empty."""
        return [cell for cell in self.texts.get(name, ()) if cell]

    def own(self) -> bool:
        """Whether anything is given by a row itself."""
        cells = (cell for name in self.texts for cell in self.filled(name))
        return any(not isinstance(cell.place, EveryRow) for cell in cells) or any(
            each.own() for each in self.inner.values()
        )

    def text(self, name: str) -> str:
        """Return the text of a field; empty if there is none."""
        return next(iter(self.filled(name)), "")


def class_of(kind: str) -> type[Fact]:
    """Return the class of a kind or claim."""
    return Claim if kind == Claim.kind else KINDS[kind]


def field_named(cls: type[Record], name: str) -> Field | None:
    """Return a field of a class by the name that editors write."""
    return next((each for each in fields_of(cls) if each.name == name), None)


def inner_classes(about: Field | None) -> list[type[Record]]:
    """Return the class of the records that a field holds, or of the facts that it may name."""
    if about is None:
        return []
    return [about.record] if about.record else [KINDS[kind] for kind in about.kinds if kind in KINDS]


def known_paths(cls: type[Record], depth: int = 2) -> Iterator[tuple[str, ...]]:
    """Yield the paths of all fields that can be given of a class: ``("value",)``, ``("source", "title")``."""
    for each in fields_of(cls):
        if not each.record:
            yield (each.name,)
        for inner in inner_classes(each) if depth and issubclass(cls, Fact) else ():
            if not (each.record and issubclass(each.record, Fact)):
                yield from ((each.name, *path) for path in known_paths(inner, depth - 1))


def unknown_field(cls: type[Record], path: Sequence[str], place: Place) -> Problem | None:
    """Return a problem unless a field of that path can be given of a class; ``kind`` says which kind a new fact is of."""
    found = quote(".".join(path))
    classes: list[type[Record]] = [cls]
    for name in path[:-1]:
        # of what a record names, nothing more can be given
        inner = [
            each for owner in classes if issubclass(owner, Fact) for each in inner_classes(field_named(owner, name))
        ]
        if not inner and any(field_named(owner, name) for owner in classes):
            message = f"must be a field with fields of its own, found {found}: {name} is none"
            return Problem(place, FIELD, message, name)
        classes = inner or classes
    names = [each.name for owner in classes for each in fields_of(owner) if not each.record]
    if path[-1] in names or (path[-1] == "kind" and len(path) > 1 and len(classes) > 1):
        return None
    message = f"must be a field of {' or '.join(map(kind_phrase, classes))} without fields of its own, found {found}"
    return Problem(place, FIELD, f"{message}; {nearest(path[-1], names)}")
