"""The site's own fonts as web fonts: cut down to the letters of the story, and fetched by a browser for a page that has one of them.

A font is in two files: letters of the facts and of the pages in the site's first language, which are few where that is English
and people and the site's other languages have names in other scripts; and those that translations alone have (of facts, of pages and of the engine).
They are a family of their own, which stands behind the vendored ones: a family of one weight beside one of all weights is
never used by a browser, and one that was said to have all would not be made bolder.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import Final

from ..charts.shaping import face_of, has_weights, typefaces
from ..charts.text_metrics import runs_of
from ..charts.theme import FONT, OWN_FONTS, OWN_FONTS_SHEET
from ..exports import File
from ..files import files_below
from ..fonts import RULE, Typeface
from ..pages.page import HeadLink
from ..pages.story import Story
from ..problems import Place, Problem, Problems, quote
from ..values.cldr import formats_of, language_name
from ..values.formats import current
from ..values.messages import FOLDER as CATALOGUES

FOLDER: Final = "assets/fonts"
_TEXTS: Final = frozenset([".md", ".yml", ".yaml", ".csv", ".po", ".html", ".css", ".js"])
"""Suffixes of files whose letters may reach a page."""
_CHARTS: Final = f'.chart-svg {{ font-family: "{FONT}", "{OWN_FONTS}", system-ui, sans-serif; }}\n'
"""Charts name their font by themselves, as they may stand alone."""
_WEIGHTS: Final = (400, 700)
"""Weights that the site uses, the least and the most; a font without them is made bolder by the browser."""
_NAMES: Final = (0, 13, 14)
"""What stays of a font's names: copyright, licence and its address, which the Open Font License asks for; no reserved name."""


def font_links() -> list[HeadLink]:
    """Return the head links of a page: the stylesheet of the site's own fonts, if it has any."""
    return [HeadLink("stylesheet", OWN_FONTS_SHEET)] if typefaces() else []


def font_files(story: Story) -> Iterator[File]:
    """Yield the stylesheet and the fonts that it names; nothing for a site without fonts of its own."""
    if not typefaces():
        return
    parts = list(_parts(story))
    yield File(OWN_FONTS_SHEET, lambda: "".join((_CHARTS, *starmap(_rule, parts))).encode())
    for path, typeface, letters in parts:
        make = partial(web_font, typeface, letters)
        yield File(path, partial(story.renderer.kept, ("web font", typeface.digest, letters), make))


def web_font(typeface: Typeface, letters: str) -> bytes:
    """Return the letters of a font as WOFF2, with what joins them and without its programs. Raises :class:`Problems` for a damaged one."""
    import uharfbuzz
    from fontTools.ttLib.woff2 import compress

    face = face_of(typeface)
    wanted = uharfbuzz.SubsetInput()
    for letter in letters:
        wanted.unicode_set.add(ord(letter))
    wanted.name_id_set.clear()
    for name in _NAMES:
        wanted.name_id_set.add(name)
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
    for axis in face.axis_infos:
        if axis.tag == "wght":
            wanted.set_axis_range(face, axis.tag, max(_WEIGHTS[0], axis.min_value), min(_WEIGHTS[1], axis.max_value))
        else:
            wanted.pin_axis_to_default(face, axis.tag)
    made = io.BytesIO()
    try:
        compress(io.BytesIO(wanted.subset(face).blob.data), made)
    except Exception as error:  # whatever fontTools comes upon in tables that HarfBuzz has passed on
        message = f"must be a font that can be cut to its letters, found: {quote(error)}"
        raise Problems([Problem(Place(typeface.name), RULE, message)]) from error
    return made.getvalue()


def _parts(story: Story) -> Iterator[tuple[str, Typeface, str]]:
    """Yield each file of a font that has letters of the story: its path, the font, the letters in their order."""
    first, more = _letters_of(story)
    for letters in (first, more - first):
        found: dict[Typeface, str] = {}
        for letter in sorted(letters):
            [(typeface, _)] = runs_of(letter)
            if typeface:
                found[typeface] = found.get(typeface, "") + letter
        for typeface, text in found.items():
            name = re.sub(r"[^a-z0-9]+", "-", Path(typeface.name).stem.lower()).strip("-")
            made = hashlib.sha256(f"{typeface.digest} {text}".encode()).hexdigest()
            yield f"{FOLDER}/{name}-{made[:8]}.woff2", typeface, text


def _letters_of(story: Story) -> tuple[set[str], set[str]]:
    """Return the letters of the story in its first language, and those of all that is translated; of what nobody prints, too."""
    root, site = story.book.root, story.site
    first, more = set(site.name).union(*(language_name(each, each) for each in site.languages)), set[str]()
    formats = {site.language: current(), **{each: formats_of(each) for each in site.languages}}
    for language, written in formats.items():
        catalogue = CATALOGUES / f"{language}.po"
        more.update(repr(written), catalogue.read_text(encoding="utf-8") if catalogue.is_file() else "")
    for folder in ("data", "docs", "overrides"):
        for path in files_below(root, root / folder, []):
            if path.suffix in _TEXTS:
                told = path.suffix == ".po" or path.relative_to(root).parts[1] in site.languages
                (more if told else first).update(path.read_text(encoding="utf-8", errors="ignore"))
    return first, more


def _rule(path: str, typeface: Typeface, letters: str) -> str:
    """Return the CSS that has a browser fetch a file of a font where a text has one of these letters."""
    weights = f"font-weight: {_WEIGHTS[0]} {_WEIGHTS[1]}; " if has_weights(typeface) else ""
    source = f'src: url({path.removeprefix("assets/")}) format("woff2"); unicode-range: {_ranges(map(ord, letters))};'
    return f'@font-face {{ font-family: "{OWN_FONTS}"; {weights}font-display: swap; {source} }}\n'


def _ranges(codes: Iterable[int]) -> str:
    """Return codes in ascending order as CSS has them: ``U+AC00-AC01,U+AC10``."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][-1] + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    return ",".join(f"U+{run[0]:X}" + (f"-{run[-1]:X}" if len(run) > 1 else "") for run in runs)
