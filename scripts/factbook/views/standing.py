"""What stands today: each claimant's latest word on a count, and which claims are left out for which reason.

The one definition for tiles, charts and their summaries, count pages, the matrix, share images and exports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from ..factbook import Factbook
from ..kinds import Claim, Count
from ..kinds.claims import claimants
from ..values.formats import commas, current, gettext, ngettext, ngettext_noop
from .grouping import group_by
from .series import best_quality, chronological, stands_at
from .voices import is_attributed, sides_of, voices

CURRENT_DAYS: Final = 183
"""Days before the newest figure within which others still stand. A convention: half a year."""
Reason = Literal["replaced", "older", "scope", "copy", "retelling", "unattributed", "unknown", "misreport", "withdrawn"]
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
"""Why a claim is left out; where several reasons hold, the last one is given."""
WORDS: Final[Mapping[Reason, tuple[str, str]]] = {
    "replaced": ngettext_noop("%(num)s was replaced by a newer figure of its claimant", "%(num)s were replaced by newer figures of their claimants"),
    "older": ngettext_noop("%(num)s is more than half a year older than the newest", "%(num)s are more than half a year older than the newest"),
    "scope": ngettext_noop("%(num)s counts something narrower or wider", "%(num)s count something narrower or wider"),
    "copy": ngettext_noop("%(num)s was read only in a copy or retelling", "%(num)s were read only in copies or retellings"),
    "retelling": ngettext_noop("%(num)s likely retells another claim, changed", "%(num)s likely retell other claims, changed"),
    "unattributed": ngettext_noop("%(num)s names no claimant", "%(num)s name no claimant"),
    "unknown": ngettext_noop("%(num)s gives no number", "%(num)s give no number"),
    "misreport": ngettext_noop("%(num)s is a misreport", "%(num)s are misreports"),
    "withdrawn": ngettext_noop("%(num)s was withdrawn", "%(num)s were withdrawn"),
}  # fmt: skip
"""Each reason in words, for one claim and for several."""


_ORDER: Final = (
    "fewer than",
    "up to",
    "between",
    "about between",
    "plus or minus",
    "about",
    "exactly",
    "at least",
    "more than",
)
"""The order of amounts with one number; of "about 5" and "5" the vaguer is printed for both."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The claims that are left out for one reason, newest first."""

    reason: Reason
    claims: tuple[Claim, ...]

    @property
    def words(self) -> str:
        """Their number and the reason: ``2 are misreports``."""
        return in_words([self.reason] * len(self.claims))


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a count for one ``scope`` (empty: the whole count).

    ``claims`` stand, the smallest first. ``latest`` is each claimant's latest word, newest first: ``claims`` and those
    that are ``older`` or a ``copy``. ``left_out`` are all other claims about the count, by reason, as in :data:`REASONS`.
    ``parts`` is what stands for each scope, where no claim about the whole count does.
    """

    count: Count
    scope: str
    claims: tuple[Claim, ...]
    latest: tuple[Claim, ...]
    left_out: tuple[LeftOut, ...]
    parts: tuple[Standing, ...] = ()

    @property
    def scope_words(self) -> str:
        """The scope in words; empty for the whole count."""
        return next((claim.scope_words for claim in self.count.claims if claim.coverage == self.scope), "")

    @property
    def ends(self) -> tuple[Claim, ...]:
        """The claims whose figures are printed: the lowest and the highest, or one if they give the same number."""
        if not self.claims:
            return ()
        low, high = self.claims[0], self.claims[-1]
        return (low,) if low.value.same_number(high.value) else (low, high)

    @property
    def joints(self) -> tuple[str, str]:
        """What is printed before the lower and between the two figures, as a bound or a range cannot be the end of a range."""
        if len(self.ends) < 2 or all(claim.value.low == claim.value.high for claim in self.ends):
            return "", current().to.rstrip()
        if len({claim.words() for claim in self.claims}) == 2:
            return "", " " + gettext("or")
        return gettext("lowest") + " ", ", " + gettext("highest")

    @property
    def tellers(self) -> tuple[Claim, ...]:
        """The claims whose claimants are printed: those of the ends, or all if all give the same number."""
        return self.ends if len(self.ends) > 1 else self.claims

    @property
    def none(self) -> str:
        """What is printed where no claim stands."""
        if self.parts:
            return gettext("no figure of the whole")
        return gettext("no figure that stands") if self.count.claims else gettext("no claim")

    @property
    def not_here(self) -> str:
        """How many claims are left out, and why: ``2 give no number, 1 was withdrawn``; empty if there are none."""
        return commas(each.words for each in self.left_out)


def standing(book: Factbook, count: Count, scope: str | None = None) -> Standing:
    """Return what stands of a count for a scope, by default for the whole count.

    Where every figure is of the same one scope, that is the default. In a cumulative count or a stock, latest words more
    than :data:`CURRENT_DAYS` days older than the newest are left out.
    """
    reasons = {claim.ref: why_never(book, claim) for claim in count.claims}
    usable = [claim for claim in count.claims if reasons[claim.ref] is None]
    if scope is None:
        scopes = {claim.coverage for claim in usable}
        scope = scopes.pop() if len(scopes) == 1 else ""
    for claim in usable:
        if claim.coverage != scope:
            reasons[claim.ref] = "scope"
    usable = [claim for claim in usable if reasons[claim.ref] is None]
    latest = latest_words(book, usable)
    reasons.update(dict.fromkeys({claim.ref for claim in usable} - {claim.ref for claim in latest}, "replaced"))
    copies = [claim for claim in latest if best_quality(book, claim) == "C"]
    if len(copies) < len(latest):
        reasons.update((claim.ref, "copy") for claim in copies)
    first_hand = [claim for claim in latest if reasons[claim.ref] is None]
    reasons.update((claim.ref, "older") for claim in _old(count, first_hand))
    stand = [claim for claim in latest if reasons[claim.ref] is None]
    groups = group_by(chronological(book, count.claims)[::-1], lambda claim: filter(None, (reasons[claim.ref],)))
    apart = [] if scope or stand else [claim for claim in count.claims if reasons[claim.ref] == "scope"]
    parts = (standing(book, count, each) for each in dict.fromkeys(claim.coverage for claim in apart))
    return Standing(
        count,
        scope,
        tuple(sorted(stand, key=lambda claim: (claim.value.point or 0, _ORDER.index(claim.value.relation), claim.ref))),
        tuple(latest),
        tuple(LeftOut(reason, groups[reason]) for reason in REASONS if reason in groups),
        tuple(part for part in parts if part.claims),
    )


def said_by(book: Factbook, stands: Standing) -> str:
    """Return in words how many sides give the figures that stand; empty if none stands."""
    if len(stands.ends) < 2:
        return voices(book, stands.ends[0]).words if stands.ends else ""
    own, every = len(sides_of(book, stands.claims)), len(voices(book, stands.ends[0]).all_sides)
    if every > 1:
        return gettext("figures of %(number)s of %(all)s sides", number=own, all=every)
    return gettext("figures of one side; no other gives any for exactly this")


def why_not(book: Factbook, count: Count) -> dict[str, Reason | None]:
    """Map the full name of each claim on a count to why it does not stand for its own scope; to ``None`` if it stands."""
    every = [standing(book, count, scope) for scope in dict.fromkeys(claim.coverage for claim in count.claims)]
    reasons: dict[str, Reason | None] = {claim.ref: None for each in every for claim in each.claims}
    for each in every:
        for group in each.left_out:
            reasons.update((claim.ref, group.reason) for claim in group.claims if claim.coverage == each.scope)
    return reasons


def latest_words(book: Factbook, claims: Iterable[Claim]) -> list[Claim]:
    """Return the latest claim of each claimant and scope, newest first; each by nobody named is one of its own.

    One that several assert together is the word of each, and is the latest while it is that of one of them.
    """
    latest = []
    named: set[tuple[str, str]] = set()
    for claim in chronological(book, claims)[::-1]:
        parties = claimants(claim) if is_attributed(book, claim.by) else (claim.ref,)
        voices = {(party, claim.coverage) for party in parties}
        if not voices <= named:
            latest.append(claim)
        named |= voices
    return latest


def in_words(reasons: Iterable[Reason]) -> str:
    """Return how many claims are left out for each reason: ``2 give no number, 1 was withdrawn``."""
    numbers = Counter(reasons)
    return commas(ngettext(*WORDS[each], numbers[each]) for each in REASONS if each in numbers)


def why_never(book: Factbook, claim: Claim) -> Reason | None:
    """Return why a claim can be nobody's latest word, whatever others say; ``None`` if it can."""
    if claim.status == "withdrawn" or claim.status == "misreport":
        return claim.status
    if not claim.value.known:
        return "unknown"
    if not is_attributed(book, claim.by):
        return "unattributed"
    if claim.misreports:
        return "retelling"
    return "replaced" if claim.status == "superseded" else None


def _old(count: Count, latest: list[Claim]) -> list[Claim]:
    """Return the latest words that are history, in a count whose amounts add up or change with time."""
    if not latest or count.counting not in ("cumulative", "stock"):
        return []
    return [claim for claim in latest if not stands_at(count, claim).near(stands_at(count, latest[0]), CURRENT_DAYS)]
