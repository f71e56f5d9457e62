"""SVG minification for embeddable pages, which define the colours and may have a style sheet.

Repeated presentation attributes become a CSS class, repeated paths a definition. Nothing is left out, and
nothing moves. Embeddable pages are limited to 40,000 bytes (:data:`.frame.MAX_PAGE_BYTES`): without this module, six of
the 114 pages of the story exceed it, up to 71,000, with no room for the texts of a long timeline.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as ET

_PRESENTATION_ATTRIBUTES: Final = (
    "fill",
    "fill-opacity",
    "font-size",
    "font-style",
    "font-weight",
    "opacity",
    "paint-order",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
)
"""SVG presentation attributes, which are CSS properties too."""
_SHAPES: Final = frozenset(["path", "line", "rect", "circle", "text", "tspan", "use"])
_FALLBACK: Final = re.compile(r"(var\(--[\w-]+),#[0-9a-f]{6}\)")
_STRAIGHT: Final = re.compile(r"(?:M[-\d.,]+L[-\d.,]+)+")
_MOVED: Final = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
_TAG: Final = re.compile(r"<[a-z][^<>]*>")
_QUOTED: Final = re.compile(r'(?<= )([\w-]+=)"([\w.#-]+)"')
_XMLNS: Final = ' xmlns="http://www.w3.org/2000/svg"'
Presentation = tuple[tuple[str, str], ...]


def compact_svgs(svgs: Sequence[str]) -> tuple[str, list[str]]:
    """Return the shared style sheet and the minified SVGs, for one HTML page.

    Links and tooltips are unchanged. Class names begin with ``c``, the ids of shared paths with ``f``.
    """
    roots = [ET.fromstring(_FALLBACK.sub(r"\1)", svg).replace(_XMLNS, "", 1)) for svg in svgs]
    looks = Counter(look for root in roots for element in _shapes(root) if (look := _presentation(element)))
    names = {look: f"c{number}" for number, (look, _) in enumerate(looks.most_common())}
    style = "".join(f".{name}{{{_css(look)}}}" for look, name in names.items())
    forms = 0
    for root in roots:
        for name in ("class", "width", "height", "font-family"):
            root.attrib.pop(name, None)
        for element in list(_shapes(root)):
            _apply_class(element, names)
        forms = _share_paths(root, forms)
    return style, [_TAG.sub(_unquoted, ET.tostring(root, encoding="unicode")) for root in roots]


def _unquoted(tag: re.Match[str]) -> str:
    """Remove the quotation marks that HTML does not need; attribute values hold no angle brackets."""
    return _QUOTED.sub(r"\1\2", tag[0])


def without_links(svg: str) -> str:
    """Return the SVG without links and tooltips: a static image with title and description."""
    root = ET.fromstring(svg.replace(_XMLNS, "", 1))
    for parent in list(root.iter()):
        children: list[ET.Element] = []
        for child in parent:
            tipped = child.tag in ("a", "g") and len(child) and child[0].tag == "title"
            children.extend(list(child)[1:] if tipped else [child])
        parent[:] = children
    root.set("role", "img")
    return ET.tostring(root, encoding="unicode")


def _shapes(root: ET.Element) -> Iterator[ET.Element]:
    return (element for element in root.iter() if element.tag in _SHAPES)


def _presentation(element: ET.Element) -> Presentation:
    return tuple((name, value) for name in _PRESENTATION_ATTRIBUTES if (value := element.get(name)) is not None)


def _css(look: Presentation) -> str:
    return ";".join(f"{name}:{value}{'px' if name == 'font-size' else ''}" for name, value in look)


def _apply_class(element: ET.Element, names: dict[Presentation, str]) -> None:
    """Replace presentation attributes by a class, the translation of a text by x and y, and a translated line by a path."""
    if look := _presentation(element):
        for name, _ in look:
            del element.attrib[name]
        element.set("class", names[look])
    moved = _MOVED.fullmatch(element.get("transform", ""))
    if element.tag == "text" and moved and not len(element) and not {"x", "y"} & element.attrib.keys():
        del element.attrib["transform"]
        element.attrib.update(x=moved[1], y=moved[2])
    clear = not any("opacity" in name for name, _ in look)  # lines that cross would be darker there than in one path
    if element.tag == "line" and moved and clear and not {"x1", "y1"} & element.attrib.keys():
        x, y = (float(moved[number]) for number in (1, 2))
        x2, y2 = float(element.attrib.pop("x2", 0)), float(element.attrib.pop("y2", 0))
        del element.attrib["transform"]
        element.tag = "path"
        element.set("d", f"M{_short(x)},{_short(y)}L{_short(x + x2)},{_short(y + y2)}")


def _share_paths(root: ET.Element, forms: int) -> int:
    """Replace repeated translated paths of one class by ``use`` elements, and merge adjacent lines of one class.

    ``forms`` is the number of definitions the page has already; returns the number it has now.
    """
    for parent in root.iter():
        _merge_lines(parent)
    uses = Counter(_shifted_path(element) for element in _shapes(root) if _shifted_path(element))
    defined: dict[tuple[str, str], str] = {}
    defs = ET.Element("defs")
    for element in _shapes(root):
        form = _shifted_path(element)
        if not form or uses[form] < 2:
            continue
        if form not in defined:
            defined[form] = f"f{forms + len(defined)}"
            ET.SubElement(defs, "path", {"id": defined[form], **({"class": form[1]} if form[1] else {}), "d": form[0]})
        moved = _MOVED.fullmatch(element.get("transform", ""))
        assert moved, "a form is shifted"
        element.tag = "use"
        element.attrib = {"href": f"#{defined[form]}", "x": moved[1], "y": moved[2]}
    if len(defs):
        root.insert(2, defs)  # after title and description
    return forms + len(defined)


def _shifted_path(element: ET.Element) -> tuple[str, str] | None:
    """Return the outline and class of a path whose only transform is a translation; ``None`` for any other element."""
    if element.tag == "path" and _MOVED.fullmatch(element.get("transform", "")):
        return element.get("d", ""), element.get("class", "")
    return None


def _merge_lines(parent: ET.Element) -> None:
    """Merge adjacent straight lines of the same class into one path."""
    merged: list[ET.Element] = []
    for child in parent:
        before = merged[-1] if merged else None
        if before is not None and _straight(before) and _straight(child) and before.get("class") == child.get("class"):
            before.set("d", before.get("d", "") + child.get("d", ""))
        else:
            merged.append(child)
    parent[:] = merged


def _straight(element: ET.Element) -> bool:
    """Whether an element is a path made from lines by :func:`_apply_class`."""
    return (
        element.tag == "path" and "transform" not in element.attrib and bool(_STRAIGHT.fullmatch(element.get("d", "")))
    )


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
