"""The MkDocs plugin: event handlers, and the state of a build between them.

A change to the engine's code needs a restart of ``mkdocs serve``, as Python keeps modules loaded.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from factbook import own_code
from factbook.build import CACHE, THEME_FOLDER, build, keys_of_files
from factbook.build import files as files_of
from factbook.charts import Renderer
from factbook.charts.png import Undrawable
from factbook.exports import File as FactbookFile
from factbook.exports import by_folder, entries_by_page, joined_index, merged_index, search_index
from factbook.integrity import hash_of
from factbook.kinds import Count
from factbook.own_messages import formats_at
from factbook.pages.built_links import dead_built_links
from factbook.pages.conversion import first_violation, with_heading_ids
from factbook.pages.markup import with_blocks, with_facts
from factbook.pages.memory import Memory
from factbook.pages.page import Head
from factbook.pages.page import Page as FactPage
from factbook.pages.policy import unlisted, with_policy
from factbook.pages.templating import templates as engine_templates
from factbook.preview import with_files, with_notice, with_reload
from factbook.problems import Problem, Problems, nearest, quote
from factbook.settings import PLUGIN
from factbook.site import EXTENSIONS, Site
from factbook.staging import StagingFolder, link_files, write_files
from factbook.values.messages import ENGLISH, say_in
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from .files import LazyFile, PageFile, unpublished
from .languages import Frame, alternates, folder_of, frames
from .settings import FactbookConfig, root_of, site_of
from .taken_over import kept_of, linked_in, may_take_over, shared_by_all
from .templates import TemplateCache, languages_of, without_hidden_files
from .up_to_date import LastBuild, build_key, frame_key, last_build, record

POLL_INTERVAL: Final = 0.1
"""Seconds between two looks for saved files in a live preview, and from a save to the build; MkDocs has 0.5 and 0.1."""
BUILT_IN: Final = ("toc", "tables", "fenced_code")
"""The Markdown extensions that MkDocs adds to those of the settings."""
if TYPE_CHECKING:  # a build serves nothing
    from mkdocs.livereload import LiveReloadServer
log = logging.getLogger("mkdocs.plugins.factbook")
before_others, after_others = event_priority(100), event_priority(-100)
"""Decorators: run a handler before, or after, those of all other plugins, whatever their order in the settings."""


class FactbookPlugin(BasePlugin[FactbookConfig]):
    """Replaces the documents of a story by the pages made from them.

    MkDocs keeps the instance between the builds of one ``mkdocs serve``, and for further commands of the same process.
    """

    def __init__(self) -> None:
        self._reset("", dirty=False)

    def _reset(self, command: str, *, dirty: bool) -> None:
        """Reset all state to that before a build."""
        self.command, self.dirty = command, dirty
        self.site = Site()
        self.cache, self.build = Path(), LastBuild()
        self.target: Path | None = None
        self.staging: StagingFolder | None = None
        self.complete = False
        self.renderer: Renderer | None = None
        self.template_cache = TemplateCache(Path(), "")
        self.memory = Memory() if command == "serve" else None
        self.kept: dict[str, str] = {}
        self.shared, self.urls = "", dict[str, str]()
        self.pages: dict[str, FactPage] = {}
        self.frames: dict[str, Frame] = {}
        self.spoken = ENGLISH
        self.changed: set[str] = set()
        self.problems: tuple[Problem, ...] = ()
        self.prose_index = b""
        self.script_hashes: Mapping[str, str] = {}
        self.thresholds = gc.get_threshold()

    @property
    def serving(self) -> bool:
        """Whether this is a live preview."""
        return self.command == "serve"

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note the command; collect garbage less often, which saves a twelfth of a build, as there is next to none."""
        self._reset(command, dirty=dirty)
        gc.set_threshold(50_000, 20, 50)

    @after_others
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Skip a build that is up to date; adapt MkDocs' settings; build into a staging folder.

        Headings get ids that no fact has, the engine makes the sitemap, and a preview watches the facts too.
        """
        if config.strict:  # with --quiet, MkDocs would not count the warnings at which it is to fail
            logger = logging.getLogger("mkdocs")
            logger.setLevel(min(logger.level, logging.WARNING))
        spoken = languages_of(config.theme.dirs)
        named = (
            ("theme.language", config.theme.get("language")),
            *(("languages", each) for each in self.config.languages),
        )
        for setting, language in named:
            if spoken and language not in spoken:  # else Jinja would miss a template of it, far from here
                known = nearest(str(language), spoken, len(spoken))
                raise Abort(f"mkdocs.yml: {setting}: must be one that the theme has, found {quote(language)}; {known}")
        self.cache = root_of(config) / CACHE
        full_build = self.command == "build" and not self.dirty
        self._use_own_code(config)
        try:
            frame = "" if self.serving and self.pages else frame_key(config)
            if frame:  # a preview goes on with the engine that it began with, and Jinja looks at each template's text
                self.template_cache = TemplateCache(self.cache, frame)
                engine_templates().bytecode_cache = self.template_cache
            if full_build:
                self.build, self.target = LastBuild(build_key(config, frame), frame), Path(config.site_dir)
                last = last_build(self.cache, self.target)
                if last.key == self.build.key:
                    log.info("Nothing has changed since the last build; %s stands as it was", config.site_dir)
                    raise SystemExit(0)
                self.memory = Memory(kept_of(last, frame)) if may_take_over(config) else None
            # MkDocs lists the theme's files before any event for templates; remove when it passes over hidden folders itself
            make = config.theme.get_env
            config.theme.get_env = lambda: without_hidden_files(make)  # type: ignore[method-assign]  # the patch
            if set(config.markdown_extensions) <= set(BUILT_IN):  # the story names none
                config.markdown_extensions += [name for name, _ in EXTENSIONS]
            config.mdx_configs["toc"] = with_heading_ids(config.mdx_configs.get("toc") or {})
            config.theme.static_templates.discard("sitemap.xml")
            watched = (root_of(config) / "data", Path(config.theme.custom_dir or ""))
            config.watch.extend(str(folder) for folder in watched if folder.is_dir())
            if full_build and self.target:
                self.staging = StagingFolder(self.target)
                config.site_dir = str(self.staging.folder)
        except OSError as error:
            raise Abort(self._io_message(error)) from error
        return config

    def _use_own_code(self, config: MkDocsConfig) -> None:
        """Load the story's own charts, checks and kinds; abort the build where they do not run.

        A preview goes on without them, and shows on its pages what it then lacks.
        """
        try:
            own_code.use(root_of(config))
        except Problems as error:
            for problem in error.problems:
                log.error("%s", problem)
            if self.serving and self.pages:
                return
            raise Abort(f"{len(error.problems)} problem(s) in the story's own code; nothing was written") from error

    @after_others
    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Make the pages; on problems, abort the build before anything is written.

        A preview keeps serving the last good pages, with the problems on top. A build makes those that are not the same as in
        the last one.
        """
        self._make_pages(config)

    def _make_pages(self, config: MkDocsConfig) -> None:
        self.site = site_of(config, self.config)
        said = formats_at(root_of(config), self.site).messages.catalogue
        footnotes = config.mdx_configs.setdefault("footnotes", {})
        footnotes.setdefault("BACKLINK_TITLE", said.gettext("Jump back to footnote {} in the text"))
        if self.renderer is None:
            few = self.memory is not None and self.memory.kept is not None and bool(self.memory.kept.pages)
            self.renderer = Renderer(self.cache, local_limit=0, workers=1 if few else None)
            if self.serving:
                self.renderer.start_workers()  # before there are threads, so that workers can be forked
        try:
            pages = build(root_of(config), self.site, self.renderer, self.memory)
        except Problems as error:
            self._end_build()
            for problem in error.problems:
                log.error("%s", problem)
            if not (self.serving and self.pages):
                raise Abort(f"{len(error.problems)} problem(s) in facts or pages; nothing was written") from error
            self.problems, self.changed = error.problems, set()
            return
        previous, self.pages, self.problems = self.pages, {page.path: page for page in pages}, ()
        self.changed = {
            path
            for path, page in self.pages.items()
            if path not in previous or (previous[path].content, previous[path].parts) != (page.content, page.parts)
        }

    @after_others
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Replace documents by generated pages; add the generated files; remove files that nothing has checked.

        Where the navigation or the other files of the story are not those of the last build, all pages are made again.
        """
        if self.memory and self.memory.kept is not None:
            self.shared = shared_by_all(self.pages, files, config, self.site)
            if self.shared != self.memory.kept.more.get("shared") and any(page.kept for page in self.pages.values()):
                self.memory.forget()
                self._make_pages(config)
        inputs = [each for each in files if each.src_uri.endswith(("{id}.md", ".po"))]  # .po: the story's own words
        for file in [*inputs, *(each for each in files if f"{THEME_FOLDER}/{each.src_uri}" in self.site.fonts)]:
            files.remove(file)
        # the theme's template, which dates each page by the clock
        if sitemap := files.get_file_from_path("sitemap.xml"):
            files.remove(sitemap)
        for file in unpublished(files, config):
            files.remove(file)
        for page in self.pages.values():
            old = files.get_file_from_path(page.path)
            listed = old and not folder_of(
                self.site, page.path
            )  # the navigation of other languages is made of the first one's
            inclusion = old.inclusion if old and listed else InclusionLevel.NOT_IN_NAV
            new = PageFile.generated(config, page.path, content=page.content, inclusion=inclusion)
            assert isinstance(new, PageFile)
            new.changed = page.path in self.changed
            if old:
                files.remove(old)
            files.append(new)
            if page.kept:
                self.kept[page.path] = new.dest_uri
            for path in page.paths:
                files.append(LazyFile.generated(config, path, content=b"", inclusion=InclusionLevel.NOT_IN_NAV))
        return files

    @after_others
    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep MkDocs from making the pages that are taken over; the navigation shows them, too."""
        every = files.documentation_pages
        self.urls = {file.src_uri: file.page.url for file in every() if file.page}
        self.frames = frames(root_of(config), self.site, config, nav, files)
        for page in (page for frame in self.frames.values() for page in frame.nav.pages):
            if page.file.src_uri in self.kept:
                page.read_source(config)

        def to_be_made(**options: Any) -> Sequence[File]:
            return [file for file in every(**options) if file.src_uri not in self.kept]

        # MkDocs has no event for leaving a page out that others link to; remove when it has
        files.documentation_pages = to_be_made  # type: ignore[method-assign]  # the patch
        return nav

    @after_others
    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Give all templates ``head_of(page)``, the page's metadata, ``edit_links_of(page)`` and ``site``."""
        env.bytecode_cache = self.template_cache
        self.spoken = self.frames[""].messages
        empty = Head(links=next((page.head.links for page in self.pages.values() if page.head), ()))
        repository = self.site.repository

        def head_of(page: Page | None) -> Head:
            generated = self.pages.get(page.file.src_uri) if page else None
            return (generated.head if generated else None) or empty

        def edit_links_of(page: Page | None) -> Mapping[str, str]:
            """Return the links to edit a page and to report an error in it, by their text; none without a repository."""
            generated = self.pages.get(page.file.src_uri) if page else None
            if generated is None or page is None or repository is None:
                return {}
            edit = repository.line(generated.edit) if generated.fact else repository.edit(generated.edit)
            report = repository.report(page=page.canonical_url or page.url, title=generated.title)
            own = generated.fact or (root_of(config) / generated.edit.path).is_file()  # and not the engine's
            new = repository.new_fact(generated.fact.id if isinstance(generated.fact, Count) else "")
            gettext = self.spoken.catalogue.gettext
            links = {
                gettext("Edit this page"): edit if own else None,
                gettext("Report an error"): report,
                gettext("Tell us of a new fact"): new,
            }
            return {words: target for words, target in links.items() if target}

        forms = "edit/" if "edit.md" in self.pages else ""
        if config.theme.name == PLUGIN:  # others bring translations of their own
            say_in(env, lambda: self.spoken)
        env.globals.update(head_of=head_of, edit_links_of=edit_links_of, site=self.site, forms=forms)
        env.globals.update(
            alternates_of=lambda page: alternates(self.pages, self.site, page.file.src_uri) if page else []
        )
        scripts = (file for file in files if file.dest_uri.endswith(".js") and file.src_dir != config.docs_dir)
        self.script_hashes = {file.dest_uri: hash_of(file.content_bytes) for file in scripts}
        return env

    @before_others
    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Check the HTML of a page's Markdown against the allow-list, before other plugins change it; then insert the facts."""
        generated = self.pages.get(page.file.src_uri)
        if generated is None:
            return html
        if wrong := first_violation(html, generated.parts):
            raise Abort(f"docs/{page.file.src_uri}: must hold plain HTML alone, found {wrong}; nothing was published")
        # links are checked by the engine: MkDocs knows none of its anchors, and decodes no address
        page.links_to_anchors = None
        return with_facts(html, generated.parts)

    @after_others
    def on_page_context(self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
        """Insert the blocks, after the search plugin has indexed the prose alone; surround the page by the words of its language."""
        folder = folder_of(self.site, page.file.src_uri)
        frame = self.frames[folder]
        self.spoken = frame.messages
        if folder:
            context["config"], context["nav"] = frame.config, frame.nav
            context["site"] = frame.site  # type: ignore[typeddict-unknown-key]  # what on_env gives all templates
        if generated := self.pages.get(page.file.src_uri):
            page.content = with_blocks(page.content or "", generated.parts)

    @after_others
    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Add the page's content policy; start to render its PNG files, which a preview makes on request."""
        generated = self.pages.get(page.file.src_uri)
        for file in generated.files if generated and not self.serving else ():
            if file.begin:
                file.begin()
        return self._with_policy(output, page.file.src_uri, page.content or "")

    @after_others
    def on_post_template(self, output: str, template_name: str, config: MkDocsConfig) -> str:
        """Add the content policy of templates such as 404.html."""
        return self._with_policy(output, template_name) if template_name.endswith(".html") else output

    def _with_policy(self, output: str, name: str, content: str = "") -> str:
        """Return the page with its policy; warn of scripts that the policy blocks."""
        for address in unlisted(output, self.script_hashes):
            log.warning("%s: must have scripts of the theme alone, found %r, which no browser will run", name, address)
        return with_policy(output, content, self.script_hashes)

    @after_others
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Add the facts to the search index; write the generated files; take over the others; refuse a site with dead links.

        A dirty preview builds only changed pages, so their prose is merged into the index of the build before.
        """
        site, pages = Path(config.site_dir), self.pages.values()
        index = site / "search" / "search_index.json"
        if index.exists():
            self.prose_index = self._prose_index(index.read_bytes())
            entries = [entry for page in pages for entry in page.entries]
            made = search_index(self.prose_index, entries, self.site.spellings)
            write_files(
                site, [(f"{folder}search/{index.name}", text) for folder, text in by_folder(made, self.site.languages)]
            )
        keys = keys_of_files(pages) if self.target and self.memory else {}
        before = self.memory.kept.more.get("files", {}) if self.memory and self.memory.kept else {}
        same = {path for path, key in keys.items() if before.get(path) == key}
        if not self.serving:
            write_files(site, files_of(pages, same))
        self._end_build()
        taken = [*self.kept.values(), *(path for page in pages if page.kept for path in page.kept.files), *sorted(same)]
        if self.target:
            link_files(site, self.target, taken)
        linked = linked_in(self.memory.kept, taken) if self.memory and self.memory.kept else {}
        if self.staging and (dead := dead_built_links(site, self.site.url, linked)):
            for link in dead:
                log.error("%s", link)
            raise Abort(f"{len(dead)} dead link(s) in the finished site; the site that stood there before is as it was")
        if self.target and self.memory:
            more = {
                "shared": self.shared,
                "prose": entries_by_page(self.prose_index),
                "linked": linked,
                "files": keys,
            }
            self.build = self.build._replace(kept=self.memory.keep(pages, more).dumps())
        self.complete = True

    def _prose_index(self, made: bytes) -> bytes:
        """Return the search plugin's index of all pages, given that of the pages which were made."""
        if self.dirty:
            return merged_index(self.prose_index, made)
        if not (self.kept and self.memory and self.memory.kept):
            return made
        old = self.memory.kept.more["prose"]
        taken = {url: old[url] for path, url in self.urls.items() if path in self.kept and url in old}
        return joined_index(taken, made, self.urls.values())

    def on_build_error(self, error: Exception) -> None:
        """Report a file error, a letter that no font has, and a damaged font in one line instead of a traceback."""
        self.complete = False
        self._end_build()
        if isinstance(error, OSError):
            raise Abort(self._io_message(error)) from error
        if isinstance(error, Undrawable):
            raise Abort(f"a picture must be in letters that a font of the site has: {error}") from error
        if isinstance(error, Problems):  # of a damaged font, found when it is cut to its letters
            raise Abort(str(error)) from error

    def _end_build(self) -> None:
        """Shut the worker pool down after a build; a preview keeps it."""
        if self.renderer and not self.serving:
            self.renderer.close()

    def on_shutdown(self) -> None:
        """Replace the old site by the new one if the build has succeeded; release everything."""
        try:
            if self.renderer:
                self.renderer.close()
            if self.staging and self.target and self.complete:
                self.staging.replace_target()
                record(self.cache, self.target, self.build)
        except OSError as error:
            raise Abort(self._io_message(error)) from error
        finally:
            if self.staging:
                self.staging.close()
            gc.set_threshold(*self.thresholds)
            gc.unfreeze()
            self._reset("", dirty=False)

    def _io_message(self, error: OSError) -> str:
        """Return a file error as one line that names the published folder instead of the staging folder."""
        name, reason = str(error.filename or "the site"), error.strerror or str(error)
        if self.staging and self.target:
            name = name.replace(str(self.staging.folder), str(self.target))
        return f"cannot read or write {name}: {reason}; the site that stood there before is as it was"

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Add the middleware of :mod:`factbook.preview`; poll for saved files more often."""
        from watchdog.observers.polling import PollingObserver

        app = server.get_app()
        assert app is not None
        # MkDocs has no setting for how often it looks for saved files; remove when it has
        watched = [path for path in (config.docs_dir, config.config_file_path) if path]
        for path in watched:
            server.unwatch(path)
        server.observer = PollingObserver(timeout=POLL_INTERVAL)
        server.build_delay = POLL_INTERVAL
        for path in watched:
            server.watch(path)

        gc.collect()
        gc.freeze()  # the pages of the first build stay: whoever looks for garbage among them makes each edit wait

        def requested_file(path: str) -> FactbookFile | None:
            below = path.removeprefix(server.mount_path)
            below += "index.html" if below.endswith("/") else ""
            return next((file for page in self.pages.values() for file in page.files if file.path == below), None)

        server.set_app(with_files(with_notice(with_reload(app), lambda: self.problems), requested_file))
        return server
