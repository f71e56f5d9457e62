"""The map of modules: current, complete, and true of the path that a claim takes."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import module_map
from factbook.build import build, files
from factbook.charts import Renderer
from factbook.pages.conversion import convert
from factbook.pages.markup import with_blocks, with_facts
from factbook.pages.policy import with_policy
from factbook.settings import site_at
from support import SCRIPTS, SECOND, overlay, write

STEPS = [f"factbook.{step.partition(':')[0]}" for step in module_map.PATH]


def test_the_map_is_current() -> None:
    written = (SCRIPTS / module_map.PAGE).read_text(encoding="utf-8")
    assert module_map.page(SCRIPTS) == written, "run: make modules"


def test_the_map_has_every_module_and_its_first_paragraph(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "factbook/__init__.py": '"""An engine."""\n',
            "factbook/parts/wheel.py": '"""A :class:`.Wheel`, or ``a|b``\nof it.\n\nMore.\n"""\n',
        },
    )
    text = module_map.page(tmp_path)
    assert "has 2 modules and 6 lines." in text
    assert "\n## factbook\n\nAn engine. 1 lines.\n" in text
    assert text.endswith(
        "\n## factbook.parts\n\n5 lines.\n\n| module | first line |\n| --- | --- |\n| `wheel` | A `Wheel`, or `a\\|b` of it. |\n"
    )
    undocumented = [
        path for path in SCRIPTS.rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not undocumented


def _published(root: Path) -> Iterator[str]:
    """What a publisher makes of the claim: the HTML of a page, the table of claims, the JSON-LD of its count."""
    site, renderer = site_at(root), Renderer(local_limit=10**6)  # no other process draws
    pages = build(root, site, renderer)
    page, count = (
        next(page for page in pages if page.path == path) for path in ("story/the-count.md", "counts/visitors.md")
    )
    html = with_facts(convert(page.content, site.extensions).html, page.parts)
    yield with_policy(f'<head><meta charset="utf-8"></head>{with_blocks(html, page.parts)}')
    tables = [
        page._replace(files=tuple(file for file in page.files if file.path == "data/claims.csv")) for page in pages
    ]
    yield "".join(content.decode() for _, content in files(tables))
    assert count.head
    yield count.head.graph()
    renderer.close()


def test_a_claim_takes_the_path_of_the_map(tmp_path: Path) -> None:
    overlay(SECOND, tmp_path)
    facts = tmp_path / "data/counts/visitors.yml"
    with facts.open("a", encoding="utf-8") as file:
        file.write(f"# {tmp_path}\n")  # so that it is parsed, though another test has parsed the original
    waiting = list(reversed(STEPS))

    def note(frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if event != "call" or not waiting or not waiting[-1].endswith(code.co_name):
            return  # at next to no cost
        if waiting[-1] == f"{frame.f_globals['__name__']}.{code.co_qualname}":
            waiting.pop()

    sys.setprofile(note)
    try:
        published = list(_published(tmp_path))
    finally:
        sys.setprofile(None)
    done = STEPS[: len(STEPS) - len(waiting)]
    assert done == STEPS, f"{STEPS[len(done)]} is not called after {STEPS[len(done) - 1]}; edit PATH in module_map.py"
    for each in published:
        assert "constabulary-2025-06-01" in each, each[:300]
