"""Look up Chromium: the path in CHROMIUM, else the system's, else Playwright's. As a script, exit with 1 if it or another engine is missing."""

from __future__ import annotations

import sys

from factbook.browser import FLAGS as FLAGS
from factbook.browser import chromium as chromium

if __name__ == "__main__":
    from engines import ENGINES, missing

    sys.exit(0 if chromium() and not any(map(missing, ENGINES)) else 1)
