"""A story of edge cases for charts, made up on the spot: no claim, one, two hundred, open ends, odd names, long ago."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from support import write

NAMES = {
    "short": "Al",
    "long": "The Provisional Joint Committee for the Enumeration of Everything that Flies above the Lower Estuary",
    "hangul": "연날리기 협회",
    "arabic": "جمعية الطائرات الورقية",
    "hostile": "</svg><script>alert(document)</script>",
}
CLAIMANTS = tuple(NAMES)
SUPERSEDED = "    status: superseded\n"


def edge_story(root: Path) -> Path:
    """Write the story below ``root`` and give it back."""
    files: dict[str, str | bytes] = {
        "data/sides.yml": "- id: one-side\n  name: One side\n- id: other-side\n  name: The other side\n",
        "data/sources/paper.yml": (
            "id: paper\ntype: article\npublisher: short\nquality: A\nread: whole\npublished: 2025-06-02\n"
        ),
        "data/events/all.yml": "".join(_events()),
        "docs/index.md": "---\ntitle: Edge cases\n---\n# Edge cases\n",
    }
    for number, (ident, name) in enumerate(NAMES.items()):
        side = ("one-side", "other-side")[number % 2]
        files[f"data/organisations/{ident}.yml"] = f"id: {ident}\nname: {name!r}\ntype: association\nside: {side}\n"
    for ident, claims in COUNTS.items():
        listed = "".join(claims) or " []"
        name = '{"' + ident.replace("-", " ") + '"}'  # as text, as "zero" is a number
        files[f"data/counts/{ident}.yml"] = (
            f"id: {ident}\ntitle: 'Kites, {name}'\nquestion: How many kites?\nunit: kites\n"
            f"counting: cumulative\ndefinition: Kites in the air.\nclaims:{listed}\n"
        )
    for ident, (key, rows) in SERIES.items():
        text = key == "place"
        files[f"data/series/{ident}.yml"] = (
            f"id: {ident}\ntitle: Wind, {ident}\nunit: kites an hour and square metre of meadow\ndefinition: Wind.\nby: short\n"
            f"source: paper\nlicence: CC0\nkey: {'[place]' if text else '[day, place]'}\ncolumns:\n"
            + ("" if text else "- {name: day, type: date, description: The day.}\n")
            + "- {name: place, type: text, description: Where.}\n- {name: gust, type: number, description: How strong.}\n"
        )
        files[f"data/series/{ident}.csv"] = f"{'' if text else 'day,'}place,gust\n" + "".join(
            f"{row}\n" for row in rows
        )
    return write(root, files)


_FAR = "The far end of the meadow beyond the second gate"
SERIES: dict[str, tuple[str, list[str]]] = {
    "wind-once": ("day", ["2025-06-01,Gate,7.5"]),
    "wind-unknown": ("day", ["2025,Gate,", "2026,Gate,"]),
    "wind-nought": ("day", ["2025-05,Gate,0", "2025-06,Gate,0"]),
    "wind-negative": ("day", [f"{year},Gate,{(year - 2010) * -3.25}" for year in range(2000, 2026)]),
    "wind-huge": ("day", ["2025-05-31,Gate,123456789012345", "2025-06-01,Gate,0.000000001", "2025-06-03,Gate,5"]),
    "wind-daily": (
        "day",
        [f"2025-{month:02}-{day:02},Gate,{(month * day) % 17}" for month in range(1, 13) for day in range(1, 29, 3)],
    ),
    "wind-many": (
        "day",
        [f"2025-06-{day:02},{_FAR} {number},{day * number}" for day in range(1, 9) for number in range(1, 7)],
    ),
    "wind-alike": ("day", [f"2025-06-{day:02},Gate {number},5" for day in range(1, 4) for number in range(1, 7)]),
    "wind-places": ("place", [f"{_FAR} {number},{number * 1000 - 3000}" for number in range(1, 13)]),
}
"""Tables by id: what their rows are named by, and the rows."""


def _claim(number: int, value: str, as_of: str = "2025-06-01", by: str = "short", more: str = "") -> str:
    return (
        f"\n  - id: c{number}\n    value: {value}\n    as_of: {as_of}\n    by: {by}\n"
        f"    basis: observation\n    source: paper\n{more}"
    )


def _events() -> Iterator[str]:
    for number, date in enumerate(
        ("1925-06-01", "2025-06-01", "2025-06-01", "../2025-05", "2025-04/2025-06", "2025-06~")
    ):
        yield (
            f"- id: e{number}\n  title: {NAMES[CLAIMANTS[number % 5]]!r}\n  date: {date}\n  type: flight\n"
            f"  by: short\n  source: paper\n"
        )


COUNTS: dict[str, list[str]] = {
    "none": [],
    "one": [_claim(0, "about 600")],
    "unknown": [_claim(0, "unknown", more="    wording: a good many\n")],
    "open": [
        _claim(0, "more than 10"),
        _claim(1, "fewer than 900", by="long"),
        _claim(2, "at least 5", by="hangul"),
        _claim(3, "up to 70", by="arabic"),
    ],
    "identical": [_claim(number, "500", by=by) for number, by in enumerate(CLAIMANTS)],
    "zero": [_claim(0, "0"), _claim(1, "up to 3", by="long")],
    "century": [_claim(0, "3", "1925-06-01", more=SUPERSEDED), _claim(1, "4000000", "2025-06-01")],
    "names": [_claim(number, f"{100 * number + 100}", by=by) for number, by in enumerate(CLAIMANTS)],
    "many": [
        _claim(
            number,
            f"{1000 + 37 * number}",
            f"20{10 + number // 12}-{number % 12 + 1:02d}",
            CLAIMANTS[number % 5],
            SUPERSEDED if number < 195 else "",
        )
        for number in range(200)
    ],
}
"""The counts of the story: their claims as YAML."""
