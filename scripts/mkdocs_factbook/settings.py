"""The plugin's options, validated by the engine, and MkDocs' settings as a :class:`factbook.site.Site`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from factbook import settings
from factbook.fonts import fonts_of
from factbook.site import Site
from factbook.values import BadValue
from mkdocs.config.base import BaseConfigOption, Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

T = TypeVar("T")


class _Option(BaseConfigOption[T]):
    """An option that a function of :mod:`factbook.settings` validates, so that a build and a check report the same problem."""

    def __init__(self, read: Callable[[object], T]) -> None:
        super().__init__()
        self.default, self._read = read(None), read

    def run_validation(self, value: object) -> T:
        """Return the validated value. Raises :class:`ValidationError`."""
        try:
            return self._read(value)
        except BadValue as error:
            raise ValidationError(f"{error}\n    for example: {error.example}") from error


class FactbookConfig(Config):
    """The options of ``plugins: factbook:`` in ``mkdocs.yml``; described at :class:`factbook.site.Site`."""

    licence = _Option(settings.text_of)
    locale = _Option(settings.locale_of)
    edition = _Option(settings.edition_of)
    files = _Option(settings.paths_of)
    spellings = _Option(settings.groups_of)
    fonts = _Option(fonts_of)
    publisher = _Option(settings.responsible_of)
    authors = _Option(settings.authors_of)
    contact = _Option(settings.contact_of)
    published = _Option(settings.day_of)
    languages = _Option(settings.languages_of)


def root_of(config: MkDocsConfig) -> Path:
    """Return the story's folder, which holds ``mkdocs.yml``."""
    return Path(config.config_file_path).parent.absolute()


def site_of(config: MkDocsConfig, options: FactbookConfig) -> Site:
    """Return the site's settings. Raises :class:`Abort` for a story of another version, and for an option that is still in ``extra``."""
    if fault := settings.contract_fault(config.extra):
        raise Abort("mkdocs.yml: {}\n    for example: {}".format(*fault))
    for _, message, example in settings.misplaced_options(config.extra, options):
        raise Abort(f"mkdocs.yml: {message}\n    for example: " + example.replace("\n", "\n        "))
    return settings.site_of({**config, "theme": {"language": config.theme.get("language")}}, options)
