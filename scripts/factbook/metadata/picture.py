"""The picture of a page for sharing: its headline, or the span of what is claimed and who says so, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from xml.sax.saxutils import escape

from ..charts.lettering import Weight, drawable, fit, width, wrap
from ..charts.theme import AXIS, FONT, INK, MUTED, PAPER
from ..kinds import Claim, Count
from ..pages.page import Page
from ..pages.story import Story
from ..views.standing import standing
from ..words import Words, short_name

FOLDER: Final = "share"
WIDE, HIGH = 1200, 630
"""Pixels, as Open Graph's readers show it whole: 1.91 to 1."""
ACCENT: Final = "#9c3416"
"""The house's mark colour."""
EDGE: Final = 72
ROOM: Final = WIDE - 2 * EDGE


def letters(text: str) -> str:
    """The words of a text that the vendored font can draw: no others, so that no empty box stands on a picture."""
    return " ".join(word for word in text.split() if drawable(word))


@dataclass(frozen=True)
class Shared:
    """The picture of one page."""

    story: Story
    page: Page
    headline: str

    @cached_property
    def claims(self) -> list[Claim]:
        """For a page about a count, the claims that stand and give a number, the lowest first."""
        fact = self.page.fact
        return standing(self.story.book, fact) if isinstance(fact, Count) else []

    @property
    def alt(self) -> str:
        """What the picture shows."""
        told = [
            f"{name}: {claim.words()}, {short_name(self.story.book, claim.by)}, {claim.as_of.words()}"
            for name, claim in self._named()
        ]
        return f"{self.headline}{'' if self.headline.endswith(('.', '?', '!')) else '.'} {'. '.join(told)}".strip()

    def svg(self) -> str:
        """The picture: few shapes, so that it is quick to draw and small."""
        drawn = "".join((*self._frame(), *(self._numbers() if self.claims else self._words())))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}" '
            f'font-family="{FONT}"><rect width="{WIDE}" height="{HIGH}" fill="{PAPER}"/>{drawn}</svg>'
        )

    def _frame(self) -> Iterator[str]:
        yield f'<rect width="{WIDE}" height="16" fill="{ACCENT}"/>'
        yield _text(self.story.site.name, EDGE, 100, 32, "semibold", ACCENT)

    def _words(self) -> Iterator[str]:
        """The headline as large as it fits in four lines; below it the page's description."""
        size, lines = _sized(self.headline, (84, 72, 62, 54), 4)
        at = 140.0 + size
        for line in lines:
            yield _text(line, EDGE, at, size, "semibold", INK)
            at += size * 1.16
        for line in wrap(letters(self._second()), ROOM, 44, lines=2):
            yield _text(line, EDGE, at, 44, "regular", INK)
            at += 52
        said = wrap(letters(str(self.page.meta.get("description") or "")), ROOM, 32, lines=2)
        for number, line in enumerate(said):
            yield _text(line, EDGE, HIGH - 60 - 42 * (len(said) - 1 - number), 32, "regular", MUTED)

    def _second(self) -> str:
        """What is known of a fact by its name alone: a person's own name or post, a body's own name, a document's headline."""
        fact = self.page.fact
        lines = fact.descriptor.bylines(Words(self.story.book), fact) if fact else ()
        return next(filter(drawable, filter(None, lines)), "")

    def _numbers(self) -> Iterator[str]:
        """What is counted; the lowest figure left and the highest right, with those who give them; on a line the figures between."""
        for number, line in enumerate(wrap(letters(self.headline), ROOM, 56, "semibold", lines=2)):
            yield _text(line, EDGE, 186 + 66 * number, 56, "semibold", INK)
        told = self._named()
        room = (ROOM - 40 * (len(told) - 1)) / len(told)
        amounts = [letters(claim.words()) for _, claim in told]
        widest = max(amounts, key=lambda amount: width(amount, 1, "semibold"))
        size = next((size for size in (92, 76, 64, 52, 42) if width(widest, size, "semibold") <= room), 36)
        for (name, claim), amount, right in zip(told, amounts, (False, True), strict=False):
            at = WIDE - EDGE if right else EDGE
            who, when = short_name(self.story.book, claim.by), claim.as_of.words()
            yield _text(name, at, 330, 30, "regular", MUTED, right)
            yield _text(fit(amount, room, size, "semibold"), at, 340 + size, size, "semibold", INK, right)
            yield _text(fit(letters(who), room, 32), at, 488, 32, "regular", INK, right)
            yield _text(letters(when), at, 528, 30, "regular", MUTED, right)
        yield from self._line()

    def _line(self) -> Iterator[str]:
        points = [float(claim.value.point or 0) for claim in self.claims]
        low, high = min(points), max(points)
        if low == high:
            return
        yield f'<rect x="{EDGE}" y="582" width="{ROOM}" height="2" fill="{AXIS}"/>'
        for place in dict.fromkeys(round(EDGE + (ROOM * (point - low) / (high - low))) for point in points):
            yield f'<circle cx="{place}" cy="583" r="11" fill="{ACCENT}" stroke="{PAPER}" stroke-width="3"/>'

    def _named(self) -> list[tuple[str, Claim]]:
        """The lowest and the highest figure, each with what it is; one where only one stands."""
        if len(self.claims) < 2:
            return [("Claimed", claim) for claim in self.claims]
        return [("Lowest claimed", self.claims[0]), ("Highest claimed", self.claims[-1])]


def _sized(text: str, sizes: tuple[int, ...], most: int) -> tuple[int, list[str]]:
    """The largest of some sizes at which a text needs no more lines than that, and its lines."""
    words = letters(text)
    for size in sizes:
        lines = wrap(words, ROOM, size, "semibold", lines=most + 1)
        if len(lines) <= most:
            return size, lines
    return sizes[-1], wrap(words, ROOM, sizes[-1], "semibold", lines=most)


def _text(text: str, x: float, y: float, size: int, weight: Weight, colour: str, right: bool = False) -> str:
    """One line from ``x`` on, or up to it where it stands on the right; nothing for a text without letters."""
    words = fit(letters(text), ROOM, size, weight)
    style = (' font-weight="600"' if weight == "semibold" else "") + (' text-anchor="end"' if right else "")
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}"{style} fill="{colour}">{escape(words)}</text>' if words else ""
    )
