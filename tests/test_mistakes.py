"""Mistakes that editors make: what each is told, and that doing what the message says ends green.

``cases/mistakes/mistakes.txt`` has, of each, the file, the right text, the wrong one that replaces it and, where the message has no
example that can be copied as it is, what an editor then writes; below stand the messages. Without such a text the test itself
does what they say, one after the other. ``REWRITE=1 pytest tests/test_mistakes.py`` writes the messages that are printed now.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import CASES, good, overlay, problems_of

TABLE = CASES / "mistakes/mistakes.txt"
HEAD = re.compile(r"(?P<path>(?:data|docs)/[^:>]*?): (?P<parts>.*)|(?P<file>data/.*) => (?P<renamed>data/.*)")


@dataclass(frozen=True)
class Mistake:
    """A mistake: in ``path``, ``right`` is replaced by ``wrong``, or the file is renamed; ``cure`` is what is written then."""

    head: str
    path: str
    right: str
    wrong: str
    cure: str | None
    messages: str


def mistakes() -> Iterator[Mistake]:
    for block in TABLE.read_text(encoding="utf-8").split("\n\n"):
        head, _, messages = block.rstrip("\n").partition("\n")
        if head.startswith("# "):
            continue
        match = HEAD.fullmatch(head)
        assert match, head
        if match["file"]:
            yield Mistake(head, match["file"], "", match["renamed"], None, messages)
            continue
        right, wrong, *cure = (re.sub(r"\\(n|t|xa0)", _unescaped, part) for part in match["parts"].split(" => "))
        yield Mistake(head, match["path"], right, wrong, cure[0] if cure else None, messages)


def _unescaped(match: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "xa0": "\xa0"}[match[1]]


MISTAKES = list(mistakes())


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = good(tmp_path_factory.mktemp("mistakes"))
    overlay(CASES / "mistakes", root)
    (root / "mistakes.txt").unlink()
    assert problems_of(root) == ""
    return root


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.head[:80])
def test_a_mistake_is_told_and_the_cure_ends_green(mistake: Mistake, story: Path) -> None:
    path, before = story / mistake.path, (story / mistake.path).read_text(encoding="utf-8")
    changed = path
    try:
        if mistake.right:
            assert before.count(mistake.right) == 1, f"stands not once: {mistake.right!r}"
            path.write_text(before.replace(mistake.right, mistake.wrong), encoding="utf-8")
        else:
            changed = path.rename(story / mistake.wrong)
        told = problems_of(story)
        assert told == mistake.messages or os.environ.get("REWRITE"), told
        if os.environ.get("REWRITE"):
            blocks = TABLE.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
            written = [f"{mistake.head}\n{told}" if each.split("\n")[0] == mistake.head else each for each in blocks]
            TABLE.write_text("\n\n".join(written) + "\n", encoding="utf-8")
        assert told, "it must be told"
        if mistake.cure is not None:
            path.write_text(before.replace(mistake.right, mistake.cure), encoding="utf-8")
        for _ in range(4):
            if mistake.cure is not None or not told:
                break
            changed = followed(story, changed, told)
            told = problems_of(story)
        assert problems_of(story) == ""
    finally:
        changed.unlink()
        path.write_text(before, encoding="utf-8")


def followed(root: Path, path: Path, told: str) -> Path:
    """Do what the first message with an example or a name says; return the path of the file then."""
    problems = re.split(r"\n(?=(?:data|docs)/[^ ]+:\d+:\d+: )", told)
    problem, *example = next(each for each in problems if "did you mean" in each or "for example:" in each).split("\n")
    shown = example[0].removeprefix("    for example: ") if example else ""
    if new := shown.partition("the file's name: ")[2]:
        return path.rename(path.with_name(new))
    line = int(re.findall(r":(\d+):\d+: ", problem)[0])
    lines = path.read_text(encoding="utf-8").split("\n")
    here = lines[line - 1]
    if shown == "    for example:":  # whole lines
        lines[line - 1 : line - 1 + (len(example) - 1 if "[yaml-syntax]" in problem else 1)] = example[1:]
    elif (meant := re.search(r"found '(.*)'; did you mean '([^']*)'", problem)) and meant[1] in here:
        lines[line - 1] = here.replace(meant[1], meant[2])
    elif path.suffix == ".md":
        wrong = re.search(r"found (['\"])(.*)\1", problem)
        assert wrong, told
        lines[line - 1] = here.replace(wrong[2], shown)
    else:
        head = re.match(r" *(?:- )?", here)
        assert head
        lines[line - 1] = shown if shown.startswith("- ") else head[0] + shown
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
