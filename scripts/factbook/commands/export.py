"""``factbook export``: data files and API, or pages for another publisher, without the site."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from .. import build
from ..exports.data import files
from ..own_messages import formats_at
from ..progress import shown
from ..settings import site_at
from ..site import Site
from ..staging import add_files
from ..values.formats import written_in
from .registry import command


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("export"), help="the folder to write to (default: export)")
    parser.add_argument(
        "--pages",
        action="store_true",
        help="instead, every page as Markdown with its charts and cards in it, and the files beside the pages",
    )


@command("export", _options, "factbook export --out facts", "factbook export --pages --out pages")
def export(options: Namespace) -> int:
    """Write all data files and the API into a folder, or all pages for another publisher, without building the site."""
    site = site_at(options.root)
    make = _pages if options.pages else _data
    with shown(), written_in(formats_at(options.root, site)):
        number = add_files(options.out, make(options.root, site))
    print(f"wrote {number} files into {options.out}")
    return 0


def _data(root: Path, site: Site) -> Iterator[tuple[str, bytes]]:
    return ((file.path, file.make()) for file in files(build.read_story(root, site).data))


def _pages(root: Path, site: Site) -> Iterator[tuple[str, bytes]]:
    pages = build.build(root, site)
    return chain(((page.path, page.content.encode()) for page in pages), build.files(pages))
