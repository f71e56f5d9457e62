"""Base classes and field types of all facts: ids, references, text, amounts, dates, field annotations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler, PlainValidator, PrivateAttr
from pydantic_core import PydanticCustomError

from ..normalize import INVISIBLE, describe_character, is_blank
from ..problems import Place
from ..strict_yaml import Node, Scalar, place_of, place_of_words
from ..values import Amount as AmountValue
from ..values import BadValue, Edtf
from ..values.address import web_address
from ..values.amount import PATTERN as AMOUNT_PATTERN
from ..values.colour import parse_colour
from ..values.edtf import PATTERN as DATE_PATTERN
from ..values.formats import gettext_noop

if TYPE_CHECKING:
    from .descriptor import Descriptor

Status = Literal["current", "superseded", "withdrawn", "misreport"]
"""Status of a claim, event or document; each kind allows some of these."""
STANDING_STATUSES: Final[frozenset[str]] = frozenset(["current", "superseded"])
"""Statuses of facts that are still asserted: a superseded figure was right when it was given."""
RETRACTED_STATUSES: Final[frozenset[str]] = frozenset(["withdrawn", "misreport"])
"""Statuses of facts that are not asserted any more, or never were as reported."""
STATUS_WORDS: Final[Mapping[Status, str]] = {
    "current": gettext_noop("current"),
    "superseded": gettext_noop("replaced"),
    "withdrawn": gettext_noop("withdrawn"),
    "misreport": gettext_noop("misreport"),
}
"""What readers are told of each status; files that are taken away for computing with have the statuses themselves."""
ID_PATTERN: Final = r"[a-z0-9]+(-[a-z0-9]+)*"


def field_error(must: str, example: str) -> PydanticCustomError:
    """Return the validation error of a field: what it must be, and a correct example."""
    return PydanticCustomError("bad_value", "{must}", {"must": f"must be {must}", "example": example})


def _parsed_by(parse: Callable[[str], Any], example: str) -> PlainValidator:
    """Return a validator that calls a value type's ``parse`` and keeps the message and example of its error."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            raise field_error("one value, not a list or mapping", example)
        try:
            return parse(value)
        except BadValue as error:
            raise PydanticCustomError("bad_value", "{must}", {"must": str(error), "example": error.example}) from error

    return PlainValidator(read, json_schema_input_type=str)


def _one_line(limit: int) -> AfterValidator:
    def check(text: str) -> str:
        text = " ".join(text.split())
        if is_blank(text):
            raise field_error("text, not blanks", "North Sea Ferries")
        if unseen := INVISIBLE.search(text):
            raise field_error(f"text that readers see, without {describe_character(unseen[0])}", "the name alone")
        if len(text) > limit:
            raise field_error(f"at most {limit} characters", "a shorter text")
        return text

    return AfterValidator(check)


@dataclass(frozen=True, slots=True)
class RefTo:
    """Annotation of a field that refers to another fact; ``kinds`` are the names of the allowed kinds."""

    kinds: tuple[str, ...]

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Add the allowed kinds to the JSON schema (a hook of pydantic)."""
        names = ("any fact" if kind == "any" else with_article(kind) for kind in self.kinds)
        return {**handler(core), "refers": " or ".join(names)}


@dataclass(frozen=True, slots=True)
class TranslatedMark:
    """Annotation of a text that each language of a site says in its own words (:mod:`..translations`)."""


@dataclass(frozen=True, slots=True)
class ProseMark(TranslatedMark):
    """Annotation of a prose field: numbers in it must be bound with ``{id}``."""


@dataclass(frozen=True, slots=True)
class LinkMark:
    """Annotation of a URL field, for the link check."""


@dataclass(frozen=True, slots=True)
class DefaultMeaning:
    """Annotation of an optional field whose absence has a meaning, given in ``words``: filling it in changes what was published.

    A list with one says that there is nobody and nothing else: a further member changes it, too.
    """

    words: str


@dataclass(frozen=True, slots=True)
class HomeOnly:
    """Annotation of a field that readers meet on the fact's own page alone, and so is its correction."""


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Annotation of an internal field of the editors, which is not published."""


Id = Annotated[str, Field(pattern=rf"^{ID_PATTERN}$", max_length=80, examples=["visitors"])]
"""A permanent name: lower-case letters, digits and single hyphens."""


def _scope_id(text: str) -> str:
    if not re.fullmatch(ID_PATTERN, text):
        example = re.sub(r"[^a-z0-9]+", "-", text.lower()[:60]).strip("-") or "first-day"
        raise field_error("the id of a scope of the count; 'factbook migrate' makes scopes of words", example)
    return text


ScopeId = Annotated[
    str,
    AfterValidator(_scope_id),
    Field(max_length=80, examples=["pier-gate"], json_schema_extra={"pattern": f"^{ID_PATTERN}$"}),
]
"""The id of one of a count's scopes."""
MAX_LABEL: Final = 300
Label = Annotated[str, _one_line(MAX_LABEL)]
"""A name or title as its owner writes it, the same in every language; numbers in it are part of the name."""
Phrase = Annotated[str, _one_line(MAX_LABEL), TranslatedMark()]
"""A name, a unit or a title that each language of a site has its own words for; numbers in it are part of it."""
Locator = Annotated[str, _one_line(80), TranslatedMark(), Field(examples=["paragraph 5", "page 12", "03:15"])]
"""Where in a document: ``paragraph 5``, ``page 12``, ``03:15``."""
Prose = Annotated[str, _one_line(1200), ProseMark()]
"""Text by the editors. A number, date or name in it is bound: ``{visitors/constabulary-2025-06-01}``, ``{festival-opened}``."""
Amount = Annotated[
    AmountValue,
    _parsed_by(AmountValue.parse, "600"),
    Field(
        examples=[
            "600",
            "about 600",
            "more than 4700",
            "4 to 5",
            "about 27000 to 29000",
            "600 plus or minus 50",
            "unknown",
        ],
        json_schema_extra={"pattern": f"^(?:{AMOUNT_PATTERN.replace(' ', ' +')})$"},
    ),
]
"""A number with its precision: ``600``, ``about 600``, ``more than 4700``, ``4 to 5``, ``600 plus or minus 50``, ``unknown``."""
Date = Annotated[
    Edtf,
    _parsed_by(Edtf.parse, "2025-04-30"),
    Field(
        examples=["2025-04-30", "2025-04", "2025-04~", "2025?", "2024-10/2024-12"],
        json_schema_extra={"pattern": f"^(?:{DATE_PATTERN.pattern})$"},
    ),
]
"""A date in EDTF: ``2025-04-30``, ``2025-04``, ``2025-04~``, ``2025?``, ``2024-10/2024-12``."""


Colour = Annotated[
    str,
    _parsed_by(parse_colour, '"#c0392b"'),
    Field(examples=['"#c0392b"'], json_schema_extra={"pattern": "^#[0-9a-fA-F]{6}$"}),
]
"""A colour of charts: ``"#c0392b"``."""


def _web_address(text: str) -> str:
    try:
        return web_address(text)
    except BadValue as error:
        raise field_error(error.must, error.example) from error


Url = Annotated[
    str,
    AfterValidator(_web_address),
    LinkMark(),
    Field(examples=["https://example.org/news/report"], json_schema_extra={"pattern": "^https?://"}),
]
"""A web address, ``https://…`` or ``http://…``."""


_NO_NODE: Final = Scalar("", Place(""))


class Record(BaseModel):
    """A group of fields: strict, immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(Record):
    """Anything with a permanent id that other facts and pages can name."""

    kind: ClassVar[str]
    plural: ClassVar[str]
    namespace: ClassVar[str] = ""
    whole_in_list: ClassVar[bool] = False
    """Whether the list of this kind prints all of each fact, so that its permanent address is there (see ``factbook.pages.addresses.all_addresses``)."""
    descriptor: ClassVar[Descriptor[Any]]

    id: Id = Field(description="Permanent name; lower-case letters, digits and hyphens. Never changed once published.")
    _node: Node = PrivateAttr(default_factory=lambda: _NO_NODE)  # a plain default would be copied for each fact

    @property
    def ref(self) -> str:
        """The name by which pages and other facts refer to this one."""
        return self.id

    @property
    def qualified(self) -> str:
        """Its name among the facts of all kinds, with its namespace where it has one: ``term:gate-count``."""
        return f"{self.namespace}:{self.id}" if self.namespace else self.ref

    @property
    def whole(self) -> str:
        """Id of the fact that it is a part of, as a claim of its count; empty for a fact by itself."""
        return ""

    @property
    def fallen(self) -> bool:
        """Whether it was withdrawn or is a misreport (:data:`RETRACTED_STATUSES`); false for a kind without a status."""
        return self.__dict__.get("status") in RETRACTED_STATUSES  # getattr is slow where a model lacks a field

    @property
    def stands(self) -> bool:
        """Whether it is still asserted: the opposite of :attr:`fallen`."""
        return not self.fallen

    @property
    def node(self) -> Node:
        """The parse tree it was read from."""
        return self._node

    def where(self, *path: str | int) -> Place:
        """Return the file, line and column of the field at ``path``: ``fact.where("claims", 0, "by")``."""
        node: Node = (self.__pydantic_private__ or {})["_node"]  # self._node takes six times as long
        return place_of(node, path) if path else node.place

    def place_of(self, words: str) -> Place | None:
        """Return the place of the first of its texts that has these words; ``None`` if none has."""
        return place_of_words(self._node, words)

    def attach(self, node: Node) -> None:
        """Store the parse tree this fact was read from; called once, by the loader."""
        self._node = node


def kind_phrase(cls: type[Record]) -> str:
    """Return the name of a class for messages, with its article: ``a count``, ``an event``."""
    return with_article(cls.kind if issubclass(cls, Fact) else cls.__name__.lower())


def with_article(noun: str) -> str:
    """Return a noun with its article: ``a count``, ``an event``."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
