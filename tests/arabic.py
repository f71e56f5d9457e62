"""The second story in Arabic: some of its texts translated, all of its charts on a page, and names in other scripts among them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from shared import make_once
from support import SECOND, TESTS, built, copy_story, write

TEXTS: Final = {
    "mkdocs.yml": {
        "name: factbook\n": "name: factbook\n  language: ar\n",
        "locale: en_GB": "locale: ar\n      fonts: [overrides/fonts/Own.ttf]",
        "site_name: Kites over Lower Fennick": "site_name: طائرات ورقية فوق فينيك السفلى",
    },
    "data/counts/visitors.yml": {
        "title: Visitors of the kite festival": "title: زوار مهرجان الطائرات الورقية",
        "question: How many people came to the kite festival?": "question: كم شخصًا جاء إلى مهرجان الطائرات الورقية؟",
        "unit: visitors": "unit: زائر",
        "label: passed the pier gate": "label: عبروا بوابة الرصيف",
    },
    "data/counts/kites-aloft.yml": {
        "title: Kites in the air at once": "title: الطائرات الورقية في الجو معًا",
        "unit: kites": "unit: طائرة ورقية",
    },
    "data/events/festival.yml": {
        "title: The kite festival opens": "title: افتتاح مهرجان الطائرات الورقية",
        "title: The largest kite takes off": "title: إقلاع أكبر طائرة ورقية",
    },
    "data/events/bridge.yml": {"title: The bridge opens again": "title: إعادة فتح الجسر"},
    "data/organisations/constabulary.yml": {
        "name: Fennick Constabulary": "name: شرطة فينيك",
        "short: the constabulary": "short: الشرطة",
    },
    "data/organisations/guild.yml": {"short: the guild": "short: نقابة الطائرات الورقية"},
    "data/people/yusuf-al-rih.yml": {"name: Yusuf al-Rih\nnative_name: يوسف الريح": "name: يوسف الريح"},
    "data/sides.yml": {"name: The festival": "name: المهرجان", "name: The town hall": "name: البلدية"},
}
"""Texts and their translations, by path; all others stay as they are, as the names and quotations of such a story would."""
PAGE: Final = "story/charts.md"
CHARTS: Final = {
    "claims": 'count="visitors"',
    "over-time": 'count="visitors"',
    "spread": 'count="visitors"',
    "part-of-whole": 'count="young-visitors"',
    "said-and-printed": 'claims=["visitors/tattle-2025-06-03"]',
    "retelling": 'claim="visitors/constabulary-2025-06-01"',
    "timeline": "",
    "people-and-events": "",
    "map": "",
    "who-says-what": "",
    "line": 'series="rain"',
    "bars": 'series="rain", columns="wet_days", only="Meadow", since="2025"',
    "small-multiples": 'series="rain", columns=["rain", "wet_days"], mark="area"',
    "area": 'series="rain", only="Pier"',
    "table": 'series="rain", since="2025-03"',
}
"""Each chart of the engine with the options that it is drawn with."""


def arabic_story(to: Path) -> Path:
    """Copy the second story in Arabic."""
    root = copy_story(SECOND, to, drawn=False)
    write(root, {"overrides/fonts/Own.ttf": (TESTS / "fonts/arabic-letters.ttf").read_bytes()})
    for path, texts in TEXTS.items():
        text = (root / path).read_text(encoding="utf-8")
        for old, new in texts.items():
            assert old in text, f"{path}: {old}"
            text = text.replace(old, new)
        write(root, {path: text})
    drawn = (f'{{{{ chart("{name}", headline="رسم", {options}) }}}}' for name, options in CHARTS.items())
    return write(root, {f"docs/{PAGE}": "\n\n".join(["---\ntitle: الرسوم\n---\n# الرسوم", *drawn]) + "\n"})


def built_arabic() -> Path:
    """Return its site."""
    return make_once("arabic", lambda site: built(arabic_story(site.with_name("arabic-story")) / "mkdocs.yml", site))
