"""Chart ``over-time``: one count by the time the claims are about, a row for each claimant, on one scale of amounts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...kinds import Claim, Count, Event
from ...kinds.base import STATUS_WORDS
from ...values.formats import commas, current, gettext, gettext_noop, labelled, ngettext, pgettext
from ...views.series import series, stands_at
from ...words import plain_prose
from .. import axes, own_rows
from ..amounts import SMALLER, amount_layers, reach_of
from ..fact_labels import claimant_label, tooltip
from ..layers import NOTE, Frame, Item
from ..layout import Box, Label, free_place
from ..placed import constant, framed, paragraph, rows_of, side_key, swatches, word, words
from ..precision import Period
from ..registry import ChartRefused, Options, Prepared, Row, chart, count_option, option_day, option_names, option_yes
from ..sides import SideStyle, side_of
from ..text_metrics import fit, width, wrap
from ..theme import AXIS, GRID, INK, MUTED, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

JOINED: Final = ("cumulative", "stock")
"""Values of ``counting`` for which one claimant's figures are joined: totals and levels, which exist between two figures too."""
JOIN_NOTE: Final = gettext_noop(
    "Dotted steps: from one claimant’s figure to its next; nothing is claimed of the time between."
)
MAX_IN_WORDS: Final = 5
"""Claimants that the summary spells out, those with most figures first."""
OPEN: Final = 14
"""How far a time without a known beginning or end reaches beyond its mark, in pixels."""
RIGHT = 12.0
"""Pixels right of the plot."""
ABOVE, PLOT, BELOW = 18.0, 32.0, 10.0
"""Height of the scale of amounts in each row, and the room above and below it for marks and words, in pixels."""


@dataclass(frozen=True, slots=True)
class Point:
    """A claim to draw: its fields, as a story's own charts have them, and the time that it is about, and its label."""

    fields: Mapping[str, Any]
    period: Period
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One claimant's claims of one scope in order of time, or the misreports."""

    name: str
    scope: str
    points: tuple[Point, ...]
    joined: bool = False


@dataclass(frozen=True, slots=True)
class OverTime:
    """The data: rows from top to bottom, their sides, events to mark, and sentences for the foot."""

    unit: str
    log: bool
    lines: tuple[Line, ...]
    sides: tuple[SideStyle, ...]
    events: tuple[tuple[int, str], ...]
    notes: tuple[str, ...]


def prepare(book: Factbook, options: Options) -> Prepared[OverTime]:
    """Return a row for each claimant and scope of one count, and one for its misreports; other claims are in the table alone."""
    count = count_option(book, options)
    since, until = option_day(options, "since"), option_day(options, "until")
    first, last = since.first_day if since else None, until.last_day if until else None

    def within(claim: Claim) -> bool:
        about = stands_at(count, claim)
        return (first is None or about.last_day >= first) and (last is None or about.first_day <= last)

    rows = [list(filter(within, claims)) for claims in series(book, count).values()]
    rows = sorted(filter(None, rows), key=lambda claims: (side_of(book, claims[-1].by), -len(claims)))
    lines = [
        Line(
            claimant_label(book, claims[-1]),
            claims[-1].scope_words,
            tuple(_point(book, count, claim) for claim in claims),
            count.counting in JOINED and len(claims) > 1,
        )
        for claims in rows
    ]
    misreports = [each for each in count.claims if each.status == "misreport" and each.value.known and within(each)]
    if misreports:
        lines.append(Line(gettext("Misreports"), "", tuple(_point(book, count, claim) for claim in misreports)))
    log = option_yes(options, "log")
    if log and any(point.fields["low"] <= 0 for line in lines for point in line.points):
        raise ChartRefused("have amounts above zero alone for log, found zero; log=false")
    outside = sum(1 for claim in count.claims if claim.value.known and not within(claim))
    points = [point for line in lines for point in line.points]
    if not points:
        scale = gettext("No amount with a date.")
    elif log:
        scale = gettext("Height in a row: the amount, on one logarithmic scale for all rows.")
    else:
        scale = gettext("Height in a row: the amount, on one scale from zero for all rows.")
    told = {
        scale: True,
        gettext(JOIN_NOTE): any(line.joined for line in lines),
        gettext("Level line: a period, or a day that is not known exactly."): any(
            point.period.bar(float, 1) for point in points
        ),
        gettext(SMALLER): any(point.fields["status"] == "superseded" for point in points),
        ngettext(
            "%(num)s claim of another time in the table.", "%(num)s claims of another time in the table.", outside
        ): outside,
    }
    sides = sorted({side_of(book, claims[-1].by) for claims in rows})
    marked = [book.of(Event)[ref] for ref in option_names(options, "annotate", "known events", book.of(Event))]
    events = tuple((axes.time_span(event.date)[0], plain_prose(book, event.title)) for event in marked)
    data = OverTime(count.unit, log, tuple(lines), tuple(sides), events, tuple(note for note in told if told[note]))
    drawn = {point.fields["ref"] for point in points}
    ordered = sorted(count.claims, key=lambda each: (claimant_label(book, each), axes.time_span(each.as_of), each.ref))
    table = tuple(
        Row(
            (
                claimant_label(book, claim), side_of(book, claim.by).name, claim.as_of.words(), claim.words(),
                claim.scope_words, gettext(STATUS_WORDS[claim.status]),
                pgettext("in the picture", "yes") if claim.ref in drawn else pgettext("in the picture", "no"),
            ),
            claim.ref,
            tooltip(book, claim),
        )
        for claim in ordered
    )  # fmt: skip
    columns = (
        pgettext("column", "Claimant"),
        pgettext("column", "Side"),
        pgettext("column", "As of"),
        pgettext("column", "Amount"),
        pgettext("column", "What was counted"),
        pgettext("column", "Status"),
        pgettext("column", "In the picture"),
    )
    return Prepared(data, _summary(book, count, rows, len(misreports)), columns, table)


def _point(book: Factbook, count: Count, claim: Claim) -> Point:
    period, words = Period.of(stands_at(count, claim)), claim.value.words()
    fields = own_rows.drawn_claim(book, claim)
    return Point(fields, period, labelled(str(fields["claimant"]), words) if claim.fallen else words)


def _summary(book: Factbook, count: Count, rows: Sequence[Sequence[Claim]], misreports: int) -> str:
    """Return the finding in words: each claimant's first and last figure."""
    title = plain_prose(book, count.title)
    if not rows:
        return gettext("%(title)s: no amount with a date.", title=title)
    paths = []
    for claims in sorted(rows, key=len, reverse=True)[:MAX_IN_WORDS]:
        who, ends = claims[-1], (claims[0], claims[-1])[: len(claims)]
        figures = [f"{claim.value.words()} ({claim.as_of.words()})" for claim in ends]
        whose = commas(filter(None, (claimant_label(book, who), who.scope_words)))
        paths.append(labelled(whose, current().between(*figures) if figures[1:] else figures[0]))
    if (more := len(rows) - MAX_IN_WORDS) > 0:
        paths.append(ngettext("%(num)s more in the table", "%(num)s more in the table", more))
    text = gettext("%(title)s, by the time the claims are about. %(paths)s.", title=title, paths="; ".join(paths))
    if not misreports:
        return text
    return f"{text} " + gettext("Misreports, drawn as crosses off the lines: %(number)s.", number=misreports)


@chart("over-time", prepare, options=("count", "since", "until", "log", "annotate"))
def over_time(prepared: Prepared[OverTime], size: Size) -> alt.LayerChart:
    """How has the figure changed, and by whose account?"""
    import altair as alt

    data, plot = prepared.data, _Plot(prepared.data, size)
    datasets = plot.datasets()
    numbers = [str(row) for row in range(max(len(data.lines), 1))]
    rows = alt.Scale(type="band", domain=numbers, range=[0, plot.height], padding=0)
    time = alt.Scale(type="utc", domain=[plot.first, plot.last], nice=False)
    amount = alt.Scale(type="log" if data.log else "linear", domain=list(plot.amounts), range=list(plot.levels))
    x, y = alt.X("at:T", scale=time, axis=None), alt.Y("row:N", scale=rows, axis=None)
    top = alt.Y("row:N", scale=rows, axis=None, bandPosition=0)
    ticks = rows_of("ticks").encode(x=x, y=constant("YValue", 0))
    names = rows_of("names").encode(x=constant("XValue", -plot.left), y=top)
    events = rows_of("events").encode(x=x, y=constant("YValue", 0))
    notes = rows_of("notes").encode(x=constant("XValue", -plot.left), y=constant("YValue", 0))
    figures = rows_of("claims").encode(x=x, y=y, yOffset=alt.YOffset("value:Q", scale=amount))
    claims = figures.encode(color=alt.Color("colour:N", scale=None), href=alt.Href("href:N"))
    foot, right = constant("Y2Value", plot.height), constant("X2Value", plot.width)
    stack = [
        ticks.mark_rule(color=GRID).encode(y2=foot),
        names.transform_filter("datum.side").mark_rule(color=GRID).encode(x2=right),
        events.mark_rule(color=AXIS, strokeDash=[4, 3], yOffset=alt.expr("datum.dy + 8")).encode(y2=foot),
        figures.transform_filter("datum.joined")
        .mark_line(interpolate="step-after", strokeWidth=1.4, strokeDash=[1.5, 3])
        .encode(detail=alt.Detail("row:N"), color=alt.Color("colour:N", scale=None)),
        claims.transform_filter("isValid(datum.before)")
        .mark_rule(strokeWidth=1.4, xOffset=alt.expr("datum.before"), x2Offset=alt.expr("datum.after"))
        .encode(x=alt.X("from:T", scale=time, axis=None), x2=alt.X2("until:T")),
        *amount_layers(claims, "yOffset", amount, datasets["claims"]),
        *(swatches(each) for each in (names, notes)),
        *(words(each) for each in (ticks, names, events, notes)),
        words(claims, over=True),
    ]
    return framed(stack, datasets, plot.frame)


class _Plot:
    """The scales in pixels, by which words are placed, and the rows of the picture's data."""

    def __init__(self, data: OverTime, size: Size) -> None:
        self.data, self.wide = data, size == "wide"
        points = [point for line in data.lines for point in line.points]
        most = max((point.fields["high"] for point in points), default=1.0) or 1.0
        least = min((point.fields["low"] for point in points), default=1.0)
        self.amounts = (10.0 ** math.floor(math.log10(least)) if data.log else 0.0, most)
        self.left = 176.0 if self.wide else 4.0
        self.width = WIDTHS[size] - self.left - RIGHT
        self.across = self.left + self.width
        self.room = (self.left if self.wide else self.width) - 29
        self.deepest = max((word["dy"] + 8 for line in data.lines for word in self._names("", line)), default=0)
        self.step = ABOVE + PLOT + BELOW
        self.step = max(self.step, self.deepest + 4) if self.wide else self.step + self.deepest
        self.levels = (self.step - BELOW, self.step - BELOW - PLOT)
        self.height = self.step * max(len(data.lines), 1)
        times = [time for point in points for time in (point.period.first, point.period.last)]
        times += [time for time, _ in data.events] or times or [0]
        first, last = min(times), max(times)
        margin = max((last - first) * 0.03, 3 * axes.DAY)
        self.first, self.last = int(first - margin), int(last + margin)

    def x(self, time: float) -> float:
        """Return pixels from the left of the plot."""
        return (time - self.first) / (self.last - self.first) * self.width

    def y(self, amount: float) -> float:
        """Return pixels from the top of a row."""
        low, high, at = (math.log10(each) if self.data.log else each for each in (*self.amounts, amount))
        return self.levels[0] - (at - low) / (high - low or 1) * PLOT

    def datasets(self) -> dict[str, list[Item]]:
        """Return the rows of each layer by the name of their data."""
        data, lines = self.data, list(enumerate(self.data.lines))
        middle = axes.day_tick((self.first + self.last) // 2)
        ticks = axes.time_ticks(self.first, self.last, 9 if self.wide else 5) or [middle]
        above = 8 + 16 * max(len(tick.label) for tick in ticks)
        marked = sorted(data.events)
        self.head = above + 16.0 * len(marked)
        key = self._key()
        foot = paragraph(data.notes, self.across, self.height + 18)
        self.frame = Frame(self.width, self.height, self.left, RIGHT, self.head, 18.0 + NOTE * len(foot))
        return {
            "ticks": [
                self._word(text, tick.at, -width(text, SMALL) / 2, 16 * (row - len(tick.label)))
                for tick in ticks
                for row, text in enumerate(tick.label)
            ],
            "names": [word for row, line in lines for word in self._names(str(row), line)],
            "events": [
                self._word(fit(title, self.width - 12, SMALL), time, 5, -above - 16 * (len(marked) - place))
                for place, (time, title) in enumerate(marked)
            ],
            "notes": [*key, *foot],
            "claims": [fields for row, line in lines for fields in self._claims(str(row), line)],
        }

    def _word(self, text: str, time: int, dx: float, dy: float) -> Item:
        """Return words at a time over the plot, moved as far as it takes to stand inside the picture."""
        at, length = self.x(time), width(text, SMALL)
        return word(text, max(min(dx, self.width + RIGHT - at - length), -self.left - at), dy, at=axes.iso(time))

    def _key(self) -> list[Item]:
        """Return the colours of the sides and the unit, above all else."""
        lines = side_key(self.data.sides, self.across)
        lines.append([word(fit(self.data.unit, self.across, SMALL), 0, 0)])
        top = -self.head - 16 * len(lines) + 4
        self.head += 16 * len(lines) + 4
        return [{**each, "dy": top + 16 * row} for row, line in enumerate(lines) for each in line]

    def _names(self, row: str, line: Line) -> Iterator[Item]:
        """Yield who a row is of, and what was counted: beside the name, or below it where there is no room."""
        names = wrap(line.name, self.room, TEXT, "semibold", lines=2)
        for place, name in enumerate(names):
            colour = {} if place else {"side": line.points[-1].fields["colour"]}
            yield word(name, 15, 13 + 17 * place, size=TEXT, weight=600, ink=INK, row=row, **colour)
        aside = width(line.name, TEXT, "semibold") + 8
        if aside + width(line.scope, SMALL) <= self.room:
            yield word(line.scope, 15 + aside, 13, row=row)
        else:
            for place, text in enumerate(wrap(line.scope, self.room, SMALL, lines=3), len(names)):
                yield word(text, 15, 13 + 17 * place, row=row)

    def _claims(self, row: str, line: Line) -> Iterator[Item]:
        """Yield the claims of a row, with their amounts in words where these have room; the last and the first go first."""
        taken = [box for point in line.points for box in self._covered(point)]
        bounds = Box(-4, 2 if self.wide else self.deepest, self.width + 12, self.step)
        words: dict[int, Item] = {}
        for at in (len(line.points) - 1, *range(len(line.points) - 1)):
            point = line.points[at]
            x, y, text = self.x(point.period.middle), self.y(point.fields["value"]), point.label
            if box := free_place(Label(x, y, width(text, SMALL), 13), taken, bounds):
                taken.append(box)
                ink = MUTED if point.fields["status"] == "superseded" else INK
                words[at] = word(text, box.left - x, (box.top + box.bottom) / 2 - y, ink=ink)
        for at, point in enumerate(line.points):
            period, fields = point.period, {**point.fields, "row": row, "joined": line.joined, **words.get(at, {})}
            fields |= {"at": axes.iso(period.middle), "from": axes.iso(period.first), "until": axes.iso(period.last)}
            if bar := period.bar(self.x, OPEN):
                fields |= {"before": bar[0] - self.x(period.first), "after": bar[1] - self.x(period.last)}
            yield fields

    def _covered(self, point: Point) -> Iterator[Box]:
        """Yield what the mark of a claim covers."""
        x, (low, high) = self.x(point.period.middle), (self.y(point.fields[end]) for end in ("low", "high"))
        down, up = reach_of(point.fields["relation"])
        yield Box(x - 6, high - up, x + 6, low + down)
        if bar := point.period.bar(self.x, OPEN):
            middle = self.y(point.fields["value"])
            yield Box(bar[0], middle - 2, bar[1], middle + 2)
