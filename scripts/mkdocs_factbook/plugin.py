"""The plugin: answers MkDocs' events, and keeps what a build knows between them.

A change to the engine's code needs a restart of ``mkdocs serve``, as Python keeps modules loaded.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal

from factbook import commands as commands  # for the rules of all of them, which the rules page prints
from factbook.build import CACHE, build
from factbook.build import files as files_of
from factbook.charts import Press
from factbook.exports import File as FactbookFile
from factbook.exports import joined, search_index
from factbook.integrity import hash_of
from factbook.pages.conversion import first_violation, with_heading_ids
from factbook.pages.markup import with_blocks, with_facts
from factbook.pages.memory import Memory
from factbook.pages.page import Head
from factbook.pages.page import Page as FactPage
from factbook.pages.policy import unlisted, with_policy
from factbook.preview import with_files, with_notice, with_reload
from factbook.problems import Problem, Problems
from factbook.site import Site
from factbook.swap import Draft, write_all
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext
from watchdog.observers.polling import PollingObserver

from .files import BesideFile, FactFile, unchecked
from .settings import FactbookConfig, root_of, site_of
from .theme import Compiled, without_hidden
from .unchanged import is_current, key_of, record

SEEN_AFTER: Final = 0.1
"""Seconds within which a live preview sees that a file was saved; MkDocs takes half a second, and waits another tenth."""
log = logging.getLogger("mkdocs.plugins.factbook")
first, last = event_priority(100), event_priority(-100)
"""Before all other plugins, and after them, wherever the settings name this one."""


class FactbookPlugin(BasePlugin[FactbookConfig]):
    """Puts the factbook's pages in the place of the documents they are made from.

    MkDocs keeps the instance between the builds of one ``mkdocs serve``, and for the next program run in the same process.
    """

    def __init__(self) -> None:
        self._begin("", dirty=False)

    def _begin(self, command: str, *, dirty: bool) -> None:
        """Know nothing: as before any build."""
        self.command, self.dirty = command, dirty
        self.site = Site()
        self.cache, self.key = Path(), ""
        self.place: Path | None = None
        self.draft: Draft | None = None
        self.complete = False
        self.press: Press | None = None
        self.compiled, self.memory = Compiled(), Memory()
        self.pages: dict[str, FactPage] = {}
        self.changed: set[str] = set()
        self.problems: tuple[Problem, ...] = ()
        self.prose = b""
        self.scripts: Mapping[str, str] = {}
        self.thresholds = gc.get_threshold()

    @property
    def serving(self) -> bool:
        """Whether this is a live preview."""
        return self.command == "serve"

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note what is asked for.

        Garbage is looked for less often: there is next to none, and looking takes a twelfth of a build.
        """
        self._begin(command, dirty=dirty)
        gc.set_threshold(50_000, 20, 50)

    @last
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Give headings ids that are not the engine's; leave the sitemap to the factbook; watch the facts, which plain ``mkdocs serve`` does not know of."""
        if config.strict:  # with --quiet, MkDocs would not count the warnings at which it is to fail
            every = logging.getLogger("mkdocs")
            every.setLevel(min(every.level, logging.WARNING))
        self.cache = root_of(config) / CACHE
        replaced = self.command == "build" and not self.dirty
        try:
            if replaced:
                self.key, self.place = key_of(config), Path(config.site_dir)
                if is_current(self.cache, self.place, self.key):
                    log.info("Nothing has changed since the last build; %s stands as it was", config.site_dir)
                    raise SystemExit(0)
            # MkDocs lists the theme's files before any event for templates; remove when it passes over hidden folders itself
            make = config.theme.get_env
            config.theme.get_env = lambda: without_hidden(make)  # type: ignore[method-assign]
            config.mdx_configs["toc"] = with_heading_ids(config.mdx_configs.get("toc") or {})
            config.theme.static_templates.discard("sitemap.xml")
            watched = (root_of(config) / "data", Path(config.theme.custom_dir or ""))
            config.watch.extend(str(folder) for folder in watched if folder.is_dir())
            if replaced and self.place:
                self.draft = Draft(self.place)
                config.site_dir = str(self.draft.folder)
        except OSError as error:
            raise Abort(self._unwritable(error)) from error
        return config

    @last
    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Make the pages before MkDocs empties the site folder, so that broken facts leave the old site whole.

        While serving, the last good pages stay up, with the problems on top.
        """
        self.site = site_of(config, self.config)
        if self.press is None:
            self.press = Press(self.cache, few=0)
            if self.serving:
                self.press.get_ready()  # for edits, while there are no threads yet that forbid to copy this process
        try:
            made = build(root_of(config), self.site, self.press, self.memory if self.serving else None)
        except Problems as error:
            self._end_build()
            for problem in error.problems:
                log.error("%s", problem)
            if not (self.serving and self.pages):
                raise Abort(f"{len(error.problems)} problem(s) in facts or pages; nothing was written") from error
            self.problems, self.changed = error.problems, set()
            return
        old, self.pages, self.problems = self.pages, {page.path: page for page in made}, ()
        self.changed = {
            path
            for path, page in self.pages.items()
            if path not in old or (old[path].content, old[path].parts) != (page.content, page.parts)
        }

    @last
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put the factbook's pages in the place of the documents they were made from."""
        for file in [each for each in files if each.src_uri.endswith("{id}.md")]:
            files.remove(file)
        # the theme's template, which dates each page by the clock
        if theirs := files.get_file_from_path("sitemap.xml"):
            files.remove(theirs)
        for file in unchecked(files, config):
            files.remove(file)
        for page in self.pages.values():
            old = files.get_file_from_path(page.path)
            inclusion = old.inclusion if old else InclusionLevel.NOT_IN_NAV
            new = FactFile.generated(config, page.path, content=page.content, inclusion=inclusion)
            assert isinstance(new, FactFile)
            new.changed = page.path in self.changed
            if old:
                files.remove(old)
            files.append(new)
            for made in page.files:
                files.append(BesideFile.generated(config, made.path, content=b"", inclusion=InclusionLevel.NOT_IN_NAV))
        return files

    @last
    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Let every template ask for what a page says of itself to machines, the ways to change it and the site: ``head_of(page)``, ``ways_of(page)``, ``site``."""
        if self.serving:
            env.bytecode_cache = self.compiled
        empty = Head(links=next((page.head.links for page in self.pages.values() if page.head), ()))
        repository = self.site.repository

        def head_of(page: Page | None) -> Head:
            known = self.pages.get(page.file.src_uri) if page else None
            return (known.head if known else None) or empty

        def ways_of(page: Page | None) -> Mapping[str, str]:
            """Where a page can be edited and an error in it reported, by what each way is called; empty without a repository."""
            known = self.pages.get(page.file.src_uri) if page else None
            if known is None or page is None or repository is None:
                return {}
            edit = repository.line(known.edit) if known.fact else repository.edit(known.edit)
            report = repository.report(page=page.canonical_url or page.url, title=known.title)
            return {"Edit this page": edit} | ({"Report an error": report} if report else {})

        env.globals.update(head_of=head_of, ways_of=ways_of, site=self.site)
        theirs = (file for file in files if file.dest_uri.endswith(".js") and file.src_dir != config.docs_dir)
        self.scripts = {file.dest_uri: hash_of(file.content_bytes) for file in theirs}
        return env

    @first
    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Judge once more what Markdown made of a page, as its author's alone, before any other plugin; then put the facts in."""
        known = self.pages.get(page.file.src_uri)
        if known is None:
            return html
        if wrong := first_violation(html, known.parts):
            raise Abort(f"docs/{page.file.src_uri}: must hold plain HTML alone, found {wrong}; nothing was published")
        # looked up by the check: MkDocs has not seen the engine's anchors, and decodes no address
        page.links_to_anchors = None
        return with_facts(html, known.parts)

    @last
    def on_page_context(self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
        """Put the blocks in; the search plugin, whose turn comes first, has read the prose alone."""
        if known := self.pages.get(page.file.src_uri):
            page.content = with_blocks(page.content or "", known.parts)

    @last
    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Give each page its content policy. Now that its pictures are drawn, their pixels are begun; a preview makes them when they are asked for."""
        known = self.pages.get(page.file.src_uri)
        for file in known.files if known and not self.serving else ():
            if file.begin:
                file.begin()
        return self._with_policy(output, page.file.src_uri, page.content or "")

    @last
    def on_post_template(self, output: str, template_name: str, config: MkDocsConfig) -> str:
        """The same for pages that are no documents, such as 404.html."""
        return self._with_policy(output, template_name) if template_name.endswith(".html") else output

    def _with_policy(self, output: str, name: str, content: str = "") -> str:
        """The page with its policy; a script that the policy refuses is told, as it would be missing on every visit."""
        for address in unlisted(output, self.scripts):
            log.warning("%s: must have scripts of the theme alone, found %r, which no browser will run", name, address)
        return with_policy(output, content, self.scripts)

    @last
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Put the facts into the search index, and write the files beside the pages.

        A dirty preview, which builds only what changed, adds that to the prose it has read before.
        """
        site, pages = Path(config.site_dir), self.pages.values()
        index = site / "search" / "search_index.json"
        if index.exists():
            self.prose = joined(self.prose, index.read_bytes()) if self.dirty else index.read_bytes()
            entries = [entry for page in pages for entry in page.entries]
            index.write_bytes(search_index(self.prose, entries, self.site.spellings))
        if not self.serving:
            write_all(site, files_of(pages))
        self._end_build()
        self.complete = True

    def on_build_error(self, error: Exception) -> None:
        """Say in a line what could not be written or read, instead of a traceback."""
        self.complete = False
        self._end_build()
        if isinstance(error, OSError):
            raise Abort(self._unwritable(error)) from error

    def _end_build(self) -> None:
        """End the processes that draw when a build is over; in a preview they stay for the next edit."""
        if self.press and not self.serving:
            self.press.close()

    def on_shutdown(self) -> None:
        """Put a site that is complete in the place of the old one; a build that was stopped or failed leaves the old one."""
        try:
            if self.press:
                self.press.close()
            if self.draft and self.place and self.complete:
                self.draft.put_in_place()
                record(self.cache, self.place, self.key)
        except OSError as error:
            raise Abort(self._unwritable(error)) from error
        finally:
            if self.draft:
                self.draft.clear()
            gc.set_threshold(*self.thresholds)
            self._begin("", dirty=False)

    def _unwritable(self, error: OSError) -> str:
        """What went wrong with a file, in one line."""
        name, reason = str(error.filename or "the site"), error.strerror or str(error)
        if self.draft and self.place:
            name = name.replace(str(self.draft.folder), str(self.place))
        return f"cannot read or write {name}: {reason}; the site that stood there before is as it was"

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Show the problems of a broken fact on top of the last good page; make the files beside the pages when they are asked for."""
        app = server.get_app()
        assert app is not None
        # MkDocs has no setting for how often it looks for saved files; remove when it has
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
            return next((file for page in self.pages.values() for file in page.files if file.path == asked), None)

        server.set_app(with_files(with_notice(with_reload(app), lambda: self.problems), beside))
        return server
