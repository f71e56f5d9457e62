"""MkDocs' files: those that the factbook makes, and those of the docs folder that it has not looked at, which are not published."""

from __future__ import annotations

import logging
from pathlib import Path

from factbook.files import files_below
from factbook.problems import Problem
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files, InclusionLevel

from .settings import root_of

log = logging.getLogger("mkdocs.plugins.factbook")


class FactFile(File):
    """A page of the factbook; ``changed`` when its Markdown is not what the last build wrote."""

    changed = True

    def is_modified(self) -> bool:
        """What ``mkdocs serve --dirty`` asks before it builds a page again."""
        return self.changed


class BesideFile(File):
    """A file beside the pages, such as a chart's picture, of which MkDocs has to know only that it will be there.

    A build writes it last, when all pictures are drawn; a preview makes it when somebody asks for it.
    """

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing: see above."""


def unchecked(files: Files, config: MkDocsConfig) -> list[File]:
    """The files below the docs folder that are no part of the story, such as hidden ones, whatever ``exclude_docs`` says.

    MkDocs follows links, and its settings can take hidden files in again; ``factbook check`` reads neither.
    Raises :class:`Abort` where ``docs_dir`` is another folder than the one that is checked, and where a file of the
    theme's own folder, which may be another one than the story's ``overrides``, is a link.
    """
    root, docs = root_of(config), Path(config.docs_dir)
    if docs != root / "docs":
        raise Abort(f"mkdocs.yml: docs_dir: must be docs, whose pages are checked, found {docs}")
    linked: list[Problem] = []
    for folder in [Path(config.theme.custom_dir)] if config.theme.custom_dir else []:
        list(files_below(folder.parent, folder, linked))
    if linked:
        for problem in linked:
            log.error("%s", problem)
        raise Abort("the theme's folder holds what must not be published; nothing was written")
    read = {path.relative_to(docs).as_posix() for path in files_below(root, docs, [])}
    for file in files:
        named = config.exclude_docs and config.exclude_docs.match_file(file.src_uri)
        if file.src_uri in read and file.inclusion == InclusionLevel.EXCLUDED and not named:
            file.inclusion = (
                InclusionLevel.INCLUDED
            )  # in a folder called templates, over which MkDocs passes in silence
    found = [file for file in files if file.src_dir == config.docs_dir and file.src_uri not in read]
    for file in found:
        if file.inclusion != InclusionLevel.EXCLUDED:
            log.info("docs/%s is not published: nothing checks hidden files and backups", file.src_uri)
    return found
