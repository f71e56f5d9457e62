"""The starter: what ``factbook init`` writes for a new story, and what of it a published story must not hold any more."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from json import dumps, loads
from pathlib import Path
from typing import Final

from ..exports.data.releases import FOLDER as RELEASES
from ..factbook import Factbook
from ..files import files_below, read_bytes, read_text
from ..fonts import PACKAGES, font_of_language
from ..json_schema import write_schemas
from ..pages.translation import with_messages
from ..problems import Place, Problem, Problems, quote
from ..settings import CONFIG, CONTRACT, PUBLISH, TO_PUBLISH, site_at
from ..staging import StagingFolder
from ..validation import PLACEHOLDER
from ..values.messages import PAGE, messages_of

FILES: Final = Path(__file__).with_name("files")
EXAMPLE: Final = "example-"
"""How the ids of the starter's facts begin."""
PINS: Final = "requirements.txt"
_HIDDEN: Final = ("github", "gitattributes", "gitignore", "vscode")
"""Names that have a point before them in a story, which tools that pack a package leave out."""
_COPIED: Final = ("data", "docs", "overrides", "scripts/charts", "scripts/checks", "scripts/kinds", CONFIG)
"""What is taken over from another story."""
_CORRECTIONS: Final = "data/corrections.yml"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new story is told: its name, language and locale (``de``, ``de_AT``), licence and address, which may be empty."""

    name: str
    language: str
    locale: str
    licence: str
    address: str


def write_story(target: Path, answers: Answers, copied: Path | None = None) -> None:
    """Write a new story into a folder that is not there or empty, in one step.

    With ``copied``, the facts, pages, look and settings are those of the story in that folder, and its record starts anew:
    without corrections, frozen editions, and who published it. Raises :class:`OSError`.
    """
    staging = StagingFolder(target)
    try:
        _fill(staging.folder, answers, copied)
        staging.replace_target()
    finally:
        staging.close()


def _fill(folder: Path, answers: Answers, copied: Path | None) -> None:
    fonts = site_at(copied).fonts if copied else tuple(filter(None, [font_of_language(answers.locale)]))
    catalogue = messages_of(answers.language).catalogue

    def say(message: str) -> str:
        return catalogue.pgettext(PAGE, message)

    words = {
        **{name: dumps(getattr(answers, name.lower()), ensure_ascii=False) for name in ("NAME", "LANGUAGE", "LOCALE")},
        **{name: dumps(getattr(answers, name.lower()), ensure_ascii=False) for name in ("LICENCE", "ADDRESS")},
        "TITLE": answers.name,
        "CONTRACT": str(CONTRACT),
        "FONTS": f"[{', '.join(fonts)}]",
        "PINS": "\n".join(pins([each if each in PACKAGES else "fonts" for each in fonts])),
    }
    for source in sorted(path for path in FILES.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        name = source.relative_to(FILES).as_posix()
        if copied and name.startswith(("data/", "docs/", "overrides/", CONFIG)):
            continue
        path = folder / (f".{name}" if name.split("/")[0] in _HIDDEN else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _in_language(name, source.read_text(encoding="utf-8"), say)
        path.write_text(_filled(text, words), encoding="utf-8", newline="\n")
    if copied:
        _take_over(copied, folder, answers)
    write_schemas(folder)


_SAID: Final = {
    "data/": re.compile(r"(?<=^)(\s*(?:- )?(?:title|question|unit|definition|name): )(.+)$", re.MULTILINE),
    CONFIG: re.compile(r"(?<=^)( +- )([A-Z][\w ]+)(?=:)", re.MULTILINE),
}
"""What readers see of the starter's facts and settings: what stands before it, and its words."""


def messages_of_starter() -> Iterator[tuple[str, str]]:
    """Yield each message of the starter's facts, pages and navigation: the path of its file below the engine, and the words."""
    for path in sorted(FILES.rglob("*.*")):
        name = path.relative_to(FILES).as_posix()
        found: list[str] = []

        def note(message: str, found: list[str] = found) -> str:
            found.append(message)
            return message

        _in_language(name, path.read_text(encoding="utf-8") if path.is_file() else "", note)
        yield from ((f"starter/files/{name}", message) for message in found)


def _in_language(name: str, text: str, say: Callable[[str], str]) -> str:
    """Return the text of a file of the starter with what readers see of it as ``say`` says it."""
    if name.startswith("docs/"):
        return with_messages(text, say)
    for prefix, pattern in _SAID.items():
        if name.startswith(prefix):
            return pattern.sub(lambda match: match[1] + say(match[2]), text)
    return text


def _filled(text: str, words: Mapping[str, str]) -> str:
    return re.sub(r"@([A-Z]+)@", lambda match: words.get(match[1], match[0]), text)


def _take_over(story: Path, folder: Path, answers: Answers) -> None:
    """Copy another story's facts, pages and look, and its settings under another name; its record stays behind."""
    problems: list[Problem] = []
    for part in _COPIED:
        source = story / part
        for path in files_below(story, source, problems) if source.is_dir() else [source] * source.is_file():
            name = path.relative_to(story).as_posix()
            if name == _CORRECTIONS or name.startswith(f"docs/{RELEASES}/") or "__pycache__" in path.parts:
                continue
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name)
    if problems:
        raise Problems(problems)
    settings = read_text(story, story / CONFIG)
    settings = _set(settings, "site_name", dumps(answers.name, ensure_ascii=False))
    settings = _set(settings, "site_url", f"!ENV [SITE_URL, {dumps(answers.address)}]")
    settings = _set(settings, "edition", "0.1.0")
    for name in TO_PUBLISH:
        settings = _set(settings, name, PLACEHOLDER)
    (folder / CONFIG).write_text(settings, encoding="utf-8", newline="\n")


def _set(settings: str, name: str, value: str) -> str:
    """Return the settings with another value for a name, wherever it stands on a line of its own."""
    return re.sub(rf"(?m)^(\s*{name}:).*$", lambda match: f"{match[1]} {value}", settings)


def pins(fonts: Collection[str] = ()) -> Iterator[str]:
    """Yield a line of ``requirements.txt`` for this program and for each package that it runs with, as they are installed.

    ``fonts`` are the extras of this package that the story's scripts need.
    """
    extras = {*fonts, "fonts"} if fonts else ()
    waiting, seen = ["factbook"], {"factbook"}
    lines: list[str] = []
    while waiting:
        name = waiting.pop()
        try:
            found = distribution(name)
        except PackageNotFoundError:  # such as one for another system
            continue
        lines += [f"{found.name.lower()}=={found.version}"] if name != "factbook" else []
        for wanted in found.requires or ():
            needed = re.split(r"[^\w.-]", wanted, maxsplit=1)[0]
            extra = re.search(r"extra == ['\"]([\w-]+)", wanted)
            if (extra is None or (name == "factbook" and extra[1] in extras)) and needed.lower() not in seen:
                seen.add(needed.lower())
                waiting.append(needed)
    yield _own_pin(fonts)
    yield from sorted(lines)


def migrated_pins(text: str) -> str:
    """Return ``requirements.txt`` with what is installed now, under the comments at its top; the text itself if it has no pin of ours."""
    lines = text.splitlines()
    own = next((line for line in lines if re.match(r"factbook\b", line)), None)
    if own is None:
        return text
    extras = re.match(r"factbook\[([\w, -]+)\]", own)
    fonts = re.findall(r"[\w-]+", extras[1]) if extras else ()
    return "\n".join([*(line for line in lines if line.startswith("#")), *pins(fonts)]) + "\n"


def _own_pin(extras: Collection[str]) -> str:
    """Return the line for this program: its version, or where it was installed from if that was no registry (PEP 610)."""
    name = f"factbook[{','.join(extras)}]" if extras else "factbook"
    try:
        own = distribution("factbook")
    except PackageNotFoundError:  # run from its source
        return name
    origin = loads(own.read_text("direct_url.json") or "{}")
    url, version = str(origin.get("url", "")), origin.get("vcs_info", {})
    if version:
        return f"{name} @ {version['vcs']}+{url}@{version['commit_id']}"
    return f"{name} @ {url}" if url else f"{name}=={own.version}"


def leftovers(root: Path, book: Factbook) -> Iterator[Problem]:
    """Yield a problem for each fact, and each place in a page or the settings, that the starter brought and nobody has replaced."""
    for facts in book.facts.values():
        for fact in facts.values():
            if fact.id.startswith(EXAMPLE):
                message = f"must be a fact of this story, found {quote(fact.id)}, an example of the starter"
                yield Problem(fact.where("id"), PUBLISH, message, f"factbook new {fact.kind} ID")
    for path in (path for path in files_below(root, root / "docs", []) if path.suffix == ".md"):
        text = read_bytes(path).decode("utf-8", "replace")
        for match in re.finditer(PLACEHOLDER, text):
            start = text.rfind("\n", 0, match.start()) + 1
            place = Place(path.relative_to(root).as_posix(), text.count("\n", 0, start) + 1, match.start() - start + 1)
            message = f"must be filled in before the site is published, found {quote(PLACEHOLDER)}"
            yield Problem(place, PUBLISH, message, "a sentence of your own")
