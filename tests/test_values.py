"""Amounts and dates: properties that hold for every text and every pair of values, and an oracle for dates."""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import io
import itertools
import json
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import edtf
import pytest
from factbook.values import Amount, BadValue, Edtf
from factbook.values.address import MAX_LENGTH, web_address
from factbook.values.amount import DIGITS, PREFIXES, meant, number_words
from factbook.values.amount import PATTERN as AMOUNT_PATTERN
from factbook.values.cldr import formats_of
from factbook.values.colour import contrast, distance, parse_colour, suitable
from factbook.values.edtf import PATTERN as DATE_PATTERN
from factbook.values.formats import BRITISH, written_in
from factbook.written_numbers import written_numbers
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from support import CASES

# Texts

WILD = st.text() | st.text(alphabet="0123456789-/.~?%X toabuexclnkw,٣४３²½\x00\u202e\ufeff \n\t", max_size=40)
"""Any text, and texts made of what amounts and dates are made of, with digits of other scripts and control characters."""

# Amounts

numbers = st.builds(
    lambda whole, part: f"{whole}{part}",
    st.integers(0, 10**15 - 1),
    st.just("") | st.from_regex(r"\.([0-9]{0,1}|[0-9]{3})[1-9]", fullmatch=True),
).filter(lambda text: len(Decimal(text).as_tuple().digits) <= DIGITS)


@st.composite
def ranges(draw: st.DrawFn) -> str:
    low, high = sorted((draw(numbers), draw(numbers)), key=Decimal)
    assume(Decimal(low) < Decimal(high))
    return f"{draw(st.sampled_from(('', 'about ')))}{low} to {high}"


@st.composite
def margins(draw: st.DrawFn) -> str:
    margin, number = sorted((draw(numbers), draw(numbers)), key=Decimal)
    ends = (Decimal(number) - Decimal(margin), Decimal(number) + Decimal(margin))
    assume(Decimal(margin) and all(len(end.normalize().as_tuple().digits) <= DIGITS for end in ends))
    return f"{number} plus or minus {margin}"


related = st.builds("{} {}".format, st.sampled_from(PREFIXES), numbers).filter(
    lambda text: text.strip(".0") != "fewer than "
)
amount_texts = numbers | related | ranges() | margins() | st.just("unknown")
amounts = st.builds(Amount.parse, amount_texts)
small_amounts = st.builds(
    Amount.parse,
    st.builds(str, st.integers(0, 6))
    | st.builds("{} {}".format, st.sampled_from(PREFIXES), st.integers(0, 6)).filter(
        lambda text: text != "fewer than 0"
    )
    | st.sampled_from(("1 to 3", "2 to 5", "about 1 to 3", "3 plus or minus 1", "unknown")),
)
"""Amounts close together, so that edges meet."""


@given(amount_texts)
def test_an_amount_prints_as_it_was_written(text: str) -> None:
    assert str(Amount.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("100", "100", "100"),
        ("about 100", "90", "110"),
        ("at least 100", "100", "Infinity"),
        ("more than 100", "100", "Infinity"),
        ("up to 100", "0", "100"),
        ("fewer than 100", "0", "100"),
        ("80 to 100", "80", "100"),
        ("about 80 to 100", "72", "110"),
        ("90 plus or minus 10", "80", "100"),
        ("unknown", "0", "Infinity"),
    ],
)
def test_an_amount_reaches_from_the_least_to_the_most_it_allows(text: str, least: str, most: str) -> None:
    """The word "about" reaches a tenth either way (docs/method.md)."""
    amount = Amount.parse(text)
    assert (amount.least, amount.most) == (Decimal(least), Decimal(most))


@given(amount_texts | WILD)
def test_the_pattern_of_amounts_holds_all_amounts_and_hardly_more(text: str) -> None:
    """The schema and the forms go by it; what they do not compare are the numbers in a text."""
    looks = bool(re.fullmatch(AMOUNT_PATTERN, " ".join(text.split())))
    try:
        Amount.parse(text)
    except BadValue as error:
        assert not looks or re.search("range|margin|digits|fits", error.must)
    else:
        assert looks


@given(amounts)
def test_an_amount_reads_back_as_itself(amount: Amount) -> None:
    assert Amount.parse(str(amount)) == amount


@given(amount_texts, st.sampled_from((" {} ", "\t{}", "{}\n")))
def test_blanks_around_an_amount_do_not_matter(text: str, around: str) -> None:
    assert Amount.parse(around.format(text)) == Amount.parse(text)


@given(WILD)
@example("9" * 1_000_000)
@example("about " * 100_000)
@example("٣٤")
@example("１２")
@example("1e5")
@example("NaN")
@example("Infinity")
@example("1_000")
@example("0x10")
@example("-1")
@example("4 to 5 to 6")
@example("")
def test_any_text_is_an_amount_or_a_bad_value(text: str) -> None:
    try:
        amount = Amount.parse(text)
    except BadValue as error:
        assert str(error).startswith("must be an amount") or str(error).startswith("must be a range")
        assert len(str(error)) + len(error.example) < 400
        Amount.parse(error.example)  # the example is itself right
    else:
        assert Amount.parse(str(amount)) == amount
        assert str(amount).isascii()


@given(amounts | small_amounts)
def test_an_amount_has_words(amount: Amount) -> None:
    words = amount.words()
    assert words == words.strip()
    assert "E+" not in words
    if amount.relation in PREFIXES:
        assert words.startswith(f"{amount.relation} ")
    if not amount.known:
        assert not any(char.isdigit() for char in words)


@given(amounts | small_amounts)
def test_words_say_the_same_number(amount: Amount) -> None:
    if amount.low is not None:
        assert spelled(number_words(amount.low)) == amount.low
    if amount.high is not None:
        assert spelled(number_words(amount.high)) == amount.high


def spelled(words: str) -> Decimal:
    number, _, name = words.partition(" ")
    return Decimal(number.replace(",", "")) * {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}[name]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("600", "600"),
        ("4700", "4,700"),
        ("about 600", "about 600"),
        ("more than 4700", "more than 4,700"),
        ("4 to 5", "4 to 5"),
        ("about 27000 to 29000", "about 27,000 to 29,000"),
        ("6000 plus or minus 0.5", "6,000 plus or minus 0.5"),
        ("5 plus or minus 5", "5 plus or minus 5"),
        ("0", "0"),
        ("0.5", "0.5"),
        ("1000000", "1 million"),
        ("3500000", "3.5 million"),
        ("1234567", "1,234,567"),
        ("up to 12000000", "up to 12 million"),
        ("100000000", "100 million"),
        ("20000000000", "20 billion"),
        ("1500000000", "1.5 billion"),
        ("1230000000000", "1.23 trillion"),
        ("1234567000", "1,234,567,000"),
        ("999999.5", "999,999.5"),
        ("unknown", "an unknown number"),
    ],
)
def test_amounts_in_words(text: str, words: str) -> None:
    assert Amount.parse(text).words() == words


@given(amounts | small_amounts)
def test_no_amount_is_below_itself(amount: Amount) -> None:
    assert not amount.below(amount)
    assert amount.overlaps(amount)
    assert amount.least <= amount.most


@given(small_amounts | amounts, small_amounts | amounts)
def test_below_goes_one_way_and_overlap_both(one: Amount, other: Amount) -> None:
    assert not (one.below(other) and other.below(one))
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(other) == (not one.below(other) and not other.below(one))


@given(small_amounts, small_amounts, small_amounts)
def test_below_is_transitive(one: Amount, two: Amount, three: Amount) -> None:
    if one.below(two) and two.below(three):
        assert one.below(three)


@given(small_amounts, small_amounts)
def test_amounts_that_share_a_whole_number_overlap(one: Amount, other: Amount) -> None:
    def allows(amount: Amount, number: int) -> bool:
        if (amount.relation == "more than" and number == amount.low) or (
            amount.relation == "fewer than" and number == amount.high
        ):
            return False
        return amount.least <= number <= amount.most

    if any(allows(one, number) and allows(other, number) for number in range(20)):
        assert one.overlaps(other)


@pytest.mark.parametrize("text", ["fewer than 0", "fewer than 0.00"])
def test_fewer_than_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        Amount.parse(text)


@pytest.mark.parametrize("text", ["12.50", "5.0", "about 100.0", "0.50 to 1.25", "12.50 plus or minus 0.10", "20.0000"])
def test_an_amount_is_printed_with_the_digits_it_is_given_with(text: str) -> None:
    amount = Amount.parse(text)
    assert (str(amount), amount.words()) == (text, text)
    assert amount == Amount.parse(re.sub(r"0+(?= |$)", "", text).replace(". ", " ").rstrip("."))


def test_about_rounds_to_the_digits_that_are_given() -> None:
    assert not Amount.parse("5.4").supports(Amount.parse("about 5.0"))
    assert Amount.parse("5.4").supports(Amount.parse("about 5"))


@pytest.mark.parametrize("text", ["3,5", "0,5", "1,5 to 2,5"])
def test_a_decimal_comma_is_not_read_as_grouping(text: str) -> None:
    """The example beside a bad amount must not be ten times what was meant."""
    with pytest.raises(BadValue) as caught:
        Amount.parse(text)
    assert caught.value.example in (text.replace(",", "."), "about 600")


@given(amounts)
def test_an_unknown_amount_excludes_nothing(amount: Amount) -> None:
    assert Amount.parse("unknown").overlaps(amount)


# Dates


def days_of(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


years = st.integers(1000, 9999)


@st.composite
def day_texts(draw: st.DrawFn) -> str:
    year, month = draw(years), draw(st.integers(1, 12))
    return f"{year}-{month:02}-{draw(st.integers(1, days_of(year, month))):02}"


month_texts = st.builds("{}-{:02}".format, years, st.integers(1, 12))
season_texts = st.builds("{}-{}".format, st.integers(1000, 9998), st.integers(21, 24))
marks = st.sampled_from(("", "?", "~", "%"))
plain_dates = st.builds("{}{}".format, day_texts() | month_texts | years.map(str), marks)
unspecified = (
    st.builds("{}X".format, st.integers(100, 999))
    | st.builds("{}XX".format, st.integers(10, 99))
    | st.builds("{}-XX".format, years)
    | st.builds("{}-XX".format, month_texts)
    | st.builds("{}-XX-XX".format, years)
)
points = plain_dates | unspecified | season_texts


@st.composite
def intervals(draw: st.DrawFn, ends: st.SearchStrategy[str] = points) -> str:
    first, last = sorted(
        (draw(ends), draw(ends)), key=lambda text: (Edtf.parse(text).first_day, Edtf.parse(text).last_day)
    )
    return f"{first}/{last}"


open_intervals = st.builds("{}/{}".format, st.sampled_from(("..", "")), points) | st.builds(
    "{}/{}".format, points, st.sampled_from(("..", ""))
)
dates = points | intervals() | open_intervals


@given(dates)
def test_a_date_prints_as_it_was_written(text: str) -> None:
    assert str(Edtf.parse(text)) == text
    assert Edtf.parse(str(Edtf.parse(text))) == Edtf.parse(text)


@given(WILD)
@example("9" * 1_000_000)
@example("2024-1X")
@example("2025-02-30")
@example("0000-01-01")
@example("９９９９-01-01")
@example("٢٠٢٥")
@example("July 1994")
@example("99 July 1994")
@example("July 99, 0000")
@example("9999-24")
@example("/")
@example("../..")
@example("2025-06/2025-05")
@example("2025-06/")
@example("2025-XX-05")
@example("00XX")
@example("000X")
@example("2025\n")
def test_any_text_is_a_date_or_a_bad_value(text: str) -> None:
    try:
        date = Edtf.parse(text)
    except BadValue as error:
        assert str(error).startswith("must be a")
        assert len(str(error)) + len(error.example) < 400
    else:
        assert date.words()
        assert date.first_day <= date.last_day
        assert date.text.isascii()


@given(dates | WILD | st.builds("{}-{:02}-{:02}".format, years, st.integers(0, 25), st.integers(0, 32)))
@example("2024-02-29")
@example("2100-02-29")
@example("2025-04-30T14:30+02:00")
@example("2025-04-30T14:30-00:00")
@example("2025-04-30T14:30+14:01")
def test_the_pattern_of_dates_holds_all_dates_and_no_others_but_turned_intervals(text: str) -> None:
    looks = bool(DATE_PATTERN.fullmatch(text.strip()))
    try:
        Edtf.parse(text)
    except BadValue as error:
        assert not looks or "end is not before its start" in error.must or "9999-24" in text
    else:
        assert looks


@example("31 June 2025")
@given(
    st.from_regex(
        r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}|[1-3]?[0-9] (January|May|june) [1-9][0-9]{3}|May [0-9]{1,2}, [1-9][0-9]{3}|[1-9][0-9]{3}-[0-9]{2}/[1-9][0-9]{3}-[0-9]{2}",
        fullmatch=True,
    )
)
def test_the_example_beside_a_bad_date_is_itself_right(text: str) -> None:
    try:
        Edtf.parse(text)
    except BadValue as error:
        assert Edtf.parse(error.example)


@given(dates)
def test_a_date_begins_before_it_ends(text: str) -> None:
    date = Edtf.parse(text)
    assert date.first_day <= date.last_day
    assert not date.before(date)
    assert date.near(date, 0)
    assert date.words().strip() == date.words() != ""


@given(dates, dates)
def test_before_goes_one_way(one: str, other: str) -> None:
    a, b = Edtf.parse(one), Edtf.parse(other)
    assert not (a.before(b) and b.before(a))
    assert a.near(b, 31) == b.near(a, 31)
    assert a.near(b, 0) == (not a.before(b) and not b.before(a)), "dates that share a day are no day apart"


@given(dates, dates, dates)
def test_before_is_transitive(one: str, two: str, three: str) -> None:
    a, b, c = map(Edtf.parse, (one, two, three))
    if a.before(b) and b.before(c):
        assert a.before(c)


@given(points, points)
def test_an_interval_that_ends_before_it_starts_is_refused(one: str, other: str) -> None:
    a, b = Edtf.parse(one), Edtf.parse(other)
    assume(b.before(a))
    with pytest.raises(BadValue, match="interval whose end is not before its start"):
        Edtf.parse(f"{one}/{other}")
    assert Edtf.parse(f"{other}/{one}")


@given(points, points)
def test_an_interval_spans_its_ends(one: str, other: str) -> None:
    assume(not Edtf.parse(other).before(Edtf.parse(one)))
    span = Edtf.parse(f"{one}/{other}")
    assert (span.earliest, span.latest) == (Edtf.parse(one).earliest, Edtf.parse(other).latest)
    assert span.approximate == ("~" in one + other or "%" in one + other)
    assert span.uncertain == ("?" in one + other or "%" in one + other)


@given(intervals(day_texts()))
def test_an_interval_of_days_names_both_in_words(text: str) -> None:
    span = Edtf.parse(text)
    words = span.words()
    assert span.earliest is not None and span.latest is not None
    assert (
        str(span.latest.year) in words
        and str(span.earliest.day) in words.split()
        and str(span.latest.day) in words.split()
    )


def reference(text: str) -> Any:
    """The reference library's reading, or ``None`` where it cannot read the text; it prints and raises raw errors."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            return edtf.parse_edtf(text)
        except Exception:  # the library's own errors and those that slip through it
            return None


def day_of(moment: Any) -> dt.date:
    return dt.date(moment.tm_year, moment.tm_mon, moment.tm_mday)


@settings(max_examples=60)
@given(plain_dates | unspecified)
def test_the_reference_library_reads_dates_as_we_do(text: str) -> None:
    theirs, ours = reference(text), Edtf.parse(text)
    assert theirs is not None, f"the reference library refuses {text}"
    assert ours.earliest == day_of(theirs.lower_strict())
    assert ours.latest == day_of(theirs.upper_strict())


@settings(max_examples=40)
@given(season_texts)
def test_the_reference_library_reads_seasons_as_we_do_but_for_winter(text: str) -> None:
    """It ends winter with its year, by its own words "for simplicity"; ours runs on to the end of February."""
    theirs, ours = reference(text), Edtf.parse(text)
    assert theirs is not None
    assert ours.earliest == day_of(theirs.lower_strict())
    assert ours.latest is not None
    if text.endswith("-24"):
        assert day_of(theirs.upper_strict()) == dt.date(int(text[:4]), 12, 31)
        assert (ours.latest.year, ours.latest.month) == (int(text[:4]) + 1, 2)
    else:
        assert ours.latest == day_of(theirs.upper_strict())


@settings(max_examples=40)
@given(intervals(plain_dates))
def test_the_reference_library_reads_intervals_as_we_do(text: str) -> None:
    """Of dates without unspecified digits: it refuses many intervals of those."""
    theirs, ours = reference(text), Edtf.parse(text)
    assert theirs is not None
    assert ours.earliest == day_of(theirs.lower.lower_strict())
    assert ours.latest == day_of(theirs.upper.upper_strict())


@settings(max_examples=40)
@given(st.from_regex(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", fullmatch=True).filter(lambda text: text >= "1000"))
def test_the_reference_library_refuses_what_we_refuse(text: str) -> None:
    """Its grammar knows only the form: it reads 30 February, and months 25 to 41 of level 2. All that we read, it reads."""
    try:
        Edtf.parse(text)
    except BadValue:
        month, day = int(text[5:7] or 1), int(text[8:] or 1)
        exists = 1 <= month <= 12 and 1 <= day <= days_of(int(text[:4]), month)
        assert not exists, f"{text} exists"
    else:
        assert reference(text) is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-04-30", "30 April 2025"),
        ("2025-04", "April 2025"),
        ("2025", "2025"),
        ("2025-04~", "about April 2025"),
        ("2025?", "2025 (uncertain)"),
        ("2025%", "about 2025 (uncertain)"),
        ("2024-22", "summer 2024"),
        ("202X", "the 2020s"),
        ("19XX", "1900 to 1999"),
        ("2025-XX", "2025"),
        ("2025-04-XX", "April 2025"),
        ("2024-10/2024-12", "October to December 2024"),
        ("2024-10-03/2024-10-05", "3 to 5 October 2024"),
        ("2024-10-03/2024-12-05", "3 October to 5 December 2024"),
        ("2024-12/2025-01", "December 2024 to January 2025"),
        ("../2024-11", "by November 2024"),
        ("2024-11/..", "from November 2024 on"),
        ("/2024-11", "until November 2024, from an unknown day"),
        ("../2024-11", "by November 2024"),
        ("2024-10/2024-10", "October 2024"),
        ("2024-10-31/2024-10", "31 October 2024"),
        ("2024-10/2024-10-01", "1 October 2024"),
        ("2024-10/2024-10-30", "a day in October 2024 to 30 October 2024"),
        ("2024/2024-21", "a day in 2024 to spring 2024"),
        ("2024/2025", "2024 to 2025"),
        ("2025-04-30T14:30", "30 April 2025, 14:30"),
        ("2025-04-30T14:30Z", "30 April 2025, 14:30 UTC"),
        ("2025-04-30T00:05:09+02:00", "30 April 2025, 00:05:09 UTC+02:00"),
        ("2025-04-30T14:30-05", "30 April 2025, 14:30 UTC-05:00"),
    ],
)
def test_dates_in_words(text: str, words: str) -> None:
    assert Edtf.parse(text).words() == words


@pytest.mark.parametrize(
    "text", ["2024-24", "2024-24/2025-01", "1999-12-31/2000-01-01", "2024-02-29", "0001", "9999-12-31"]
)
def test_dates_at_the_edges(text: str) -> None:
    date = Edtf.parse(text)
    assert date.first_day <= date.last_day


@pytest.mark.parametrize(
    "text",
    [
        *("2025-04-30T24:00", "2025-04-30T12:60", "2025-04-30T12:30:60", "2025-04-30T1:30", "2025-04-30T12", "2025-04-30T"),
        *("2025-04T12:30", "2025T12:30", "2025-04-30~T12:30", "2025-04-30T12:30~", "2025-04-XXT12:30", "2025-02-30T12:30"),
        *("2025-04-30T12:30+15", "2025-04-30T12:30+02:60", "2025-04-30T12:30-00:00", "2025-04-30T12:30 Z", "T12:30", "12:30T"),
        *("2025-04-30T12:30/2025-04-30T14:30", "2025-04-30T12:30/..", "2025-04-30 12:30", "2025-04-30t12:30", "\u0662025-04-30T12:30"),
    ],
)  # fmt: skip
def test_times_that_do_not_exist(text: str) -> None:
    with pytest.raises(BadValue) as refused:
        Edtf.parse(text)
    assert Edtf.parse(refused.value.example)


@pytest.mark.parametrize("text", ["2025-04-30 14:30", "2025-04-30  14:30", "2025-04-30t14:30"])
def test_a_time_behind_a_blank_is_offered_as_it_must_be(text: str) -> None:
    with pytest.raises(BadValue) as refused:
        Edtf.parse(text)
    assert refused.value.example == "2025-04-30T14:30"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2025-04-30T09:59", "2025-04-30T10:00"),
        ("2025-04-30T10:00", "2025-04-30T10:00:01"),
        ("2025-04-30T14:00+02:00", "2025-04-30T12:30Z"),
        ("2025-04-29T23:59", "2025-04-30"),
        ("2025-04-30", "2025-05-01T00:00"),
        ("2025-04-30T23:00-05:00", "2025-05-01T05:00Z"),
    ],
)
def test_times_of_day_have_an_order(earlier: str, later: str) -> None:
    one, other = Edtf.parse(earlier), Edtf.parse(later)
    assert one.before(other) and not other.before(one) and not one.same_moment(other)


def test_a_day_is_not_before_a_time_in_it_and_no_time_lies_out_of_the_calendar() -> None:
    day, time = Edtf.parse("2025-04-30"), Edtf.parse("2025-04-30T10:00")
    assert not day.before(time) and not time.before(day) and day.same_moment(time)
    for text in ("0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"):
        assert Edtf.parse(text).first_moment == Edtf.parse(text).last_moment


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29",
        "1900-02-29",
        "2025-04-31",
        "2025-00",
        "2025-13",
        "2025-25",
        "2025-20",
        "9999-24",
        "0000",
        "25-04-30",
        "2025-4",
    ],
)
def test_dates_that_do_not_exist(text: str) -> None:
    with pytest.raises(BadValue):
        Edtf.parse(text)


# What is refused, and what an editor probably meant; where the lines are drawn.


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("4,700", "4700"),
        ("about 4 700", "about 4700"),
        ("1'000'000", "1000000"),
        ("4700,5", "4700.5"),
        ("3,25", "3.25"),
        ("3,255", "3255"),
        ("4-5", "4 to 5"),
        ("4 – 5", "4 to 5"),
        ("4 and 5", "4 to 5"),
        ("approximately 600", "about 600"),
        ("~600", "about 600"),
        ("over 600", "more than 600"),
        (">= 600", "at least 600"),
        ("minimum 600", "at least 600"),
        ("<= 600", "up to 600"),
        ("as many as 600", "up to 600"),
        ("less than 600", "fewer than 600"),
        ("< 600", "fewer than 600"),
        ("many", "unknown"),
        ("~" + "9" * 15, "about " + "9" * 15),
        ("~" + "9" * 16, "about 600"),
        ("~700" + " " * 75, "about 700"),
        ("~700" + " " * 76, "about 600"),
        ("~700" + "0" * 76, "about 600"),
        ("123456789012345.5", "about 123456789012345"),
        ("fewer than 0", "0"),
        ("5 to 4", "4 to 5"),
        ("4 to 4", "4"),
    ],
)
def test_a_bad_amount_comes_with_what_was_meant(text: str, meant: str) -> None:
    with pytest.raises(BadValue) as caught:
        Amount.parse(text)
    assert caught.value.example == meant


@pytest.mark.parametrize("text", ["4,700", "over 4 700"])
def test_only_separators_between_digits_are_told(text: str) -> None:
    with pytest.raises(BadValue, match="without separators between digits"):
        Amount.parse(text)
    with pytest.raises(BadValue, match=r"'unknown'\)$"):
        Amount.parse(text.replace(",", "").replace("4 7", "47") + " elephants")


def test_blanks_are_folded_in_what_is_not_too_long() -> None:
    assert Amount.parse("about" + " " * 71 + "600") == Amount.parse("about 600")  # 79 characters
    with pytest.raises(BadValue):
        Amount.parse("about" + " " * 72 + "600")


@pytest.mark.parametrize("text", ["123456789012345", "0.1234", "12345678901.2345", "0 to 0.0001", "fewer than 0.1"])
def test_amounts_at_the_edge_of_what_every_program_reads(text: str) -> None:
    assert str(Amount.parse(text)) == text


@pytest.mark.parametrize("text", ["1234567890123456", "0.12345", "123456789012.2345", "00", "01", "-1", "1.", ".5"])
def test_amounts_beyond_it(text: str) -> None:
    with pytest.raises(BadValue):
        Amount.parse(text)


@pytest.mark.parametrize(
    ("first", "below", "second"),
    [
        ("99", True, "100"),
        ("100", False, "100"),
        ("100", False, "99"),
        ("fewer than 100", True, "100"),
        ("up to 100", False, "100"),
        ("100", True, "more than 100"),
        ("100", False, "at least 100"),
        ("fewer than 100", True, "at least 100"),
        ("about 100", False, "110"),
        ("about 100", True, "111"),
        ("89", True, "about 100"),
        ("90", False, "about 100"),
        ("4 to 5", True, "6"),
        ("4 to 5", False, "5 to 6"),
        ("unknown", False, "0"),
        ("0", False, "unknown"),
    ],
)
def test_which_amounts_lie_below_which(first: str, below: bool, second: str) -> None:
    one, other = Amount.parse(first), Amount.parse(second)
    assert one.below(other) is below
    assert one.overlaps(other) is (not below and not other.below(one))


@pytest.mark.parametrize(
    ("text", "point", "known"),
    [("4 to 5", "4.5", True), ("up to 7", "7", True), ("at least 7", "7", True), ("about 7", "7", True), ("unknown", None, False)],
)  # fmt: skip
def test_where_an_amount_is_drawn(text: str, point: str | None, known: bool) -> None:
    amount = Amount.parse(text)
    assert (amount.point, amount.known) == (Decimal(point) if point else None, known)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2025-04-30", "2025-04-30", "2025-04-30", "day"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2025-12-XX", "2025-12-01", "2025-12-31", "month"),
        ("2025", "2025-01-01", "2025-12-31", "year"),
        ("2025-XX", "2025-01-01", "2025-12-31", "year"),
        ("2025-XX-XX", "2025-01-01", "2025-12-31", "year"),
        ("2025-21", "2025-03-01", "2025-05-31", "season"),
        ("2025-22", "2025-06-01", "2025-08-31", "season"),
        ("2025-23", "2025-09-01", "2025-11-30", "season"),
        ("2023-24", "2023-12-01", "2024-02-29", "season"),
        ("202X", "2020-01-01", "2029-12-31", "decade"),
        ("20XX", "2000-01-01", "2099-12-31", "century"),
        ("000X", "0001-01-01", "0009-12-31", "decade"),
        ("00XX", "0001-01-01", "0099-12-31", "century"),
        ("0001", "0001-01-01", "0001-12-31", "year"),
        ("9999-12", "9999-12-01", "9999-12-31", "month"),
        ("9998-24", "9998-12-01", "9999-02-28", "season"),
        ("9999-23", "9999-09-01", "9999-11-30", "season"),
        ("2024-10/2024-12", "2024-10-01", "2024-12-31", "interval"),
        ("2024-10/2024-10", "2024-10-01", "2024-10-31", "interval"),
        ("2024-10/..", "2024-10-01", "9999-12-31", "interval"),
        ("/2024-10", "0001-01-01", "2024-10-31", "interval"),
    ],
)
def test_the_days_a_date_may_mean(text: str, first: str, last: str, precision: str) -> None:
    date = Edtf.parse(text)
    assert (str(date.first_day), str(date.last_day), date.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [("2025", False, False), ("2025~", True, False), ("2025?", False, True), ("2025%", True, True), ("202X?", False, True), ("2025-24~", True, False), ("2024/2025?", False, True), ("2024~/2025", True, False), ("../2025~", True, False)],
)  # fmt: skip
def test_what_is_said_of_a_date(text: str, approximate: bool, uncertain: bool) -> None:
    date = Edtf.parse(text)
    assert (date.approximate, date.uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    ("text", "says", "meant"),
    [
        ("2025-02-30", "a day that exists (February 2025 has 28 days)", "2025-02-28"),
        ("2025-04-00", "a day that exists (April 2025 has 30 days)", "2025-04-30"),
        ("2025-00", "a month from 01 to 12", "2025-06"),
        ("2025-13", "a month from 01 to 12", "2025-06"),
        ("2025-20", "a month from 01 to 12", "2025-06"),
        ("2025-25", "a month from 01 to 12", "2025-06"),
        ("2025-21-01", "a month from 01 to 12", "2025-06"),
        ("2025-XX-05", "a date whose month is known when its day is", "2025-XX-XX"),
        ("202X-05", "a year with unspecified digits alone", "202X"),
        ("202X-XX", "a year with unspecified digits alone", "202X"),
        ("0000", "a year from 0001 to 9999", "2025"),
        ("9999-24", "a year from 0001 to 9999", "2025"),
        ("2025-06/2025-05", "an interval whose end is not before its start", "2025-05/2025-06"),
        ("..", "a date in EDTF", "2025-04-30"),
        ("/", "a date in EDTF", "2025-04-30"),
        ("../", "a date in EDTF", "2025-04-30"),
        ("../..", "a date in EDTF", "2025-04-30"),
        ("2025/2026/2027", "a date in EDTF", "2025-04-30"),
        ("2025/soon", "a date in EDTF", "2025-04-30"),
        ("30 April 2025", "a date in EDTF", "2025-04-30"),
        ("April 30, 2025", "a date in EDTF", "2025-04-30"),
        ("april 2025", "a date in EDTF", "2025-04"),
        ("31 June 2025", "a date in EDTF", "2025-06-30"),
        ("0 June 2025", "a date in EDTF", "2025-06-01"),
        ("29 February 2024", "a date in EDTF", "2024-02-29"),
        ("29 February 0000", "a date in EDTF", "2025-04-30"),
        ("June 2025" + " " * 60, "a date in EDTF", "2025-04-30"),
    ],
)
def test_a_bad_date_comes_with_what_was_meant(text: str, says: str, meant: str) -> None:
    with pytest.raises(BadValue) as caught:
        Edtf.parse(text)
    assert str(caught.value).startswith(f"must be {says}")
    assert caught.value.example == meant


def test_a_date_that_is_too_long_is_not_read() -> None:
    assert Edtf.parse(" " * 49 + "2025-04-30").text == "2025-04-30"  # 59 characters
    with pytest.raises(BadValue):
        Edtf.parse(" " * 50 + "2025-04-30")


@pytest.mark.parametrize(
    ("first", "second", "gap"),
    [("2025-06-01", "2025-06-08", 7), ("2025-06", "2025-07-08", 8), ("2025-06-01", "2025-06-01", 0), ("2025-06", "2025-06-10/2025-08", -20)],
)  # fmt: skip
def test_how_near_two_dates_are(first: str, second: str, gap: int) -> None:
    one, other = Edtf.parse(first), Edtf.parse(second)
    for a, b in ((one, other), (other, one)):
        assert a.near(b, gap) and not a.near(b, gap - 1)
    assert one.before(other) is (gap > 0)
    assert not other.before(one)


@pytest.mark.parametrize(
    ("text", "long", "short"),
    [
        ("2025-04-30", "30 April 2025", "30 Apr 2025"),
        ("2025-04~", "about April 2025", "about Apr 2025"),
        ("2025-22", "summer 2025", "summer 2025"),
        ("202X", "the 2020s", "the 2020s"),
        ("20XX", "2000 to 2099", "2000 to 2099"),
        ("2024-10/2024-12", "October to December 2024", "Oct to Dec 2024"),
        ("2024-10-01/2024-10-03", "1 to 3 October 2024", "1 to 3 Oct 2024"),
        ("2024-10-01/2024-11-03", "1 October to 3 November 2024", "1 Oct to 3 Nov 2024"),
        ("2024-10-01/2025-10-03", "1 October 2024 to 3 October 2025", "1 Oct 2024 to 3 Oct 2025"),
        ("2024-10/2024-12-03", "October to 3 December 2024", "Oct to 3 Dec 2024"),
        ("2024-10-03/2024-10", "3 October 2024 to later in October 2024", "3 Oct 2024 to later in Oct 2024"),
        ("2024/2025", "2024 to 2025", "2024 to 2025"),
        ("2024-21/2024-22", "spring to summer 2024", "spring to summer 2024"),
        ("2024-10~/2024-12", "about October to December 2024", "about Oct to Dec 2024"),
    ],
)
def test_dates_in_words_long_and_short(text: str, long: str, short: str) -> None:
    assert (Edtf.parse(text).words(), Edtf.parse(text).words(short=True)) == (long, short)


@pytest.mark.parametrize("mark", ["?", "%"])
def test_an_interval_with_an_uncertain_end_names_both_whole(mark: str) -> None:
    first, last = (Edtf.parse(text).words() for text in (f"2024-10{mark}", f"2024-12{mark}"))
    assert Edtf.parse(f"2024-10{mark}/2024-12").words() == f"{first} to December 2024"
    assert Edtf.parse(f"2024-10/2024-12{mark}").words() == f"October 2024 to {last}"


def test_open_intervals_in_words() -> None:
    october = Edtf.parse("2024-10").words()
    assert Edtf.parse("2024-10/..").words() == f"from {october} on"
    assert Edtf.parse("2024-10/").words() == f"from {october} until an unknown day", "it has ended, nobody knows when"
    assert Edtf.parse("../2024-10").words() == f"by {october}"
    assert Edtf.parse("/2024-10").words() == f"until {october}, from an unknown day"
    assert Edtf.parse("../2024-10").words(short=True) == "by Oct 2024"
    assert Edtf.parse("2024-10/..").words(short=True) == "from Oct 2024 on"


HOST = "https://{}.example/"


@pytest.mark.parametrize(
    "text",
    [
        *("https://example.org", "http://example.org:1/", "https://example.org:65535/", "https://a.b", "https://example.org/@user"),
        *map(HOST.format, ("kites", "한겨레漢", "日本語テスト", "漢かな", "漢ㄅ", "ひらカタ", "kite漢", "한2",
            "kiteひらカタ漢", "my-kites", "a" * 63, "münchen")),
        "https://example.org/" + "a" * (MAX_LENGTH - 20),
        "https://xn--mnchen-3ya.example/",
        "https://україна.укр/",
    ],
)  # fmt: skip
def test_addresses_of_the_public_web(text: str) -> None:
    assert web_address(text) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        *((text, "starts with https://") for text in ("", "example.org", "ftp://example.org", "https://", "https:///a", "HTTPS://example.org", "https://example.org/" + "a" * (MAX_LENGTH - 19))),
        *((f"https://example.org/{char}", "without blanks or unseen") for char in (" ", "\N{SOFT HYPHEN}", "\t", "\N{NO-BREAK SPACE}", "\n")),
        *((f"https://example.org/{char}", f"without {char!r} in it") for char in '"<>\\`'),
        *((f"https://{host}/", "without a user's name") for host in ("me@example.org", "me:x@example.org", "@example.org")),
        *((f"https://{host}/", "leads to a host of the public web") for host in ("example", "localhost", "a.localhost", "a.LOCAL", "a.internal", "1.arpa", "1.2.3.4", "a.1", "a.0x7f", "a..b", ".a", "a.", "a.b:0", "a.b:65536", "a.b:x", "a.b:1:2")),
        *((HOST.format(label), "written in one script") for label in ("-a", "a-", "a" * 64, "a b".replace(" ", "!"), "ｅxample", "kiтes", "한かな", "한ㄅ", "аррӏе", "xn--80ak6aa92e", "xn--a", "xn--kites-", "日本ж", "\N{KELVIN SIGN}ites")),
    ],
)  # fmt: skip
def test_addresses_that_are_refused(text: str, says: str) -> None:
    with pytest.raises(BadValue) as caught:
        web_address(text)
    assert says in str(caught.value)
    assert web_address(caught.value.example)


# Other locales: what the formats write, kept as a table.

LOCALES = ("de", "en_US", "es", "fa", "fr", "hi", "hu", "ja", "ps", "sv", "zh")
WRITTEN = CASES / "formats.txt"


def test_one_locale_leaves_the_words_of_others_alone() -> None:
    """Babel writes what an alias stands for into data that locales share."""
    formats_of.cache_clear()
    formats_of("arn")
    assert formats_of("fa").short_weekdays[0] == "یکشنبه"


def test_a_range_of_numbers_has_no_blanks_around_a_dash_and_one_of_dates_has_those_of_its_locale() -> None:
    with written_in(formats_of("ko")):
        assert Amount.parse("4 to 5").words() == "4~5"
        assert Edtf.parse("2024-12/2025-01").words() == "2024년 12월 ~ 2025년 1월"


def test_formats_of_locales_stay_as_they_are() -> None:
    """``REWRITE=1`` writes the table anew, as after a new Babel; read the difference."""
    dates = ("2025-04-30", "2025-04-05", "2025-04", "2025-21", "2025-22", "2025-23", "2025-24", "2024-10/2024-12", "2024-10-01/2024-10-03", "2024-10-01/2024-11-03", "2024-12-30/2025-01-02", "2024-21/2024-22", "2024-10~/2024-12")  # fmt: skip
    amounts = (
        "999999",
        "1000000",
        "2500000",
        "1234567",
        "12500000",
        "250000000",
        "10000000000",
        "99990000",
        "100000000",
        "999000000000000",
        "0.5",
        "1234.5",
        "1",
        "at least 1",
        "up to 1",
        "more than 1",
    )
    lines = [f"our own, of weekdays: {', '.join((*BRITISH.weekdays, *BRITISH.short_weekdays))}"]
    with written_in(BRITISH):
        lines += [
            f"our own {text}: {Edtf.parse(text).words()} | {Edtf.parse(text).words(short=True)}" for text in dates
        ]
        lines += [f"our own {text}: {Amount.parse(text).words()}" for text in amounts]
    lines += [f"our own month {month}: {BRITISH.axis_month(month)}" for month in range(1, 13)]
    for locale in LOCALES:
        formats = formats_of(locale)
        with written_in(formats):
            for text in dates:
                date = Edtf.parse(text)
                lines.append(f"{locale} {text}: {date.words()} | {date.words(short=True)}")
            lines += [f"{locale} {text}: {Amount.parse(text).words()}" for text in amounts]
            lines.append(
                f"{locale} a share, months and days: {formats.percent.format(12)} | {formats.axis_month(4)}, {formats.axis_month(12)} | {', '.join(formats.weekdays)} | {', '.join(formats.short_weekdays)} | {formats.day(formats.day_axis, dt.date(2025, 4, 5))} | {formats.number(-1234567)}"
            )
    written = "\n".join(lines) + "\n"
    if os.environ.get("REWRITE"):
        WRITTEN.write_text(written, encoding="utf-8")
    assert written == WRITTEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("an estimated 28,000 containers", "en", ["28000"]),
        ("28.000", "en", ["28000 or 28"]),
        ("28.000 Besucher", "de", ["28000 or 2800000 or 28000000 or 2800000000 or 28000000000 or 280000000000 or 28000000000000"]),
        ("28,5", "de", ["28.5"]),
        ("28 000, then 28’000 and 2,80,000", "en", ["28000", "28000", "280000"]),
        ("28\N{NARROW NO-BREAK SPACE}000", "fr", ["28000"]),
        ("1.234.567,5 and 1,234,567.5", "en", ["1234567.5", "1234567.5"]),
        ("0.125 to 3.5 million", "en", ["0.125", "3500000"]),
        ("28k, 4.5m, 3bn", "en", ["28000", "4.5 or 4500000", "3000000000"]),
        ("another four-thousand-100", "en", ["4100"]),
        ("two hundred and fifty thousand", "en", ["250000"]),
        ("one million two hundred thousand and five", "en", ["1200005"]),
        ("twenty-five of a hundred", "en", ["25", "100"]),
        ("four and a half thousand, half a dozen, half a million", "en", ["4500", "6", "500000"]),
        ("four or five", "en", ["4", "5"]),
        ("٢٨٬٠٠٠ or ２８", "en", ["28000", "28"]),
        ("2만8천, 1만 2천 명, 4,700여 명", "ko", ["28000", "12000", "4700"]),
        ("사천칠백 명", "ko", ["4700"]),
        ("四千七百人, 28万人", "zh", ["4700", "280000"]),
        ("28,000", "xx", ["28000 or 28"]),
        ("as much as 40 percent, 5% of 900", "en", ["40 %", "5 %", "900"]),
        ("since May 2024, in 2025", "en", []),
        ("2024년 600명", "ko", ["600"]),
        ("2000 of them", "en", ["2000"]),
        ("30.04.2025, 2025-04-30, 12:30, the 4th, first, one of a kind", "en", []),
        ("dozens of 600", "en", []),
        ("several thousand", "en", []),
        ("half of 600", "en", []),
        ("two-thirds", "en", []),
        ("수십 명 600", "ko", []),
    ],
)  # fmt: skip
def test_numbers_are_read_as_sources_write_them(text: str, language: str, numbers: list[str]) -> None:
    found = [
        " or ".join(f"{reading.normalize():f}" for reading in each.readings) + " %" * each.percent
        for each in written_numbers(text, language)
    ]
    assert found == numbers


@given(st.text())
def test_any_text_has_numbers_or_none(text: str) -> None:
    for number in written_numbers(text):
        assert number.readings


@pytest.mark.parametrize(
    ("text", "single"),
    [
        *((text, True) for text in ("1", "about 1", "0 to 1", "up to 1", "at least 1")),
        *((text, False) for text in ("0", "1 to 2", "21", "unknown")),
    ],
)
def test_a_unit_is_in_the_singular_behind_one(text: str, single: bool) -> None:
    assert Amount.parse(text).single is single


@pytest.mark.parametrize(
    ("text", "amount"), [("600", "600"), ("12k", "12000"), ("5 to 4", "4 to 5"), ("a horse", ""), ("", "")]
)
def test_what_a_text_means_is_an_amount_or_nothing(text: str, amount: str) -> None:
    assert meant(text) == amount


@pytest.mark.parametrize(
    ("parts", "listed"),
    [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), (list("abcd"), "a, b, c and d")],
)
def test_parts_are_listed_as_sentences_do(parts: list[str], listed: str) -> None:
    assert BRITISH.listed(parts) == listed


SPELT, PAIRS = CASES / "misspelt.txt", CASES / "pairs.txt"


def said_of(kind: str, text: str) -> str:
    """What is made of a text as an amount, a date or an address: its words, or what is told of it and offered instead."""
    try:
        match kind:
            case "amount":
                amount = Amount.parse(text)
                near = (
                    f", point {amount.point}, rounds within {amount.rounding}"
                    if amount.low is not None
                    else f", point {amount.point}"
                )
                return f"{amount.words()}, from {amount.least} to {amount.most}{', single' * amount.single}{near}"
            case "date":
                date = Edtf.parse(text)
                return f"{date.words()} ({date.words(short=True)}), from {date.earliest} to {date.latest}, at {date.last_moment}"
            case "colour":
                return f"is {parse_colour(text)}"
            case _:
                return f"is {web_address(text)}"
    except BadValue as error:
        return f"{error}; for example {error.example}"


AMOUNTS = ("0", "5", "about 5", "more than 5", "at least 5", "up to 5", "fewer than 5", "4 to 6", "about 4 to 6", "6 plus or minus 1", "6", "about 6", "unknown")  # fmt: skip
DATES = ("2025-06-01", "2025-06-01~", "2025-06-02?", "2025-06-08", "2025-06", "2025-21", "2025", "2025~", "2025-05/2025-06", "../2025-06", "2025-06/..", "2025-06-01T10:00", "2025-06-01T10:00Z", "2025-06-01T12:00+02:00")  # fmt: skip


COLOURS = ("#000000", "#0a0a0b", "#0b0b0a", "#59616b", "#c0392b", "#1b7a43", "#2e91f2", "#ffd700", "#fffffe", "#ffffff")


def pairs_said() -> Iterator[str]:
    """What each amount, each date and each colour is to each other."""
    for one, other in itertools.product(map(Amount.parse, AMOUNTS), repeat=2):
        how = {name: getattr(one, name)(other) for name in ("below", "overlaps", "same_number", "supports")}
        yield f"amounts {one} | {other}: {' '.join(name for name, holds in how.items() if holds)}"
    for colour, page in itertools.combinations(COLOURS, 2):
        better = suitable(colour, page, {"#59616b"}, ("#2e91f2",))
        yield f"colours {colour} | {page}: contrast {contrast(colour, page):.6f} distance {distance(colour, page):.6f} better {better}"
    for first, second in itertools.product(map(Edtf.parse, DATES), repeat=2):
        days = [day for day in (0, 1, 6, 7, 30, 200) if first.near(second, day)]
        how = {name: getattr(first, name)(second) for name in ("before", "same_moment")}
        yield f"dates {first} | {second}: {' '.join(name for name, holds in how.items() if holds)} near {min(days, default='never')}"


def test_what_values_are_to_each_other_stays_as_it_is() -> None:
    """``REWRITE=1`` writes it anew; read the difference."""
    written = "\n".join(pairs_said()) + "\n"
    if os.environ.get("REWRITE"):
        PAIRS.write_text(written, encoding="utf-8")
    assert written == PAIRS.read_text(encoding="utf-8")


def test_what_is_said_of_misspelt_values_stays_as_it_is() -> None:
    """``REWRITE=1`` writes what is said of each text anew; read the difference."""
    rows = [re.match(r'(\w+) ("(?:[^"\\]|\\.)*")', line) for line in SPELT.read_text(encoding="utf-8").splitlines()]
    written = "".join(f"{row[1]} {row[2]}: {said_of(row[1], json.loads(row[2]))}\n" for row in rows if row)
    if os.environ.get("REWRITE"):
        SPELT.write_text(written, encoding="utf-8")
    assert written == SPELT.read_text(encoding="utf-8")
