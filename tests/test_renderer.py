"""The renderer: what is left out for speed is proved here, and drawing goes on where no worker process starts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair
import pytest
import vl_convert
from factbook.build import build, check
from factbook.charts import CHARTS, BlankRenderer, Renderer, renderer, worker_pool
from factbook.charts.registry import Prepared
from factbook.charts.renderer import LOCAL_LIMIT
from factbook.charts.svg import finish_svg
from factbook.charts.theme import Size
from factbook.charts.vega import spec_of, svg_of
from factbook.charts.worker_pool import WorkerPool
from factbook.exports import File
from factbook.factbook import Factbook
from factbook.kinds import Count
from factbook.loading import load
from factbook.pages.markup import Block
from factbook.pages.page import Page
from jsonschema import Draft7Validator
from support import SCRIPTS, SECOND, copy_story, good

SCHEMA = Path(altair.__file__).parent / "vegalite" / "v6" / "schema" / "vega-lite-schema.json"
SIZES: tuple[Size, Size] = ("wide", "narrow")


@pytest.fixture(scope="module")
def book() -> Factbook:
    return load(SECOND)


def prepared(name: str, book: Factbook) -> Prepared[Any]:
    chart = CHARTS[name]
    claims = [claim.misreports for claim in book.claims.values() if claim.misreports]
    known = {"count": "visitors" if "visitors" in book.of(Count) else next(iter(book.of(Count))), "claim": claims[0]}
    known |= {"series": "rain", "only": "Meadow"}
    known["claims"] = next(claim.ref for claim in book.claims.values() if claim.misreports)
    return chart.prepare(book, {option: known[option] for option in chart.options if option in known})


@pytest.fixture(scope="module")
def schema() -> Iterator[Draft7Validator]:
    yield Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_is_valid_vega_lite(name: str, size: Size, book: Factbook, schema: Draft7Validator) -> None:
    """The build skips Altair's own validation, so it is made here, against the schema that Altair carries."""
    spec = json.loads(spec_of(name, prepared(name, book), size))
    assert [error.message[:200] for error in schema.iter_errors(spec)] == []
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [name for name in CHARTS if not CHARTS[name].plain])
def test_texts_put_in_afterwards_stand_where_the_renderer_puts_them(name: str, size: Size, book: Factbook) -> None:
    spec = spec_of(name, prepared(name, book), size)
    whole = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])

    def finished(svg: str) -> str:
        return finish_svg(
            svg, ident="x", size=size, headline="", summary="", link=lambda ref: f"#{ref}", tips={}, variables={}
        )

    assert "<text" in whole
    assert finished(svg_of(spec)) == finished(whole)


def test_a_check_draws_plain_charts_alone_and_finds_no_less(tmp_path: Path) -> None:
    """Whether a chart that Vega lays out can be read, only a drawing shows."""
    root = copy_story(SECOND, tmp_path / "story")
    assert check(root) == len(build(root))
    pictures = list((root / ".cache").iterdir())
    assert pictures
    for entry in pictures:
        entry.unlink()
    check(root)
    specs = [path.read_text(encoding="utf-8") for path in (root / ".cache").glob("*.json")]
    assert len(specs) >= len(SIZES) * sum(chart.plain for chart in CHARTS.values())
    assert all('"range": {"category"' in spec for spec in specs), "with the theme of those that Vega lays out"


def test_where_no_process_can_be_started_all_is_drawn_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    drawn = build(root)

    def none(*_: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(worker_pool, "ProcessPoolExecutor", none)
    for entry in (root / ".cache").iterdir():
        entry.unlink()
    again = build(root)
    assert [page.content for page in again] == [page.content for page in drawn]
    assert begun(again).make() == begun(drawn).make()


def begun(pages: list[Page]) -> File:
    """The first file that other processes can make, begun."""
    file = next(file for page in pages for file in page.files if file.begin)
    assert file.begin
    file.begin()
    return file


def test_pages_are_given_before_their_pictures_are_drawn(tmp_path: Path) -> None:
    """A publisher with a renderer of its own fills them in later, and gets what others get at once."""
    root = copy_story(SECOND, tmp_path / "story")
    ours = Renderer(tmp_path / "cache")
    early = build(root, renderer=ours)
    assert any(isinstance(part, Block) and part.make for page in early for part in page.parts)
    assert not any("<svg" in page.content for page in early)
    assert [page.whole().content for page in early] == [page.content for page in build(root)]
    ours.close()


@pytest.mark.usefixtures("worker_processes")
def test_what_was_drawn_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is ordered is fetched, and so kept: a second build begins no other process."""
    charts = [
        f"{{{{ chart('{name}', count='visitors', headline='X') }}}}" for name in ("claims", "over-time", "spread")
    ]
    root = good(tmp_path, {"docs/index.md": "\n\n".join(("---\ntitle: Home\n---\n# Home", *charts))})
    assert len(charts) * len(SIZES) > LOCAL_LIMIT, "other processes draw"
    first = [page.whole().content for page in build(root)]

    def none(*_: object) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr(renderer, "_draw", none)
    monkeypatch.setattr(WorkerPool, "submit", none)
    ours = Renderer(root / ".cache")
    assert [page.whole().content for page in build(root, renderer=ours)] == first
    ours.close()


def test_the_queue_is_cancelled_when_the_renderer_is_closed(tmp_path: Path, book: Factbook) -> None:
    """A build that fails ends at once: what was ordered and not begun is not drawn."""
    ours = Renderer(tmp_path)
    for count in book.of(Count):
        for size in SIZES:
            ours.submit("claims", CHARTS["claims"].prepare(book, {"count": count}), size)
    ours.close()
    assert len(list(tmp_path.iterdir())) == 0


def test_workers_exit_with_their_parent(tmp_path: Path) -> None:
    """A build that is killed leaves no process behind."""
    script = (
        "import os, time, sys; from pathlib import Path; from factbook.charts import Renderer\n"
        "r = Renderer(); r.submit_png('<svg/>', 1); print(*r._pool.executor()._processes, flush=True)\n"
        "if __name__ == '__main__': time.sleep(60)\n"
    )
    file = tmp_path / "asks.py"
    file.write_text(script, encoding="utf-8")
    asks = subprocess.Popen(
        [sys.executable, file], env={**os.environ, "PYTHONPATH": str(SCRIPTS)}, stdout=subprocess.PIPE, text=True
    )
    assert asks.stdout
    drawing = [int(word) for word in asks.stdout.readline().split()]
    assert drawing and all(map(runs, drawing))
    asks.kill()
    asks.wait()
    end = time.monotonic() + 20
    while any(map(runs, drawing)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(runs, drawing))


def runs(process: int) -> bool:
    """Whether a process of that number is at work; one that has ended and waits to be noticed is not."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


@pytest.mark.usefixtures("worker_processes")
def test_pixels_begun_elsewhere_are_those_made_here(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="9" height="9"/></svg>'
    ahead, here = Renderer(tmp_path), Renderer()
    ahead.submit_png(svg, 2)
    assert ahead.png(svg, 2) == here.png(svg, 2)
    ahead.close()
    assert here.png(svg, 2).startswith(b"\x89PNG")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(("pictures", "kept", "begun"), [(5, False, True), (4, False, False), (5, True, False)])
def test_others_get_ready_where_many_pictures_are_to_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pictures: int, kept: bool, begun: bool
) -> None:
    """Where anything was kept, next to all of it may have been: nobody knows before the pictures are ordered."""
    asked: list[int] = []

    def executor(self: WorkerPool) -> None:
        asked.append(pictures)
        raise OSError("no room for another process")

    monkeypatch.setattr(WorkerPool, "executor", executor)
    if kept:
        (tmp_path / "cache").mkdir()
        (tmp_path / "cache" / "entry.svg").touch()
    (tmp_path / "cache" / "tidy").mkdir(parents=True, exist_ok=True)  # what a check keeps there is no picture
    Renderer(tmp_path / "cache").prestart(pictures)
    assert bool(asked) == begun
    Renderer().prestart(pictures)  # with no folder to keep anything in, there is nothing to know
    assert len(asked) == begun


def test_a_story_says_beforehand_how_many_pictures_it_wants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected: list[int] = []
    monkeypatch.setattr(BlankRenderer, "prestart", lambda self, pictures: expected.append(pictures))
    check(copy_story(SECOND, tmp_path, drawn=False))
    wanted = sum(page.read_text(encoding="utf-8").count("{{ chart(") for page in (SECOND / "docs").rglob("*.md"))
    assert expected == [wanted * len(SIZES)] and wanted > 1


@pytest.mark.usefixtures("worker_processes")
def test_workers_ignore_the_interrupt_of_a_terminal(tmp_path: Path, book: Factbook) -> None:
    """It is sent to all; theirs would be a traceback each, and the build's own end is told in a line."""
    drawing = Renderer(tmp_path, local_limit=0)
    fetch = drawing.submit("claims", prepared("claims", book), "wide")
    workers = list(
        drawing._pool.executor()._processes.values()
    )  # of this renderer alone: those of other tests are just ending
    assert workers
    end = time.monotonic() + 20
    for worker in workers:
        assert worker.pid is not None
        while not ignores_interrupts(worker.pid) and time.monotonic() < end:
            time.sleep(0.02)
        os.kill(worker.pid, signal.SIGINT)
    assert fetch().svg.startswith("<svg")
    assert all(worker.is_alive() for worker in workers)
    drawing.close()


def ignores_interrupts(process: int) -> bool:
    """Whether SIGINT would do nothing to a process; not yet while it starts."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    ignored = next(line.split()[1] for line in lines if line.startswith("SigIgn:"))
    return bool(int(ignored, 16) >> (signal.SIGINT - 1) & 1)
