"""The stories, and this engine as a contender."""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path

from factbook.build import check
from factbook.kinds import Claim, Count
from factbook.loading import load
from factbook.problems import Place, Problems
from support import ROOT
from synthetic import synthetic

from .contender import MKDOCS_BUILD, MKDOCS_SERVE, Contender, Edit

NAME = "factbook"
NUMBER = 71_001
"""The first of the values that a claim is given; higher than most, as a series may rise but must not fall."""


def real_story(folder: Path) -> Path:
    """A copy of the real story."""
    left_out = shutil.ignore_patterns(".*", "site", "tests", "__pycache__")
    return shutil.copytree(ROOT, folder, ignore=left_out)


def made_up_story(folder: Path, claims: int, pages: int, charts: int) -> Path:
    """A made-up story that is published as the real one is: with the adapter and the theme."""
    synthetic(folder, claims, pages, charts)
    config = folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("name: material", "name: factbook"), encoding="utf-8")
    return folder


def ours(story: Path, edited: Claim) -> Contender:
    """This engine; what is edited is the value of a claim."""
    place = edited.where("value")
    return Contender(NAME, story, MKDOCS_BUILD, MKDOCS_SERVE, ("site", ".cache"), _edit(story, place))


def editable(story: Path) -> Claim:
    """The first claim that stands and can be given another value. Raises :class:`SystemExit` when there is none."""
    counts = load(story).of(Count).values()
    standing = (claim for count in counts for claim in count.claims if claim.status == "current" and claim.value.known)
    for claim in standing:
        edit = _edit(story, claim.where("value"))
        before = edit.file.read_text(encoding="utf-8")
        try:
            edit.save(NUMBER)
            check(story)
            return claim
        except Problems:
            continue
        finally:
            edit.file.write_text(before, encoding="utf-8")
    raise SystemExit(f"no claim of {story} can be given another value")


def _edit(story: Path, place: Place) -> Edit:
    return Edit(story / place.path, partial(_with_value, place.line))


def _with_value(line: int, text: str, number: int) -> str:
    lines = text.splitlines(keepends=True)
    lines[line - 1] = re.sub(r"value:.*", f"value: {number}", lines[line - 1])
    return "".join(lines)
