"""Rows for a story's own charts: facts as flat dicts of texts, numbers and days, which Altair draws as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from ..factbook import Factbook
from ..kinds import KINDS, Claim, Event, Fact, Person, Record
from ..values import Amount, Edtf
from ..values.formats import labelled, pgettext
from ..views.timeline import timeline
from ..words import Words, label_of, plain_prose, short_name, title_of
from .fact_labels import claim_line, claimant_label, tooltip
from .layers import LINK_PREFIX
from .precision import Extent
from .registry import Options, Row, count_option
from .series_data import prepare_series
from .sides import side_of
from .theme import NOBODY

OwnRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """Rows with the table, the finding and the unit that stand beside a picture of them."""

    rows: Sequence[OwnRow]
    columns: tuple[str, ...]
    table: tuple[Row, ...]
    summary: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: the options that choose them, and what each field of a row is."""

    options: tuple[str, ...]
    rows: Callable[[Factbook, Options], Found]
    fields: Mapping[str, str]


_REF = {"ref": "name of the fact", "href": "its link: encode href='href:N', and the mark opens its source card"}
_SIDE = {"side": "name of the side", "colour": "colour of the side, with alt.Color('colour:N', scale=None)"}
_DAYS = {"from": "first day it may mean, as 2025-06-01", "until": "last day", "date": "the date in words"}


def claims(book: Factbook, options: Options) -> Found:
    """The claims of one count that give a number, in the order of their days."""
    count = count_option(book, options)
    chosen = sorted(
        (claim for claim in count.claims if claim.value.known), key=lambda claim: (claim.as_of.first_day, claim.ref)
    )
    rows = [claim_row(book, claim) for claim in chosen]
    table = tuple(
        Row((claimant_label(book, claim), claim.as_of.words(), claim.words()), claim.ref, tooltip(book, claim))
        for claim in chosen
    )
    told = "; ".join(claim_line(book, claim) for claim in chosen)
    title = plain_prose(book, count.title)
    columns = (pgettext("column", "Claimant"), pgettext("column", "As of"), pgettext("column", "Amount"))
    return Found(rows, columns, table, f"{labelled(title, told)}.", count.unit)


def claim_row(book: Factbook, claim: Claim) -> OwnRow:
    """Return the fields of a claim, as :data:`CLAIM_FIELDS` tells them."""
    value = claim.value
    side = side_of(book, claim.by)
    return {
        **_named(claim.ref),
        "claimant": claimant_label(book, claim),
        "by": claim.by,
        "side": side.name,
        "colour": side.colour,
        "amount": value.words(),
        "relation": value.relation,
        "value": _number(value.point),
        "low": _number(value.low),
        "high": _number(value.high),
        "as_of": claim.as_of.words(),
        **_days(claim.as_of),
        "status": claim.status,
        "scope": claim.scope_words or "",
    }


def drawn_claim(book: Factbook, claim: Claim) -> OwnRow:
    """Return the fields of a claim with the printed numbers alone as its bounds, and grey if it is not asserted any more."""
    extent = Extent.of(claim.value)
    numbers = {"value": extent.middle, "low": extent.least, "high": extent.most}
    return {**claim_row(book, claim), **numbers, **({"colour": NOBODY} if claim.fallen else {})}


CLAIM_FIELDS = {
    **_REF,
    "claimant": "short name of who says so",
    "by": "id of who says so",
    **_SIDE,
    "amount": "the amount in words, with its precision: never print value alone",
    "relation": "exactly, about, more than, at least, up to, fewer than",
    "value": "one number to place it by",
    "low": "lower printed bound; none for up to and fewer than",
    "high": "upper printed bound; none for more than and at least",
    "as_of": "the day it is about, in words",
    "from": "first day it may be about, as 2025-06-01",
    "until": "last day it may be about",
    "status": "current, superseded, withdrawn, misreport",
    "scope": "what was counted, where that is not what the count says",
}


def events(book: Factbook, options: Options) -> Found:
    """All events in the order of their days."""
    chosen = [event for event in timeline(book) if isinstance(event, Event)]
    rows = [event_row(book, each) for each in chosen]
    table = tuple(Row((row["date"], row["title"]), str(row["ref"]), f"{row['date']}: {row['title']}") for row in rows)
    return Found(
        rows,
        (pgettext("column", "Date"), pgettext("column", "Event")),
        table,
        f"{'; '.join(row.tip for row in table)}.",
    )


def event_row(book: Factbook, event: Event) -> OwnRow:
    """Return the fields of an event, as the source ``events`` tells them."""
    title = plain_prose(book, event.title)
    return {**_named(event.ref), "title": title, "type": event.type, **_days(event.date), "date": event.date.words()}


def people(book: Factbook, options: Options) -> Found:
    """All people with their first role."""
    chosen = list(book.of(Person).values())
    rows = []
    for each in chosen:
        side = side_of(book, each.id)
        where = short_name(book, each.roles[0].organisation) if each.roles[0].organisation else ""
        rows.append(
            {
                **_named(each.ref),
                "name": each.name,
                "short": short_name(book, each.id),
                "role": each.roles[0].title,
                "organisation": where,
                "side": side.name,
                "colour": side.colour,
            }
        )
    table = tuple(
        Row((str(row["name"]), str(row["role"])), str(row["ref"]), f"{row['name']}, {row['role']}") for row in rows
    )
    return Found(
        rows, (pgettext("column", "Name"), pgettext("column", "Role")), table, f"{'; '.join(row.tip for row in table)}."
    )


def series(book: Factbook, options: Options) -> Found:
    """The figures of one series, as the stock charts draw them: a row for each figure."""
    prepared = prepare_series(book, options)
    rows = [
        {"ref": each["href"].removeprefix(LINK_PREFIX) if "href" in each else "", **each} for each in prepared.data.rows
    ]
    units = dict(prepared.data.units)
    return Found(
        [{**row, "unit": units[row["group"]]} for row in rows],
        prepared.columns,
        prepared.rows,
        prepared.summary,
        prepared.data.unit,
    )


SERIES_FIELDS = {
    **_REF,
    "at": "first day of what the figure is about, as 2025-06-01; of a series without dates, its key",
    "words": "the same in words",
    "group": "name of the column or of the group, such as the gauge",
    "value": "the figure; none where the source gives nothing",
    "figure": "the figure in words",
    "unit": "its unit",
}


def _of_kind(kind: type[Fact], book: Factbook, options: Options) -> Found:
    """All facts of a kind with their fields: of a date its first and last day, of an amount its bounds."""
    words = Words(book)
    rows: list[OwnRow] = []
    for fact in book.of(kind).values():
        row: dict[str, Any] = {**_named(fact.ref), "label": title_of(book, fact)}
        for name in type(fact).model_fields:
            if name != "id":
                row.update(_flat(book, name, getattr(fact, name)))
        rows.append(row)
    table = tuple(
        Row((str(row["label"]), "; ".join(text for _, text in fact.descriptor.details(words, fact))), fact.ref)
        for row, fact in zip(rows, book.of(kind).values(), strict=True)
    )
    return Found(
        rows,
        (pgettext("column", kind.kind.capitalize()), pgettext("column", "What is known")),
        table,
        f"{'; '.join(str(row['label']) for row in rows)}.",
    )


def _flat(book: Factbook, name: str, value: Any) -> OwnRow:
    match value:
        case Edtf():
            days = _days(value)
            return {name: value.words(), f"{name}_from": days["from"], f"{name}_until": days["until"]}
        case Amount():
            return {
                name: value.words(),
                f"{name}_value": _number(value.point),
                f"{name}_low": _number(value.low),
                f"{name}_high": _number(value.high),
            }
        case str() if value in book.named:
            return {name: label_of(book, book.named[value])}
        case str() | int() | float() | None:
            return {name: value}
        case tuple() if not any(isinstance(each, Record) for each in value):
            return {name: ", ".join(map(str, value))}
    return {}


def _named(ref: str) -> dict[str, Any]:
    return {"ref": ref, "href": LINK_PREFIX + ref}


def _days(date: Edtf) -> dict[str, str | None]:
    first, last = date.earliest or date.latest, date.latest or date.earliest
    return {"from": first.isoformat() if first else None, "until": last.isoformat() if last else None}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


_STOCK = {
    "claims": Source(("count",), claims, CLAIM_FIELDS),
    "events": Source((), events, {**_REF, "title": "what happened", "type": "sort of event", **_DAYS}),
    "people": Source(
        (),
        people,
        {**_REF, "name": "name", "short": "short name", "role": "first role", "organisation": "where", **_SIDE},
    ),
    "series": Source(("series", "columns", "only", "since", "until"), series, SERIES_FIELDS),
}


def sources() -> Mapping[str, Source]:
    """Return what rows a chart can have, by the name that it gives as ``data``."""
    others = {
        kind.plural: Source((), partial(_of_kind, kind), {**_REF, "label": "its name"}) for kind in KINDS.values()
    }
    return {**others, **_STOCK}
