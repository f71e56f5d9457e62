"""Unicode: invisible and look-alike characters, and text normalised before it is searched for numbers, dates and names.

Two spellings that look alike normalise to one text: compatibility characters (full-width, circled, superscript,
mathematical) to what they stand for (NFKC), digits and numerals of all scripts to ASCII digits, invisible characters to
nothing, each run of white space to one blank. Every character keeps its offsets in the source text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .problems import quote

CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, surrogates and noncharacters, which XML, terminals and databases refuse; tabs and newlines are text."""
INVISIBLE: Final = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
"""Characters without width or that change the direction of text, by which a name, number or line of code looks like another.
Joiners (Persian, Hindi, emoji) and the soft hyphen are allowed. Source: Unicode, Default_Ignorable_Code_Point, Bidi_Control."""
BLANK_LOOKALIKE: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Blanks that look like a space and are none. Source: Unicode, general category Zs."""
CONFUSABLES: Final = str.maketrans(
    "аеіјкмнорсѕтухһԁԝӏАВЕІЈКМНОРЅСТУХԜαεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeijkmhopcstyxhdwlABEIJKMHOPSCTYXWaeikvoptuxABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters that look like Latin ones. Source: Unicode, UTS 39, confusables."""

NO_SOURCE: Final = -1
"""Offset of a character that is not in the source text, such as one of a value that a fact printed."""
BOUNDARY: Final = "\n\n"
"""Separator of texts that must not be read as one: paragraphs, cells, the text on either side of a fact."""
_WHITESPACE = re.compile(r"\s+")
_MAX_CLUSTER: Final = 30
"""Characters composed as one cluster. Source: Unicode, UAX 15, section 13, stream-safe text."""
_OVERLAYS: Final = re.compile("[\u0305\u0332\u0333\u0335-\u0338\u033f\u20d0-\u20f0]")
"""Combining lines, strokes, circles and keycaps, which leave a letter what it is."""
_ZERO_WIDTH: Final = re.compile(
    f"[\u00ad\u180b-\u180f\u200b-\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]|{INVISIBLE.pattern}"
)
_COMPATIBILITY: Final = str.maketrans(
    {
        **{first + number: chr(65 + number) for first in (0x1F150, 0x1F170, 0x1F1E6) for number in range(26)},
        **dict(zip(map(ord, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"), "abcdefghijklmnoprstuvwyz", strict=True)),
        **{0x1F51F: "10", 0x1F4AF: "100", 0x2010: "-", 0x2019: "'", 0x02BC: "'"},
    }
)
"""What NFKC lacks: letters in circles and squares, small capitals, numbers as emoji, typographic hyphen and apostrophe."""
_WORD = re.compile(r"\w+")
_LATIN = re.compile("[A-Za-z]")
_FORBIDDEN = re.compile(f"{CONTROL.pattern}|{INVISIBLE.pattern}")


def forbidden_character(text: str) -> re.Match[str] | None:
    """Return the first control or invisible character of a text."""
    return _FORBIDDEN.search(text)


def describe_character(char: str) -> str:
    """Name a forbidden character in printable words: ``the unseen character U+202E``."""
    return f"the {'control' if CONTROL.match(char) else 'unseen'} character U+{ord(char):04X}"


def is_blank(text: str) -> bool:
    """Whether a text has no letter, number, punctuation mark or symbol."""
    return not any(unicodedata.category(char)[0] in "LNPS" for char in text)


def slug(text: str) -> str:
    """Return a text as one word of an address: ``own voice`` → ``own-voice``."""
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-") or "other"


def quote_as_read(source: str, normalized: str) -> str:
    """Quote a word for a message: as in the source, and normalised where that differs."""
    source = " ".join(source.split())
    return quote(source) if source == normalized else f"{quote(source)}, which reads {quote(normalized)}"


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A normalised text; ``starts[i]`` and ``ends[i]`` are the source offsets of character i, or :data:`NO_SOURCE`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def has_source(self, start: int, end: int) -> bool:
        """Whether any letter or digit of ``text[start:end]`` is in the source."""
        return any(self.starts[index] != NO_SOURCE and self.text[index].isalnum() for index in range(start, end))

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source offsets that ``text[start:end]`` covers; at least one of its characters has a source."""
        sourced = [index for index in range(start, end) if self.starts[index] != NO_SOURCE]
        return min(self.starts[index] for index in sourced), max(self.ends[index] for index in sourced)


class TextBuilder:
    """Builder of a :class:`NormalizedText` from pieces of source text and replacements of such pieces."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, text: str, start: int) -> None:
        """Append source text that begins at offset ``start``."""
        self.pieces.append(text)
        self.starts.extend(range(start, start + len(text)))
        self.ends.extend(range(start + 1, start + len(text) + 1))

    def replace(self, text: str, start: int = NO_SOURCE, end: int = NO_SOURCE) -> None:
        """Append a text that stands for the source from ``start`` to ``end``, or has no source."""
        self.pieces.append(text)
        self.starts.extend([start] * len(text))
        self.ends.extend([end] * len(text))

    def build(self) -> NormalizedText:
        """Normalise all pieces as one text."""
        text = "".join(self.pieces)
        starts: Sequence[int] = self.starts
        ends: Sequence[int] = self.ends
        if not text.isascii():
            text, starts, ends = _fold_characters(text, starts, ends)
        return _collapse_whitespace(text, starts, ends)


def normalize(text: str) -> NormalizedText:
    """Normalise a plain text, its offsets from 0."""
    builder = TextBuilder()
    builder.add(text, 0)
    return builder.build()


def _fold_characters(text: str, starts: Sequence[int], ends: Sequence[int]) -> tuple[str, list[int], list[int]]:
    """Replace each character by its plain form and drop characters without width; offsets follow."""
    out: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    dropped = {match.start() for match in _ZERO_WIDTH.finditer(text)}
    if dropped:
        remaining = [index for index in range(len(text)) if index not in dropped]
        text = "".join(text[index] for index in remaining)
        starts, ends = [starts[index] for index in remaining], [ends[index] for index in remaining]
    for start, end in _clusters(text):
        plain = text[start:end] if end - start == 1 and text[start] < "\x80" else _fold_cluster(text[start:end])
        out.append(plain)
        new_starts.extend([starts[start]] * len(plain))
        new_ends.extend([ends[end - 1]] * len(plain))
    return _WORD.sub(_latin_word, "".join(out)), new_starts, new_ends


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of grapheme clusters: a letter with its combining marks, the jamo of a Hangul syllable."""
    start = 0
    while start < len(text):
        end = start + 1
        while end < min(len(text), start + _MAX_CLUSTER) and text[end] >= "\x80" and _extends_cluster(text[end]):
            end += 1
        yield start, end
        start = end


def _extends_cluster(char: str) -> bool:
    return bool(unicodedata.combining(char)) or "\u1160" <= char <= "\u11ff"


def _fold_cluster(cluster: str) -> str:
    """Return the plainest text that looks like a grapheme cluster."""
    text = unicodedata.normalize("NFKC", _OVERLAYS.sub("", cluster)).translate(_COMPATIBILITY)
    if "⁄" in text:
        return cluster  # ½, whose digits would join the number before it
    if len(cluster) == 1 and unicodedata.category(cluster)[0] == "N" and cluster != "〇" and not text.isdecimal():
        return f"{unicodedata.numeric(cluster):g}"
    return "".join(char if char.isascii() or not char.isdecimal() else str(unicodedata.decimal(char)) for char in text)


def _latin_word(word: re.Match[str]) -> str:
    """Replace confusable letters in a word that also has Latin ones."""
    return word[0] if word[0].isascii() or not _LATIN.search(word[0]) else word[0].translate(CONFUSABLES)


def _collapse_whitespace(text: str, starts: Sequence[int], ends: Sequence[int]) -> NormalizedText:
    """Replace each run of white space by a blank, or by a newline if it contains an empty line."""
    out: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    done = 0
    for match in _WHITESPACE.finditer(text):
        if match[0] == " ":
            continue
        begin, end = match.span()
        out += (text[done:begin], "\n" if match[0].count("\n") > 1 else " ")
        new_starts += (*starts[done:begin], starts[begin])
        new_ends += (*ends[done:begin], ends[end - 1])
        done = end
    return NormalizedText("".join((*out, text[done:])), (*new_starts, *starts[done:]), (*new_ends, *ends[done:]))
