"""The command ``factbook migrate``: fact files in the form of earlier versions are rewritten with all that is in them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from factbook.changes import gate_problems
from factbook.formatter import comments_of
from factbook.kinds import Count
from factbook.loading import load
from factbook.migrations import migrated
from support import factbook, good, problems_of, write
from test_changes import TODAY

VISITORS = "data/counts/visitors.yml"
HEAD = """\
# yaml-language-server: $schema=../.schema/count.json
# The festival's gate count.

id: visitors
title: Visitors of the festival
question: How many came?
unit: visitors
counting: cumulative
definition: Everybody on the ground.
"""
OLD = f"""{HEAD}# every claim that we found
claims:
  # the council's
  - id: council-2025-06-01
    value: about 4000
    as_of: 2025-06-01
    by: council
    basis: observation
    source: herald-2025-06-02
  - id: gate
    value: 3000
    as_of: 2025-06-01
    by: council
    basis: observation
    source: herald-2025-06-02
    scope: "Passed: the gate"  # their words
  - {{id: also-gate, value: 3100, as_of: 2025-06, by: herald, basis: unknown, source: herald-2025-06-02, scope: 'Passed: the gate'}}
  - id: long
    value: 30
    as_of: 2025-06-01
    by: council
    basis: observation
    source: herald-2025-06-02
    scope: >-
      passed the
      gate
    note: Of the morning.
  - id: one-word
    value: 3
    as_of: 2025-06-01
    by: council
    basis: observation
    source: herald-2025-06-02
    scope: dogs
  - id: same-word
    value: 4
    as_of: 2025-06-02
    by: council
    basis: observation
    source: herald-2025-06-02
    scope: visitors
  - id: in-greek
    value: 2
    as_of: 2025-06-01
    by: council
    basis: observation
    source: herald-2025-06-02
    scope: πύλη
"""
SCOPES = {
    "passed-the-gate": "Passed: the gate",
    "passed-the-gate-2": "passed the gate",
    "dogs": "dogs",
    "visitors-2": "visitors",
    "scope": "πύλη",
}


def test_words_become_scopes_and_all_else_stays(tmp_path: Path) -> None:
    root = good(tmp_path, {VISITORS: OLD})
    assert "[field-value]" in problems_of(root)
    assert factbook("migrate", cwd=root) == (0, f"{VISITORS}: rewritten in today's form\n")
    assert problems_of(root) == ""
    count = load(root).of(Count)["visitors"]
    assert {scope.id: scope.label for scope in count.scopes} == SCOPES
    printed = {claim.id: claim.scope_words for claim in count.claims}
    assert printed == {
        "council-2025-06-01": "",
        "gate": "Passed: the gate",
        "also-gate": "Passed: the gate",
        "long": "passed the gate",
        "one-word": "dogs",
        "same-word": "visitors",
        "in-greek": "πύλη",
    }
    text = (root / VISITORS).read_text(encoding="utf-8")
    assert comments_of(text) == comments_of(OLD)
    assert "# every claim that we found\nclaims:\n  # the council's\n" in text
    before, after = (yaml.load(each, yaml.BaseLoader) for each in (OLD, text))
    assert [{**claim, "scope": ""} for claim in before.pop("claims")] == [
        {**claim, "scope": ""} for claim in after.pop("claims")
    ]
    assert {**after, "scopes": ""} == {**before, "scopes": ""}


def test_what_is_in_todays_form_stays_to_the_byte(tmp_path: Path) -> None:
    root = good(tmp_path, {VISITORS: OLD})
    factbook("migrate", cwd=root)
    text = (root / VISITORS).read_bytes()
    assert factbook("migrate", cwd=root) == (0, "everything is in today's form\n")
    assert (root / VISITORS).read_bytes() == text


def test_nothing_is_written_where_one_file_cannot_be_read(tmp_path: Path) -> None:
    root = good(tmp_path, {VISITORS: OLD, "data/counts/kites.yml": "id: kites\nid: kites\nscope: x\n"})
    code, _ = factbook("migrate", cwd=root)
    assert code == 1
    assert (root / VISITORS).read_text(encoding="utf-8") == OLD


def test_the_gate_asks_nothing_of_a_migration_and_still_of_a_change(tmp_path: Path) -> None:
    base = good(tmp_path, {VISITORS: OLD})
    root = good(tmp_path / "now", {VISITORS: OLD})
    factbook("migrate", cwd=root)
    assert gate_problems(root, base, TODAY) == []
    text = (root / VISITORS).read_text(encoding="utf-8")
    write(
        root,
        {
            VISITORS: text.replace("    scope: dogs\n", "")
            .replace('label: "πύλη"', "label: θύρα")
            .replace("label: πύλη", "label: θύρα")
        },
    )
    assert [problem.message.partition(":")[0] for problem in gate_problems(root, base, TODAY)] == [
        "scopes.4.label",
        "scope",
    ]


@pytest.mark.parametrize(
    ("scopes", "claims", "expected"),
    [
        ("scopes: [{id: a, label: At A}]\n", "scope: At A", "scopes: [{id: a, label: At A}]\n"),
        ("scopes: [{id: a, label: At A}]\n", "scope: a", "scopes: [{id: a, label: At A}]\n"),
        ("scopes: [{id: a, label: At A}]\n", "scope: aa", "scopes: [{id: a, label: At A}]\n"),
        ("scopes: []\n", "scope: At A", 'scopes: [{id: at-a, label: "At A"}]\n'),
        ("scopes: [{id: a, label: B}]\n", "scope: At A", 'scopes: [{id: a, label: B}, {id: at-a, label: "At A"}]\n'),
        ("scopes:\n- id: a\n  label: B\n", "scope: At A", 'scopes:\n- id: a\n  label: B\n- {id: at-a, label: "At A"}\n'),
        ("scopes:\n  - id: a\n    label: >-\n      B\n", "scope: C", 'scopes:\n  - id: a\n    label: >-\n      B\n  - {id: c, label: "C"}\n'),
        ("scopes:\n  # first\n  - id: a\n    label: B\n", "scope: A 'b' \\", 'scopes:\n  # first\n  - id: a\n    label: B\n  - {id: a-b, label: "A \'b\' \\\\"}\n'),
    ],
)  # fmt: skip
def test_scopes_that_are_there_stay(scopes: str, claims: str, expected: str) -> None:
    new = migrated(f"id: n\n{scopes}claims:\n  - id: c\n    {claims}\n", "data/counts/n.yml", "count")
    assert new.startswith(f"id: n\n{expected}claims:\n  - id: c\n    scope: ")


@pytest.mark.parametrize("text", ["{id: n, claims: [{id: c, scope: At A}]}", "{claims: [{scope: At A}], id: n}"])
def test_a_count_on_one_line(text: str) -> None:
    new = migrated(text, "data/counts/n.yml", "count")
    assert new == text.replace("claims", 'scopes: [{id: at-a, label: "At A"}], claims').replace(
        "scope: At A", "scope: at-a"
    )


@pytest.mark.parametrize(
    "text", ["", "scope: a", "claims: scope: a", "claims: [scope: [a b]]", "scopes: a b\nclaims: [{scope: a b}]"]
)
def test_what_is_no_count_is_left_as_it_is(text: str) -> None:
    assert migrated(text, "data/counts/n.yml", "count") == text
