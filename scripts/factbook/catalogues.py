"""Gettext catalogues of a story, ``LANGUAGE.po``: their text to messages, or problems in an editor's words.

Threat (SECURITY.md): a stranger's pull request. A catalogue is read as text; what it says is escaped wherever it is printed.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .problems import Place, Problem, Problems, quote
from .values.messages import compiled

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_LINE: Final = re.compile(r'\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"\s*)?')
"""A line of a catalogue (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html), of which Babel takes any other for a text, too."""


def read_catalogue(text: str, path: str, code: str, example: str) -> Catalog:
    """Return the catalogue of a language, the stem of its ``path``. Raises :class:`Problems` of the rule ``code`` if it is none."""
    from babel.messages.pofile import PoFileError, read_po

    problems = [
        Problem(
            Place(path, number), code, f"must be a comment, or a text in quotation marks, found {quote(line)}", example
        )
        for number, line in enumerate(text.split("\n"), 1)
        if not _LINE.fullmatch(line)
    ]
    if problems:
        raise Problems(problems)
    try:
        catalogue = read_po(io.StringIO(text), locale=Path(path).stem.replace("-", "_"), abort_invalid=True)
        compiled(text)
        return catalogue
    except PoFileError as error:
        problem = Problem(Place(path, error.lineno + 1), code, f"must be a gettext catalogue: {error}", example)
    except (ValueError, LookupError) as error:
        message = f"must be a gettext catalogue of a known language: {error}"
        problem = Problem(Place(path), code, message, f"{Path(path).parent.as_posix()}/de.po")
    raise Problems([problem])
