"""Characters that no text of a story holds: those that no reader sees, and those that make others read otherwise."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What is no text: XML, terminals and databases stumble over it. Tabs and ends of lines are text."""
UNSEEN: Final = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
"""What turns the direction of a text or takes no place in it, so that a name, a number or a line of code looks like
another. Joiners stay (Persian, Hindi and emoji need them), and so does the soft hyphen.
Source: Unicode, Default_Ignorable_Code_Point and Bidi_Control."""

ALIKE: Final = str.maketrans(
    "аеіјкмнорсѕтухһԁԝӏАВЕІЈКМНОРЅСТУХԜαεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeijkmhopcstyxhdwlABEIJKMHOPSCTYXWaeikvoptuxABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters that look like Latin ones. Source: Unicode, UTS 39, confusables."""


def strange(text: str) -> re.Match[str] | None:
    """The first character in a text that no text holds."""
    found = (CONTROL.search(text), UNSEEN.search(text))
    return min((match for match in found if match), key=lambda match: match.start(), default=None)


def named(char: str) -> str:
    """A character in words that can be printed: ``the unseen character U+202E``."""
    return f"the {'control' if CONTROL.match(char) else 'unseen'} character U+{ord(char):04X}"


def blank(text: str) -> bool:
    """Whether there is nothing to see in a text."""
    return not any(unicodedata.category(char)[0] in "LNPS" for char in text)


def slug(text: str) -> str:
    """A text as one word in an address: ``own voice`` → ``own-voice``."""
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-") or "other"
