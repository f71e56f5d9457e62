"""What is compared: a site generator with a story of its own to build, serve and edit."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MKDOCS = (sys.executable, "-m", "mkdocs")
MKDOCS_BUILD = (*MKDOCS, "build", "--quiet")
MKDOCS_SERVE = (*MKDOCS, "serve", "--dirty", "--livereload", "--quiet", "--dev-addr", "127.0.0.1:{port}")


@dataclass(frozen=True, slots=True)
class Edit:
    """How one file is changed so that another number shows: ``change(text, number)``."""

    file: Path
    change: Callable[[str, int], str]

    def save(self, number: int) -> None:
        """Write the file with the number in it."""
        self.file.write_text(self.change(self.file.read_text(encoding="utf-8"), number), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Contender:
    """A generator's folder and commands; ``made`` are the folders that a cold build starts without, ``{port}`` in ``serve`` is the port."""

    name: str
    folder: Path
    build: tuple[str, ...]
    serve: tuple[str, ...]
    made: tuple[str, ...]
    edit: Edit

    def clear(self) -> None:
        """Put aside whatever an earlier build left.

        Not removed, as ext4 looks at each inode that was freed in the last minutes before it gives out one: whoever writes
        the most files would pay the most for what the bench did.
        """
        aside = Path(tempfile.mkdtemp(prefix="earlier-", dir=self.folder.parent))
        for name in self.made:
            if (self.folder / name).exists():
                (self.folder / name).rename(aside / name)


def last_line(text: str, number: int) -> str:
    """A page whose last line says the number; the edit of those who have no facts."""
    return f"{text.partition(MARK)[0]}{MARK}{number}\n"


MARK = "\n\nEdited: "
