"""Share image of a page (Open Graph): its first chart where that is legible, else the range of a count's figures, or its headline."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..charts.mirrored import reflected
from ..charts.text_metrics import Weight, fit, width, without_font, wrap
from ..charts.theme import AXIS, FONT, INK, MUTED, PAPER
from ..kinds import Claim, Count
from ..pages.markup import Block, ChartText
from ..pages.page import Page
from ..pages.story import Story
from ..values.formats import gettext
from ..values.messages import right_to_left
from ..views.standing import Standing, standing
from ..words import Words, short_name

FOLDER: Final = "share"
WIDE, HIGH = 1200, 630
"""Size in pixels; consumers of Open Graph show 1.91 to 1 without cropping."""
ACCENT: Final = "#9c3416"
"""Accent colour of the theme."""
EDGE: Final = 72
MARGIN: Final = 40
"""Room at the sides of a chart, in pixels."""
LEAST_SCALE: Final = 0.85
"""How far a chart may shrink: its small words are then 10 pixels high of the picture's 630."""
_CHART: Final = re.compile(r'<svg x="[^"]*" y="[^"]*" width="([\d.]+)" height="([\d.]+)"[^>]*>(.*?)</svg>', re.DOTALL)
ROOM: Final = WIDE - 2 * EDGE


@dataclass(frozen=True)
class ShareImage:
    """Share image of one page."""

    story: Story
    page: Page
    headline: str

    @cached_property
    def standing(self) -> Standing | None:
        """For a page about a count of which figures stand, these."""
        fact = self.page.fact
        found = standing(self.story.book, fact) if isinstance(fact, Count) else None
        return found if found and found.claims else None

    @property
    def words(self) -> Iterator[str]:
        """All that the picture may print, besides the words of a chart."""
        yield self.headline
        if not self.standing:
            yield str(self.page.meta.get("description") or "")
        for name, claim in self._named():
            yield from (name, self.story.book.count_of(claim).measured(claim))
            yield from (short_name(self.story.book, claim.by), claim.as_of.words())

    @property
    def alt(self) -> str:
        """Alternative text."""
        if self.page.fact is None and (
            texts := [each for part in self.page.parts if isinstance(part, Block) for each in part.said]
        ):
            return f"{self.headline}. {texts[0].headline}" if isinstance(texts[0], ChartText) else self.headline
        figures = [
            f"{name}: {self.story.book.count_of(claim).measured(claim)}, {short_name(self.story.book, claim.by)}, {claim.as_of.words()}"
            for name, claim in self._named()
        ]
        return f"{self.headline}{'' if self.headline.endswith(('.', '?', '!')) else '.'} {'. '.join(figures)}".strip()

    def svg(self) -> str:
        """Return the image; it has few shapes, so that it renders fast and is small."""
        content = self._chart() or self._reflected(
            "".join((*self._name(), *(self._numbers() if self.standing else self._words())))
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}" '
            f'font-family="{FONT}"><rect width="{WIDE}" height="{HIGH}" fill="{PAPER}"/><rect width="{WIDE}" height="16" fill="{ACCENT}"/>{content}</svg>'
        )

    def _name(self) -> Iterator[str]:
        yield _text(self.story.site.name, EDGE, 100, 32, "semibold", ACCENT)

    def _chart(self) -> str:
        """Return the headline and the page's first chart, as large as fits; empty if its words were too small then."""
        made = next((file.make for file in self.page.files if file.path.endswith("/chart.svg")), None)
        svg = made().decode() if made else ""
        chart = _CHART.search(svg)
        if not chart:
            return ""
        lines = wrap(self.headline, ROOM, 40, "semibold", lines=2)
        top = 84 + 46 * len(lines)
        across, down = float(chart[1]), float(chart[2])
        scale = min((WIDE - 2 * MARGIN) / across, (HIGH - top - 12) / down)
        if scale < LEAST_SCALE:
            return ""
        head = _text(self.story.site.name, MARGIN, 58, 24, "semibold", ACCENT)
        head += "".join(_text(line, MARGIN, 106 + 46 * row, 40, "semibold", INK) for row, line in enumerate(lines))
        place = f"translate({(WIDE - across * scale) / 2:.1f},{top}) scale({scale:.3f})"
        return f'{self._reflected(head)}<g transform="{place}">{chart[3]}</g>'

    def _reflected(self, content: str) -> str:
        """Return what is drawn here, which begins at the left, in the site's direction."""
        return reflected(content, WIDE) if right_to_left(self.story.site.language) else content

    def _words(self) -> Iterator[str]:
        """Yield the headline in the largest size that fits in four lines, the byline, and the page's description."""
        size, lines = _largest_fit(self.headline, (84, 72, 62, 54), 4)
        at = 140.0 + size
        for line in lines:
            yield _text(line, EDGE, at, size, "semibold", INK)
            at += size * 1.16
        for line in wrap(self._second(), ROOM, 44, lines=2):
            yield _text(line, EDGE, at, 44, "regular", INK)
            at += 52
        description = wrap(str(self.page.meta.get("description") or ""), ROOM, 32, lines=2)
        for number, line in enumerate(description):
            yield _text(line, EDGE, HIGH - 60 - 42 * (len(description) - 1 - number), 32, "regular", MUTED)

    def _second(self) -> str:
        """Return the first byline of the page's fact that a font can draw: a name in another script is no must here."""
        fact = self.page.fact
        lines = fact.descriptor.bylines(Words(self.story.book), fact) if fact else ()
        return next((line for line in lines if line and not without_font(line)), "")

    def _numbers(self) -> Iterator[str]:
        """Yield the headline, the lowest figure left and the highest right with their claimants, and all figures on a line."""
        for number, line in enumerate(wrap(self.headline, ROOM, 56, "semibold", lines=2)):
            yield _text(line, EDGE, 186 + 66 * number, 56, "semibold", INK)
        figures = self._named()
        room = (ROOM - 40 * (len(figures) - 1)) / len(figures)
        amounts = [self.story.book.count_of(claim).measured(claim) for _, claim in figures]
        widest = max(amounts, key=lambda amount: width(amount, 1, "semibold"))
        size = next((size for size in (92, 76, 64, 52, 42) if width(widest, size, "semibold") <= room), 36)
        for (name, claim), amount, right in zip(figures, amounts, (False, True), strict=False):
            at = WIDE - EDGE if right else EDGE
            who, when = short_name(self.story.book, claim.by), claim.as_of.words()
            yield _text(name, at, 330, 30, "regular", MUTED, right)
            yield _text(fit(amount, room, size, "semibold"), at, 340 + size, size, "semibold", INK, right)
            yield _text(fit(who, room, 32), at, 488, 32, "regular", INK, right)
            yield _text(when, at, 528, 30, "regular", MUTED, right)
        yield from self._line()

    def _line(self) -> Iterator[str]:
        assert self.standing
        points = [float(claim.value.point or 0) for claim in self.standing.claims]
        low, high = min(points), max(points)
        if low == high:
            return
        yield f'<rect x="{EDGE}" y="582" width="{ROOM}" height="2" fill="{AXIS}"/>'
        for place in dict.fromkeys(round(EDGE + (ROOM * (point - low) / (high - low))) for point in points):
            yield f'<circle cx="{place}" cy="583" r="11" fill="{ACCENT}" stroke="{PAPER}" stroke-width="3"/>'

    def _named(self) -> list[tuple[str, Claim]]:
        """Return the lowest and the highest figure with a label each; one if there is only one."""
        ends = self.standing.ends if self.standing else ()
        return list(
            zip(
                (gettext("Lowest claimed"), gettext("Highest claimed")) if len(ends) > 1 else (gettext("Claimed"),),
                ends,
                strict=False,
            )
        )


def _largest_fit(text: str, sizes: tuple[int, ...], most: int) -> tuple[int, list[str]]:
    """Return the first of ``sizes`` at which a text fits in ``most`` lines, and the lines."""
    for size in sizes:
        lines = wrap(text, ROOM, size, "semibold", lines=most + 1)
        if len(lines) <= most:
            return size, lines
    return sizes[-1], wrap(text, ROOM, sizes[-1], "semibold", lines=most)


def _text(text: str, x: float, y: float, size: int, weight: Weight, colour: str, right: bool = False) -> str:
    """Return a line of SVG text that starts at ``x``, or ends there if ``right``, cut where it leaves less of an edge; empty without words."""
    words = fit(text, WIDE - 2 * min(x, WIDE - x), size, weight)
    style = (' font-weight="600"' if weight == "semibold" else "") + (' text-anchor="end"' if right else "")
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}"{style} fill="{colour}">{html.escape(words, quote=False)}</text>'
        if words
        else ""
    )
