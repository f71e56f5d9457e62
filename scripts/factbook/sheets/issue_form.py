"""Answers of a GitHub issue form: the text of an issue to what is given of a claim.

GitHub writes each answer below a heading with the question's label. The answers are a stranger's, so a heading that stands twice, such
as one within an answer, is refused, and no text is more than the text of a field.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path
from typing import Final

from ..files import read_text
from ..problems import Place, Problem, Problems, nearest, quote, rule
from ..strict_yaml import parse_yaml, to_builtins
from .given import Cell, Given

ISSUE = rule(
    "issue-form",
    "An issue that becomes a fact has the answers of the form 'new fact', each once, below the heading that the form gives it.",
)
FORM: Final = ".github/ISSUE_TEMPLATE/new-fact.yml"
MAX_CHARACTERS: Final = 100_000
MAX_HEADINGS: Final = 100
_HEADING: Final = re.compile(r"^### (.+?)[ \t]*$", re.MULTILINE)
_NO_ANSWERS: Final = ("_No response_", "None", "not said", "-")
"""What stands for no answer: GitHub's words, and those that the form invites."""


def labels_of(root: Path) -> dict[str, str]:
    """Return the field of each question of the story's form, by the question. Raises :class:`Problems`."""
    form = to_builtins(parse_yaml(read_text(root, root / FORM), FORM))
    body = form.get("body") if isinstance(form, dict) else None
    labels: dict[str, str] = {}
    for item in body if isinstance(body, list) else ():
        match item:
            case {"id": str(field), "attributes": {"label": str(label)}}:
                labels[label] = field
    return labels


def answers(text: str, path: str, labels: dict[str, str]) -> Given:
    """Return the answers of an issue's text, or of its JSON as ``gh issue view --json body`` prints it. Raises :class:`Problems`."""
    if text.lstrip().startswith("{"):
        try:
            text = str(json.loads(text)["body"])
        except (ValueError, KeyError, TypeError) as error:
            raise Problems(
                [
                    Problem(
                        Place(path),
                        ISSUE,
                        f"must be the text of an issue, or JSON with its body, found: {quote(error)}",
                    )
                ]
            ) from error
    text = text[:MAX_CHARACTERS].replace("\r\n", "\n")
    given, problems = Given(Place(path)), list[Problem]()
    found = list(islice(_HEADING.finditer(text), MAX_HEADINGS))
    ends = [*(each.start() for each in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        line = text.count("\n", 0, match.start()) + 1
        field = labels.get(match[1])
        if field is None or field in given.texts:
            again = " once" if field else f"; {nearest(match[1], labels)}"
            problems.append(
                Problem(Place(path, line), ISSUE, f"must be a question of {FORM}{again}, found {quote(match[1])}")
            )
            continue
        answer = text[match.end() : end].strip()
        above = text[match.end() : end]
        below = line + len(above) - len(above.lstrip("\n"))
        given.texts[field] = [Cell("" if answer in _NO_ANSWERS else answer, Place(path, below))]
    if not found:
        problems.append(
            Problem(
                Place(path),
                ISSUE,
                "must have the answers of the form 'new fact', found none",
                "### What is the number?",
            )
        )
    if problems:
        raise Problems(problems)
    return given
