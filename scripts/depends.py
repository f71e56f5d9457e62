"""What a site of MkDocs depends on, read off its settings, for :mod:`factbook.unchanged`."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import factbook
from factbook.unchanged import inputs


def inputs_of(config: Mapping[str, Any]) -> str:
    """A hash of all that the site of these settings is made from. Raises :class:`OSError`."""
    written = Path(config["config_file_path"])
    theme, engine = config["theme"], Path(str(factbook.__file__)).parent
    folders = [Path(config["docs_dir"]), written.parent / "data", Path(theme.custom_dir or config["docs_dir"]), engine]
    settings = (
        *((name, value) for name, value in config.items() if name not in ("hooks", "plugins") and _plain(value)),
        *((name, getattr(plugin, "config", None)) for name, plugin in config["plugins"].items()),
        dict(theme),
        os.environ.get("SOURCE_DATE_EPOCH"),  # read by MkDocs
    )
    files = [*sorted(_code(written.parent, engine.parent)), *_settings_files(written)]
    return inputs([*folders, *files], *map(repr, settings))


def _plain(value: object) -> bool:
    """Whether the setting is text, number or list, whose words are the same each time; of others the file tells."""
    return isinstance(value, str | int | list | dict | None)


def _code(story: Path, engine: Path) -> Iterator[Path]:
    """The files of the hooks, and of what they import from the story or from beside the engine."""
    for module in list(sys.modules.values()):
        file = Path(getattr(module, "__file__", None) or sys.prefix)
        if not file.is_relative_to(sys.prefix) and (file.is_relative_to(story) or file.parent == engine):
            yield file


def _settings_files(path: Path) -> Iterator[Path]:
    """The file of the settings, and those it inherits from."""
    while path.is_file():
        yield path
        above = re.search(r"^INHERIT:\s*(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        path = path.parent / (above[1].strip("'\"") if above else "")
