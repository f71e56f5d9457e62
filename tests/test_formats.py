"""How numbers and dates are written by locale: Babel, which reads the same CLDR, is the oracle."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest
import vl_convert
from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from factbook.build import build, files
from factbook.charts import axes
from factbook.site import Site
from factbook.values import Amount, BadValue, Edtf
from factbook.values.cldr import formats_of, from_cldr, known_locales
from factbook.values.formats import BRITISH, current, written_in
from factbook.values.messages import languages
from factbook.values.phrases import ENGLISH, Phrases, phrases
from hypothesis import assume, given
from hypothesis import strategies as st
from support import SECOND, copy_story, good, html_pages, mkdocs

ORACLE = ("en_US", "de", "fr", "ar", "hi", "ja", "pl")
"""Locales whose words Babel writes, too: with other months, marks, groups of digits, and orders of day, month and year."""
locales = st.sampled_from(("en_GB", *ORACLE))
decimals = st.decimals(0, 10**15, places=4, allow_nan=False, allow_infinity=False) | st.integers(0, 10**8).map(Decimal)
days = st.dates(dt.date(1000, 1, 1))


# Babel as the oracle


@given(locales, decimals)
def test_numbers_are_the_locales(locale: str, number: Decimal) -> None:
    """Latin digits, also in Arabic and Hindi."""
    expected = format_decimal(number, locale=locale, decimal_quantization=False, numbering_system="latn")
    assert formats_of(locale).number(number.normalize()) == expected
    assert set(re.findall(r"\w", expected)) <= set("0123456789")


@given(st.sampled_from(ORACLE), st.integers(100, 999), st.integers(4, 12))
def test_round_millions_are_the_locales(locale: str, digits: int, zeros: int) -> None:
    number = Decimal(digits * 10**zeros)
    assume(locale != "fr" or number not in (10**6, 10**9, 10**12))  # Babel takes the plural there
    expected = format_compact_decimal(
        number, format_type="short" if locale == "ja" else "long", locale=locale, fraction_digits=2
    )
    assert formats_of(locale).compact(number) == expected


@given(st.sampled_from(ORACLE), st.integers(0, 100))
def test_percent_is_the_locales(locale: str, number: int) -> None:
    """Babel leaves out the mark of direction that CLDR has around the sign in Arabic."""
    words, expected = formats_of(locale).percent.format(number), format_percent(Decimal(number) / 100, locale=locale)
    assert words.replace("\u200e", "") == expected.replace("\u200e", "")


@given(locales, days)
def test_days_and_months_are_the_locales(locale: str, day: dt.date) -> None:
    """But for the first of a month in French, which the CLDR writes as no ordinal."""
    assume(day.day > 1 or not locale.startswith("fr"))
    with written_in(formats_of(locale)):
        date, month = Edtf.parse(day.isoformat()), Edtf.parse(day.isoformat()[:7])
        assert date.words() == format_date(day, "long", locale=locale)
        assert month.words() == format_skeleton("yMMMM", day, locale=locale)
        if locale != "en_GB" or day.month != 9:  # Sept there, Sep here
            assert date.words(short=True) == format_skeleton("yMMMd", day, locale=locale)
            assert month.words(short=True) == format_skeleton("yMMM", day, locale=locale)


@given(locales, days, days)
def test_intervals_are_the_locales(locale: str, one: dt.date, other: dt.date) -> None:
    """What is said once, and in which order; the dash is the locale's where its language has no word of ours."""
    other = other.replace(year=one.year, day=min(other.day, 28))
    first, last = sorted(day.replace(month=10 if day.month == 9 else day.month) for day in (one, other))  # no Sept
    assume(first != last and (min(first.day, last.day) > 1 or not locale.startswith("fr")))
    with written_in(formats_of(locale)):
        words = Edtf.parse(f"{first}/{last}").words(short=True)
    expected = format_interval(first, last, "yMMMd", locale=locale)
    if formats_of(locale).phrases.to:
        assert f" {formats_of(locale).phrases.to} " in words
        words, expected = words.replace(f" {formats_of(locale).phrases.to} ", ""), re.sub(r"\s?–\s?", "", expected)
    assert words == expected


def test_british_english_is_the_cldrs_but_for_two_things() -> None:
    found = from_cldr(Locale.parse("en_GB"))
    named = {large.unit: large.forms["other"] for large in found.large if large.least == large.unit}
    assert named == {large.unit: large.forms["other"] for large in BRITISH.large}
    assert (found.percent, found.months[8]["MMM"]) == ("{}%", "Sept")
    months = tuple({key: name.replace("Sept", "Sep") if len(name) == 4 else name for key, name in each.items()} for each in found.months)  # fmt: skip
    assert replace(found, large=BRITISH.large, percent=BRITISH.percent, months=months) == BRITISH


def test_every_locale_of_the_cldr_has_formats() -> None:
    languages = [name for name in known_locales() if "_" not in name]
    assert len(languages) > 200
    for name in languages:
        with written_in(formats_of(name)):
            for text in ("2024-11-03", "2024-11~", "2024-06-06/2024-06-10", "2024-10/2024-12", "2024-21/2024-22"):
                words = Edtf.parse(text).words()
                assert "2024" in words and "%" not in words, (name, words)
            assert re.search("350|3.5|35", Amount.parse("3500000").words()), name


# Words


def test_british_words_stand_where_nothing_was_set() -> None:
    assert current() is BRITISH is formats_of("en-GB")
    assert Site().locale == "en_GB"


@pytest.mark.parametrize(
    ("text", "german", "american", "italian"),
    [
        ("2024-11-13", "13. November 2024", "November 13, 2024", "13 novembre 2024"),
        ("2025-03~", "etwa März 2025", "about March 2025", "about marzo 2025"),
        ("2024-24?", "Winter 2024 (unsicher)", "winter 2024 (uncertain)", "winter 2024 (uncertain)"),
        ("2024-06-06/2024-06-10", "6. bis 10. Juni 2024", "June 6 to 10, 2024", "06–10 giugno 2024"),
        ("2024-06~/2024-07-10", "etwa Juni bis 10. Juli 2024", "about June to July 10, 2024", "about giugno–10 luglio 2024"),
        ("2024-06/2025-02", "Juni 2024 bis Februar 2025", "June 2024 to February 2025", "giugno 2024 – febbraio 2025"),
        ("2024~/2024-12", "etwa 2024 bis Dezember 2024", "about 2024 to December 2024", "about 2024 – dicembre 2024"),
        ("199X", "die 1990er Jahre", "the 1990s", "the 1990s"),
        ("../2025", "bis 2025", "by 2025", "by 2025"),
        ("2025/..", "ab 2025", "from 2025 on", "from 2025 on"),
    ],
)  # fmt: skip
def test_dates_in_words(text: str, german: str, american: str, italian: str) -> None:
    for locale, words in (("de", german), ("en", american), ("it", italian)):
        with written_in(formats_of(locale)):
            assert Edtf.parse(text).words().replace("\N{THIN SPACE}", " ") == words


@pytest.mark.parametrize(
    ("text", "german", "italian", "indian"),
    [
        ("more than 4700", "mehr als 4.700", "more than 4.700", "more than 4,700"),
        ("4 to 5", "4 bis 5", "4–5", "4 to 5"),
        ("600 plus or minus 50", "600 plus/minus 50", "600 plus or minus 50", "600 plus or minus 50"),
        ("about 0.5", "etwa 0,5", "about 0,5", "about 0.5"),
        ("1000000", "1 Million", "1\N{NO-BREAK SPACE}milione", "1 million"),
        ("1500000000", "1,5 Milliarden", "1,5\N{NO-BREAK SPACE}miliardi", "1.5 billion"),
        ("3500000", "3,5 Millionen", "3,5\N{NO-BREAK SPACE}milioni", "3.5 million"),
        ("1234567", "1.234.567", "1.234.567", "12,34,567"),
        ("unknown", "eine unbekannte Zahl", "an unknown number", "an unknown number"),
    ],
)
def test_amounts_in_words(text: str, german: str, italian: str, indian: str) -> None:
    for locale, words in (("de", german), ("it", italian), ("en_IN", indian)):
        with written_in(formats_of(locale)):
            assert Amount.parse(text).words().replace("\N{NO-BREAK SPACE}", " ") == words.replace(
                "\N{NO-BREAK SPACE}", " "
            )


@pytest.mark.parametrize("language", languages())
def test_a_languages_phrases_hold_their_numbers(language: str) -> None:
    for field in fields(Phrases):
        own, english = getattr(phrases(language), field.name), getattr(ENGLISH, field.name)
        if isinstance(english, str) and own is not None:
            assert own.count("{}") == english.count("{}"), field.name
            filled = own.format(*range(600, 602)[: own.count("{}")])
            assert filled.strip() == filled, field.name


@pytest.mark.parametrize("name", ["", "english", "xx", "en_GB_x", "../de", "d" * 10_000, "123", "de DE"])
def test_an_unknown_locale_is_refused(name: str) -> None:
    with pytest.raises(BadValue) as caught:
        formats_of(name)
    assert formats_of(caught.value.example) is BRITISH


# No words are kept from one locale to the next


def test_formats_are_in_force_for_a_while_and_in_one_thread() -> None:
    amount, date = Amount.parse("4700"), Edtf.parse("2025-03-01")
    seen: list[str] = []
    with written_in(formats_of("de")):
        with written_in(formats_of("fr")):
            assert date.words() == "1er mars 2025"
        assert (amount.words(), date.words()) == ("4.700", "1. März 2025")
        other = threading.Thread(target=lambda: seen.append(amount.words()))
        other.start()
        other.join()
    assert seen == ["4,700"]
    assert (amount.words(), date.words()) == ("4,700", "1 March 2025")


def test_names_of_months_do_not_leak_between_locales() -> None:
    """Babel keeps what it resolved for one locale in data that others inherit."""
    names = {name: [from_cldr(Locale.parse(name)).axis_month(month) for month in (3, 12)] for name in ("ja", "ar", "de", "en", "hi")}  # fmt: skip
    assert names == {
        "ja": ["3月", "12月"],
        "ar": ["مارس", "ديسمبر"],
        "de": ["Mär", "Dez"],
        "en": ["Mar", "Dec"],
        "hi": ["मार्च", "दिस॰"],
    }


# Axes


def test_axes_have_the_locales_names_and_numbers() -> None:
    def labels() -> list[tuple[str, ...]]:
        first, last = (axes.milliseconds(dt.date(year, 2, 1)) for year in (2024, 2025))
        return [tick.label for tick in axes.time_ticks(first, last, 6)]

    assert labels() == [("Mar", "2024"), ("May",), ("Jul",), ("Sep",), ("Nov",), ("Jan", "2025")]
    with written_in(formats_of("de")):
        assert labels() == [("Mär", "2024"), ("Mai",), ("Jul",), ("Sep",), ("Nov",), ("Jan", "2025")]
        assert axes.month_and_year(2024 * 12 + 8) == "Sept. 2024"
        assert axes.number_label(1_250_000) == "1,25 Millionen"
    with written_in(formats_of("ja")):
        assert axes.month_and_year(2024 * 12 + 8) == "2024年9月"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("en_GB", ["0", "0.5", "10,000", "2.5 million"]), ("de", ["0", "0,5", "10.000", "2,5 Millionen"])],
)
def test_vega_prints_the_labels_of_an_axis(locale: str, expected: list[str]) -> None:
    values = [0, 0.5, 10_000, 2_500_000.0]
    with written_in(formats_of(locale)):
        axis = {"values": values, "labelExpr": axes.label_expression(values), "labelOverlap": False}
    spec = {
        "data": {"values": [{"x": 0}]},
        "mark": "point",
        "encoding": {"x": {"field": "x", "type": "quantitative", "scale": {"domain": [0, 3e6]}, "axis": axis}},
    }
    assert texts(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))[:4] == expected


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


# A whole site


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_story(SECOND, tmp_path_factory.mktemp("german") / "story")


def made(root: Path, locale: str) -> Iterator[tuple[str, str]]:
    pages = build(root, Site("Kites", locale=locale))
    for page in pages:
        yield page.path, page.content
    for path, content in files(pages):
        if not path.endswith((".png", ".sqlite", ".webp", ".xlsx", ".zip")):
            yield path, content.decode()


def test_a_story_in_german_and_back(story: Path) -> None:
    """One folder of drawings for both; files are made after the build, when its formats are no longer in force."""
    english, german = dict(made(story, "en_GB")), dict(made(story, "de"))
    assert dict(made(story, "en_GB")) == english
    assert english.keys() == german.keys()

    page = (
        german["story/the-count.md"].replace("&#46;", ".").partition('class="corrected"')[0]
    )  # the record is kept as written
    assert "etwa 4.000" in page and "12. Mai 2025" in page and "19 Tage" in page
    page = re.sub(r"<q>.*?</q>|<td>about 4,000</td>", "", page)  # a source's own words
    assert not re.search(r">(?:about|at least|more than|up to) \d|\d (?:May|June) 2025", page)

    folder = "charts/counts/visitors/claims/"
    words = ("10.000", "40.000", "mindestens 9.000", "3.800 bis 4.300", "31. Mai 2025")
    assert [each for each in words if each not in german[f"{folder}chart.vl.json"]] == []
    originals = ("10,000", "at least 9,000", "31 May 2025")
    assert [each for each in originals if each not in english[f"{folder}chart.vl.json"]] == []
    assert "mindestens 9.000" in german[f"{folder}chart.csv"]


def test_the_themes_language_is_the_locale_unless_one_is_given(tmp_path: Path) -> None:
    settings = "site_name: Kites\ntheme: {name: factbook, language: de}\nplugins: [search, factbook]\n"
    run = mkdocs(good(tmp_path, {"mkdocs.yml": settings}) / "mkdocs.yml", tmp_path / "site")
    assert run.returncode == 0, run.stderr
    home = html_pages(tmp_path / "site")["index.html"]
    assert "31. Mai 2025" in home.all("main")[0].text


def test_an_unknown_locale_is_named(tmp_path: Path) -> None:
    settings = "site_name: Kites\ntheme: {name: factbook}\nplugins: [search, factbook: {locale: en_BG}]\n"
    run = mkdocs(good(tmp_path, {"mkdocs.yml": settings}) / "mkdocs.yml", tmp_path / "site")
    assert run.returncode == 1
    assert "option 'locale': must be a locale of the Unicode CLDR" in run.stderr
    assert "found 'en_BG'; did you mean 'en_" in run.stderr
    assert "for example: en_GB" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "site").exists()
