"""Arguments ``FIELD=VALUE`` of the command line to what is given of facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ..fact_files import CLAIM
from ..problems import Place, Problem, Problems, quote
from ..validation import TYPE
from .given import ArgumentPlace, Cell, Given, class_of, unknown_field

EXAMPLE: Final = 'value="about 2000"'


def refused(message: str, example: str, rule: str = TYPE) -> Problems:
    """Return the problem of an argument."""
    return Problems([Problem(Place("data"), rule, message, example)])


def given_by(arguments: Sequence[str], kind: str, place_of: Callable[[str], Place] = ArgumentPlace) -> Given:
    """Return what ``FIELD=VALUE`` says of a kind; a field with a stop in it is one of a fact that a field names: ``source.title``.

    Raises :class:`Problems` with all that are no fields.
    """
    given, problems = Given(ArgumentPlace("the arguments")), list[Problem]()
    for text in arguments:
        name, equals, value = text.partition("=")
        place = place_of(text)
        path = name.split(".")
        if not equals or not all(path):
            problems.append(
                Problem(place, TYPE, f"must be a field, an equals sign and a value, found {quote(text)}", EXAMPLE)
            )
        elif not (kind == CLAIM and path == ["count"]) and (wrong := unknown_field(class_of(kind), path, place)):
            problems.append(wrong)
        else:
            given.put(path, Cell(value.strip(), place))
    if problems:
        raise Problems(problems)
    return given
