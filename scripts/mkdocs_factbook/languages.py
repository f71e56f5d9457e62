"""The other languages of a site: what surrounds their pages, which MkDocs has in one language alone."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from factbook.own_messages import formats_at
from factbook.pages.links import url_of
from factbook.site import Site
from factbook.translations import read_translation, site_in
from factbook.values.cldr import language_name
from factbook.values.messages import Messages
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page

HOME = "index.md"


@dataclass(frozen=True)
class Frame:
    """What surrounds the pages of one language: the site's settings, MkDocs' settings, the engine's sentences and the navigation."""

    site: Site
    config: MkDocsConfig
    messages: Messages
    nav: Navigation


def frames(root: Path, site: Site, config: MkDocsConfig, nav: Navigation, files: Files) -> dict[str, Frame]:
    """Return what surrounds the pages of each language, by the folder of its pages; of the first one, by an empty name."""
    found = {"": Frame(site, config, formats_at(root, site).messages, nav)}
    for language in site.languages:
        translation, _ = read_translation(root, language)
        own = site_in(site, translation)
        titles = {word: entry.text for word, entry in translation.words.items()}
        settings = copy.copy(config)
        settings.site_name, settings.site_description = own.name, own.description
        found[own.folder] = Frame(own, settings, formats_at(root, own).messages, _nav(own.folder, nav, files, titles))
    return found


def _nav(folder: str, nav: Navigation, files: Files, titles: Mapping[str, str]) -> Navigation:
    """Return so much of the navigation as there is in a language, whose pages lie below ``folder``."""
    items = list(_items(nav.items, folder, files, titles))
    pages = list(_pages(items))
    for before, after in zip([None, *pages], [*pages, None], strict=True):
        if before:
            before.next_page = after
        if after:
            after.previous_page = before
    made = Navigation(items, pages)
    made.homepage = next((page for page in pages if page.file.src_uri == folder + HOME), None)
    return made


def _items(
    items: Iterable[StructureItem], folder: str, files: Files, titles: Mapping[str, str]
) -> Iterator[StructureItem]:
    for item in items:
        match item:
            case Section():
                if children := list(_items(item.children, folder, files, titles)):
                    section = Section(titles.get(item.title or "", item.title or ""), children)
                    for child in children:
                        child.parent = section
                    yield section
            case Page():
                there = files.get_file_from_path(folder + item.file.src_uri)
                if there and there.page:
                    there.page.parent = None
                    if item.file.src_uri == HOME and item.title in titles:
                        there.page.title = titles[item.title]
                    yield there.page
            case Link():
                yield Link(titles.get(item.title or "", item.title or ""), item.url or "")


def _pages(items: Iterable[StructureItem]) -> Iterator[Page]:
    for item in items:
        if isinstance(item, Page):
            yield item
        elif isinstance(item, Section):
            yield from _pages(item.children)


@dataclass(frozen=True, slots=True)
class Alternate:
    """A page in another language, or that language's home page where it is not the ``same``.

    ``language`` is BCP 47, ``name`` the language's own, ``address`` that of the page below the site's root.
    """

    language: str
    name: str
    address: str
    same: bool
    current: bool


def alternates(paths: Mapping[str, object], site: Site, page: str) -> list[Alternate]:
    """Return the languages of a site, in their order, for the page at a path, given the paths of all; none in a site of one."""
    if not site.languages:
        return []
    folders = {"": site.language, **{f"{each}/": each for each in site.languages}}
    here = folder_of(site, page)
    found = []
    for folder, language in folders.items():
        there = folder + page.removeprefix(here)
        same = there in paths
        if same or folder + HOME in paths:
            address = url_of(there if same else folder + HOME)
            found.append(Alternate(language, language_name(language, language), address, same, folder == here))
    return found


def folder_of(site: Site, path: str) -> str:
    """Return the folder of the language that a page is in; empty for the first one."""
    folder = f"{posixpath.normpath(path).partition('/')[0]}/"
    return folder if folder.rstrip("/") in site.languages else ""
