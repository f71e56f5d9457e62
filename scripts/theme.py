"""The theme's templates, without what MkDocs looks at for nothing: eleven thousand icons, and in a preview what it has compiled before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader


class Seen(FileSystemLoader):
    """A loader that lists nothing hidden, such as Material's icons, of which MkDocs passes over every single one."""

    def list_templates(self) -> list[str]:
        """The paths of all templates and files of the theme, in order."""
        found: set[str] = set()
        for folder in self.searchpath:
            for here, folders, files in os.walk(folder, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found.update((Path(here) / name).relative_to(folder).as_posix() for name in files)
        return sorted(found)


def seen(make: Callable[[], Environment]) -> Environment:
    """The environment that ``make`` gives, with such a loader."""
    made = make()
    if type(made.loader) is FileSystemLoader:
        made.loader = Seen(made.loader.searchpath, made.loader.encoding, made.loader.followlinks)
    return made


class Kept:
    """The environment of a preview: the first one as long as the theme's folders and settings stay, so that nothing is compiled twice."""

    def __init__(self) -> None:
        self._settings = ""
        self._environment: Environment | None = None

    def of(self, settings: str, make: Callable[[], Environment]) -> Environment:
        """The environment for a theme of those settings; a template is read again when its file has changed."""
        if self._environment is None or settings != self._settings:
            self._environment, self._settings = seen(make), settings
            self._environment.auto_reload = True
        return self._environment
