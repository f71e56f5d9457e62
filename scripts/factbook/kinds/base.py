"""What all facts share: ids, references, text, and the registry of kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler, PlainValidator, PrivateAttr
from pydantic_core import PydanticCustomError

from ..normalize import INVISIBLE, describe_character, is_blank
from ..problems import Place
from ..strict_yaml import Node, Scalar, place_of
from ..values import Amount as AmountValue
from ..values import BadValue, Edtf
from ..values.address import web_address

if TYPE_CHECKING:
    from .kind import Descriptor

Status = Literal["current", "superseded", "withdrawn", "misreport"]
"""What has become of a claim, event or document; the kind says which of these it can have."""
STANDING: Final[frozenset[str]] = frozenset(["current", "superseded"])
"""Statuses of what is still asserted: a superseded figure was right when it was given."""
FALLEN: Final[frozenset[str]] = frozenset(["withdrawn", "misreport"])
"""Statuses of what nobody asserts any more, or never did as it is told."""
ID_PATTERN: Final = r"[a-z0-9]+(-[a-z0-9]+)*"


def bad(must: str, example: str) -> PydanticCustomError:
    """An error of a field, in the words an editor reads."""
    return PydanticCustomError("bad_value", "{must}", {"must": f"must be {must}", "example": example})


def _reader(parse: Callable[[str], Any], example: str) -> PlainValidator:
    """Wrap a value type's ``parse`` so that its error keeps its words and example."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            raise bad("one value, not a list or mapping", example)
        try:
            return parse(value)
        except BadValue as error:
            raise PydanticCustomError("bad_value", "{must}", {"must": str(error), "example": error.example}) from error

    return PlainValidator(read, json_schema_input_type=str)


def _one_line(limit: int) -> AfterValidator:
    def check(text: str) -> str:
        text = " ".join(text.split())
        if is_blank(text):
            raise bad("text, not blanks", "North Sea Ferries")
        if unseen := INVISIBLE.search(text):
            raise bad(f"text that readers see, without {describe_character(unseen[0])}", "the name alone")
        if len(text) > limit:
            raise bad(f"at most {limit} characters", "a shorter text")
        return text

    return AfterValidator(check)


@dataclass(frozen=True, slots=True)
class RefTo:
    """Marks a field that names another fact; ``kinds`` are the names of the kinds allowed there."""

    kinds: tuple[str, ...]

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Tell the schema what may stand here; pydantic asks for it by this name."""
        names = ("any fact" if kind == "any" else with_article(kind) for kind in self.kinds)
        return {**handler(core), "refers": " or ".join(names)}


@dataclass(frozen=True, slots=True)
class ProseMark:
    """Marks a field that readers read as prose: numbers in it must be bound with ``{id}``."""


@dataclass(frozen=True, slots=True)
class LinkMark:
    """Marks a field with a web address, which can die."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Marks a field that says something when it is left out, in ``words``: filling it in changes what was published."""

    words: str


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Marks a field that is the editors' own, and no part of what a fact says."""


Id = Annotated[str, Field(pattern=rf"^{ID_PATTERN}$", max_length=80, examples=["visitors"])]
"""A permanent name: lower-case letters, digits and single hyphens."""
Label = Annotated[str, _one_line(300)]
"""A name or title as its owner writes it; numbers in it are part of the name."""
Locator = Annotated[str, _one_line(80), Field(examples=["paragraph 5", "page 12", "03:15"])]
"""Where in a document: ``paragraph 5``, ``page 12``, ``03:15``."""
Prose = Annotated[str, _one_line(1200), ProseMark()]
"""Text by the editors. A number, date or name in it is bound: ``{visitors/constabulary-2025-06-01}``, ``{festival-opened}``."""
Amount = Annotated[
    AmountValue,
    _reader(AmountValue.parse, "600"),
    Field(examples=["600", "about 600", "more than 4700", "4 to 5", "unknown"]),
]
"""A number with its precision: ``600``, ``about 600``, ``more than 4700``, ``4 to 5``, ``unknown``."""
Date = Annotated[
    Edtf,
    _reader(Edtf.parse, "2025-04-30"),
    Field(examples=["2025-04-30", "2025-04", "2025-04~", "2025?", "2024-10/2024-12"]),
]
"""A date in EDTF: ``2025-04-30``, ``2025-04``, ``2025-04~``, ``2025?``, ``2024-10/2024-12``."""


def _web_address(text: str) -> str:
    try:
        return web_address(text)
    except BadValue as error:
        raise bad(error.must, error.example) from error


Url = Annotated[
    str,
    AfterValidator(_web_address),
    LinkMark(),
    Field(examples=["https://example.org/news/report"], json_schema_extra={"pattern": "^https?://"}),
]
"""A web address, ``https://…`` or ``http://…``."""


_NOWHERE: Final = Scalar("", Place(""))


class Record(BaseModel):
    """A group of fields: strict, immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(Record):
    """Anything with a permanent id that other facts and pages can name."""

    kind: ClassVar[str]
    plural: ClassVar[str]
    namespace: ClassVar[str] = ""
    whole_in_list: ClassVar[bool] = False
    """Whether the list of this kind prints all of each fact, so that its permanent address is there (see ``factbook.pages.documents.all_addresses``)."""
    descriptor: ClassVar[Descriptor[Any]]

    id: Id = Field(description="Permanent name; lower-case letters, digits and hyphens. Never changed once published.")
    _node: Node = PrivateAttr(default_factory=lambda: _NOWHERE)  # a plain default would be copied for each fact

    @property
    def ref(self) -> str:
        """The name by which pages and other facts call this one."""
        return self.id

    @property
    def fallen(self) -> bool:
        """Whether it was withdrawn or is a misreport (:data:`FALLEN`); a kind without a status never falls."""
        return getattr(self, "status", "") in FALLEN

    @property
    def stands(self) -> bool:
        """Whether it still counts: the opposite of :attr:`fallen`."""
        return not self.fallen

    def where(self, *path: str | int) -> Place:
        """Where the field at ``path`` stands in its file: ``fact.where("claims", 0, "by")``."""
        return place_of(self._node, path)

    def attach(self, node: Node) -> None:
        """Remember the tree this fact was read from; called once, by the loader."""
        self._node = node


def called(cls: type[Record]) -> str:
    """What a kind of fact or group of fields is called in a message: ``a count``, ``an event``."""
    return with_article(cls.kind if issubclass(cls, Fact) else cls.__name__.lower())


def with_article(noun: str) -> str:
    """A noun with its article: ``a count``, ``an event``."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
