"""A text as a reader sees it: the one way in which texts are normalised before they are searched for numbers, dates and names.

Two spellings that look alike are one text here: full-width, circled, superscript and mathematical characters are those they
stand for (Unicode, NFKC), digits and numerals of all scripts are ASCII digits, characters that take no place are left out,
and each run of blanks is one. Each character remembers where it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .characters import ALIKE, UNSEEN
from .problems import found

BOUND: Final = -1
"""The place of a character that was not written there: a fact printed it, or it is marked as no claim."""
BREAK: Final = "\n\n"
"""What is put between two texts that are not read as one: paragraphs, cells, what stands around a fact."""
_BLANKS = re.compile(r"\s+")
_MOST_MARKS: Final = 30
"""Marks on one letter that are composed with it. Source: Unicode, UAX 15, section 13, stream-safe text."""
_OVERLAYS: Final = re.compile("[\u0305\u0332\u0333\u0335-\u0338\u033f\u20d0-\u20f0]")
"""Marks over, under and through a letter that leave it what it is: lines, strokes, circles, keycaps."""
_NO_PLACE: Final = re.compile("[\u00ad\u180b-\u180f\u200b-\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LETTERS: Final = str.maketrans(
    {
        **{first + number: chr(65 + number) for first in (0x1F150, 0x1F170, 0x1F1E6) for number in range(26)},
        **dict(zip(map(ord, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"), "abcdefghijklmnoprstuvwyz", strict=True)),
        **{0x1F51F: "10", 0x1F4AF: "100", 0x2010: "-", 0x2019: "'", 0x02BC: "'"},
    }
)
"""Characters that NFKC leaves and readers do not: letters in circles and squares, small capitals, numbers as emoji."""
_WORD = re.compile(r"\w+")
_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Seen:
    """A normalised text; ``starts`` and ``ends`` say of each character where it was written, :data:`BOUND` of one that was not."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def written(self, start: int, end: int) -> bool:
        """Whether any letter or digit of a stretch was written where the text is."""
        return any(self.starts[index] != BOUND and self.text[index].isalnum() for index in range(start, end))

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch was written: the first place and the end, bound characters apart."""
        places = [index for index in range(start, end) if self.starts[index] != BOUND]
        return min(self.starts[index] for index in places), max(self.ends[index] for index in places)


class Writing:
    """A text that is put together piece by piece, each with where it was written."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def take(self, text: str, start: int) -> None:
        """Add a text that is written just so from ``start`` on."""
        self.pieces.append(text)
        self.starts.extend(range(start, start + len(text)))
        self.ends.extend(range(start + 1, start + len(text) + 1))

    def put(self, text: str, start: int = BOUND, end: int = BOUND) -> None:
        """Add a text for which something else is written from ``start`` to ``end``, or nothing at all."""
        self.pieces.append(text)
        self.starts.extend([start] * len(text))
        self.ends.extend([end] * len(text))

    def seen(self) -> Seen:
        """The whole text, normalised."""
        text = "".join(self.pieces)
        starts: Sequence[int] = self.starts
        ends: Sequence[int] = self.ends
        if not text.isascii():
            text, starts, ends = _normalised(text, starts, ends)
        return _folded(text, starts, ends)


def seen(text: str) -> Seen:
    """A plain text as a reader sees it."""
    writing = Writing()
    writing.take(text, 0)
    return writing.seen()


def _normalised(text: str, starts: Sequence[int], ends: Sequence[int]) -> tuple[str, list[int], list[int]]:
    """Each character as what it stands for, with its place; without those that take no room."""
    out: list[str] = []
    first: list[int] = []
    last: list[int] = []
    placeless = {match.start() for pattern in (_NO_PLACE, UNSEEN) for match in pattern.finditer(text)}
    if placeless:
        kept = [index for index in range(len(text)) if index not in placeless]
        text = "".join(text[index] for index in kept)
        starts, ends = [starts[index] for index in kept], [ends[index] for index in kept]
    for start, end in _clusters(text):
        shown = text[start:end] if end - start == 1 and text[start] < "\x80" else _shown(text[start:end])
        out.append(shown)
        first.extend([starts[start]] * len(shown))
        last.extend([ends[end - 1]] * len(shown))
    whole = "".join(out)
    return _WORD.sub(_in_one_script, whole), first, last


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text that are one character to a reader: a letter with the marks on it, a Hangul syllable in parts."""
    start = 0
    while start < len(text):
        end = start + 1
        while end < min(len(text), start + _MOST_MARKS) and text[end] >= "\x80" and _joins(text[end]):
            end += 1
        yield start, end
        start = end


def _joins(char: str) -> bool:
    return bool(unicodedata.combining(char)) or "\u1160" <= char <= "\u11ff"


def _shown(cluster: str) -> str:
    """What a character looks like, as plainly as it can be written."""
    text = unicodedata.normalize("NFKC", _OVERLAYS.sub("", cluster)).translate(_LETTERS)
    if "⁄" in text:
        return cluster  # ½, which would be a part of the number before it
    if len(cluster) == 1 and unicodedata.category(cluster)[0] == "N" and cluster != "〇" and not text.isdecimal():
        return f"{unicodedata.numeric(cluster):g}"
    return "".join(char if char.isascii() or not char.isdecimal() else str(unicodedata.decimal(char)) for char in text)


def _in_one_script(word: re.Match[str]) -> str:
    """A word of Latin letters and of others that look like them, in Latin letters."""
    return word[0] if word[0].isascii() or not _LATIN.search(word[0]) else word[0].translate(ALIKE)


def _folded(text: str, starts: Sequence[int], ends: Sequence[int]) -> Seen:
    """One blank for each run of blanks, and a line end for one with an empty line in it."""
    out: list[str] = []
    first: list[int] = []
    last: list[int] = []
    done = 0
    for match in _BLANKS.finditer(text):
        if match[0] == " ":
            continue
        begin, end = match.span()
        out += (text[done:begin], "\n" if match[0].count("\n") > 1 else " ")
        first += (*starts[done:begin], starts[begin])
        last += (*ends[done:begin], ends[end - 1])
        done = end
    return Seen("".join((*out, text[done:])), (*first, *starts[done:]), (*last, *ends[done:]))


def shown(written: str, read: str) -> str:
    """A word for a message: as it is written, and as it reads where that is not the same."""
    written = " ".join(written.split())
    return found(written) if written == read else f"{found(written)}, which reads {found(read)}"
