"""Pages that are taken over from the site of the last build, and when none may be.

The engine tells which pages would be made of the same (:mod:`factbook.pages.memory`). Here is what else a page shows or reads
by way of MkDocs: theme, settings and code, which are the frame key of :mod:`.up_to_date`; the navigation; and what other
plugins and hooks, Markdown extensions that read files, and a story's own templates may do, with which every page is made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from factbook.digests import digest
from factbook.pages.built_links import Linked
from factbook.pages.conversion import reads_no_file
from factbook.pages.kept import Kept, loads
from factbook.pages.page import Page
from factbook.settings import site_words
from factbook.site import Site
from factbook.translations import read_translation
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from .settings import root_of
from .up_to_date import LastBuild

_PLUGINS: Final = frozenset({"material.plugins.search.plugin", "mkdocs.contrib.search", "mkdocs_factbook.plugin"})
"""Modules of the plugins that are known to make the same of the same page."""


def may_take_over(config: MkDocsConfig) -> bool:
    """Whether a page depends on nothing but what the engine and the frame key know."""
    own = Path(config.theme.custom_dir) if config.theme.custom_dir else None
    return (
        _PLUGINS.issuperset(type(plugin).__module__ for plugin in config.plugins.values())
        and not config.hooks
        and all(map(reads_no_file, config.markdown_extensions))
        and not (own and any(own.rglob("*.html")))
    )


def kept_of(last: LastBuild, frame: str) -> Kept:
    """Return what is kept of the pages of the last build; nothing if these had another frame."""
    try:
        return loads(last.kept) if last.frame == frame else Kept()
    except ValueError:
        return Kept()


def shared_by_all(pages: Mapping[str, Page], files: Files, config: MkDocsConfig, site: Site) -> str:
    """Return the digest of what each page shows of others: the titles of those in the navigation; and of what files there are.

    In a site of several languages, also of how each says the site's name and the titles of the navigation.
    """
    root = root_of(config)
    said = [read_translation(root, each)[0].words for each in site.languages]
    names = tuple((word, tuple(each[word].text for each in said if word in each)) for word in site_words(root) if said)
    listed = set(_texts(config.nav))
    titles = tuple((path, page.title) for path, page in pages.items() if page.fact is None or path in listed)
    others = tuple(file.src_uri for file in files if not file.is_documentation_page())
    return digest((titles, others, names))


def linked_in(kept: Kept, paths: Iterable[str]) -> dict[str, Linked]:
    """Return what the last build knew of the links of these pages."""
    known = kept.more.get("linked", {})
    return {
        path: Linked(tuple(idents), tuple((target, anchor) for target, anchor in targets))
        for path in paths
        if path in known
        for idents, targets in [known[path]]
    }


def _texts(nav: object) -> Iterable[str]:
    """Yield the texts in a navigation as the settings have it: titles and paths."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, Mapping):
        for title, below in nav.items():
            yield str(title)
            yield from _texts(below)
    elif isinstance(nav, list):
        for each in nav:
            yield from _texts(each)
