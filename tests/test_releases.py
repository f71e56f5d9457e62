"""Frozen copies of the facts: complete, the same bytes each time, never written twice, and checked ever after."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from factbook.__main__ import main
from factbook.exports.data import load_json, releases
from factbook.loading import load
from factbook.problems import Problems
from support import ROOT, SECOND, built, copy_story, html_pages, load_story

NAMES = {"SHA256SUMS", "datapackage.json", "facts-yaml.zip", "facts.json", "facts.jsonl", "facts.sqlite", "claims.csv"}


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return copy_story(SECOND, tmp_path / "story")


def freeze(story: Path, *more: str, version: str = "1.2.0") -> int:
    return main(["--root", str(story), "release", version, *more])


def edition(story: Path, version: str) -> None:
    path = story / "mkdocs.yml"
    path.write_text(re.sub(r"edition: .*", f"edition: {version}", path.read_text(encoding="utf-8")), encoding="utf-8")


def test_a_release_is_whole_and_can_be_read_again(story: Path, tmp_path: Path) -> None:
    assert freeze(story, "--on", "2025-07-01") == 0
    folder = story / "docs/releases/1.2.0"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert files.keys() >= NAMES
    listed = {line[66:]: line[:64] for line in files["SHA256SUMS"].decode().splitlines()}
    assert listed == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"
    }
    package = json.loads(files["datapackage.json"])
    assert (package["version"], package["created"]) == ("1.2.0", "2025-07-01T00:00:00Z")
    assert list(load_json(folder / "facts.json").claims) == list(load_story(SECOND).claims)
    with zipfile.ZipFile(io.BytesIO(files["facts-yaml.zip"])) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "again")
    assert list(load(tmp_path / "again").claims) == list(load_story(SECOND).claims)


def test_a_release_is_the_same_bytes_on_every_machine(story: Path) -> None:
    assert freeze(story, "--on", "2025-07-01") == 0
    other = copy_story(SECOND, story.parent / "elsewhere" / "other")
    for path in other.rglob("*.yml"):
        if path.name != "mkdocs.yml":
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))  # as Git checks out on Windows
    assert freeze(other, "--on", "2025-07-01") == 0
    first, second = (
        {path.name: path.read_bytes() for path in (root / "docs/releases/1.2.0").iterdir()} for root in (story, other)
    )
    assert [name for name in first if first[name] != second[name]] == []


def test_a_release_is_never_written_again(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert freeze(story) == 0
    before = {path: path.read_bytes() for path in (story / "docs/releases").rglob("*") if path.is_file()}
    assert freeze(story) == 1
    assert "must never be written again" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("version", "problem"),
    [
        ("1.3.0", "edition: must be the version to release, 1.3.0, found '1.2.0'"),
        ("1.2", "must be three numbers with points between them, found '1.2'"),
        ("../1.2.0", "must be three numbers"),
        ("1.2.0rc1", "must be three numbers"),
    ],
)
def test_versions_that_are_refused(story: Path, version: str, problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert freeze(story, version=version) == 1
    assert problem in capsys.readouterr().err
    assert not (story / "docs/releases").exists()


def test_broken_facts_are_not_frozen(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (story / "data/sides.yml").write_text("- id: [", encoding="utf-8")
    assert freeze(story) == 1
    assert "data/sides.yml" in capsys.readouterr().err
    assert not (story / "docs/releases").exists()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("claims.csv", b"changed", "docs/releases/1.2.0/claims.csv:1:1: must be as released, found other bytes"),
        ("claims.csv", None, "docs/releases/1.2.0/claims.csv:1:1: must be there as released"),
        ("more.csv", b"new", "docs/releases/1.2.0/more.csv:1:1: must be among the check sums"),
        ("SHA256SUMS", b"nothing", "docs/releases/1.2.0/SHA256SUMS:1:1: must hold the check sums"),
        ("SHA256SUMS", None, "docs/releases/1.2.0/SHA256SUMS:1:1: must hold the check sums"),
    ],
)
def test_a_changed_release_is_found(
    story: Path, name: str, content: bytes | None, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert freeze(story) == 0
    assert main(["--root", str(story), "release"]) == 0
    assert "1 release, every file as released" in capsys.readouterr().out
    path = story / "docs/releases/1.2.0" / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    assert main(["--root", str(story), "release"]) == 1
    assert problem in capsys.readouterr().err
    edition(story, "1.3.0")
    assert freeze(story, version="1.3.0") == 1, "nothing is frozen beside a broken release"
    assert not (story / "docs/releases/1.3.0").exists()


def test_a_tag_is_checked_against_the_facts(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert freeze(story, "--check") == 1
    assert "docs/releases/1.2.0:1:1: must be a release, found none" in capsys.readouterr().err
    assert freeze(story, "--on", "2025-07-01") == 0
    assert freeze(story, "--check") == 0
    assert freeze(story, "--check", version="v1.2.0") == 0, "as a tag has it"
    path = story / "data/counts/visitors.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("about 1200", "about 1300"), encoding="utf-8")
    assert freeze(story, "--check") == 1
    found = capsys.readouterr().err
    assert "claims.csv:1:1: must be what the facts give" in found
    assert "people.csv" not in found
    assert main(["--root", str(story), "release"]) == 0, "the frozen files themselves are unchanged"


def test_releases_are_published_as_they_are(story: Path, tmp_path: Path) -> None:
    assert freeze(story, "--on", "2025-07-01") == 0
    edition(story, "1.10.0")
    assert freeze(story, "--on", "2025-08-01", version="1.10.0") == 0
    assert [each.version for each in releases.find_releases(story)] == ["1.10.0", "1.2.0"]
    assert releases.find_releases(story)[1].day == "2025-07-01"
    site = built(story / "mkdocs.yml", tmp_path / "site")
    page = html_pages(site)["data/index.html"]
    links = {element.attributes.get("href", "") for element in page.all("a")}
    for version in ("1.2.0", "1.10.0"):
        for path in (story / "docs/releases" / version).iterdir():
            assert (site / "releases" / version / path.name).read_bytes() == path.read_bytes()
            assert f"../releases/{version}/{path.name}" in links


@pytest.mark.real_story
def test_the_releases_of_this_story_are_as_they_were() -> None:
    assert list(releases.verify_releases(ROOT)) == []
    assert all(each.day <= date.today().isoformat() for each in releases.find_releases(ROOT))


@pytest.mark.real_story
def test_a_download_of_this_story_is_no_release() -> None:
    with pytest.raises(Problems):
        load_json(ROOT / "mkdocs.yml")


def test_the_workflow_can_only_read_and_calls_only_make() -> None:
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert workflow[True] == {"push": {"tags": ["v*"]}}  # YAML 1.1 reads "on" as true
    for job in workflow["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        for step in job["steps"]:
            assert "uses" not in step or re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"])
            assert "run" not in step or (step["run"].startswith("make ") and "${{" not in step["run"])
            assert not step.get("uses", "").startswith("actions/checkout") or step["with"] == {
                "persist-credentials": False
            }
    assert "secrets." not in text
