"""A finished drawing in fewer bytes, for a page that has its colours and may have a style of its own.

What marks have in common is said once: how they look in a class, a form that comes again in a definition. Nothing
is left out, and nothing moves. Pages for frames may have 40,000 bytes (:data:`.frame.LIMIT`): without this, six of the
story's 114 have more, up to 71,000, and no room is left for what the marks of a long timeline say.
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
"""Attributes that are properties of CSS, too."""
_SHAPES: Final = frozenset(["path", "line", "rect", "circle", "text", "tspan", "use"])
_FALLBACK: Final = re.compile(r"(var\(--[\w-]+),#[0-9a-f]{6}\)")
_STRAIGHT: Final = re.compile(r"(?:M[-\d.,]+L[-\d.,]+)+")
_MOVED: Final = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
_TAG: Final = re.compile(r"<[a-z][^<>]*>")
_QUOTED: Final = re.compile(r'(?<= )([\w-]+=)"([\w.#-]+)"')
_XMLNS: Final = ' xmlns="http://www.w3.org/2000/svg"'
Presentation = tuple[tuple[str, str], ...]


def compact_svgs(svgs: Sequence[str]) -> tuple[str, list[str]]:
    """The style that the drawings share, and the drawings, each with its definitions; all for one HTML page.

    Links and tips stay as they are. Class names begin with ``c``, the ids of forms with ``f``.
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
    """A tag as HTML allows it: plain values without quotation marks. A tag's values hold no angle brackets of their own."""
    return _QUOTED.sub(r"\1\2", tag[0])


def without_links(svg: str) -> str:
    """The drawing without links and tips: a picture with a title and a description, nothing in it to point at."""
    root = ET.fromstring(svg.replace(_XMLNS, "", 1))
    for parent in list(root.iter()):
        kept: list[ET.Element] = []
        for child in parent:
            tipped = child.tag in ("a", "g") and len(child) and child[0].tag == "title"
            kept.extend(list(child)[1:] if tipped else [child])
        parent[:] = kept
    root.set("role", "img")
    return ET.tostring(root, encoding="unicode")


def _shapes(root: ET.Element) -> Iterator[ET.Element]:
    return (element for element in root.iter() if element.tag in _SHAPES)


def _presentation(element: ET.Element) -> Presentation:
    return tuple((name, value) for name in _PRESENTATION_ATTRIBUTES if (value := element.get(name)) is not None)


def _css(look: Presentation) -> str:
    return ";".join(f"{name}:{value}{'px' if name == 'font-size' else ''}" for name, value in look)


def _apply_class(element: ET.Element, names: dict[Presentation, str]) -> None:
    """Swap an element's look for its class, and a shift of a plain text for its place."""
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
    """Say a form once that comes again, shifted, in the same look; neighbouring lines of one look become one path.

    ``forms`` are the definitions that the page has already; gives how many it has now.
    """
    for parent in root.iter():
        _merge_lines(parent)
    met = Counter(_shifted_path(element) for element in _shapes(root) if _shifted_path(element))
    defined: dict[tuple[str, str], str] = {}
    defs = ET.Element("defs")
    for element in _shapes(root):
        form = _shifted_path(element)
        if not form or met[form] < 2:
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
    """The outline and class of a path that only stands somewhere; ``None`` of any other element."""
    if element.tag == "path" and _MOVED.fullmatch(element.get("transform", "")):
        return element.get("d", ""), element.get("class", "")
    return None


def _merge_lines(parent: ET.Element) -> None:
    """Make one path of neighbouring straight lines that look the same."""
    kept: list[ET.Element] = []
    for child in parent:
        before = kept[-1] if kept else None
        if before is not None and _straight(before) and _straight(child) and before.get("class") == child.get("class"):
            before.set("d", before.get("d", "") + child.get("d", ""))
        else:
            kept.append(child)
    parent[:] = kept


def _straight(element: ET.Element) -> bool:
    """Whether an element is a line of :func:`_apply_class`, or several."""
    return (
        element.tag == "path" and "transform" not in element.attrib and bool(_STRAIGHT.fullmatch(element.get("d", "")))
    )


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
