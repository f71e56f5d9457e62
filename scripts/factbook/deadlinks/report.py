"""The web addresses of all facts, asked a few at a time, one host never by two at once; what is dead as problems."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from ..factbook import Factbook
from ..kinds import Fact, LinkMark, Source, marked
from ..problems import Place, Problem, quote, rule
from .answers import Answer, Asker

DEAD = rule(
    "dead-link",
    "A web address in a fact leads to a page; where it no longer does, a copy in an archive is recorded. Only "
    "'factbook links' asks, on a schedule.",
)
HOSTS_AT_ONCE: Final = 4
ARCHIVE: Final = "https://web.archive.org/web/2/"
"""Finds the newest copy of the address behind it (Internet Archive, Wayback Machine)."""


@dataclass(frozen=True, slots=True)
class Link:
    """A web address of a fact: where it stands, the field's name, and the address of a recorded copy.

    ``archived`` is empty where a copy could be recorded and is not, and ``None`` where the fact has no field for one.
    """

    place: Place
    field: str
    address: str
    archived: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """Links with what they answered."""

    answers: tuple[tuple[Link, Answer], ...]

    @property
    def problems(self) -> list[Problem]:
        """A problem for each link that is dead."""
        return [_problem(link, answer) for link, answer in self.answers if answer.verdict == "dead"]

    @property
    def notes(self) -> list[Problem]:
        """What is worth knowing of the others, and no problem: those that did not tell, and those that have moved."""
        notes = []
        for link, answer in self.answers:
            if answer.verdict == "unsure":
                notes.append(Problem(link.place, DEAD, f"{link.field} did not tell, found {quote(answer.words, 120)}"))
            elif answer.moved:
                notes.append(
                    Problem(link.place, DEAD, f"{link.field} has moved for good to {quote(answer.moved, 200)}")
                )
        return notes


def links(book: Factbook) -> Iterator[Link]:
    """Every web address of every fact."""
    for facts in book.facts.values():
        for fact in facts.values():
            for path, address, _ in marked(fact, LinkMark):
                name = next(str(step) for step in reversed(path) if isinstance(step, str))
                yield Link(fact.where(*path), name, address, _archived(fact, name))


def _archived(fact: Fact, name: str) -> str | None:
    return (fact.archived_url or "") if isinstance(fact, Source) and name == "url" else None


def check_links(asked: Iterable[Link], asker: Asker, politeness: float = 1.0) -> Checked:
    """Ask every address once; ``politeness`` are the seconds between two questions to one host."""
    hosts: dict[str, dict[str, Answer]] = defaultdict(dict)
    all_links = list(asked)
    for link in all_links:
        hosts[urlsplit(link.address).hostname or ""][link.address] = Answer("unsure")

    def ask_host(host: str) -> None:
        for number, address in enumerate(hosts[host]):
            if number:
                time.sleep(politeness)
            hosts[host][address] = asker.ask(address)

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        list(pool.map(ask_host, hosts))
    return Checked(tuple((link, hosts[urlsplit(link.address).hostname or ""][link.address]) for link in all_links))


def _problem(link: Link, answer: Answer) -> Problem:
    message = f"{link.field}: must lead to a page, found {quote(answer.words, 120)} at {quote(link.address, 200)}"
    if link.archived:
        return Problem(link.place, DEAD, f"{message}; a copy is recorded", link.archived)
    if link.archived is not None:
        return Problem(link.place, DEAD, f"{message}; look for a copy", f"archived_url: {ARCHIVE}{link.address}")
    return Problem(link.place, DEAD, message)
