"""The mutation tester: which changes it makes, that tests notice them, and that what is excused exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import mutants
import pytest
from support import TESTS, write


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("x = a < b", ["a <= b"]),
        ("x = a >= b != c", ["a > b != c", "a >= b == c"]),
        ("x = a not in b", ["a in b"]),
        ("x = a and b", ["a or b", "b", "a"]),
        ("x = not a", ["a"]),
        ("x = a - b", ["a + b"]),
        ("x = 5", ["x = 6", "x = 4"]),
        ("x = True", ["x = False"]),
        ("x = Decimal('0.1')", ["Decimal('0.2')", "Decimal('0.0')"]),
        ("x = max(a)", ["min(a)"]),
        ("x = a if b else c", ["a if True else c", "a if False else c"]),
        ("x = ('a', 'b')", ["x = ('b',)", "x = ('a',)"]),
        ("x = [y for y in z if y]", ["[y for y in z]"]),
        ("x = 'text'", []),
        ("x: dict[str, int] = a", []),
        ("def f(a: int = 1) -> int:\n    return a", ["return None"]),
        ("def f():\n    return not a", ["return None", "return True", "return False", "a"]),
        ("def f():\n    return a, b", ["return None"]),
        ("def f():\n    if a: return", ["if True:", "if False:"]),
    ],
)
def test_one_place_is_changed_at_a_time(code: str, changed: list[str]) -> None:
    assert [each.after for each in mutants.mutants("x.py", code)] == changed


def test_what_reads_alike_in_a_function_has_a_number() -> None:
    found = mutants.mutants("x.py", "def f():\n    a(b < c)\n    d(b < c)")
    assert [each.key for each in found] == ["x.py f: b < c -> b <= c", "x.py f: b < c -> b <= c (2)"]


def test_what_is_excused_has_its_reason() -> None:
    """That it is still there, and still survives, is asked when the mutants are run, so that no new name turns a test red."""
    known, lines = mutants.reasons(), mutants.SURVIVORS.read_text(encoding="utf-8").splitlines()
    assert 2 * len(known) == len([line for line in lines if line and not line.startswith("#")])
    assert [key for key, reason in known.items() if not re.fullmatch(r"[A-Z].{20,}\.", reason)] == []


ENGINE = """
from functools import cache

MOST = 3
LESS = MOST - 1

@cache
def few(number: int) -> bool:
    return number < MOST

class Some:
    def fewer(self, number: int) -> bool:
        return number == LESS

def down(number: int) -> int:
    while number > 0:
        number -= 1
    return number

def loose(number: int) -> int:
    return number or 0
"""
TEST = """
from factbook.values.few import Some, down, few, loose

def test_all():
    assert few(2) and not few(4)
    assert Some().fewer(2) and not Some().fewer(1)
    assert down(0) == down(3) == 0
    assert loose(5) == 5
"""


EXCUSED = {
    "few: number < MOST -> number <= MOST": "Nobody ever has three of them.",
    "down: number > 0 -> number > 1": "It was thought that no test notices.",
    "up: number > 0 -> number > 1": "It was there once, under another name.",
}


def test_survivors_are_told_from_what_tests_notice(tmp_path: Path) -> None:
    """In a project of one module: constants and caches are exchanged too, and what runs for ever is noticed."""
    package = "scripts/factbook/values"
    files: dict[str, str | bytes] = {
        "scripts/factbook/__init__.py": "",
        f"{package}/__init__.py": "",
        f"{package}/few.py": ENGINE,
        "tests/test_values.py": TEST,
        "tests/mutants.py": (TESTS / "mutants.py").read_bytes(),
        "tests/mutants-survivors.txt": "".join(
            f"values/few.py {key}\n    {reason}\n" for key, reason in EXCUSED.items()
        ),
    }
    root = write(tmp_path, files)
    quick = "import sys, mutants; mutants.TESTS = {'values': ('test_values.py',)}; mutants.STARTED = 0.5; sys.exit(mutants.main())"
    run = subprocess.run(
        [sys.executable, "-c", quick, "--jobs", "2"],
        cwd=root,
        env={"PYTHONPATH": f"{root / 'tests'}:{root / 'scripts'}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.stdout.rpartition(" without a reason:\n")[2].splitlines() == [
        f"{package}/few.py:21: [loose] number or 0 -> number",
        f"{package}/few.py:21: [loose] number or 0 -> number or 1",
        f"{package}/few.py:21: [loose] number or 0 -> number or -1",
    ], run.stdout + run.stderr
    assert f"{package}/few.py:9: [few] number < MOST -> number <= MOST" in run.stdout, "told, and excused"
    assert "must be noticed by no test, found noticed: values/few.py down: number > 0 -> number > 1" in run.stdout
    assert "must be a change that can be made, found none: values/few.py up: number > 0 -> number > 1" in run.stdout
    assert run.returncode == 1
