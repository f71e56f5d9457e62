"""Pages hold text and plain HTML: no code, nothing that a browser loads from elsewhere, and no link that runs.

The content policy stops most of it in a reader's browser, so that a page would be broken and nobody told why; here its
editor is told where it stands. An expression in the middle of a tag, or of an address's beginning, is refused like the tag
itself, as what it prints is not known here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from ..problems import rule

CODE = rule(
    "page-code",
    "A page holds plain HTML at most: no script, handler, frame or form, no picture from elsewhere, no link that runs code, "
    "and no expression inside a tag.",
)
EXPRESSION: Final = "\ufffc"
"""What stands for each character of an expression in the texts that are judged here."""
_ELEMENTS: Final = (
    "a abbr aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup "
    "table tbody td tfoot th thead time tr u ul var wbr"
)
_ATTRIBUTES: Final = (
    "alt aria-describedby aria-hidden aria-label class colspan data-search-exclude datetime dir height id lang loading "
    "markdown open rel reversed role rowspan scope start title width"
)
ELEMENTS: Final = frozenset(_ELEMENTS.split())
ATTRIBUTES: Final = frozenset(_ATTRIBUTES.split())
"""Attributes that say something and do nothing; addresses are judged by what they lead to."""
THEIRS: Final = "_"
"""What the ids begin with by which a theme's scripts find its own elements, settings among them."""
_ADDRESSES: Final = frozenset(["href", "src", "cite"])
_OPENS: Final = re.compile(rf"<(?=[A-Za-z/!?{EXPRESSION}])")
_WHOLE: Final = re.compile(
    rf"<https?://[^<>\s\"'{EXPRESSION}]+>|<[\w.+-]+@[\w.-]+>"  # a bare address
    r"|<!--\s(?:(?!--).)*-->"  # a comment; what begins or ends otherwise is one for some readers of HTML and none for others
    r"|</(?P<end>[A-Za-z][A-Za-z0-9]*)\s*>"
    rf"|<(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<attributes>(?:\s+[A-Za-z][A-Za-z0-9-]*(?:\s*=\s*(?:\"[^\"<>{EXPRESSION}]*\""
    rf"|'[^'<>{EXPRESSION}]*'|[^\s\"'<>=`{EXPRESSION}]+))?)*)\s*/?>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=`]+)))?")
_LIST_KEY: Final = re.compile(r"([^\s={}]+)\s*=(?:\"[^\"]*\"|'[^']*'|[^\s{}]*)|([^\s={}]+)")
_THEIR_ID: Final = re.compile(rf"(?:#|\bid\s*=\s*[\"']?){THEIRS}")
_TARGET: Final = re.compile(r"\]\((?P<inline>[^)]{0,1000})|\[(?!\^)[^\[\]\n]*\]:\s*(?P<defined>\S{1,1000})")
_TITLED: Final = re.compile(r"\s[\"'(]")
_PICTURE: Final = re.compile(r"!\[(?!\^)")
_SAFE: Final = re.compile(r"https?://|mailto:", re.IGNORECASE)


def harmful(text: str) -> Iterator[tuple[int, str]]:
    """Where a page's Markdown, its expressions blotted out, runs or loads something: offset, and what stands there."""
    yield from _tags(text)
    yield from _attribute_lists(text)
    for match in _TARGET.finditer(text):
        written = match["inline"] if match["inline"] is not None else match["defined"]
        target = _TITLED.split(written, maxsplit=1)[0].strip().removeprefix("<")
        if not _leads_somewhere(target) or (_is_picture(text, match.start()) and _SAFE.match(_plain(target))):
            yield match.start(), match[0][:60]
    for match in _PICTURE.finditer(text):
        if (end := _closing(text, match.end())) and text[end + 1 : end + 2] != "(":  # its address stands elsewhere
            yield match.start(), text[match.start() : end + 2][:60]


def _tags(text: str) -> Iterator[tuple[int, str]]:
    end = 0
    for match in _OPENS.finditer(text):
        if match.start() < end:
            continue  # in a comment
        whole = _WHOLE.match(text, match.start())
        end = whole.end() if whole else 0
        if whole is None or not _is_plain(whole["name"] or whole["end"], whole["attributes"] or ""):
            shown = text[match.start() : end or match.start() + 30]
            yield match.start(), shown.replace(EXPRESSION, "…").partition("\n")[0]


def _is_plain(name: str | None, attributes: str) -> bool:
    """Whether an element may stand in a page; a comment or a bare address has no name."""
    if name and name.lower() not in ELEMENTS:
        return False
    for attribute in _ATTRIBUTE.finditer(attributes):
        key, value = attribute[1].lower(), next((each for each in attribute.groups()[1:] if each is not None), "")
        if key in _ADDRESSES:
            if not _leads_somewhere(value) or (key == "src" and _SAFE.match(_plain(value))):
                return False
        elif key not in ATTRIBUTES or (key == "id" and value.startswith(THEIRS)):
            return False
    return True


def _attribute_lists(text: str) -> Iterator[tuple[int, str]]:
    """What ``{: … }`` gives an element; Markdown takes it without the colon too, so far as it says ``key=value``."""
    start = 0
    for line in text.split("\n"):
        first, last = line.find("{"), line.rfind("}")
        if 0 <= first < last:
            inside = line[first:last]
            if _THEIR_ID.search(inside):
                yield start + first, line[first : last + 1][:60].replace(EXPRESSION, "…")
            for key, word in _LIST_KEY.findall(inside.replace("{:", "{ ").replace("{", " ")):
                name = key or (word if "{:" in inside and word[0] not in ".#:" else "")
                if name and name.lower() not in ATTRIBUTES:
                    yield start + first, line[first : last + 1][:60].replace(EXPRESSION, "…")
                    break
        start += len(line) + 1


def _leads_somewhere(address: str) -> bool:
    """Whether an address is one of the web, of mail or of this site, and no code; its beginning is written out."""
    plain = _plain(address)
    if _SAFE.match(plain):
        return EXPRESSION not in plain.partition("//")[2].partition("/")[0]
    head = re.split(r"[/?#]", plain, maxsplit=1)[0]
    return not (":" in head or EXPRESSION in head or plain[:2] in ("//", "/\\", "\\/", "\\\\"))


def _plain(address: str) -> str:
    """An address as a browser reads it: entities as what they stand for, without blanks."""
    return re.sub(r"[\x00-\x20]", "", html.unescape(address))


def _is_picture(text: str, bracket: int) -> bool:
    """Whether the bracket that closes at a place was opened with ``![``."""
    depth = 0
    for place in range(bracket - 1, max(bracket - 500, 0), -1):
        if text[place] == "]":
            depth += 1
        elif text[place] == "[":
            if not depth:
                return text[place - 1] == "!"
            depth -= 1
    return False


def _closing(text: str, start: int) -> int:
    """Where the bracket closes that was opened before ``start``; nought when that is not soon."""
    depth = 0
    for place in range(start, min(start + 500, len(text))):
        if text[place] == "[":
            depth += 1
        elif text[place] == "]":
            if not depth:
                return place
            depth -= 1
    return 0
