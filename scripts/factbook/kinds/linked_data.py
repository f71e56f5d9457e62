"""Conversion of values for schema.org: dates in ISO 8601, intervals, amounts with their bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from ..values import Amount, Edtf

Node = dict[str, Any]
"""A JSON-LD node."""
_EXACT: Final = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d\d(T[\d:]+(Z|[+-][\d:]+)?)?)?)?")


def iso_date(date: Edtf | None) -> str | None:
    """Return a date in ISO 8601 (``2025-04-30``, ``2025-04``, ``2025``); ``None`` if it is approximate, uncertain or open."""
    return date.text if date and _EXACT.fullmatch(date.text) else None


def iso_day(date: Edtf | None) -> str | None:
    """Return an exact day in ISO 8601; ``None`` for a date of lower precision."""
    return (iso_date(date) or "")[:10] or None if date and date.precision == "day" else None


def iso_interval(dates: Iterable[Edtf]) -> str | None:
    """Return the interval that covers all dates, ``2024-10-01/2025-04-30``; open ends are ``..`` (schema.org temporalCoverage)."""
    spans = list(dates)
    if not spans:
        return None
    first = None if any(each.earliest is None for each in spans) else min(each.first_day for each in spans)
    last = None if any(each.latest is None for each in spans) else max(each.last_day for each in spans)
    if first == last:
        return str(first) if first else None
    return f"{first or '..'}/{last or '..'}"


def property_value(amount: Amount, unit: str) -> Node:
    """Return an amount as PropertyValue: a number only if it is exact, else its notation and its bounds."""
    if not amount.known:
        return {}
    exact = amount.relation == "exactly"
    bounds = {} if exact or amount.relation == "about" else {"minValue": amount.low, "maxValue": amount.high}
    return without_empty(
        {
            "@type": "PropertyValue",
            "value": _json_number(amount.low) if exact else str(amount),
            **{name: _json_number(bound) for name, bound in bounds.items()},
            "unitText": unit,
        }
    )


def _json_number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def without_empty(node: Node) -> Node:
    """Return the node without empty values, with single-item lists unwrapped."""
    present = {key: value for key, value in node.items() if value not in (None, "", [], (), {})}
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in present.items()}
