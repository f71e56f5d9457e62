"""``factbook new``: what it writes, where, what it refuses, and that nothing of it can be published as it is."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
from factbook.__main__ import main
from factbook.formatter import unformatted_files
from factbook.kinds import FILE_PATTERNS, KINDS, Claim, Organisation, Source
from factbook.strict_yaml import parse_yaml
from factbook.validation import PLACEHOLDER
from support import SECOND, copy_story, good, load_story, problems_of
from test_schema import complaints

TOPICS = {"event": ["--file", "bridge"], "statement": ["--file", "weather"]}


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return copy_story(SECOND, tmp_path / "story")


def new(root: Path, *arguments: str) -> int:
    return main(["--root", str(root), "new", *arguments])


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.yml"))}


@pytest.mark.parametrize("kind", [*KINDS, "claim"])
def test_each_kind_begins_with_its_fields(kind: str, story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(story)
    ref = "visitors/a-new-one" if kind == "claim" else "a-new-one"
    assert new(story, kind, ref, *TOPICS.get(kind, [])) == 0
    changed = {path for path, content in files(story).items() if before.get(path) != content}
    assert len(changed) == 1
    path = changed.pop()
    assert capsys.readouterr().out.startswith(f"{path}: fill in what is open")
    text = (story / path).read_text(encoding="utf-8")
    assert "id: a-new-one\n" in text
    assert unformatted_files(story, []) == [], "what it writes is in the usual form"
    fields = (Claim if kind == "claim" else KINDS[kind]).model_fields
    for name, field in fields.items():
        if name == "rows":
            continue  # in the table beside the file
        assert f"{field.alias or name}:" in text
    problems = problems_of(story).splitlines()
    assert problems and all(line.endswith("[unfilled]") for line in problems if not line.startswith("    "))
    lines = text.split("\n")
    for line in problems:
        at = line.split(":")
        assert at[0] == path and lines[int(at[1]) - 1][int(at[2]) - 1 :].startswith(PLACEHOLDER)
    assert len(problems) == sum(line.endswith(f" {PLACEHOLDER}") and "#" not in line for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_begin_a_story(kind: str, tmp_path: Path) -> None:
    """Where no file of the kind is there yet."""
    assert new(tmp_path, kind, "a-new-one", *TOPICS.get(kind, [])) == 0
    [path] = (tmp_path / "data").rglob("*.yml")
    assert unformatted_files(tmp_path, []) == []
    parse_yaml(path.read_text(encoding="utf-8"), path.name)
    told = complaints(kind, path.read_text(encoding="utf-8"))
    assert all(PLACEHOLDER in complaint for complaint in told), "an editor's program complains of nothing else"


def test_what_is_filled_in_passes(tmp_path: Path) -> None:
    root = good(tmp_path)
    assert new(root, "organisation", "guild") == 0
    path = root / "data/organisations/guild.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(PLACEHOLDER, "Guild", 1).replace(PLACEHOLDER, "Guild", 1).replace(PLACEHOLDER, "association", 1),
        encoding="utf-8",
    )
    text = path.read_text(encoding="utf-8")
    assert problems_of(root) == "", text


def test_a_claim_goes_behind_the_last_one(story: Path) -> None:
    path = story / "data/counts/visitors.yml"
    before = path.read_text(encoding="utf-8").splitlines()
    assert new(story, "claim", "visitors/guild-2025-07-01") == 0
    after = path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(after) if "guild-2025-07-01" in line)
    assert after[at].startswith("  - id: ")
    assert [line for line in before if line not in after] == []
    assert before.index("assessments:") >= at - 3
    node = parse_yaml("\n".join(after), "a.yml")
    assert node.items["claims"].items[-1].items["id"].text == "guild-2025-07-01"  # type: ignore[union-attr,call-overload,index]  # a wrong shape fails the test


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["cuont", "trips"], "must be a kind of fact, found 'cuont'; did you mean 'count'? [fact-home]"),
        (["count", "Ferry Trips"], "must be an id of lower-case letters, digits and single hyphens (counts bear ids such as ferry-trips), found 'Ferry Trips' [field-value]"),
        (["count", "../../etc/passwd"], "found '../../etc/passwd' [field-value]"),
        (["person", "con"], "data/people/con.yml:1:1: must be a name that files can bear on Windows, found 'con' [file-name]"),
        (["claim", "visitors/nul"], "must be a name that files can bear on Windows, found 'nul' [file-name]"),
        (["event", "trips", "--file", "aux"], "must be told the topic's file with --file, found 'aux'"),
        (["person", "é"], "found 'é' [field-value]"),
        (["count", "visitors"], "must be a new id, found 'visitors', which stands in data/counts/visitors.yml:2:5 [unique-id]"),
        (["person", "guild"], "must be a new id, found 'guild', which stands in data/organisations/guild.yml"),
        (["event", "trips"], "must be told the topic's file with --file, found none; known: bridge, festival [fact-home]"),
        (["event", "trips", "--file", "../x"], "found '../x'; known: bridge, festival [fact-home]"),
        (["claim", "vistors/a"], "found 'vistors/a'; did you mean 'visitors'? [unique-id]"),
        (["claim", "visitors"], "visitors: must be the id of a count, a stroke and a new id, found 'visitors' [field-value]\n    for example: visitors/guild-2025-07-01"),
        (["claim", ""], "claim: must be the id of a count, a stroke and a new id, found ''"),
        (["claim", "visitors/"], "data:1:1: must be an id of lower-case letters"),
        (["person", ""], "data:1:1: must be an id of lower-case letters"),
        (["claim", "visitors/constabulary-2025-06-01"], "which stands in data/counts/visitors.yml:"),
    ],
)  # fmt: skip
def test_what_cannot_be_begun_is_said_and_nothing_is_written(arguments: list[str], message: str, story: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    before = files(story)
    assert new(story, *arguments) == 1
    assert message in capsys.readouterr().err
    assert files(story) == before


def test_a_claim_is_added_to_a_count_that_was_only_begun(story: Path) -> None:
    assert new(story, "count", "kites-lost") == 0
    assert new(story, "claim", "kites-lost/guild-2025-07-01") == 0
    assert new(story, "claim", "kites-lost/", *CLAIM, "source=guild-2025-06-05") == 0
    text = (story / "data/counts/kites-lost.yml").read_text(encoding="utf-8")
    assert text.count("\n  - id: ") == 3 and "  - id: guild-2025-07-01\n    value: at least 9500\n" in text


def test_nothing_is_added_to_a_file_that_cannot_be_read(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = story / "data/places.yml"
    broken.write_text("- id: [\n", encoding="utf-8")
    assert new(story, "place", "a-new-one") == 1
    assert "must be closed" in capsys.readouterr().err
    assert broken.read_text(encoding="utf-8") == "- id: [\n"


def test_a_file_keeps_its_line_ends_its_mark_and_its_permissions(story: Path) -> None:
    path = story / "data/counts/visitors.yml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o640)
    before = path.read_bytes().splitlines()
    assert new(story, "claim", "visitors/guild-2025-07-01") == 0
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf") and after.count(b"\n") == after.count(b"\r\n")
    assert [line for line in before if line not in after.splitlines()] == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("link", ["data/people", "data/.schema"])
def test_nothing_is_written_through_a_link(link: str, story: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    shutil.rmtree(story / link, ignore_errors=True)
    (story / link).symlink_to(tmp_path / "elsewhere")
    assert new(story, "person", "a-new-one") == 1
    assert main(["--root", str(story), "format"]) == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_term_may_share_its_id_with_a_fact(story: Path) -> None:
    assert FILE_PATTERNS["term"].pattern == "glossary.yml"
    assert new(story, "term", "visitors") == 0
    assert "unique-id" not in problems_of(story)


CLAIM = ["value=at least 9500", "by=guild", "as_of=2025-07-01", "basis=model"]


def test_a_claim_with_values_is_whole(story: Path) -> None:
    """Required and given fields in their order, no comment to delete, an id of claimant and day."""
    path = story / "data/counts/visitors.yml"
    before = path.read_text(encoding="utf-8")
    assert new(story, "claim", "visitors/", *CLAIM, "source=guild-2025-06-05", "through=elpida-aeras") == 0
    added = """\
  - id: guild-2025-07-01
    value: at least 9500
    as_of: 2025-07-01
    by: guild
    through:
      - elpida-aeras
    basis: model
    source: guild-2025-06-05
"""
    after = path.read_text(encoding="utf-8")
    assert after.replace(added, "") == before and added in after
    assert unformatted_files(story, []) == []
    assert "not-superseded" in problems_of(story), "the checks of facts are those of any other"


def test_a_claim_its_source_and_its_outlet_are_made_in_one_go(story: Path) -> None:
    source = {"title": "Kites: the pier # crowds", "publisher": "fenn-times", "type": "article", "quality": "A", "read": "whole", "published": "2025-07-02"}  # fmt: skip
    outlet = {"name": "Fenn Times & 'Sons'", "type": "outlet"}
    assert new(
        story,
        *("claim", "young-visitors/fenn", "value=400", "by=fenn-times", "as_of=2025-06-01", "basis=statement"),
        "source=fenn-times-2025-07-02",
        *(f"source.{name}={value}" for name, value in source.items()),
        *(f"source.publisher.{name}={value}" for name, value in outlet.items()),
    ) == 0  # fmt: skip
    book = load_story(story)
    assert book.of(Source)["fenn-times-2025-07-02"].title == source["title"]
    assert book.of(Organisation)["fenn-times"].name == outlet["name"]
    assert str(book.claims["young-visitors/fenn"].value) == "400"
    assert unformatted_files(story, []) == []
    assert problems_of(story) == ""


def test_a_day_is_written_once(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The ids and ``as_of`` of a claim are made of the day of its source, which is told."""
    source = ("source.publisher=herald", "source.published=2025-07-02", "source.title=Kites", "source.type=article")
    assert new(story, "claim", "young-visitors/", "value=400", "by=herald", "basis=statement", *source) == 0
    assert "as_of: 2025-07-02, the day of its source; as_of=… says another\n" in capsys.readouterr().out
    text = (story / "data/counts/young-visitors.yml").read_text(encoding="utf-8")
    assert "  - id: herald-2025-07-02\n    value: 400\n    as_of: 2025-07-02\n" in text
    assert "    source: herald-2025-07-02\n" in text and (story / "data/sources/herald-2025-07-02.yml").exists()
    assert (
        new(story, "claim", "young-visitors/", "value=410", "by=guild", "basis=statement", "source=guild-2025-06-05")
        == 0
    )
    assert "  - id: guild-2025-06-05\n" in (story / "data/counts/young-visitors.yml").read_text(encoding="utf-8")


def test_a_source_is_begun_with_its_claim(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(story, "claim", "visitors/", *CLAIM, "source=guild-2025-07-03", "--with-source") == 0
    assert "data/sources/guild-2025-07-03.yml: fill in what is open" in capsys.readouterr().out
    assert PLACEHOLDER in (story / "data/sources/guild-2025-07-03.yml").read_text(encoding="utf-8")
    assert new(story, "claim", "visitors/again", *CLAIM, "source=guild-2025-06-05", "--with-source") == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["valu=600"], "must be a field of a claim without fields of its own, found 'valu'; did you mean 'value'?"),
        (["denials=no"], "found 'denials'"),
        (["600"], "must be a field, an equals sign and a value, found '600'"),
        (["=600"], "found '=600'"),
        (["value=28k"], "value: must be an amount"),
        (["by=gild"], "did you mean 'guild'?"),
        (["as_of=2025-17-01"], "must be a month from 01 to 12"),
        (["basis=gossip"], "found 'gossip'"),
        (["source=new-2025-07-01"], "found 'new-2025-07-01'"),
        (["source.title=Kites"], "must have the publisher of which its id is made, found none ["),
        (["source=guild-2025-06-05", "source.title=Kites"], "title: must be as data/sources/guild-2025-06-05.yml"),
        (["value.x=1"], "found 'value.x': value is none"),
        (["by=fenn", "by.kind=source"], "by.kind: must be one of organisation, person, found 'source'"),
        (["source=../x", "source.title=Kites"], "found '../x'"),
        (["source=fenn-2025", "source.titel=Kites"], "did you mean 'title'?"),
        (["note=Bare 600 <script>"], "must"),
        (["value=5\n    status: withdrawn"], "value: must be an amount"),
    ],
)
def test_wrong_values_are_told_with_their_place_and_nothing_is_written(values: list[str], message: str, story: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    before = files(story)
    given = dict(text.partition("=")[::2] for text in [*CLAIM, "source=guild-2025-06-05"])
    named = {text.partition("=")[0] for text in values}
    usual = [f"{name}={value}" for name, value in given.items() if name not in named]
    if values == ["source.title=Kites"]:
        usual.remove("source=guild-2025-06-05")
    assert new(story, "claim", "visitors/a-new-one", *usual, *values) == 1
    assert message in capsys.readouterr().err
    assert files(story) == before


def test_a_terminal_asks_for_what_is_required(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(prompt: str) -> str:
        name = prompt.partition(":")[0]
        asked.append(name)
        return {"name": "Prize committee", "type": "association"}.get(name, "")

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    assert new(story, "organisation", "committee") == 0
    assert asked == ["name", "type"]
    assert problems_of(story) == ""
