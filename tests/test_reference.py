"""The reference: made from the code, with a picture of each chart and an example of each function that is run."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from factbook import own_code
from factbook.build import build
from factbook.charts import CHARTS
from factbook.charts.registry import OPTION_WORDS
from factbook.pages.blocks import BLOCKS
from factbook.pages.inline import INLINE
from support import SECOND, copy_story, good, write

PAGE = (SECOND / "docs/reference.md").read_text(encoding="utf-8")
SECTION = re.compile(r'<section><h3 id="reference-(chart|function|rows)-([\w-]+)">(.*?)</section>', re.DOTALL)


def sections(root: Path) -> dict[tuple[str, str], str]:
    """Each section of the reference of a story by its sort and name."""
    content = next(page.content for page in build(root) if page.path == "reference.md")
    return {(sort, name): html.unescape(text) for sort, name, text in SECTION.findall(content)}


@pytest.fixture(scope="module")
def second() -> dict[tuple[str, str], str]:
    return sections(SECOND)


def test_every_option_is_described() -> None:
    assert {option for chart in CHARTS.values() for option in chart.options} == OPTION_WORDS.keys()


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_has_its_options_an_example_and_its_picture(name: str, second: dict[tuple[str, str], str]) -> None:
    section = second["chart", name]
    assert CHARTS[name].question in section and f'chart("{name}"' in section
    assert all(OPTION_WORDS[option] in section for option in CHARTS[name].options)
    assert section.count("<svg ") == 2, "the wide picture and the narrow one"


@pytest.mark.parametrize("name", sorted({*INLINE, *BLOCKS} - {"reference"}))
def test_every_function_has_a_signature_and_an_example_that_prints(
    name: str, second: dict[tuple[str, str], str]
) -> None:
    section = second["function", name.replace("_", "-")]
    assert re.search(rf"<code>{name}\([^<]*\)</code>", section) and f"{{{{ {name}(" in section
    assert re.search(r'<p class="note">\S', section)


def test_what_an_example_prints_leaves_no_trace_on_the_page() -> None:
    page = next(page for page in build(SECOND) if page.path == "reference.md")
    assert page.shown == () and page.corrections == ()
    assert not [file.path for file in page.files if file.path.startswith("charts/")]


def test_a_story_with_few_facts_is_told_what_it_lacks(tmp_path: Path) -> None:
    root = good(tmp_path, {"docs/reference.md": PAGE})
    found = sections(root)
    assert "No picture from this story: a chart must have the option series" in found["chart", "line"]
    assert '{{ claim("visitors/council-2025-06-01") }}' in found["function", "claim"]


def test_a_storys_own_charts_are_in_it(tmp_path: Path) -> None:
    code = '''from factbook.charts.own import chart


@chart("mine", data="claims", options=("mood",))
def mine(rows, view):
    """Whose is it?"""
    import altair as alt

    return alt.Chart({"values": rows}).mark_bar().encode(x="value:Q", y=alt.Y("ref:N", axis=None))
'''
    root = write(copy_story(SECOND, tmp_path / "story"), {"scripts/charts/mine.py": code})
    own_code.use(root)
    try:
        section = sections(root)["chart", "mine"]
    finally:
        own_code.forget()
    assert "Whose is it? A chart of this story’s own, in <code>scripts/charts/mine.py</code>." in section
    assert "mood" in section and section.count("<svg ") == 2
