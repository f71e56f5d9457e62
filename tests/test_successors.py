"""Publishers that go on with MkDocs 1: the same adapter, the same site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support import SCRIPTS, SECOND, copy_story


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_properdocs_builds_the_same_bytes(tmp_path: Path) -> None:
    """Each in a process of its own, as ProperDocs takes the place of the modules of MkDocs; both name the theme by its entry point."""
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS), "NO_MKDOCS_2_WARNING": "1"}
    sites = {}
    for publisher in ("mkdocs", "properdocs"):
        story = copy_story(SECOND, tmp_path / publisher)
        run = subprocess.run(
            [sys.executable, "-m", publisher, "build", "--quiet", "--strict", "-f", str(story / "mkdocs.yml")],
            env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        sites[publisher] = bytes_below(story / "site")
    assert len(sites["mkdocs"]) > 300
    assert sites["properdocs"] == sites["mkdocs"]
