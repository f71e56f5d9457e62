"""Where the story's files can be edited, and where an error can be reported: the site's repository on the web."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode, urljoin, urlsplit

from ..problems import Place

FORM: Final = "error.yml"
"""The issue form, in ``.github/ISSUE_TEMPLATE``; its fields ``fact`` and ``page`` are filled in by the address."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on the web: its address, and the address below which the story's files are edited.

    ``files`` ends with a slash: ``https://github.com/town/kites/edit/main/``.
    """

    url: str
    files: str

    @classmethod
    def of(cls, repo_url: str, edit_uri: str, docs: str = "docs") -> Repository | None:
        """From MkDocs' settings ``repo_url`` and ``edit_uri``; ``None`` where they do not lead to the pages' folder ``docs``."""
        parts = urlsplit(repo_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not edit_uri:
            return None
        pages = urljoin(repo_url.rstrip("/") + "/", edit_uri).rstrip("/") + "/"
        if not pages.startswith(("http://", "https://")) or not pages.endswith(f"/{docs}/"):
            return None
        return cls(repo_url.rstrip("/"), pages.removesuffix(f"{docs}/"))

    def edit(self, place: Place) -> str:
        """Where a page's text is edited. Lines of a page and of its source differ, so none is named."""
        return self.files + quote(place.path)

    def line(self, place: Place) -> str:
        """Where a fact's line is shown, marked, with the way to edit it; GitHub's own editor opens at no line."""
        shown = re.sub(r"/edit/", "/blob/", self.files, count=1)
        return f"{shown}{quote(place.path)}#L{place.line}"

    def report(self, *, page: str, fact: str = "", title: str = "") -> str | None:
        """The issue form for an error, filled in with the page's address and the fact's name; ``None`` on another host than GitHub."""
        host = urlsplit(self.url).hostname or ""
        if host != "github.com" and not host.startswith("github.") and not host.endswith(".ghe.com"):
            return None
        about = fact or title
        fields = {"template": FORM, "title": f"Error: {about}" if about else "", "fact": fact, "page": page}
        return f"{self.url}/issues/new?{urlencode({name: value for name, value in fields.items() if value}, quote_via=quote)}"
