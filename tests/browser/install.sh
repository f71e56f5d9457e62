#!/bin/sh
# Gets a Chromium for the tests: Debian's package where that can be installed, else Playwright's build.
set -eu
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
elif ! .venv/bin/python -m playwright install chromium; then
    echo "The tests need Chromium: install it, or set CHROMIUM to its path." >&2
    exit 1
fi
