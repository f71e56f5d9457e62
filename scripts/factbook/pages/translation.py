"""The engine's own pages in the language of a site: each title, heading, paragraph, item of a list and headline is a message.

They are Markdown that is written in English and looked up in the catalogue as it is read; expressions stay as they are, and a
heading keeps the anchor that it has in English, so that links to it hold in every language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from json import dumps, loads
from typing import Final

from ..normalize import slug
from ..values.formats import current
from ..values.messages import PAGE

_EXPRESSION: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{:.*?\}")
_HEAD: Final = re.compile(r"(title|description): (.+)")
_HEADING: Final = re.compile(r"((?:\{%.*%\})?(#+) )(.+)")
_HEADLINE: Final = re.compile(r'(?<=headline=")[^"]+(?=")')


def translated(text: str) -> str:
    """Return a page of the engine in the language in force."""
    catalogue = current().messages.catalogue
    return with_messages(text, lambda message: catalogue.pgettext(PAGE, message))


def messages_in(text: str) -> Iterator[str]:
    """Yield the messages of a page in order."""
    found: list[str] = []

    def note(message: str) -> str:
        found.append(message)
        return message

    with_messages(text, note)
    yield from found


def with_messages(text: str, say: Callable[[str], str]) -> str:
    """Return a page with each of its messages as ``say`` says it; one that it leaves as it is keeps its lines."""
    out: list[str] = []
    block: list[str] = []

    def end_block() -> None:
        message = " ".join(line.strip() for line in block)
        indent = "- " if message.startswith("- ") else ""
        said = _said(message.removeprefix("- "), say)
        out.extend([indent + said] if said != message.removeprefix("- ") else block)
        block.clear()

    front = 0
    for line in text.split("\n"):
        front += line == "---" and front < 2
        head, heading = _HEAD.fullmatch(line), _HEADING.fullmatch(line)
        if front == 1 and head:
            value = loads(head[2]) if head[2].startswith('"') else head[2]
            said = _said(value, say)
            line = line if said == value else f"{head[1]}: {dumps(said, ensure_ascii=False)}"
        elif front == 1 or heading or not _has_words(line):
            end_block()
            if heading and (said := _said(heading[3], say)) != heading[3]:
                anchor = f" {{: #{slug(heading[3])} }}" if heading[2] != "#" else ""
                line = f"{heading[1]}{said}{anchor}"
            line = _HEADLINE.sub(lambda match: _said(match[0], say), line)
        else:
            if line.startswith("- "):
                end_block()
            block.append(line)
            continue
        out.append(line)
    end_block()
    return "\n".join(out)


def _said(message: str, say: Callable[[str], str]) -> str:
    return say(message) if _has_words(message) else message


def _has_words(text: str) -> bool:
    """Whether a text says something beside its expressions."""
    return any(char.isalpha() for char in _EXPRESSION.sub("", text))
