"""Pull requests made by a generator: each changes something published, and the gate is red unless an entry speaks for it.

A request is a change of a small story in a repository of its own, hidden in some way, with or without an entry that is
forged. What the gate proposes to paste must turn it green, where the change can be made in the open at all. A request is
named by the run's seed and its number.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from factbook.__main__ import main
from factbook.build import check
from factbook.changes import gate_problems
from factbook.exports.data import releases
from factbook.problems import Problem, Problems
from sampling import SEED, scaled
from support import good, problems_of, write
from test_changes import committed, git

NUMBER = scaled(400)
TODAY = dt.date(2025, 6, 12)
VISITORS, EVENT, STATEMENT = "data/counts/visitors.yml", "data/events/festival.yml", "data/statements/weather.yml"
HERALD, COUNCIL, QUILL = "data/sources/herald-2025-06-02.yml", "data/organisations/council.yml", "data/people/mara-quill.yml"  # fmt: skip
PLACES, GLOSSARY, RECORD, HOME = "data/places.yml", "data/glossary.yml", "data/corrections.yml", "docs/index.md"
EDITION = "docs/releases/1.0.0"
REASON = "because: We had misread the report."
STORY = {
    VISITORS: """id: visitors
title: Visitors of the festival
question: How many came?
unit: visitors
counting: observation
definition: Everybody on the ground.
place: pier
claims:
  - id: council-2025-06-01
    value: about 4000
    wording: some four thousand
    as_of: 2025-06-01
    said_on: 2025-06-02
    by: council
    through:
      - mara-quill
    basis: observation
    source: herald-2025-06-02
    at: page 1
  - id: herald-2025-06-02
    value: about 9000
    as_of: 2025-06-01
    by: herald
    basis: statement
    source: herald-2025-06-02
assessments:
  - claims:
      - visitors/council-2025-06-01
      - visitors/herald-2025-06-02
    kind: independent
    says: The council is likelier right.
    because: It had counters at each gate.
    confidence: medium
""",
    EVENT: """- id: festival-opened
  title: The festival opens
  date: 2025-05-31
  type: ceremony
  place: pier
  by: council
  source: herald-2025-06-02
  otherwise:
    - says: It opened late.
      by: herald
      source: herald-2025-06-02
  summary: All were let in.
""",
    STATEMENT: """- id: no-storm
  says: The council expected no storm.
  as_of: 2025-05-30
  voice: reported
  by: council
  source: herald-2025-06-02
""",
    HERALD: """id: herald-2025-06-02
type: article
title: Kites at the pier
publisher: herald
url: https://herald.example.org/kites
archived_url: https://archive.example.org/kites
published: 2025-06-02
quality: A
read: whole
""",
    COUNCIL: """id: council
name: Town Council
type: government
side: town
url: https://council.example.org/
""",
    QUILL: """id: mara-quill
name: Mara Quill
roles:
  - title: Mayor
    organisation: council
    as_of: 2025-06-02
    source: herald-2025-06-02
""",
    PLACES: """- id: pier
  name: The pier
  type: building
  location:
    lat: 51.48
    lon: -0.12
    precision: point
    source: herald-2025-06-02
  source: herald-2025-06-02
""",
    GLOSSARY: """- id: visitor
  name: visitor
  definition: Who came through a gate.
""",
    RECORD: """- id: of-yesterday
  date: 2025-06-11
  type: correction
  fact: council
  before: Council
  after: Town Council
  because: We had left out a word.
""",
    "data/sides.yml": "- id: town\n  name: The town\n",
    HOME: """---
title: Home
---
# Home

{{ name("council") }} counted {{ claim("visitors/council-2025-06-01") }} visitors after {{ date("festival-opened") }}.
Others were not there.

{{ chart("claims", count="visitors", headline="{council} counted {visitors/council-2025-06-01} visitors") }}

{{ numbers("visitors") }}
""",
    "docs/about.md": "---\ntitle: About\n---\n# About\n\nWho we are.\n",
    "docs/corrections.md": "---\ntitle: Corrections\nlists: corrections\n---\n# Corrections\n\n{{ corrections() }}\n",
    "mkdocs.yml": "site_name: Kites\nplugins:\n  - factbook:\n      edition: 1.0.0\n",
}


class Edit(NamedTuple):
    """A text of a file that becomes another; empty ``old`` is the end of the file. ``open``: whether an entry can speak for it."""

    path: str
    old: str
    new: str
    open: bool = True


EDITS = (
    Edit(VISITORS, "value: about 4000", "value: {n}"),
    Edit(VISITORS, "value: about 4000", "value: more than 4000"),
    Edit(VISITORS, "wording: some four thousand", "wording: some forty thousand"),
    Edit(VISITORS, "    wording: some four thousand\n", ""),
    Edit(VISITORS, "as_of: 2025-06-01\n    said_on", "as_of: 2024-06-01\n    said_on"),
    Edit(VISITORS, "said_on: 2025-06-02", "said_on: 2025-06-01"),
    Edit(VISITORS, "by: council\n    through", "by: herald\n    through"),
    Edit(VISITORS, "- mara-quill", "- herald\n      - mara-quill"),
    Edit(VISITORS, "    through:\n      - mara-quill\n", ""),
    Edit(VISITORS, "basis: observation", "basis: imagery"),
    Edit(VISITORS, "at: page 1", "at: page 9"),
    Edit(VISITORS, "at: page 1", "at: page 1\n    scope: inside"),
    Edit(VISITORS, "by: herald", "by: herald\n    based_on:\n      - visitors/council-2025-06-01"),
    Edit(VISITORS, "title: Visitors of", "title: Those turned away from"),
    Edit(VISITORS, "How many came?", "How many left?"),
    Edit(VISITORS, "unit: visitors", "unit: guests"),
    Edit(VISITORS, "counting: observation", "counting: promise"),
    Edit(VISITORS, "Everybody on", "Nobody on"),
    Edit(VISITORS, "place: pier\n", ""),
    Edit(VISITORS, "likelier right", "likelier wrong"),
    Edit(VISITORS, "had counters", "had no counters"),
    Edit(VISITORS, "confidence: medium", "confidence: high"),
    Edit(VISITORS, "id: council-2025-06-01\n", "id: council-2025-06-02\n", False),
    Edit(EVENT, "The festival opens", "The festival is called off"),
    Edit(EVENT, "date: 2025-05-31", "date: 2025-05-{day}"),
    Edit(EVENT, "type: ceremony", "type: trial"),
    Edit(EVENT, "opened late", "never opened"),
    Edit(EVENT, "  summary: All were let in.\n", ""),
    Edit(EVENT, "All were let in", "None was let in"),
    Edit(EVENT, "id: festival-opened", "id: festival-closed", False),
    Edit(STATEMENT, "expected no storm", "expected a storm"),
    Edit(STATEMENT, "voice: reported", "voice: speculation"),
    Edit(STATEMENT, "as_of: 2025-05-30", "as_of: 2025-04"),
    Edit(HERALD, "Kites at the pier", "No kites at the pier"),
    Edit(HERALD, "herald.example", "tattle.example"),
    Edit(HERALD, "archive.example", "copies.example"),
    Edit(HERALD, "published: 2025-06-02", "published: 2025-06-{day}"),
    Edit(HERALD, "quality: A", "quality: C"),
    Edit(HERALD, "read: whole", "read: excerpt"),
    Edit(HERALD, "publisher: herald", "publisher: herald\nagency: council"),
    Edit(COUNCIL, "Town Council", "Town Crier"),
    Edit(COUNCIL, "name: Town Council\n", "name: Town Council\nshort: Crier\n"),
    Edit(COUNCIL, "type: government", "type: company"),
    Edit(COUNCIL, "side: town\n", ""),
    Edit(COUNCIL, "council.example", "evil.example"),
    Edit(QUILL, "Mara Quill", "Mara Quiller"),
    Edit(QUILL, "title: Mayor", "title: Clerk"),
    Edit(QUILL, "roles:\n", "roles:\n  - title: Clerk\n    as_of: 2025-06-02\n    source: herald-2025-06-02\n"),
    Edit(QUILL, "as_of: 2025-06-02", "until: 2025-06-02\n    as_of: 2025-06-02"),
    Edit(PLACES, "type: building", "type: area"),
    Edit(PLACES, "lat: 51.48", "lat: 51.49"),
    Edit(PLACES, "precision: point", "precision: region"),
    Edit(GLOSSARY, "came through", "was turned away at"),
    Edit(RECORD, "left out a word", "made a slip", False),
    Edit(RECORD, "date: 2025-06-11", "date: 2025-06-10", False),
    Edit(HOME, "visitors after", "turned away after"),
    Edit(HOME, "counted {{ claim", "denied {{ claim"),
    Edit(HOME, "council-2025-06-01\") }} visitors after", "herald-2025-06-02\") }} visitors after"),
    Edit(HOME, "} visitors\"", "} thieves\""),
    Edit(HOME, '{{ numbers("visitors") }}', "None."),
    Edit(HOME, "{{ name(\"council\") }} counted", "{# #}{% if false %}{{ name(\"council\") }} counted{% endif %}"),
    Edit("docs/corrections.md", "{{ corrections() }}", "None."),
    Edit(HOME, '{{ name("council") }} counted', '<del>{{ name("council") }} counted'),
    Edit(HOME, '{{ name("council") }} counted', '~~{{ name("council") }} counted'),
    Edit(HOME, '{{ claim("visitors/council-2025-06-01") }}', '<bdo dir="rtl">{{ claim("visitors/council-2025-06-01") }}</bdo>'),
    Edit(HOME, '{{ name("council") }} counted', '<span aria-hidden="true">{{ name("council") }}</span> counted'),
    Edit(HOME, 'chart("claims", count="visitors"', 'chart("claims", count="visitors", by="herald"'),
    Edit(HOME, '{{ name("council") }} counted', 'It is said in vain that {{ name("council") }} counted'),
)  # fmt: skip


@dataclass
class Request:
    """A checkout to change: the ``base`` it is compared with, ``wanted`` as the name of that, and the file that is changed.

    ``open`` is whether an entry can speak for the change.
    """

    root: Path
    rng: random.Random
    wanted: str
    what: Edit | Callable[[Request], None]
    path: str = HOME
    open: bool = True

    def change(self) -> str:
        """Change what is to be changed, and say what."""
        if not isinstance(self.what, Edit):
            self.what(self)
            return self.what.__name__
        old, new = self.what.old, self.what.new
        for name, fresh in (("{n}", str(self.rng.randint(5000, 99999))), ("{day}", f"{self.rng.randint(3, 9):02}")):
            new = new.replace(name, fresh)
        text = (self.root / self.path).read_text(encoding="utf-8")
        assert old in text, self.what
        (self.root / self.path).write_text(text.replace(old, new, 1), encoding="utf-8")
        return f"{self.path}: {old!r} -> {new!r}"

    def without_link(self) -> None:
        """The changed file itself in the place of a link to it."""
        file = self.root / self.path
        if file.is_symlink():
            content = file.read_bytes()
            file.unlink()
            file.write_bytes(content)


def page_deleted(request: Request) -> None:
    (request.root / "docs/about.md").unlink()


def list_deleted(request: Request) -> None:
    """A page on which facts have their addresses, for which no entry can speak."""
    (request.root / "docs/corrections.md").unlink()


def count_deleted(request: Request) -> None:
    (request.root / VISITORS).unlink()


def statement_deleted(request: Request) -> None:
    (request.root / STATEMENT).unlink()


def record_deleted(request: Request) -> None:
    (request.root / RECORD).unlink()


def edition_rewritten(request: Request) -> None:
    """A figure of a frozen edition changed, with its check sum."""
    claims = request.root / EDITION / "claims.csv"
    claims.write_bytes(claims.read_bytes().replace(b"4000", b"40000"))
    files = {path.name: path.read_bytes() for path in claims.parent.iterdir() if path.name != releases.CHECKSUMS}
    (claims.parent / releases.CHECKSUMS).write_bytes(releases.checksums(files))


def edition_file_added(request: Request) -> None:
    (request.root / EDITION / "more.csv").write_text("id\n")


def edition_file_removed(request: Request) -> None:
    (request.root / EDITION / "claims.csv").unlink()


def edition_removed(request: Request) -> None:
    shutil.rmtree(request.root / EDITION)


def edition_invented(request: Request) -> None:
    """An edition that never was, with sums that are right; of an older or a newer version, or of the settings' own."""
    version = request.rng.choice(["0.9.0", "1.0.1", "2.0.0", "01.0.0"])
    folder = request.root / "docs/releases" / version
    shutil.copytree(request.root / EDITION, folder)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"1.0.0", version.encode()).replace(b"4000", b"40000"))
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != releases.CHECKSUMS}
    (folder / releases.CHECKSUMS).write_bytes(releases.checksums(files))
    if request.rng.random() < 0.5:
        write(request.root, {"mkdocs.yml": f"site_name: Kites\nplugins:\n  - factbook:\n      edition: {version}\n"})


OTHERS: tuple[Callable[[Request], None], ...] = (
    page_deleted,
    list_deleted,
    count_deleted,
    statement_deleted,
    record_deleted,
    edition_rewritten,
    edition_file_added,
    edition_file_removed,
    edition_removed,
    edition_invented,
)


def in_the_open(request: Request) -> None:
    pass


def folder_named_as_the_base(request: Request) -> None:
    """A folder of the base's name, or of one like it, with the new story or with none in it."""
    name = request.rng.choice([request.wanted, request.wanted, "HEAD^1", "origin/main", "FETCH_HEAD"])
    if request.rng.random() < 0.5:
        write(request.root, {f"{name}/data/.keep": ""})
    else:
        for part in ("data", "docs"):
            shutil.copytree(request.root / part, request.root / name / part, dirs_exist_ok=True)


def attributes(request: Request) -> None:
    """What tells git to leave files out of archives, or to write them otherwise."""
    where, what = request.rng.choice(["", "data/", "docs/"]), request.rng.choice(ATTRIBUTES)
    write(request.root, {f"{where}.gitattributes": f"* {what}\n"})


ATTRIBUTES = ("export-ignore", "-diff", "binary", "ident", "filter=x", "merge=ours", "linguist-generated")


def executable(request: Request) -> None:
    if (file := request.root / request.path).exists():
        file.chmod(0o755)


def embedded_repository(request: Request) -> None:
    """What git takes for a repository without a work tree, as files of the story."""
    write(request.root, {"HEAD": "ref: refs/heads/main\n", "config": "[core]\n\tbare = true\n", "refs/.keep": "", "objects/.keep": ""})  # fmt: skip


def link_to_a_hidden_file(request: Request) -> None:
    request.open = False  # no link is published
    file = request.root / request.path
    if file.exists():
        target = file.with_name(f".{file.name}")
        file.rename(target)
        file.symlink_to(target.name)


def link_to_another_folder(request: Request) -> None:
    request.open = False  # no link is published
    file = request.root / request.path
    if file.exists():
        target = request.root / "notes" / f"{file.name}.txt"
        target.parent.mkdir(exist_ok=True)
        file.rename(target)
        file.symlink_to(os.path.relpath(target, file.parent))


def duplicate(request: Request) -> None:
    """The fact as it was, in a second file."""
    request.open = False
    if request.path.startswith("data/"):
        file = Path(request.path)
        write(request.root, {str(file.with_name(f"a-{file.name}")): STORY[request.path]})


def case_of_the_name(request: Request) -> None:
    request.open = False
    file = request.root / request.path
    if file.exists() and file.suffix == ".yml":
        file.rename(file.with_name(file.name.upper()))


def another_file(request: Request) -> None:
    if request.path in (EVENT, STATEMENT) and (file := request.root / request.path).exists():
        file.rename(file.with_name(f"moved-{file.name}"))


HIDDEN: tuple[Callable[[Request], None], ...] = (
    in_the_open,
    in_the_open,
    in_the_open,
    in_the_open,
    folder_named_as_the_base,
    attributes,
    executable,
    embedded_repository,
    link_to_a_hidden_file,
    link_to_another_folder,
    duplicate,
    case_of_the_name,
    another_file,
)
FIRST: tuple[Callable[[Request], None], ...] = (
    *(in_the_open, in_the_open, in_the_open, in_the_open, in_the_open),
    link_to_a_hidden_file,
    link_to_another_folder,
    attributes,
    folder_named_as_the_base,
)
"""What an earlier request, which was merged, has prepared."""


def proposed(problems: list[Problem]) -> str:
    """The entries that the gate gives to paste, with a reason."""
    entries = (problem.example for problem in problems if problem.example.startswith("\n- id: "))
    return "".join(entry.replace("because:  # why, in a sentence", REASON) for entry in entries).lstrip("\n")


FORGED: tuple[tuple[str, str], ...] = (
    (r"(?m)^(  before: ).*(?:\n    .*)*", r"\1what never stood there"),
    (r"(?m)^(  after: ).*(?:\n    .*)*", r"\1what does not stand there"),
    (r"(?m)^(  date: ).*", r"\g<1>0001-01-01"),
    (r"(?m)^(  date: ).*", r"\g<1>2025-06-10"),
    (r"(?m)^(  date: ).*", r"\g<1>9999"),
    (r"(?m)^(  date: ).*", r"\g<1>../1900"),
    (r"(?m)^(  because: ).*", r"\1."),
    (r"(?m)^(  because: ).*", r"\1A slip"),
    (r"(?m)^(  fact|  page): .*", r"\1: herald"),
    (r"(?m)^- (id: ).*", r"- \1of-yesterday"),
)
"""What turns a right entry into one that speaks for nothing."""


def silent(request: Request) -> list[Problem]:
    """What the gate says of a request."""
    return gate_problems(request.root, request.wanted, TODAY)


def red(request: Request, problems: list[Problem]) -> bool:
    """Whether a check of a request fails, of which the gate said that."""
    try:
        return bool(problems) or not check(request.root)
    except Problems:
        return True


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The story in a repository with a frozen edition, and its commit."""
    story = good(tmp_path_factory.mktemp("base"), dict(STORY))
    assert main(["--root", str(story), "release", "1.0.0", "--on", "2025-06-11"]) == 0
    assert problems_of(story) == ""
    commit = committed(story)
    git(story, "gc", "-q")  # few files to copy
    shutil.rmtree(story / ".git/hooks", ignore_errors=True)
    return story, commit


@pytest.mark.parametrize("number", range(NUMBER), ids=lambda number: f"{SEED}-{number}")
def test_a_request_is_red_unless_an_entry_speaks_for_it(
    number: int, repository: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, base = repository
    rng = random.Random(f"{SEED}-{number}")
    root = tmp_path / "request"
    shutil.copytree(story, root, symlinks=True)
    monkeypatch.chdir(root)
    choices: list[Edit | Callable[[Request], None]] = [*EDITS, *OTHERS, *OTHERS]
    what = rng.choice(choices)
    request = Request(root, rng, base, what, what.path if isinstance(what, Edit) else HOME)
    first, hidden = rng.choice(FIRST), rng.choice(HIDDEN)
    if first is not in_the_open:
        first(request)
        base = committed(root, "An earlier request, merged")
    request.wanted = rng.choice([base, "HEAD", "main"])
    request.open = what.open if isinstance(what, Edit) else what is page_deleted
    said = request.change()
    if rng.random() < 0.7:
        request.without_link()
    request.open &= not any(path.is_symlink() for path in (root / "data").rglob("*"))
    hidden(request)
    told = f"SEED={SEED}, request {number}: {said}, {hidden.__name__}, after {first.__name__}"
    print(told)
    problems = silent(request)
    assert red(request, problems), f"green: {told}"
    if not request.open:
        return
    record = root / RECORD
    before = record.read_text(encoding="utf-8")
    entries = proposed(problems)
    if entries and rng.random() < 0.5:
        wrong, right = rng.choice([each for each in FORGED if what is not page_deleted or "after" not in each[0]])
        record.write_text(before + re.sub(wrong, right, entries), encoding="utf-8")
        assert red(request, silent(request)), f"green with {right!r}: {told}"
    record.write_text(before + entries + "\n", encoding="utf-8")
    assert silent(request) == [], told
