"""The command ``factbook``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .build import build
from .problems import Problems


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 when facts or pages have problems."""
    parser = argparse.ArgumentParser(prog="factbook", description="Facts with their sources in, a site out.")
    parser.add_argument("--root", type=Path, default=Path(), help="the story's folder (default: here)")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="read every fact and page, and print every problem")
    options = parser.parse_args(arguments)
    try:
        pages = build(options.root)
    except Problems as error:
        print(error, file=sys.stderr)
        print(f"\n{len(error.problems)} problem{'s' if len(error.problems) != 1 else ''}", file=sys.stderr)
        return 1
    print(f"no problems in {len(pages)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
