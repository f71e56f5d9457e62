"""Checks of pages in a browser: viewports, a page of each type, axe, the contrast of texts."""

from __future__ import annotations

from pathlib import Path

from factbook import browser
from factbook.browser import DESK as DESK
from factbook.browser import PHONE as PHONE
from playwright.sync_api import Page

FAMILIES = ("story", "counts", "people", "claimants", "sources")
"""Folders of page families; the largest page of each is tested."""
MAX_SHIFT = 0.1
"""Cumulative layout shift that counts as good, https://web.dev/articles/cls; tables and the head move a little on a slow machine."""
CONTRAST = """() => {
  const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = css => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = css; paint.fillRect(0, 0, 1, 1); return [...paint.getImageData(0, 0, 1, 1).data]; };
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
  const poor = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest('svg, script, style, .md-search') || !e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) continue;
    const style = getComputedStyle(e), [a, b] = [light(rgba(style.color)), light(ground(e))].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    seen++;
    if (ratio < 4.5) poor.push(`${e.className || e.tagName}: ${ratio.toFixed(2)}`);
  }
  return {seen, poor: [...new Set(poor)]};
}"""
"""Script that returns the texts outside charts with a contrast below 4.5:1, and the number of texts."""


def page_types(site: Path) -> list[str]:
    """Return the paths of all pages outside families and of the largest page of each family."""
    pages = [path.relative_to(site) for path in site.rglob("*.html") if "charts" not in path.parts]
    chosen = [path for path in pages if path.parts[0] not in FAMILIES or len(path.parts) == 2]
    for family in FAMILIES:
        members = [path for path in pages if path.parts[0] == family and len(path.parts) == 3]
        chosen.append(max(members, key=lambda path: (site / path).stat().st_size))
    assert len(chosen) >= 15
    return sorted(path.as_posix().removesuffix("index.html") for path in chosen)


def violations(page: Page, contrast: bool = True) -> list[str]:
    """Return the violations that axe reports, with up to three elements of each."""
    rules = {"color-contrast": {"enabled": contrast}}
    return [f"{page.url}: {fault}" for fault in browser.violations(page, {**browser.RULES, "rules": rules})]
