"""Post-processing of SVG: from what vl-convert writes to what can be inlined in a page.

Where the code fights a library: Vega's SVG has empty groups, long numbers, roles and classes of its own, and a link around each mark. Here it gets a title and a description, colours as CSS variables and one link for all marks of a fact, and
loses what draws nothing. Remove :func:`_prune` and the rounding when vl-convert has options for them.

Attributes and elements are an allow-list (SECURITY.md: facts that are markup in charts).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from .layers import LINK_PREFIX
from .theme import FONT, FONTS, Size

SVG: Final = "{http://www.w3.org/2000/svg}"
XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_NUMBER: Final = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d+)?")
_ATTRIBUTES: Final = frozenset(
    [
        "d",
        "transform",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "width",
        "height",
        "viewBox",
        "href",
        "fill",
        "stroke",
        "opacity",
        "fill-opacity",
        "stroke-opacity",
        "stroke-width",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "text-anchor",
        "direction",
        "font-family",
        "font-size",
        "font-weight",
        "font-style",
    ]
)
"""Attributes that reach the page; all others (classes, roles, styles, handlers) are dropped."""
LONG_PATH: Final = 2000
"""Characters of a path, such as a coast, whose points are at whole pixels."""
_GEOMETRY: Final = frozenset(["d", "transform", "x", "y", "x1", "x2", "y1", "y2", "stroke-width"])
_ELEMENTS: Final = frozenset(["svg", "g", "a", "path", "line", "rect", "circle", "text", "tspan"])
Link = Callable[[str], str | None]


def finish_svg(
    svg: str,
    *,
    ident: str,
    size: Size,
    headline: str,
    summary: str,
    link: Link,
    tips: Mapping[str, str],
    variables: Mapping[str, str],
) -> str:
    """Return the SVG to inline.

    ``ident`` is the prefix of its ids; ``link`` returns a fact's address, or ``None``; ``tips`` are the tooltips of marks by fact; ``variables`` is
    the CSS variable of each colour.
    """
    root = ET.fromstring(svg)
    view_box = root.get("viewBox", "")
    _clean(root, variables)
    _prune(root)
    linked = _link(root, link, tips)
    if linked:
        _hide_loose(root)
    lengths = {name: root.get(name, "") for name in ("width", "height")}
    root.attrib.clear()
    root.attrib.update(
        {
            "class": f"chart-svg chart-svg--{size}", "viewBox": view_box, **lengths, "font-family": FONTS,
            "role": "group" if linked else "img", "aria-labelledby": f"{ident}-title {ident}-desc",
        }
    )  # fmt: skip
    title, desc = ET.Element(f"{SVG}title", id=f"{ident}-title"), ET.Element(f"{SVG}desc", id=f"{ident}-desc")
    title.text, desc.text = headline, summary
    root[:0] = [title, desc]
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _clean(root: ET.Element, variables: Mapping[str, str]) -> None:
    """Keep allowed attributes, shortened; drop those with their initial value; replace colours by CSS variables."""
    for element in root.iter():
        href = element.get(XLINK_HREF)
        attributes = {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES}
        for name in _GEOMETRY & attributes.keys():
            coarse = len(attributes[name]) > LONG_PATH
            attributes[name] = _NUMBER.sub(_whole if coarse else _rounded, attributes[name])
        for name in ("fill", "stroke"):
            if attributes.get(name) in variables:
                attributes[name] = f"var({variables[attributes[name]]},{attributes[name]})"
        for name, initial in (
            ("opacity", "1"),
            ("font-family", FONT),
            ("x2", "0"),
            ("y2", "0"),
            ("transform", "translate(0,0)"),
            ("stroke-miterlimit", "10"),
        ):
            if attributes.get(name) == initial:
                del attributes[name]
        if element.tag == f"{SVG}text" and "stroke" in attributes:
            attributes |= {"paint-order": "stroke", "stroke-linejoin": "round"}
        if "font-size" in attributes:
            attributes["font-size"] = attributes["font-size"].removesuffix("px")
        element.attrib.clear()
        element.attrib.update(attributes)
        if href:
            element.set("href", href)


def _whole(match: re.Match[str]) -> str:
    return str(round(float(match[0])))


def _rounded(match: re.Match[str]) -> str:
    """Return a number with at most one decimal."""
    text = f"{float(match[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _prune(parent: ET.Element) -> None:
    """Remove what draws nothing, and unwrap groups without attributes; the painting order stays."""
    children: list[ET.Element] = []
    for child in parent:
        _prune(child)
        name = child.tag.removeprefix(SVG)
        if name not in _ELEMENTS or (
            name == "path" and (not child.get("d") or not {"fill", "stroke"} & set(child.keys()))
        ):
            continue
        if name in ("g", "a") and not len(child):
            continue
        if name == "g" and not child.attrib:
            children.extend(child)
        else:
            children.append(child)
    parent[:] = children


def _hide_loose(parent: ET.Element) -> None:
    """Hide what is outside of links from assistive technology, which reads the description and the links' own words instead.

    Neighbours share one group; an element that holds links among other things is searched.
    """
    children: list[ET.Element] = []
    for child in parent:
        if child.tag == f"{SVG}a":
            children.append(child)
        elif child.find(f".//{SVG}a") is not None:
            _hide_loose(child)
            children.append(child)
        else:
            if not children or children[-1].get("aria-hidden") is None:
                children.append(ET.Element(f"{SVG}g", {"aria-hidden": "true"}))
            children[-1].append(child)
    parent[:] = children


def _link(root: ET.Element, link: Link, tips: Mapping[str, str]) -> bool:
    """Group the marks of a fact in one link with a tooltip; in a ``g`` where the fact has no address.

    Returns whether any link is left: an element of role img hides its children from assistive technology, so
    a picture with links has role group (axe: nested-interactive).
    """
    links: dict[str, ET.Element] = {}
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == f"{SVG}a"]:
            ref = child.get("href", "").removeprefix(LINK_PREFIX)
            if ref in links:
                links[ref].extend(child)
                parent.remove(child)
                continue
            links[ref] = child
            tip = ET.Element(f"{SVG}title")
            tip.text = tips.get(ref, ref)
            child.insert(0, tip)
    for ref, element in links.items():
        address = link(ref)
        element.attrib.clear()
        if address is None:
            element.tag = f"{SVG}g"
        else:
            element.set("href", address)
    return any(element.tag == f"{SVG}a" for element in links.values())
