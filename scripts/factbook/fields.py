"""From a tree of text to a typed fact; a wrong field becomes a problem in an editor's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from .kinds import Count, Fact, Record, called
from .problems import Place, Problem, found, nearest, rule
from .reading import Mapping, Node, Scalar, Sequence, node_at, place_of, plain

FIELD = rule("known-field", "A fact has only the fields of its kind.")
REQUIRED = rule("required-field", "A fact has every field that its kind requires.")
TYPE = rule("field-value", "A field's value is of its type: an id, an amount, a date, one of a list of words, text.")
UNIQUE = rule(
    "unique-id",
    "An id is used once in the whole factbook; a claim's id once in its count; a term's once in the glossary.",
)
MANY: Final = 100
"""So many problems of one fact are told; a fact with more is no fact, and telling them all takes long."""

UNFILLED = rule(
    "unfilled", "What 'factbook new' leaves open is filled in, or its line taken out, before it is published."
)
PLACEHOLDER: Final = "FILL-ME-IN"
"""What stands where an editor has yet to write; no text that holds it can be published."""


def shape(node: Node) -> str:
    """What a node is called in a message."""
    return {"Mapping": "a mapping", "Sequence": "a list", "Scalar": "a text"}[type(node).__name__]


def fact_from(cls: type[Fact], node: Mapping, problems: list[Problem]) -> Fact | None:
    """Validate one fact; on failure add a problem for each wrong field and give ``None``."""
    unfilled = list(_unfilled(cls, node))
    problems.extend(unfilled)
    open_places = {problem.place for problem in unfilled}
    try:
        fact = cls.model_validate(plain(node))
    except ValidationError as error:
        details = error.errors(include_url=False)[:MANY]
        inner = {detail["loc"][:index] for detail in details for index in range(len(detail["loc"]))}
        # a list whose members are wrong is not also too short
        problems.extend(
            _field_problem(cls, node, detail)
            for detail in details
            if (detail["type"] != "too_short" or detail["loc"] not in inner)
            and (detail["type"] == "missing" or place_of(node, detail["loc"]) not in open_places)
        )
        return None
    if unfilled:
        return None
    fact.attach(node)
    if isinstance(fact, Count):
        claims = node.items["claims"]
        assert isinstance(claims, Sequence)
        seen: dict[str, Place] = {}
        for claim, item in zip(fact.claims, claims.items, strict=True):
            claim.attach(item)
            if claim.id in seen:
                problems.append(
                    Problem(
                        claim.where("id"),
                        UNIQUE,
                        f"must be used once in its count, found {found(claim.id)} again (first in {seen[claim.id]})",
                    )
                )
            seen.setdefault(claim.id, claim.where("id"))
    return fact


def _unfilled(cls: type[Record], node: Node, path: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """A problem for each text in which the placeholder stands."""
    match node:
        case Mapping(items):
            for name, item in items.items():
                yield from _unfilled(cls, item, (*path, name))
        case Sequence(items):
            for index, item in enumerate(items):
                yield from _unfilled(cls, item, (*path, index))
        case Scalar(text, place) if PLACEHOLDER in text:
            name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
            field = _field_named(_record_at(cls, path[:-1]), name)
            what = f" ({field.description.rstrip('.')})" if field and field.description else ""
            yield Problem(place, UNFILLED, f"{name}: must be filled in{what}, found {found(text)}")


def _field_named(cls: type[Record], name: str) -> FieldInfo | None:
    """A field of a class by its name in files."""
    return next((field for key, field in cls.model_fields.items() if name in (key, field.alias)), None)


def _field_problem(cls: type[Record], node: Mapping, detail: ErrorDetails) -> Problem:
    """One pydantic error in an editor's words, at the place of the value."""
    path = detail["loc"]
    place = place_of(node, path)
    name = str(
        next((step for step in reversed(path) if isinstance(step, str)), "")
    )  # a list's member bears the list's name
    context = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            owner = _record_at(cls, path[:-1])
            fields = [field.alias or key for key, field in owner.model_fields.items()]
            parent = node_at(node, path[:-1])
            place = parent.keys.get(name, place) if isinstance(parent, Mapping) else place
            return Problem(
                place, FIELD, f"must be a field of {called(owner)}, found {found(name)}; {nearest(name, fields)}"
            )
        case "missing":
            owner = _record_at(cls, path[:-1])
            field = next(field for key, field in owner.model_fields.items() if name in (key, field.alias))
            return Problem(place, REQUIRED, f"must have the field {name!r} ({(field.description or '').rstrip('.')})")
        case "literal_error":
            words = re.findall(r"'([^']*)'", context.get("expected", ""))
            return Problem(
                place,
                TYPE,
                f"must be one of {', '.join(words)}; found {found(detail['input'])}; {nearest(str(detail['input']), words)}",
                f"{name}: {words[0]}" if words else "",
            )
        case "bad_value":
            return Problem(
                place,
                TYPE,
                f"{name}: {detail['msg']}, found {found(detail['input'])}",
                f"{name}: {context.get('example', '')}",
            )
        case "string_pattern_mismatch" if name == "id":
            return Problem(
                place,
                TYPE,
                f"id: must be lower-case letters, digits and single hyphens, found {found(detail['input'])}",
                f"id: {_slug(str(detail['input']))}",
            )
        case "string_pattern_mismatch" if name == "type":
            return Problem(
                place,
                TYPE,
                f"{name}: must be one or two plain lower-case words, found {found(detail['input'])}",
                f"{name}: ceremony",
            )
        case "string_pattern_mismatch":
            return Problem(
                place, TYPE, f"{name}: must be a language code (BCP 47), found {found(detail['input'])}", f"{name}: ko"
            )
        case "string_too_long":
            return Problem(
                place,
                TYPE,
                f"{name}: must be at most {context.get('max_length')} characters, found {len(str(detail['input']))}",
            )
        case "string_type":
            return Problem(place, TYPE, f"{name}: must be one text, found {shape(node_at(node, path))}")
        case "tuple_type" if isinstance(node_at(node, path), Scalar):
            return Problem(
                place,
                TYPE,
                f"{name}: must be a list, found {found(detail['input'])}",
                f"{name}: [{found(detail['input'], 30)[1:-1]}]",
            )
        case "tuple_type":
            return Problem(
                place,
                TYPE,
                f"{name}: must be a list, each member after a dash, found {shape(node_at(node, path))}",
                "- id: an-id",
            )
        case "too_short":
            return Problem(
                place,
                TYPE,
                f"{name}: must have at least {context.get('min_length')} entry, found {context.get('actual_length')}",
            )
        case "too_long":
            return Problem(
                place,
                TYPE,
                f"{name}: must have at most {context.get('max_length')} entries, found {context.get('actual_length')}",
                "a fact for each part of them",
            )
        case "model_type" | "model_attributes_type" | "dict_type":
            return Problem(place, TYPE, f"{name}: must be a group of fields, found {found(detail['input'])}")
        case _:
            return Problem(place, TYPE, f"{name}: {detail['msg']}, found {found(detail['input'])}")


def _record_at(cls: type[Record], path: tuple[str | int, ...]) -> type[Record]:
    """The class of the record at ``path``, following field types inward."""
    for step in path:
        if isinstance(step, int):
            continue
        field = _field_named(cls, str(step))
        inner = record_in(field.annotation) if field else None
        if inner is None:
            break
        cls = inner
    return cls


def record_in(annotation: object) -> type[Record] | None:
    """The class of the records that a field of this type holds, one or many; ``None`` when it holds none."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if inner := record_in(argument):
            return inner
    return None


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()[:60]).strip("-") or "an-id"
