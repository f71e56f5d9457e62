"""Finishing: from the renderer's SVG to one that can stand in a page.

It carries a title and a description, colours as CSS variables, links to facts, and no more digits,
groups and attributes than it needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from .layers import LINK
from .theme import FONT, FONTS, VARIABLES

SVG: Final = "{http://www.w3.org/2000/svg}"
XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_NUMBER: Final = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d+)?")
_KEPT: Final = frozenset(
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
        "font-family",
        "font-size",
        "font-weight",
        "font-style",
    ]
)
"""Attributes that reach the page; all others (classes, roles, styles, handlers) are dropped."""
_GEOMETRY: Final = frozenset(["d", "transform", "x", "y", "x1", "x2", "y1", "y2", "stroke-width"])
_DRAWN: Final = frozenset(["svg", "g", "a", "path", "line", "rect", "circle", "text", "tspan"])
Link = Callable[[str], str | None]


def finish(
    drawn: str, *, ident: str, kind: str, headline: str, summary: str, link: Link, tips: Mapping[str, str]
) -> str:
    """The SVG to inline. ``ident`` begins its ids; ``link`` gives a fact's address, or ``None`` for none; ``tips`` what its mark says."""
    root = ET.fromstring(drawn)
    box = root.get("viewBox", "")
    _clean(root)
    _prune(root)
    linked = _link(root, link, tips)
    size = {name: root.get(name, "") for name in ("width", "height")}
    root.attrib.clear()
    root.attrib.update(
        {
            "class": f"chart-svg chart-svg--{kind}", "viewBox": box, **size, "font-family": FONTS,
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


def _clean(root: ET.Element) -> None:
    for element in root.iter():
        href = element.get(XLINK_HREF)
        kept = {name: value for name, value in element.attrib.items() if name in _KEPT}
        for name in _GEOMETRY & kept.keys():
            kept[name] = _NUMBER.sub(_short, kept[name])
        for name in ("fill", "stroke"):
            if kept.get(name) in VARIABLES:
                kept[name] = f"var({VARIABLES[kept[name]]},{kept[name]})"
        for name, usual in (
            ("opacity", "1"),
            ("font-family", FONT),
            ("x2", "0"),
            ("y2", "0"),
            ("transform", "translate(0,0)"),
            ("stroke-miterlimit", "10"),
        ):
            if kept.get(name) == usual:
                del kept[name]
        if element.tag == f"{SVG}text" and "stroke" in kept:
            kept |= {"paint-order": "stroke", "stroke-linejoin": "round"}
        if "font-size" in kept:
            kept["font-size"] = kept["font-size"].removesuffix("px")
        element.attrib.clear()
        element.attrib.update(kept)
        if href:
            element.set("href", href)


def _short(match: re.Match[str]) -> str:
    """A number with one decimal at most."""
    text = f"{float(match[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _prune(parent: ET.Element) -> None:
    """Drop what draws nothing, and groups that add nothing; the order of drawing stays."""
    children: list[ET.Element] = []
    for child in parent:
        _prune(child)
        name = child.tag.removeprefix(SVG)
        if name not in _DRAWN or (
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


def _link(root: ET.Element, link: Link, tips: Mapping[str, str]) -> bool:
    """Gather all marks of a fact in one link with its address and tip; without an address, in a group with the tip.

    Gives whether any links are left: an element of role img hides what is in it from assistive technology, so
    a picture with links is a named group instead (axe: nested-interactive).
    """
    links: dict[str, ET.Element] = {}
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == f"{SVG}a"]:
            ref = child.get("href", "").removeprefix(LINK)
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
