"""What a site of MkDocs depends on, read off its settings, for :mod:`factbook.unchanged`."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import factbook
from factbook.build import LOOK
from factbook.unchanged import inputs

_INSTALLED: Final = tuple(
    dict.fromkeys(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
)
"""Folders of code that the versions of what is installed speak for."""


def inputs_of(config: Mapping[str, Any]) -> str:
    """A hash of all that the site of these settings is made from. Raises :class:`OSError`."""
    written = Path(config["config_file_path"])
    theme, engine = config["theme"], Path(str(factbook.__file__)).parent
    root = written.parent
    folders = dict.fromkeys((Path(config["docs_dir"]), root / "data", root / LOOK, *_own(theme.dirs), engine))
    settings = (
        *((name, value) for name, value in config.items() if name not in ("hooks", "plugins", "theme")),
        *((name, getattr(plugin, "config", None)) for name, plugin in config["plugins"].items()),
        (theme.name, theme.dirs, dict(theme)),
        os.environ.get("SOURCE_DATE_EPOCH"),  # read by MkDocs; variables that the settings name are in their values
    )
    files = [*sorted(each for each in _code() if not each.is_relative_to(engine)), *_settings_files(written)]
    return inputs([*folders, *files], *map(_said, settings))


def _said(value: object) -> str:
    """A setting in words that are the same each time; of what has none, such as a function, its name."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(value))


def _own(paths: Iterable[str]) -> Iterator[Path]:
    """Those of the paths that are not installed with Python's packages."""
    for path in map(Path, paths):
        if not any(path.is_relative_to(folder) for folder in _INSTALLED):
            yield path


def _code() -> Iterator[Path]:
    """The files of all code that is loaded: of the hooks, and of what they and the plugins import, wherever it lies."""
    loaded = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return _own(file for file in loaded if file)


def _settings_files(path: Path) -> Iterator[Path]:
    """The file of the settings, and those it inherits from."""
    while path.is_file():
        yield path
        above = re.search(r"^INHERIT:\s*(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        path = path.parent / (above[1].strip("'\"") if above else "")
