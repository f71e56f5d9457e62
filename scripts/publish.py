"""The MkDocs adapter: hands the factbook's pages to MkDocs, and nothing else.

MkDocs loads this file as a hook (``hooks:`` in ``mkdocs.yml``) and calls the ``on_…`` functions.
A change to the engine's code needs a restart of ``mkdocs serve``, as MkDocs keeps hooks loaded.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from factbook import commands as commands  # for the rules of all of them, which the rules page prints
from factbook.build import build
from factbook.exports import File as FactbookFile
from factbook.exports import Repository, Site, search_index, settings
from factbook.pages.head import Head
from factbook.pages.policy import with_policy
from factbook.pages.render import Page as FactPage
from factbook.preview import with_files, with_notice
from factbook.problems import Problem, Problems, found, nearest
from factbook.swap import beside, put_in_place
from factbook.values import BadValue
from factbook.values.cldr import known_locales
from jinja2 import Environment
from kept import Blocks
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

log = logging.getLogger("mkdocs.factbook")


def root_of(config: MkDocsConfig) -> Path:
    """The story's folder: where its ``mkdocs.yml`` is."""
    return Path(config.config_file_path).parent


def site_of(config: MkDocsConfig) -> Site:
    """What pages, charts and feeds say of the site; ``extra: licence:`` in ``mkdocs.yml`` is what may be done with them."""
    try:
        site = settings.site_of({**config, "theme": {"language": config.theme.get("language")}})
    except BadValue as error:
        wanted = config.extra.get("locale")
        message = f"mkdocs.yml: extra: locale: {error}, found {found(wanted)}; {nearest(str(wanted), known_locales())}"
        raise ConfigurationError(f"{message}\n    for example: {error.example}") from error
    docs = Path(config.docs_dir).name
    return replace(site, repository=Repository.of(config.repo_url or "", config.edit_uri or "", docs))


def spellings_of(config: MkDocsConfig) -> list[list[str]]:
    """The words that search takes for each other, from ``extra: spellings:``. Raises :class:`Abort`."""
    try:
        return settings.spellings_of(config.extra)
    except BadValue as error:
        raise Abort(f"mkdocs.yml: extra: spellings: {error}\n    for example: spellings: {error.example}") from error


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

    command: str = ""
    dirty: bool = False
    place: Path | None = None
    made: Path | None = None
    whole: bool = False
    pages: dict[str, FactPage] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    problems: tuple[Problem, ...] = ()
    search: bytes = b""
    blocks: Blocks = field(default_factory=Blocks)

    @property
    def serving(self) -> bool:
        """Whether this is a live preview."""
        return self.command == "serve"


desk = Desk()


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Note what is asked for; MkDocs keeps a hook that has this function between builds."""
    desk.command, desk.dirty = command, dirty


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the Markdown extension; leave the sitemap to the factbook; watch the facts, which plain ``mkdocs serve`` does not know of."""
    desk.blocks = Blocks()
    spellings_of(config)
    config.markdown_extensions.append(desk.blocks)  # type: ignore[arg-type]  # MkDocs passes on instances, its type says names
    config.theme.static_templates.discard("sitemap.xml")
    config.watch.extend(
        str(folder) for folder in (root_of(config) / "data", Path(config.theme.custom_dir or "")) if folder.is_dir()
    )
    if desk.command == "build" and not desk.dirty:
        desk.place = Path(config.site_dir)
        try:
            desk.made = beside(desk.place)
        except OSError as error:
            raise Abort(_unwritable(error)) from error
        config.site_dir = str(desk.made)
    return config


def on_pre_build(config: MkDocsConfig) -> None:
    """Make the pages before MkDocs empties the site folder, so that broken facts leave the old site whole.

    While serving, the last good pages stay up, with the problems on top.
    """
    try:
        pages = {page.path: page for page in build(root_of(config), site_of(config), ahead=not desk.serving)}
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
    if theirs := files.get_file_from_path("sitemap.xml"):  # the theme's template, which dates each page by the clock
        files.remove(theirs)
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


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Let every template ask for what a page says of itself to machines, and for the ways to change it: ``head_of(page)``, ``ways_of(page)``."""
    empty = Head(links=next((page.head.links for page in desk.pages.values() if page.head), ()))

    def head_of(page: Page | None) -> Head:
        known = desk.pages.get(page.file.src_uri) if page else None
        return (known.head if known else None) or empty

    repository = site_of(config).repository

    def ways_of(page: Page | None) -> Mapping[str, str]:
        """Where a page can be edited and an error in it reported, by what each way is called; empty without a repository."""
        known = desk.pages.get(page.file.src_uri) if page else None
        if known is None or page is None or repository is None:
            return {}
        edit = repository.line(known.edit) if known.fact else repository.edit(known.edit)
        report = repository.report(page=page.canonical_url or page.url, title=known.title)
        return {"Edit this page": edit} | ({"Report an error": report} if report else {})

    env.globals["head_of"], env.globals["ways_of"] = head_of, ways_of
    return env


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Give each page its content policy; a live preview has none, as MkDocs puts a script of its own into it."""
    return output if desk.serving else with_policy(output)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """The same for pages that are no documents, such as 404.html."""
    return with_policy(output) if template_name.endswith(".html") and not desk.serving else output


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """Put the blocks back; the search plugin, whose turn comes first, has read the prose alone."""
    page.content = desk.blocks.put_back(page.content or "")


def on_post_build(config: MkDocsConfig) -> None:
    """Put the facts into the search index; a dirty preview, which builds only what changed, keeps its first one."""
    index = Path(config.site_dir) / "search" / "search_index.json"
    if index.exists():
        if not (desk.dirty and desk.search):
            entries = [entry for page in desk.pages.values() for entry in page.entries]
            desk.search = search_index(index.read_bytes(), entries, spellings_of(config))
        index.write_bytes(desk.search)
    desk.whole = True


def on_build_error(error: Exception) -> None:
    """Say in a line what could not be written or read, instead of a traceback."""
    desk.whole = False
    if isinstance(error, OSError):
        raise Abort(_unwritable(error)) from error


def on_shutdown() -> None:
    """Put a site that is whole in the place of the old one; a build that was stopped or failed leaves the old one."""
    if not (desk.made and desk.place):
        return
    try:
        if desk.whole:
            put_in_place(desk.made, desk.place)
    except OSError as error:
        raise Abort(_unwritable(error)) from error
    finally:
        shutil.rmtree(desk.made, ignore_errors=True)


def _unwritable(error: OSError) -> str:
    """What went wrong with a file, in one line."""
    name, reason = error.filename or "the site", error.strerror or str(error)
    return f"cannot read or write {name}: {reason}; the site that stood there before is as it was"


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
