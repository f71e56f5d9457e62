"""Search index: the prose indexed by the theme's search plugin, plus an entry for each fact."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final, NamedTuple

SEPARATOR: Final = (
    r"[\s\u200b\u00a0\-\u2010-\u2015\u2022\u00b7/|()\[\]{}\"'\u2018-\u201f\u00ab\u00bb<>!?\u2026;=+#&*@]+|[.,:](?!\d)"
)
"""Separator of words, a JavaScript regular expression: all punctuation except comma, point or colon inside a number.

The trimmer of the theme's pipeline is removed, as it deletes every character that is not Latin.
"""
FIELDS: Final = {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 600.0}}
"""Boosts of the theme's fields; ``tags`` hold the other ways to type a name or number."""
STEMMED: Final = frozenset("ar da de el es fi fr hu it nl no pt ro ru sv tr".split())
"""The languages besides English whose words the theme's search finds in other forms, too."""
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+")
_JOINED: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Letters of the scripts of East and Southeast Asia, whose words stand inside longer runs of letters."""
_BETWEEN: Final = re.compile(f"(?<=[{_UNSPACED}])(?=[{_UNSPACED}])")


class SearchEntry(NamedTuple):
    """A search result: address below the site's root, title, texts, alternate names (``also``) and boost (``weight``).

    Texts are plain; :func:`search_index` escapes them.
    """

    location: str
    title: str
    texts: tuple[str, ...]
    also: tuple[str, ...] = ()
    weight: float = 1.0


def search_index(index: bytes, entries: Iterable[SearchEntry], spellings: Sequence[Sequence[str]] = ()) -> bytes:
    """Add facts to the plugin's ``search_index.json``.

    ``spellings`` are groups of synonyms, such as romanisations of one family name. An entry for a page is merged with
    the one made from its prose; headings without prose are left out.
    """
    content = json.loads(index)
    config = {**content["config"], "separator": SEPARATOR, "fields": FIELDS}
    config["pipeline"] = [step for step in config["pipeline"] if step != "trimmer"]
    docs: dict[str, dict[str, Any]] = {
        doc["location"]: {key: doc[key] for key in ("location", "title", "text", "boost") if key in doc}
        for doc in content["docs"]
        if doc["text"].strip() or "#" not in doc["location"]
    }
    groups = {word.casefold(): group for group in spellings for word in group}
    for entry in entries:
        doc = docs.setdefault(entry.location, {"location": entry.location, "title": escape(entry.title), "text": ""})
        for text in map(escape, entry.texts):  # of these, a result shows those that match
            if (paragraph := f"<p>{text}</p>") not in doc["text"]:
                doc["text"] += paragraph
        doc["boost"] = entry.weight
        names = (entry.title, *entry.also)
        typed = [*entry.also, *_simplified(names), *_without_hyphens(names), *_spellings(names, groups)]
        if typed:
            doc["tags"] = [escape(word) for word in dict.fromkeys(typed)]
    for doc in docs.values():
        doc.update({key: _apart(doc[key]) for key in ("title", "text") if key in doc})
        if "tags" in doc:
            doc["tags"] = [_apart(tag) for tag in doc["tags"]]
    return _dumped({"config": config, "docs": list(docs.values())})


def _dumped(index: Mapping[str, Any]) -> bytes:
    return json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()


def _apart(text: str) -> str:
    """Return a text with a zero-width space between letters of scripts without spaces; ``assets/site.js`` parts queries so, too."""

    def space(match: re.Match[str]) -> str:
        return (
            ""
            if unicodedata.combining(text[match.end()]) or unicodedata.category(text[match.end()]) in ("Mn", "Mc")
            else "\u200b"
        )

    return _BETWEEN.sub(space, text)


def merged_index(old: bytes, new: bytes) -> bytes:
    """Return the plugin's index ``old`` with the pages of the partial index ``new`` replaced."""
    update = json.loads(new)
    pages = {_page(doc) for doc in update["docs"]}
    unchanged = [doc for doc in json.loads(old)["docs"] if _page(doc) not in pages] if old else []
    return json.dumps({**update, "docs": unchanged + update["docs"]}).encode()


def joined_index(old: Mapping[str, list[Any]], new: bytes, order: Iterable[str]) -> bytes:
    """Return the plugin's index of some pages with the entries of others, by address, that a build of all pages has in this ``order``."""
    update = json.loads(new)
    entries = {**old, **entries_by_page(new)}
    return json.dumps({**update, "docs": [doc for page in order for doc in entries.get(page, ())]}).encode()


def entries_by_page(index: bytes) -> dict[str, list[Any]]:
    """Return the entries of the plugin's index by the address of their page."""
    found: dict[str, list[Any]] = {}
    for doc in json.loads(index)["docs"]:
        found.setdefault(_page(doc), []).append(doc)
    return found


def by_folder(index: bytes, languages: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the index of each language's pages with the folder below which they lie; the first one has what is in none of them.

    Locations are relative to the folder, and words are stemmed as in its language where Material's search can.
    """
    content = json.loads(index)
    docs: dict[str, list[dict[str, Any]]] = {"": [], **{f"{language}/": [] for language in languages}}
    for doc in content["docs"]:
        first = doc["location"].partition("/")[0] + "/"
        folder = first if first in docs else ""
        docs[folder].append({**doc, "location": doc["location"].removeprefix(folder)})
    for folder, own in docs.items():
        stemmed = folder[:2] if folder[:2] in STEMMED else "en"
        config = {**content["config"], "lang": [stemmed]} if folder else content["config"]
        yield folder, _dumped({"config": config, "docs": own})


def _page(doc: Mapping[str, str]) -> str:
    return doc["location"].partition("#")[0]


def _simplified(names: Iterable[str]) -> Iterator[str]:
    """Yield numbers without separators and words without diacritics: ``4,700`` as 4700, ``Señor`` as Senor."""
    text = " ".join(names)
    for grouped in _GROUPED.findall(text):
        yield grouped.replace(",", "")
    for word in _WORD.findall(text):
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
        if plain != word and plain.isascii():
            yield plain


def _without_hyphens(names: Iterable[str]) -> Iterator[str]:
    """Yield hyphenated words without hyphens and apostrophes: ``al-Rih`` as alRih."""
    for name in names:
        yield from (re.sub("[-’']", "", joined) for joined in _JOINED.findall(name))


def _spellings(names: Iterable[str], groups: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the synonyms of each word in the names."""
    for word in (word for name in names for word in _WORD.findall(name)):
        yield from (other for other in groups.get(word.casefold(), ()) if other.casefold() != word.casefold())
