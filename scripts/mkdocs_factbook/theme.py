"""The theme's templates, without work that MkDocs does for nothing: it lists eleven thousand icons, and compiles each template at each save."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket


class _Unhidden(FileSystemLoader):
    """A loader that lists nothing hidden, such as Material's icons, of which MkDocs passes over every single one."""

    def list_templates(self) -> list[str]:
        """The paths of all templates and files of the theme, in order."""
        found: set[str] = set()
        for folder in self.searchpath:
            for here, folders, files in os.walk(folder, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found.update((Path(here) / name).relative_to(folder).as_posix() for name in files)
        return sorted(found)


def without_hidden(make: Callable[[], Environment]) -> Environment:
    """The environment that ``make`` gives, its loader listing nothing hidden."""
    made = make()
    if type(made.loader) is FileSystemLoader:
        made.loader = _Unhidden(made.loader.searchpath, made.loader.encoding, made.loader.followlinks)
    return made


class Compiled(BytecodeCache):
    """What a preview has compiled, in memory, by each template's path and the hash of its source."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if it was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Note a template's code."""
        if bucket.code:
            self._codes[bucket.key, bucket.checksum] = bucket.code
