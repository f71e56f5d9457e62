"""Web addresses (URLs), accepted only if readers, browsers and programs take them to lead to the same host."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from ..normalize import CONFUSABLES
from .errors import BadValue

EXAMPLE: Final = "https://example.org/news/report"
MAX_LENGTH: Final = 1000
PATTERN: Final = r"https?://[^\s/?#@<>\"]+\.[^\s/?#@<>\".]+[^\s<>\"\\`]*"
"""What a web address looks like; :func:`web_address` looks closer."""
_ADDRESS: Final = re.compile(r"https?://(?P<host>[^/?#]*)(?P<rest>.*)", re.DOTALL)
ONE: Final = "one web address"
_SEVERAL: Final = re.compile(r"(?:^|[\s,;|<>])(https?://[^\s,;|<>]+)")
_AROUND: Final = " <>()[]{}\"'“”„«»,;"
_SCHEME: Final = re.compile(
    r"^(?:(?!https?://)(?:h?t{1,3}ps?|https?)[:;]?/{0,3})?(?=(?!https?://)(?:[\w-]+\.)+[a-z]{2})", re.IGNORECASE
)
"""Where an address has to start with ``https://`` and nearly does."""
_UNSAFE: Final = re.compile(r"[\"<>\\`]")
"""Printable characters that must be escaped, as browsers and programs disagree about them (RFC 3986, section 2)."""
_HOST: Final = re.compile(r"(?P<name>[^:]*)(?::(?P<port>[0-9]{1,5}))?")
_LABEL: Final = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
"""A last label that makes browsers parse the host as an IPv4 address (URL Standard, section 3.5)."""
_SPECIAL_USE: Final = frozenset(["localhost", "local", "internal", "arpa"])
"""Top-level domains outside the public web. Source: IANA, Special-Use Domain Names."""
_SCRIPT_SETS: Final = (
    frozenset(["LATIN", "CJK", "HIRAGANA", "KATAKANA"]),
    frozenset(["LATIN", "CJK", "HANGUL"]),
    frozenset(["LATIN", "CJK", "BOPOMOFO"]),
)
"""Scripts that may be mixed in one label. Source: Unicode, UTS 39, section 5.2, "Highly Restrictive"."""


def web_address(text: str) -> str:
    """Return a web address unchanged if it leads to a named host on the public web; else raise :class:`BadValue`.

    Internationalised names, in Unicode or Punycode, may not mix scripts in a label or consist of letters that look like
    Latin ones. A port is allowed, a user name or an IP address is not. The example of the error is what was probably meant.
    """
    if must := _refusal(text):
        first = next(iter(_SEVERAL.findall(text)), text) if must == ONE else text
        guess = _SCHEME.sub("https://", first[:MAX_LENGTH].strip(_AROUND), count=1).replace(" ", "%20")
        raise BadValue(must, EXAMPLE if _refusal(guess) else guess)
    return text


def _refusal(text: str) -> str:
    """Return what a web address must be that a text is not; empty if it is one."""
    if len(_SEVERAL.findall(text)) > 1:
        return ONE
    match = _ADDRESS.fullmatch(text)
    if match is None and _ADDRESS.match(text.strip(_AROUND)):
        return f"a web address without {text[0]!r} around it"
    if match is None or not match["host"] or len(text) > MAX_LENGTH:
        return "a web address that starts with https:// or http://"
    if not text.isprintable() or " " in text:
        return "a web address without blanks or unseen characters; what belongs there is written with %"
    if unsafe := _UNSAFE.search(text):
        return f"a web address without {unsafe[0]!r} in it; what belongs there is written with %"
    if "@" in match["host"]:
        return "a web address without a user's name, which looks like the host it leads to"
    host = _HOST.fullmatch(match["host"])
    labels = host["name"].split(".") if host and int(host["port"] or 1) in range(1, 65536) else []
    last = labels[-1].lower() if labels else ""
    if len(labels) < 2 or not all(labels) or _NUMBER.fullmatch(last) or last in _SPECIAL_USE:
        return "a web address that leads to a host of the public web, by its name"
    if not all(_is_unambiguous(label, last) for label in labels):
        return "a web address with a host whose name is written in one script, as it is registered"
    try:
        urlsplit(text)
    except ValueError:
        return "a web address that can be read"
    return ""


def _is_unambiguous(label: str, last: str) -> bool:
    """Whether a label of a host name cannot be mistaken for another; ``last`` is the top-level domain."""
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
    if len(scripts) > 1 and not any(scripts <= allowed for allowed in _SCRIPT_SETS):
        return False
    return not label.translate(CONFUSABLES).isascii() or not last.isascii()
