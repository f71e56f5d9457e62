"""Amounts and dates: properties that hold for every text and every pair of values, and an oracle for dates."""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import edtf
import pytest
from factbook.values import Amount, BadValue, Edtf
from factbook.values.amount import DIGITS, PREFIXES, number_words
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

settings.register_profile("factbook", deadline=None, derandomize=True, max_examples=200)
settings.load_profile("factbook")

# Texts

WILD = st.text() | st.text(alphabet="0123456789-/.~?%X toabuexclnkw,٣४３²½\x00\u202e\ufeff \n\t", max_size=40)
"""Any text, and texts made of what amounts and dates are made of, with digits of other scripts and control characters."""

# Amounts

numbers = st.builds(
    lambda whole, part: f"{whole}{part}",
    st.integers(0, 10**15 - 1),
    st.just("") | st.from_regex(r"\.[0-9]{0,3}[1-9]", fullmatch=True),
).filter(lambda text: len(Decimal(text).as_tuple().digits) <= DIGITS)


@st.composite
def ranges(draw: st.DrawFn) -> str:
    low, high = sorted((draw(numbers), draw(numbers)), key=Decimal)
    assume(Decimal(low) < Decimal(high))
    return f"{low} to {high}"


related = st.builds("{} {}".format, st.sampled_from(PREFIXES), numbers).filter(
    lambda text: text.strip(".0") != "fewer than "
)
amount_texts = numbers | related | ranges() | st.just("unknown")
amounts = st.builds(Amount.parse, amount_texts)
small_amounts = st.builds(
    Amount.parse,
    st.builds(str, st.integers(0, 6))
    | st.builds("{} {}".format, st.sampled_from(PREFIXES), st.integers(0, 6)).filter(
        lambda text: text != "fewer than 0"
    )
    | st.sampled_from(("1 to 3", "2 to 5", "unknown")),
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
        ("unknown", "0", "Infinity"),
    ],
)
def test_an_amount_reaches_from_the_least_to_the_most_it_allows(text: str, least: str, most: str) -> None:
    """The word "about" reaches a tenth either way (docs/method.md)."""
    amount = Amount.parse(text)
    assert (amount.least, amount.most) == (Decimal(least), Decimal(most))


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
    number, _, million = words.partition(" ")
    return Decimal(number.replace(",", "")) * (1_000_000 if million else 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("600", "600"),
        ("4700", "4,700"),
        ("about 600", "about 600"),
        ("more than 4700", "more than 4,700"),
        ("4 to 5", "4 to 5"),
        ("0", "0"),
        ("0.5", "0.5"),
        ("1000000", "1 million"),
        ("3500000", "3.5 million"),
        ("1234567", "1,234,567"),
        ("up to 12000000", "up to 12 million"),
        ("100000000", "100 million"),
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
        ("/2024-11", "by November 2024"),
        ("2024/2025", "2024 to 2025"),
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
