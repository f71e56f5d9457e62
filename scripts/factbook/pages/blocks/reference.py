"""Blocks of reference pages: downloads and their columns, and the rules and fields of the editors' guide."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from typing import Any

from ...exports import File
from ...exports.data import api, bulk, database, package, releases, schemas, tables
from ...exports.forms import PATH, form_kinds, forms_file
from ...exports.written import path_of, written_file, written_key
from ...kinds import KINDS, Claim, Count, Record, Series, published_fields
from ...problems import RULES
from ...values.formats import gettext
from ..writer import Writer
from .registry import Refused, block_function, known_fact


@block_function
def downloads(writer: Writer, count: str = "", series: str = "") -> Mapping[str, Any]:
    """``downloads()``: the files that hold all facts; ``downloads(count="visitors")``: those of one count; ``series="rain"``: of one series."""
    if series:
        table = known_fact(writer, Series, series)
        return _of_one(writer, {"CSV": bulk.rows_of(table), "API": api.path_of(table)})
    if count:
        fact = known_fact(writer, Count, count)
        claims = bulk.claims_of(fact)
        beside = {name: claims.replace(".csv", f".{name.lower()}") for name in ("XLSX", "ZIP", "JSON")}
        return _of_one(writer, {"CSV": claims, **beside, "API": api.path_of(fact)})
    files = {bulk.FOLDER + name: gettext(about) for name, about in bulk.LISTED.items()}
    return {"links": {}, "files": files, "tables": tables.tables(), "folder": bulk.FOLDER}


def _of_one(writer: Writer, links: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the links to the files of one count or series, and how its table is read from a program if the site has an address."""
    return {"links": links, "lines": package.in_programs(writer.story.site.address(links["CSV"]) or "")}


@block_function
def columns(writer: Writer) -> Mapping[str, Any]:
    """``columns()``: every table and column of the downloads, made from the definitions that write them."""
    return {"tables": tables.tables(), "views": database.VIEWS, "search": database.SEARCH}


@block_function
def endpoints(writer: Writer) -> Mapping[str, Any]:
    """``endpoints()``: the addresses of the API, one for each list and schema."""
    kinds = [(kind, api.list_of(kind), schemas.PATH.format(name)) for name, kind in schemas.kinds().items()]
    return {"kinds": kinds, "index": api.INDEX}


@block_function
def licences(writer: Writer) -> Mapping[str, Any]:
    """``licences()``: what may be done with texts and data, and what is not ours to give."""
    return {"known": package.licences(writer.story.site), "not_ours": gettext(package.NOT_COVERED)}


@block_function
def editions(writer: Writer) -> Mapping[str, Any]:
    """``editions()``: the frozen copies of the facts, the newest first."""
    for path, message in releases.verify_releases(writer.book.root):
        raise Refused(f"list releases of which {path} {message}", near="editions(", code=releases.RULE)
    return {"releases": releases.find_releases(writer.book.root), "edition": writer.story.site.edition}


@block_function
def rules(writer: Writer) -> Mapping[str, Any]:
    """``rules()``: every rule that the build enforces, made from the checks themselves."""
    import_module("factbook.commands")  # for the rules of all of them; a build that does not print this starts without
    return {"rules": sorted(RULES.items())}


@block_function
def fields(writer: Writer) -> Mapping[str, Any]:
    """``fields()``: every field of every kind of fact, made from the definitions themselves."""
    kinds: dict[str, type[Record]] = {**{kind.plural: kind for kind in KINDS.values()}, "claims": Claim}
    return {"kinds": kinds, "published": published_fields}


@block_function
def forms(writer: Writer) -> Mapping[str, Any]:
    """``forms()``: forms for every kind of fact, which make the files and lead to GitHub's pages for them."""
    repository = writer.story.site.repository
    writer.files.append(File(PATH, lambda: forms_file(writer.book, repository)))
    writer.files += [
        File(path_of(kind), partial(written_file, writer.book, kind), key=partial(written_key, writer.book, kind))
        for kind in form_kinds()
    ]
    links = (
        {
            gettext("Tell us of a new fact"): repository.new_fact(),
            gettext("Report an error"): repository.report(page=""),
        }
        if repository
        else {}
    )
    folder = repository.folder if repository else ""
    return {"data": PATH, "folder": folder, "links": {words: target for words, target in links.items() if target}}
