"""Calls from pages: arguments checked against a function's signature, in an editor's words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from ..kinds import Record, kind_phrase
from .told import ToldText

TYPES: Final = {
    "str": (str, "a text in quotes"),
    "bool": (bool, "true or false"),
    "bool | None": (bool, "true or false"),
}
"""What an argument annotated so must be. Others are checked by the function itself."""


SORTS: Final[Mapping[type, str]] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    tuple: "a list",
    dict: "a mapping",
    type(None): "nothing",
    str: "a text",
}
"""What values are called in a message."""


def sort_of(value: object) -> str:
    """What a value is called in a message: ``a list``, ``a claim``."""
    if isinstance(value, Record):
        return kind_phrase(type(value))
    named = (name for kind, name in SORTS.items() if isinstance(value, kind))
    return next(named, f"a {type(value).__name__}".lower())


class BadCall(Exception):
    """A call that does not fit its function; the message completes "must …"."""


def bound(
    function: Callable[..., Any], arguments: tuple[object, ...], options: Mapping[str, object]
) -> inspect.BoundArguments:
    """The arguments of a call, the writer left out. Raises :class:`BadCall`."""
    signature = _signature(function)
    names = [name for name, parameter in signature.parameters.items() if parameter.kind is not parameter.VAR_KEYWORD]
    try:
        call = signature.bind(*arguments, **options)
    except TypeError as error:
        raise BadCall(f"be called with {', '.join(names) or 'nothing'}; found: {error}") from error
    for name, value in _each(call):
        kind = TYPES.get(str(signature.parameters[name].annotation))
        if kind and not isinstance(value, kind[0]):
            raise BadCall(f"be called with {kind[1]} as {name}, found {sort_of(value)}")
    return call


PRINTED: Final = ("headline", "caption", "alt", "title", "text")
"""Arguments of functions whose text readers see."""


def own_texts(function: Callable[..., Any], call: inspect.BoundArguments) -> Iterator[tuple[str, str]]:
    """The texts in a call that readers see and no fact says: the name of each argument, and the text."""
    if function.__name__ == "literal":
        return
    options = next((value for value in call.arguments.values() if isinstance(value, dict)), {})
    for name, value in (*call.arguments.items(), *options.items()):
        if name in PRINTED and isinstance(value, str) and not isinstance(value, ToldText):
            yield name, value


def printed_arguments(function: Callable[..., Any], positional: int) -> list[str]:
    """The names of a call's positional arguments, in order, as far as the function has names for them."""
    return list(_signature(function).parameters)[:positional]


def example_of(function: Callable[..., Any]) -> str:
    """The example in a function's docstring."""
    return (function.__doc__ or "").split("``")[1]


@cache
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    signature = inspect.signature(function)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _each(call: inspect.BoundArguments) -> Iterator[tuple[str, object]]:
    """Each named argument; those of ``*names`` one by one, those of ``**options`` not at all."""
    for name, value in call.arguments.items():
        match call.signature.parameters[name].kind:
            case inspect.Parameter.VAR_POSITIONAL:
                yield from ((name, each) for each in value)
            case inspect.Parameter.VAR_KEYWORD:
                pass
            case _:
                yield name, value
