"""Names of files that every system can hold: a story is checked out on Linux, macOS and Windows alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from .problems import Place, Problem, found, rule

MAX_PATH: Final = 200
"""Signs of a path below the story's folder; Windows takes 260 with that folder's own path before it."""

NAME = rule(
    "file-name",
    "Files of the story have names that Linux, macOS and Windows can hold, and no two in a folder whose names differ "
    f"only in case or in how their accents are written; a path has at most {MAX_PATH} signs. Nor is an id a name that "
    "Windows keeps for a device, as files and pages bear ids.",
)
_SIGNS: Final = frozenset('<>:"|?*\\')
_DEVICES: Final = frozenset(
    (
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³"),
    )
)


def is_device(name: str) -> bool:
    """Whether Windows takes the name for a device, whatever ending it has (``con.yml``).

    Source: ``ntpath.isreserved`` of Python 3.13, and
    https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    """
    return name.partition(".")[0].rstrip(" ").lower() in _DEVICES


def caseless(name: str) -> str:
    """The name as a system has it that tells neither case nor ways to write an accent apart.

    Source: canonical caseless matching, definition D145 of The Unicode Standard, section 3.13.
    """
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def unfit(folder: str, names: list[str]) -> Iterator[Problem]:
    """A problem for each of the names in one folder (its path below the story's) that some system cannot hold."""
    taken: dict[str, str] = {}
    for name in names:
        place = Place(f"{folder}/{name}")
        if not name.isprintable():  # such as one with a line break, or not in UTF-8: it stands in no message
            yield Problem(
                Place(folder), NAME, f"must hold names that can be printed alone, found {found(name)}", "visitors.yml"
            )
            continue
        other = taken.setdefault(caseless(name), name)
        if signs := sorted(_SIGNS.intersection(name)):
            yield Problem(place, NAME, f"must have a name that Windows can hold, found {' '.join(signs)} in it")
        elif name.endswith((".", " ")):
            yield Problem(place, NAME, f"must have a name that Windows can hold, found {found(name)}, which ends so")
        elif is_device(name):
            message = f"must have a name that Windows can hold, found {found(name)}, which it takes for a device"
            yield Problem(place, NAME, message, f"a-{name}")
        elif other != name:
            message = f"must differ from other names in more than case and accents, found {found(other)} beside it"
            yield Problem(place, NAME, message, "a name of its own, or one file for both")
        elif len(place.path) > MAX_PATH:
            message = f"must have a path of at most {MAX_PATH} signs, found {len(place.path)}"
            yield Problem(place, NAME, message, "shorter names, or fewer folders")
