"""The map's base: countries of Natural Earth, in the copy of the npm package world-atlas; ``make_base.py`` makes it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SCALE: Final = 110
"""The scale, 1 to so many million: Natural Earth has 110, 50 and 10."""
NATURAL_EARTH: Final = "4.1.0"
WORLD_ATLAS: Final = "2.0.2"
"""The versions of both."""
ATLAS_FILE: Final = f"countries-{SCALE}m.json"
"""The package's file."""
COUNTRIES: Final = Path(__file__).parent / "countries.json"
"""GeoJSON made from it: a feature for each country, its id the ISO 3166-1 numeric code."""
COARSE: Final = 600.0
"""Kilometres across from which a map shows countries: on smaller maps they are too coarse to tell land from sea."""
