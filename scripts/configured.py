"""What ``mkdocs.yml`` says of a site, as the factbook takes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from factbook.exports import Repository, Site, settings
from factbook.problems import nearest, quote
from factbook.values import BadValue
from factbook.values.cldr import known_locales
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError


def root_of(config: MkDocsConfig) -> Path:
    """The story's folder: where its ``mkdocs.yml`` is."""
    return Path(config.config_file_path).parent.absolute()


def site_of(config: MkDocsConfig) -> Site:
    """What pages, charts and feeds say of the site; ``extra: licence:`` in ``mkdocs.yml`` is what may be done with them."""
    try:
        site = settings.site_of({**config, "theme": {"language": config.theme.get("language")}})
    except BadValue as error:
        wanted = config.extra.get("locale")
        message = f"mkdocs.yml: extra: locale: {error}, found {quote(wanted)}; {nearest(str(wanted), known_locales())}"
        raise ConfigurationError(f"{message}\n    for example: {error.example}") from error
    docs = Path(config.docs_dir).name
    return replace(site, repository=Repository.of(config.repo_url or "", config.edit_uri or "", docs))


def spellings_of(config: MkDocsConfig) -> list[list[str]]:
    """The words that search takes for each other, from ``extra: spellings:``. Raises :class:`Abort`."""
    try:
        return settings.spellings_of(config.extra)
    except BadValue as error:
        raise Abort(f"mkdocs.yml: extra: spellings: {error}\n    for example: spellings: {error.example}") from error
