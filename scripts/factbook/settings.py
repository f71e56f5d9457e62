"""Settings: ``mkdocs.yml`` and the options of the plugin in it, read and validated without MkDocs, as a :class:`.site.Site`.

A build passes the settings that MkDocs has read to :func:`site_of`; checks, exports and the gate call :func:`site_at`.

Threat (SECURITY.md): settings in a stranger's pull request; no tag makes an object, and nothing named in them is imported.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from .files import read_text
from .fonts import fonts_of
from .problems import Place, Problem, Problems, nearest, quote, rule
from .site import EXTENSIONS, Repository, Site
from .validation import PLACEHOLDER
from .values import BadValue
from .values.address import web_address
from .values.cldr import formats_of, known_locales
from .yaml_mistakes import syntax_problems

CONFIG: Final = "mkdocs.yml"
PLUGIN: Final = "factbook"
"""Name of the plugin in ``plugins``; its options are :data:`OPTIONS`."""
CONTRACT: Final = 1
"""The version of the form of facts, pages and settings: ``extra: {factbook: 1}``; each that ever was is in CHANGELOG.md."""
MAX_BYTES: Final = 50_000
"""Bytes of the settings of a pull request; libyaml takes quadratic time for nested collections."""
SETTING = rule(
    "setting",
    f"The settings, {CONFIG}, are plain YAML; each option of the plugin {PLUGIN} is one that it has, and of its type.",
)
PUBLISH = rule(
    "publish",
    "A published site names its publisher, its authors, an address for errors and its first day, as options of the plugin, and "
    "holds nothing more of what 'factbook init' wrote to be replaced. Only 'factbook check --publish' asks for it.",
)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_MAIL: Final = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")


# Validators of options: the value as YAML has it, None if it is not set. Each raises BadValue.


def text_of(value: object, example: str = "CC BY 4.0") -> str:
    """Return a text; a number too, as YAML reads an edition such as ``1.0`` as one."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return "" if value is None else str(value)
    raise BadValue(f"one text, found {quote(value)}", example)


def responsible_of(value: object) -> str:
    """Return the name of who answers for the site."""
    return _filled_in(text_of(value, "Fennick Herald"))


def authors_of(value: object) -> tuple[str, ...]:
    """Return the names of a byline, given as a list or as one text."""
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(filter(None, map(_filled_in, value)))
    name = _filled_in(text_of(value, "[Ann Author, Ben Writer]"))
    return (name,) if name else ()


def contact_of(value: object) -> str:
    """Return a mail address, or a web address."""
    contact = _filled_in(text_of(value, "desk@example.org"))
    if contact and not _MAIL.fullmatch(contact):
        try:
            return web_address(contact)
        except BadValue:
            raise BadValue(f"a mail or web address, found {quote(contact)}", "desk@example.org") from None
    return contact


def day_of(value: object) -> str:
    """Return a day in ISO 8601."""
    day = _filled_in(value.isoformat()[:10] if isinstance(value, dt.date) else text_of(value, "2025-06-30"))
    try:
        return dt.date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        raise BadValue(f"a day, found {quote(day)}", "2025-06-30") from None


def _filled_in(text: str) -> str:
    return "" if text == PLACEHOLDER else text


def edition_of(value: object) -> str:
    """Return a version."""
    return text_of(value, "1.0.0")


def locale_of(value: object) -> str:
    """Return the name of a locale of the CLDR."""
    name = text_of(value, "en_GB")
    try:
        if name:
            formats_of(name)
    except BadValue as error:
        raise BadValue(f"{error.must}, found {quote(name)}; {nearest(name, known_locales())}", error.example) from error
    return name


def paths_of(value: object) -> tuple[str, ...]:
    """Return a list of paths."""
    if value is None or (isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)):
        return tuple(value or ())
    raise BadValue(f"a list of paths below docs, found {quote(value)}", "[CNAME]")


def groups_of(value: object) -> tuple[tuple[str, ...], ...]:
    """Return a list of lists of words."""
    groups = value or ()
    if isinstance(groups, list | tuple) and all(
        isinstance(group, list | tuple) and all(isinstance(word, str) for word in group) for group in groups
    ):
        return tuple(map(tuple, groups))
    must = "a list of lists of words (no, yes and numbers in quotes)"
    raise BadValue(f"{must}, found {quote(value)}", '[[Lee, Yi, Rhee], ["No", Noh, Roh]]')


def languages_of(value: object) -> tuple[str, ...]:
    """Return a list of languages (BCP 47), which are names of folders, too."""
    languages = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list | tuple) else ()
    if value and not (languages and all(isinstance(each, str) and _LANGUAGE.fullmatch(each) for each in languages)):
        raise BadValue(f"a list of languages (no, for Norwegian, in quotes), found {quote(value)}", "[de, ko]")
    for each in map(str, languages):
        try:
            formats_of(each)
        except BadValue as error:
            raise BadValue(
                f"{error.must}, found {quote(each)}; {nearest(each, known_locales())}", "[de, ko]"
            ) from error
    return tuple(dict.fromkeys(map(str, languages)))


OPTIONS: Final[Mapping[str, Callable[[object], Any]]] = {
    "licence": text_of,
    "locale": locale_of,
    "edition": edition_of,
    "files": paths_of,
    "spellings": groups_of,
    "fonts": fonts_of,
    "publisher": responsible_of,
    "authors": authors_of,
    "contact": contact_of,
    "published": day_of,
    "languages": languages_of,
}
"""The validator of each option of the plugin; options are named like the fields of :class:`Site`."""


TO_PUBLISH: Final[Mapping[str, str]] = {
    "publisher": "Fennick Herald",
    "authors": "[Ann Author]",
    "contact": "desk@example.org",
    "published": "2025-06-30",
}
"""The options without which a site must not be published, each with an example."""


def unpublishable(root: Path) -> Iterator[Problem]:
    """Yield a problem for each option that has to be filled in before the story at ``root`` is published. Raises :class:`Problems`."""
    site = site_at(root)
    path = root / CONFIG
    text = read_text(root, path, MAX_BYTES, "less of it") if path.is_file() else ""
    for match in re.finditer(rf"(?m)^ *(\w+): *(?=['\"]?{PLACEHOLDER})", text):
        if match[1] not in TO_PUBLISH:
            line = text.count("\n", 0, match.start()) + 1
            message = f"{match[1]}: must be filled in before the site is published, found {quote(PLACEHOLDER)}"
            yield Problem(
                Place(CONFIG, line, len(match[0]) + 1), PUBLISH, message, f"{match[1]}: a sentence of your own"
            )
    for name, example in TO_PUBLISH.items():
        if not getattr(site, name):
            written = re.search(rf"^ +{name}:", text, re.MULTILINE)
            line = text.count("\n", 0, written.start()) + 1 if written else 1
            column = written.end() - written.start() - len(name) if written else 1
            found = quote(PLACEHOLDER) if written else "none"
            message = f"{name}: must be filled in before the site is published, found {found}"
            yield Problem(Place(CONFIG, line, column), PUBLISH, message, f"{name}: {example}")


def as_option(name: str, value: str) -> str:
    """Return the lines of ``mkdocs.yml`` that set an option of the plugin; ``value`` is YAML."""
    return f"plugins:\n  - {PLUGIN}:\n      {name}: {value}"


def misplaced_options(extra: object, options: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield each option that is in ``extra``, its former place, and not set for the plugin: name, message, example."""
    for name in OPTIONS:
        if isinstance(extra, Mapping) and name in extra and not options.get(name):
            example = as_option(name, json.dumps(extra[name], ensure_ascii=False, default=str))
            yield name, f"{name}: must be an option of the plugin {PLUGIN}, found in extra", example


def contract_fault(extra: object) -> tuple[str, str] | None:
    """Return the message and the cure for a story that is written for another version of this program; ``None`` for others."""
    version = extra.get(PLUGIN, CONTRACT) if isinstance(extra, Mapping) else CONTRACT
    if isinstance(version, int) and not isinstance(version, bool):
        if version == CONTRACT:
            return None
        older = 0 < version < CONTRACT
        cure = "factbook migrate" if older else "pip install -U factbook, then factbook migrate"
        newer = "" if older else ", of which this program knows nothing"
        return f"{PLUGIN}: must be {CONTRACT}, the form that this program reads, found {version}{newer}", cure
    message = f"{PLUGIN}: must be the version of the story's form, found {quote(version)}"
    return message, f"factbook migrate, which writes extra: {{{PLUGIN}: {CONTRACT}}}"


def site_of(settings: Mapping[str, Any], options: Mapping[str, Any]) -> Site:
    """Return the site of MkDocs' settings and the plugin's validated options."""
    theme = settings.get("theme")
    language = str((theme.get("language") if isinstance(theme, Mapping) else None) or "en")
    texts = {name: str(settings.get(name) or "") for name in ("repo_url", "edit_uri", "docs_dir")}
    return Site(
        **{**options, "locale": options.get("locale") or _locale(language)},
        name=str(settings.get("site_name") or ""),
        url=str(settings.get("site_url") or ""),
        language=language,
        description=str(settings.get("site_description") or ""),
        repository=Repository.of(texts["repo_url"], texts["edit_uri"], Path(texts["docs_dir"]).name or "docs"),
        extensions=tuple(_extensions(settings)) or EXTENSIONS,
    )


def _locale(language: str) -> str:
    """Return the locale of a language; English if the CLDR does not have it."""
    try:
        return formats_of(language).locale
    except BadValue:
        return "en"


def _extensions(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the Markdown extensions, as written or as MkDocs has split them; without settings that are code."""
    apart = settings.get("mdx_configs") or {}
    for named in settings.get("markdown_extensions") or ():
        values = named if isinstance(named, Mapping) else {named: apart.get(named)} if isinstance(named, str) else {}
        for name, value in values.items():
            yield str(name), json.dumps(_plain(value) or {}, sort_keys=True)


def _plain(value: object) -> Any:
    """Return a setting without values that JSON does not have, such as functions."""
    match value:
        case Mapping():
            plain = {str(key): _plain(each) for key, each in value.items()}
            return {key: each for key, each in plain.items() if each is not None}
        case list() | tuple():
            return [_plain(each) for each in value]
        case str() | int() | float():
            return value
        case _:
            return None


class _Loader(yaml.SafeLoader):
    """A YAML loader that resolves ``!ENV`` as MkDocs does and reads values with other tags as ``None``."""


def _env(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return os.environ.get(str(loader.construct_scalar(node)))
    names = loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else []
    return next((os.environ[name] for name in names[:-1] if name in os.environ), names[-1] if names else None)


_Loader.add_constructor("!ENV", _env)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


FIXED: Final = {
    "docs_dir": ("docs", "the folder whose pages are checked"),
    "use_directory_urls": ("true", "as each page has an address that ends in a slash, for good"),
}
"""MkDocs' settings that have one value, and why."""


def site_at(root: Path) -> Site:
    """Return the site of the story at ``root``; the default one if there is no ``mkdocs.yml``. Raises :class:`Problems`."""
    if not (root / CONFIG).is_file():
        return Site()
    tree, settings = _read_settings(root)
    return site_of(settings, _options(tree, settings))


def has_own_theme(root: Path) -> bool:
    """Whether the story at ``root`` is shown by the theme ``factbook``, which has the scripts of the page of forms."""
    try:
        theme = _read_settings(root)[1].get("theme") if (root / CONFIG).is_file() else None
    except Problems:
        return False
    return (theme.get("name") if isinstance(theme, Mapping) else theme) == PLUGIN


def languages_at(root: Path) -> tuple[str, ...]:
    """Return the other languages of the story at ``root``; none where the settings cannot be read, which :func:`site_at` tells."""
    try:
        return site_at(root).languages
    except Problems:
        return ()


def nav_paths(root: Path) -> frozenset[str]:
    """Return the paths in the navigation of the story at ``root``; none where the settings cannot be read, which :func:`site_at` tells."""
    return frozenset(path for _, path in _nav_entries(root))


def site_words(root: Path) -> tuple[str, ...]:
    """Return what the settings say to readers: the site's name and description, and what the navigation calls its sections and the home page."""
    site = site_at(root)
    sections = (title for title, path in _nav_entries(root) if path in ("", "index.md"))
    return tuple(dict.fromkeys(filter(None, (site.name, site.description, *sections))))


def _nav_entries(root: Path) -> Iterator[tuple[str, str]]:
    """Yield title and path of each entry of the navigation; of a section an empty path, of a path without a title an empty one."""
    try:
        waiting = [("", _read_settings(root)[1].get("nav"))] if (root / CONFIG).is_file() else []
    except Problems:
        return
    while waiting:
        match waiting.pop(0):
            case title, str() as path:
                yield title, path
            case title, dict() | list() as items:
                if title:
                    yield title, ""
                inside = items.items() if isinstance(items, dict) else (("", each) for each in items)
                waiting[:0] = [(str(name), below) for name, below in inside]


def _read_settings(root: Path) -> tuple[yaml.Node | None, Mapping[str, Any]]:
    """Return ``mkdocs.yml`` as nodes and as values. Raises :class:`Problems`."""
    text = read_text(root, root / CONFIG, MAX_BYTES, "less of it")
    loader = _Loader(text)
    try:
        tree = loader.get_single_node()
        settings = loader.construct_document(tree) if tree else {}
    except yaml.MarkedYAMLError as error:
        raise Problems(syntax_problems(CONFIG, text, error)) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:  # ValueError: of a day such as 2025-02-31
        raise Problems([Problem(Place(CONFIG), SETTING, f"must be plain YAML, found: {quote(error)}")]) from error
    return tree, settings if isinstance(settings, Mapping) else {}


def _options(tree: yaml.Node | None, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plugin's validated options. Raises :class:`Problems` with all problems."""
    plugins = settings.get("plugins") or ()
    named = [plugins] if isinstance(plugins, Mapping) else plugins if isinstance(plugins, list) else ()
    above: tuple[str | int, ...] = ("plugins",)
    configured: object = None
    for number, each in enumerate(named):
        if isinstance(each, Mapping) and PLUGIN in each:
            above = ("plugins", PLUGIN) if each is plugins else ("plugins", number, PLUGIN)
            configured = each[PLUGIN]
    if not isinstance(configured or {}, Mapping):
        message = f"must be the options of the plugin {PLUGIN}, found {quote(configured)}"
        raise Problems([Problem(_place(tree, *above), SETTING, message, as_option("licence", "CC BY 4.0"))])
    written: Mapping[str, object] = configured if isinstance(configured, Mapping) else {}
    options: dict[str, Any] = {}
    problems = [
        Problem(
            _place(tree, name), SETTING, f"must be {given}, {why}, found {quote(settings[name])}", f"{name}: {given}"
        )
        for name, (given, why) in FIXED.items()
        if name in settings and str(settings[name]).lower().strip("./") != given
    ]
    for name, value in written.items():
        place = _place(tree, *above, name)
        if name not in OPTIONS:
            message = f"must be an option of the plugin {PLUGIN}, found {quote(name)}; {nearest(str(name), OPTIONS)}"
            problems.append(Problem(place, SETTING, message))
            continue
        try:
            options[name] = OPTIONS[name](value)
        except BadValue as error:
            problems.append(Problem(place, SETTING, f"{name}: {error}", f"{name}: {error.example}"))
    if fault := contract_fault(settings.get("extra")):
        problems.append(Problem(_place(tree, "extra", PLUGIN), SETTING, *fault))
    for name, message, example in misplaced_options(settings.get("extra"), written):
        problems.append(Problem(_place(tree, "extra", name), SETTING, message, example))
    if problems:
        raise Problems(problems)
    return options


def _place(node: yaml.Node | None, *path: str | int) -> Place:
    """Return the place of a setting, given its keys from the top."""
    at = node
    for step in path:
        match node:
            case yaml.MappingNode():
                at, node = next(((key, value) for key, value in node.value if key.value == step), (at, node))
            case yaml.SequenceNode() if isinstance(step, int):
                at = node = node.value[step]
    return Place(CONFIG, at.start_mark.line + 1, at.start_mark.column + 1) if at else Place(CONFIG)
