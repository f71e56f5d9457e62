"""A comparison in JSON, for tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..kinds import Claim
from .comparison import Comparison
from .facts import FactChange, FieldChange, words_of

SHAPE: Final = 1
"""The version of the JSON's shape; it grows when a key changes its meaning or goes."""


def as_json(comparison: Comparison) -> str:
    """The comparison for tools.

    Keys, in version 1 of the ``shape``: ``base`` (what the old version is called); ``facts``, a list of ``kind``,
    ``fact`` (its full name), ``how`` (added, changed, superseded, withdrawn, misreport, removed), ``path`` and ``line`` of
    the file, ``wording`` (a claim's, or null) and ``fields``, a list of ``field``, ``old``, ``new`` (as printed) and ``published``;
    ``conflicts``, a list of ``count``, ``claims`` (their two names), ``before`` and ``after`` (kinds, or null);
    ``pages``, a list of ``page`` and ``was`` (paths below docs, or null), ``title``, ``sentences`` (``before``, ``after``, ``facts``),
    ``charts`` (``chart``, ``headline``, ``removed`` and ``added`` rows) and ``lists`` (lines, beginning with + or -);
    ``cards``, a list of ``facts``, ``before``, ``after``, ``pages``; ``falls``, a list of ``source``, ``facts``, ``sentences``
    (``page``, ``sentence``); ``not_compared``, with problems of ``base`` and ``here``, and ``whole``: whether conflicts and pages were compared.
    """
    return json.dumps({"shape": SHAPE, **_plain(comparison)}, ensure_ascii=False, indent=2)


def _plain(comparison: Comparison) -> Mapping[str, Any]:
    return {
        "base": comparison.base,
        "facts": [_fact(comparison, change) for change in comparison.facts],
        "conflicts": [
            {
                "count": each.one.second.count,
                "claims": [each.one.first.ref, each.one.second.ref],
                "before": each.before.kind if each.before else None,
                "after": each.after.kind if each.after else None,
            }
            for each in comparison.conflicts
        ],
        "pages": [
            {
                "page": page.new,
                "was": page.old,
                "title": page.title,
                "sentences": [
                    {"before": each.before or None, "after": each.after or None, "facts": list(each.refs)}
                    for each in page.sentences
                ],
                "charts": [
                    {
                        "chart": chart.name,
                        "headline": chart.headline,
                        "removed": list(chart.rows[0]),
                        "added": list(chart.rows[1]),
                    }
                    for chart in page.charts
                ],
                "lists": [f"{sign} {line}" for sign, line in page.lists],
            }
            for page in comparison.pages
        ],
        "cards": [
            {"facts": card.ref.split(), "before": card.before, "after": card.after, "pages": list(card.pages)}
            for card in comparison.cards
        ],
        "falls": [
            {
                "source": fall.source,
                "facts": list(fall.facts),
                "sentences": [{"page": path, "sentence": text} for path, text in fall.sentences],
            }
            for fall in comparison.falls
        ],
        "not_compared": {
            "whole": comparison.old.whole and comparison.new.whole,
            "base": [*map(str, comparison.old.unread), *(f"{path}: no plain file" for path in comparison.left_out)],
            "here": [str(problem) for problem in comparison.new.unread],
        },
    }


def _fact(comparison: Comparison, change: FactChange) -> Mapping[str, Any]:
    place = change.fact.where()
    return {
        "kind": change.fact.kind,
        "fact": change.fact.ref,
        "how": change.how,
        "path": place.path,
        "line": place.line,
        "wording": change.fact.wording if isinstance(change.fact, Claim) else None,
        "fields": [
            {"field": field.name, "old": old, "new": new, "published": field.mark is not None}
            for field, old, new in printed_fields(comparison, change)
        ],
    }


def printed_fields(comparison: Comparison, change: FactChange) -> Iterator[tuple[FieldChange, str, str]]:
    """The fields of a fact that changed, each with both values for readers."""
    for field in change.fields:
        yield (
            field,
            words_of(comparison.old.book, field.old, field),
            words_of(comparison.new.book, field.new, field),
        )
