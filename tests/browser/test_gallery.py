"""Every chart on every story in a real browser: nothing clipped, nothing overlapping, nothing too small, nothing run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from find import FLAGS, chromium
from gallery import page
from playwright.sync_api import Dialog, Page, sync_playwright

MEASURE = """() => [...document.querySelectorAll('section')].flatMap(section => [...section.querySelectorAll('svg')].flatMap(svg => {
  const frame = svg.getBoundingClientRect(), where = section.dataset.name + ' ' + svg.parentNode.className, out = [];
  const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).map(t => {
    const m = t.getCTM(); return {t, slanted: Math.abs(m.b) > 0.01, box: t.getBoundingClientRect()};
  });
  for (const {t, box, slanted} of texts) {
    const by = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
    if (by > 2 && !slanted) out.push(`${where}: clipped by ${by.toFixed(0)} px: ${t.textContent.slice(0, 40)}`);
    const size = parseFloat(getComputedStyle(t).fontSize) * (frame.width / (svg.viewBox.baseVal.width || frame.width));
    if (size < 10.5) out.push(`${where}: ${size.toFixed(1)} px small: ${t.textContent.slice(0, 40)}`);
  }
  const flat = texts.filter(x => !x.slanted);
  for (let i = 0; i < flat.length; i++) for (let j = i + 1; j < flat.length; j++) {
    const a = flat[i].box, b = flat[j].box;
    const w = Math.min(a.right, b.right) - Math.max(a.left, b.left), h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (w > 3 && h > 5) out.push(`${where}: overlap ${w.toFixed(0)}x${h.toFixed(0)}: ${flat[i].t.textContent.slice(0, 30)} / ${flat[j].t.textContent.slice(0, 30)}`);
  }
  return out;
}))"""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str]]]:
    """The gallery, open in Chromium, and what scripts, if any ran, had to say."""
    path: Path = page(tmp_path_factory.mktemp("gallery"))
    said: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.on("dialog", dismiss)
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.goto(path.as_uri())
        tab.evaluate("document.fonts.ready")
        yield tab, said
        browser.close()


def test_every_chart_is_there(gallery: tuple[Page, list[str]]) -> None:
    tab, _ = gallery
    assert tab.locator("section svg").count() > 100
    assert tab.locator("section[data-name^='real timeline'] svg").count() == 2


def test_nothing_is_clipped_small_or_overlapping(gallery: tuple[Page, list[str]]) -> None:
    tab, _ = gallery
    assert tab.evaluate(MEASURE) == []


def test_no_name_runs_as_a_script(gallery: tuple[Page, list[str]]) -> None:
    tab, said = gallery
    assert tab.locator("section script").count() == 0
    assert said == []
