"""What ``mkdocs.yml`` says of the site, read without MkDocs, for commands that make files and no pages."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from ..files import FILE, read_text
from ..problems import Place, Problem, Problems, nearest, quote
from ..values import BadValue
from ..values.cldr import formats_of, known_locales
from .credit import EXTENSIONS, Site

CONFIG: Final = "mkdocs.yml"
MAX_BYTES: Final = 50_000
"""Bytes of the settings, which a gate reads of a request: libyaml takes time that grows with the square of their nesting."""


class _Loader(yaml.SafeLoader):
    """YAML in which ``!ENV`` names environment variables and a default, as MkDocs has it; other tags are passed over."""


def _env(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return os.environ.get(str(loader.construct_scalar(node)))
    names = loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else []
    return next((os.environ[name] for name in names[:-1] if name in os.environ), names[-1] if names else None)


_Loader.add_constructor("!ENV", _env)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


def site_at(root: Path) -> Site:
    """The site of the story at ``root``; without a name where there is no ``mkdocs.yml``. Raises :class:`Problems`."""
    path = root / CONFIG
    try:
        settings = yaml.load(read_text(root, path, MAX_BYTES, "less of it"), _Loader) if path.is_file() else {}
        return site_of(settings if isinstance(settings, Mapping) else {})
    except (yaml.YAMLError, RecursionError) as error:
        raise Problems([Problem(Place(CONFIG), FILE, f"must be YAML, found: {quote(error)}")]) from error
    except BadValue as error:
        wanted = settings["extra"]["locale"]
        message = f"extra: locale: {error}, found {quote(wanted)}; {nearest(str(wanted), known_locales())}"
        raise Problems([Problem(Place(CONFIG), FILE, message, f"locale: {error.example}")]) from error


def site_of(settings: Mapping[str, Any]) -> Site:
    """The site by its settings; ``extra`` may hold its ``licence``, ``locale``, the ``edition`` of the facts, and ``files``:
    the paths below ``docs/`` of those that are published though they have no ending or a host reads them.

    Raises :class:`BadValue` on a locale that is not known.
    """
    extra, theme = settings.get("extra"), settings.get("theme")
    extra = extra if isinstance(extra, Mapping) else {}
    language = str((theme.get("language") if isinstance(theme, Mapping) else None) or "en")
    return Site(
        name=str(settings.get("site_name") or ""),
        url=str(settings.get("site_url") or ""),
        licence=str(extra.get("licence") or ""),
        language=language,
        description=str(settings.get("site_description") or ""),
        locale=_locale(extra.get("locale"), language),
        edition=str(extra.get("edition") or ""),
        extensions=tuple(_extensions(settings)) or EXTENSIONS,
        files=tuple(map(str, files)) if isinstance(files := extra.get("files"), list) else (),
    )


def _extensions(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The extensions of Markdown, as MkDocs takes them or as it has put them apart; without settings that are code."""
    apart = settings.get("mdx_configs") or {}
    for named in settings.get("markdown_extensions") or ():
        values = named if isinstance(named, Mapping) else {named: apart.get(named)} if isinstance(named, str) else {}
        for name, value in values.items():
            yield str(name), json.dumps(_plain(value) or {}, sort_keys=True)


def _plain(value: object) -> Any:
    """Settings without those that are neither text nor number, list or mapping of such."""
    match value:
        case Mapping():
            kept = {str(key): _plain(each) for key, each in value.items()}
            return {key: each for key, each in kept.items() if each is not None}
        case list() | tuple():
            return [_plain(each) for each in value]
        case str() | int() | float():
            return value
        case _:
            return None


def spellings_of(extra: Mapping[str, Any]) -> list[list[str]]:
    """The words that search takes for each other: groups of words in ``spellings``. Raises :class:`BadValue` on another shape."""
    groups = extra.get("spellings") or []
    if isinstance(groups, list) and all(
        isinstance(group, list) and all(isinstance(word, str) for word in group) for group in groups
    ):
        return groups
    wanted = "a list of lists of words (no, yes and numbers in quotes)"
    raise BadValue(f"{wanted}, found {quote(groups)}", '[[Lee, Yi, Rhee], ["No", Noh, Roh]]')


def _locale(wanted: object, language: str) -> str:
    """How numbers and dates are written: as wanted, else as the language does; English for one that the CLDR does not know."""
    if wanted is not None:
        formats_of(str(wanted))
        return str(wanted)
    try:
        return formats_of(language).locale
    except BadValue:
        return "en"
