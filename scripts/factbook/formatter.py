"""The formatter of fact files: fields in the order of their kind, one spacing, every comment kept.

Own code, and not a round trip by ruamel.yaml 0.19, which was tried against the cases of ``tests/test_formatter.py``:
24 of 40 failed. It stores a comment with the value before it, so a comment above a field stays behind when the field
moves; it folds long lines without ``>-`` and inside bindings. It took 33 s to read and write the files of 10,000 claims
unchanged, this module 3 s to format them.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import takewhile
from pathlib import Path
from typing import Final

import yaml

from . import json_schema, kinds
from .cache import read, write
from .files import files_below, read_bytes, read_text
from .kinds import FILE_PATTERNS, KINDS, Record
from .loading import kind_of_file
from .problems import Place, Problem, Problems, rule
from .strict_yaml import Sequence as NodeList
from .strict_yaml import parse_yaml, to_builtins
from .validation import record_class_in
from .yaml_mistakes import quoted

FORM = rule(
    "file-form",
    "A fact file is in the usual form: fields in the order of their kind, one spacing. Only "
    "'factbook format --check' insists on it.",
)
INDENT: Final = 2
"""Spaces of one level."""
WIDTH: Final = 120
"""Columns of a line; longer text is folded at blanks."""
_MAX_MATCHED: Final = 4000
"""Lines of two files up to which difflib matches them, in quadratic time; longer ones get a patch of one hunk."""
_CONTEXT: Final = 3
"""Unchanged lines around a hunk, as in git."""
_MODELINE: Final = "# yaml-language-server:"
_COMMENT: Final = re.compile(r"(?<!\S)#[^\n]*")


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]  # of the two, the one that is installed
    """A loader that asks for no types, which takes a third of the time."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: object) -> str:
        """Return a tag, which nobody reads."""
        return ""


@dataclass(frozen=True, slots=True)
class Unformatted:
    """A file that differs from its canonical form: path below the story's root, text before and after formatting."""

    path: str
    before: str
    after: str

    @property
    def diff(self) -> str:
        """The difference as a unified diff that ``git apply`` takes in the story's root."""
        old, new = self.before.splitlines(), self.after.splitlines()
        names = f"a/{self.path}" if self.before else "/dev/null", f"b/{self.path}"
        if len(old) + len(new) <= _MAX_MATCHED:
            return "\n".join(difflib.unified_diff(old, new, *names, lineterm="")) + "\n"
        return "\n".join([f"--- {names[0]}", f"+++ {names[1]}", *_one_hunk(old, new)]) + "\n"

    @property
    def problem(self) -> Problem:
        """The difference as a problem."""
        message = "must be in the usual form, which 'factbook format' or this patch gives it"
        return Problem(Place(self.path, self.line), FORM, message, self.diff.rstrip())

    @property
    def only_modeline(self) -> bool:
        """Whether only the modeline, which names the schema for editors such as VS Code, is missing."""
        return self.after.partition("\n")[2] == self.before

    @property
    def line(self) -> int:
        """The first line that differs, from 1."""
        old, new = self.before.splitlines(), self.after.splitlines()
        return min(_common_prefix(old, new) + 1, len(old) or 1)


def _common_prefix(one: list[str], other: list[str]) -> int:
    """The number of equal lines at the start of both."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (old, new) in enumerate(pairs) if old != new), min(len(one), len(other)))


def _one_hunk(old: list[str], new: list[str]) -> list[str]:
    """A single hunk of a unified diff, from the first line that differs to the last."""
    same = _common_prefix(old, new)
    start = max(same - _CONTEXT, 0)
    tail = _common_prefix(old[same:][::-1], new[same:][::-1])
    removed, added = old[same : len(old) - tail], new[same : len(new) - tail]
    body = [f" {line}" for line in old[start:same]]
    body += [*(f"-{line}" for line in removed), *(f"+{line}" for line in added)]
    body += [f" {line}" for line in old[len(old) - tail :][:_CONTEXT]]
    unchanged = len(body) - len(removed) - len(added)
    return [f"@@ -{start + 1},{unchanged + len(removed)} +{start + 1},{unchanged + len(added)} @@", *body]


def unformatted_files(root: Path, problems: list[Problem], cache_folder: Path | None = None) -> list[Unformatted]:
    """List the fact files below ``root`` that differ from their canonical form; append what cannot be read to ``problems``.

    Files that the cache knows to be formatted by this version of the rules are skipped.
    """
    rules = [Path(__file__), Path(json_schema.__file__), *Path(kinds.__file__).parent.glob("*.py")]
    version = blake2b(b"\0".join(path.read_bytes() for path in sorted(rules)), digest_size=32).hexdigest()
    entry, formatted, differing = f"form-{version}", set[str](), []
    known = set((read(cache_folder, entry) or "").split()) if cache_folder else set[str]()
    for path in files_below(root, root / "data", problems):
        relative = path.relative_to(root).as_posix()
        kind = kind_of_file(relative)
        if kind is None:
            continue
        try:
            raw = read_bytes(path)  # a byte order mark counts, too
            digest = blake2b(relative.encode() + b"\0" + raw, digest_size=16).hexdigest()
            if digest in known:
                formatted.add(digest)
                continue
            text = read_text(root, path)
            after = format_text(text, relative, kind)
        except Problems as error:
            problems.extend(error.problems)
            continue
        except OSError:
            continue  # removed since it was listed
        if after.encode() == raw.replace(b"\r\n", b"\n"):  # git makes those on Windows
            formatted.add(digest)
        else:
            differing.append(Unformatted(relative, text, after))
    if cache_folder and formatted != known:
        write(cache_folder, entry, "\n".join(sorted(formatted)))
    return differing


@lru_cache(maxsize=20_000)
def format_text(text: str, path: str, kind: str) -> str:
    """Return a fact file's text in canonical form.

    ``path`` is relative to the story's root, ``kind`` is a key of :data:`KINDS`. Raises :class:`Problems` when the text
    cannot be read, or when formatting would change a value or lose a comment.
    """
    before = parse_yaml(text, path, may_be_empty=FILE_PATTERNS[kind].may_be_empty)
    if isinstance(before, NodeList) and not before.items:
        return text
    top = Entry(compose(text), -1, -1)
    entries = list(_add_entries(top, text))
    if not entries:
        return text  # nothing to put in order
    comments = _comments(text, entries)
    lines = _document(top, entries, comments, KINDS[kind])
    modeline = next((line for line in lines if line.startswith(_MODELINE)), None)
    if modeline is None:
        modeline = json_schema.modeline(kind, path)
    else:
        lines.remove(modeline)
    after = "\n".join([modeline, *lines]) + "\n"
    if after == text:
        return text
    try:
        same = to_builtins(parse_yaml(after, path)) == to_builtins(before)
    except Problems:
        same = False
    if not same or Counter(comment.text for comment in comments) - Counter(comments_of(after)):
        message = "must be put in its usual form by hand: no form was found that keeps every value and comment"
        raise Problems([Problem(Place(path), FORM, message)])
    return after


def comments_of(text: str) -> list[str]:
    """List the comments of a YAML text in order, each with its ``#``."""
    return [comment.text for comment in _comments(text, _add_entries(Entry(compose(text), -1, -1), text))]


def compose(text: str) -> yaml.Node:
    """Return the nodes of a YAML text that :func:`parse_yaml` reads."""
    tree = yaml.compose(text, Loader=_Loader)
    assert tree is not None, "parse_yaml refuses an empty file"
    return tree


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its ``#``; ``line`` from 0, ``column`` the indentation of its line.

    ``own`` is whether only dashes of lists share its line, ``spaced`` whether a blank line is above such a line.
    """

    text: str
    line: int
    column: int
    own: bool
    spaced: bool


@dataclass
class Entry:
    """A field or a list item, with its comments: above it, at the end of its line, and below the last of its ``inner``.

    ``line`` and ``column`` are where it starts, from 0; ``folds`` are the lines of a text folded with ``>-``.
    """

    node: yaml.Node
    line: int
    column: int
    key: yaml.ScalarNode | None = None
    parent: Entry | None = None
    inner: list[Entry] = field(default_factory=list)
    above: list[Comment] = field(default_factory=list)
    beside: str = ""
    below: list[Comment] = field(default_factory=list)
    folds: Sequence[str] = ()

    @property
    def name(self) -> str:
        """The field's name; empty for a list item."""
        return str(self.key.value) if self.key else ""


def _document(top: Entry, entries: list[Entry], comments: list[Comment], kind: type[Record]) -> list[str]:
    """The lines of a file's canonical form; ``entries`` are all below ``top`` in the order of the text."""
    opening = list(takewhile(lambda comment: comment.own and comment.line < entries[0].line, comments))
    # a blank line separates the comments about the file from those about its first entry
    blanks = [index for index, comment in enumerate(opening) if comment.spaced]
    if opening and opening[-1].line < entries[0].line - 1:
        blanks = [len(opening)]
    size = blanks[-1] if blanks else sum(_MODELINE in comment.text for comment in opening[:1])
    _attach(comments[size:], top, entries)
    head = [*_comment_lines(opening[:size], 0), *([""] if size and blanks else [])]
    return [*_strip_blank(head), *_strip_blank(_collection_lines(top, 0, kind))]


def _add_entries(parent: Entry, text: str) -> Iterator[Entry]:
    """Fill ``inner`` of an entry and of all below it; yield these in the order of the text."""
    node = parent.node
    if isinstance(node, yaml.ScalarNode):
        return
    for member in node.value:
        key, value = member if isinstance(node, yaml.MappingNode) else (None, member)
        column = (key or node).start_mark.column  # an item starts at its dash
        entry = Entry(value, (key or value).start_mark.line, column, key, parent, folds=_folds(value, text))
        parent.inner.append(entry)
        yield entry
        yield from _add_entries(entry, text)


def _folds(node: yaml.Node, text: str) -> Sequence[str]:
    """The lines of a text that is folded with ``>-``."""
    if not isinstance(node, yaml.ScalarNode) or node.style != ">":
        return ()
    head, *lines = text[node.start_mark.index : node.end_mark.index].rstrip().split("\n")
    return [line.strip() for line in lines] if head.split("#")[0].rstrip() == ">-" and all(lines) else ()


def _comments(text: str, entries: Iterable[Entry]) -> list[Comment]:
    """The comments between the scalars of all entries, in order."""
    lines, number, end, comments = text.split("\n"), 0, 0, list[Comment]()
    for start, stop in _gaps(text, entries):
        for match in _COMMENT.finditer(text, start, stop):
            number, end = number + text.count("\n", end, match.start()), match.start()
            before = text[text.rfind("\n", 0, end) + 1 : end]
            own = not before.strip("- ")
            spaced = own and number > 0 and not lines[number - 1].strip()
            comments.append(Comment(match[0].rstrip(), number, len(before) - len(before.lstrip(" ")), own, spaced))
    return comments


def _gaps(text: str, entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    """The start and end of each piece of text between two scalars."""
    last = 0
    for entry in entries:
        for node in (entry.key, entry.node):
            if isinstance(node, yaml.ScalarNode):
                start, end = node.start_mark.index, node.end_mark.index
                if node.style in ("|", ">"):  # a comment may follow on the line of the indicator
                    newline = text.find("\n", start, end)
                    start = end if newline < 0 else newline
                yield last, start
                last = end
    yield last, len(text)


def _attach(comments: list[Comment], top: Entry, entries: list[Entry]) -> None:
    """Add each comment to the entry it is about; ``entries`` are all below ``top`` in the order of the text."""
    lines = [entry.line for entry in entries]
    for comment in comments:
        place = bisect_right(lines, comment.line)
        before, after = entries[place - 1] if place else top, entries[place] if place < len(entries) else None
        if place and not comment.own:
            if before.line == comment.line and not before.beside:
                before.beside = comment.text
            else:  # inside a scalar or flow collection of several lines
                before.above.append(comment)
        elif after and (comment.column <= after.column or not place):
            after.above.append(comment)
        else:  # at the end of a collection: the innermost that is indented no deeper
            while before.parent and not (before.inner and before.inner[0].column <= comment.column):
                before = before.parent
            before.below.append(comment)


def _collection_lines(entry: Entry, indent: int, kind: type[Record] | None) -> list[str]:
    """The lines inside a mapping or list, fields in the order of their kind."""
    inner, lines, fields = entry.inner, list[str](), _fields(kind)
    if isinstance(entry.node, yaml.MappingNode):
        inner = sorted(inner, key=lambda each: fields.get(each.name, (len(fields),))[0])
    for each in inner:
        added = _entry_lines(each, indent, fields.get(each.name, (0, None))[1] if each.key else kind)
        if not (entry.parent or each.key):  # one blank line between the facts of a list
            added = [*([""] if lines else []), *_strip_blank(added)]
        lines += added
    return lines + _comment_lines(entry.below, indent)


def _entry_lines(entry: Entry, indent: int, kind: type[Record] | None) -> list[str]:
    """The lines of a field or list item with its comments."""
    above = _comment_lines(entry.above, indent)
    beside = f"  {entry.beside}" if entry.beside else ""
    start = " " * indent + (_on_one_line(entry.name, entry.key.style) + ":" if entry.key else "-")
    if isinstance(entry.node, yaml.ScalarNode):
        first, *rest = scalar_lines(entry.node.value, entry.node.style, len(start) + 1, indent + INDENT, entry.folds)
        return [*above, f"{start} {first}{beside}", *rest]
    if not entry.inner:
        return [*above, f"{start} {'{}' if isinstance(entry.node, yaml.MappingNode) else '[]'}{beside}"]
    lines = _collection_lines(entry, indent + INDENT, kind)
    if entry.key:
        return [*above, start + beside, *lines]
    # the first field follows the dash; comments above it come before the dash
    size = next(index for index, line in enumerate(lines) if line and not line.lstrip().startswith("#"))
    above += [line[INDENT:] for line in lines[:size]]
    if entry.beside:
        above.append(" " * indent + entry.beside)
    return [*above, f"{start} {lines[size].lstrip()}", *lines[size + 1 :]]


def _comment_lines(comments: list[Comment], indent: int) -> list[str]:
    lines: list[str] = []
    for comment in comments:
        lines += [*([""] if comment.spaced else []), " " * indent + comment.text]
    return lines


def _strip_blank(lines: list[str]) -> list[str]:
    """The lines without blank ones at the start."""
    return lines[next((index for index, line in enumerate(lines) if line), 0) :]


@cache
def _fields(kind: type[Record] | None) -> dict[str, tuple[int, type[Record] | None]]:
    """The place of each field of a class, and the class of the records in it, by the name that editors write."""
    fields = kind.model_fields.items() if kind else ()
    return {info.alias or name: (place, record_class_in(info.annotation)) for place, (name, info) in enumerate(fields)}


# Scalars

_WORDS: Final = re.compile(r"(?:\{[^{}]*\}|[^ ])+")
"""What folding keeps on one line: a word, or a binding with the words attached to it."""
_PLAIN: Final = re.compile(r"(?![-?:](?:\s|$)|---|\.\.\.)[^\s,\[\]{}#&*!|>'\"%@`](?:[^\n\t]*\S)?")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_ESCAPED: Final = re.compile(rf'["\\]|{_CONTROL.pattern}')
_FOLDABLE: Final = re.compile(r"\S+(?: \S+)+")
_RESOLVER: Final = yaml.SafeLoader("")


def scalar_lines(text: str, style: str | None, before: int, indent: int, folds: Sequence[str] = ()) -> list[str]:
    """The lines of a scalar: the first follows ``before`` columns, the others are indented by ``indent`` spaces.

    ``style`` is that of the source in PyYAML's terms: text without quotes gets none, so ``600`` stays ``600``.
    ``folds`` are the lines into which the source folds the text; they are kept if each fits :data:`WIDTH`.
    """
    if folds and " ".join(folds) == text and all(indent + len(line) <= WIDTH for line in folds):
        return [">-", *(" " * indent + line for line in folds)]
    if "\n" in text:
        return _block(text, indent) or [_quoted(text)]
    line = _on_one_line(text, style)
    if before + len(line) <= WIDTH or _CONTROL.search(text) or not _FOLDABLE.fullmatch(text):
        return [line]
    return [">-", *_folded(text, indent)]


@lru_cache(maxsize=1000)
def _on_one_line(text: str, style: str | None) -> str:
    """A text on one line: plain if programs then read the same text, else quoted."""
    return text if _is_plain(text, style) else _quoted(text)


def _is_plain(text: str, style: str | None) -> bool:
    if not _PLAIN.fullmatch(text) or _CONTROL.search(text) or ": " in text or " #" in text or text.endswith(":"):
        return False
    return style in (None, "", "|", ">") or _is_string(text)


def _is_string(plain: str) -> bool:
    """Whether YAML 1.1 reads a plain scalar as a string, and not as a number, date, time or Boolean."""
    if re.match(r"[-+.]?\d", plain):
        return False
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, plain, (True, False))  # type: ignore[no-untyped-call]  # types-PyYAML leaves it out
    return tag.endswith(":str")


def _quoted(text: str) -> str:
    return quoted(text) if not _CONTROL.search(text) else f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(character: re.Match[str]) -> str:
    code = ord(character[0])
    return f"\\{character[0]}" if character[0] in '"\\' else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _folded(text: str, indent: int) -> list[str]:
    lines: list[str] = []
    for word in _WORDS.findall(text):
        if lines and indent + len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [" " * indent + line for line in lines]


def _block(text: str, indent: int) -> list[str]:
    """A text of several lines as a literal block; empty if it starts or ends in a way that a block cannot keep."""
    body = text.removesuffix("\n")
    if not body or body != body.strip() or _CONTROL.search(body.replace("\n", "")):
        return []
    lines = [" " * indent + line if line else "" for line in body.split("\n")]
    return ["|" if text.endswith("\n") else "|-", *lines]
