"""Validation: a parsed mapping to a typed fact, or pydantic's errors translated for editors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from .kinds import Count, Fact, Record, kind_phrase
from .kinds.field_marks import is_reference
from .problems import Place, Problem, closest, nearest, quote, rule
from .strict_yaml import EMPTY, Mapping, Node, Scalar, Sequence, node_at, place_of, to_builtins

FIELD = rule("known-field", "A fact has only the fields of its kind.")
REQUIRED = rule("required-field", "A fact has every field that its kind requires.")
TYPE = rule("field-value", "A field's value is of its type: an id, an amount, a date, one of a list of words, text.")
UNIQUE = rule(
    "unique-id",
    "An id is used once in the whole factbook; a claim's id once in its count; a term's once in the glossary.",
)
MAX_DETAILED: Final = 100
"""Problems of one fact or page that are reported, and that get suggestions, which take time to find."""

OTHER_NAMES: Final = {
    **dict.fromkeys(("start", "from", "beginning"), "since"),
    **dict.fromkeys(("day", "when", "as_at", "about_day"), "as_of"),
    **dict.fromkeys(("number", "figure", "amount", "total"), "value"),
    **dict.fromkeys(("quote", "words", "quotation"), "wording"),
    **dict.fromkeys(("link", "website", "web", "address"), "url"),
    **dict.fromkeys(("who", "claimant", "speaker"), "by"),
    **dict.fromkeys(("why", "reason"), "because"),
    **dict.fromkeys(("comment", "remark", "notes"), "note"),
    **dict.fromkeys(("outlet", "newspaper", "medium"), "publisher"),
    **dict.fromkeys(("page", "paragraph", "where"), "at"),
}
"""What fields are called elsewhere."""
UNFILLED = rule(
    "unfilled", "What 'factbook new' leaves open is filled in, or its line taken out, before it is published."
)
NO_VALUE: Final = "must have a value"
PLACEHOLDER: Final = "FILL-ME-IN"
"""Placeholder for a value that an editor has yet to write; no text that contains it can be published."""


def node_type(node: Node) -> str:
    """Name the type of a node for a message."""
    return {"Mapping": "a mapping", "Sequence": "a list", "Scalar": "a text"}[type(node).__name__]


def example_id(text: str) -> str:
    """Return a valid id close to a text, as an example; accents are left out."""
    return latin_id(text) or "an-id"


def latin_id(text: str) -> str:
    """Return the letters and digits of a text as an id, without accents; empty for one of another script."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub("['’]", "", plain.lower())[:60]).strip("-")


def validate_fact(cls: type[Fact], node: Mapping, problems: list[Problem]) -> Fact | None:
    """Validate one fact; append a problem for each invalid field and then return ``None``.

    A count of which two claims share an id is returned, with a problem.
    """
    unfilled = list(_unfilled(cls, node))
    problems.extend(unfilled)
    unfilled_places = {problem.place for problem in unfilled}
    try:
        fact = cls.model_validate(to_builtins(node))
    except ValidationError as error:
        details = error.errors(include_url=False)[:MAX_DETAILED]
        parents = {detail["loc"][:index] for detail in details for index in range(len(detail["loc"]))}
        # pydantic also calls a list too short whose members are all invalid
        problems.extend(
            _field_problem(cls, node, detail)
            for detail in details
            if (detail["type"] != "too_short" or detail["loc"] not in parents)
            and (detail["type"] == "missing" or place_of(node, detail["loc"]) not in unfilled_places)
        )
        return None
    if unfilled:
        return None
    fact.attach(node)
    if isinstance(fact, Count):
        claims = node.items["claims"]
        assert isinstance(claims, Sequence)
        first: dict[str, Place] = {}
        for claim, item in zip(fact.claims, claims.items, strict=True):
            claim.attach(item)
            place = claim.where("id")
            if claim.id in first:
                message = f"must be used once in its count, found {quote(claim.id)} again (first in {first[claim.id]})"
                problems.append(Problem(place, UNIQUE, message))
            first.setdefault(claim.id, place)
    return fact


def _unfilled(cls: type[Record], node: Node, path: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Yield a problem for each text that is empty or has the placeholder in it."""
    match node:
        case Mapping(items):
            for name, item in items.items():
                yield from _unfilled(cls, item, (*path, name))
        case Sequence(items):
            for index, item in enumerate(items):
                yield from _unfilled(cls, item, (*path, index))
        case Scalar(text, place) if not text or PLACEHOLDER in text:
            name = _field_name(path)
            field = _field_named(_record_at(cls, path[:-1]), name)
            what = f" ({field.description.rstrip('.')})" if field and field.description else ""
            if text:
                yield Problem(place, UNFILLED, f"{name}: must be filled in{what}, found {quote(text)}")
            elif field and field.is_required():
                yield Problem(place, EMPTY, f"{name}: {NO_VALUE}{what}, found none")
            else:
                example = "leave the line out, or write the value after the colon"
                yield Problem(place, EMPTY, f"{name}: {NO_VALUE}, found none", example)


def _field_name(path: tuple[str | int, ...]) -> str:
    """Return the name of the field at ``path``; a list's member has the list's name."""
    return str(next((step for step in reversed(path) if isinstance(step, str)), ""))


def _field_named(cls: type[Record], name: str) -> FieldInfo | None:
    """Return a field of a class by its name in files."""
    return next((field for key, field in cls.model_fields.items() if name in (key, field.alias)), None)


def _field_problem(cls: type[Record], node: Mapping, detail: ErrorDetails) -> Problem:
    """Translate one pydantic error, at the place of the value."""
    path = detail["loc"]
    name = _field_name(path)
    owner = _record_at(cls, path[:-1])
    match detail["type"]:
        case "extra_forbidden":
            parent = node_at(node, path[:-1])
            place = place_of(node, path)
            place = parent.keys.get(name, place) if isinstance(parent, Mapping) else place
            known = nearest(
                name, [field.alias or key for key, field in owner.model_fields.items()], aliases=OTHER_NAMES
            )
            return Problem(place, FIELD, f"must be a field of {kind_phrase(owner)}, found {quote(name)}; {known}")
        case "missing":
            field = _field_named(owner, name)
            what = (field.description or "").rstrip(".") if field else ""
            return Problem(place_of(node, path), REQUIRED, f"must have the field {name!r} ({what})")
    message, example = _value_message(owner, name, node_at(node, path), detail)
    if "\n" in example and isinstance(parent := node_at(node, path[:-1]), Mapping):  # as it stands in the file
        indent = " " * (parent.keys[name].column - 1)
        example = "".join(f"\n{indent}{line}" for line in example.split("\n"))
    return Problem(place_of(node, path), TYPE, message, example)


def _one_text(cls: type[Record], name: str, members: list[str]) -> str:
    """Return as an example the fields that say in texts what a list was given for: brackets are no part of a reference."""
    if not is_reference(cls, name):
        return f'{name}: "[{", ".join(members)}]"'
    joint = f"jointly_with: [{', '.join(members[1:])}]" if "jointly_with" in cls.model_fields else ""
    return f"{name}: {members[0]}\n{joint}".rstrip() if members else ""


def _group(record: type[Record], text: str) -> list[str]:
    """Return as an example the lines of a list's member in which a text is the first required field of a record."""
    name = next((name for name, field in record.model_fields.items() if field.is_required()), "id")
    return [f"- {record.model_fields[name].alias or name}: {text}"]


def pattern_message(name: str, found: str = "") -> tuple[str, str]:
    """Return what a field with a pattern must be, and an example near what was ``found``."""
    match name:
        case "id":
            return "lower-case letters, digits and single hyphens", example_id(found)
        case "file":
            must = "a JPEG, PNG or WebP below docs, in folders and of a name of letters, digits and hyphens"
            return must, "photos/pier.jpg"
        case "name":
            return "lower-case letters, digits and single underscores", example_id(found).replace("-", "_")
        case "type":
            return "one or two plain lower-case words", "ceremony"
        case _:
            return "a language code (BCP 47)", "ko"


def _value_message(cls: type[Record], name: str, node: Node, detail: ErrorDetails) -> tuple[str, str]:
    """Return the message and the example for a value of a field of ``cls`` that is not of its type."""
    context = detail.get("ctx", {})
    value = quote(detail["input"])
    match detail["type"]:
        case "literal_error":
            words = re.findall(r"'([^']*)'", context.get("expected", ""))
            known = nearest(str(detail["input"]), words)
            meant = closest(str(detail["input"]).casefold(), words) or "".join(words[:1])
            return f"must be one of {', '.join(words)}; found {value}; {known}", f"{name}: {meant}" if words else ""
        case "bad_value":
            return f"{name}: {detail['msg']}, found {value}", f"{name}: {context.get('example', '')}"
        case "string_pattern_mismatch":
            must, example = pattern_message(name, str(detail["input"]))
            return f"{name}: must be {must}, found {value}", f"{name}: {example}"
        case "string_too_long":
            most = context.get("max_length")
            return f"{name}: must be at most {most} characters, found {len(str(detail['input']))}", ""
        case "string_type" if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
            return f"{name}: must be one text, found a list", _one_text(cls, name, detail["input"])
        case "string_type":
            return f"{name}: must be one text, found {node_type(node)}", ""
        case "tuple_type" if isinstance(node, Scalar):
            record = _record_at(cls, (name,))
            members = filter(None, (part.strip(" -") for part in re.split(r",|;| - | and ", node.text)))
            lines = _group(record, node.text) if record is not cls else [f"- {member}" for member in members]
            return f"{name}: must be a list, found {value}", "\n".join([f"{name}:", *(f"  {line}" for line in lines)])
        case "tuple_type":
            return f"{name}: must be a list, each member after a dash, found {node_type(node)}", "- id: an-id"
        case "too_short":
            return (
                f"{name}: must have at least {context.get('min_length')} entry, found {context.get('actual_length')}",
                "",
            )
        case "too_long":
            message = (
                f"{name}: must have at most {context.get('max_length')} entries, found {context.get('actual_length')}"
            )
            return message, "a fact for each part of them"
        case "model_type" | "model_attributes_type" | "dict_type":
            record = _record_at(cls, (name,))
            example = _group(record, str(detail["input"]))[0].removeprefix("- ") if not issubclass(record, Fact) else ""
            return f"{name}: must be a group of fields, found {value}", example
        case _:
            return f"{name}: {detail['msg']}, found {value}", ""


def _record_at(cls: type[Record], path: tuple[str | int, ...]) -> type[Record]:
    """Return the class of the record at ``path``, or of the deepest one on the way to it."""
    for step in path:
        if isinstance(step, int):
            continue
        field = _field_named(cls, str(step))
        inner = record_class_in(field.annotation) if field else None
        if inner is None:
            break
        cls = inner
    return cls


def record_class_in(annotation: object) -> type[Record] | None:
    """Return the :class:`Record` class inside a field's type, such as of ``tuple[Claim, ...]``, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    inner = map(record_class_in, getattr(annotation, "__args__", ()))
    return next(filter(None, inner), None)
