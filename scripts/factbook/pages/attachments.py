"""Files of the story that are no pages: an allow-list of types, checked by name and by content.

Threat (SECURITY.md): a file beside the pages that a browser runs.

A name tells a host what to call a file, and browsers guess where a host calls it nothing (MIME Sniffing Standard,
https://mimesniff.spec.whatwg.org). So both are checked: the ending is in :data:`TYPES`, and the content begins with the
signature of that type. The list is short and closed, and each test is a fixed place in the first bytes, which a library that
guesses among hundreds of types would not make surer.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, NamedTuple

from ..exports.data import releases
from ..files import caseless_key, files_below
from ..normalize import describe_character
from ..problems import Place, Problem, quote, rule
from ..settings import as_option
from .links import url_of

FILES = rule(
    "docs-file",
    "The docs folder holds pages and files that run nothing: pictures, sound, film and data, each of the type that its "
    "name tells, and none that tells a host what to do unless the settings name it.",
)
TAKEN = rule("docs-place", "A page or a file in docs takes no place on the site that another file has.")
ASSETS: Final = "assets"
"""The theme's folder on the site, from which alone a page takes scripts, styles and fonts."""
THEIRS: Final = ("404.html", f"{ASSETS}/site.js", "search/search_index.json", "sitemap.xml.gz")
"""Files of the theme and the publisher; of the theme's folder one stands for all."""
_HEAD: Final = 128
_CHUNK: Final = 1_000_000
_BINARY: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""Characters that no text holds: "binary data bytes" of the MIME Sniffing Standard, section 3."""
_RELEASED: Final = re.compile(rf"{releases.FOLDER}/{releases.VERSION.pattern}/{re.escape(releases.CHECKSUMS)}")
_HOSTS: Final = frozenset(
    [
        *("firebase.json", "now.json", "package.json", "serve.json", "static.json", "staticwebapp.config.json"),
        *("vercel.json", "wrangler.json"),
        *("ads.txt", "app-ads.txt", "bingsiteauth.xml", "clientaccesspolicy.xml", "crossdomain.xml", "sellers.json"),
    ]
)
"""Files that act for the site's owner by their names: settings of hosts, and declarations of rights.

Settings of other hosts begin with an underscore or have no ending.
"""


class Type(NamedTuple):
    """A type of file, in words, and whether the first bytes of a file are of it; without a test it is text in UTF-8."""

    words: str
    begins: Callable[[bytes], bool] | None = None


def _with(start: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(start, at)


def _media(*brands: bytes) -> Callable[[bytes], bool]:
    """A file of ISO/IEC 14496-12, section 4.3: a box ``ftyp`` that names one of the brands, or with none given, any."""
    return lambda head: head[4:8] == b"ftyp" and (not brands or any(brand in head[8:] for brand in brands))


def _odf(kind: bytes) -> Callable[[bytes], bool]:
    """A ZIP archive whose first entry is its type, not packed (OpenDocument 1.3, part 2, section 3.3)."""
    return _with(b"mimetypeapplication/vnd.oasis.opendocument." + kind, 30)


_TEXT: Final = Type("text in UTF-8")
_ZIP: Final = _with(b"PK\x03\x04")
_JPEG: Final = Type("a JPEG picture", _with(b"\xff\xd8\xff"))
TYPES: Final[Mapping[str, Type]] = {
    ".avif": Type("an AVIF picture", _media(b"avif", b"avis")),
    ".gif": Type("a GIF picture", lambda head: head.startswith((b"GIF87a", b"GIF89a"))),
    ".ico": Type("an icon (ICO)", _with(b"\x00\x00\x01\x00")),
    ".jpeg": _JPEG,
    ".jpg": _JPEG,
    ".png": Type("a PNG picture", _with(b"\x89PNG\r\n\x1a\n")),
    ".webp": Type("a WebP picture", lambda head: head.startswith(b"RIFF") and head[8:14] == b"WEBPVP"),
    ".mp3": Type(
        "MP3 sound",
        lambda head: head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] != b"" and head[1] & 0xE6 == 0xE2),
    ),
    ".mp4": Type("an MP4 film", lambda head: _media()(head) and not _media(b"avif", b"avis")(head)),
    ".ogg": Type("an Ogg file", _with(b"OggS\x00")),
    ".vtt": Type("subtitles (WebVTT)", lambda head: head.removeprefix(codecs.BOM_UTF8).startswith(b"WEBVTT")),
    ".wav": Type("WAVE sound", lambda head: head.startswith(b"RIFF") and head[8:12] == b"WAVE"),
    ".webm": Type("a WebM film", _with(b"\x1a\x45\xdf\xa3")),
    ".ods": Type("an OpenDocument spreadsheet", _odf(b"spreadsheet")),
    ".odt": Type("an OpenDocument text", _odf(b"text")),
    ".zip": Type("a ZIP archive", lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06"))),
    ".docx": Type("a ZIP archive, as Word documents are", _ZIP),
    ".xlsx": Type("a ZIP archive, as Excel documents are", _ZIP),
    ".ics": Type("a calendar (iCalendar)", _with(b"BEGIN:VCALENDAR")),
    ".pdf": Type("a PDF document", _with(b"%PDF-")),
    ".sqlite": Type("an SQLite database", _with(b"SQLite format 3\x00")),
    ".gz": Type("a file packed by gzip", _with(b"\x1f\x8b\x08")),
    **dict.fromkeys((".bib", ".csv", ".geojson", ".json", ".jsonl", ".tsv", ".txt"), _TEXT),
}
"""The types of files that are published as they are, by ending. In none of them does a browser run anything: HTML, SVG, scripts
and styles are of the theme; a publisher would take ``.markdown`` and ``.MD`` for pages, past all checks.

Signatures: MIME Sniffing Standard, section 6; WebVTT, section 4.1; SQLite, https://sqlite.org/fileformat2.html; PDF, ISO
32000-1, section 7.5.2; gzip, RFC 1952; ZIP, APPNOTE 6.3.
"""


def read_attachments(root: Path, wanted: Iterable[str] = ()) -> tuple[list[str], list[Problem]]:
    """Return the paths below ``root/docs`` of the files that are no pages and can be published, and the problems of the others.

    ``wanted`` are allowed by the settings although hosts may obey them, or they have no ending, such as ``CNAME``.
    """
    problems: list[Problem] = []
    allowed, docs = frozenset(wanted), root / "docs"
    sound: list[str] = []
    for path in [path for path in files_below(root, docs, problems) if path.suffix != ".md"]:
        name = path.relative_to(docs).as_posix()
        try:
            wrong = _name_fault(name, allowed) or _content_fault(path)
        except OSError as error:
            wrong = Wrong(f"must be readable, found: {error.strerror}")
        if wrong:
            problems.append(Problem(Place(f"docs/{name}"), FILES, wrong.message, wrong.example))
        else:
            sound.append(name)
    return sound, problems


class Wrong(NamedTuple):
    """What is wrong with a file, and a correct example."""

    message: str
    example: str = ""


def _name_fault(name: str, wanted: frozenset[str]) -> Wrong | None:
    """Return what is wrong with a file's path below ``docs/``."""
    path = PurePosixPath(name)
    suffix, inner = path.suffix.lower(), PurePosixPath(path.stem).suffix.lower()
    if "." not in path.name:
        if name in wanted or _RELEASED.fullmatch(name):
            return None
        message = "must have an ending that tells what it is, or be named in mkdocs.yml as wanted, found neither"
        return Wrong(message, _wanting(name))
    if suffix not in TYPES:
        ending = path.name[path.name.rindex(".") :]
        message = f"must be a page (.md) or a file that runs nothing, found {quote(ending)}"
        return Wrong(message, "a picture as PNG; what the theme needs lies in overrides/assets")
    if name not in wanted and (name.startswith("_") or path.name.lower() in _HOSTS):
        message = f"must be named in mkdocs.yml as wanted, as others take it for the owner's word, found {quote(name)}"
        return Wrong(message, _wanting(name))
    if suffix == ".gz" and inner not in (".tar", *(TYPES.keys() - {".gz"})):
        message = (
            f"must be packed data, as hosts may unpack it for whom asks without .gz, found {quote(inner)} before it"
        )
        return Wrong(message, "figures.csv.gz")
    return None


def _wanting(name: str) -> str:
    """Return the lines of ``mkdocs.yml`` that allow a file."""
    plain = re.fullmatch(r"[A-Za-z_][\w./-]*", name)
    return as_option("files", f"[{name if plain else json.dumps(name, ensure_ascii=False)}]")


def _content_fault(path: Path) -> Wrong | None:
    """Return what is wrong with a file's bytes; text is read to the end, in chunks. Raises :class:`OSError`."""
    if not path.is_file():  # a pipe or a device would be read for ever
        return Wrong("must be a file, found something else of that name")
    kind = TYPES.get(path.suffix.lower(), _TEXT)
    with path.open("rb") as file:
        if kind.begins is None:
            return _text_fault(file)
        head = file.read(_HEAD)
    if kind.begins(head):
        return None
    ending, other = next(
        ((ending, other.words) for ending, other in TYPES.items() if other.begins and other.begins(head)),
        ("", f"a file that begins {head[:8]!r}" if head else "an empty file"),
    )
    example = f"{path.stem}{ending}" if ending else f"{path.name}, saved once more as {kind.words}"
    return Wrong(f"must be {kind.words}, as its name says, found {other}", example)


def _text_fault(file: BinaryIO) -> Wrong | None:
    """Return why a file is no text in UTF-8, or may be sniffed as HTML, SVG or XML, all of which begin with ``<``."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    begun = False
    try:
        while piece := file.read(_CHUNK):
            text = decoder.decode(piece)
            if odd := _BINARY.search(text):
                return Wrong(f"must be text in UTF-8, found {describe_character(odd[0])}", "save the file as UTF-8")
            if not begun and (begin := text.lstrip()):
                begun = True
                if begin.startswith("<"):
                    message = (
                        f"must be text that no browser takes for HTML or XML, found {quote(begin[:20])} at its head"
                    )
                    return Wrong(message, "the head of a table, or a line of words, before it")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return Wrong(f"must be text in UTF-8, found byte 0x{error.object[error.start]:02x}", "save the file as UTF-8")
    return None


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that a build writes: its path below the site's root, its description, its origin, and its place, if an editor can move it."""

    path: str
    words: str
    origin: str
    place: Place | None = None


def collisions(
    pages: Iterable[tuple[str, Place]],
    attached: Iterable[str],
    own: Iterable[str],
    aliases: Iterable[tuple[str, Place]] = (),
) -> Iterator[Problem]:
    """Yield a problem for each page (path below ``docs/``, place), attached file or alias that collides with another file.

    Files collide at the same path, case folded, as some systems and hosts ignore case; as a folder with the name of a
    file, or the reverse; and packed, beside a file that some hosts replace by it. ``own`` are the paths of the engine's
    files. Two pages, or two attached files, are compared where they are read.
    """
    files: dict[str, OutputFile] = {}
    folders: dict[str, OutputFile] = {}
    for each in (
        *(OutputFile(path, f"the engine's file {path}", "engine") for path in own),
        *(OutputFile(path, f"the theme's file {path}", "engine") for path in THEIRS),
        *(OutputFile(f"{url_of(path)}index.html", f"the page {path}", "page", place) for path, place in pages),
        *(OutputFile(path, f"the file docs/{path}", "editor", Place(f"docs/{path}")) for path in attached),
        *(
            OutputFile(f"{alias}index.html", f"the alias {alias} of {place.path}", f"alias {number}", place)
            for number, (alias, place) in enumerate(aliases)
        ),
    ):
        key = caseless_key(each.path)
        in_the_way = [files.get(key), folders.get(key), *map(files.get, _above(key))]
        in_the_way += [files.get(key[:-3])] if key.endswith(".gz") else []
        other = next((other for other in in_the_way if other and other.origin != each.origin), None)
        if each.place and key.startswith(f"{ASSETS}/") and key != f"{ASSETS}/index.html":
            other = OutputFile(ASSETS, f"the theme's folder {ASSETS}", "engine")
        if each.place and other:
            where = "" if other.words.endswith(f" {each.path}") else f" in the way of {each.path}"
            message = f"must have a place of its own on the site, found {other.words}{where}"
            yield Problem(each.place, TAKEN, message, "another name, or another folder")
        files.setdefault(key, each)
        for folder in _above(key):
            folders.setdefault(folder, each)


def _above(path: str) -> Iterator[str]:
    """Yield the parent folders of a path."""
    while path := path.rpartition("/")[0]:
        yield path
