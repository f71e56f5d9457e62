"""Values and calls in page expressions: where a value comes from, and whether a call fits its function.

A text of a fact is a :class:`FactText`, so that what an expression prints of it counts as bound to the fact; a text that
an editor writes is a plain :class:`str`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from ..kinds import Record, kind_phrase

TYPES: Final = {
    "str": (str, "a text in quotes"),
    "bool": (bool, "true or false"),
    "bool | None": (bool, "true or false"),
}
"""The type and the words for an argument, by its annotation; the function itself checks others."""
VALUE_NAMES: Final[Mapping[type, str]] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    tuple: "a list",
    dict: "a mapping",
    type(None): "nothing",
    str: "a text",
}
"""Words for types in messages."""


def describe_value(value: object) -> str:
    """Return the words for a value's type in a message: ``a list``, ``a claim``."""
    if isinstance(value, Record):
        return kind_phrase(type(value))
    named = (name for kind, name in VALUE_NAMES.items() if isinstance(value, kind))
    return next(named, f"a {type(value).__name__}".lower())


class BadCall(Exception):
    """A call that does not fit its function; the message completes "must …"."""


def bind_arguments(
    function: Callable[..., Any], arguments: tuple[object, ...], options: Mapping[str, object]
) -> inspect.BoundArguments:
    """Bind the arguments of a call to a function's parameters, without the writer. Raises :class:`BadCall`."""
    signature = _signature(function)
    names = [name for name, parameter in signature.parameters.items() if parameter.kind is not parameter.VAR_KEYWORD]
    try:
        call = signature.bind(*arguments, **options)
    except TypeError as error:
        raise BadCall(f"be called with {', '.join(names) or 'nothing'}; found: {error}") from error
    for name, value in _each(call):
        kind = TYPES.get(str(signature.parameters[name].annotation))
        if kind and not isinstance(value, kind[0]):
            raise BadCall(f"be called with {kind[1]} as {name}, found {describe_value(value)}")
    return call


PRINTED_ARGUMENTS: Final = ("headline", "note", "caption", "alt", "title", "text")
"""Parameters of functions whose text readers see."""


def literal_texts(function: Callable[..., Any], call: inspect.BoundArguments) -> Iterator[tuple[str, str]]:
    """Yield the texts in a call that readers see and that come from no fact, as ``(parameter, text)``."""
    if function.__name__ == "literal":
        return
    options = next((value for value in call.arguments.values() if isinstance(value, dict)), {})
    for name, value in (*call.arguments.items(), *options.items()):
        if name in PRINTED_ARGUMENTS and isinstance(value, str) and not isinstance(value, FactText):
            yield name, value


def positional_names(function: Callable[..., Any], positional: int) -> list[str]:
    """Return the parameter names of so many positional arguments, without the writer; fewer where the function has fewer."""
    return list(_signature(function).parameters)[:positional]


def example_of(function: Callable[..., Any]) -> str:
    """Return the example in a function's docstring."""
    return (function.__doc__ or "").split("``")[1]


@cache
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """Return a function's signature without its first parameter, the writer."""
    signature = inspect.signature(function)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _each(call: inspect.BoundArguments) -> Iterator[tuple[str, object]]:
    """Yield each named argument; those of ``*names`` one by one, those of ``**options`` not at all."""
    for name, value in call.arguments.items():
        match call.signature.parameters[name].kind:
            case inspect.Parameter.VAR_POSITIONAL:
                yield from ((name, each) for each in value)
            case inspect.Parameter.VAR_KEYWORD:
                pass
            case _:
                yield name, value


class FactText(str):
    """A text of a fact."""


class FactNumber(int):
    """A number of facts."""


class FactList(tuple[Any, ...]):
    """A list in a fact."""


def mark_as_fact(value: Any) -> Any:
    """Return a field of a fact with its texts marked as the fact's; a slice of a marked text loses the mark."""
    match value:
        case str():
            return FactText(value)
        case tuple():
            return FactList(map(mark_as_fact, value))
        case _:
            return value


def keep_origin(value: object, result: Any) -> Any:
    """Return what a filter made of a value, marked as a fact's if the value was."""
    match result:
        case str() if isinstance(value, FactText):
            return FactText(result)
        case int() if isinstance(value, FactList):
            return FactNumber(result)
        case _:
            return result
