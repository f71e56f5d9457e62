"""A draft: one fact in the making, from what is given of it to the values that are written."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..kinds import Fact
from ..problems import Place
from ..scaffold import Values
from ..validation import latin_id
from .given import Cell, Given, class_of, field_named
from .matching import address


@dataclass(slots=True, eq=False)
class Draft:
    """A fact in the making: the fact that is there already, if any, ``by_id`` if the row names it so, and the values to write."""

    kind: str
    given: Given
    ref: str = ""
    known: Fact | None = None
    by_id: bool = False
    resolved: bool = False
    begun: dict[str, Draft | Fact] = field(default_factory=dict)
    references: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, list[str | Values]] = field(default_factory=dict)
    path: str = ""
    places: dict[tuple[str | int, ...], Place] = field(default_factory=dict)

    @property
    def own_id(self) -> str:
        """The id that its row gives; empty where one has to be found or made."""
        return self.given.text("ref") or self.given.text("id")

    @property
    def place(self) -> Place:
        """Where its id was given, else where it begins."""
        return next((cell.place for cell in self.given.filled("id")), self.given.place)


def named(kind: str, cells: list[Cell], inner: Given) -> Given:
    """Return what is given of a new fact, with the cell that names it as its address, name or id."""
    made = Given(cells[0].place if cells else inner.place, {**inner.texts}, {**inner.inner})
    made.texts.pop("kind", None)
    if cells:
        by_name = field_named(class_of(kind), "name") and cells[0] != latin_id(cells[0])
        made.texts.setdefault("url" if address(cells[0]) else "name" if by_name else "id", cells)
    return made


def text_of(found: Draft | Fact | None, cell: Cell) -> str:
    """Return the full name of what a cell names; its text where that is nothing."""
    return found.ref if found else str(cell)
