"""Web addresses: where one leads is what it looks like, to a reader, a browser and a program."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from ..normalize import CONFUSABLES
from .errors import BadValue

EXAMPLE: Final = "https://example.org/news/report"
LONGEST: Final = 1000
_ADDRESS: Final = re.compile(r"https?://(?P<host>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_UNSAFE: Final = re.compile(r"[\"<>\\`]")
"""Printable characters that no address holds unescaped, and that browsers and programs read differently (RFC 3986, section 2)."""
_HOST: Final = re.compile(r"(?P<name>[^:]*)(?::(?P<port>[0-9]{1,5}))?")
_LABEL: Final = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
"""A last part with which a browser takes a host for an IPv4 address (URL Standard, section 3.5)."""
_AT_HOME: Final = frozenset(["localhost", "local", "internal", "arpa"])
"""Top-level names that lead nowhere on the public web. Source: IANA, Special-Use Domain Names."""
_TOGETHER: Final = (
    frozenset(["LATIN", "CJK", "HIRAGANA", "KATAKANA"]),
    frozenset(["LATIN", "CJK", "HANGUL"]),
    frozenset(["LATIN", "CJK", "BOPOMOFO"]),
)
"""Scripts that are written together in one word. Source: Unicode, UTS 39, section 5.2, "Highly Restrictive"."""


def web_address(text: str) -> str:
    """The same address, if it leads to a named host on the public web and looks like it. Raises :class:`BadValue`.

    Names in other scripts (IDN) are welcome, as letters or as ``xn--``, in which no label mixes scripts or consists of
    letters that look like Latin ones. A port may be given, a user name or a numeric address may not.
    """
    match = _ADDRESS.fullmatch(text)
    if match is None or not match["host"] or len(text) > LONGEST:
        raise BadValue("a web address that starts with https:// or http://", EXAMPLE)
    if not text.isprintable() or " " in text:
        raise BadValue(
            "a web address without blanks or unseen characters; what belongs there is written with %", EXAMPLE
        )
    if unsafe := _UNSAFE.search(text):
        raise BadValue(f"a web address without {unsafe[0]!r} in it; what belongs there is written with %", EXAMPLE)
    if "@" in match["host"]:
        raise BadValue("a web address without a user's name, which looks like the host it leads to", EXAMPLE)
    host = _HOST.fullmatch(match["host"])
    labels = host["name"].split(".") if host and int(host["port"] or 1) in range(1, 65536) else []
    last = labels[-1].lower() if labels else ""
    if len(labels) < 2 or not all(labels) or _NUMBER.fullmatch(last) or last in _AT_HOME:
        raise BadValue("a web address that leads to a host of the public web, by its name", EXAMPLE)
    for label in labels:
        if not _is_plain(label, last):
            raise BadValue(
                "a web address with a host whose name is written in one script, as it is registered", EXAMPLE
            )
    try:
        urlsplit(text)
    except ValueError as error:
        raise BadValue("a web address that can be read", EXAMPLE) from error
    return text


def _is_plain(label: str, last: str) -> bool:
    """Whether a part of a host's name is what it looks like; ``last`` is the last part of that name."""
    if label.lower().startswith("xn--"):
        try:
            label = label.encode("ascii").decode("idna")
        except UnicodeError:
            return False
        if label.isascii():
            return False
    if not _LABEL.fullmatch(label) or unicodedata.normalize("NFKC", label) != label:
        return False
    if label.isascii():
        return True
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in label if char.isalpha()}
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        return False
    return not label.translate(CONFUSABLES).isascii() or not last.isascii()
