"""A story's own code: it is found by being there, drawn and checked like the engine's, run only where it is trusted, and
its errors are told with file and line. The charts are those of the cookbook."""

from __future__ import annotations

import py_compile
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from factbook import own_code
from factbook.__main__ import main
from factbook.build import build
from factbook.charts import CHARTS, Renderer, draw
from factbook.charts.legibility import text_problem
from factbook.checks import CHECKS
from factbook.factbook import Factbook
from factbook.kinds import KINDS
from factbook.loading import load
from factbook.problems import RULES, Problems
from support import SECOND, copy_story, write
from test_contributing import blocks

COOKBOOK = {block.path: block.body for block in blocks("COOKBOOK.md") if block.use == "title"}
CODE: dict[str, str | bytes] = {path: text for path, text in COOKBOOK.items() if path.startswith("scripts/")}
OWN = ("slope", "ranges", "by-claimant")
HEAD = "from factbook.charts.own import View, chart\n\n\n"
DRAWS = """@chart("mine", data="claims")
def mine(rows, view):
    \"\"\"What is it?\"\"\"
    import altair as alt
"""
PAGE = """---
title: Mine
description: Mine.
---
# Mine

{{ chart("mine", count="visitors", headline="What is it?") }}
"""
BARS = '    return alt.Chart({"values": rows}).mark_bar().encode(x="value:Q", y="claimant:N")\n'


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    own_code.forget()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(copy_story(SECOND, tmp_path_factory.mktemp("own") / "story"), CODE)


@pytest.fixture
def book(story: Path) -> Factbook:
    own_code.use(story)
    return load(story)


def told(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a check in the story's folder says; nothing if it finds nothing."""
    monkeypatch.chdir(root)
    code = main(["check", *arguments])
    _, err = capsys.readouterr()
    assert code == bool(err) and "Traceback" not in err
    return err


# What works


@pytest.mark.parametrize("name", OWN)
def test_an_own_chart_is_drawn_like_the_engines(name: str, book: Factbook, tmp_path: Path) -> None:
    renderer = Renderer(tmp_path)
    drawing = draw(name, book, {"count": "visitors"}, "A headline", renderer=renderer, link="#{}".format)
    for svg, width in ((drawing.svg_wide, 720), (drawing.svg_narrow, 340)):
        assert f'width="{width}"' in svg and "<title" in svg and "<desc" in svg
        assert "var(--chart-1,#2e91f2)" in svg, "its colours follow the page"
        assert '<a href="#visitors/' in svg, "its marks lead to their claims"
        assert text_problem(svg, width) == ""
    assert len(drawing.rows) > 3 and all(row.ref in book.claims for row in drawing.rows)
    assert '"$schema"' in drawing.spec()


def test_its_finding_is_what_its_function_says(book: Factbook) -> None:
    drawing = draw("slope", book, {"count": "visitors"}, "")
    assert "the constabulary went from about 1,200 to about 4,000" in drawing.summary
    assert "the guild, 1 June 2025: at least 9,000" in draw("ranges", book, {"count": "visitors"}, "").summary


def test_it_takes_its_own_options_and_no_others(story: Path, book: Factbook) -> None:
    plain, lines = (draw("by-claimant", book, {"count": "visitors", **more}, "") for more in ({}, {"mark": "line"}))
    assert plain.svg_wide != lines.svg_wide
    monthly = write(story, {"docs/wrong.md": PAGE.replace('"mine"', '"by-claimant", marks="line"')})
    try:
        with pytest.raises(Problems, match="did you mean 'mark'"):
            build(monthly)
    finally:
        (story / "docs/wrong.md").unlink()


def test_a_changed_function_is_drawn_anew_from_a_warm_cache(story: Path, tmp_path: Path) -> None:
    root = write(tmp_path / "story", {"scripts/charts/mine.py": HEAD + DRAWS + BARS})
    pictures = []
    for text in (HEAD + DRAWS + BARS, HEAD + DRAWS + BARS.replace("mark_bar", "mark_point")):
        write(root, {"scripts/charts/mine.py": text})
        own_code.use(root)
        pictures.append(draw("mine", load(SECOND), {"count": "visitors"}, "", renderer=Renderer(tmp_path / "cache")))
    assert pictures[0].svg_wide != pictures[1].svg_wide


@pytest.mark.parametrize("data", ["events", "people", "organisations", "sources", "series", "places"])
def test_every_kind_of_fact_gives_rows(data: str, tmp_path: Path) -> None:
    text = DRAWS.replace('"claims"', f'"{data}"') + (
        "    assert all(row['ref'] == row['href'].removeprefix('https://fact.invalid/') for row in rows if row['ref'])\n"
        '    return alt.Chart({"values": rows}).mark_tick().encode(x="ref:N")\n'
    ).replace('x="ref:N"', 'x=alt.X("ref:N", axis=None)')
    own_code.use(write(tmp_path, {"scripts/charts/mine.py": HEAD + text}))
    drawing = draw("mine", load(SECOND), {"series": "rain"} if data == "series" else {}, "")
    assert drawing.rows and "<path" in drawing.svg_wide


def test_checks_and_kinds_are_registered_and_forgotten(story: Path) -> None:
    before = [set(registry) for registry in (CHARTS, CHECKS, KINDS, RULES)]
    own_code.use(story)
    assert {*OWN} <= set(CHARTS) and "windy-days" in CHECKS and "contest" in KINDS
    assert RULES["windy-days"] == "A month has at most thirty-one windy days."
    own_code.use(SECOND)
    assert [set(registry) for registry in (CHARTS, CHECKS, KINDS, RULES)] == before


def test_code_that_has_not_changed_is_not_run_again(tmp_path: Path) -> None:
    root = write(tmp_path / "story", {"scripts/charts/mine.py": HEAD + DRAWS + BARS})
    own_code.use(root)
    first = CHARTS["mine"]
    own_code.use(root)
    assert CHARTS["mine"] is first
    write(root, {"scripts/charts/mine.py": HEAD + DRAWS + BARS + "\n"})
    own_code.use(root)
    assert CHARTS["mine"] is not first
    write(root, {"scripts/charts/mine.py": "raise ValueError"})
    for _ in range(2):
        with pytest.raises(Problems, match="must run, found ValueError"):
            own_code.use(root)


# Who is trusted


def test_code_of_a_story_that_is_only_read_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A request's data may bring code along: it is judged by that of the folder in which the program is started."""
    trap = f"from pathlib import Path\n\nPath({str(tmp_path / 'caught')!r}).touch()\n"
    request = copy_story(SECOND, tmp_path / "request")
    write(request, {f"scripts/{folder}/trap.py": trap for folder in ("charts", "checks", "kinds")})
    base = write(tmp_path / "base", {"scripts/charts/.keep": ""})
    monkeypatch.chdir(base)
    for command in (["check"], ["diff", f"--against-dir={SECOND}"], ["export", "--out", str(tmp_path / "out")]):
        main(["--root", str(request), *command])
    capsys.readouterr()
    assert not (tmp_path / "caught").exists()
    main(["--root", str(request), "--code", str(request), "check"])
    assert (tmp_path / "caught").exists()


def test_bytecode_is_neither_read_nor_written(tmp_path: Path) -> None:
    """What a reviewer reads is what runs: compiled code beside it might be another's."""
    root = write(tmp_path / "story", {"scripts/charts/mine.py": "raise SystemExit(9)\n"})
    source = root / "scripts/charts/mine.py"
    compiled = py_compile.compile(str(source), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    write(root, {"scripts/charts/mine.py": HEAD + DRAWS + BARS})
    assert compiled
    own_code.use(root)
    assert "mine" in CHARTS
    Path(compiled).unlink()
    own_code.forget()
    own_code.use(root)
    assert list((root / "scripts/charts/__pycache__").iterdir()) == []


def test_a_link_among_the_code_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = write(tmp_path / "elsewhere", {"evil.py": "raise SystemExit(7)\n"})
    root = copy_story(SECOND, tmp_path / "story")
    write(root, {"scripts/charts/.keep": ""})
    (root / "scripts/charts/evil.py").symlink_to(elsewhere / "evil.py")
    assert re.match(r"scripts/charts/evil\.py:1:1: must .*link", told(root, monkeypatch, capsys))


# What is told


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"charts/mine.py": "def mine(:\n"}, "scripts/charts/mine.py:1:10: must be valid Python, found: "),
        ({"charts/mine.py": "\n\nimport nothing_of_that_name\n"}, "scripts/charts/mine.py:3:1: must run, found ModuleNotFoundError: "),
        ({"checks/mine.py": "raise SystemExit(3)\n"}, "scripts/checks/mine.py:1:1: must run, found SystemExit: 3"),
        ({"charts/My-Chart.py": ""}, "scripts/charts/My-Chart.py:1:1: must have a name of lower-case letters, digits and underscores"),
        ({"charts/mine.py": HEAD + DRAWS.replace("mine", "line") + BARS}, "scripts/charts/mine.py:4:1: must run, found ValueError: chart 'line' is registered twice"),
        ({"charts/mine.py": HEAD + DRAWS.replace('"claims"', '"claim"') + BARS}, "must have rows of a known kind, found data='claim'; did you mean 'claims'?"),
        ({"charts/mine.py": HEAD + '@chart("mine", data="claims")\ndef mine(rows, view):\n    return 1\n'}, "must have a docstring, whose first line is the question it answers"),
        ({"charts/mine.py": "from .helper import x\n", "charts/helper.py": "\nx = 1 / 0\n"}, "scripts/charts/helper.py:2:1: must run, found ZeroDivisionError: "),
        ({"kinds/mine.py": 'from factbook.kinds.base import Fact\nfrom factbook.kinds.descriptor import kind\n\n\n@kind("count", "counts", "c/*.yml")\nclass Mine(Fact):\n    pass\n'}, "scripts/kinds/mine.py:5:1: must run, found ValueError: kind 'count' is registered twice"),
        ({"charts/latin.py": b"# \xe9\n"}, "scripts/charts/latin.py:1:3: must be UTF-8 text"),
    ],
)  # fmt: skip
def test_code_that_does_not_run_is_told_with_its_line(
    files: dict[str, str | bytes],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = write(
        copy_story(SECOND, tmp_path / "story"), {f"scripts/{path}": content for path, content in files.items()}
    )
    assert message in told(root, monkeypatch, capsys)
    assert not any(chart.code for chart in CHARTS.values()), "of code that does not all run, nothing is used"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("    return 1 / 0\n", "must be drawn by its function, found ZeroDivisionError: division by zero (scripts/charts/mine.py:8)"),
        ("    return rows\n", "found TypeError: it must return a chart of Altair, and gave list"),
        (BARS.replace("value:Q", "amuont:Q"), "must name a field of its rows, found 'amuont'; did you mean 'amount'?"),
        (BARS.replace("mark_bar()", "mark_bar(heigth=3)"), "must be drawn by its function, found "),
        (BARS.replace('{"values": rows}', '"https://example.org/rows.csv"'), "must draw the rows that it is given, found data with 'url"),
        (BARS.replace("mark_bar()", "mark_image()").replace(", y=", ', url="href:N", y='), "must draw no images"),
        (BARS.replace('"claimant:N")', '"claimant:N").properties(width=900)'), "must be legible in the wide drawing, found 9"),
        (BARS.replace("mark_bar()", "mark_text(fontSize=40)").replace(", y=", ', text="amount:N", y='), "leave them room"),
        (BARS.replace('x="value:Q"', 'x=alt.X("value:Q", bin="no")'), "must be drawn by its function, found SchemaValidationError: "),
        (BARS.replace(".encode", '.transform_calculate(bad="datum.value +").encode'), "must be a chart that Vega can draw, found: "),
    ],
)  # fmt: skip
def test_a_chart_that_cannot_be_drawn_is_told_on_its_page(
    body: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    write(root, {"scripts/charts/mine.py": HEAD + DRAWS + body, "docs/mine.md": PAGE})
    found = told(root, monkeypatch, capsys)
    assert re.match(r"docs/mine\.md:7:\d+: must ", found) and message in found
    assert found.endswith("1 problem\n")


def test_a_finding_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    finding = DRAWS.replace('data="claims"', 'data="claims", finding=lambda rows: rows[99]["amount"]')
    write(root, {"scripts/charts/mine.py": HEAD + finding + BARS, "docs/mine.md": PAGE})
    assert "must have a finding in words, found IndexError" in told(root, monkeypatch, capsys)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("check book: yield book.nothing", "7:1: must run, found AttributeError: 'Factbook' object has no attribute 'nothing'"),
        ("dated_check book, today: yield today.nothing", "7:1: must run, found AttributeError: 'datetime.date' object has no attribute 'nothing'"),
        ("check book: yield from (x.nothing for x in [1])", "7:1: must run, found AttributeError: 'int' object has no attribute 'nothing'"),
        ("check : yield", "1:1: must run, found TypeError: mine() takes 0 positional arguments but 1 was given"),
        ("check book: raise ValueError('long  ' * 99)", f"7:1: must run, found ValueError: {'long ' * 40}"),
        ("check book: yield from ()", ""),
    ],
)  # fmt: skip
def test_a_check_that_fails_is_told(code: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    register, _, rest = code.partition(" ")
    parameters, _, body = rest.partition(":")
    checks = f'from factbook.checks.registry import {register}\n\n\n@{register}("mine")\ndef mine({parameters}):\n    """Mine holds."""\n   {body}\n'
    root = write(copy_story(SECOND, tmp_path / "story"), {"scripts/checks/mine.py": checks})
    found = told(root, monkeypatch, capsys)
    assert found.startswith(f"scripts/checks/mine.py:{message} [mine]\n") if message else found == ""
    assert RULES["mine"] == "Mine holds."


# What can be read


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ('<text x="0" transform="translate(10,50)">Here</text>', ""),
        ('<text transform="translate(95,50)">Here</text>', "'Here' cut by the edge"),
        ('<text transform="translate(10,50)">Here</text><text transform="translate(20,55)">There</text>', "'Here' on 'There'"),
        ('<text transform="translate(10,30)">Here</text><text transform="translate(10,55)">There</text>', ""),
        ('<text transform="translate(10,50)">Here</text><text opacity="0" transform="translate(20,55)">There</text>', ""),
        ('<g transform="translate(50,50)"><text transform="rotate(-90)" text-anchor="middle">Up and down</text></g>', ""),
        ('<g transform="translate(3,50)"><text transform="rotate(-90)" text-anchor="middle">Up</text></g>', "'Up' cut by the edge"),
        ('<text transform="translate(10,80) rotate(-45)">Slanting</text><text transform="translate(35,80) rotate(-45)">Too</text>', ""),
        ('<text transform="translate(10,80) rotate(-45)">Slanting</text><text transform="translate(20,72) rotate(-45)">Too</text>', "'Slanting' on 'Too'"),
    ],
)  # fmt: skip
def test_texts_that_are_cut_or_lie_on_each_other_are_found(texts: str, problem: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g font-size="12px">{texts}</g></svg>'
    assert text_problem(svg, 100).startswith(problem) and bool(text_problem(svg, 100)) == bool(problem)
    assert "in a room of 90" in text_problem(svg, 90)
