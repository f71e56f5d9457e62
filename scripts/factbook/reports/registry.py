"""The registry of reports, and what all of them may ask: where the story is, and where a rule is explained."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, TextIO
from urllib.parse import urljoin

from ..files import files_below, read_text
from ..pages.links import url_of
from ..problems import Problem, Problems

SITE_URL: Final = "SITE_URL"
"""The variable with the site's public address, the one that ``mkdocs.yml`` reads too."""
_LISTS_RULES: Final = re.compile(r"\{\{-?\s*rules\(")


@dataclass(frozen=True)
class Audience:
    """Whom a report is for: the story's folder, the variables of the environment, and where to write."""

    root: Path
    out: TextIO
    err: TextIO
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @cached_property
    def rules_page(self) -> str | None:
        """The path below ``docs/`` of the page that lists the rules, found by its call of ``rules()``."""
        for path in files_below(self.root, self.root / "docs", []):
            with suppress(Problems):  # a page that cannot be read is reported elsewhere
                if path.suffix == ".md" and _LISTS_RULES.search(read_text(self.root, path)):
                    return path.relative_to(self.root / "docs").as_posix()
        return None

    def help(self, code: str) -> str:
        """Where a rule is explained: on the site where its address is known, else in the story's folder; empty when nowhere."""
        if self.rules_page is None:
            return ""
        site = self.environ.get(SITE_URL)
        page = urljoin(site.rstrip("/") + "/", url_of(self.rules_page)) if site else f"docs/{self.rules_page}"
        return f"{page}#rule-{code}"


Report = Callable[[Sequence[Problem], Audience], None]
"""Tells problems; with none, says nothing or that there is none."""
REPORTS: dict[str, Report] = {}


def report(name: str) -> Callable[[Report], Report]:
    """Register a report under the name by which ``--format`` asks for it."""

    def register(function: Report) -> Report:
        if name in REPORTS:
            raise ValueError(f"report {name!r} is registered twice")
        REPORTS[name] = function
        return function

    return register


def reported(parser: ArgumentParser) -> None:
    """Add the option that chooses a report to a command that finds problems."""
    parser.add_argument("--format", dest="report", choices=REPORTS, default="text", help="default: text")
