"""Knowledge that stands in one place: what has fallen, how precision is drawn, how near "about" is, how coarse the map is."""

from __future__ import annotations

import ast
from typing import get_args

import pytest
from factbook.kinds import FALLEN, KINDS, STANDING, Claim, Fact, Status
from support import SCRIPTS

STATUSES = frozenset(get_args(Status))


def test_each_status_stands_or_has_fallen() -> None:
    assert STANDING | FALLEN == STATUSES and not STANDING & FALLEN
    for kind in (Claim, *KINDS.values()):
        if field := kind.model_fields.get("status"):
            assert set(get_args(field.annotation)) <= STATUSES, kind


@pytest.mark.parametrize("status", [*sorted(STATUSES), None])
def test_what_has_fallen_does_not_stand(status: str | None) -> None:
    fact = Claim.model_construct(status=status) if status else Fact.model_construct()
    assert (fact.stands, fact.fallen) == (status not in FALLEN, status in FALLEN)


def test_no_other_module_says_which_statuses_stand() -> None:
    """A status is asked for by its name, several by what they have in common: a fifth one is a change in one place."""
    for path in SCRIPTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
                members = getattr(node.comparators[0], "elts", [])
                named = {each.value for each in members if isinstance(each, ast.Constant)}
                assert not (len(named) > 1 and named <= STATUSES), f"{path}:{node.lineno}"
