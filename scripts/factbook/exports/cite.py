"""Citations of a page or a claim: as a sentence, as BibTeX, and as CSL-JSON.

The access date is the reader's: the sentence has a placeholder for it, the files leave it out, as reference managers
fill in the day of the import.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from ..factbook import Factbook
from ..kinds import Claim, Source
from ..site import Site
from ..values.formats import gettext, gettext_noop, quoted
from ..views.voices import is_attributed
from ..words import label_of, short_name, title_of
from .data.serialize import to_json_line
from .file import File
from .licence import parse_licence

FOLDER: Final = "cite"
"""The folder of all citations, below the site's root."""
ACCESSED: Final = gettext_noop("[date you read it]")
_SPECIAL: Final = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_ESCAPED: Final = str.maketrans(_SPECIAL)


@dataclass(frozen=True, slots=True)
class Citation:
    """A citable page or claim: ``key`` is its citation key, ``address`` its URL, ``day`` its date in ISO 8601, or empty.

    ``dataset`` is whether it is data rather than a text; ``read_in`` is the label of a claim's source.
    """

    key: str
    title: str
    site: Site
    address: str
    day: str = ""
    dataset: bool = False
    read_in: str = ""

    @property
    def words(self) -> str:
        """The citation as a sentence, with a placeholder for the access date."""
        inside = quoted(self.title) if self.title != self.site.name else ""
        edition = gettext("edition %(edition)s", edition=self.site.edition) if self.site.edition else ""
        origin = gettext("read in %(source)s", source=self.read_in) if self.read_in else ""
        parts = (
            inside,
            self.site.name,
            edition,
            self.day,
            origin,
            self.address,
            gettext("accessed %(date)s", date=gettext(ACCESSED)),
        )
        return ", ".join(part for part in parts if part) + "."

    @property
    def _note(self) -> str:
        return gettext("Read in %(source)s", source=self.read_in) if self.read_in else ""

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX and biblatex in UTF-8, with special characters escaped."""
        fields = {
            "author": f"{{{_tex(self.site.name)}}}",
            "title": f"{{{_tex(self.title)}}}",
            "year": self.day[:4],
            "date": self.day,
            "version": _tex(self.site.edition),
            "note": _tex(self._note),
            "howpublished": f"\\url{{{self.address}}}",
            "url": self.address,
            "language": self.site.language,
        }
        inside = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        return f"@misc{{{self.key},\n{inside}\n}}\n"

    @property
    def csl(self) -> dict[str, Any]:
        """An item of CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
        parsed = parse_licence(self.site.licence)
        item = {
            "id": self.key,
            "type": "dataset" if self.dataset else "webpage",
            "title": self.title,
            "container-title": self.site.name if self.title != self.site.name else "",
            "author": [{"literal": self.site.name}] if self.site.name else [],
            "issued": {"date-parts": [[int(part) for part in self.day.split("-")]]} if self.day else None,
            "version": self.site.edition,
            "URL": self.address,
            "note": self._note,
            "license": parsed.path if parsed else "",
            "language": self.site.language,
        }
        return {name: value for name, value in item.items() if value}


def page_citation(site: Site, path: str, title: str, day: str, *, dataset: bool) -> Citation:
    """Return the citation of a page; ``path`` is its address below the site's root."""
    return Citation(_key(path or "index"), title, site, site.address(path) or path or "./", day, dataset)


def claim_citation(book: Factbook, site: Site, claim: Claim, path: str) -> Citation:
    """Return the citation of a claim: what is claimed, by whom, about when, and its source."""
    source = book.of(Source)[claim.source]
    who = short_name(book, claim.by) if is_attributed(book, claim.by) else gettext("nobody named")
    title = gettext(
        "%(claim)s, as of %(date)s, says %(name)s", claim=title_of(book, claim), date=claim.as_of.words(), name=who
    )
    return Citation(
        _key(claim.ref), title, site, site.address(path) or path, dataset=True, read_in=label_of(book, source)
    )


def citation_files(page: str, citations: Sequence[Citation]) -> tuple[File, File]:
    """Return the BibTeX and CSL-JSON file of a page; ``page`` is its path below ``docs/``."""
    stem = f"{FOLDER}/{page.removesuffix('.md')}"
    return File(f"{stem}.bib", partial(_bib, citations)), File(f"{stem}.json", partial(_csl, citations))


def _bib(citations: Sequence[Citation]) -> bytes:
    return "\n".join(each.bibtex for each in citations).encode()


def _csl(citations: Sequence[Citation]) -> bytes:
    inside = ",\n".join(to_json_line(each.csl) for each in citations)
    return f"[\n{inside}\n]\n".encode()


def _key(path: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")


def _tex(text: str) -> str:
    return text.translate(_ESCAPED)
