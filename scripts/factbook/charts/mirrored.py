"""Pictures for languages that are read from right to left: mirrored, so that axes, times and rows begin at the right.

As newspapers in Arabic or Hebrew have it: bars grow to the left, time runs to the left, names stand at the right of what they name.
A reflection keeps every distance, and so all that was laid out; words are not reflected, but begin where theirs began and run
the other way. Numbers stay as they are, as in every such language. A map is not mirrored: its east is at the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

SVG: Final = "http://www.w3.org/2000/svg"
_STEP: Final = re.compile(r"([a-z]+)\(([^)]*)\)")
_COMMAND: Final = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_NUMBER: Final = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d+)?")
_ACROSS: Final[dict[str, tuple[int, ...]]] = {"m": (-1, 1), "l": (-1, 1), "t": (-1, 1), "h": (-1,), "v": (1,), "c": (-1, 1) * 3, "s": (-1, 1) * 2, "q": (-1, 1) * 2, "z": ()}  # fmt: skip
"""The signs of a path command's numbers in the mirror; an arc has flags as well."""


def mirrored(svg: str) -> str:
    """Return a picture reflected at its middle, its words from right to left."""
    root = _parsed(svg)
    width = float(root.get("viewBox", "0 0 0 0").split()[2])
    for element in root:
        _reflect(element)
    return _in_group(root, {"transform": f"translate({width:g},0)", "direction": "rtl"})


def reflected(elements: str, width: float) -> str:
    """Return elements of a picture that is ``width`` pixels wide, mirrored at its middle, as a group."""
    return (
        mirrored(f'<svg xmlns="{SVG}" viewBox="0 0 {width:g} 1">{elements}</svg>')
        .partition(">")[2]
        .removesuffix("</svg>")
    )


def with_geography(svg: str, key: int) -> str:
    """Return a map as it is, each of its words with the direction of its own letters; its last ``key`` layers, below it, are mirrored."""
    root = _parsed(svg)
    width = float(root.get("viewBox", "0 0 0 0").split()[2])
    layers = [each for each in root.iter(f"{{{SVG}}}g") if "role-mark" in each.get("class", "")]
    for layer in layers[-key:]:
        for element in layer:
            _reflect(element)
        layer.set("transform", f"translate({width:g},0)")
        layer.set("direction", "rtl")
    for layer in layers[:-key]:
        for text in layer.iter(f"{{{SVG}}}text"):
            text.text = f"\u2068{text.text or ''}\u2069"
    return _in_group(root, {"direction": "ltr"})


def _parsed(svg: str) -> ET.Element:
    ET.register_namespace("", SVG)
    return ET.fromstring(svg)


def _in_group(root: ET.Element, attributes: dict[str, str]) -> str:
    group = ET.Element(f"{{{SVG}}}g", attributes)
    group[:], root[:] = list(root), [group]
    return ET.tostring(root, encoding="unicode")


def _reflect(element: ET.Element) -> None:
    """Reflect an element and all in it at the origin of each one's own coordinates."""
    if transform := element.get("transform"):
        element.set(
            "transform", " ".join(f"{name}({_step(name, numbers)})" for name, numbers in _STEP.findall(transform))
        )
    for name in ("x", "x1", "x2", "cx", "dx"):
        if value := element.get(name):
            width = float(element.get("width", 0)) if name == "x" else 0
            element.set(name, f"{0 - float(value) - width:g}")
    if path := element.get("d"):
        element.set(
            "d",
            "".join(f"{command}{_command(command.lower(), numbers)}" for command, numbers in _COMMAND.findall(path)),
        )
    if element.tag == f"{{{SVG}}}rect" and element.get("x") is None:
        element.set("x", f"-{element.get('width', '0')}")
    for child in element:
        _reflect(child)


def _step(name: str, numbers: str) -> str:
    """Return the numbers of a transform in the mirror."""
    values = [float(each) for each in _NUMBER.findall(numbers)]
    if name in ("translate", "rotate"):
        values[0] = 0 - values[0]
        values[1:2] = [0 - each if name == "rotate" else each for each in values[1:2]]
    elif name == "matrix":
        values[1], values[2], values[4] = (0 - values[at] for at in (1, 2, 4))
    return ",".join(f"{each:g}" for each in values)


def _command(name: str, numbers: str) -> str:
    """Return the numbers of a path's command in the mirror."""
    return ",".join(_arcs(numbers) if name == "a" else _points(name, numbers))


def _points(name: str, numbers: str) -> Iterator[str]:
    signs = _ACROSS[name]
    for at, number in enumerate(_NUMBER.findall(numbers)):
        yield f"{0 + signs[at % len(signs)] * float(number):g}"


def _arcs(numbers: str) -> Iterator[str]:
    values = _NUMBER.findall(numbers)
    for at in range(0, len(values), 7):
        across, down, turn, large, sweep, x, y = map(float, values[at : at + 7])
        yield from (f"{each:g}" for each in (across, down, 0 - turn, large, 1 - sweep, 0 - x, y))
