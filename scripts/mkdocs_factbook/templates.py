"""The theme's Jinja templates: a loader that skips 11,000 icons, and a bytecode cache.

MkDocs lists all files of a theme, and compiles each template at each build; remove when it does neither.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from types import CodeType

from factbook.cache import read_bytes, write_bytes
from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket


class _VisibleFileLoader(FileSystemLoader):
    """A loader that lists no hidden files, such as Material's icons, which MkDocs skips one by one."""

    def list_templates(self) -> list[str]:
        """Return the paths of the theme's files in order."""
        paths: set[str] = set()
        for folder in self.searchpath:
            for here, folders, files in os.walk(folder, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                paths.update((Path(here) / name).relative_to(folder).as_posix() for name in files)
        return sorted(paths)


def without_hidden_files(make: Callable[[], Environment]) -> Environment:
    """Return the environment that ``make`` makes, with a loader that lists no hidden files."""
    environment = make()
    if type(loader := environment.loader) is FileSystemLoader:
        environment.loader = _VisibleFileLoader(loader.searchpath, loader.encoding, loader.followlinks)
    return environment


def languages_of(folders: Iterable[str]) -> list[str]:
    """Return the languages that a theme in these folders speaks, sorted; none for one that does not say."""
    return sorted({file.stem for folder in folders for file in (Path(folder) / "partials/languages").glob("*.html")})


class TemplateCache(BytecodeCache):
    """Compiled templates in the cache folder, for one ``key`` of the theme, the settings and the engine; kept in memory, too.

    Jinja itself refuses bytecode of another version of Python or of Jinja.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._folder, self._key = folder, key
        self._codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Set the code of a template that is in the cache."""
        name = self._name(bucket)
        if name in self._codes:
            bucket.code = self._codes[name]
        elif content := read_bytes(self._folder, name):
            bucket.bytecode_from_string(content)
            self._keep(name, bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the code of a template."""
        name = self._name(bucket)
        self._keep(name, bucket)
        write_bytes(self._folder, name, bucket.bytecode_to_string())

    def _keep(self, name: str, bucket: Bucket) -> None:
        if bucket.code:
            self._codes[name] = bucket.code

    def _name(self, bucket: Bucket) -> str:
        return f"template-{sha256(f'{self._key} {bucket.key} {bucket.checksum}'.encode()).hexdigest()}"
