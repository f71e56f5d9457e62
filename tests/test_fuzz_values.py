"""Amounts and dates from thousands of texts: each is read or refused with an example that is read, and what is read keeps its laws."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest
from factbook.values import Amount, BadValue, Edtf
from hypothesis import example, given
from hypothesis import strategies as st
from sampling import tries

PIECES = st.sampled_from(
    (
        *("0", "1", "9" * 15, "9" * 16, "0.5", "1.2345", "1.23456", "00", "1e9", "-1", "+1", "٣", "３", "½", "④", "inf", "nan", "0x1"),
        *("about", "more than", "at least", "up to", "fewer than", "to", "or", "unknown", "circa", "some", "nearly", "About"),
        *(" ", "  ", "\t", "\n", "\u00a0", "\u2009", ",", ".", "'", "_", "–", "-", "~", "%", "?", "/", "..", "X", "XX", "\u202e", "\x00"),
        *("2025", "2024", "0000", "0001", "9999", "202X", "20XX", "2XXX", "-04", "-30", "-00", "-13", "-21", "-24", "-XX", "-31", "-02"),
        *("April", "30 April 2025", "January", "Y17000", "T12:00", "2025-06-01", "2025-06-01/2025-05-01"),
    )
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=7).map("".join) | st.text(max_size=90)

NUMBERS = st.decimals(min_value=0, max_value=10**13 - 1, places=2).map(lambda number: f"{number.normalize():f}")
AMOUNTS = (
    NUMBERS
    | st.tuples(st.sampled_from(("about", "more than", "at least", "up to")), NUMBERS).map(" ".join)
    | st.tuples(NUMBERS, NUMBERS)
    .map(lambda pair: sorted(pair, key=Decimal))
    .filter(lambda pair: Decimal(pair[0]) < Decimal(pair[1]))
    .map(" to ".join)
    | st.just("unknown")
).map(Amount.parse)

YEARS = st.integers(1, 9998).map("{:04}".format)
POINTS = st.one_of(
    st.dates().map(str),
    YEARS,
    st.tuples(YEARS, st.integers(1, 12)).map(lambda each: f"{each[0]}-{each[1]:02}"),
    st.tuples(YEARS, st.sampled_from("1234")).map("-2".join),
    YEARS.map(lambda year: f"{year[:3]}X"),
    YEARS.map(lambda year: f"{year[:2]}XX"),
    YEARS.map("{}-XX".format),
)
MARKED = (
    st.tuples(POINTS, st.sampled_from(("", "", "?", "~", "%")))
    .map("".join)
    .filter(lambda text: not re.search(r"X[?~%]?$", text) or "-" not in text)
)


def _dates() -> st.SearchStrategy[Edtf]:
    points = MARKED.map(Edtf.parse)
    closed = st.tuples(points, points).map(lambda pair: sorted(pair, key=lambda date: (date.first_day, date.last_day)))
    intervals = closed.map(lambda pair: Edtf.parse(f"{pair[0]}/{pair[1]}"))
    return (
        points
        | intervals
        | points.map(lambda date: Edtf.parse(f"../{date}"))
        | points.map(lambda date: Edtf.parse(f"{date}/"))
    )


DATES = _dates()


@tries(3000)
@given(TEXTS, st.sampled_from((Amount, Edtf)))
@example("999999999999999-30", Amount)
@example("30-30", Amount)
@example("28.000 to 27.000", Amount)
def test_any_text_is_a_value_or_refused_with_one(text: str, kind: type[Amount] | type[Edtf]) -> None:
    try:
        value = kind.parse(text)
    except BadValue as error:
        assert kind.parse(error.example) and len(str(error)) < 300
        return
    assert kind.parse(str(value)) == value
    assert value.words() and value.words().isprintable()


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "1,",
        "1 ",
        "1 to ",
        "about ",
        "2025-",
        "2025/",
        "January ",
        "1 January ",
        "X",
        "½",
        "0.0",
        "1/1/",
        "\u00a0",
        "to ",
    ],
)
@pytest.mark.parametrize("kind", [Amount, Edtf])
def test_a_very_long_text_is_refused_soon(piece: str, kind: type[Amount] | type[Edtf]) -> None:
    began = time.process_time()
    for text in (piece * 300_000, "1" + piece * 300_000, piece * 20 + "x"):
        with pytest.raises(BadValue):
            kind.parse(text)
    assert time.process_time() - began < 1


@tries(3000)
@given(AMOUNTS, AMOUNTS)
def test_amounts_keep_their_laws(first: Amount, second: Amount) -> None:
    assert first.least <= first.most
    assert first.overlaps(second) == second.overlaps(first)
    assert not (first.below(second) and second.below(first))
    assert not first.below(first) and first.overlaps(first)
    if first.point is not None:
        assert first.least <= first.point <= first.most


@tries(3000)
@given(DATES, DATES, st.integers(0, 400))
def test_dates_keep_their_laws(first: Edtf, second: Edtf, days: int) -> None:
    assert first.first_day <= first.last_day
    assert first.near(second, days) == second.near(first, days)
    assert not (first.before(second) and second.before(first))
    assert first.before(second) + second.before(first) + first.near(second, 0) == 1
    assert first.near(first, 0) and first.words() and first.words(short=True)
