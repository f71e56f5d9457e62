"""Letters that a picture prints and no font of the site has: told where they are written, as they would be empty boxes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from ..charts.text_metrics import without_font
from ..files import read_bytes
from ..fonts import fonts_for
from ..problems import Place, Problem, quote, rule
from ..settings import as_option
from .story import Story

LETTERS: Final = rule(
    "letters",
    "Every letter that a chart, its downloads or a share image print is in a font: the engine's, which has Latin, Greek and "
    "Cyrillic, or one that the option fonts of the plugin names.",
)
_BETWEEN: Final = re.compile(r"[\s!-/:-@\[-`{-~]+")


def letter_problems(story: Story, texts: Iterable[str], place: Place) -> Iterator[Problem]:
    """Yield a problem for the first word without a font, and for each further one that needs another font.

    Its place is that of the word: in the file at ``place``, in a fact, in a document, or else ``place`` itself.
    """
    text = unicodedata.normalize("NFC", " ".join(texts))
    cures = {
        fonts_for(letter, story.site.fonts, story.site.language): letter for letter in reversed(without_font(text))
    }
    for fonts, letter in cures.items():
        word = next(each for each in _BETWEEN.split(text) if letter in each)
        message = f"must be in letters that a font of the site has, found {quote(word)}"
        yield Problem(_place_of(story, word, place), LETTERS, message, as_option("fonts", fonts))


def one_for_each_cure(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems, of those of letters the first for each missing font alone: one line in the settings cures all."""
    found = sorted(problems)
    first = {each.example: each for each in reversed(found) if each.rule == LETTERS}
    return [each for each in found if each.rule != LETTERS or each is first[each.example]]


def _place_of(story: Story, word: str, place: Place) -> Place:
    try:
        text = read_bytes(story.book.root / place.path).decode("utf-8", "ignore")
    except OSError:  # a page that comes with the engine
        text = ""
    if word in text:
        start = text.index(word)
        return Place(place.path, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
    for fact in story.book.named.values():
        if found := fact.place_of(word):
            return found
    return next((each.place_at(each.text.index(word)) for each in story.documents if word in each.text), place)
