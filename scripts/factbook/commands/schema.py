"""``factbook schema``: JSON Schemas of the fact files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..json_schema import FOLDER, schema_files, write_schemas
from ..kinds import KINDS
from .registry import command


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", choices=[*KINDS], help="print the schema of files with this kind of fact")
    parser.add_argument("--out", type=Path, metavar="DIR", help=f"write all of them there (default: {FOLDER})")


@command("schema", _options, "factbook schema", "factbook schema count")
def schema(options: Namespace) -> int:
    """Write the JSON Schemas by which editors' programs complete and explain fact files."""
    if options.kind:
        print(schema_files()[f"{options.kind}.json"], end="")
        return 0
    root, folder = (options.out, "") if options.out else (options.root, FOLDER)
    for name in write_schemas(root, folder):
        print(root / folder / name)
    return 0
