"""The map's base: countries, rivers and lakes of Natural Earth; ``make_base.py`` makes it.

Countries are those of the npm package world-atlas; rivers and lakes come from the GeoJSON in the repository
``martynafford/natural-earth-geojson`` (commit of January 2024, folder ``10m/physical``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

SCALE: Final = 110
NEAR_SCALE: Final = 10
"""The scales of maps from afar and of near ones, 1 to so many million: Natural Earth has 110, 50 and 10."""
NATURAL_EARTH: Final = "4.1.0"
WORLD_ATLAS: Final = "2.0.2"
"""The versions of both."""
ATLAS_FILE: Final = f"countries-{SCALE}m.json"
NEAR_FILE: Final = f"countries-{NEAR_SCALE}m.json"
"""The package's files."""
RIVERS_FILE: Final = f"ne_{NEAR_SCALE}m_rivers_lake_centerlines.json"
LAKES_FILE: Final = f"ne_{NEAR_SCALE}m_lakes.json"
COUNTRIES: Final = Path(__file__).parent / "countries.json"
"""GeoJSON made from it: a feature for each country, its id the ISO 3166-1 numeric code."""
NEAR: Final = Path(__file__).parent / "near.json.xz"
"""Countries, rivers and lakes for near maps."""
NEAR_ACROSS: Final = 3000.0
"""Kilometres across below which a map is a near one."""
LEAST_ACROSS: Final = 60.0
"""Kilometres across below which no base is drawn: it is too coarse to tell land from sea."""
