"""The allow-list of HTML in pages, and the validation of a page's rendered HTML against it.

What is judged is what Markdown made of a page, before the engine's own HTML is put in the place of its placeholders
(:mod:`.markup`): all of it is the author's. Each tag must fit a strict grammar, in which every reader of HTML reads the
same: no raw-text element, no foreign element (SVG, MathML), quoted values without angle brackets, comments without
``--``. So the tags found here are the tags that a browser finds, by the tokenisation of the HTML Standard, section 13.2.5.
The sanitiser Ammonia, which parses as browsers do, checks it once more: it has to leave all of it as it is.

Threats (SECURITY.md): pages that are code; a forged source card or part of the site.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import nh3

from ..problems import quote, rule
from ..values import BadValue
from ..values.address import web_address
from .markup import COMMENT, NONCHARACTERS
from .templating import TEMPLATES

CODE = rule(
    "page-code",
    "A page holds plain HTML at most: no script, handler, frame, form or style, no picture from elsewhere, no link that runs code, "
    "no class or id of the engine's or the theme's, and no expression inside a tag.",
)
ELEMENTS: Final = frozenset(
    """
    a abbr aside b bdi blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strong sub summary sup
    table tbody td tfoot th thead time tr u ul var wbr
    """.split()
)
ATTRIBUTES: Final = frozenset(
    """
    alt aria-describedby aria-hidden aria-label class colspan data-search-exclude datetime dir height id lang
    loading open rel reversed role rowspan scope start title width
    """.split()
)
"""Attributes without effect; addresses and alignments are allowed by their values."""
ADDRESSES: Final = frozenset(["href", "src", "cite"])
SCHEMES: Final = frozenset(["http", "https", "mailto"])
VOID: Final = frozenset(["br", "col", "hr", "img", "wbr"])
_MAY_STAY_OPEN: Final = frozenset(
    ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption"]
)
"""Elements whose end tag HTML lets an author leave out."""
_HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_NO_PART: Final = frozenset(["a", "code", "pre", "kbd", "samp", *_HEADINGS])
"""Elements that may hold no fact and no block: a link in a link, or HTML printed as code."""
_RELABELLED: Final = re.compile(r"\saria-[a-z]+\s*=", re.IGNORECASE)
"""Attributes by which a screen reader reads something else than an element's text, or nothing."""
_IN_SIGHT: Final = "must print facts and blocks in plain text, where readers see them and can open their sources"
_NO_BLOCK: Final = frozenset(
    """
    b i em strong small span sub sup s u q abbr cite del ins mark dfn var time summary
    """.split()
)
_ALIGNED: Final = re.compile(r"text-align:(?:left|right|center)")
"""The one allowed style, that of Markdown's tables."""
_OPENS: Final = re.compile(r"<(?=[A-Za-z/!?\ufdd0-\ufdef])")
_TAG: Final = re.compile(
    COMMENT + r"|</(?P<end>[A-Za-z][A-Za-z0-9]*)\s*>"
    r"|<(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<attributes>(?:\s+[A-Za-z][A-Za-z0-9-]*(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'"
    r"|[^\s\"'<>=`\ufdd0-\ufdef]+))?)*)\s*/?>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=`]+)))?")
_PART: Final = re.compile("\ufdd0(\\d+)\ufdd1")
_RESERVED: Final = re.compile(
    r"_.*|card-.*|(?:chart|line|year|number|table|fields|rule|topic|differ)-.*|corrected-title"
)
"""Ids of the engine's templates, and those by which a theme's scripts find its elements."""
_THEMES: Final = re.compile(
    r"md-.*|(?:chart|masthead|tabbed|vega|within)(?:[-_].*)?|headerlink|highlight(?:table)?|linenodiv|giscus|mermaid"
    r"|byline|contact|crumbs|foot|languages|onward|place|problems|result|sections|stay|untranslated"
)
"""Classes of the theme that no template of the engine has, and that would hide a text, lay it over others, or make it look like a part of the site."""
_BACK: Final = "footnote-backref"
"""The class of a footnote's return link, an arrow, which the theme hides until a reader points at the note."""
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that a page may not hold: what ``must`` be there, ``what`` was found, an example, and texts to locate it by (``sought``)."""

    must: str
    what: str
    example: str
    sought: tuple[str, ...]


def violations(
    made: str, parts: Collection[int] = (), blocks: Container[int] = (), anchors: Container[str] = ()
) -> Iterator[Violation]:
    """Yield everything in a page's rendered HTML that a page may not hold, in order.

    ``parts`` are the numbers of the placeholders in the Markdown, each of which has to be in visible text, once;
    ``blocks`` are those of blocks. ``anchors`` are ids that the engine prints on this page for facts.
    """
    open_elements: list[tuple[str, str]] = []
    seen = dict.fromkeys(parts, 0)
    end = 0
    for match in _OPENS.finditer(made):
        if match.start() < end:
            continue  # in a comment
        yield from _misplaced(made[end : match.start()], blocks, open_elements, seen)
        tag = _TAG.match(made, match.start())
        end = tag.end() if tag else match.end()
        if tag is None:
            yield plain(made[match.start() :].partition(">")[0].partition("\n")[0] + ">")
        elif tag["end"]:
            yield from _closed(tag["end"].lower(), tag[0], open_elements)
        elif tag["name"]:
            name = tag["name"].lower()
            yield from _element(name, tag, anchors)
            if name in ELEMENTS - VOID:
                open_elements.append((name, tag[0]))
    yield from _misplaced(made[end:], blocks, open_elements, seen)
    for name, written in open_elements:
        if name not in _MAY_STAY_OPEN:
            yield _unbalanced(f"{written} that is never closed", f"</{name}>", f"<{name}")
    for number, times in seen.items():
        if times != 1:
            must = "must print each fact and block where readers see it, once"
            what = f"{'a block' if number in blocks else 'one'} in a comment, a tag or an address"
            yield Violation(must, what, "{# a note for editors #}", (f"\ufdd0{number}\ufdd1",))


def sanitised_away(made: str) -> Iterator[Violation]:
    """Yield what Ammonia removes from rendered HTML; nothing, where :func:`violations` yields nothing."""
    cleaned = nh3.clean(
        made,
        tags=set(ELEMENTS),
        attributes={"*": {*ATTRIBUTES, *ADDRESSES, "style"}},
        url_schemes=set(SCHEMES),
        filter_style_properties={"text-align"},
        link_rel=None,
    )
    for name, attributes in _elements(made) - _elements(cleaned):
        if attributes or name not in _MAY_STAY_OPEN:
            yield plain(
                f"<{name} {' '.join(f'{key}={value!r}' for key, value in attributes)}".rstrip() + ">", f"<{name}"
            )


def _elements(made: str) -> Counter[tuple[str, tuple[tuple[str, str], ...]]]:
    """Count the start tags in HTML, each with its attributes."""
    tags = (match for match in _TAG.finditer(made) if match["name"])
    return Counter((tag["name"].lower(), tuple(sorted(_attributes(tag["attributes"])))) for tag in tags)


def _attributes(written: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a tag as ``(name, value)``, decoded."""
    for attribute in _ATTRIBUTE.finditer(written):
        value = next((each for each in attribute.groups()[1:] if each is not None), "")
        key, value = attribute[1].lower(), html.unescape(value)
        yield key, re.sub(r"(?<=:) |;$", "", value) if key == "style" else value


def _element(name: str, tag: re.Match[str], anchors: Container[str]) -> Iterator[Violation]:
    """Yield the violations in a start tag and its attributes."""
    written = tag[0]
    if name not in ELEMENTS:
        yield plain(written, f"<{tag['name']}", tag["name"])
        return
    for key, value in _attributes(tag["attributes"]):
        shown = f'{key}="{value}"' if value else key
        if key == "class":
            arrow = tag.string.startswith("&#8617;</a>", tag.end())
            for each in value.split():
                if each in engine_classes() or _THEMES.fullmatch(each) or (each == _BACK and not arrow):
                    must = "must have a class that is neither the engine's nor the theme's"
                    yield Violation(must, quote(each), "{: .standfirst }", (each,))
        elif key == "id":
            if _RESERVED.fullmatch(value) or value in anchors:
                must = "must have an id that is neither the engine's nor the theme's"
                yield Violation(must, quote(_shown(value)), "{: #the-second-day }", (f"#{value}", value, "#", "id"))
        elif key in ADDRESSES:
            if not leads_somewhere(value) or (key == "src" and _scheme(value)):
                yield plain(shown, value, *value.split(":")[:1], "](", "]:", f"{key}=")
        elif key not in ATTRIBUTES and not (key == "style" and _ALIGNED.fullmatch(value)):
            yield plain(shown, f"{key}=", key)


def plain(written: str, *sought: str) -> Violation:
    """Return the violation of something ``written`` that is no plain HTML; ``sought`` are further texts to locate it by."""
    must = "must be text or plain HTML, which runs nothing and loads nothing from elsewhere"
    example = "<small>the second day</small>, ![the crowd](crowd.png)"
    return Violation(must, quote(_shown(written)), example, (written, *sought, "<"))


def _shown(text: str) -> str:
    """Shorten a tag for a message: one line, what expressions printed as dots."""
    line = " ".join(NONCHARACTERS.sub("…", re.sub("\ufdd0\\d+\ufdd1", "…", text)).split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _unbalanced(what: str, example: str, *sought: str) -> Violation:
    must = "must open and close each element in the same part of the page"
    return Violation(must, quote(_shown(what)), example, sought)


def _closed(name: str, written: str, open_elements: list[tuple[str, str]]) -> Iterator[Violation]:
    """Close an element, and those in it whose end tag is optional; yield a violation if it is not open."""
    if name not in ELEMENTS:
        yield plain(written)
        return
    inner = len(open_elements)
    while inner and open_elements[inner - 1][0] != name and open_elements[inner - 1][0] in _MAY_STAY_OPEN:
        inner -= 1
    if inner and open_elements[inner - 1][0] == name:
        del open_elements[inner - 1 :]
    elif name != "p" or any(each == "p" for each, _ in open_elements):  # alone, it is an empty paragraph for HTML
        yield _unbalanced(f"{written} that closes nothing", f"<{name}> … </{name}>", written)


def _misplaced(
    text: str, blocks: Container[int], open_elements: list[tuple[str, str]], seen: dict[int, int]
) -> Iterator[Violation]:
    """Yield violations of placeholders in the text between two tags, inside elements that may not hold them."""
    around = {name for name, _ in open_elements} if "\ufdd0" in text else frozenset[str]()
    for match in _PART.finditer(text):
        number = int(match[1])
        if number not in seen:
            continue
        seen[number] += 1
        if inside := around & (_NO_PART | _NO_BLOCK if number in blocks else _NO_PART):
            name = sorted(inside)[0]
            what = "a heading that does not begin with '#'" if name in _HEADINGS else f"<{name}>"
            yield Violation(_IN_SIGHT, f"one inside {what}", '## What {{ name("council") }} said', (match[0],))
        elif labelled := next((written for _, written in open_elements if _RELABELLED.search(written)), ""):
            yield Violation(_IN_SIGHT, f"one inside {_shown(labelled)}", '{{ name("council") }} said so', (match[0],))


def leads_somewhere(address: str) -> bool:
    """Return whether an address is one of the web, of mail or of this site, and no code.

    ``address`` is decoded, as a browser reads it; what an expression printed stands in it as noncharacters, and may
    not be where the scheme or the host is. Source: URL Standard, section 4.4 (tabs, line ends and a backslash).
    """
    plain = re.sub(r"[\x00-\x20]", "", address).replace("\\", "/")
    scheme = _scheme(plain)
    if scheme in ("http", "https"):
        return not NONCHARACTERS.search(plain.partition("//")[2].partition("/")[0]) and _is_web_address(address)
    if scheme:
        return scheme in SCHEMES
    head = re.split(r"[/?#]", plain, maxsplit=1)[0]
    return not (":" in head or NONCHARACTERS.search(head) or plain.startswith("//"))


def _is_web_address(address: str) -> bool:
    """Return whether a whole address is a valid web address, as in facts; what expressions printed in its path is ignored."""
    try:
        web_address(NONCHARACTERS.sub("", address))
    except BadValue:
        return False
    return True


def _scheme(address: str) -> str:
    """Return the scheme of an absolute address, or an empty text; ``http:`` without slashes has one, too."""
    match = re.match(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.\-\x00-\x20]*):", address)
    return re.sub(r"[\x00-\x20]", "", match[1]).lower() if match else ""


@cache
def engine_classes() -> frozenset[str]:
    """Return the classes of the engine's own HTML, with which an author could forge it."""
    sources = (path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.html")))
    values = (value for text in sources for value in re.findall(r'class="([^"]*)"', text))
    names = (name for value in values for name in re.sub(r"\{[{%][^{}]*[%}]\}", " ", value).split())
    return frozenset(["fact", "name", "ref", "desk", *names]) - {"note"}  # Material's, of an admonition


def reserved(ident: str) -> bool:
    """Return whether an id is one of the engine's or the theme's, which no heading gets by itself."""
    return bool(_RESERVED.fullmatch(ident))
