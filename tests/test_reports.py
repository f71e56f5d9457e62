"""How problems are told: text, annotations, JSON; hostile data in each."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path

import pytest
from factbook.__main__ import main
from factbook.problems import RULES, Place, Problem
from factbook.reports import MAX_ROWS, REPORTS, ReportContext, summary
from support import SECOND, good, parse_html, python, write

COUNCIL = "data/organisations/council.yml"
RULES_PAGE = "---\ntitle: Rules\n---\n{{ rules() }}\n"
HOSTILE = "100 %, found '\n::set-env name=A::b\r##[add-mask]x' <img src=x> | [a](b) `c` @you https://example.org %0A"


def told(form: str, problems: list[Problem], root: Path, **environ: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    REPORTS[form](problems, ReportContext(root, out, err, environ))
    return out.getvalue(), err.getvalue()


def commands(printed: str) -> list[tuple[str, dict[str, str], str]]:
    """What GitHub's runner reads out of a job's output: the rules of its ActionCommand.cs, in Python."""
    found = []
    for line in re.split(r"\r\n|\r|\n", printed):
        line = line.lstrip()
        if not line.startswith("::") or (end := line.find("::", 2)) < 0:
            assert "##[" not in line, "the runner's older form of a command"
            continue
        name, _, listed = line[2:end].partition(" ")
        pairs = dict(pair.split("=", 1) for pair in listed.split(",") if pair)
        found.append((name, {key: unescaped(value, True) for key, value in pairs.items()}, unescaped(line[end + 2 :])))
    return found


def unescaped(text: str, within_property: bool = False) -> str:
    marks = {"%0D": "\r", "%0A": "\n"} | ({"%3A": ":", "%2C": ","} if within_property else {}) | {"%25": "%"}
    for mark, sign in marks.items():
        text = text.replace(mark, sign)
    return text


def test_annotations_stand_on_the_exact_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = good(tmp_path, {COUNCIL: "id: council\nname: Council\ntype: goverment\n"})
    assert main(["--root", str(root), "check", "--format", "github"]) == 1
    out, err = capsys.readouterr()
    [(name, properties, message)] = commands(out)
    assert (name, err) == ("error", "")
    assert properties == {"file": COUNCIL, "line": "3", "col": "7", "title": "vocabulary"}
    assert "found 'goverment'; did you mean 'government'?\nFor example: type: government" in message


def test_hostile_data_cannot_write_a_command(tmp_path: Path) -> None:
    place = Place("data/a,b:c\n::stop-commands::x.yml", 2, 3)
    out, _ = told("github", [Problem(place, "file", HOSTILE, f"\n{HOSTILE}")], tmp_path)
    [(name, properties, message)] = commands(out)
    assert (name, properties["file"], properties["line"]) == ("error", place.path, "2")
    assert message == f"{HOSTILE}\nFor example:\n{HOSTILE}"
    assert out.count("\n") == 1 and "\r" not in out


@pytest.mark.parametrize("inside", [True, False])
def test_paths_count_from_the_checkout(tmp_path: Path, inside: bool) -> None:
    root = tmp_path / "check out" / "stories" / "kites"
    write(root, {"docs/rules.md": RULES_PAGE})
    environ = {"GITHUB_WORKSPACE": str(tmp_path / "check out")} if inside else {}
    (tmp_path / "check out" / ".git").mkdir()
    out, _ = told("github", [Problem(Place("data/a.yml"), "file", "must")], root, **environ)
    assert commands(out)[0][1]["file"] == "stories/kites/data/a.yml"
    elsewhere, _ = told("github", [Problem(Place("data/a.yml"), "file", "must")], root, GITHUB_WORKSPACE="/nowhere")
    assert commands(elsewhere)[0][1]["file"] == "stories/kites/data/a.yml"
    (root / ".git").mkdir()
    beside, _ = told("github", [Problem(Place("data/a.yml"), "file", "must")], root, **environ)
    assert commands(beside)[0][1]["file"] == "data/a.yml", "a request checked out beside its base"


def test_the_summary_is_a_table_in_which_text_stays_text(tmp_path: Path) -> None:
    target = tmp_path / "summary.md"
    target.write_text("before\n", encoding="utf-8")
    root = write(tmp_path / "story", {"docs/about/rules.md": RULES_PAGE})
    problem = Problem(Place("data/a|b.yml", 2, 3), "file", HOSTILE, "name: a | b")
    told("github", [problem], root, GITHUB_STEP_SUMMARY=str(target), SITE_URL="https://example.org/kites")
    written = target.read_text(encoding="utf-8")
    assert written.startswith("before\n### Facts and pages: 1 problem\n")
    [row] = [line for line in written.splitlines() if line.startswith("| data")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 4, "a cell may not end early"
    assert "<img" not in written
    assert not re.search(r"(?<!\\)[`@]|(?<!\\)://(?!example\.org/kites)", written), (
        "no code, mention or link of the data's own"
    )
    assert "[file](<https://example.org/kites/about/rules/#rule-file>)" in written
    plain = html.unescape(re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", row))
    assert (
        "100 %, found ' ::set-env name=A::b ##[add-mask]x' <img src=x> | [a](b) `c` @you https://example.org" in plain
    )
    assert RULES["file"].split(",")[0] in re.sub(r"\\", "", written)


def test_lines_to_copy_stay_lines_in_the_summary_and_in_an_annotation(tmp_path: Path) -> None:
    entry = "\n  - id: a\n    because: |-\n      ```\n      <img src=x> @you"
    context = ReportContext(tmp_path, io.StringIO(), io.StringIO(), {})
    written = summary([Problem(Place("data/a.yml", 2, 3), "file", "must", entry)], context)
    assert "lines to copy: 1, below" in written
    assert written.endswith(f"1\\. For data\\/a\\.yml\\:2\\:3:\n\n````yaml{entry}\n````\n".replace("1\\.", "1."))
    out, _ = told("github", [Problem(Place("data/a.yml", 2, 3), "file", "must", entry)], tmp_path)
    assert commands(out)[0][2] == f"must\nFor example:{entry}"


def test_a_rule_is_explained_on_the_engines_page_of_the_published_site(tmp_path: Path) -> None:
    root = good(tmp_path, {"mkdocs.yml": "site_name: Kites\nnav:\n- index.md\n- rules.md\n"})
    published = ReportContext(root, io.StringIO(), io.StringIO(), {"SITE_URL": "https://town.github.io/kites/"})
    assert published.help("file") == "https://town.github.io/kites/rules/#rule-file"
    assert ReportContext(root, io.StringIO(), io.StringIO(), {}).help("file") == "", "no file of the story has it"


def test_the_summary_ends_before_github_cuts_it(tmp_path: Path) -> None:
    problems = [Problem(Place("data/a.yml", line), "file", HOSTILE * 8, HOSTILE) for line in range(1, 2000)]
    written = summary(problems, ReportContext(tmp_path, io.StringIO(), io.StringIO(), {}))
    assert f"… and {1999 - MAX_ROWS} more." in written
    assert len(written.encode()) < 1024 * 1024


def test_a_clean_story_says_so_in_the_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert main(["--root", str(good(tmp_path)), "check", "--format", "github"]) == 0
    assert "No problems." in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_json_has_its_documented_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = good(tmp_path, {COUNCIL: "id: council\nname: Ü\ntype: goverment\n", "docs/rules.md": RULES_PAGE})
    assert main(["--root", str(root), "check", "--format", "json"]) == 1
    [row] = json.loads(capsys.readouterr().out)
    assert list(row) == ["path", "line", "column", "rule", "message", "example", "help"]
    assert (row["path"], row["line"], row["column"], row["rule"]) == (COUNCIL, 3, 7, "vocabulary")
    assert (row["example"], row["help"]) == ("type: government", "docs/rules.md#rule-vocabulary")


def test_json_of_a_clean_story_is_an_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(good(tmp_path)), "check", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "environ", "painted"), [(Terminal(), {}, True), (Terminal(), {"NO_COLOR": "1"}, False), (Terminal(), {"NO_COLOR": ""}, True), (Terminal(), {"TERM": "dumb"}, False), (io.StringIO(), {}, False)], ids=["terminal", "no colour", "empty", "dumb", "pipe"])  # fmt: skip
def test_colour_only_on_a_terminal(tmp_path: Path, stream: io.StringIO, environ: dict[str, str], painted: bool) -> None:
    problem = Problem(Place("data/a.yml", 2, 3), "file", "must be text", "name: a\n  b")
    REPORTS["text"]([problem], ReportContext(tmp_path, io.StringIO(), stream, environ))
    printed = stream.getvalue()
    assert ("\x1b[" in printed) is painted
    assert re.sub(r"\x1b\[\d+m", "", printed) == f"{problem}\n\n1 problem\n", "colour changes no word"


def test_a_console_without_the_letters_gets_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where a console may know 256 letters only; standard output would raise."""
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    root = good(tmp_path, {COUNCIL: "id: council\nname: Council\ntype: 위원회\n"})
    for form in ("text", "github", "json"):
        run = python("-m", "factbook", "--root", str(root), "check", "--format", form)
        assert run.returncode == 1
        assert "\\uc704" in run.stdout + run.stderr and "Traceback" not in run.stderr


def test_every_rule_has_its_place_on_the_rules_page(second_site: Path) -> None:
    page = parse_html((second_site / "rules/index.html").read_text(encoding="utf-8"))
    audience = ReportContext(SECOND, io.StringIO(), io.StringIO(), {})
    for code in RULES:
        path, _, anchor = audience.help(code).partition("#")
        assert (path, page.ids.count(anchor)) == ("docs/rules.md", 1)
