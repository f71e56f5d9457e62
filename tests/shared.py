"""What is made once in a run of the suite, by whichever worker needs it first, and looked at by all."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

if "FACTBOOK_TESTS" not in os.environ:  # the first process of the run; its workers get the folder from it
    os.environ["FACTBOOK_TESTS"] = tempfile.mkdtemp(prefix="factbook-tests-")
    atexit.register(shutil.rmtree, os.environ["FACTBOOK_TESTS"], ignore_errors=True)
FOLDER = Path(os.environ["FACTBOOK_TESTS"])


def once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder that ``make`` filled under this name; workers wait for the one that fills it."""
    made = FOLDER / name
    with FileLock(FOLDER / f"{name}.lock"):
        if not (FOLDER / f"{name}.whole").exists():
            make(made)
            (FOLDER / f"{name}.whole").touch()
    return made
