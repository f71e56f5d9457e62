"""The JSON Schemas: made from the kinds, accepting what the reader accepts and refusing what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from factbook.__main__ import main
from factbook.json_schema import FOLDER, modeline, schema_files, schema_of, schema_of_members
from factbook.kinds import KINDS
from factbook.loading import kind_of_file
from jsonschema import Draft202012Validator
from support import CASES, GOOD, ROOT, SECOND

REAL = pytest.param(ROOT, marks=pytest.mark.real_story, id="real")
STORIES = [REAL, SECOND, GOOD]


class Core(yaml.SafeLoader):
    """YAML as editors' programs read it: the core schema of YAML 1.2, in which ``600`` is a number and a date is text."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
]:
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def core(text: str) -> Any:
    return yaml.load(text, Loader=Core)  # a SafeLoader with fewer types


def files(story: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((story / "data").rglob("*.yml")):
        kind = kind_of_file(path.relative_to(story).as_posix())
        if kind:
            yield path, kind


def complaints(kind: str, text: str) -> list[str]:
    return [error.message for error in Draft202012Validator(schema_of(kind)).iter_errors(core(text))]


def test_a_file_of_claims_has_a_schema_of_its_own() -> None:
    made = schema_of_members("count")
    Draft202012Validator.check_schema(made)
    path = "data/counts/visitors/guild.yml"
    assert (
        modeline("count", path).endswith("=../../.schema/count-claims.json") and "count-claims.json" in schema_files()
    )
    claims = core((SECOND / "data/counts/visitors.yml").read_text(encoding="utf-8"))["claims"]
    judge = Draft202012Validator(made)
    assert judge.is_valid({"claims": claims})
    assert not any(
        map(judge.is_valid, ({"claims": claims, "title": "Visitors"}, {}, {"claims": [{"id": "guild"}]}, claims))
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one(kind: str) -> None:
    made = schema_of(kind)
    Draft202012Validator.check_schema(made)
    assert "anyOf" not in json.dumps(made), "an empty value is no choice: the line is left out"
    assert '"refers":' not in json.dumps(made), "our own word for what a field refers to becomes its title"


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_explained(kind: str) -> None:
    made = schema_of(kind)
    for owner in [made, *made.get("$defs", {}).values()]:
        assert owner.get("description")
        for name, field in owner.get("properties", {}).items():
            assert field.get("description"), f"{kind}: {name}"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_every_good_file_passes(story: Path) -> None:
    validators = {kind: Draft202012Validator(schema_of(kind)) for kind in KINDS}
    seen = set()
    for path, kind in files(story):
        seen.add(kind)
        assert [
            error.message for error in validators[kind].iter_errors(core(path.read_text(encoding="utf-8")))
        ] == [], path
    assert len(seen) > 4


@pytest.mark.parametrize(
    "case", [path for path in (CASES / "accepted").iterdir() if path.is_dir()], ids=lambda case: case.name
)
def test_odd_files_that_the_reader_accepts_pass(case: Path) -> None:
    for path, kind in files(case):
        assert complaints(kind, path.read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize(
    ("kind", "text", "complaint"),
    [
        ("count", "id: n\ncounting: cumulativ\n", "'cumulativ' is not one of"),
        ("organisation", "id: council\nname: Council\ntype: government\nnames: x\n", "'names' was unexpected"),
        ("organisation", "id: council\ntype: government\n", "'name' is a required property"),
        ("organisation", "id: The Council\nname: Council\ntype: government\n", "does not match"),
        ("organisation", "id: council\nname:\ntype: government\n", "None is not of type"),
        ("organisation", "id: council\nname: [Council]\ntype: government\n", "is not of type 'string'"),
        ("source", "id: a\ntype: report\npublisher: b\nquality: A\nread: whole\nurl: ftp://example.org\n", "does not match"),
        ("event", "id: a\n", "is not of type 'array'"),
        ("place", "- id: a\n  name: A\n  type: area\n  source: b\n  location: {precision: point, source: b, lat: 91, lon: 0}\n", "greater than the maximum"),
        ("count", "claims:\n  - id: a\n    vlaue: 600\n", "'vlaue' was unexpected"),
        ("person", "id: a\nname: A\nroles: []\n", "non-empty"),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_while_typing(kind: str, text: str, complaint: str) -> None:
    assert any(complaint in each for each in complaints(kind, text))


@pytest.mark.parametrize("story", [REAL, SECOND], ids=lambda story: story.name)
def test_the_schemas_beside_the_facts_are_current(story: Path) -> None:
    folder = story / FOLDER
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == schema_files(), (
        "run 'factbook schema'"
    )


@pytest.mark.parametrize("story", [REAL, SECOND], ids=lambda story: story.name)
def test_every_fact_file_leads_to_its_schema(story: Path) -> None:
    for path, kind in files(story):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first == modeline(kind, path.relative_to(story).as_posix())
        assert (path.parent / first.partition("$schema=")[2]).resolve() == (story / FOLDER / f"{kind}.json").resolve()


def test_the_command_prints_or_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "count"]) == 0
    assert json.loads(capsys.readouterr().out) == schema_of("count")
    assert main(["schema", "--out", str(tmp_path / "there")]) == 0
    assert {path.name for path in (tmp_path / "there").iterdir()} == schema_files().keys()
    assert len(capsys.readouterr().out.splitlines()) == len(schema_files())
    assert main(["schema", "--out", str(tmp_path / "there")]) == 0
    assert capsys.readouterr().out == "", "what is current is not written again"
