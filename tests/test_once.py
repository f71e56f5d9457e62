"""Knowledge that stands in one place: what has fallen, how near "about" is, how coarse the map is."""

from __future__ import annotations

import ast
from decimal import Decimal
from typing import get_args

import pytest
from factbook.charts import base
from factbook.kinds import FALLEN, KINDS, STANDING, Claim, Fact, Status
from factbook.values.amount import ABOUT
from factbook.views import origins
from support import ROOT, SCRIPTS

STATUSES = frozenset(get_args(Status))


def test_each_status_stands_or_has_fallen() -> None:
    assert STANDING | FALLEN == STATUSES and not STANDING & FALLEN
    kinds: list[type[Fact]] = [Claim, *KINDS.values()]
    for kind in kinds:
        if field := kind.model_fields.get("status"):
            assert set(get_args(field.annotation)) <= STATUSES, kind


@pytest.mark.parametrize("status", [*sorted(STATUSES), None])
def test_what_has_fallen_does_not_stand(status: str | None) -> None:
    fact = Claim.model_construct(**{"status": status} if status else {})  # type: ignore[arg-type]  # no other field
    assert (fact.stands, fact.fallen) == (status not in FALLEN, status in FALLEN)


def test_no_other_module_says_which_statuses_stand() -> None:
    """A status is asked for by its name, several by what they have in common: a fifth one is a change in one place."""
    for path in SCRIPTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
                members = getattr(node.comparators[0], "elts", [])
                named = {each.value for each in members if isinstance(each, ast.Constant)}
                assert not (len(named) > 1 and named <= STATUSES), f"{path}:{node.lineno}"


def test_the_page_on_method_says_the_conventions_that_the_engine_has() -> None:
    method = " ".join((ROOT / "docs" / "method.md").read_text(encoding="utf-8").split())
    assert f"“About” may reach {({Decimal('0.1'): 'a tenth', Decimal('0.2'): 'a fifth'})[ABOUT]} either way." in method
    assert f"within {({7: 'a week', 14: 'two weeks', 30: 'a month'})[origins.WINDOW]} of each other" in method


def test_the_map_is_as_coarse_as_is_said_of_it() -> None:
    """The notice is made from the constant; the licence, and the source that the story names, are written by hand."""
    licence = (base.COUNTRIES.parent / "LICENSE.txt").read_text(encoding="utf-8")
    assert f"world-atlas {base.WORLD_ATLAS} ({base.ATLAS_FILE})" in licence
    assert f"Natural Earth {base.NATURAL_EARTH}," in licence and f"1:{base.SCALE} million" in licence
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "data" / "sources").glob("natural-earth*"))
    assert all(f"1:{base.SCALE}m" in source for source in sources)
