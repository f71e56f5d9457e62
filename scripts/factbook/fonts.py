"""Fonts that a story names for scripts beyond Latin, Greek and Cyrillic: of packages that an extra installs, or files below ``overrides/``.

Threat (SECURITY.md): a stranger's pull request. A file is read within limits and by HarfBuzz alone, which checks each table before
it uses it; what readers get is a subset written anew, without programs (hinting) and without tables that no browser needs.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from .files import NotARegularFile, place_of_text, read_bytes
from .problems import Place, Problem, nearest, quote, rule
from .values import BadValue

FOLDER: Final = "overrides"
"""Folder below the story's root that holds font files of its own."""
MAX_BYTES: Final = 25_000_000
"""Bytes of a font file; one with all Chinese letters has some 20 MB."""
MAX_TABLES: Final = 100
"""Tables of a font; a rich one has 30."""
KINDS: Final = (b"\0\1\0\0", b"OTTO", b"true")
"""How a file with one font begins: TrueType or OpenType (OpenType 1.9, "Table directory")."""
RULE: Final = rule(
    "font",
    f"Each font that the option fonts names is installed, or a TrueType or OpenType file (.ttf, .otf) of at most "
    f"{MAX_BYTES // 1_000_000} MB below {FOLDER}/, whole and with outlines.",
)
_NEEDED: Final = ("bidi", "brotli", "fontTools", "uharfbuzz")
"""Modules of the extra ``fonts``, imported where they are used alone."""
_EXAMPLE: Final = "[korean, overrides/fonts/Own.ttf]"
_PATH: Final = re.compile(rf"{FOLDER}/(?!\.)[^/\\]+(?:/(?!\.)[^/\\]+)*")


class Package(NamedTuple):
    """A package of the registry with a font: its name, the font's file in it, how Unicode's names of its letters begin, and the scripts (ISO 15924)."""

    name: str
    file: str
    letters: tuple[str, ...]
    scripts: tuple[str, ...]


PACKAGES: Final[Mapping[str, Package]] = {
    "arabic": Package("pylopdf-fonts-ar", "pylopdf_fonts_ar/NotoSansArabic-Variable.ttf", ("ARABIC",), ("Arab",)),
    "chinese": Package("pylopdf-fonts-zh-cn", "pylopdf_fonts_zh_cn/NotoSansSC-Regular.otf", ("CJK",), ("Hans", "Hant")),
    "devanagari": Package("pylopdf-fonts-hi", "pylopdf_fonts_hi/NotoSansDevanagari-Variable.ttf", ("DEVANAGARI",), ("Deva",)),
    "hebrew": Package("pylopdf-fonts-he", "pylopdf_fonts_he/NotoSansHebrew-Variable.ttf", ("HEBREW",), ("Hebr",)),
    "japanese": Package("pylopdf-fonts-jp", "pylopdf_fonts_jp/NotoSansJP-Regular.otf", ("HIRAGANA", "KATAKANA", "CJK"), ("Jpan",)),
    "korean": Package("pylopdf-fonts-ko", "pylopdf_fonts_ko/NotoSansKR-Regular.otf", ("HANGUL", "CJK"), ("Kore",)),
    "thai": Package("pylopdf-fonts-th", "pylopdf_fonts_th/NotoSansThai-Variable.ttf", ("THAI",), ("Thai",)),
}  # fmt: skip
"""Fonts by the name of their script, which is also that of the extra of this package that installs them: ``factbook[korean]``."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font of a site: its name in the settings, its file, and the hash of that, by which what it draws is cached."""

    name: str
    path: Path
    digest: str


def fonts_of(value: object) -> tuple[str, ...]:
    """Return the option ``fonts``: names of scripts, and paths of files below ``overrides/``; of two with a letter, the first draws it.

    Raises :class:`BadValue`; also where the font of a script is not installed.
    """
    if value is not None and not (isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)):
        raise BadValue(f"a list of scripts and of font files below {FOLDER}, found {quote(value)}", _EXAMPLE)
    names = tuple(dict.fromkeys(value or ()))
    for name in names:
        if "/" in name or "." in name:
            if not (_PATH.fullmatch(name) and name.endswith((".ttf", ".otf"))):
                must = f"scripts, or paths of fonts (.ttf, .otf) below {FOLDER}"
                raise BadValue(f"{must}, found {quote(name)}", _EXAMPLE)
        elif name not in PACKAGES:
            raise BadValue(f"scripts, or paths of fonts, found {quote(name)}; {nearest(name, PACKAGES)}", _EXAMPLE)
        elif _installed(name) is None:
            raise BadValue(f"fonts that are installed, found {quote(name)}", f"pip install 'factbook[{name}]'")
    if names and not all(map(find_spec, _NEEDED)):
        raise BadValue(f"given with what draws it installed, found {quote(names[0])}", "pip install 'factbook[fonts]'")
    return names


def typefaces_at(root: Path, fonts: tuple[str, ...]) -> tuple[Typeface, ...]:
    """Return the fonts of the story at ``root``; without files that :func:`font_problems` tells of."""
    found = []
    for name in fonts:
        path = _installed(name) if name in PACKAGES else root / name
        if path and not _fault(path):
            found.append(Typeface(name, path, hashlib.sha256(read_bytes(path)).hexdigest()))
    return tuple(found)


def font_problems(root: Path, fonts: tuple[str, ...], named_in: str) -> Iterator[Problem]:
    """Yield a problem for each font file of the story that cannot be used; for one that is not there, in the file where it is ``named_in``."""
    for name in fonts:
        if name not in PACKAGES and (fault := _fault(root / name)):
            place = Place(name) if (root / name).exists() else place_of_text(root, named_in, name)
            yield Problem(place, RULE, f"must be {fault}", "a .ttf or .otf as its foundry offers it")


def fonts_for(letter: str, fonts: tuple[str, ...], language: str) -> str:
    """Return the option ``fonts``, as YAML, with which a letter can be drawn that no font of these has; Chinese ones as the site's language has them."""
    name, own = unicodedata.name(letter, ""), font_of_language(language)
    scripts = [script for script, package in PACKAGES.items() if name.startswith(package.letters)]
    scripts.sort(key=lambda script: script != own)
    more = next((script for script in scripts if script not in fonts), f"{FOLDER}/fonts/Own.ttf")
    return f"[{', '.join((*fonts, more))}]"


def font_of_language(language: str) -> str:
    """Return which of :data:`PACKAGES` has the letters of a language (BCP 47), by CLDR's likely script of it; empty for none."""
    from babel.core import get_global

    likely = get_global("likely_subtags").get(re.split("[-_]", language)[0], "")
    return next((name for name, package in PACKAGES.items() if set(likely.split("_")) & set(package.scripts)), "")


def _installed(script: str) -> Path | None:
    """Return the font file of a script; ``None`` if its package is not installed."""
    package = PACKAGES[script]
    try:
        path = Path(str(distribution(package.name).locate_file(package.file)))
    except PackageNotFoundError:
        return None
    return path if path.is_file() else None


def _fault(path: Path) -> str:
    """Return what a font file must be and is not; empty for one that can be used."""
    try:
        size = path.lstat().st_size
        if size > MAX_BYTES:
            return f"a font of at most {MAX_BYTES // 1_000_000} MB, found {size // 1_000_000} MB"
        data = read_bytes(path)
    except FileNotFoundError:
        return "a file of the story, found none"
    except (OSError, NotARegularFile):
        return "a file that can be read, found none"
    if data[:4] not in KINDS:
        known = {b"wOF2": "a WOFF2, which the build makes of it", b"wOFF": "a WOFF", b"ttcf": "a collection of fonts"}
        return f"one TrueType or OpenType font, found {known.get(data[:4], 'another file')}"
    count = int.from_bytes(data[4:6])
    if count > MAX_TABLES:
        return f"a font with at most {MAX_TABLES} tables, found {count}"
    ends = [
        sum(struct.unpack_from(">II", data, at + 8)) for at in range(12, 12 + 16 * count, 16) if at + 16 <= len(data)
    ]
    if len(ends) < count or max(ends, default=0) > len(data):
        return f"a whole font, found one that is cut off after {len(data)} bytes"

    import uharfbuzz

    face = uharfbuzz.Face(uharfbuzz.Blob(data))
    if not {"glyf", "CFF ", "CFF2"} & set(face.table_tags) or not face.glyph_count or not len(face.unicodes):
        return "a font with letters in outlines, found one without"
    return ""
