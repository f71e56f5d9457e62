"""The MkDocs adapter: hands the factbook's pages to MkDocs, and nothing else.

MkDocs loads this file as a hook (``hooks:`` in ``mkdocs.yml``) and calls the ``on_…`` functions.
A change to the engine's code needs a restart of ``mkdocs serve``, as MkDocs keeps hooks loaded.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from configured import root_of, site_of, spellings_of
from depends import inputs_of
from factbook import commands as commands  # for the rules of all of them, which the rules page prints
from factbook.build import CACHE, build
from factbook.build import files as files_of
from factbook.charts import Press
from factbook.exports import File as FactbookFile
from factbook.exports import joined, search_index
from factbook.integrity import hash_of
from factbook.pages.head import Head
from factbook.pages.markup import with_blocks, with_facts
from factbook.pages.memory import Memory
from factbook.pages.policy import unlisted, with_policy
from factbook.pages.render import Page as FactPage
from factbook.pages.rendered import refused, with_heading_ids
from factbook.preview import with_files, with_notice, with_reload
from factbook.problems import Problem, Problems
from factbook.swap import Draft, write_all
from factbook.unchanged import note, stands
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext
from theme import Kept, seen
from unread import unread
from watchdog.observers.polling import PollingObserver

SEEN_AFTER: Final = 0.1
"""Seconds within which a live preview sees that a file was saved; MkDocs takes half a second, and waits another tenth."""
log = logging.getLogger("mkdocs.factbook")


class FactFile(File):
    """A page of the factbook; modified when its Markdown is not what the last build wrote."""

    def is_modified(self) -> bool:
        """What ``mkdocs serve --dirty`` asks before it builds a page again."""
        return self.src_uri in desk.changed


class BesideFile(File):
    """A file beside the pages, such as a chart's picture, of which MkDocs has to know only that it will be there.

    A build writes it last, when all pictures are drawn; a preview makes it when somebody asks for it.
    """

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing: see above."""


@dataclass
class Desk:
    """What is known between the events of a build, and between the builds of one ``serve``."""

    command: str = ""
    dirty: bool = False
    place: Path | None = None
    draft: Draft | None = None
    whole: bool = False
    press: Press | None = None
    templates: Kept = field(default_factory=Kept)
    memory: Memory = field(default_factory=Memory)
    cache: Path = Path()
    inputs: str = ""
    pages: dict[str, FactPage] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    problems: tuple[Problem, ...] = ()
    prose: bytes = b""
    scripts: Mapping[str, str] = field(default_factory=dict)

    @property
    def serving(self) -> bool:
        """Whether this is a live preview."""
        return self.command == "serve"

    def done(self) -> None:
        """Let those who draw go when a build is over; in a preview they stay for the next edit."""
        if self.press and not self.serving:
            self.press.close()


desk = Desk()


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Note what is asked for; MkDocs keeps a hook that has this function between builds.

    Garbage is looked for less often: there is next to none, and looking takes a twelfth of a build.
    """
    desk.command, desk.dirty = command, dirty
    gc.set_threshold(50_000, 20, 50)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give headings ids that are not the engine's; leave the sitemap to the factbook; watch the facts, which plain ``mkdocs serve`` does not know of."""
    if config.strict:  # with --quiet, MkDocs would not count the warnings at which it is to fail
        every = logging.getLogger("mkdocs")
        every.setLevel(min(every.level, logging.WARNING))
    desk.cache = root_of(config) / CACHE
    if desk.command == "build" and not desk.dirty:
        try:
            desk.inputs = inputs_of(config)
        except OSError as error:
            raise Abort(_unwritable(error)) from error
        if stands(desk.cache, Path(config.site_dir), desk.inputs):
            log.info("Nothing has changed since the last build; %s stands as it was", config.site_dir)
            raise SystemExit(0)
    make, settings = config.theme.get_env, repr(config.theme)
    config.theme.get_env = lambda: desk.templates.of(settings, make) if desk.serving else seen(make)  # type: ignore[method-assign]  # MkDocs asks nobody else
    spellings_of(config)
    config.mdx_configs["toc"] = with_heading_ids(config.mdx_configs.get("toc") or {})
    config.theme.static_templates.discard("sitemap.xml")
    config.watch.extend(
        str(folder) for folder in (root_of(config) / "data", Path(config.theme.custom_dir or "")) if folder.is_dir()
    )
    if desk.command == "build" and not desk.dirty:
        desk.place = Path(config.site_dir)
        try:
            desk.draft = Draft(desk.place)
        except OSError as error:
            raise Abort(_unwritable(error)) from error
        config.site_dir = str(desk.draft.folder)
    return config


def on_pre_build(config: MkDocsConfig) -> None:
    """Make the pages before MkDocs empties the site folder, so that broken facts leave the old site whole.

    While serving, the last good pages stay up, with the problems on top.
    """
    if desk.press is None:
        desk.press = Press(desk.cache, few=0)
        if desk.serving:
            desk.press.get_ready()  # for edits, while there are no threads yet that forbid to copy this process
    try:
        made = build(root_of(config), site_of(config), desk.press, desk.memory if desk.serving else None)
    except Problems as error:
        desk.done()
        for problem in error.problems:
            log.error("%s", problem)
        if not (desk.serving and desk.pages):
            raise Abort(f"{len(error.problems)} problem(s) in facts or pages; nothing was written") from error
        desk.problems, desk.changed = error.problems, set()
        return
    pages = {page.path: page for page in made}
    desk.changed = {
        path
        for path, page in pages.items()
        if path not in desk.pages or (desk.pages[path].content, desk.pages[path].parts) != (page.content, page.parts)
    }
    desk.pages, desk.problems = pages, ()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the factbook's pages in the place of the documents they were made from."""
    for file in [each for each in files if each.src_uri.endswith("{id}.md")]:
        files.remove(file)
    if theirs := files.get_file_from_path("sitemap.xml"):  # the theme's template, which dates each page by the clock
        files.remove(theirs)
    for file in unread(files, config):
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
            files.append(BesideFile.generated(config, made.path, content=b"", inclusion=InclusionLevel.NOT_IN_NAV))
    return files


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
    theirs = (file for file in files if file.dest_uri.endswith(".js") and file.src_dir != config.docs_dir)
    desk.scripts = {file.dest_uri: hash_of(file.content_bytes) for file in theirs}
    return env


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Give each page its content policy. Now that its pictures are drawn, their pixels are begun; a preview makes them when they are asked for."""
    known = desk.pages.get(page.file.src_uri)
    for file in known.files if known and not desk.serving else ():
        if file.begin:
            file.begin()
    return _with_policy(output, page.file.src_uri, page.content or "")


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """The same for pages that are no documents, such as 404.html."""
    return _with_policy(output, template_name) if template_name.endswith(".html") else output


def _with_policy(output: str, name: str, content: str = "") -> str:
    """The page with its policy; a script that the policy refuses is told, as it would be missing on every visit."""
    for address in unlisted(output, desk.scripts):
        log.warning("%s: must have scripts of the theme alone, found %r, which no browser will run", name, address)
    return with_policy(output, content, desk.scripts)


@event_priority(100)
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Judge once more what Markdown made of a page, as its author's alone, before any other plugin; then put the facts in."""
    known = desk.pages.get(page.file.src_uri)
    if known is None:
        return html
    if wrong := refused(html, known.parts):
        raise Abort(f"docs/{page.file.src_uri}: must hold plain HTML alone, found {wrong}; nothing was published")
    page.links_to_anchors = (
        None  # looked up by the check: MkDocs has not seen the engine's anchors, and decodes no address
    )
    return with_facts(html, known.parts)


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """Put the blocks in; the search plugin, whose turn comes first, has read the prose alone."""
    if known := desk.pages.get(page.file.src_uri):
        page.content = with_blocks(page.content or "", known.parts)


def on_post_build(config: MkDocsConfig) -> None:
    """Put the facts into the search index, and write the files beside the pages.

    A dirty preview, which builds only what changed, adds that to the prose it has read before.
    """
    site, pages = Path(config.site_dir), desk.pages.values()
    index = site / "search" / "search_index.json"
    if index.exists():
        desk.prose = joined(desk.prose, index.read_bytes()) if desk.dirty else index.read_bytes()
        entries = [entry for page in pages for entry in page.entries]
        index.write_bytes(search_index(desk.prose, entries, spellings_of(config)))
    if not desk.serving:
        write_all(site, files_of(pages))
    desk.done()
    desk.whole = True


def on_build_error(error: Exception) -> None:
    """Say in a line what could not be written or read, instead of a traceback."""
    desk.whole = False
    desk.done()
    if isinstance(error, OSError):
        raise Abort(_unwritable(error)) from error


def on_shutdown() -> None:
    """Put a site that is whole in the place of the old one; a build that was stopped or failed leaves the old one."""
    if desk.press:
        desk.press.close()
        desk.press = None  # the next story of the same program has a cache of its own
    if not (desk.draft and desk.place):
        return
    try:
        if desk.whole:
            desk.draft.put_in_place()
            note(desk.cache, desk.place, desk.inputs)
    except OSError as error:
        raise Abort(_unwritable(error)) from error
    finally:
        desk.draft.clear()
        desk.draft, desk.whole = None, False  # a program that builds again finds this module as it was left


def _unwritable(error: OSError) -> str:
    """What went wrong with a file, in one line."""
    name, reason = str(error.filename or "the site"), error.strerror or str(error)
    if desk.draft and desk.place:
        name = name.replace(str(desk.draft.folder), str(desk.place))
    return f"cannot read or write {name}: {reason}; the site that stood there before is as it was"


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Show the problems of a broken fact on top of the last good page; make the files beside the pages when they are asked for."""
    app = server.get_app()
    assert app is not None
    watched = [path for path in (config.docs_dir, config.config_file_path) if path]
    for path in watched:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=SEEN_AFTER)
    server.build_delay = SEEN_AFTER
    for path in watched:
        server.watch(path)

    def beside(path: str) -> FactbookFile | None:
        asked = path.removeprefix(server.mount_path)
        asked += "index.html" if asked.endswith("/") else ""
        return next((file for page in desk.pages.values() for file in page.files if file.path == asked), None)

    server.set_app(with_files(with_notice(with_reload(app), lambda: desk.problems), beside))
    return server
