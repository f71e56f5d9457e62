"""Synthetic stories of any size for benchmarks and scaling tests; deterministic."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from support import write

CLAIMS_A_COUNT = 50
CLAIMANTS = 40
CLAIMS_A_SOURCE = 20
VALUES = ("{}", "about {}", "more than {}", "at least {}", "up to {}")
CHARTS = ("claims", "over-time", "spread")
IN_NAV = 10
"""Pages in the navigation, which every page repeats."""
FAMILIES = {
    "counts": (
        "{{ fact.title | prose }}",
        "{{ details(fact.id) }}\n\n{{ claims(count=fact.id) }}\n\n{{ conflicts(count=fact.id) }}\n\n{{ used_on(fact.id) }}\n",
    ),
    "organisations": ("{{ fact.name }}", "{{ details(fact.id) }}\n\n{{ claims(by=fact.id) }}\n"),
    "sources": ("{{ source(fact.id) }}", "{{ details(fact.id) }}\n\n{{ claims(source=fact.id) }}\n"),
}
"""Title and body of the page family of each kind."""


def pages_of(claims: int, pages: int = 10) -> int:
    """Return the number of pages: narrative ones, and one for each count, source and claimant (1,000 claims: 110)."""
    return pages + _counts(claims) + _sources(claims) + CLAIMANTS


def synthetic(root: Path, claims: int, pages: int = 10, charts: int = 6) -> Path:
    """Write a story with these numbers of claims, narrative pages (each at least 1) and charts below ``root``; return it.

    Charts are spread over the narrative pages, and show one count after the other, then all again as another kind of
    chart. :func:`pages_of` is the total number of pages.
    """
    chance = random.Random(claims)
    counts, sources = _counts(claims), _sources(claims)
    names = ["index" if number == 0 else f"page-{number}" for number in range(pages)]
    files: dict[str, str | bytes] = {
        "mkdocs.yml": "site_name: Synthetic\ntheme: {name: material, font: false}\nplugins: [search, factbook]\n"
        "markdown_extensions: [attr_list, md_in_html]\n"
        f"nav: [{', '.join(f'{name}.md' for name in names[:IN_NAV])}]\n",
        "data/sides.yml": _schema("side", "")
        + "\n".join(f"- id: side-{number}\n  name: Side {_word(number)}\n" for number in range(6)),
    }
    for number in range(CLAIMANTS):
        files[f"data/organisations/claimant-{number}.yml"] = (
            f"{_schema('organisation')}id: claimant-{number}\nname: Claimant {_word(number)}\ntype: government\n"
            f"side: side-{number % 6}\n"
        )
    for number in range(sources):
        files[f"data/sources/source-{number}.yml"] = (
            f"{_schema('source')}id: source-{number}\ntype: article\npublisher: claimant-{number % CLAIMANTS}\n"
            "published: 2026-01-01\nquality: A\nread: whole\n"
        )
    named: list[str] = []
    for number in range(counts):
        text = (
            f"{_schema('count')}id: count-{number}\ntitle: Things of sort {_word(number)}\n"
            "question: How many things of this sort?\nunit: things\ncounting: stock\n"
            "definition: Things that were seen at the place.\nclaims:\n"
        )
        for each in range(number, claims, counts):
            by, day, source = chance.randrange(CLAIMANTS), _day(chance.randrange(1000)), chance.randrange(sources)
            value = chance.choice(VALUES).format(chance.randrange(1, 20_000))
            text += (
                f"  - id: claim-{each}\n    value: {value}\n    as_of: {day}\n    said_on: {day}\n    by: claimant-{by}\n"
                f"    basis: statement\n    source: source-{source}\n    at: paragraph 3\n"
            )
            named.append(f"count-{number}/claim-{each}")
        files[f"data/counts/count-{number}.yml"] = text
    for kind, (title, body) in FAMILIES.items():
        files[f"docs/{kind}/{{id}}.md"] = f'---\neach: {kind}\ntitle: "{title}"\n---\n# {title}\n\n{body}'
    for number, name in enumerate(names):
        body = "".join(
            f'On this day {{{{ claim("{ref}", by=true) }}}} were seen, as was said. Nobody counted the others.\n\n'
            for ref in chance.sample(named, min(10, len(named)))
        )
        drawn = "".join(_chart(each, counts) for each in range(number, charts, pages))
        files[f"docs/{name}.md"] = f"---\ntitle: Page {_word(number)}\n---\n# Page {_word(number)}\n\n{body}{drawn}"
    return write(root, files)


def _counts(claims: int) -> int:
    return max(1, claims // CLAIMS_A_COUNT)


def _sources(claims: int) -> int:
    return max(1, claims // CLAIMS_A_SOURCE)


def _schema(kind: str, up: str = "../") -> str:
    """Return the modeline of a fact file, as the formatter writes it."""
    return f"# yaml-language-server: $schema={up}.schema/{kind}.json\n"


def _chart(number: int, counts: int) -> str:
    """Return the call of chart ``number``: through the counts first, then through the kinds of chart."""
    kind = CHARTS[number // counts % len(CHARTS)]
    return f'{{{{ chart("{kind}", count="count-{number % counts}", headline="Who says what of these things") }}}}\n\n'


def _day(number: int) -> str:
    """Return a date by its number, none after the 28th of a month."""
    return f"{2020 + number // 336 % 5}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"


def _word(number: int) -> str:
    """Spell a number as a name without digits, and without vowels: no month is called so."""
    letters = "bcdfghjklm"
    return "".join(letters[int(digit)] for digit in str(number)).capitalize()


if __name__ == "__main__":
    synthetic(Path(sys.argv[1]), *map(int, sys.argv[2:]))
