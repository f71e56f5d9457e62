"""The registry of kinds, and what each kind says of itself beyond its fields: name, search entry, linked data, facets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from ..normalize import slug
from ..values import Edtf
from .base import Fact, Record
from .field_marks import is_prose, is_reference
from .linked_data import Node, iso_date

F = TypeVar("F", bound=Fact)


class Words(Protocol):
    """What a descriptor may ask of the other facts; texts come without markup."""

    def fact(self, ref: str | None) -> Fact | None:
        """The fact of that name, if there is one."""

    def plain(self, text: str | None) -> str:
        """An editors' text with its bindings filled in; empty for none."""

    def label(self, ref: str | None) -> str:
        """What readers call the fact of that name; empty for none."""


class Graph(Protocol):
    """The document of linked data that a descriptor writes into."""

    @property
    def words(self) -> Words:
        """What may be asked of the other facts."""

    def ref(self, ref: str | None) -> Node | None:
        """A mention of the fact of that name, if there is one."""

    def refs(self, refs: Iterable[str]) -> list[Node]:
        """Mentions of facts by their names, each once."""


Labels = Mapping[str, str]
"""The values of a facet that one fact has: their names in addresses, and their names for readers."""


Facets = Mapping[str, Callable[[Words, Any], Labels]]
"""By what a list can be narrowed, each with what reads its values from a fact."""


class Descriptor(Generic[F]):
    """What a kind says of itself; the defaults read it from the fields, so that a kind needs one only where they do not do.

    A subclass says more, and is given to :func:`kind`.
    """

    facets: ClassVar[Facets] = {}
    """By what a list of them can be narrowed; the first is what it is grouped by."""
    schema_type: ClassVar[str] = "Thing"
    """Its type in schema.org."""
    types: ClassVar[Mapping[str, str]] = {}
    """Its type in schema.org by its field ``type``, where that says more."""
    properties: ClassVar[Mapping[str, str]] = {
        "definition": "description",
        "note": "description",
        "summary": "description",
        "same_as": "sameAs",
        "source": "subjectOf",
        "url": "url",
    }
    """The properties of schema.org that its fields are: dates in ISO 8601, names of facts as mentions."""
    search_weight: ClassVar[float] = 1.0
    """How far up search puts it; 1 is where the articles stand that print it."""
    search_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that search reads, in the order in which a reader wants them; all where none are named."""
    alternate_name_fields: ClassVar[tuple[str, ...]] = ("short", "native_name", "also_known_as", "also_spelled")
    """The fields with its other names."""
    byline_field: ClassVar[str] = "native_name"
    """The field that stands below its name on a picture for sharing."""
    printable_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that a binding may ask for: ``{id.field}``."""
    open_graph: ClassVar[str] = "article"
    """The type of its page in Open Graph (https://ogp.me/#types)."""

    def label(self, words: Words, fact: F) -> str:
        """What a binding prints."""
        return self._text(words, fact, "title", getattr(fact, "title", None) or "") or getattr(fact, "name", fact.id)

    def title(self, words: Words, fact: F) -> str:
        """What it is called where it stands alone."""
        return self.label(words, fact)

    def printed_field(self, words: Words, fact: F, field: str) -> str:
        """A field of :attr:`printable_fields` in words."""
        return str(getattr(fact, field).words())

    def details(self, words: Words, fact: F) -> Iterator[tuple[str, str]]:
        """Each field that search reads and that is filled in, in words."""
        fields = type(fact).model_fields
        for name in self.search_fields or [name for name in fields if name not in ("id", "name", "title")]:
            if text := ", ".join(self._said(words, fact, name)):
                yield (fields[name].alias or name).replace("_", " "), text

    def _text(self, words: Words, fact: F, name: str, text: str) -> str:
        """A text of a field as readers read it: only in prose are braces bindings."""
        return words.plain(text) if is_prose(type(fact), name) else text

    def _said(self, words: Words, fact: F, name: str) -> Iterator[str]:
        """The members of a field in words; groups of fields are left out."""
        value = getattr(fact, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, str):
                yield words.label(each) if is_reference(type(fact), name) else self._text(words, fact, name, each)
            elif hasattr(each, "words"):
                yield each.words()
            elif each is not None and not isinstance(each, Record):
                yield str(each)

    def search_texts(self, words: Words, fact: F) -> tuple[str, ...]:
        """Its title in search, and texts in the order in which a reader wants them; empty ones are left out."""
        return (self.title(words, fact), *(text for _, text in self.details(words, fact)))

    def alternate_names(self, words: Words, fact: F) -> tuple[str, ...]:
        """Its other names, those in its own script among them."""
        return tuple(
            text for name in self.alternate_name_fields if hasattr(fact, name) for text in self._said(words, fact, name)
        )

    def bylines(self, words: Words, fact: F) -> tuple[str, ...]:
        """What stands below its name on a picture for sharing: the first of these that can be drawn."""
        return (getattr(fact, self.byline_field, None) or "",)

    def documents(self, fact: F) -> tuple[str, ...]:
        """The sources in which it was read, the one that is cited first at the beginning."""
        source = getattr(fact, "source", None)
        return (source, *(other.source for other in getattr(fact, "also_in", ()))) if source else ()

    def credited_sources(self, fact: F) -> tuple[str, ...]:
        """Those of :meth:`documents` that are named below a chart of it."""
        return self.documents(fact)[:1]

    def parts(self, fact: F) -> tuple[Fact, ...]:
        """The facts it is made of."""
        return ()

    def type_of(self, fact: F) -> str:
        """Its type in schema.org."""
        return self.types.get(getattr(fact, "type", ""), self.schema_type)

    def schema_properties(self, graph: Graph, fact: F) -> Node:
        """What is known of it in the properties of schema.org; what is empty is left out later."""
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
    """Facts as values of a facet."""
    return {ref: words.label(ref) for ref in refs if ref and words.fact(ref)}


def side_labels(words: Words, parties: Iterable[str]) -> Labels:
    """The sides of some parties as values of a facet."""
    return fact_labels(words, (getattr(words.fact(ref), "side", None) for ref in parties))


def text_labels(*texts: str) -> Labels:
    """Words as values of a facet."""
    return {slug(text): text for text in texts}


@dataclass(frozen=True, slots=True)
class FilePattern:
    """Where facts of a kind live: ``counts/{id}.yml`` (one a file) or ``events/*.yml`` (a list a file)."""

    pattern: str

    @property
    def single(self) -> bool:
        """Whether a file holds one fact and bears its id."""
        return "{id}" in self.pattern


KINDS: Final[dict[str, type[Fact]]] = {}
FILE_PATTERNS: Final[dict[str, FilePattern]] = {}


def kind(name: str, plural: str, home: str, descriptor: Descriptor[Any] | None = None) -> Callable[[type[F]], type[F]]:
    """Register a class as a kind of fact that lives at ``home`` under the story's data folder."""

    def register(cls: type[F]) -> type[F]:
        if name in KINDS:
            raise ValueError(f"kind {name!r} is registered twice")
        cls.kind, cls.plural, cls.descriptor = name, plural, descriptor or Descriptor()
        KINDS[name], FILE_PATTERNS[name] = cls, FilePattern(home)
        return cls

    return register
