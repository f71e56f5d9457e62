"""``factbook export``: data files and API without the site."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..build import read_story
from ..exports.data import files
from ..site import site_at
from ..staging import add_files
from ..values.cldr import formats_of
from ..values.formats import written_in
from .registry import command


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("export"), help="the folder to write to (default: export)")


@command("export", _options)
def export(options: Namespace) -> int:
    """Write all data files and the API into a folder, without building the site."""
    site = site_at(options.root)
    with written_in(formats_of(site.locale)):
        data = read_story(options.root, site).data
        number = add_files(options.out, ((file.path, file.make()) for file in files(data)))
    print(f"wrote {number} files into {options.out}")
    return 0
