"""``factbook init``: a new story, small and complete."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ..files import is_reserved_name
from ..problems import Place, Problem, Problems, quote
from ..settings import CONFIG, locale_of
from ..starter import Answers, write_story
from ..values import BadValue
from ..values.address import web_address
from ..values.messages import languages
from .registry import command

INIT: Final = "init"
"""The code of problems of this command's options; no rule, as no story can break it."""
_MAX_NAME: Final = 100


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to make; it must be new or empty")
    parser.add_argument("--name", help="the name of the site (default: that of the folder)")
    parser.add_argument("--language", help="the language of the pages, such as en, de or pt-BR (default: en)")
    parser.add_argument("--licence", help="the licence of texts and charts (default: CC BY 4.0)")
    parser.add_argument("--address", help="the address at which it will be published, if that is known")
    parser.add_argument(
        "--from",
        dest="copied",
        type=Path,
        metavar="DIR",
        help="take facts, pages and look from that story, with a new record",
    )


@command(
    "init",
    _options,
    'factbook init my-story --name "My story" --language en',
    "factbook init --from other-story my-story",
)
def init(options: Namespace) -> int:
    """Write a new story into a folder, small and complete: facts, pages, settings, tests, workflows."""
    folder: Path = options.folder
    _require_free(folder)
    if options.copied and not (options.copied / CONFIG).is_file():
        message = f"must be the folder of a story, found no {CONFIG} in {quote(str(options.copied))}"
        raise Problems([Problem(Place("--from"), INIT, message, "--from ../other-story")])
    problems: list[Problem] = []
    spoken = folder.absolute().name.replace("-", " ").replace("_", " ").strip() or "A story"
    name = _answer(options.name, "name", "Name of the site", spoken[:1].upper() + spoken[1:], _name_of, problems)
    locale = _answer(options.language, "language", "Language", "en", _locale_of, problems)
    licence = _answer(options.licence, "licence", "Licence of texts and charts", "CC BY 4.0", _licence_of, problems)
    address = _answer(options.address, "address", "Address, if it is known", "", _address_of, problems)
    if problems:
        raise Problems(problems)
    language = re.split("[-_]", locale)[0]
    write_story(
        folder, Answers(name, language, "en_GB" if locale == "en" else locale, licence, address), options.copied
    )
    if not options.copied and language not in languages():
        spoken_here = ", ".join(languages())
        print(
            f"no catalogue is in the language {quote(language)}, so what the program says is English; there are {spoken_here}"
        )
    print(f"{folder}: a new story. Now: cd {folder} && make site && make test")
    return 0


def _answer(
    given: str | None, name: str, question: str, default: str, valid: Callable[[str], str], problems: list[Problem]
) -> str:
    """Return an option, or what the terminal answers where it is not given, or the default; append what is wrong with it."""
    if given is None and _is_terminal():
        given = input(f"{question} [{default}]: ").strip() or None
    try:
        return valid(default if given is None else given)
    except BadValue as error:
        found = "" if ", found" in error.must else f", found {quote(given)}"
        problems.append(
            Problem(Place(f"--{name}"), INIT, f"must be {error.must}{found}", f'--{name} "{error.example}"')
        )
        return default


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _name_of(text: str) -> str:
    if not text.strip() or not text.isprintable() or len(text) > _MAX_NAME:
        raise BadValue(f"a name in one line, of at most {_MAX_NAME} signs", "The flood of June")
    return text.strip()


def _locale_of(text: str) -> str:
    if not text:
        raise BadValue("a language", "de")
    return locale_of(text.replace("-", "_"))


def _licence_of(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise BadValue("the name of a licence, or its address", "CC BY 4.0")
    return text.strip()


def _address_of(text: str) -> str:
    return f"{web_address(text).rstrip('/')}/" if text else ""


def _require_free(folder: Path) -> None:
    """Raise :class:`Problems` unless a story can be written there without touching anything."""
    name = folder.absolute().name
    if not name.isprintable() or is_reserved_name(name):
        message = f"must be a name that every system can hold, found {quote(name)}"
        raise Problems([Problem(Place("DIR"), INIT, message, "factbook init my-story")])
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        message = f"must be a folder, found {'a link' if folder.is_symlink() else 'a file'} at {quote(str(folder))}"
        raise Problems([Problem(Place("DIR"), INIT, message, "factbook init my-story")])
    if folder.exists() and (inside := sorted(path.name for path in folder.iterdir())):
        message = (
            f"must be a new or an empty folder, found {quote(inside[0])} in {quote(str(folder))}; nothing was written"
        )
        raise Problems([Problem(Place("DIR"), INIT, message, "factbook init my-story")])
