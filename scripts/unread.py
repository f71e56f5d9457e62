"""What MkDocs finds in the docs folder and the factbook has not looked at: nothing of it is published."""

from __future__ import annotations

import logging
from pathlib import Path

from configured import root_of
from factbook.files import files_below
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files

log = logging.getLogger("mkdocs.factbook")


def unread(files: Files, config: MkDocsConfig) -> list[File]:
    """The files below the docs folder that are no part of the story, such as hidden ones, whatever ``exclude_docs`` says.

    MkDocs follows links, and its settings can take hidden files in again; ``factbook check`` reads neither.
    Raises :class:`Abort` where ``docs_dir`` is another folder than the one that is checked.
    """
    root, docs = root_of(config), Path(config.docs_dir)
    if docs != root / "docs":
        raise Abort(f"mkdocs.yml: docs_dir: must be docs, whose pages are checked, found {docs}")
    read = {path.relative_to(docs).as_posix() for path in files_below(root, docs, [])}
    found = [file for file in files if file.src_dir == config.docs_dir and file.src_uri not in read]
    for file in found:
        if not file.inclusion.is_excluded():
            log.info("docs/%s is not published: nothing checks hidden files and backups", file.src_uri)
    return found
