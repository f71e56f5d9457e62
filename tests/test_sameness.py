"""The same facts are the same bytes everywhere: another clock, language, home, folder, hash seed and set of fonts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from edge import edge_story
from every_letter import every_letter
from support import ROOT, SECOND, write

DRAW = """
import hashlib, sys
from pathlib import Path
from factbook.charts import CHARTS, ChartRefused, draw
from factbook.charts.png import png_of
from factbook.charts.shaping import drawn_in
from factbook.fonts import typefaces_at
from factbook.kinds import Count
from factbook.loading import load

for root in map(Path, sys.argv[1:]):
    book = load(root)
    for name, chart in CHARTS.items():
        options = {"count": "names" if "names" in book.of(Count) else "visitors"} if "count" in chart.options else {}
        options |= {"series": "rain", "only": "Meadow"} if "series" in chart.options else {}
        options |= {"claim": next(iter(book.claims))} if "claim" in chart.options else {}
        with drawn_in(typefaces_at(Path(sys.argv[1]), ("overrides/Own.ttf",))):
            try:
                drawing = draw(name, book, options, "Headline: 연날리기, جمعية")
            except ChartRefused:
                continue
            made = [drawing.svg_wide.encode(), drawing.svg_narrow.encode(), drawing.spec().encode(), repr(drawing.rows).encode()]
            if name in ("claims", "timeline"):
                made.append(png_of(drawing.svg_wide, 2))
        print(root.name, name, *(hashlib.sha256(part).hexdigest()[:16] for part in made))
"""


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A story with names in Hangul and Arabic, and one whose letters are all in the vendored font."""
    root = write(edge_story(tmp_path_factory.mktemp("edge")), {"overrides/Own.ttf": every_letter()})
    return str(root), str(SECOND)


def drawn(stories: tuple[str, str], folder: Path, **environment: str) -> list[str]:
    """Draw in another process, in ``folder``; gives a line of hashes for each chart."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "VIRTUAL_ENV")}
    done = subprocess.run(
        [sys.executable, "-c", DRAW, *stories],
        env={**kept, "PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1", **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def fonts(folder: Path) -> Path:
    """A font configuration that knows one folder alone, with no font in it; gives its file."""
    (folder / "none").mkdir(parents=True)
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{folder / 'none'}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return config


def test_same_bytes_in_another_place(stories: tuple[str, str], tmp_path: Path) -> None:
    """SVG, Vega-Lite, tables and PNG, with any letters."""
    here = drawn(stories, ROOT, TZ="UTC", LC_ALL="C.UTF-8", HOME=str(tmp_path / "here"), PYTHONHASHSEED="1")
    there = drawn(
        stories,
        tmp_path,
        TZ="Pacific/Kiritimati",
        LC_ALL="ar_EG.UTF-8",
        LANG="ko_KR.UTF-8",
        LANGUAGE="de",
        HOME=str(tmp_path / "there"),
        XDG_CONFIG_HOME=str(tmp_path / "there"),
        FONTCONFIG_FILE=str(fonts(tmp_path / "fonts")),
        PYTHONHASHSEED="4242",
    )
    assert len(here) > 12 and sum(len(line.split()) == 7 for line in here) == 4
    assert here == there
