"""Stations along a way, joined by lines: the building blocks of charts that show how something travelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from .layers import CROSS
from .lettering import fit, width, wrap
from .sheet import BOLD, LITTLE, Sheet, rules, symbols
from .theme import AXIS, INK, MUTED, NOBODY, PAPER, SMALL, TEXT

Look = Literal["said", "relay", "agency", "same", "reworded", "changed"]
SHAPES: Final[dict[Look, str]] = {
    "said": "circle",
    "relay": "circle",
    "agency": "square",
    "same": "circle",
    "reworded": "diamond",
    "changed": CROSS,
}
INSET: Final = 16
"""From a node to its words, in pixels."""


@dataclass(frozen=True, slots=True)
class Node:
    """A station of the figure: who, when, and what it made of it."""

    ref: str
    who: str
    when: str
    notes: tuple[str, ...]
    look: Look
    agency: tuple[str, str] = ("", "")
    """Id and name of the agency whose text it carries, where there is one."""


RIM: Final = 7
"""From the left of a column to the middle of its nodes, in pixels."""


def room(names: Iterable[str]) -> float:
    """How wide a column of stations is; none where there are none."""
    widest = max((width(name, TEXT, "semibold") for name in names), default=0)
    return min(widest, 130) + INSET + 31 if widest else 0


def after(name: str, x: float, room: float) -> float:
    """Where a line may begin behind a station's name."""
    first = wrap(name, room, TEXT, "semibold")[:1]
    return x + INSET + sum(width(line, TEXT, "semibold") for line in first) + 6


STYLES: Final = {
    "line": rules(strokeWidth=1.5),
    "broken": rules(strokeWidth=1.5, strokeDash=[3, 3]),
    "symbol": symbols(strokeWidth=2),
    "bold": BOLD,
    "small": LITTLE,
}


class Stations(Sheet):
    """A sheet of stations and lines."""

    def trunk(self, x: float, top: float, ends: list[tuple[float, bool]]) -> None:
        """The line from which the branches leave, dashed below the last unchanged one."""
        solid = max((end for end, dashed in ends if not dashed), default=top)
        lowest = max((end for end, _ in ends), default=top)
        self.join(x, top, x, solid)
        self.join(x, solid, x, lowest, dashed=True)

    def join(self, x: float, y: float, x2: float, y2: float, dashed: bool = False) -> None:
        """A line, dashed where what travels has changed."""
        if (x, y) != (x2, y2):
            self.add("broken" if dashed else "line", x=x, y=y, x2=x2, y2=y2, color=AXIS)

    def heading(self, text: str, x: float, right: float, y: float = 10) -> None:
        """What the stations below are."""
        self.add("small", x=x, y=y, text=fit(text, right - x - 8, SMALL), color=MUTED)

    def words(self, node: Node, x: float, y: float, room: float, at: float, colour: str = INK) -> float:
        """A station's node and words, the name in bold, the date beside or below it; gives where they end."""
        look = node.look
        hollow = look == "reworded"
        self.add(
            "symbol",
            x=at,
            y=y,
            shape=SHAPES[look],
            fill=PAPER if hollow else colour,
            stroke=NOBODY if look == "agency" else colour,
            size={"said": 130, "changed": 110}.get(look, 70),
            ref=node.ref,
        )
        lines = wrap(node.who, room, TEXT, "semibold", lines=3)
        self.lines("bold", lines, 16, y=y, x=x, color=INK, ref=node.ref)
        y += 16 * (len(lines) - 1)
        after = width(lines[-1], TEXT, "semibold") + 8
        if node.when and look != "said" and after + width(node.when, SMALL) <= room:
            self.add("small", x=x + after, y=y, text=node.when, color=MUTED)
        elif node.when:
            y += 16
            self.add("small", x=x, y=y, text=node.when, color=MUTED)
        for place, note in enumerate(node.notes):
            strong = not place and look in ("said", "changed")
            for line in wrap(note, room, TEXT if strong else SMALL, "semibold" if strong else "regular"):
                y += 17 if strong else 15
                self.add("bold" if strong else "small", x=x, y=y, text=line, color=INK if strong else MUTED)
        return y + 14
