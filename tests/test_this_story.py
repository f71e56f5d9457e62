"""What a fact checker found about the story in ``data/``; its cases are in ``cases/this-story``."""

from __future__ import annotations

import pytest
import yaml
from factbook.factbook import Factbook
from factbook.kinds import Count
from factbook.views.conflicts import are_rivals, conflicts
from support import CASES, ROOT, load_story

PAIRS = yaml.safe_load((CASES / "this-story/conflicts.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book() -> Factbook:
    return load_story(ROOT)


@pytest.mark.parametrize(("first", "second", "expected"), PAIRS)
def test_a_pair_that_was_checked_by_hand(book: Factbook, first: str, second: str, expected: str) -> None:
    pair = (book.claims[first], book.claims[second])
    assessed = {
        f"assessed {each.kind}"
        for count in book.of(Count).values()
        for each in count.assessments
        if {first, second} <= set(each.claims)
    }
    kind = next((each.kind for each in conflicts(book) if {each.first, each.second} == set(pair)), "none")
    words = "no rivals" if kind == "independent" and not are_rivals(book, pair) else kind
    assert expected in {words, *(assessed if kind == "none" else ())}
