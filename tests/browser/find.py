"""Look up Chromium: the path in CHROMIUM, else the system's, else Playwright's. As a script, exit with 1 if there is none."""

from __future__ import annotations

import sys

from factbook.browser import FLAGS as FLAGS
from factbook.browser import chromium as chromium

if __name__ == "__main__":
    sys.exit(0 if chromium() else 1)
