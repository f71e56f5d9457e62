#!/bin/sh
# Gets the browsers for the tests: Debian's packages where they can be installed, else Playwright's build of Chromium.
# A test tells which of the others is missing.
set -eu
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
if command -v apt-get >/dev/null && { [ -z "$as_root" ] || [ -n "${CI:-}" ]; }; then
    $as_root apt-get update -qq
    for package in chromium firefox-esr webkit2gtk-driver xvfb; do
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $package >/dev/null || echo "$package cannot be installed" >&2
    done
fi
if ! .venv/bin/python -c "import sys; sys.path.insert(0, 'scripts'); from factbook.browser import chromium; sys.exit(not chromium())" && ! .venv/bin/python -m playwright install chromium; then
    echo "The tests need Chromium: install it, or set CHROMIUM to its path." >&2
    exit 1
fi
