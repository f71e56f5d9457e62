"""Embeddable cards for a number and for an assessed disagreement, with their height computed from the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from markupsafe import Markup, escape

from ..charts import Drawing, Row
from ..charts.sides import own_values
from ..factbook import Factbook
from ..kinds import Assessment, Claim, Count
from ..kinds.base import STATUS_WORDS
from ..kinds.claims import claimants
from ..site import Site
from ..values.formats import current, gettext, gettext_noop, ngettext, pgettext
from ..views.conflicts import CONFLICT_NAMES, meaning
from ..views.standing import Standing, said_by
from ..words import label_of, plain_prose
from .compact import compact_svgs, without_links
from .credit import credit_for
from .frame import TEXT, Frame, height_by_width, rebased_link, surrounding_height, text_height

MAX_CLAIMS_SHOWN: Final = 8
"""Claims of a disagreement that are listed; the others are counted."""
NUMBER_WIDTH, DISAGREEMENT_WIDTH = 420, 680
"""Recommended widths of the frames, in pixels."""
ORIGIN_LABEL: Final = gettext_noop("From")
_FIGURE: Final = 26
_CLOSE: Final = 1.15
_LINE_HIGH, _LINE_WIDE = 56, 340
"""Size of the picture of a number card, in pixels."""
_INK: Final = "color:var(--chart-ink)"
_NUMBER_STYLE: Final = (
    f".figure{{margin:0;font-size:{_FIGURE}px;line-height:{_CLOSE};font-weight:600;{_INK}}}"
    f".figure a{{text-decoration:none}}.figure span{{font-size:{TEXT}px;font-weight:400}}"
    f".line{{max-width:{_LINE_WIDE}px;height:{_LINE_HIGH}px}}"
)
_EDGE, _SIDE, _INSIDE, _ROW = 4, 14, 8, 6
_DISAGREEMENT_STYLE: Final = (
    f"ul{{margin:{_ROW}px 0 0;padding:0;list-style:none}}li{{padding:{_ROW}px 0;border-top:1px solid var(--chart-grid)}}b{{font-weight:600;{_INK}}}"
    f".view{{margin:{_INSIDE}px 0;padding:{_INSIDE}px {_SIDE}px;border-inline-start:{_EDGE}px solid var(--chart-axis);{_INK}}}.view p{{margin:0}}"
    ".view .kicker{font-weight:600}"
)
Link = Callable[[str], str | None]


def number_frame(
    own: str, here: str, card: Standing, line: Drawing | None, *, book: Factbook, link: Link, site: Site
) -> Frame:
    """Return the card of a count: its range, the claimants, and how many claims are left out; ``line`` is its small chart.

    ``own`` and ``here`` are as in :class:`.frame.Frame`; ``link`` returns the link from ``here`` to a fact.
    """
    title = plain_prose(book, card.count.title)
    before, between = card.joints
    amounts = [(claim.words(), link(claim.ref)) for claim in card.ends[:-1]]
    amounts += [(card.count.measured(claim), link(claim.ref)) for claim in card.ends[-1:]] or [(card.none, None)]
    who = "; ".join(
        gettext("%(who)s, %(date)s", who=_name(book, claim.by), date=claim.as_of.words()) for claim in card.tellers
    )
    lines = [
        f"{card.scope_words}: {who}" if card.scope else who,
        " ".join(
            filter(
                None,
                (
                    _sentence(said_by(book, card)),
                    _sentence(card.not_here and gettext("Left out: %(why)s", why=card.not_here)),
                ),
            )
        ),
    ]
    given = credit_for(book, [Row((), each.ref) for each in (card.count, *card.ends, *card.tellers)], site, here)

    def body() -> tuple[str, str]:
        joined = Markup("<span>{}</span> ").format(between)
        figure = Markup("<span>{}</span>").format(before) if before else Markup("")
        figure += joined.join(_link_or_text(own, here, words, href) for words, href in amounts)
        style, picture = compact_svgs([without_links(line.svg_narrow)]) if line else ("", [])
        chart = f'<div class="line">{picture[0]}</div>' if picture else ""
        first, last = (Markup("<p>{}</p>").format(words) if words else "" for words in lines)
        return f'<p class="figure">{figure}</p>{first}{chart}{last}', _NUMBER_STYLE + style

    def need(room: float) -> float:
        printed = before + f"{between} ".join(words for words, _ in amounts)
        figure = text_height(printed, room, _FIGURE, "semibold", _CLOSE)
        text = sum(6 + text_height(words, room) for words in lines if words)
        return (
            surrounding_height(title, gettext(ORIGIN_LABEL), given, site, room)
            + figure
            + text
            + (_LINE_HIGH if line else 0)
        )

    return Frame(
        own,
        here,
        title,
        gettext(ORIGIN_LABEL),
        given,
        site,
        lambda: height_by_width(need, NUMBER_WIDTH),
        body,
        own_values(book),
    )


def disagreement_frame(
    own: str, here: str, count: Count, view: Assessment, *, book: Factbook, link: Link, site: Site
) -> Frame:
    """Return the card of an assessment: the claims that differ, each with its claimant, and the editors' judgement."""
    title = gettext("%(count)s: who differs, and why", count=plain_prose(book, count.title))
    claims = [book.claims[ref] for ref in view.claims]
    shown, more = claims[:MAX_CLAIMS_SHOWN], len(claims) - MAX_CLAIMS_SHOWN
    kind = f"{gettext(CONFLICT_NAMES[view.kind])}. {meaning(book, view.kind, [claim for claim in claims if claim.count == count.id])}"
    rows = [
        (book.count_of(claim).measured(claim), link(claim.ref), _claim_details(book, claim, count)) for claim in shown
    ]
    rest = ngettext("%(num)s more claim on the page", "%(num)s more claims on the page", more) if more > 0 else ""
    kicker = gettext(
        "Editors’ assessment · confidence %(confidence)s", confidence=pgettext("confidence", view.confidence)
    )
    text = f"{plain_prose(book, view.says)} {plain_prose(book, view.because)}"
    given = credit_for(book, [Row((), ref) for ref in (f"{count.id}.assessments", *view.claims)], site, here)

    def body() -> tuple[str, str]:
        items = [
            Markup("<li><b>{}</b>{}</li>").format(_link_or_text(own, here, amount, href), details)
            for amount, href, details in rows
        ]
        items += [Markup("<li>{}</li>").format(rest)] if rest else []
        judged = Markup('<div class="view"><p class="kicker">{}</p><p>{}</p></div>').format(kicker, text)
        return Markup("<p>{}</p><ul>{}</ul>{}").format(kind, Markup("").join(items), judged), _DISAGREEMENT_STYLE

    def need(room: float) -> float:
        listed = [f"{amount}{details}" for amount, _, details in rows] + ([rest] if rest else [])
        inside = room - _EDGE - 2 * _SIDE
        items = sum(2 * _ROW + 1 + text_height(words, room, weight="semibold") for words in listed)
        judged = 4 * _INSIDE + text_height(kicker, inside, weight="semibold") + text_height(text, inside)
        return (
            surrounding_height(title, gettext(ORIGIN_LABEL), given, site, room)
            + 6
            + text_height(kind, room)
            + _ROW
            + items
            + judged
        )

    return Frame(
        own, here, title, gettext(ORIGIN_LABEL), given, site, lambda: height_by_width(need, DISAGREEMENT_WIDTH), body
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def disagreement_folder(count: Count, view: Assessment) -> str:
    """Return the permanent folder name of an assessment, made of the ids of its first two claims.

    A further one that begins with the same claims has a number, by its position in the count's file.
    """
    alike = [other for other in count.assessments if other.claims[:2] == view.claims[:2]]
    number = next(number for number, other in enumerate(alike, 1) if other is view)
    return "-".join(("differ", *(ref.rpartition("/")[2] for ref in view.claims[:2]), *([str(number)] * (number > 1))))


def _claim_details(book: Factbook, claim: Claim, count: Count) -> str:
    """Return the text after an amount: other count, status, claimant and relays, date and scope."""
    via = "".join(" " + gettext("via %(relay)s", relay=_name(book, relay)) for relay in claim.through)
    who = current().listed([_name(book, ref) for ref in claimants(claim)])
    other = f", {plain_prose(book, book.count_of(claim).title)}" if claim.count != count.id else ""
    scope = f" ({claim.scope_words})" if claim.scope_words else ""
    status = f", {gettext(STATUS_WORDS[claim.status])}" if claim.status != "current" else ""
    date = gettext("as of %(date)s", date=claim.as_of.words())
    return f"{other}{status} — {who}{via}, {date}{scope}"


def _name(book: Factbook, ref: str) -> str:
    party = book.party(ref)
    return label_of(book, party) if party else ref


def _link_or_text(own: str, here: str, words: str, href: str | None) -> Markup:
    return Markup('<a href="{}">{}</a>').format(rebased_link(own, here, href), words) if href else escape(words)
