"""The facts in another language: copies with the texts of a translation, reported where they stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from . import checks
from .checks.texts import TEXT_RULES
from .factbook import Factbook
from .kinds import Fact, Record
from .kinds.field_marks import Path as FieldPath
from .problems import Place, Problem
from .prose import Untranslated
from .strict_yaml import Mapping as MappingNode
from .strict_yaml import Node, Scalar, Sequence
from .translations import Translation, originals, path_of

R = TypeVar("R", bound=Record)
V = TypeVar("V")


def translated(book: Factbook, translation: Translation, language: str) -> tuple[Factbook, list[Problem]]:
    """Return the facts with their texts in the language of a translation, and the problems of these texts.

    ``language`` is that of the facts. A sentence without a translation is :class:`Untranslated`; a word stays as it is.
    """
    texts: dict[tuple[str, str], dict[FieldPath, str]] = {}
    places: dict[tuple[str, str], dict[FieldPath, Place]] = {}
    for original in originals(book):
        key = (original.fact.kind, original.fact.id)
        if entry := translation.of(original):
            texts.setdefault(key, {})[original.path] = entry.text
            places.setdefault(key, {})[original.path] = entry.place
        elif original.context:
            texts.setdefault(key, {})[original.path] = Untranslated(original.text, language)
    facts = {
        kind: {
            name: _with_places(_with_texts(fact, texts[kind, name]), places.get((kind, name), {}))
            if (kind, name) in texts
            else fact
            for name, fact in inside.items()
        }
        for kind, inside in book.facts.items()
    }
    made = replace(book, facts=facts)
    path = path_of(translation.language)
    return made, [each for each in checks.problems(made, rules=TEXT_RULES) if each.place.path == path]


def _with_texts(record: R, texts: Mapping[FieldPath, str]) -> R:
    """Return a copy of a record with other texts at some paths; its parts are copies, too, that know it as their whole."""
    changed: dict[str, Any] = {
        name: [_copied(each) for each in value] if isinstance(value, tuple) else value
        for name, value in record
        if isinstance(value, tuple) and any(isinstance(each, Fact) for each in value)
    }
    for name, below in _grouped(texts).items():
        value = changed.get(str(name), getattr(record, str(name)))
        if () in below:
            changed[str(name)] = below[()]
        elif isinstance(value, Record):
            changed[str(name)] = _with_texts(value, below)
        else:
            members = list(value)
            for index, inner in _grouped(below).items():
                assert isinstance(index, int)
                members[index] = inner[()] if () in inner else _with_texts(members[index], inner)
            changed[str(name)] = members
    made = _copied(
        record, {name: tuple(value) if isinstance(value, list) else value for name, value in changed.items()}
    )
    made.model_post_init(None)
    return made


def _copied(record: R, update: Mapping[str, Any] | None = None) -> R:
    """Return a copy without what was computed of the fields before."""
    made = record.model_copy(update=update)
    for name in made.__dict__.keys() - type(made).model_fields.keys():
        del made.__dict__[name]
    return made


def _grouped(values: Mapping[FieldPath, V]) -> dict[str | int, dict[FieldPath, V]]:
    """Return values by the first step of their path, and there by the rest of it."""
    groups: dict[str | int, dict[FieldPath, V]] = {}
    for path, value in values.items():
        groups.setdefault(path[0], {})[path[1:]] = value
    return groups


def _with_places(fact: Fact, places: Mapping[FieldPath, Place]) -> Fact:
    """Return the fact, whose translated texts are reported where their translations stand."""
    if places:
        fact.attach(_placed(fact.node, places))
    return fact


def _placed(node: Node, places: Mapping[FieldPath, Place]) -> Node:
    if () in places:
        return Scalar(node.text, places[()]) if isinstance(node, Scalar) else replace(node, place=places[()])
    below = _grouped(places)
    match node:
        case MappingNode(items):
            return replace(
                node,
                items={
                    **items,
                    **{str(key): _placed(items[str(key)], inner) for key, inner in below.items() if key in items},
                },
            )
        case Sequence(members):
            return replace(
                node,
                items=tuple(
                    _placed(each, below[index]) if index in below else each for index, each in enumerate(members)
                ),
            )
    return node
