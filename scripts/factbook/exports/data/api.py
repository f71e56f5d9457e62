"""The static API: a JSON file for each fact and each kind, with links between them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from ...digests import digest
from ...kinds import Fact
from ...words import title_of
from ..file import File
from . import schemas
from .bulk import FOLDER, LISTED
from .package import edition, file_metadata
from .plain import Data
from .serialize import Encoded, to_json, to_json_line
from .tables import all_facts

ROOT: Final = "api/v1/"
"""The folder of the API below the site's root; the version changes only with an incompatible change of the files."""
INDEX: Final = f"{ROOT}index.json"


def files(data: Data) -> Iterator[File]:
    """Yield each file."""
    yield File(INDEX, partial(_index, data))
    for name, kind in schemas.kinds().items():
        yield File(schemas.PATH.format(name), partial(_schema, data, kind))
        yield File(list_of(kind), partial(_collection, data, kind))
        for fact in data.of(kind):
            yield File(path_of(fact), partial(_fact, data, fact), key=partial(_key, data, fact))


def _key(data: Data, fact: Fact) -> str:
    return digest((data.line(fact), data.link(fact)))


def path_of(fact: Fact) -> str:
    """The path below the site's root of a fact's file."""
    return f"{ROOT}{fact.plural}/{fact.ref}.json"


def list_of(kind: type[Fact]) -> str:
    """The path below the site's root of the file with all facts of a kind."""
    return f"{ROOT}{kind.plural}.json"


def _schema(data: Data, kind: type[Fact]) -> bytes:
    path = schemas.PATH.format(kind.kind)
    return to_json(schemas.schema(kind, data.site.address(path) or path))


def _fact(data: Data, fact: Fact) -> bytes:
    path, page = path_of(fact), data.link(fact)
    links = {
        "self": data.at(path, path),
        "collection": data.at(path, list_of(type(fact))),
        "html": data.at(path, page) if page else None,
        "schema": data.at(path, schemas.PATH.format(fact.kind)),
        "index": data.at(path, INDEX),
    }
    return to_json({"links": links, **edition(data), "data": data.line(fact)})


def _collection(data: Data, kind: type[Fact]) -> bytes:
    path, facts = list_of(kind), data.of(kind)
    links = {
        "self": data.at(path, path),
        "schema": data.at(path, schemas.PATH.format(kind.kind)),
        "csv": data.at(path, f"{FOLDER}{kind.plural}.csv"),
        "index": data.at(path, INDEX),
    }
    members = (
        Encoded(f'{{"self":{to_json_line(data.at(path, path_of(fact)))},"data":{data.line(fact)}}}') for fact in facts
    )
    return to_json({**file_metadata(data, path), "links": links, "total": len(facts)}, "items", members)


def _index(data: Data) -> bytes:
    kinds: list[dict[str, Any]] = [
        {
            "kind": name,
            "description": " ".join((kind.__doc__ or "").split()),
            "collection": data.at(INDEX, list_of(kind)),
            "schema": data.at(INDEX, schemas.PATH.format(name)),
        }
        for name, kind in schemas.kinds().items()
    ]
    head = {
        **file_metadata(data, INDEX),
        "links": {"self": data.at(INDEX, INDEX)},
        "collections": kinds,
        "downloads": {name: data.at(INDEX, FOLDER + name) for name in LISTED},
    }
    facts = (
        {"ref": name, "kind": fact.kind, "name": title_of(data.book, fact), "self": data.at(INDEX, path_of(fact))}
        for fact in all_facts(data)
        for name in [data.plain(fact)["ref"]]
    )
    return to_json(head, "facts", facts)
