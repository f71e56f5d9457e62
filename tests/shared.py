"""Artefacts shared by the workers of pytest-xdist: the first worker that needs one makes it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

if "FACTBOOK_TESTS" not in os.environ:  # the main process; workers inherit the variable
    os.environ["FACTBOOK_TESTS"] = tempfile.mkdtemp(prefix="factbook-tests-")
    atexit.register(shutil.rmtree, os.environ["FACTBOOK_TESTS"], ignore_errors=True)
FOLDER = Path(os.environ["FACTBOOK_TESTS"])


def make_once(name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder that ``make`` fills, in one worker, while the others wait for a file lock."""
    made = FOLDER / name
    with FileLock(FOLDER / f"{name}.lock"):
        if not (FOLDER / f"{name}.whole").exists():
            make(made)
            (FOLDER / f"{name}.whole").touch()
    return made
