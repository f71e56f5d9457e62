"""The words of HTML: what a reader sees when the tags are gone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

SPACE: Final = re.compile(r"\s+")
_SKIPPED: Final = frozenset({"svg", "script", "style", "textarea"})
_BREAKS: Final = frozenset(
    [
        "br",
        "dd",
        "div",
        "dt",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "p",
        "section",
        "summary",
        "td",
        "th",
        "tr",
    ]
)


class Plain(HTMLParser):
    """Markdown with HTML in it without its tags; where each card or link leads and what it shows are its ``parts``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, str]] = []
        self.out: list[str] = []
        self.inside: list[str] = []
        self.targets: list[str] = []

    def of(self, text: str) -> str:
        """The text, with ``\\x00number\\x00`` for each part."""
        self.feed(text)
        self.close()
        return "".join(self.out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a part at a button or link."""
        if tag in ("button", "a"):
            found = dict(attrs)
            self.targets.append(found.get("popovertarget") or found.get("href") or "")
            self.inside = []

    def handle_endtag(self, tag: str) -> None:
        """End a part."""
        if tag in ("button", "a") and self.targets:
            self.parts.append((self.targets.pop(), "".join(self.inside)))
            self.out.append(f"\x00{len(self.parts) - 1}\x00")

    def handle_data(self, data: str) -> None:
        """Words, in a part or between parts."""
        (self.inside if self.targets else self.out).append(data)


class _Words(HTMLParser):
    """The words of finished HTML, a line for each piece; pictures and scripts left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or leave a picture out."""
        self.skipped += tag in _SKIPPED
        if tag in _BREAKS:
            self.out.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what is left out."""
        self.skipped -= tag in _SKIPPED and self.skipped > 0
        if tag in _BREAKS:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        """Words; the line ends of HTML are blanks."""
        if not self.skipped:
            self.out.append(SPACE.sub(" ", data))


def lines_of(html: str) -> list[str]:
    """The lines of finished HTML."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    return [line for each in "".join(parser.out).split("\n") if (line := SPACE.sub(" ", each).strip())]


def text_of(html: str) -> str:
    """All words of finished HTML on one line."""
    return " ".join(lines_of(html))


def cells_of(row: str) -> str:
    """A row of a table as one line."""
    return " | ".join(text_of(cell) for cell in re.split(r"</t[dh]>", row) if "<t" in cell)
