"""Files as MkDocs has them: generated ones, and those of the docs folder that no check reads, which are not published.

Threat (SECURITY.md): links, hidden files and device files in a stranger's pull request.
"""

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


class PageFile(File):
    """A generated page; ``changed`` if its Markdown differs from that of the last build."""

    changed = True

    def is_modified(self) -> bool:
        """Whether ``mkdocs serve --dirty`` must build the page again."""
        return self.changed


class LazyFile(File):
    """A generated file that is no page, such as a chart's picture; MkDocs only validates links to it.

    A build writes it last, when all pictures are drawn; a preview makes it on request.
    """

    def copy_file(self, dirty: bool = False) -> None:
        """Do nothing: the plugin writes it."""


def unpublished(files: Files, config: MkDocsConfig) -> list[File]:
    """Return the files below the docs folder that ``factbook check`` does not read, such as hidden ones and links.

    MkDocs would publish them: it follows links, and ``exclude_docs`` can include hidden files again.
    Raises :class:`Abort` if ``docs_dir`` is not the folder that is checked, or a file of the theme's own folder is a link.
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
        excluded = config.exclude_docs and config.exclude_docs.match_file(file.src_uri)
        if file.src_uri in read and file.inclusion == InclusionLevel.EXCLUDED and not excluded:
            # MkDocs excludes folders called templates by default
            file.inclusion = InclusionLevel.INCLUDED
    unread = [file for file in files if file.src_dir == config.docs_dir and file.src_uri not in read]
    for file in unread:
        if file.inclusion != InclusionLevel.EXCLUDED:
            log.info("docs/%s is not published: nothing checks hidden files and backups", file.src_uri)
    return unread
