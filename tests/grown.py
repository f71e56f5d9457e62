"""The second story, grown: as many facts of each kind as a real explainer has, so that lists have filters and charts are crowded.

``python tests/grown.py FOLDER`` writes it, to be looked at: ``mkdocs serve -f FOLDER/mkdocs.yml``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from factbook.pages.documents import STANDARD
from shared import make_once
from support import SECOND, copy_story, write

FIRST_NAMES = ("Ada", "Bo", "Cleo", "Dov", "Ewa", "Finn", "Gus", "Hana", "Ines", "Jory", "Kezia", "Lars")
LAST_NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Kale", "Larch")
TOWNS = ("Ashby", "Brampton", "Corby", "Dunmow", "Epworth", "Frome")
TYPES = ("decision", "ceremony", "statement", "meeting", "other")
COUNTED = ("balloons", "ribbons", "stewards", "tents", "umbrellas", "wagons")
VALUES = ("{}", "about {}", "more than {}", "at least {}", "up to {}")
NAV = """\
nav:
  - Home: index.md
  - The story:
      - The count: story/the-count.md
      - The rain: story/the-rain.md
  - Numbers: numbers.md
  - Timeline: timeline.md
  - Disagreements: disagreements.md
  - Who says so:
      - Claimants: claimants/index.md
      - People: people/index.md
      - Sources: sources/index.md
      - Statements: statements.md
      - Series: series/index.md
  - About:
      - Method: method.md
      - Rules: rules.md
      - Fields: fields.md
      - Reference: reference.md
      - Glossary: glossary.md
      - Places: places.md
      - Pictures: pictures.md
      - Corrections: corrections.md
      - Data: data.md
      - Embed: embed.md
"""
KNOWN = "What is known:\n\n" + "".join(
    f'- {{{{ name("{town.lower()}") }}}} says {{{{ claim("{counted}/{town.lower()}-1") }}}}.\n'
    for counted, town in zip(COUNTED, TOWNS[1:], strict=False)
)


def grown() -> Path:
    """Return the folder of the story, which is written once."""
    return make_once("grown", grown_story)


def grown_story(root: Path) -> Path:
    """Write the story below ``root`` and return it; always the same."""
    copy_story(SECOND, root, drawn=False)
    for path in STANDARD.rglob("*.md"):
        (root / "docs" / path.relative_to(STANDARD)).unlink(missing_ok=True)  # so that the engine's page is used
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    index = (root / "docs/index.md").read_text(encoding="utf-8")
    heading = index.index("\n\n", index.index("\n# "))
    files = {
        "mkdocs.yml": settings[: settings.index("nav:\n")] + NAV,
        "docs/index.md": f"{index[:heading]}\n\n{KNOWN}{index[heading:]}",
    }
    return write(root, {**files, **dict(_facts(random.Random(1)))})


def _facts(chance: random.Random) -> Iterator[tuple[str, str]]:
    people = [f"{first} {last}" for first, last in zip(FIRST_NAMES, LAST_NAMES, strict=True)]
    for number, name in enumerate(people):
        side = "side: festival\n" if number % 3 else ""
        town = _id(TOWNS[number % len(TOWNS)])
        yield (
            f"data/people/{_id(name)}.yml",
            f"id: {_id(name)}\nname: {name}\n{side}roles:\n  - title: Flyer\n    organisation: {town}\n    as_of: 2025\n    source: letter-of-{town}\n",
        )
    for number, town in enumerate(TOWNS):
        side = ("festival", "town-hall", "newsrooms")[number % 3]
        yield (
            f"data/organisations/{_id(town)}.yml",
            f"id: {_id(town)}\nname: {town} Flyers\ntype: association\nside: {side}\n",
        )
        yield (
            f"data/sources/letter-of-{_id(town)}.yml",
            f"id: letter-of-{_id(town)}\ntype: article\npublisher: {_id(town)}\ntitle: The letter of {town}\n"
            f"url: https://{_id(town)}.example.org/letter\npublished: 2025-12-01\nquality: {'ABC'[number % 3]}\nread: whole\n",
        )
    yield "data/events/many.yml", "\n".join(_event(number, people, chance) for number in range(110))
    yield "data/statements/many.yml", "\n".join(_statement(number) for number in range(12))
    for at, counted in enumerate(COUNTED):
        towns = [town for each, town in enumerate(TOWNS) if each % 3 != at % 3]  # so that each side is left out of some
        claims = "".join(_claim(town, number, chance) for town in towns for number in range(4))
        yield _count(
            counted, f"unit: {counted}\n", claims, f"{counted}/{_id(towns[0])}-3", f"{counted}/{_id(towns[1])}-3"
        )
    claims = "".join(_claim(town, 0, chance, 9) for town in TOWNS[1:])
    yield _count("stripes", "unit: balloons\npart_of: balloons\n", claims, "stripes/corby-0", "stripes/brampton-0")


def _count(counted: str, fields: str, claims: str, *assessed: str) -> tuple[str, str]:
    named = "".join(f"      - {ref}\n" for ref in assessed)
    return (
        f"data/counts/{counted}.yml",
        f"id: {counted}\ntitle: The {counted} of the year\nquestion: How many {counted} were there?\n{fields}"
        f"counting: stock\ndefinition: All {counted} of the year.\nclaims:\n{claims}"
        f"assessments:\n  - claims:\n{named}    kind: scope\n    says: Each town counts its own {counted}.\n"
        "    because: The letters speak of their towns alone.\n    confidence: medium\n",
    )


def _event(number: int, people: list[str], chance: random.Random) -> str:
    first = date(2023, 1, 5) + timedelta(days=9 * number)
    when = (
        f"{first}/{first + timedelta(days=3)}"
        if number % 10 == 3
        else first.isoformat()[: 7 if number % 10 == 7 else 10]
    )
    town = TOWNS[number % len(TOWNS)]
    rank = "rank: milestone\n" if number in (9, 40, 80) else ""
    named = "".join(f"\n  - {_id(name)}" for name in chance.sample(people, number % 3))
    lines = (
        f"id: event-{_word(number)}\ntitle: The flyers of {town} fly for the {_ordinal(number)} time\ndate: {when}\n"
        f"type: {TYPES[number % len(TYPES)]}\nby: {_id(town)}\nsource: letter-of-{_id(town)}\n{rank}"
        + (f"people:{named}\n" if named else "")
    )
    return "- " + lines.rstrip("\n").replace("\n", "\n  ") + "\n"


def _statement(number: int) -> str:
    town = _id(TOWNS[number % len(TOWNS)])
    return (
        f"- id: statement-{_word(number)}\n  says: It is a {_ordinal(number)} pleasure.\n  as_of: 2025\n  voice: reported\n"
        f"  about:\n    - {('weather', 'bridge', 'kites')[number % 3]}\n  by: {town}\n  source: letter-of-{town}\n"
    )


def _claim(town: str, number: int, chance: random.Random, most: int = 2000) -> str:
    value = VALUES[number].format(chance.randrange(5, most))
    return (
        f"  - id: {_id(town)}-{number}\n    value: {value}\n    as_of: 2025-{number * 3 + 1:02}-{3 * len(town)}\n"
        f"    by: {_id(town)}\n    basis: statement\n    source: letter-of-{_id(town)}\n"
    )


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


def _word(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _ordinal(number: int) -> str:
    return f"{_word(number)}th"


if __name__ == "__main__":
    print(grown_story(Path(sys.argv[1])))
