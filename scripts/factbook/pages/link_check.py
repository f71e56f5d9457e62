"""Check the links within the site: each leads to a page, a file or an anchor that exists, as the publisher resolves it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from ..problems import Problem, nearest, quote, rule
from .conversion import Target
from .documents import Document
from .links import url_of
from .markup import NONCHARACTERS
from .page import Page, PageLink
from .plain_html import reserved

LINK = rule("page-link", "A link or picture in a page leads to a page, a file or an anchor that the site has.")
_BACK: Final = "#fnref:"
"""The start of the link by which Markdown leads from a footnote back to the text."""
_REFERENCE: Final = re.compile(r"(?<![\\\w\]])!?\[(?!\^)([^\[\]\n]{1,200})\](?:\[([^\[\]\n]{0,200})\])(?![(\[:])")
"""A link or picture by a reference, as Markdown has it: ``[text][name]`` or ``[name][]``."""
_SKIPPED: Final = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]+`|<!--.*?-->|\{[{%#].*?[}%#]\}", re.DOTALL | re.MULTILINE)
"""Where a text in brackets is no link: code, comments, expressions."""
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
MAX_SUGGESTIONS: Final = 20
"""Dead links of a page for which the nearest known name is looked for; each search compares all names."""


def internal_links(document: Document, targets: Iterable[Target]) -> Iterator[PageLink]:
    """Yield what leads to the site itself, with its places; an address that an expression completes is left out."""
    for target, times in Counter(targets).items():
        address = target.address
        parts = _split(address)
        if NONCHARACTERS.search(address) or (parts is not None and (parts.scheme or parts.netloc)):
            continue
        note = address.removeprefix(_BACK)
        written = re.escape(address) if note == address else re.escape(f"[^{note}]:")
        alone = re.compile(
            rf"(?<![\w./#-]){written}(?![\w/#-])" if address else r"\]\(\s*\)|\b(?:href|src)=(?:\"\"|'')"
        )
        found = [match.start() for match in alone.finditer(document.text, document.body_start)]
        for offset in found[:times] or [-1]:
            place = document.place_at(offset) if offset >= 0 else document.place
            yield PageLink(address, place, target.picture, target.raw)


def undefined_references(document: Document) -> Iterator[PageLink]:
    """Yield each link by a reference that the page does not define, which Markdown would print in its brackets."""
    text = _SKIPPED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), document.text)
    defined = {
        " ".join(name.casefold().split()) for name in re.findall(r"^ {0,3}\[([^\[\]\n]+)\]:", text, re.MULTILINE)
    }
    for match in _REFERENCE.finditer(text, document.body_start):
        name = match[2] or match[1]
        if " ".join(name.casefold().split()) not in defined:
            yield PageLink(name, document.place_at(match.start()), match[0].startswith("!"), undefined=True)


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


class _Fault(NamedTuple):
    """What a link must do and does not, the wrong name in it, the valid names, and the link's form with ``{}`` for one."""

    must: str
    name: str
    candidates: Callable[[], Iterable[str]] = tuple
    form: str = "[the list]({})"
    usual: str = "index.md"


def dead_links(
    pages: Mapping[str, Page],
    attached: Iterable[str],
    generated: Iterable[str],
    idents: dict[str, frozenset[str]] | None = None,
) -> Iterator[Problem]:
    """Yield a problem for each link that leads nowhere.

    ``pages`` are by their paths, ``attached`` and ``generated`` the paths of the story's files and the engine's. The ids on those
    pages that were asked for them are put into ``idents``.
    """
    site = _Site(pages, frozenset(attached), frozenset(generated), {} if idents is None else idents)
    for path, page in pages.items():
        dead = [(link, fault) for link in page.links if (fault := _fault(link, path, site))]
        for number, (link, fault) in enumerate(dead):
            candidates = sorted(fault.candidates()) if number < MAX_SUGGESTIONS else []
            hint = nearest(fault.name, candidates) if candidates else ""
            meant = re.match(r"did you mean '([^']*)'", hint)
            found = quote(fault.name if link.undefined or link.address.startswith(_BACK) else link.address)
            example = fault.form.replace("{}", meant[1] if meant else min(candidates, key=len, default=fault.usual))
            yield Problem(link.place, LINK, f"{fault.must}, found {found}{hint and f'; {hint}'}", example)


class _Site:
    """What is published: pages by their paths, and files; an address of one, as a browser asks for it, leads to its path."""

    def __init__(
        self,
        pages: Mapping[str, Page],
        attached: frozenset[str],
        generated: frozenset[str],
        idents: dict[str, frozenset[str]],
    ) -> None:
        self.pages, self.attached, self._idents = pages, attached, idents
        self.files = attached | generated | frozenset(pages)
        self.published = {url_of(each): each for each in self.files}

    def idents(self, path: str) -> frozenset[str]:
        """Return the ids on a page."""
        if path not in self._idents:
            self._idents[path] = self.pages[path].idents
        return self._idents[path]

    def file_at(self, target: str) -> str | None:
        """Return the file at an address below the site's root, with or without its last slash or ``index.html``."""
        plain = "" if target in (".", "index.html") else target
        names = (plain, f"{plain}/", plain.removesuffix("index.html"))
        return next((self.published[name] for name in names if name in self.published), None)


def _fault(link: PageLink, path: str, site: _Site) -> _Fault | None:
    """Return what is wrong with a link on the page at ``path``."""
    if link.undefined:
        return _Fault(f"must be defined on the page as '[{link.address}]: address'", f"[{link.address}]", form=f"[{link.address}]: {{}}")  # fmt: skip
    here = url_of(path) if link.raw else path
    folder, parts = posixpath.dirname(here), _split(link.address)
    form = "![the crowd]({})" if link.picture else "[the list]({})"
    usual = "crowd.png" if link.picture else "index.md"

    def others() -> Iterator[str]:
        for each in site.attached if link.picture else site.pages:
            if not link.picture or each.lower().endswith(_PICTURES):
                yield _relative(url_of(each) if link.raw else each, folder)

    if link.raw:
        form = '<img src="{}" alt="the crowd">' if link.picture else '<a href="{}">the list</a>'
    if parts is None:
        return _Fault("must be an address", link.address, others, form, usual)
    if parts.path.startswith(("/", "\\")):
        return _Fault("must be relative, as a site may lie in a folder of its host", parts.path, others, form, usual)
    target = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else here
    if link.raw:
        there = site.file_at(target)
        if there is None:
            must = "must lead, from the page's address, to what the site has"
            return _Fault(must, parts.path, others, form, usual)
        target = there
    if target not in site.files:
        return _Fault("must lead to a page or file of the story", parts.path, others, form, usual)
    anchor = unquote(parts.fragment)
    if link.address.startswith(_BACK) and anchor not in site.idents(path):
        return _Fault("must be a footnote that the text refers to", f"[^{link.address.removeprefix(_BACK)}]", form="One more came.[^two]")  # fmt: skip
    if anchor and target in site.pages and anchor not in (idents := site.idents(target)) and not reserved(anchor):
        return _Fault(
            f"must lead to an anchor of {target}", anchor, lambda: idents, form.replace("{}", f"{parts.path}#{{}}")
        )
    return None


def _relative(target: str, folder: str) -> str:
    slash = "/" if target.endswith("/") else ""
    return posixpath.relpath(f"/{target}", f"/{folder}") + slash
