"""Broken facts and pages: each gives exactly its problems, with their places, and never a traceback.

A folder of ``cases/bad`` holds the files that differ from ``cases/good``, and in ``expected.txt`` every problem
as printed; ``arguments.txt`` has the command where it is not ``check``. ``REWRITE=1 pytest tests/test_bad_input.py`` writes what is printed now; read the difference.

A case of ``cases/accepted`` or ``cases/changes`` that a rule lets pass says so in ``accepts.txt``, in two lines each: the rule and
the words of its sentence that allow it, and how the case would be broken: ``path: text => other text``, or ``twin:`` and a case that is.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from factbook import own_code
from factbook.__main__ import main
from factbook.build import build
from factbook.changes import gate_problems
from factbook.checks import CHECKS
from factbook.checks.texts import prose_findings
from factbook.files import MAX_BYTES, MAX_TOTAL_BYTES
from factbook.loading import load
from factbook.problems import RULES, Problems, nearest
from factbook.strict_yaml import MAX_NODES
from support import CASES, GOOD, SCRIPTS, good, overlay, problems_of, python, write
from test_changes import TODAY, versions

BAD = sorted(path for path in (CASES / "bad").iterdir() if path.is_dir())
CHANGES = sorted(path for path in (CASES / "changes").iterdir() if path.is_dir())
ACCEPTED = sorted(path for path in (CASES / "accepted").iterdir() if path.is_dir())
COUNCIL = "data/organisations/council.yml"
VISITORS = "data/counts/visitors.yml"


def over_good(case: Path, tmp_path: Path) -> Path:
    root = tmp_path / "story"
    overlay(GOOD, root)
    overlay(case, root)
    return root


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_a_bad_case_prints_exactly_its_problems(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)  # no machine is asked; 'links' would ask some
    told = case / "arguments.txt"
    arguments = told.read_text(encoding="utf-8").split() if told.exists() else ["check"]
    root = over_good(case, tmp_path)
    own = ["--code", str(root)] if (root / "scripts").is_dir() else []
    code = main(["--root", str(root), *own, *arguments])
    own_code.forget()
    out, err = capsys.readouterr()
    printed, _, total = err.rstrip("\n").rpartition("\n\n")
    if os.environ.get("REWRITE"):
        (case / "expected.txt").write_text(f"{printed}\n", encoding="utf-8")
    assert printed == (case / "expected.txt").read_text(encoding="utf-8").rstrip("\n")
    assert (code, out) == (1, "")
    assert re.fullmatch(r"\d+ problems?", total)
    assert " at 0x" not in printed, "an address in memory is different each time and tells an editor nothing"


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.name)
def test_an_odd_case_is_accepted(case: Path, tmp_path: Path) -> None:
    assert problems_of(over_good(case, tmp_path)) == ""


@dataclass(frozen=True)
class Exemption:
    """What a rule lets pass: the words of its sentence, a case that passes by them, and how that is broken."""

    case: Path
    rule: str
    words: str
    broken: str


def exemptions() -> Iterator[Exemption]:
    for path in sorted(CASES.glob("*/*/accepts.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for head, broken in zip(lines[::2], lines[1::2], strict=True):
            rule, _, words = head.partition(": ")
            yield Exemption(path.parent, rule, words, broken.removeprefix("    "))


EXEMPTIONS = list(exemptions())
EXEMPT = re.compile(
    r"\b(unless|except|but|only|or|nor|own|same|at most|at least|more than|larger|above|over|before|after)\b"
)
"""Words by which a sentence lets something pass, or draws the line that something may touch."""
OF_THE_GATE = frozenset(code for path in (SCRIPTS / "factbook/changes").glob("*.py") for code in re.findall(r'\brule\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8")))  # fmt: skip


@pytest.mark.parametrize("code", sorted({*CHECKS, *OF_THE_GATE}))
def test_every_exemption_of_a_rule_has_an_accepted_case(code: str) -> None:
    sentence = RULES[code]
    shown = [(sentence.find(each.words), each) for each in EXEMPTIONS if each.rule == code]
    assert [each for start, each in shown if start < 0] == [], f"no such words in: {sentence}"
    spans = [range(start, start + len(each.words)) for start, each in shown]
    missing = [word[0] for word in EXEMPT.finditer(sentence) if not any(word.start() in span for span in spans)]
    assert missing == [], f"no case in cases/accepted or cases/changes shows what passes by these words of: {sentence}"


@pytest.mark.parametrize("each", EXEMPTIONS, ids=lambda each: f"{each.case.name}: {each.words}")
def test_an_accepted_case_passes_by_its_exemption_alone(each: Exemption, tmp_path: Path) -> None:
    """By the loops over cases it passes; with the exemption's condition taken away it is broken by that very rule."""
    path, _, edit = each.broken.partition(": ")
    text, _, other = edit.partition(" => ")
    if path == "twin":
        [twin] = CASES.glob(f"*/{text}/expected.txt")
        assert f"[{each.rule}]" in twin.read_text(encoding="utf-8")
        return
    of_the_gate = each.case.parent.name == "changes"
    base, root = versions(each.case, tmp_path) if of_the_gate else (None, over_good(each.case, tmp_path))
    old, new = (words.replace("\\n", "\n") for words in (text, other))
    content = (root / path).read_text(encoding="utf-8")
    assert content.count(old) == 1, f"{old!r} must stand once in {path}"
    (root / path).write_text(content.replace(old, new), encoding="utf-8")
    found = "\n".join(map(str, gate_problems(root, base, TODAY))) if base else problems_of(root)
    assert f"[{each.rule}]" in found


def test_the_good_story_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(good(tmp_path)) == ""


ELSEWHERE = {
    "own-code": "test_own_code",
    "messages": "test_messages",
    "sheet": "test_sheets",
    "issue-form": "test_sheets",
} | {code: "test_story_test" for code, said in RULES.items() if "'factbook test' asks" in said}
"""Rules that no facts and pages break, and the module that tests each."""


@pytest.mark.parametrize("code", [code for code in RULES if code not in ELSEWHERE])
def test_every_rule_is_broken_by_a_case(code: str) -> None:
    assert any(f"[{code}]" in (case / "expected.txt").read_text(encoding="utf-8") for case in (*BAD, *CHANGES))


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_a_problem_has_a_place_in_the_file_and_a_rule(case: Path, tmp_path: Path) -> None:
    root = over_good(case, tmp_path)
    lines_of_a_file = False
    for line in (case / "expected.txt").read_text(encoding="utf-8").splitlines():
        if not (
            match := re.match(
                r"((?:data|docs|overrides|scripts)\S*\.\w+|mkdocs\.yml):(\d+):(\d+): (.+) \[([a-z-]+)\]$", line
            )
        ):
            assert lines_of_a_file or line.startswith("    "), f"neither a problem nor its example: {line}"
            lines_of_a_file |= line == "    for example:"
            continue
        lines_of_a_file = False
        path, row, column, message, code = match[1], int(match[2]), int(match[3]), match[4], match[5]
        assert code in RULES
        assert re.search(r"\bmust\b", message)
        lines = (root / path).read_text(encoding="utf-8").split("\n")
        assert 1 <= row <= len(lines)
        assert 1 <= column <= len(lines[row - 1]) + 1, f"{path}:{row}:{column} is behind the end of its line"


def test_the_command_succeeds_on_the_good_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(good(tmp_path)), "check"]) == 0
    assert capsys.readouterr().out == "no problems in 1 pages\n"


def test_the_command_as_a_process(tmp_path: Path) -> None:
    root = good(tmp_path, {COUNCIL: "id: council\nname: ü\n", VISITORS: "a: [\n"})
    run = python("-m", "factbook", "--root", str(root), "check")
    assert run.returncode == 1
    assert run.stdout == ""
    lines = run.stderr.splitlines()
    assert lines[0].startswith("data/counts/visitors.yml:1:4: must be closed")
    assert (
        lines[2]
        == "data/organisations/council.yml:1:1: must have the field 'type' (What sort of body it is. 'officials' are unnamed people of a known sort; "
        + (
            "'unattributed' stands for nobody named, and is never counted among those who say something) [required-field]"
        )
    )
    assert lines[3:] == ["", "2 problems"]


def test_the_command_needs_a_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(tmp_path / "nowhere"), "check"]) == 1
    assert capsys.readouterr().err.startswith("data:1:1: must be a folder with fact files, found none [fact-home]")


def test_prose_is_judged_with_and_without_the_names_that_could_be_meant(tmp_path: Path) -> None:
    book = load(good(tmp_path))
    texts = ("{councl}", "{share visitors/councl visitors/council-2025-06-01}", "{days festival-opend festival-opened}")
    for text in texts:
        [(_, rule, helped, _)] = prose_findings(book, text)
        [(_, same_rule, bare, _)] = prose_findings(book, text, helps=False)
        assert (rule, same_rule) == ("binding", "binding")
        assert helped.startswith(f"{bare}; did you mean ")
    [(offset, _, _, _)] = prose_findings(book, "By {council} and {council visitors}")
    assert offset == 0, "an unreadable text is told as a whole"


def test_problems_are_sorted_and_stand_once(tmp_path: Path) -> None:
    root = good(tmp_path, {COUNCIL: "", "data/zebra.yml": "a: b\n", "data/ant.yml": "a: b\n"})
    with pytest.raises(Problems) as caught:
        build(root)
    places = [problem.place for problem in caught.value.problems]
    assert places == sorted(set(places))
    assert [place.path for place in places] == ["data/ant.yml", COUNCIL, "data/zebra.yml"]


def test_a_misspelt_name_suggests_the_nearest_and_lists_few() -> None:
    assert nearest("vistors", ["visitors", "kites"]) == "did you mean 'visitors'?"
    assert nearest("zzz", ["visitors", "kites"]) == "known: kites, visitors"
    assert nearest("zzz", map(str, range(20))).endswith(", …")
    assert nearest("z" * 100_000, ["visitors"]) == "known: visitors"
    assert nearest("zzz", []) == "none is defined yet"


# What cannot be a file in git.


def only_problem(root: Path) -> str:
    printed = problems_of(root)
    assert printed.count("\n") - printed.count("\n    for example") == 0, printed
    return printed


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    root = good(tmp_path)
    with (root / VISITORS).open("ab") as file:
        file.truncate(50_000_000)
    assert only_problem(root).startswith(
        f"{VISITORS}:1:1: must be at most {MAX_BYTES // 1000} KB, found 50000 KB [file]"
    )


def test_a_page_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    root = good(tmp_path)
    with (root / "docs/index.md").open("ab") as file:
        file.truncate(50_000_000)
    assert only_problem(root).startswith("docs/index.md:1:1: must be at most 50 KB, found 50000 KB [file]")


@pytest.mark.parametrize(
    ("content", "place", "byte"),
    [
        (b"id: council\nname: Rath\xe4user\ntype: government\n", "2:11", "0xe4"),  # Latin-1
        ("id: council\n".encode("utf-16"), "1:1", "0xff"),
        (b"id: council\nname: \xed\xa0\x80\n", "2:7", "0xed"),  # half a surrogate pair
        ("name: größer ".encode() + b"\xff", "1:14", "0xff"),  # the column counts characters, as an editor shows them
    ],
)
def test_bytes_that_are_not_utf8(tmp_path: Path, content: bytes, place: str, byte: str) -> None:
    problem = only_problem(good(tmp_path, {COUNCIL: content}))
    assert (
        problem
        == f"{COUNCIL}:{place}: must be UTF-8 text, found byte {byte} [file]\n    for example: save the file as UTF-8"
    )


def test_a_page_that_is_not_utf8(tmp_path: Path) -> None:
    problem = only_problem(good(tmp_path, {"docs/index.md": b"---\ntitle: Caf\xe9\n---\n"}))
    assert problem.startswith("docs/index.md:2:11: must be UTF-8 text, found byte 0xe9")


@pytest.mark.parametrize("change", [lambda data: b"\xef\xbb\xbf" + data, lambda data: data.replace(b"\n", b"\r\n"), lambda data: data.replace(b"\n", b"\r"), lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")], ids=["mark", "crlf", "cr", "both"])  # fmt: skip
def test_byte_order_marks_and_foreign_line_ends_change_nothing(tmp_path: Path, change: object) -> None:
    assert callable(change)
    plain, changed = tmp_path / "plain", tmp_path / "changed"
    overlay(GOOD, plain)
    overlay(GOOD, changed)
    for path in changed.rglob("*.*"):
        if path.is_file():
            path.write_bytes(change(path.read_bytes()))
    assert [(page.path, page.content) for page in build(plain)] == [
        (page.path, page.content) for page in build(changed)
    ]


def test_places_are_right_behind_foreign_line_ends(tmp_path: Path) -> None:
    root = good(tmp_path)
    text = (root / VISITORS).read_text(encoding="utf-8").replace("about 4000", "many")
    write(root, {VISITORS: "\ufeff" + text.replace("\n", "\r\n")})
    assert only_problem(root).startswith(f"{VISITORS}:9:12: value: must be an amount")


def test_an_unreadable_file(tmp_path: Path) -> None:
    root = good(tmp_path)
    (root / COUNCIL).chmod(0)
    if os.geteuid() == 0:  # root reads everything, so nothing may be wrong
        assert problems_of(root) == ""
    else:
        assert only_problem(root) == f"{COUNCIL}:1:1: must be readable, found: Permission denied [file]"


@pytest.mark.parametrize("name", ["data/sources/{}.yml", "docs/{}.md"])
def test_more_than_a_machine_should_be_asked_to_read(tmp_path: Path, name: str) -> None:
    """Each file is small enough; nothing is read, as that alone would take all there is."""
    root = good(tmp_path)
    for number in range(MAX_TOTAL_BYTES // MAX_BYTES + 1):
        with (root / name.format(f"part-{number}")).open("wb") as file:
            file.truncate(MAX_BYTES)  # takes no room on the disk
    folder = name.partition("/")[0]
    assert only_problem(root).startswith(f"{folder}:1:1: must be at most 25 MB of text, found 26 MB [file]")


@pytest.mark.parametrize("name", [COUNCIL, "docs/other.md", "docs/crowd.png"])
def test_a_pipe_or_device_in_the_place_of_a_file(tmp_path: Path, name: str) -> None:
    """It would be read for ever."""
    root = good(tmp_path)
    (root / name).unlink(missing_ok=True)
    os.mkfifo(root / name)
    assert only_problem(root).startswith(f"{name}:1:1: must be a ")


@pytest.mark.parametrize(
    "name", [b"a\nb.yml", b"\x1b[31mred.yml", b"\xff.yml", b"\xe2\x80\xaeevil.yml", b"folder\r/x.yml"]
)
@pytest.mark.parametrize("folder", ["data/counts", "docs"])
def test_a_name_that_no_message_can_print(tmp_path: Path, folder: str, name: bytes) -> None:
    """It would break a message into two, colour a terminal, or be another name to the eye."""
    root = good(tmp_path)
    path = root / folder / os.fsdecode(name)
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    except OSError:
        pytest.skip("a file system without such names")  # macOS takes none that is not UTF-8
    assert only_problem(root).startswith(f"{folder}:1:1: must hold names that can be printed alone, found '")


def test_hidden_files_may_have_any_name(tmp_path: Path) -> None:
    assert problems_of(good(tmp_path, {"data/.Icon\r": "", "docs/.x\n": ""})) == ""


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    root = good(tmp_path)
    (root / COUNCIL).unlink()
    (root / COUNCIL).mkdir()
    assert COUNCIL.removesuffix(".yml").rpartition("/")[2] in problems_of(root)


def test_docs_may_be_missing(tmp_path: Path) -> None:
    root = good(tmp_path)
    (root / "docs/index.md").unlink()
    (root / "docs").rmdir()
    assert build(root) == []


def test_hidden_files_and_backups_are_passed_over(tmp_path: Path) -> None:
    root = good(
        tmp_path,
        {
            "data/.DS_Store": b"\xff",
            "data/counts/.visitors.yml.swp": b"\xff",
            "data/counts/visitors.yml~": "a: [",
            "data/.git/x": "a: [",
        },
    )
    assert problems_of(root) == ""


def test_a_million_entries(tmp_path: Path) -> None:
    problem = only_problem(good(tmp_path, {VISITORS: "claims:\n" + "- a\n" * 1_000_000}))
    assert problem.startswith(f"{VISITORS}:1:1: must be at most 1000 KB, found 4000 KB [file]")


def test_as_many_entries_as_fit(tmp_path: Path) -> None:
    problem = only_problem(good(tmp_path, {VISITORS: "claims:\n" + "- a\n" * 200_000}))
    assert problem.startswith(f"{VISITORS}:") and f"must hold at most {MAX_NODES:,} values [plain-yaml]" in problem


@pytest.mark.parametrize("text", ["[" * 400_000, "a: " + "[" * 5000 + "]" * 5000, "".join(f"{' ' * n}a:\n" for n in range(1200)), "- " * 100_000 + "a"], ids=["open", "flow", "block", "dashes"])  # fmt: skip
def test_deep_nesting(tmp_path: Path, text: str) -> None:
    problem = only_problem(good(tmp_path, {COUNCIL: text}))
    assert re.match(rf"{COUNCIL}:\d+:\d+: must be nested at most 12 levels deep \[plain-yaml\]$", problem)


def test_one_very_long_line(tmp_path: Path) -> None:
    problem = only_problem(good(tmp_path, {COUNCIL: f"id: council\nname: {'a' * 900_000}\ntype: government\n"}))
    assert problem.startswith(f"{COUNCIL}:2:7: name: must be at most 300 characters")
    assert len(problem) < 300


def test_one_very_long_key(tmp_path: Path) -> None:
    printed = problems_of(
        good(tmp_path, {COUNCIL: f"id: council\nname: Council\ntype: government\n? {'a' * 200_000}\n: b\n"})
    )
    assert "[known-field]" in printed
    assert len(printed) < 1000


def test_a_cut_file(tmp_path: Path) -> None:
    """Every way to cut a good fact file short is reported or accepted, never a crash."""
    text = (GOOD / VISITORS).read_text(encoding="utf-8")
    root = good(tmp_path)
    for end in range(0, len(text), 7):
        write(root, {VISITORS: text[:end]})
        printed = problems_of(root)
        assert printed == "" or printed.startswith(("data/", "docs/"))


def test_an_address_in_a_chain_of_a_thousand_parts_ends(tmp_path: Path) -> None:
    places = "".join(
        f"- id: p{n}\n  name: P\n  type: area\n  within: p{(n + 1) % 1000}\n  source: herald-2025-06-02\n"
        for n in range(1000)
    )
    printed = problems_of(good(tmp_path, {"data/places.yml": places}))
    assert printed.count("[reference-cycle]") == 1
    assert len(printed) < 1000, "a long loop is shown by its beginning and end"
