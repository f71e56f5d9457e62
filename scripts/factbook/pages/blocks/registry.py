"""The registry of blocks: how a function becomes HTML in a page, and how it refuses its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from ...kinds import Count, Fact, Organisation, Person, Place, Source
from ...problems import nearest, quote, rule
from ..expressions import BadCall, bind_arguments, example_of, literal_texts
from ..markup import Block
from ..writer import Writer

BLOCK = rule("page-block", "A block in a page is called with the names of known facts and with options it has.")

BlockFunction = Callable[..., Mapping[str, Any] | None]
BLOCKS: dict[str, BlockFunction] = {}


def block_function(function: BlockFunction) -> BlockFunction:
    """Register a function under its own name; its docstring is its line in the editors' guide."""
    BLOCKS[function.__name__] = function
    return function


PICTURED: set[str] = set()
"""The blocks with charts, which may still be drawn when the page is written."""


def pictured(function: BlockFunction) -> BlockFunction:
    """Register a function whose block has charts: its HTML is a lazy value that waits for them."""
    PICTURED.add(function.__name__)
    return block_function(function)


class Refused(Exception):
    """A block cannot be made; the message completes "must …"."""

    def __init__(self, message: str, near: str = "", example: str = "", code: str = BLOCK) -> None:
        super().__init__(message)
        self.near, self.example, self.code = near, example, code


def functions(writer: Writer) -> Mapping[str, Callable[..., Block | str]]:
    """Return the block functions bound to one page."""
    return {name: _bound_to(writer, name, function) for name, function in BLOCKS.items()}


def _bound_to(writer: Writer, name: str, function: BlockFunction) -> Callable[..., Block | str]:
    """Return a closure that checks a call, fills the block's template, and turns refusals into problems."""

    def call(*arguments: object, **options: object) -> Block | str:
        try:
            call = bind_arguments(function, arguments, options)
            writer.own_texts += [(writer.line, *each) for each in literal_texts(function, call)]
            context = function(writer, *call.args, **call.kwargs)
        except BadCall as error:
            writer.problem(BLOCK, f"must {error}", example_of(function), f"{name}(")
            return ""
        except Refused as error:
            writer.problem(error.code, f"must {error}", error.example, error.near)
            return ""
        return writer.block(name, context, later=name in PICTURED) if context else ""

    call.for_editors = True  # type: ignore[attr-defined]  # what the sandbox asks of a function
    return call


F = TypeVar("F", bound=Fact)


def known_fact(writer: Writer, kind: type[F], ref: str) -> F:
    """Return the fact of that kind and id. Raises :class:`Refused`."""
    facts = writer.book.of(kind)
    if ref not in facts:
        raise Refused(f"name a known {kind.kind}, found {quote(ref)}; {nearest(str(ref), facts)}", near=str(ref))
    return facts[ref]


def known_filters(writer: Writer, **filters: str) -> None:
    """Check that each filter names a known fact or is empty. Raises :class:`Refused`."""
    for name, value in filters.items():
        if not value:
            continue
        if name == "by":
            known_party(writer, value)
        else:
            known_fact(writer, FILTERS[name], value)


FILTERS: Final[Mapping[str, type[Fact]]] = {"count": Count, "source": Source, "person": Person, "place": Place}
"""The kinds of the facts that filters name, beside ``by``, a party."""


def known_party(writer: Writer, ref: str) -> Organisation | Person:
    """Return the organisation or person of that id. Raises :class:`Refused`."""
    party = writer.book.party(ref)
    if party is None:
        names = [*writer.book.of(Organisation), *writer.book.of(Person)]
        raise Refused(
            f"name a known organisation or person, found {quote(ref)}; {nearest(str(ref), names)}", near=str(ref)
        )
    return party
