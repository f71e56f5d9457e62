"""Registry of kinds, and a descriptor for each: labels, search entry, linked data, facets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from ..normalize import slug
from ..values import Edtf
from ..values.formats import pgettext
from .base import Fact, Record
from .field_marks import is_prose, is_reference
from .linked_data import Node, iso_date

F = TypeVar("F", bound=Fact)


class Words(Protocol):
    """Protocol for the lookups a descriptor makes in other facts; texts come without markup."""

    def fact(self, ref: str | None) -> Fact | None:
        """Return the fact of that name, if there is one."""

    def plain(self, text: str | None) -> str:
        """Return prose with its bindings filled in; empty for ``None``."""

    def label(self, ref: str | None) -> str:
        """Return the label of the fact of that name; empty for ``None``."""


class Graph(Protocol):
    """Protocol for the JSON-LD document that a descriptor writes into."""

    @property
    def words(self) -> Words:
        """Lookups in other facts."""

    def ref(self, ref: str | None) -> Node | None:
        """Return a reference to the fact of that name, if there is one."""

    def refs(self, refs: Iterable[str]) -> list[Node]:
        """Return references to facts by their names, without duplicates."""


Labels = Mapping[str, str]
"""One fact's values of a facet: slug to label."""


Facets = Mapping[str, Callable[[Words, Any], Labels]]
"""Filters of a list: name to the function that returns a fact's values."""


class Descriptor(Generic[F]):
    """How a kind is labelled, searched, linked and filtered; the defaults are derived from its fields.

    A kind that differs passes an instance of a subclass to :func:`kind`.
    """

    facets: ClassVar[Facets] = {}
    """Filters of a list of this kind; the list is grouped by the first."""
    schema_type: ClassVar[str] = "Thing"
    """Type in schema.org."""
    types: ClassVar[Mapping[str, str]] = {}
    """More specific types in schema.org by the value of the field ``type``."""
    properties: ClassVar[Mapping[str, str]] = {
        "definition": "description",
        "note": "description",
        "summary": "description",
        "same_as": "sameAs",
        "source": "subjectOf",
        "url": "url",
    }
    """Field names to properties of schema.org: dates become ISO 8601, references become references to nodes."""
    search_weight: ClassVar[float] = 1.0
    """Boost in search; articles have 1."""
    search_fields: ClassVar[tuple[str, ...]] = ()
    """Fields in the search index, in order of importance; empty means all."""
    alternate_name_fields: ClassVar[tuple[str, ...]] = ("short", "native_name", "also_known_as", "also_spelled")
    """Fields with alternate names."""
    byline_field: ClassVar[str] = "native_name"
    """Field printed below its name on the share image."""
    printable_fields: ClassVar[tuple[str, ...]] = ()
    """Fields that a binding may print: ``{id.field}``."""
    open_graph: ClassVar[str] = "article"
    """Type of its page in Open Graph (https://ogp.me/#types)."""

    def label(self, words: Words, fact: F) -> str:
        """Return the text that a binding ``{id}`` prints."""
        return self._text(words, fact, "title", getattr(fact, "title", None) or "") or getattr(fact, "name", fact.id)

    def title(self, words: Words, fact: F) -> str:
        """Return its name outside of a sentence."""
        return self.label(words, fact)

    def printable(self, fact: F) -> tuple[str, ...]:
        """Return the fields of a fact that a binding may print."""
        return self.printable_fields

    def printed_field(self, words: Words, fact: F, field: str) -> str:
        """Return one of :attr:`printable_fields` in words."""
        return str(getattr(fact, field).words())

    def details(self, words: Words, fact: F) -> Iterator[tuple[str, str]]:
        """Yield the name and text of each non-empty field in the search index."""
        fields = type(fact).model_fields
        for name in self.search_fields or [name for name in fields if name not in ("id", "name", "title")]:
            if text := ", ".join(self._texts(words, fact, name)):
                yield (fields[name].alias or name).replace("_", " "), text

    def _text(self, words: Words, fact: F, name: str, text: str) -> str:
        """Return the text of a field with bindings filled in; only prose has any."""
        return words.plain(text) if is_prose(type(fact), name) else text

    def _texts(self, words: Words, fact: F, name: str) -> Iterator[str]:
        """Yield the texts of a field's members; nested records are skipped."""
        value = getattr(fact, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, str):
                yield words.label(each) if is_reference(type(fact), name) else self._text(words, fact, name, each)
            elif hasattr(each, "words"):
                yield each.words()
            elif each is not None and not isinstance(each, Record):
                yield str(each)

    def search_texts(self, words: Words, fact: F) -> tuple[str, ...]:
        """Return its title in search, then its texts in order of importance; the caller drops empty ones."""
        return (self.title(words, fact), *(text for _, text in self.details(words, fact)))

    def alternate_names(self, words: Words, fact: F) -> tuple[str, ...]:
        """Return its alternate names, including those in another script."""
        return tuple(
            text
            for name in self.alternate_name_fields
            if hasattr(fact, name)
            for text in self._texts(words, fact, name)
        )

    def bylines(self, words: Words, fact: F) -> tuple[str, ...]:
        """Return candidates for the line below its name on the share image; the first that the font can draw is used."""
        return (getattr(fact, self.byline_field, None) or "",)

    def documents(self, fact: F) -> tuple[str, ...]:
        """Return the ids of its sources, the one cited first at the beginning."""
        source = getattr(fact, "source", None)
        return (source, *(other.source for other in getattr(fact, "also_in", ()))) if source else ()

    def credited_sources(self, fact: F) -> tuple[str, ...]:
        """Return those of :meth:`documents` that are named below a chart of it."""
        return self.documents(fact)[:1]

    def parts(self, fact: F) -> tuple[Fact, ...]:
        """Return the facts it contains."""
        return ()

    def type_of(self, fact: F) -> str:
        """Return its type in schema.org."""
        return self.types.get(getattr(fact, "type", ""), self.schema_type)

    def schema_properties(self, graph: Graph, fact: F) -> Node:
        """Return its properties in schema.org; the caller drops empty ones."""
        node: Node = {"alternateName": list(self.alternate_names(graph.words, fact))}
        for name, property_of in self.properties.items():
            if value := getattr(fact, name, None):
                node[property_of] = self._linked(graph, fact, name, value)
        return node

    def _linked(self, graph: Graph, fact: F, name: str, value: Any) -> Any:
        if is_reference(type(fact), name):
            return graph.refs(value) if isinstance(value, tuple) else graph.ref(value)
        if isinstance(value, tuple):
            return [self._linked(graph, fact, name, each) for each in value]
        return iso_date(value) if isinstance(value, Edtf) else self._text(graph.words, fact, name, str(value))


def fact_labels(words: Words, refs: Iterable[str | None]) -> Labels:
    """Return facet values for facts: id to label."""
    return {ref: words.label(ref) for ref in refs if ref and words.fact(ref)}


def side_labels(words: Words, parties: Iterable[str]) -> Labels:
    """Return facet values for the sides of parties."""
    return fact_labels(words, (getattr(words.fact(ref), "side", None) for ref in parties))


def text_labels(*texts: str, context: str = "") -> Labels:
    """Return facet values for texts: slug to text; with a ``context`` they are words of the engine, in the site's language."""
    return {slug(text): pgettext(context, text) if context else text for text in texts}


@dataclass(frozen=True, slots=True)
class FilePattern:
    """Path pattern of a kind's files: ``counts/{id}.yml`` (one fact per file), ``events/*.yml`` (a list per file) or ``places.yml``.

    The last, one list for all, may be split into files of a folder of its name, ``places/*.yml``, which parallel requests need.
    """

    pattern: str
    table: str = ""
    """Path pattern of the CSV file beside each file, for a kind that has one."""
    members: str = ""
    """Of a kind that has one, the field whose list may be split into files of a folder of the fact's name, ``counts/{id}/*.yml``."""

    @property
    def single(self) -> bool:
        """Whether a file holds one fact and is named after its id."""
        return "{id}" in self.pattern

    def is_members_file(self, path: str) -> bool:
        """Whether a file of this kind, by its path from the story's folder, lies in the folder of its fact's name."""
        return bool(self.members) and path.count("/") > self.pattern.count("/") + 1

    @property
    def may_be_empty(self) -> bool:
        """Whether it is one list for all facts of the kind, which is there before the first of them."""
        return not self.single and "*" not in self.pattern

    @property
    def patterns(self) -> tuple[str, ...]:
        """All path patterns of its files."""
        split = self.may_be_empty or self.members
        return (self.pattern, self.pattern.replace(".yml", "/*.yml")) if split else (self.pattern,)


KINDS: Final[dict[str, type[Fact]]] = {}
FILE_PATTERNS: Final[dict[str, FilePattern]] = {}


def kind(
    name: str, plural: str, home: str, descriptor: Descriptor[Any] | None = None, *, table: str = "", members: str = ""
) -> Callable[[type[F]], type[F]]:
    """Register a class as a kind of fact, stored at ``home``, ``table`` and ``members`` (see :class:`FilePattern`) under the story's data folder.

    Raises :class:`ValueError` if the name is registered already.
    """

    def register(cls: type[F]) -> type[F]:
        if name in KINDS:
            raise ValueError(f"kind {name!r} is registered twice")
        cls.kind, cls.plural, cls.descriptor = name, plural, descriptor or Descriptor()
        KINDS[name], FILE_PATTERNS[name] = cls, FilePattern(home, table, members)
        return cls

    return register
