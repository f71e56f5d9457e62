"""A made-up story of any size, for the bench and for tests of growth: the same arguments give the same files."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from support import write

CLAIMS_A_COUNT = 50
CLAIMANTS = 40
CLAIMS_A_SOURCE = 20
VALUES = ("{}", "about {}", "more than {}", "at least {}", "up to {}")
FAMILIES = {
    "counts": "# {{ fact.title | prose }}\n\n{{ details(fact.id) }}\n\n{{ claims(count=fact.id) }}\n\n"
    "{{ conflicts(count=fact.id) }}\n\n{{ used_on(fact.id) }}\n",
    "organisations": "# {{ fact.name }}\n\n{{ details(fact.id) }}\n\n{{ claims(by=fact.id) }}\n",
    "sources": "# {{ source(fact.id) }}\n\n{{ details(fact.id) }}\n\n{{ claims(source=fact.id) }}\n",
}


def synthetic(root: Path, claims: int, pages: int = 10, charts: int = 6) -> Path:
    """Write a story of so many claims, narrative pages and charts below ``root``, and give it back."""
    chance = random.Random(claims)
    counts = max(1, claims // CLAIMS_A_COUNT)
    sources = max(1, claims // CLAIMS_A_SOURCE)
    files: dict[str, str | bytes] = {
        "mkdocs.yml": "site_name: Synthetic\ntheme: {name: material, font: false}\nhooks: [publish.py]\n"
        "markdown_extensions: [attr_list, md_in_html]\n",
        "data/sides.yml": "".join(f"- id: side-{number}\n  name: Side {_word(number)}\n" for number in range(6)),
    }
    for number in range(CLAIMANTS):
        files[f"data/organisations/claimant-{number}.yml"] = (
            f"id: claimant-{number}\nname: Claimant {_word(number)}\ntype: government\nside: side-{number % 6}\n"
        )
    for number in range(sources):
        files[f"data/sources/source-{number}.yml"] = (
            f"id: source-{number}\ntype: article\npublisher: claimant-{number % CLAIMANTS}\nquality: A\nread: whole\n"
            "published: 2026-01-01\n"
        )
    named: list[str] = []
    for number in range(counts):
        mine = (
            [each for each in range(claims) if each % counts == number]
            if counts == 1
            else range(number, claims, counts)
        )
        text = (
            f"id: count-{number}\ntitle: Things of sort {_word(number)}\nquestion: How many things of this sort?\nunit: things\n"
            "counting: stock\ndefinition: Things that were seen at the place.\nclaims:\n"
        )
        for each in mine:
            by, day, source = chance.randrange(CLAIMANTS), _day(chance.randrange(1000)), chance.randrange(sources)
            value = chance.choice(VALUES).format(chance.randrange(1, 20_000))
            text += (
                f"  - id: claim-{each}\n    value: {value}\n    as_of: {day}\n    said_on: {day}\n    by: claimant-{by}\n"
                f"    basis: statement\n    source: source-{source}\n    at: paragraph 3\n"
            )
            named.append(f"count-{number}/claim-{each}")
        files[f"data/counts/count-{number}.yml"] = text
    for kind, body in FAMILIES.items():
        title = (
            "{{ source(fact.id) }}"
            if kind == "sources"
            else "{{ fact.title | prose }}"
            if kind == "counts"
            else "{{ fact.name }}"
        )
        files[f"docs/{kind}/{{id}}.md"] = f'---\neach: {kind}\ntitle: "{title}"\n---\n{body}'
    for number in range(pages):
        body = "".join(
            f"On this day {{{{ claim({ref!r}, by=true) }}}} were seen, as was said. Nobody counted the others.\n\n".replace(
                "'", '"'
            )
            for ref in chance.sample(named, min(10, len(named)))
        )
        drawn = "".join(
            f'{{{{ chart("claims", count="count-{(number + each) % counts}", headline="Who says what of these things") }}}}\n\n'
            for each in range(number, charts, pages)
        )
        files[f"docs/{'index' if number == 0 else f'page-{number}'}.md"] = (
            f"---\ntitle: Page {_word(number)}\n---\n# Page {_word(number)}\n\n{body}{drawn}"
        )
    return write(root, files)


def _day(number: int) -> str:
    """A day by its number, none beyond the 28th of a month."""
    return f"{2020 + number // 336 % 5}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"


def _word(number: int) -> str:
    """A number as a name without digits."""
    letters = "abcdefghij"
    return "".join(letters[int(digit)] for digit in str(number)).capitalize()


if __name__ == "__main__":
    synthetic(Path(sys.argv[1]), *map(int, sys.argv[2:]))
