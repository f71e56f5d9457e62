"""The static API: a small JSON file for each fact and each list, with links from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from ...kinds import Fact
from ...words import title_of
from . import schemas
from .about import about, edition
from .bulk import FOLDER, LISTED, Make
from .plain import Data
from .tables import every
from .texts import Encoded, json_of, line_of

ROOT: Final = "api/v1/"
"""The folder of the API below the site's root; it changes only when something is taken out of the answers or means something else."""
INDEX: Final = f"{ROOT}index.json"


def files(data: Data) -> Iterator[tuple[str, Make]]:
    """Each file by its path below the site's root, with what makes it."""
    yield INDEX, partial(_index, data)
    facts: dict[str, list[Fact]] = {name: [] for name in schemas.kinds()}
    for fact in every(data):
        facts[fact.kind].append(fact)
    for name, kind in schemas.kinds().items():
        yield schemas.PATH.format(name), partial(_schema, data, kind)
        yield list_of(kind), partial(_collection, data, kind, facts[name])
        for fact in facts[name]:
            yield path_of(fact), partial(_fact, data, fact)


def path_of(fact: Fact) -> str:
    """The path of a fact's file below the site's root."""
    return f"{ROOT}{fact.plural}/{fact.ref}.json"


def list_of(kind: type[Fact]) -> str:
    """The path of the file with all facts of a kind."""
    return f"{ROOT}{kind.plural}.json"


def _schema(data: Data, kind: type[Fact]) -> bytes:
    path = schemas.PATH.format(kind.kind)
    return json_of(schemas.schema(kind, data.site.address(path) or path))


def _fact(data: Data, fact: Fact) -> bytes:
    path = path_of(fact)
    where = data.link(fact)
    links = {
        "self": data.at(path, path),
        "collection": data.at(path, list_of(type(fact))),
        "html": data.at(path, where) if where else None,
        "schema": data.at(path, schemas.PATH.format(fact.kind)),
        "index": data.at(path, INDEX),
    }
    return json_of({"links": links, **edition(data), "data": data.line(fact)})


def _collection(data: Data, kind: type[Fact], facts: list[Fact]) -> bytes:
    path = list_of(kind)
    links = {
        "self": data.at(path, path),
        "schema": data.at(path, schemas.PATH.format(kind.kind)),
        "csv": data.at(path, f"{FOLDER}{kind.plural}.csv"),
        "index": data.at(path, INDEX),
    }
    members = (_member(data.at(path, path_of(fact)), data.line(fact)) for fact in facts)
    return json_of({**about(data, path), "links": links, "total": len(facts)}, "items", members)


def _member(here: str, line: str) -> Encoded:
    return Encoded(f'{{"self":{line_of(here)},"data":{line}}}')


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
        **about(data, INDEX),
        "links": {"self": data.at(INDEX, INDEX)},
        "collections": kinds,
        "downloads": {name: data.at(INDEX, FOLDER + name) for name in LISTED},
    }
    facts = (
        {"ref": name, "kind": fact.kind, "name": title_of(data.book, fact), "self": data.at(INDEX, path_of(fact))}
        for fact in every(data)
        for name in [data.plain(fact)["ref"]]
    )
    return json_of(head, "facts", facts)
