"""Knowledge that stands in one place: what has fallen, how near "about" is, how coarse the map is."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from pathlib import Path
from typing import cast, get_args

import pytest
from factbook.charts import CHARTS, base, placed
from factbook.charts.layers import Frame
from factbook.charts.precision import BAR_MEANS, Extent
from factbook.charts.registry import Chart, DrawFunction, Options, Prepared
from factbook.charts.theme import Size
from factbook.charts.vega import spec_of, svg_of
from factbook.factbook import Factbook
from factbook.kinds import KINDS, RETRACTED_STATUSES, STANDING_STATUSES, Claim, Fact, Status
from factbook.loading import load
from factbook.pages.documents import STANDARD
from factbook.values.amount import ABOUT
from factbook.views import standing, voices
from support import ROOT, SCRIPTS, write
from test_charts import FILES, OPTIONS

STATUSES = frozenset(get_args(Status))


def test_each_status_stands_or_has_fallen() -> None:
    assert STANDING_STATUSES | RETRACTED_STATUSES == STATUSES and not STANDING_STATUSES & RETRACTED_STATUSES
    kinds: list[type[Fact]] = [Claim, *KINDS.values()]
    for kind in kinds:
        if field := kind.model_fields.get("status"):
            assert set(get_args(field.annotation)) <= STATUSES, kind


@pytest.mark.parametrize("status", [*sorted(STATUSES), None])
def test_what_has_fallen_does_not_stand(status: str | None) -> None:
    fact = Claim.model_construct(**{"status": status} if status else {})  # type: ignore[arg-type]  # no other field
    assert (fact.stands, fact.fallen) == (status not in RETRACTED_STATUSES, status in RETRACTED_STATUSES)


def test_no_other_module_says_which_statuses_stand() -> None:
    """A status is asked for by its name, several by what they have in common: a fifth one is a change in one place."""
    for path in SCRIPTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
                members = getattr(node.comparators[0], "elts", [])
                named = {each.value for each in members if isinstance(each, ast.Constant)}
                assert not (len(named) > 1 and named <= STATUSES), f"{path}:{node.lineno}"


def test_the_page_on_method_says_the_conventions_that_the_engine_has() -> None:
    text = re.sub(r'\{\{ literal\("(.*?)"\) \}\}', r"\1", (STANDARD / "method.md").read_text(encoding="utf-8"))
    method = " ".join(text.split())
    assert f"“About” may reach {({Decimal('0.1'): 'a tenth', Decimal('0.2'): 'a fifth'})[ABOUT]} either way." in method
    assert f"within {({7: 'a week', 14: 'two weeks', 30: 'a month'})[voices.SAME_TIME_DAYS]} of each other" in method
    assert f"more than {({91: 'a quarter', 183: 'half a year', 365: 'a year'})[standing.CURRENT_DAYS]} older" in method
    assert "half a year" in standing.WORDS["older"][0]


@pytest.mark.real_story
def test_the_map_is_as_coarse_as_is_said_of_it() -> None:
    """The notice is made from the constant; the licence, and the source that the story names, are written by hand."""
    licence = (base.COUNTRIES.parent / "LICENSE.txt").read_text(encoding="utf-8")
    assert f"world-atlas {base.WORLD_ATLAS} ({base.ATLAS_FILE})" in licence
    assert f"Natural Earth {base.NATURAL_EARTH}," in licence and f"1:{base.SCALE} million" in licence
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "data" / "sources").glob("natural-earth*"))
    assert all(f"1:{base.SCALE}m" in source for source in sources)


AMOUNTS = ("{}", "about {}", "at least {}", "more than {}", "up to {}", "fewer than {}")
DATES = ("2025-05-04", "2025-05-04~", "../2025-05-04", "2025-05-04/..")


def varied(tmp_path: Path, amount: str = "{}", date: str = "2025-05-04") -> Factbook:
    """The charts' story, in which two claims and an event have such an amount or date."""
    files = dict(FILES)
    for name, old, new in (
        ("counts/visitors.yml", "more than 700, as_of: 2025-05,", f"{amount.format(700)}, as_of: {date},"),
        ("counts/stilts.yml", "about 90, as_of: 2025-05-04", f"{amount.format(90)}, as_of: {date}"),
        ("events/fair.yml", "date: 2025-04-30", f"date: {date}"),
    ):
        assert old in files[name]
        files[name] = files[name].replace(old, new)
    return load(write(tmp_path, {f"data/{name}": text for name, text in files.items()}))


def shown(book: Factbook, name: str, size: Size) -> tuple[str, str]:
    """The shapes and the words of a chart, as the renderer drew them."""
    svg = svg_of(spec_of(name, CHARTS[name].prepare(book, OPTIONS[name]), size))
    words = r"<text\b.*?</text>"
    return re.sub(words, "", svg), "".join(re.findall(words, svg))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Factbook]:
    made = {amount: varied(tmp_path_factory.mktemp("amount"), amount) for amount in AMOUNTS}
    made |= {date: varied(tmp_path_factory.mktemp("date"), date=date) for date in (*DATES, "2025-05-14")}
    return made | {"other": varied(tmp_path_factory.mktemp("other"), "1{}")}


def tell_apart(books: dict[str, Factbook], name: str, sorts: tuple[str, ...], other: str) -> None:
    """A chart whose shapes follow a value shows in them how precise it is; one that writes it shows it in its words."""
    prepare = CHARTS[name].prepare
    sizes: tuple[Size, ...] = ("wide", "narrow")
    if prepare(books[sorts[0]], OPTIONS[name]).data == prepare(books[other], OPTIONS[name]).data:
        return  # it does not show this value
    for size in sizes:
        plain, moved = (shown(books[each], name, size) for each in (sorts[0], other))
        if plain == moved:
            continue
        drawn = [shown(books[sort], name, size)[plain[0] == moved[0]] for sort in sorts]
        assert len({*drawn}) == len(drawn), f"{name} draws two of {sorts} alike"


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_shows_how_precise_an_amount_is(name: str, books: dict[str, Factbook]) -> None:
    tell_apart(books, name, AMOUNTS, "other")


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_shows_how_precise_a_date_is(name: str, books: dict[str, Factbook]) -> None:
    tell_apart(books, name, DATES, "2025-05-14")


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("name", ["over-time", "timeline"])
def test_a_chart_says_what_its_bars_mean(name: str, size: Size, books: dict[str, Factbook], tmp_path: Path) -> None:
    """Beside "Small: replaced" a bar would be taken for an amount."""
    means = BAR_MEANS.partition(": ")[2]  # one of two sorts of bar is named otherwise
    assert means in shown(books["2025-05-04~"], name, size)[1]
    dates = re.compile(r"\b(as_of|date): [\d./~-]+")
    sure = {f"data/{file}": dates.sub(r"\1: 2025-05-03", text) for file, text in FILES.items()}
    assert means not in shown(load(write(tmp_path, dict(sure))), name, size)[1]


def test_a_chart_of_plain_dots_is_found_out(books: dict[str, Factbook], monkeypatch: pytest.MonkeyPatch) -> None:
    def picture(prepared: Prepared[float], size: Size) -> object:
        import altair as alt

        dots = (
            placed.rows_of("dots").mark_circle(color="black").encode(x=alt.X("at:Q", scale=alt.Scale(domain=[0, 300])))
        )
        return placed.framed([dots], {"dots": [{"at": prepared.data / 10}]}, Frame(300, 20))

    def prepare(book: Factbook, options: Options) -> Prepared[float]:
        return Prepared(Extent.of(book.claims["visitors/b"].value).least, "", (), ())

    monkeypatch.setitem(CHARTS, "dots", Chart("dots", "?", (), prepare, cast(DrawFunction, picture)))
    monkeypatch.setitem(OPTIONS, "dots", {})
    with pytest.raises(AssertionError, match="dots draws two of"):
        tell_apart(books, "dots", AMOUNTS, "other")
