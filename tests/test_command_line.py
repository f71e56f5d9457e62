"""The command line: where its options stand, what it writes when it cannot write, and to whom it prints when nobody reads."""

from __future__ import annotations

import errno
import io
import os
import shlex
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factbook import files, progress, staging
from factbook.__main__ import main, options_of
from factbook.commands import COMMANDS
from support import ROOT, SCRIPTS, SECOND, good, python, write

VISITORS = "data/counts/visitors.yml"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_folder_is_named_before_or_after_each_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0 and "--root DIR" in capsys.readouterr().out


def test_the_folder_is_named_before_or_after(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(good(tmp_path))
    for arguments in (
        ["--root", root, "check"],
        ["check", "--root", root],
        ["check", f"--root={root}"],
        [f"--root={root}", "check", "--root", root],
        ["--root", root, "check", "--format", "text", "--root", f"{root}/"],
    ):
        assert main(arguments) == 0, arguments
        assert capsys.readouterr().out == "no problems in 1 pages\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--root", "one", "check", "--root", "two"], "argument --root: must be one folder, found 'one' and 'two'"),
        (["--root", "one", "--root", "two", "check"], "argument --root: must be one folder, found 'one' and 'two'"),
        (["check", "--root", ""], "argument --root: must be a folder, found nothing"),
        (["check", "--root="], "argument --root: must be a folder, found nothing"),
        (["check", "--root"], "argument --root: expected one argument"),
    ],
)
def test_two_folders_or_none_are_refused(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2 and said in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "--out", "{file}"],
        ["export", "--out", "{file}/below"],
        ["export", "--out", "/proc/x"],
        ["schema", "--out", "{file}"],
        ["schema", "--out", "/proc/x"],
        ["schema", "--out", "/dev/null"],
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"file": "mine"})
    named = [each.format(file=tmp_path / "file") for each in arguments]
    assert main(["--root", str(good(tmp_path)), *named]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and err.startswith(f"factbook cannot read or write {named[-1][:5]}"), err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def full(after: int) -> Callable[..., Any]:
    """``open`` of a path, of a disk on which so many more files have room."""
    real, left = Path.open, [after]

    def opened(path: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
        if not set(mode) & set("wxa"):
            return real(path, mode, *rest, **options)
        left[0] -= 1
        if left[0] >= 0:
            return real(path, mode, *rest, **options)
        real(path, mode, *rest, **options).close()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    return opened


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("after", [0, 1, 2, 20])
@pytest.mark.parametrize(
    "arguments",
    [["format"], ["new", "person", "x"], ["new", "claim", "visitors/x"], ["export", "--out", "{out}"],
     ["release", "1.2.0"]],
    ids=lambda each: " ".join(each[:2]),
)  # fmt: skip
def test_on_a_full_disk_each_file_is_the_old_or_the_new_one(
    arguments: list[str],
    after: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = "site_name: x\nplugins: [{factbook: {edition: 1.2.0}}]\n"
    root = good(tmp_path, {"mkdocs.yml": settings, "kept/mine.txt": "mine", "kept/data/facts.json": "old"})
    whole = good(tmp_path / "whole", {"mkdocs.yml": settings})
    named = [each.format(out=root / "kept") for each in arguments]
    before = tree(root)
    code = main(["--root", str(whole), *[each.format(out=whole / "kept") for each in arguments]])
    assert code == 0
    after_all = tree(whole)
    capsys.readouterr()
    monkeypatch.setattr(Path, "open", full(after))
    code = main(["--root", str(root), *named])
    monkeypatch.undo()
    now = tree(root)
    assert code == 1 or now.items() >= after_all.items()
    for path, content in now.items():
        assert content in (before.get(path), after_all.get(path)), path
        assert ".part" not in path and ".new-" not in path
    if named[0] in ("export", "release") and code:
        assert now == before and not list(root.rglob(f"{staging.PREFIX}*"))


def test_a_file_is_replaced_with_its_permissions_and_never_half(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250)
    for mode, text in ((None, b"one"), (0o600, b"two"), (0o755, b"three")):
        if mode:
            path.chmod(mode)
        files.write_bytes(path, text)
        assert path.read_bytes() == text and (mode is None or stat.S_IMODE(path.stat().st_mode) == mode)
        assert list(tmp_path.iterdir()) == [path]
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        files.write_bytes(tmp_path / "folder", b"x")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", path.name]


@pytest.mark.parametrize("command", ["check --format json", "schema count", "export --out {out}", "check"])
@pytest.mark.parametrize("output", ["closed", "/dev/full"])
def test_when_nobody_reads_it_says_so_and_ends(command: str, output: str, tmp_path: Path) -> None:
    root = good(tmp_path, {VISITORS: "a: [\n"} if command.endswith("json") else {})
    reads, writes = os.pipe()
    os.close(reads)
    stdout = writes if output == "closed" else os.open(output, os.O_WRONLY)
    run = subprocess.run(
        [sys.executable, "-m", "factbook", *command.format(out=tmp_path / "out").split(), "--root", str(root)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        text=True,
        check=False,
    )
    os.close(stdout)
    assert run.returncode == 1 and run.stderr.count("\n") == 1
    assert run.stderr.startswith("factbook cannot read or write"), run.stderr


def test_without_docstrings_it_says_why_it_does_not_run() -> None:
    for arguments in (["-m", "factbook", "check"], ["-m", "mkdocs", "build", "-f", str(SECOND / "mkdocs.yml")]):
        run = python("-OO", *arguments)
        assert run.returncode == 1 and run.stderr.strip().splitlines()[-1].startswith("factbook cannot run under"), run
        assert "Traceback" not in run.stderr


def test_an_interrupted_command_ends_as_shells_expect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("factbook.build.check", stopped)
    assert main(["--root", str(good(tmp_path)), "check"]) == 128 + signal.SIGINT
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_an_example_that_is_understood(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    examples = COMMANDS[command].examples
    assert examples
    for example in examples:
        for part in example.replace("\\\n", " ").split("|"):
            program, *arguments = shlex.split(part)
            assert program in ("factbook", "gh") and (program == "gh" or options_of(arguments).command == command)
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert all(example in capsys.readouterr().out for example in examples[:1])


def test_values_stand_behind_options_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert options_of(["new", "claim", "visitors/", "--file", "x", "by=guild"]).values == ["by=guild"]
    for wrong in (["check", "by=guild"], ["new", "claim", "visitors/", "--nothing"]):
        with pytest.raises(SystemExit) as ended:
            main(wrong)
        assert ended.value.code == 2 and "unrecognized arguments" in capsys.readouterr().err


def test_the_exit_codes_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = capsys.readouterr().out
    assert "exit codes:\n  0    done\n" in printed and f"  {128 + signal.SIGINT}  interrupted" in printed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_each_command_and_option(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--print-completion", shell])
    printed = capsys.readouterr().out
    assert ended.value.code == 0 and all(f"{name}" in printed for name in [*COMMANDS, "with-source", "because"])
    assert "glossary" in printed, "what may be chosen"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_long_work_is_told_on_a_terminal_alone() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    with progress.shown(terminal, after=0.01):
        progress.STEPS.info("rendering %s", "index.md")
        while "rendering index.md … 0 s" not in terminal.getvalue():
            time.sleep(0.01)
    assert terminal.getvalue().endswith("\r\x1b[K"), "nothing of it stays"
    quick = Terminal()
    with progress.shown(pipe, after=0.0), progress.shown(quick, after=60):
        progress.STEPS.info("reading")
    assert pipe.getvalue() == quick.getvalue() == "" and not progress.STEPS.handlers


@pytest.mark.parametrize("makefile", ["Makefile", "scripts/factbook/starter/files/Makefile"])
@pytest.mark.parametrize(
    ("target", "variables", "arguments"),
    [
        ("new", {"KIND": "person", "ID": "odo-finch", "VALUES": "name=Odo by=guild"}, ["new", "person", "odo-finch", "name=Odo", "by=guild"]),
        ("import", {"SHEET": 'my "sheet";x.xlsx'}, ["import", 'my "sheet";x.xlsx']),
        (
            "import",
            {"SHEET": "a.csv", "NAMES": "c d.yml", "AGAINST": "a';b", "BECAUSE": "We misread it.", "WRITE": "1", "VALUES": "count=x"},
            ["import", "a.csv", "--columns=c d.yml", "--against=a';b", "--because=We misread it.", "--write", "count=x"],
        ),
    ],
)  # fmt: skip
def test_make_hands_on_what_it_is_told(
    makefile: str, target: str, variables: dict[str, str], arguments: list[str], tmp_path: Path
) -> None:
    copied = (ROOT / makefile).read_text(encoding="utf-8")
    done = {f".venv/{name}": "" for name in ("made", "site.done", "done")}
    write(tmp_path, {"Makefile": copied, "requirements.txt": "", "pyproject.toml": "", **done})
    write(tmp_path, {".venv/bin/python": '#!/bin/sh\nfor each in "$@"; do echo "$each"; done\n'})
    (tmp_path / ".venv/bin/python").chmod(0o755)
    for name in done:
        (tmp_path / name).touch()
    given = [f"{name}={value}" for name, value in variables.items()]
    run = subprocess.run(
        ["make", "--silent", target, *given], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.stdout.splitlines() == ["-m", "factbook", *arguments], run.stderr
