"""Licences: SPDX identifier, title and address of the text for the name in ``mkdocs.yml``."""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Licence(NamedTuple):
    """A licence: its SPDX identifier (https://spdx.org/licenses/), title, and address of its text (``path``); each may be empty."""

    name: str
    title: str
    path: str


_OTHERS: Final = {
    "CC0-1.0": ("CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "MIT": ("MIT License", "https://opensource.org/license/mit"),
    "ODbL-1.0": ("Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "ODC-By-1.0": ("Open Data Commons Attribution License 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "PDDL-1.0": ("Open Data Commons Public Domain Dedication 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
    "OGL-UK-3.0": (
        "Open Government Licence 3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
}
_CREATIVE_COMMONS: Final = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)")
_WORDS: Final = {"BY": "Attribution", "NC": "NonCommercial", "SA": "ShareAlike", "ND": "NoDerivatives"}


def parse_licence(text: str) -> Licence | None:
    """Parse the licence in ``mkdocs.yml``: ``CC BY 4.0``, an SPDX identifier, or an address; ``None`` if empty.

    An unknown name becomes the title, without an address.
    """
    if not text:
        return None
    if text.startswith(("https://", "http://")):
        return Licence("", "", text)
    name = text.strip().replace(" ", "-")
    name = "CC0-1.0" if name.upper() in ("CC0", "CC-0", "CC0-1.0", "CC-0-1.0") else name
    if match := _CREATIVE_COMMONS.fullmatch(name.upper()):
        title = f"Creative Commons {'-'.join(_WORDS[word] for word in match[1].split('-'))} {match[2]}"
        return Licence(match[0], title, f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/")
    spdx = next((spdx for spdx in _OTHERS if spdx.lower() == name.lower()), "")
    return Licence(spdx, *_OTHERS[spdx]) if spdx else Licence("", text, "")
