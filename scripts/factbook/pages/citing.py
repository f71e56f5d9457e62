"""Cite this: how to cite a page, and on a count's page each claim, at the foot of every page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ..exports import cite
from ..kinds import Count, Fact
from .links import permalink, url_of
from .markup import Block
from .writer import Writer


def citing(writer: Writer, title: str, meta: Mapping[str, Any], fact: Fact | None) -> Block | None:
    """The citations of a page as a block for its end; their files go beside the page. Where the story is only checked, nothing but the files' paths."""
    if writer.story.dry:
        writer.files.extend(cite.citation_files(writer.path, ()))
        return None
    site, addresses = writer.story.site, writer.story.addresses
    is_count = isinstance(fact, Count)
    page = cite.page_citation(site, url_of(writer.path), title, _day(meta), dataset=is_count)
    claims = [
        cite.claim_citation(writer.book, site, claim, permalink(addresses, claim) or url_of(writer.path))
        for claim in (fact.claims if isinstance(fact, Count) else ())
    ]
    files = cite.citation_files(writer.path, [page, *claims])
    writer.files.extend(files)
    links = {"BibTeX": files[0].path, "CSL-JSON": files[1].path}
    return writer.block("cite", {"page": page, "claims": claims, "links": links, "dataset": is_count})


def _day(meta: Mapping[str, Any]) -> str:
    """The day of a page by its front matter: last ``updated``, else its ``date``; empty where neither is given."""
    days = (meta.get("updated"), meta.get("date"))
    return next((day.isoformat()[:10] for day in days if isinstance(day, dt.date)), "")
