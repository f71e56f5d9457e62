"""What a change touches beside facts and pages: the engine, the settings, the workflows, which no gate can judge."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..problems import Place, Problem, rule
from .base import changed_paths

BEYOND = rule(
    "engine-touched",
    "A request of facts and pages touches data/ and docs/ alone; anything else, the gate itself among it, a maintainer reviews by hand.",
)
OF_THE_STORY: Final = ("data", "docs")


def beyond(root: Path, wanted: str) -> list[Problem]:
    """A problem for each committed file that changed since a revision and is neither a fact nor a page. Raises :class:`Problems`."""
    message = "must be reviewed by a maintainer by hand (see .github/CODEOWNERS), found it changed; the other checks say nothing of it"
    return [Problem(Place(path), BEYOND, message) for path in changed_paths(root, wanted) if not _is_fact_or_page(path)]


def _is_fact_or_page(path: str) -> bool:
    """Whether a path below the story's folder holds facts or pages; hidden files, such as those that tell git what to do, hold none."""
    first, *rest = path.split("/")
    return first in OF_THE_STORY and bool(rest) and not any(part.startswith(".") for part in rest)
