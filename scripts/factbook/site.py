"""A site as its pages, exports and metadata know it: name, URL, licence, language, repository and the like, without MkDocs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote as percent_encode
from urllib.parse import urlencode, urljoin, urlsplit

from .problems import Place
from .values.formats import BRITISH

FORM: Final = "error.yml"
"""The issue form in ``.github/ISSUE_TEMPLATE``; the URL fills in its fields ``fact`` and ``page``."""
NEW_FACT: Final = "new-fact.yml"
"""The issue form for a new fact; the URL fills in its field ``count``."""
EXTENSIONS: Final = tuple((name, "{}") for name in ("attr_list", "footnotes", "md_in_html", "smarty"))
"""Markdown extensions of a site that names none, with their settings as JSON."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on the web: its URL, and the URL prefix at which files are edited.

    ``files`` ends with a slash: ``https://github.com/town/kites/edit/main/``.
    """

    url: str
    files: str

    @classmethod
    def of(cls, repo_url: str, edit_uri: str, docs: str = "docs") -> Repository | None:
        """Return the repository of MkDocs' settings; ``None`` if ``edit_uri`` does not lead to the folder ``docs``."""
        parts = urlsplit(repo_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not edit_uri:
            return None
        pages = urljoin(repo_url.rstrip("/") + "/", edit_uri).rstrip("/") + "/"
        if not pages.startswith(("http://", "https://")) or not pages.endswith(f"/{docs}/"):
            return None
        return cls(repo_url.rstrip("/"), pages.removesuffix(f"{docs}/"))

    @property
    def new_files(self) -> str | None:
        """The URL of GitHub's page for a new file, which takes its name and text; ``None`` for other hosts."""
        return re.sub(r"/edit/", "/new/", self.files, count=1).rstrip("/") if self._is_github else None

    @property
    def _is_github(self) -> bool:
        host = urlsplit(self.url).hostname or ""
        return host == "github.com" or host.startswith("github.") or host.endswith(".ghe.com")

    def edit(self, place: Place) -> str:
        """Return the URL at which a page is edited; without a line, as those of a page and its source differ."""
        return self.files + percent_encode(place.path)

    @property
    def folder(self) -> str:
        """The URL that lists the folder of the facts, where it can be seen; GitHub's."""
        return f"{re.sub(r'/edit/', '/tree/', self.files, count=1)}data" if self._is_github else ""

    def line(self, place: Place) -> str:
        """Return the URL that shows the line of a fact; GitHub's editor cannot open at a line, its viewer can."""
        shown = re.sub(r"/edit/", "/blob/", self.files, count=1)
        return f"{shown}{percent_encode(place.path)}#L{place.line}"

    def report(self, *, page: str, fact: str = "", title: str = "") -> str | None:
        """Return the URL of the issue form with its fields filled in; ``None`` for hosts other than GitHub."""
        about = fact or title
        fields = {"template": FORM, "title": f"Error: {about}" if about else "", "fact": fact, "page": page}
        return self._issue(fields)

    def new_fact(self, count: str = "") -> str | None:
        """Return the URL of the issue form for a new fact, of a count or of anything; ``None`` for hosts other than GitHub."""
        return self._issue({"template": NEW_FACT, "title": f"New fact: {count}" if count else "", "count": count})

    def _issue(self, fields: Mapping[str, str]) -> str | None:
        given = {name: value for name, value in fields.items() if value}
        return f"{self.url}/issues/new?{urlencode(given, quote_via=percent_encode)}" if self._is_github else None


@dataclass(frozen=True, slots=True)
class Site:
    """The settings of a site; all but ``language`` and ``locale`` may be empty.

    ``language`` is that of the pages (BCP 47), ``locale`` that of numbers and dates: ``en_GB``, ``de``.
    ``edition`` is the published version of the facts. ``extensions`` are Markdown extensions with their settings as JSON.
    ``files`` are paths below ``docs/`` that are published though they have no suffix or configure a host, such as ``CNAME``.
    ``spellings`` are groups of words that are synonyms for the search, ``fonts`` what :func:`.fonts.fonts_of` takes. ``publisher`` answers for the site, ``authors`` are the
    byline of its articles, ``contact`` is a mail or web address at which readers report errors without an account, and
    ``published`` the ISO day on which the site was first published; each is empty while it holds :data:`.validation.PLACEHOLDER`.
    ``languages`` are others that the story is told in, each in a folder of ``docs/`` of its name; in one of them, ``folder`` is
    that of its pages, with a slash at its end.
    """

    name: str = ""
    url: str = ""
    licence: str = ""
    language: str = "en"
    description: str = ""
    locale: str = BRITISH.locale
    repository: Repository | None = None
    edition: str = ""
    extensions: tuple[tuple[str, str], ...] = EXTENSIONS
    files: tuple[str, ...] = ()
    spellings: tuple[tuple[str, ...], ...] = ()
    fonts: tuple[str, ...] = ()
    publisher: str = ""
    authors: tuple[str, ...] = ()
    contact: str = ""
    published: str = ""
    languages: tuple[str, ...] = ()
    folder: str = ""

    @property
    def contact_link(self) -> str:
        """The address behind a link to the contact: ``mailto:desk@example.org``."""
        return f"mailto:{self.contact}" if "@" in self.contact and "/" not in self.contact else self.contact

    def address(self, path: str) -> str | None:
        """Return the public URL of a path below the site's root; ``None`` for a site without a URL."""
        return f"{self.url.rstrip('/')}/{path}" if self.url else None

    def absolute(self, page: str, href: str) -> str | None:
        """Return the public URL of a link on a page, whose path is ``page``; ``None`` for a site without a URL."""
        here = self.address(page)
        return urljoin(here, href) if here and href else None
