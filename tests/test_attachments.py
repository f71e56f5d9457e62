"""Files beside the pages: of a closed list of types by name and content, none that tells a host what to do, and none in another's place."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import wave
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from factbook.__main__ import main
from factbook.exports.data import releases
from factbook.pages.attachments import TYPES, collisions, read_attachments
from factbook.problems import Place
from factbook.settings import site_at
from PIL import Image
from support import good, write


def drawn(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(out, form)
    return out.getvalue()


def database() -> bytes:
    with sqlite3.connect(":memory:") as made:
        made.execute("create table kites (id)")
        return made.serialize()


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setparams((1, 1, 8000, 1, "NONE", ""))
        made.writeframes(b"\x80")
    return out.getvalue()


def archive(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return out.getvalue()


REAL: dict[str, bytes] = {
    ".avif": drawn("AVIF"),
    ".gif": drawn("GIF"),
    ".ico": drawn("ICO"),
    ".jpeg": drawn("JPEG"),
    ".jpg": drawn("JPEG"),
    ".png": drawn("PNG"),
    ".webp": drawn("WEBP"),
    ".mp3": b"\xff\xfb\x90\x64\x00",
    ".mp4": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41",
    ".ogg": b"OggS\x00\x02" + bytes(8),
    ".ics": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    ".vtt": "\ufeffWEBVTT\n\n00:00.000 --> 00:01.000\nKites\n".encode(),
    ".wav": sound(),
    ".webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01",
    ".docx": archive(**{"[Content_Types].xml": "<Types/>"}),
    ".xlsx": archive(**{"[Content_Types].xml": "<Types/>"}),
    ".ods": archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    ".odt": archive(mimetype="application/vnd.oasis.opendocument.text"),
    ".pdf": b"%PDF-1.7\n",
    ".sqlite": database(),
    ".zip": archive(),
    ".csv.gz": gzip.compress(b"id\n"),
    ".tar.gz": gzip.compress(b""),
    ".bib": b"@misc{kites}\n",
    ".csv": "\ufeffname;value\r\nRathäuser;1\r\n".encode(),
    ".geojson": b"{}",
    ".json": b"",
    ".jsonl": b"{}\n{}\n",
    ".tsv": b"a\tb\x0c\n",
    ".txt": b"a < b, <b>\n",
}
"""A file of each type, made by a program of its own where one is here."""


def told(root: Path, *wanted: str) -> dict[str, str]:
    return {problem.place.path: str(problem) for problem in read_attachments(root, wanted)[1]}


def test_a_file_of_each_type_is_published(tmp_path: Path) -> None:
    assert {f".{ending.rpartition('.')[2]}" for ending in REAL} == TYPES.keys()
    names = {f"docs/a{number}/Kites{ending}": content for number, (ending, content) in enumerate(REAL.items())}
    root = write(tmp_path, {**names, "docs/UPPER.PNG": REAL[".png"]})
    assert told(root) == {}
    assert len(read_attachments(root)[0]) == len(names) + 1


@pytest.mark.parametrize("ending", [ending for ending in TYPES if TYPES[ending].begins])
def test_a_file_of_another_type_is_refused(ending: str, tmp_path: Path) -> None:
    """HTML, the empty file, one sign, and every other type; ZIP archives hold documents, which begin alike."""
    name = "kites.csv.gz" if ending == ".gz" else f"kites{ending}"
    alike = [{".docx", ".xlsx", ".zip", ".ods", ".odt"}, {".jpg", ".jpeg"}, {".gz", ".csv.gz", ".tar.gz"}]
    own = next((each for each in alike if ending in each), {ending})
    own = {ending} if ending in (".ods", ".odt") else own
    others = {other: content for other, content in REAL.items() if other not in own}
    for other, content in {
        **others,
        "html": b"<html>",
        "one": b"\xff",
        "late": b" " + REAL.get(ending, b"\x1f"),
    }.items():
        root = write(tmp_path, {f"docs/{name}": content})
        assert "[docs-file]" in told(root).get(f"docs/{name}", ""), other


@pytest.mark.parametrize("ending", [ending for ending in TYPES if not TYPES[ending].begins])
@pytest.mark.parametrize(
    "content",
    [
        b"<script>alert(1)</script>",
        b"\n \t\x0c<!doctype html>",
        "\ufeff<svg onload=alert(1)>".encode(),
        "\u00a0\u2003<html>".encode(),
        b" " * 1_000_001 + b"<?xml version='1.0'?>",
        b"a" * 1_500_000 + b"\x00",
        b"a" * 999_999 + "ü".encode() + b"\xff",
        "id\n".encode("utf-16"),
        b"name\nRath\xe4user\n",
        b"cut \xc3",
        b"\x1b[31m\x08",
        REAL[".png"],
        REAL[".sqlite"],
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_text_is_refused_under_the_name_of_one(ending: str, content: bytes, tmp_path: Path) -> None:
    assert told(write(tmp_path, {f"docs/kites{ending}": content})).keys() == {f"docs/kites{ending}"}


REFUSED = (
    *("evil.html", "evil.htm", "evil.xhtml", "evil.svg", "evil.svgz", "evil.xml", "evil.js", "evil.mjs", "evil.css"),
    *("evil.wasm", "evil.php", "evil.shtml", "evil.markdown", "evil.MD", "evil.mdown", "evil.HTML", "evil.swf"),
    *(
        "index.html.gz",
        "sub/index.html.gz",
        "app.js.gz",
        "x.svg.gz",
        "x.gz",
        "x.gz.gz",
        "index.html.br",
        "x.html.txt.html",
    ),
    *(
        "CNAME",
        "_redirects",
        "_headers",
        "evil",
        "sub/evil",
        "SHA256SUMS",
        "releases/SHA256SUMS",
        "releases/1.0/SHA256SUMS",
    ),
    *(
        "releases/1.0.0/CNAME",
        "releases/1.0.0/x/SHA256SUMS",
        "_routes.json",
        "_worker.txt",
        "_config.csv",
        "vercel.json",
        "ads.txt",
        "BingSiteAuth.xml",
        "wrangler.json",
    ),
    *(
        "sub/staticwebapp.config.json",
        "web.config",
        "netlify.toml",
        "x.html.",
        "evil.txt.",
        "#index.md#",
        "index.md.bak",
    ),
    *(
        "index.md.orig",
        "index.md.swp",
        "index.md.rej",
        "index.md_",
        "Thumbs.db",
        "desktop.ini",
        "a.b",
        "evil.",
        "index.html.en",
    ),
)


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_runs_or_tells_a_host_what_to_do_is_refused(name: str, tmp_path: Path) -> None:
    root = write(tmp_path, {f"docs/{name}": REAL[".csv.gz"] if name.endswith(".gz") else "kites\n"})
    assert told(root).keys() == {f"docs/{name}"}
    if "." in name.rpartition("/")[2] and not name.endswith((".json", ".txt", ".csv")):
        assert told(root, name), "naming it does not make it a file that runs nothing"


@pytest.mark.parametrize("name", ["CNAME", "_redirects", "_headers", "_routes.json", "vercel.json", "sub/LICENSE"])
def test_what_the_settings_name_is_published_if_it_is_text(name: str, tmp_path: Path) -> None:
    root = write(
        good(tmp_path),
        {f"docs/{name}": "kites.example.org\n", "mkdocs.yml": f"plugins:\n  - factbook:\n      files: ['{name}']\n"},
    )
    assert main(["--root", str(root), "check"]) == 0
    write(root, {f"docs/{name}": "<script>alert(1)</script>"})
    assert main(["--root", str(root), "check"]) == 1


def test_the_example_of_a_refusal_makes_it_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write(good(tmp_path), {"docs/CNAME": "kites.example.org\n", "docs/#x#": "x\n"})
    assert main(["--root", str(root), "check"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[1:4] == ["    for example: plugins:", "          - factbook:", '              files: ["#x#"]']
    write(root, {"mkdocs.yml": 'plugins:\n  - factbook:\n      files: ["#x#", CNAME]\n'})
    assert main(["--root", str(root), "check"]) == 0


@pytest.mark.parametrize("files", ["CNAME", "{CNAME: true}", "[[CNAME]]", "null"])
def test_settings_of_another_shape_name_no_file(files: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write(
        good(tmp_path), {"docs/CNAME": "x\n", "mkdocs.yml": f"plugins:\n  - factbook:\n      files: {files}\n"}
    )
    assert main(["--root", str(root), "check"]) == 1
    told = capsys.readouterr().err
    assert "docs/CNAME:1:1: must" in told and ("mkdocs.yml:3:7: files: must be a list" in told) == (files != "null")


def test_a_frozen_edition_is_published(tmp_path: Path) -> None:
    root = write(good(tmp_path), {"mkdocs.yml": "plugins:\n  - factbook:\n      edition: 1.0.0\n"})
    assert main(["--root", str(root), "release", "1.0.0"]) == 0
    assert (releases.releases_folder(root) / "1.0.0/SHA256SUMS").is_file()
    assert main(["--root", str(root), "check"]) == 0


def test_what_is_no_file_or_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path, {"docs/locked.png": REAL[".png"]})
    os.mkfifo(root / "docs/pipe.txt")
    unlocked: Callable[..., object] = Path.open

    def locked(path: Path, *rest: object) -> object:
        if path.name == "locked.png":
            raise PermissionError(13, "Permission denied")
        return unlocked(path, *rest)

    monkeypatch.setattr(Path, "open", locked)
    assert told(root) == {
        "docs/locked.png": "docs/locked.png:1:1: must be readable, found: Permission denied [docs-file]",
        "docs/pipe.txt": "docs/pipe.txt:1:1: must be a file, found something else of that name [docs-file]",
    }


OWN = ("feed.json", "data/facts.json", "data/claims.csv", "charts/index/claims/embed/index.html", "api/v1/index.json")


def taken(pages: list[str], attached: list[str]) -> Iterator[str]:
    found = collisions([(path, Place(f"docs/{path}")) for path in pages], attached, OWN)
    return (problem.place.path.removeprefix("docs/") for problem in found)


@pytest.mark.parametrize(
    ("pages", "attached", "told_at"),
    [
        ([], ["api"], ["api"]),
        ([], ["api/v1"], ["api/v1"]),
        ([], ["api/v1/index.json/x.txt"], ["api/v1/index.json/x.txt"]),
        ([], ["assets"], ["assets"]),
        ([], ["Assets"], ["Assets"]),
        ([], ["assets/x/y.txt", "Assets/x.csv"], ["assets/x/y.txt", "Assets/x.csv"]),
        ([], ["search"], ["search"]),
        ([], ["search/search_index.json"], ["search/search_index.json"]),
        ([], ["data/facts.json.gz", "DATA/CLAIMS.CSV"], ["data/facts.json.gz", "DATA/CLAIMS.CSV"]),
        (["counts/visitors.md"], ["counts/visitors"], ["counts/visitors"]),
        (["counts/visitors.md"], ["counts"], ["counts"]),
        (["counts/visitors.md"], ["Counts/Visitors"], ["Counts/Visitors"]),
        (["counts/visitors.md"], ["counts/visitors/index.html"], ["counts/visitors/index.html"]),
        (["counts/visitors.md"], ["counts/visitors/index.html/x.txt"], ["counts/visitors/index.html/x.txt"]),
        (["counts/README.md"], ["counts/index.html.gz"], ["counts/index.html.gz"]),
        (["charts/index/claims/embed.md"], [], ["charts/index/claims/embed.md"]),
        (["sitemap.xml.gz.md", "404.html.md", "assets/site.js.md"], [], ["sitemap.xml.gz.md", "404.html.md", "assets/site.js.md"]),
        (["feed.json/index.md"], [], ["feed.json/index.md"]),
        (["a.csv.md"], ["a.csv"], ["a.csv"]),
        # beside each other
        (["assets.md", "search.md", "404.md", "data.md", "data/how.md", "index.md"], ["data/raw.csv", "search/words.txt"], []),
        (["counts/visitors.md"], ["counts/visitors/plan.pdf", "counts/visitors.csv"], []),
        ([], ["kites.csv", "kites.csv.gz"], []),
    ],
)  # fmt: skip
def test_what_takes_the_place_of_another_is_told(pages: list[str], attached: list[str], told_at: list[str]) -> None:
    assert list(taken(pages, attached)) == told_at


def test_places_are_the_same_with_and_without_an_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A picture for sharing is drawn where the site knows its address, which CI knows and an editor need not."""
    root = write(good(tmp_path), {"docs/share/index.png": REAL[".png"]})
    assert not site_at(root).url and main(["--root", str(root), "check"]) == 1
    assert "found the engine's file share/index.png [docs-place]" in capsys.readouterr().err
