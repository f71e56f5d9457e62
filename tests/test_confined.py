"""Nothing outside a story is read for it: every file that Python opens or lists is the story's, the engine's or Python's own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

from support import GOOD, ROOT, SCRIPTS, SECOND, copy_story, overlay, python, write

HOOK = """
import os, sys

def watch(event, args, told=os.open(os.environ["TOLD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(args[0], (str, bytes)):
        os.write(told, os.path.abspath(os.fsencode(args[0])) + b"\\n")

sys.addaudithook(watch)
"""
PYTHON = {Path(path).resolve() for path in (*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, *sys.path)}
MACHINE = ("/dev/null", "/dev/urandom", "/proc/", "/sys/", "/etc/mime.types", "/usr/share/zoneinfo")
"""What Python's own library asks of a machine."""


def read_by(folder: Path, root: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """A run of Python on a story, and every path it opened that is neither the story's, the engine's nor Python's."""
    write(folder / "hook", {"sitecustomize.py": HOOK})
    told = folder / "told.txt"
    run = python(*arguments, cwd=root, hook=folder / "hook", TOLD=str(told))
    own = (root, folder / "hook", told, SCRIPTS, *PYTHON)
    opened = {os.fsdecode(line) for line in told.read_bytes().splitlines()}
    assert any(Path(path).is_relative_to(root / "data") for path in opened)
    return run, {
        path
        for path in opened
        if not path.startswith(MACHINE) and not any(Path(path).resolve().is_relative_to(each) for each in own)
    }


def test_what_is_read_outside_is_noticed(tmp_path: Path) -> None:
    """Otherwise the other tests would prove nothing."""
    root = tmp_path / "story"
    overlay(GOOD, root)
    write(tmp_path, {"secret.yml": "id: told"})
    code = "import pathlib; [path.read_text() for path in pathlib.Path().glob('data/*/*.yml')]; open('../secret.yml')"
    assert read_by(tmp_path, root, "-c", code)[1] == {str(tmp_path / "secret.yml")}


def test_a_build_reads_its_story_alone(tmp_path: Path) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    run, outside = read_by(tmp_path, root, "-m", "mkdocs", "build", "--quiet")
    assert run.returncode == 0, run.stderr
    assert outside <= {str(tmp_path), str(ROOT)}


TRAPS = {
    "an include": "{% include '../../secret.md' %}",
    "an import": "{% import '/etc/passwd' as p %}",
    "a chart of a path": "{{ chart('../../secret', count='visitors', headline='x') }}",
    "a source of a path": "{{ source('../../secret') }}",
    "a picture": "![secret](../../secret.png)",
    "a snippet": '--8<-- "../../secret.md"',
}


def test_a_page_gets_no_file_read(tmp_path: Path) -> None:
    root = tmp_path / "story"
    overlay(GOOD, root)
    write(tmp_path, {"secret.md": "told", "secret.png": "told", "secret.yml": "id: told"})
    for number, trap in enumerate(TRAPS.values()):
        write(root, {f"docs/trap-{number}.md": f"---\ntitle: Trap {number}\n---\n# Trap\n\n{trap}\n"})
    run, outside = read_by(tmp_path, root, "-m", "factbook", "check")
    assert outside == set()
    told = {int(number) for number in re.findall(r"^docs/trap-(\d)\.md:", run.stderr, re.MULTILINE)}
    assert told == set(range(len(TRAPS))), "each was come upon"


def test_links_out_of_a_story_are_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "story"
    overlay(GOOD, root)
    write(tmp_path, {"secret.yml": "id: told", "secret.md": "told", "secret/page.md": "told"})
    (root / "data/people/told.yml").symlink_to(tmp_path / "secret.yml")
    (root / "docs/told.md").symlink_to("../../secret.md")
    (root / "docs/told").symlink_to(tmp_path / "secret")
    (root / "data/sources/told.yml").symlink_to(root / "docs/told.md")
    run, outside = read_by(tmp_path, root, "-m", "factbook", "check")
    assert run.returncode == 1 and run.stderr.count("found a link") == 4, run.stderr
    assert outside == set()
