"""The usual form of fact files: what changes, what never does, and who is told."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from factbook.__main__ import main
from factbook.formatter import Unformatted, comments_of, format_text, unformatted_files
from factbook.loading import kind_of_file
from factbook.problems import Problem, Problems
from factbook.strict_yaml import parse_yaml, to_builtins
from hypothesis import given, settings
from hypothesis import strategies as some
from support import CASES, ROOT, SECOND, good, write

COUNT = "data/counts/visitors.yml"
EVENTS = "data/events/festival.yml"
HEAD = "# yaml-language-server: $schema=../.schema/count.json\n"


def form(text: str, kind: str = "count", path: str = COUNT) -> str:
    """The usual form without its first line; it must be its own usual form."""
    after = format_text(text, path, kind)
    assert format_text(after, path, kind) == after
    return after.partition("\n")[2]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: A\nid: a\n", "id: a\ntitle: A\n"),
        ("zebra: 1\ntitle: A\nid: a\n", "id: a\ntitle: A\nzebra: 1\n"),
        ("id:   a\ntitle:    'A b'\n", "id: a\ntitle: A b\n"),
        ("{id: a, claims: [{value: 600, id: x}, ]}\n", "id: a\nclaims:\n  - id: x\n    value: 600\n"),
        ("id: a\nclaims: []\n", "id: a\nclaims: []\n"),
        ("id: a\nclaims:\n- id: x\n  through:\n    [a, b]\n", "id: a\nclaims:\n  - id: x\n    through:\n      - a\n      - b\n"),
        ("id: a\n\n\ntitle: A\n\n", "id: a\ntitle: A\n"),
        # what a plain word would mean to other programs stays as it was written
        ("id: a\nunit: '600'\n", 'id: a\nunit: "600"\n'),
        ("id: a\nunit: 600\n", "id: a\nunit: 600\n"),
        ("id: a\nunit: 'no'\n", 'id: a\nunit: "no"\n'),
        ("id: a\nunit: no\n", "id: a\nunit: no\n"),
        ("id: a\nunit: '12:30'\n", 'id: a\nunit: "12:30"\n'),
        ("id: a\nunit: 12:30\n", "id: a\nunit: 12:30\n"),
        ("id: a\nunit: 2025-04-30\n", "id: a\nunit: 2025-04-30\n"),
        ("id: a\nunit: '~'\n", 'id: a\nunit: "~"\n'),
        ("id: a\nunit: ''\n", 'id: a\nunit: ""\n'),
        ("id: a\nunit: 'a: b'\n", 'id: a\nunit: "a: b"\n'),
        ("id: a\nunit: 'a #b'\n", 'id: a\nunit: "a #b"\n'),
        ("id: a\nunit: 'say \"x\"'\n", "id: a\nunit: say \"x\"\n"),
        ("id: a\nunit: '\"x\" and ''y'''\n", "id: a\nunit: '\"x\" and ''y'''\n"),
        ("id: a\nunit: \"a\\tb\"\n", "id: a\nunit: \"a\\u0009b\"\n"),
        ("id: a\nunit: '- x'\n", 'id: a\nunit: "- x"\n'),
        ("id: a\nunit: -x\n", "id: a\nunit: -x\n"),
        # long text
        ("id: a\nnote: >-\n  one\n  two\n", "id: a\nnote: >-\n  one\n  two\n"),
        ("id: a\nnote: |-\n  one\n  two\n", "id: a\nnote: |-\n  one\n  two\n"),
        ("id: a\nnote: |\n  one\n\n  two\n", "id: a\nnote: |\n  one\n\n  two\n"),
        ("id: a\nnote: >\n  one\n  two\n", "id: a\nnote: |\n  one two\n"),
        (f"id: a\nnote: {'word ' * 30}end\n", f"id: a\nnote: >-\n  {'word ' * 22}word\n  {'word ' * 7}end\n"),
        (f"id: a\nnote: {'w' * 200}\n", f"id: a\nnote: {'w' * 200}\n"),
        (f"id: a\nnote: {'w' * 108} {{days one two}} end\n", f"id: a\nnote: >-\n  {'w' * 108}\n  {{days one two}} end\n"),
        (f"id: a\nnote: >-\n  {'w ' * 70}w\n", f"id: a\nnote: >-\n  {'w ' * 58}w\n  {'w ' * 11}w\n"),
        # comments go where the field goes
        ("# on b\ntitle: A\nid: a # on a\n", "id: a  # on a\n# on b\ntitle: A\n"),
        ("# of the file\n\n# on b\ntitle: A\nid: a\n", "# of the file\n\nid: a\n\n# on b\ntitle: A\n"),
        ("# of the file\n\ntitle: A\nid: a\n", "# of the file\n\nid: a\ntitle: A\n"),
        ("id: a\nclaims: # all\n  # first\n  - id: x # one\n    # said\n    value: 5\n    # below x\n  # below all\n# end\n",
         "id: a\nclaims:  # all\n  # first\n  - id: x  # one\n    # said\n    value: 5\n    # below x\n  # below all\n# end\n"),
        ("id: a\nclaims:\n  - # on the dash\n    value: 5\n    # on x\n    id: x\n",
         "id: a\nclaims:\n  # on the dash\n  # on x\n  - id: x\n    value: 5\n"),
        ("id: a\nnote: >- # folded\n  one\n  # not a comment\n# a comment\ntitle: A\n",
         "id: a\n# a comment\ntitle: A\nnote: >-  # folded\n  one\n  # not a comment\n"),
        ("id: a\nnote: 'it is\n  # text'\n", "id: a\nnote: \"it is # text\"\n"),
        ("id: a\nthrough: [ # some\n  a, # first\n  b ] # last\n", "id: a\nthrough:  # some\n  - a  # first\n  - b  # last\n"),
        ("id: a\n# two\n\n# groups\ntitle: A\n", "id: a\n# two\n\n# groups\ntitle: A\n"),
    ],
)  # fmt: skip
def test_the_usual_form(before: str, after: str) -> None:
    assert form(before) == after


def test_facts_of_a_list_stand_apart() -> None:
    before = "- id: a\n  type: visit\n  title: A\n- title: B\n  id: b\n\n\n# on c\n- id: c\n"
    after = "- id: a\n  title: A\n  type: visit\n\n- id: b\n  title: B\n\n# on c\n- id: c\n"
    assert form(before, "event", EVENTS) == after


def test_the_first_line_leads_to_the_schema() -> None:
    assert format_text("id: a\n", COUNT, "count") == f"{HEAD}id: a\n"
    assert format_text("- id: a\n", "data/places.yml", "place").startswith(
        "# yaml-language-server: $schema=.schema/place.json\n"
    )
    other = "# yaml-language-server: $schema=https://example.org/count.json\nid: a\n"
    assert format_text(other, COUNT, "count") == other, "an editor's own choice stays"


@pytest.mark.parametrize("story", [pytest.param(ROOT, marks=pytest.mark.real_story), SECOND], ids=["real", "second"])
def test_the_facts_of_both_stories_are_in_the_usual_form(story: Path) -> None:
    problems: list[Problem] = []
    assert [file.path for file in unformatted_files(story, problems)] == []
    assert problems == []


def test_a_checkout_with_the_line_ends_of_windows_is_in_the_usual_form(tmp_path: Path) -> None:
    """Nobody there could mend it, as git writes them; the files of a story have attributes against it, too."""
    root = tmp_path / "story"
    for path in filter(Path.is_file, (SECOND / "data").rglob("*")):
        text = path.read_bytes().replace(b"\n", b"\r\n") if path.suffix in (".yml", ".csv") else path.read_bytes()
        write(root, {path.relative_to(SECOND).as_posix(): text})
    problems: list[Problem] = []
    assert [file.path for file in unformatted_files(root, problems)] == []
    assert problems == []


def test_no_case_is_changed_in_what_it_says() -> None:
    """Every file of every case, the broken ones too: put in form or refused, never another text, never a crash."""
    seen = 0
    for path in sorted(CASES.glob("*/*/data/**/*.yml")):
        relative = "data/" + path.as_posix().rpartition("/data/")[2]
        kind = kind_of_file(relative)
        try:
            text = path.read_text(encoding="utf-8")
            before = to_builtins(parse_yaml(text, relative))
        except (Problems, UnicodeDecodeError):
            continue
        if kind:
            assert to_builtins(parse_yaml(format_text(text, relative, kind), relative)) == before
            seen += 1
    assert seen > 100


WORDS = some.text("ab é—:#-'\"{}[],&*!|>%@`0123456789~\\ \t\n\u2028\xa0\U0001f600", max_size=40)


@settings(deadline=None)
@given(some.recursive(WORDS, lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(["id", "title", "claims", "value", "note", "zebra"]), inner, max_size=4), max_leaves=12), some.sampled_from([None, '"', "'", "|", ">"]), some.booleans(), some.integers(20, 140))  # fmt: skip
def test_no_text_is_ever_changed(tree: object, style: str | None, flow: bool, width: int) -> None:
    text = yaml.dump(
        {"id": "a", "title": tree}, default_style=style, default_flow_style=flow, width=width, allow_unicode=True
    )
    try:
        before = to_builtins(parse_yaml(text, COUNT))
    except Problems:
        return
    assert to_builtins(parse_yaml(HEAD + form(text), COUNT)) == before


@settings(deadline=None)
@given(some.data())
def test_no_comment_is_ever_lost(data: some.DataObject) -> None:
    """Comments strewn over a real file, wherever YAML lets them stand."""
    lines = (SECOND / COUNT).read_text(encoding="utf-8").split("\n")
    for number in range(data.draw(some.integers(1, 8))):
        at = data.draw(some.integers(0, len(lines) - 1))
        if data.draw(some.booleans()):
            lines.insert(at, " " * data.draw(some.integers(0, 8)) + f"# own {number}")
        elif not lines[at].endswith((">-", "|-")):
            lines[at] += f" # beside {number}"
    text = "\n".join(lines)
    try:
        before = to_builtins(parse_yaml(text, COUNT))
    except Problems:
        return
    after = format_text(text, COUNT, "count")
    assert format_text(after, COUNT, "count") == after
    assert to_builtins(parse_yaml(after, COUNT)) == before
    assert sorted(comments_of(after)) == sorted(comments_of(text))


def test_format_writes_and_then_has_nothing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = good(tmp_path, {EVENTS: b"\xef\xbb\xbf- title: A\r\n  id: a # mine\r\n"})
    assert main(["--root", str(root), "format", "--check"]) == 1
    assert "        +- id: a  # mine" in capsys.readouterr().err
    assert (root / EVENTS).read_bytes().startswith(b"\xef\xbb\xbf"), "--check writes nothing"
    assert main(["--root", str(root), "format"]) == 0
    assert f"{EVENTS}: put in its usual form" in capsys.readouterr().out
    assert (root / EVENTS).read_text(encoding="utf-8").endswith("- id: a  # mine\n  title: A\n")
    assert (root / "data/.schema/event.json").is_file()
    assert main(["--root", str(root), "format", "--check"]) == 0
    assert main(["--root", str(root), "format"]) == 0
    assert capsys.readouterr().out == ""


def test_a_file_that_cannot_be_read_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = good(tmp_path, {EVENTS: "- id: [\n"})
    assert main(["--root", str(root), "format"]) == 1
    assert "must be closed" in capsys.readouterr().err
    assert (root / EVENTS).read_text(encoding="utf-8") == "- id: [\n"


@pytest.mark.parametrize("changed", [(0,), (1, 2500), (2999,), (0, 2999)])
def test_the_patch_of_a_long_file_is_one_that_git_takes(tmp_path: Path, changed: tuple[int, ...]) -> None:
    lines = [f"line {number}" for number in range(3000)]
    after = [f"{line} new\nand more" if number in changed else line for number, line in enumerate(lines)]
    long = Unformatted("long.yml", "\n".join(lines) + "\n", "\n".join(after) + "\n")
    write(tmp_path, {"long.yml": long.before})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=long.diff.encode(), check=True)
    assert (tmp_path / "long.yml").read_text(encoding="utf-8") == long.after
    assert long.line == changed[0] + 1
    if len(changed) == 1:
        assert long.diff.count("\n") <= 12, "no more than what changed and three lines around"


def test_check_shows_the_patch_and_does_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = good(tmp_path)
    text = (root / COUNT).read_text(encoding="utf-8")
    write(root, {COUNT: "\n".join(reversed(text.partition("\n")[::2])).rstrip("\n") + "\n"})
    before = to_builtins(parse_yaml((root / COUNT).read_text(encoding="utf-8"), COUNT))
    for _ in range(2):  # what is remembered to be tidy hides nothing that is not
        assert main(["--root", str(root), "check"]) == 0
        out = capsys.readouterr().out
        assert out.startswith(
            "no problems in 1 pages\n--- a/data/counts/visitors.yml\n+++ b/data/counts/visitors.yml\n"
        )
        assert out.endswith("1 file is not in the usual form; 'factbook format' or 'git apply' of the above mends it\n")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    patch = "\n".join(out.splitlines()[1:-1]) + "\n"
    subprocess.run(["git", "apply", "-"], cwd=root, input=patch.encode(), check=True)
    assert to_builtins(parse_yaml((root / COUNT).read_text(encoding="utf-8"), COUNT)) == before
    assert main(["--root", str(root), "check"]) == 0
    assert capsys.readouterr().out == "no problems in 1 pages\n"


def test_check_shows_the_patch_beside_the_line_on_github(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = good(tmp_path)
    text = (root / COUNT).read_text(encoding="utf-8")
    write(root, {COUNT: re.sub(r"^(id: .*\n)(title: .*\n)", r"\2\1", text)})
    assert main(["--root", str(root), "check", "--format", "github"]) == 0
    notice = capsys.readouterr().out.splitlines()[1]
    assert notice.startswith("::notice file=data/counts/visitors.yml,line=1,col=1,title=file-form::")
    assert "%0A+id: visitors%0A" in notice
