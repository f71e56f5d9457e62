"""The forms with which facts are written in a browser, as data: kinds, fields, rules and known ids, from the kinds themselves.

The script of the page (``assets/forms.js``) draws them, and knows no kind, field or rule of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, get_args

from pydantic.fields import FieldInfo

from ..checks.references import KNOWN
from ..factbook import Factbook
from ..files import read_text
from ..json_schema import modeline, schema_of
from ..kinds import FILE_PATTERNS, KINDS, VOCABULARIES, Claim, Count, Record, Word, vocabulary_fields
from ..kinds.base import MAX_LABEL, Unpublished, with_article
from ..kinds.field_marks import is_prose, published_fields, referred_kinds
from ..loading import ONCE
from ..problems import Place
from ..site import Repository
from ..validation import NO_VALUE, pattern_message, record_class_in
from ..values import Amount, Edtf, amount, edtf, misspelt
from ..values.address import EXAMPLE, PATTERN
from ..words import label_of
from .written import path_of

PATH: Final = "edit/forms.json"
"""The path of the file below the site's root."""
Json = dict[str, Any]


def forms_file(book: Factbook, repository: Repository | None) -> bytes:
    """Return the file that the script of the forms reads."""
    return json.dumps(forms(book, repository), ensure_ascii=False, separators=(",", ":")).encode()


def form_kinds() -> Mapping[str, type[Record]]:
    """Return the kinds that have a form."""
    return {Claim.kind: Claim, **KINDS}


def forms(book: Factbook, repository: Repository | None) -> Json:
    """Return the forms of a story: what can be made, the fields of each, the rules of their values, and what is known already."""
    records: dict[str, Json] = {}
    schemas = _schemas()
    kinds = {
        kind: {
            "record": _record(cls, records, schemas),
            "title": with_article(kind),
            "file": f"data/{FILE_PATTERNS[kind].pattern}" if kind in FILE_PATTERNS else "",
            "head": modeline(kind, f"data/{FILE_PATTERNS[kind].pattern}") if kind in FILE_PATTERNS else "",
            "table": f"data/{FILE_PATTERNS[kind].table}" if kind in FILE_PATTERNS and FILE_PATTERNS[kind].table else "",
        }
        for kind, cls in form_kinds().items()
    }
    known: dict[str, dict[str, str]] = {kind: {} for kind in kinds}
    for fact in book.all_facts(claims=True):
        if fact.kind in known:
            known[fact.kind][fact.ref] = label_of(book, fact)
    own = book.of(Word).values()
    return {
        "kinds": kinds,
        "records": records,
        "values": _values(),
        "words": {
            name: [*words, *(word.name for word in own if word.field == name)] for name, words in VOCABULARIES.items()
        },
        "known": known,
        "spellings": dict(book.spellings),
        "written": {kind: path_of(kind).removeprefix("edit/") for kind in kinds},
        "longest": MAX_LABEL,
        "ends": dict(_ends(book)),
        "says": {
            "required": NO_VALUE,
            "used": ONCE,
            "known": KNOWN,
            "characters": misspelt.CHARACTERS,
            "capitals": misspelt.CAPITALS,
        },
        "new": repository.new_files if repository else None,
        "edit": repository.files if repository else None,
    }


def _record(cls: type[Record], records: dict[str, Json], schemas: Mapping[str, Json]) -> str:
    """Add the fields of a class, and of those inside it, to ``records``; return its name there."""
    if cls.__name__ not in records:
        records[cls.__name__] = {"about": " ".join((cls.__doc__ or "").split()), "fields": []}
        records[cls.__name__]["fields"] = [
            _field(cls, name, field, records, schemas)
            for name, field in cls.model_fields.items()
            if (field.alias or name)
            in schemas[cls.__name__]["properties"]  # the rows of a table are in a file of their own
        ]
    return cls.__name__


def _schemas() -> Mapping[str, Json]:
    """Return the JSON Schema of each class whose facts are in files, by its name."""
    found: dict[str, Json] = {}
    for kind, cls in KINDS.items():
        schema = schema_of(kind)
        found |= {cls.__name__: schema, **schema.get("$defs", {})}
    return found


def _field(
    cls: type[Record], name: str, field: FieldInfo, records: dict[str, Json], schemas: Mapping[str, Json]
) -> Json:
    """Return one field: its name, what it is for, and what it takes."""
    schema = schemas[cls.__name__]["properties"][field.alias or name]
    inner = {**schema.get("items", {}), **{key: value for key, value in schema.items() if key != "items"}}
    out: Json = {"name": field.alias or name, "help": schema.get("description", "")}
    out |= {"required": True} if field.is_required() else {}
    out |= {"many": True} if "items" in schema else {}
    out |= {"own": True} if any(isinstance(mark, Unpublished) for mark in field.metadata) else {}
    out |= (
        {"absent": mark.default_meaning} if (mark := published_fields(cls).get(name)) and mark.default_meaning else {}
    )
    out |= {key: inner[key] for key in ("examples", "default", "enum") if key in inner}
    if record := record_class_in(field.annotation):
        out["record"] = _record(record, records, schemas)
    elif kinds := referred_kinds(cls, name):
        out["kinds"] = kinds if "any" not in kinds else [Claim.kind, *KINDS]
    elif words := vocabulary_fields(cls).get(name):
        out["words"] = words
    elif value := next((name for type_, name in _TYPES if _holds(field.annotation, type_)), ""):
        out["value"] = value
    elif inner.get("pattern") == "^https?://":
        out["value"] = "address"
    elif "pattern" in inner:
        out["pattern"] = inner["pattern"]
        out["must"] = pattern_message(name)[0]
    out |= {"long": True} if is_prose(cls, name) else {}
    return out


_TYPES: Final = ((Amount, "amount"), (Edtf, "date"))


def _holds(annotation: object, value: type) -> bool:
    return annotation is value or any(_holds(inner, value) for inner in get_args(annotation))


def _values() -> Json:
    """Return the types of values that have a pattern: that, what a value must be, and how it is misspelt."""
    return {
        "amount": _value(amount.PATTERN, amount.MUST, "about 600", misspelt.AMOUNTS, "an amount"),
        "date": _value(edtf.PATTERN.pattern, edtf.MUST, "2025-04-30", misspelt.DATES),
        "address": _value(PATTERN, "a web address that starts with https:// or http://", EXAMPLE),
    }


def _value(pattern: str, must: str, example: str, table: Sequence[misspelt.Misspelling] = (), of: str = "") -> Json:
    rows = [(each.pattern, each.instead, each.reason) for each in table]
    return {"pattern": f"^(?:{pattern})$", "must": must, "example": example, "misspelt": rows, "of": of}


def _ends(book: Factbook) -> Iterator[tuple[str, Json]]:
    """Yield of each file that holds several facts or claims after which line a further one stands, what that line says, and the
    column of its dash; a count's claims by the count's id, facts by the path of their file."""
    last: dict[str, tuple[Place, bool]] = {}
    for fact in book.all_facts():
        if isinstance(fact, Count):
            last[fact.id] = fact.claims[-1].where(), True
        elif not FILE_PATTERNS[fact.kind].single:
            last[fact.where().path] = fact.where(), False
    for name, (place, within) in last.items():
        lines = read_text(book.root, book.root / place.path).rstrip().split("\n")
        following = (
            number
            for number in range(place.line, len(lines))
            if lines[number].strip() and len(lines[number]) - len(lines[number].lstrip()) < place.column - 1
        )
        end = next(following, len(lines)) if within else len(lines)
        while not lines[end - 1].strip():
            end -= 1
        yield name, {"file": place.path, "line": end, "says": lines[end - 1].strip()[:60], "column": place.column - 3}
