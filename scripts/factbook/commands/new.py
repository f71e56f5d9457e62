"""``factbook new``: scaffold of a fact, written into the right file."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator
from collections.abc import Sequence as SequenceOf
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .. import checks
from ..factbook import Factbook
from ..files import NAME, is_reserved_name, read_bytes, read_text, write_text
from ..json_schema import write_schemas
from ..kinds import FILE_PATTERNS, KINDS, Claim, Count, Fact, with_article
from ..kinds.base import ID_PATTERN
from ..kinds.field_marks import holds_records, referred_kinds
from ..loading import HOME, read
from ..problems import Place, Problem, Problems, nearest, quote
from ..scaffold import Values, claim_template, fact_template, file_template, required_fields
from ..strict_yaml import Mapping, Node, Scalar, Sequence, node_at, parse_yaml
from ..validation import TYPE, UNFILLED, UNIQUE, example_id
from .registry import command

CLAIM: Final = "claim"
EXAMPLES: Final = """\
examples:
  factbook new claim visitors/guild-2025-07-01
  factbook new claim visitors/ value="at least 9500" by=guild as_of=2025-07-01 basis=model source=guild-2025-06-05
  factbook new claim visitors/ value="at least 9500" by=guild as_of=2025-07-01 basis=model \\
      source=herald-2025-07-02 source.title="Crowds at the pier" source.publisher=herald source.type=article"""
TABLE: Final = "month,figure\n"
"""The head of a new table."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an editor says of a new fact: ``texts`` by field, and ``parents`` that are to be made, by the field that names them."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    parents: dict[str, Given] = field(default_factory=dict)


def _options(parser: ArgumentParser) -> None:
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    parser.add_argument("kind", help=f"a kind of fact: {', '.join([*KINDS, CLAIM])}")
    parser.add_argument(
        "id", help="its permanent id; a claim's as count/claim, or count/ for one made of claimant and day"
    )
    parser.add_argument("values", nargs="*", metavar="FIELD=VALUE", help="of a list, once for each member")
    parser.add_argument("--with-source", action="store_true", help="also begin the source, if it does not exist")
    parser.add_argument("--file", metavar="NAME", help="for a kind that stands in lists by topic: the topic's file")


@command("new", _options)
def new(options: Namespace) -> int:
    """Begin a fact: write its fields into the right file, with the values that are given, or with what each is for.

    Without values, a terminal asks for the required fields one by one.
    """
    kind, root = options.kind, options.root
    if kind not in (*KINDS, CLAIM):
        raise _refused(
            f"must be a kind of fact, found {quote(kind)}; {nearest(kind, [*KINDS, CLAIM], 12)}", "count", HOME
        )
    given = _asked(kind) if sys.stdin.isatty() and not options.values else _given(options.values)
    if options.with_source and "source" in given.texts:
        given.parents.setdefault("source", Given())
    with _restored_on_problems(root) as write:
        scaffold = _Scaffold(read(root)[0], root, write)
        scaffold.add(kind, options.id, given, options.file)
        told = [each for each in _problems_of(root) if scaffold.wrote(each.place)] if given.texts else []
        if wrong := [each for each in told if each.rule != UNFILLED]:
            raise Problems(wrong)
    write_schemas(root)
    target = root / scaffold.paths[-1]
    table = target.with_suffix(".csv")
    if has_table := kind in FILE_PATTERNS and bool(FILE_PATTERNS[kind].table) and not table.exists():
        write_text(root, table, TABLE)
    beside = f", and the rows of the table into {table.relative_to(root).as_posix()}" if has_table else ""
    for path in dict.fromkeys(scaffold.paths):
        whole = given.texts and not beside and all(each.place.path != path for each in told)
        print(f"{path}: {'written' if whole else f'fill in what is open{beside}'}; 'factbook check' says what is left")
    return 0


def _refused(message: str, example: str, rule: str = TYPE) -> Problems:
    """Return the problem of an argument."""
    return Problems([Problem(Place("data"), rule, message, example)])


def _given(values: SequenceOf[str]) -> Given:
    """Return what ``FIELD=VALUE`` says; a field with a stop in it is one of a fact that is to be made: ``source.title``."""
    given = Given()
    for text in values:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise _refused(f"must be a field, an equals sign and a value, found {quote(text)}", 'value="about 2000"')
        *above, last = name.split(".")
        there = given
        for parent in above:
            there = there.parents.setdefault(parent, Given())
        there.texts.setdefault(last, []).append(value)
    return given


def _asked(kind: str) -> Given:
    """Ask for each required field on the terminal."""
    print("An empty answer leaves a field open.")
    answers = {name: input(f"{name}: {purpose}\n> ").strip() for name, purpose in required_fields(kind).items()}
    return Given({name: [answer] for name, answer in answers.items() if answer})


def _problems_of(root: Path) -> list[Problem]:
    """Return the problems of the facts, without those of pages."""
    book, problems = read(root)
    return [*problems, *checks.problems(book)]


Write = Callable[[str, str], None]
"""Writes a text to a path of the story."""


@contextmanager
def _restored_on_problems(root: Path) -> Iterator[Write]:
    """Yield a function that writes files; put all back as they were if :class:`Problems` are raised."""
    before: dict[Path, bytes | None] = {}

    def write(path: str, text: str) -> None:
        target = root / path
        old = read_bytes(target) if target.exists() else None
        write_text(root, target, text, like=old or b"")
        before.setdefault(target, old)

    try:
        yield write
    except Problems:
        for target, content in before.items():
            target.unlink() if content is None else target.write_bytes(content)
        raise


class _Scaffold:
    """Writes a fact and, before it, the facts that it names and that are to be made; ``paths`` are the files, the fact's own last."""

    def __init__(self, book: Factbook, root: Path, write: Write) -> None:
        self.book, self.root, self.write = book, root, write
        self.paths: list[str] = []
        self.lines: list[tuple[str, range]] = []
        self.made: set[str] = set()

    def wrote(self, place: Place) -> bool:
        """Whether a place is in what was written."""
        return any(place.path == path and place.line in lines for path, lines in self.lines)

    def add(self, kind: str, id: str, given: Given, topic: str | None = None) -> None:
        """Write a fact after its parents. Raises :class:`Problems` on a field that the kind has not, or a parent that is known."""
        cls = Claim if kind == CLAIM else KINDS[kind]
        simple = {each.alias or name: name for name, each in cls.model_fields.items() if not holds_records(cls, name)}
        del simple["id"]
        for name in (*given.texts, *given.parents):
            if name not in simple:
                message = f"must be a field of {with_article(kind)} without fields of its own, found {quote(name)}"
                raise _refused(f"{message}; {nearest(name, simple)}", f"{next(iter(simple))}=…")
        for name, parent in given.parents.items():
            self._add_parent(name, referred_kinds(cls, simple[name]), given.texts.get(name, [""])[-1], parent)
        if kind == CLAIM:
            path, text = _add_claim(self.book, self.root, id, given.texts)
        else:
            path, text = _add_fact(self.book, self.root, kind, id, topic, given.texts)
        target = self.root / path
        old = read_text(self.root, target).splitlines() if target.exists() else []
        new = text.splitlines()
        first = next((at for at, lines in enumerate(zip(old, new, strict=False)) if lines[0] != lines[1]), len(old))
        self.lines.append((path, range(first + 1, first + 1 + len(new) - len(old))))
        self.write(path, text)
        self.paths.append(path)

    def _add_parent(self, name: str, kinds: SequenceOf[str], id: str, given: Given) -> None:
        kind = given.texts.pop("kind", [*kinds, ""])[0]
        if kind not in kinds or not id:
            message = f"{name} must name {' or '.join(map(with_article, kinds)) or 'no fact'} that is to be made, found {quote(id)}"
            raise _refused(message, f"{name}=the-herald {name}.name=…")
        known = id in self.made or any(id in self.book.facts.get(each, {}) for each in kinds)
        if known and (given.texts or given.parents):
            raise _refused(
                f"{name} must be a fact that is to be made, found {quote(id)}, which exists", f"{name}={id}", UNIQUE
            )
        if not known:
            self.made.add(id)
            self.add(kind, id, given)


def _add_fact(book: Factbook, root: Path, kind: str, id: str, topic: str | None, values: Values) -> tuple[str, str]:
    """Return the path of the new fact's file and its text with the fact."""
    path = f"data/{_file_of(root, kind, id, topic)}"
    same_id = (facts[id] for facts in book.facts.values() if id in facts)
    namespace = KINDS[kind].namespace
    _require_new_id(id, path, KINDS[kind].plural, next((fact for fact in same_id if fact.namespace == namespace), None))
    target = root / path
    if not target.exists():
        return path, file_template(kind, id, path, values)
    text = read_text(root, target)
    if FILE_PATTERNS[kind].single:
        raise Problems([Problem(Place(path), UNIQUE, "must be a new id, found a file of that name")])
    parse_yaml(text, path, may_be_empty=FILE_PATTERNS[kind].may_be_empty)  # nothing is added to an invalid file
    blank = [] if values else [""]
    return path, "\n".join([text.rstrip("\n"), *blank, *fact_template(kind, id, values)]) + "\n"


def _file_of(root: Path, kind: str, id: str, topic: str | None) -> str:
    """Return the file of a new fact, relative to ``data/``."""
    pattern = FILE_PATTERNS[kind].pattern
    if "*" not in pattern:
        return pattern.replace("{id}", id)
    topics = sorted(path.stem for path in (root / "data" / pattern.partition("/")[0]).glob("*.yml"))
    name = (topic or "").removesuffix(".yml")
    if not name and len(topics) == 1:
        name = topics[0]
    if not re.fullmatch(ID_PATTERN, name) or is_reserved_name(name):
        known = f"known: {', '.join(topics)}" if topics else "none is there yet"
        message = f"must be told the topic's file with --file, found {quote(name) if name else 'none'}; {known}"
        example = f"--file {topics[0] if topics else 'festival'}"
        raise Problems([Problem(Place(f"data/{pattern}"), HOME, message, example)])
    return pattern.replace("*", name)


def _add_claim(book: Factbook, root: Path, ref: str, values: Values) -> tuple[str, str]:
    """Return the path of a count and its text with a new claim behind the last; a missing id is made of claimant and day."""
    count_id, slash, id = ref.partition("/")
    if slash and not id and "by" in values and "as_of" in values:
        id = example_id(f"{values['by'][0]} {values['as_of'][0]}")
        ref += id
    if count_id not in book.of(Count):
        known = nearest(count_id, book.of(Count))
        message = f"must be the id of a count that can be read, a stroke and a new id, found {quote(ref)}; {known}"
        raise Problems([Problem(Place("data"), UNIQUE, message, "visitors/constabulary-2025-06-01")])
    path = f"data/{FILE_PATTERNS['count'].pattern.replace('{id}', count_id)}"
    _require_new_id(id, path, "claims", book.claims.get(ref))
    text = read_text(root, root / path)
    claims = node_at(parse_yaml(text, path), ("claims",))
    lines = text.rstrip("\n").split("\n")
    last = claims.items[-1] if isinstance(claims, Sequence) and claims.items else None
    if not isinstance(last, Mapping) or lines[last.place.line - 1][: last.place.column - 1].strip() != "-":
        raise Problems([Problem(claims.place, TYPE, "must be a list with dashes, for a claim to be added to it")])
    dash = lines[last.place.line - 1].index("-")
    end = _last_line(last, lines, dash)
    added = [" " * dash + line if line else "" for line in claim_template(id, values)]
    return path, "\n".join([*lines[:end], *added, *lines[end:]]) + "\n"


def _last_line(node: Node, lines: list[str], dash: int) -> int:
    """Return the number of the last line of a list's member: before the next one that is indented no more than its ``dash``."""
    end = _last_start(node)
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > dash):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return end


def _last_start(node: Node) -> int:
    """Return the line on which the last value in a node begins."""
    if isinstance(node, Scalar):
        return node.place.line
    children = node.items.values() if isinstance(node, Mapping) else node.items
    return max(map(_last_start, children), default=node.place.line)


def _require_new_id(id: str, path: str, plural: str, known: Fact | None) -> None:
    """Raise :class:`Problems` unless the id is valid and no ``known`` fact has it."""
    if is_reserved_name(id):
        message = f"must be a name that files can bear on Windows, found {quote(id)}"
        raise Problems([Problem(Place(path), NAME, message, f"a-{id}")])
    if not re.fullmatch(ID_PATTERN, id) or len(id) > 80:
        example = example_id(id)
        ids = f"an id of lower-case letters, digits and single hyphens ({plural} bear ids such as {example})"
        message = f"must be {ids}, found {quote(id)}"
        raise Problems([Problem(Place(path.replace(id, example)), TYPE, message, example)])
    if known:
        message = f"must be a new id, found {quote(id)}, which stands in {known.where('id')}"
        raise Problems([Problem(Place(path), UNIQUE, message)])
