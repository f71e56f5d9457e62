"""How one text is written: plain where that keeps it a text, else in quotes; folded where it is long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import yaml

WIDTH: Final = 120
"""Columns of a line; longer text is folded, a long word stands by itself."""
_WORDS: Final = re.compile(r"(?:\{[^{}]*\}|[^ ])+")
"""What stays together when text is folded: words, and a binding with the words around it."""
_PLAIN: Final = re.compile(r"(?![-?:](?:\s|$)|---|\.\.\.)[^\s,\[\]{}#&*!|>'\"%@`](?:[^\n\t]*\S)?")
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_ESCAPED: Final = re.compile(rf'["\\]|{_UNSEEN.pattern}')
_FOLDS: Final = re.compile(r"\S+(?: \S+)+")
_RESOLVER: Final = yaml.SafeLoader("")


def written(text: str, style: str | None, before: int, indent: int, folds: Sequence[str] = ()) -> list[str]:
    """The lines of a text: the first stands behind ``before`` columns, the others have their ``indent``.

    ``style`` is how it was written: a text that needed no quotes keeps none, so that ``600`` stays ``600``.
    ``folds`` are the lines that its writer folded it into; they are kept while each fits.
    """
    if folds and " ".join(folds) == text and all(indent + len(line) <= WIDTH for line in folds):
        return [">-", *(" " * indent + line for line in folds)]
    if "\n" in text:
        return _block(text, indent) or [_quoted(text)]
    line = text if _is_plain(text, style) else _quoted(text)
    if before + len(line) <= WIDTH or _UNSEEN.search(text) or not _FOLDS.fullmatch(text):
        return [line]
    return [">-", *_folded(text, indent)]


def _is_plain(text: str, style: str | None) -> bool:
    if not _PLAIN.fullmatch(text) or _UNSEEN.search(text) or ": " in text or " #" in text or text.endswith(":"):
        return False
    return style in (None, "", "|", ">") or _is_text(text)


def _is_text(plain: str) -> bool:
    """Whether other programs read a plain word as a text too, and not as a number, a date, a time or a truth."""
    if re.match(r"[-+.]?\d", plain):
        return False
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, plain, (True, False))  # type: ignore[no-untyped-call]  # types-PyYAML leaves it out
    return tag.endswith(":str")


def _quoted(text: str) -> str:
    if not _ESCAPED.search(text):
        return f'"{text}"'
    if not _UNSEEN.search(text):
        return "'" + text.replace("'", "''") + "'"
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(sign: re.Match[str]) -> str:
    code = ord(sign[0])
    return f"\\{sign[0]}" if sign[0] in '"\\' else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _folded(text: str, indent: int) -> list[str]:
    lines: list[str] = []
    for word in _WORDS.findall(text):
        if lines and indent + len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [" " * indent + line for line in lines]


def _block(text: str, indent: int) -> list[str]:
    """A text of several lines as it is; nothing when it starts or ends in a way that a block cannot keep."""
    body = text.removesuffix("\n")
    if not body or body != body.strip() or _UNSEEN.search(body.replace("\n", "")):
        return []
    lines = [" " * indent + line if line else "" for line in body.split("\n")]
    return ["|" if text.endswith("\n") else "|-", *lines]
