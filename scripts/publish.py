"""The MkDocs adapter: hands the factbook's pages to MkDocs, and nothing else.

MkDocs loads this file as a hook (``hooks:`` in ``mkdocs.yml``) and calls the ``on_…`` functions.
A change to the engine's code needs a restart of ``mkdocs serve``, as MkDocs keeps hooks loaded.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from factbook.build import build
from factbook.exports import File as FactbookFile
from factbook.exports import Site
from factbook.pages.markup import BLOCK_END, BLOCK_START
from factbook.pages.render import Page as FactPage
from factbook.preview import with_files, with_notice
from factbook.problems import Problem, Problems
from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel

log = logging.getLogger("mkdocs.factbook")


class _Blocks(Preprocessor):
    """Takes finished HTML out before Markdown runs over it, which costs 4 ms a chart otherwise."""

    pattern = re.compile(f"{re.escape(BLOCK_START)}(.*?){re.escape(BLOCK_END)}", re.DOTALL)

    def run(self, lines: list[str]) -> list[str]:
        return self.pattern.sub(lambda match: self.md.htmlStash.store(match[1]), "\n".join(lines)).split("\n")


class Blocks(Extension):
    """Python-Markdown extension that keeps blocks of finished HTML as they are."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(
            _Blocks(md), "factbook-blocks", 28
        )  # after line ends are normal (30), before HTML is read (20)


def root_of(config: MkDocsConfig) -> Path:
    """The story's folder: where its ``mkdocs.yml`` is."""
    return Path(config.config_file_path).parent


def site_of(config: MkDocsConfig) -> Site:
    """What charts that leave the site say of it; ``extra: licence:`` in ``mkdocs.yml`` is what may be done with them."""
    licence = str(config.extra.get("licence") or "")
    return Site(config.site_name, config.site_url or "", licence, str(config.theme.get("language") or "en"))


class FactFile(File):
    """A page of the factbook; modified when its Markdown is not what the last build wrote."""

    def is_modified(self) -> bool:
        """What ``mkdocs serve --dirty`` asks before it builds a page again."""
        return self.src_uri in desk.changed


class BesideFile(File):
    """A file beside the pages, such as a chart's picture: made when MkDocs writes it."""

    made: FactbookFile
    beside: str

    def copy_file(self, dirty: bool = False) -> None:
        """Make it and write it; what ``mkdocs serve --dirty`` passes over is not made."""
        if not dirty or self.is_modified():
            self.content_bytes = self.made.make()
        super().copy_file(dirty)

    def is_modified(self) -> bool:
        """What ``mkdocs serve --dirty`` asks before it writes the file again."""
        return not Path(self.abs_dest_path).exists() or self.beside in desk.changed


@dataclass
class Desk:
    """What is known between the events of a build, and between the builds of one ``serve``."""

    serving: bool = False
    dirty: bool = False
    pages: dict[str, FactPage] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    problems: tuple[Problem, ...] = ()
    search: bytes = b""


desk = Desk()


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Note whether this is a live preview; MkDocs keeps a hook that has this function between builds."""
    desk.serving, desk.dirty = command == "serve", dirty


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the Markdown extension; watch the facts, which plain ``mkdocs serve`` does not know of."""
    config.markdown_extensions.append(Blocks())  # type: ignore[arg-type]  # MkDocs passes on instances, its type says names
    config.watch.extend(
        str(folder) for folder in (root_of(config) / "data", Path(config.theme.custom_dir or "")) if folder.is_dir()
    )
    return config


def on_pre_build(config: MkDocsConfig) -> None:
    """Make the pages before MkDocs empties the site folder, so that broken facts leave the old site whole.

    While serving, the last good pages stay up, with the problems on top.
    """
    try:
        pages = {page.path: page for page in build(root_of(config), site_of(config))}
    except Problems as error:
        for problem in error.problems:
            log.error("%s", problem)
        if not (desk.serving and desk.pages):
            raise Abort(f"{len(error.problems)} problem(s) in facts or pages; nothing was written") from error
        desk.problems, desk.changed = error.problems, set()
        return
    desk.changed = {
        path for path, page in pages.items() if path not in desk.pages or desk.pages[path].content != page.content
    }
    desk.pages, desk.problems = pages, ()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the factbook's pages in the place of the documents they were made from."""
    for file in [each for each in files if each.src_uri.endswith("{id}.md")]:
        files.remove(file)
    for page in desk.pages.values():
        old = files.get_file_from_path(page.path)
        new = FactFile.generated(
            config, page.path, content=page.content, inclusion=old.inclusion if old else InclusionLevel.NOT_IN_NAV
        )
        if old:
            files.remove(old)
        files.append(new)
        for made in page.files:
            if not (desk.serving and made.slow):  # a preview makes those when they are asked for
                files.append(_beside(config, made, page.path))
    return files


def _beside(config: MkDocsConfig, made: FactbookFile, page: str) -> BesideFile:
    file = BesideFile.generated(config, made.path, content=b"", inclusion=InclusionLevel.NOT_IN_NAV)
    assert isinstance(file, BesideFile)
    file.made, file.beside = made, page
    return file


def on_post_build(config: MkDocsConfig) -> None:
    """Keep the first build's search index while a dirty preview builds only the pages that changed."""
    index = Path(config.site_dir) / "search" / "search_index.json"
    if desk.dirty and index.exists():
        desk.search = desk.search or index.read_bytes()
        index.write_bytes(desk.search)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Show the problems of a broken fact on top of the last good page."""
    app = server.get_app()
    assert app is not None
    server.set_app(with_files(with_notice(app, lambda: desk.problems), _slow_file))
    return server


def _slow_file(path: str) -> bytes | None:
    """A file that a preview leaves out until it is asked for, by its path below the site's root."""
    for page in desk.pages.values():
        for made in page.files:
            if made.slow and path.endswith(f"/{made.path}"):
                return made.make()
    return None
