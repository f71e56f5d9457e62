"""What the JSON files say of the whole that they are part of."""

from __future__ import annotations

from typing import Any

from .package import OTHERS, licences
from .plain import Data


def about(data: Data, path: str) -> dict[str, Any]:
    """The head of a file with many facts, at ``path`` below the site's root."""
    site = data.site
    head = {
        "site": site.name,
        "description": site.description,
        "homepage": data.at(path, ""),
        **edition(data),
        "not_ours": OTHERS,
    }
    return {key: value for key, value in head.items() if value}


def edition(data: Data) -> dict[str, Any]:
    """Which state of the facts it is, and what may be done with it; all that a file with one fact says."""
    head = {"edition": data.site.edition, "licences": licences(data)}
    return {key: value for key, value in head.items() if value}
