"""A page of each type in Firefox and in WebKit, on a phone and at a desk, in light and in dark colours. Chromium has the other tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from engines import ENGINES, missing
from page_checks import DESK, PHONE, page_types

LOOK = (Path(__file__).parent / "engines.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ENGINES)
def test_every_type_of_page_is_whole(name: str, grown_site: Path, home: str, tmp_path: Path) -> None:
    if absent := missing(name):
        reason = f"{name} was not tested, for want of {', '.join(absent)}: sh tests/browser/install.sh, as root"
        # a laptop may lack a browser, CI installs all: what it does not test it must not pass
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    paths = [f"{home}{path}" for path in page_types(grown_site)]
    with ENGINES[name](tmp_path) as engine:
        # a text is a page of this site without a policy of its own, so frames can stand in it
        faults, seen = engine.run(f"{home}robots.txt", LOOK, paths, [PHONE["width"], DESK["width"]])
        said = engine.errors()
    print(name, seen)
    assert faults + said == [], "\n".join(faults + said)
    assert seen["pages"] == len(paths) and seen["cards"] > 3 and seen["charts"] > 4, seen
