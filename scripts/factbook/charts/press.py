"""The press: draws pictures and pixels, from the cache where they are there, else on all cores.

A build first asks for everything (:meth:`Press.collect`), then has all that is missing drawn at once
(:meth:`Press.run`); whoever asks for a single picture has it drawn there and then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from ..values.cldr import formats_of
from ..values.formats import current, written_in
from .cache import key, read, read_bytes, trim, write, write_bytes
from .registry import Prepared
from .theme import Size

FEW: Final = 4
"""So many pictures are drawn faster here than other processes start."""
BLANK: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1"/>'
"""What stands for a picture until it is drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart drawn at one size: its Vega-Lite in JSON, and the renderer's SVG."""

    spec: str
    svg: str


class Press:
    """Draws, and keeps what it drew in the folder ``cache``, or in memory where there is none.

    ``blanks`` counts the pictures that were asked for and handed out blank.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self.blanks = 0
        self._cache = cache
        self._drawn: dict[str, Picture] = {}
        self._begun: dict[str, Future[bytes]] = {}
        self._wanted: dict[str, tuple[str, Prepared[Any], Size, str]] = {}
        self._collecting = False
        self._pool: Executor | None = None

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Meanwhile hand out :data:`BLANK` for each picture that is not there, and note it for :meth:`run`."""
        self._collecting = True
        try:
            yield
        finally:
            self._collecting = False

    def picture(self, name: str, prepared: Prepared[Any], size: Size) -> Picture:
        """The picture of the chart called ``name``."""
        entry = key(name, size, repr(prepared.data), repr(current()))  # axes are written as the locale has them
        found = self._drawn.get(entry) or self._read(entry)
        if found is None and self._collecting:
            self.blanks += 1
            self._wanted[entry] = (name, prepared, size, current().locale)
            return Picture("{}", BLANK)
        if found is None:
            self._keep(entry, found := _picture(name, prepared, size, current().locale))
        self._drawn[entry] = found
        return found

    def run(self) -> None:
        """Draw all that :meth:`collect` noted."""
        wanted, self._wanted = self._wanted, {}
        if len(wanted) > FEW:
            for entry, drawn in self._spread(_picture, wanted).items():
                self._keep(entry, drawn)
        else:
            for entry, job in wanted.items():
                self._keep(entry, _picture(*job))

    def begin(self, svg: str, scale: float) -> None:
        """Begin the pixels of an SVG elsewhere, for :meth:`pixels` to fetch; :meth:`close` when all are begun."""
        entry = key("png", str(scale), svg)
        if entry not in self._begun and (self._cache is None or read_bytes(self._cache, entry) is None):
            try:
                self._begun[entry] = self._workers().submit(_pixels, svg, scale)
            except (BrokenExecutor, OSError):
                return  # drawn here when it is fetched

    def pixels(self, svg: str, scale: float) -> bytes:
        """The SVG in PNG, so many pixels for each of its units."""
        entry = key("png", str(scale), svg)
        begun = self._begun.pop(entry, None)
        drawn = read_bytes(self._cache, entry) if self._cache and begun is None else None
        if drawn is None:
            try:
                drawn = begun.result() if begun else _pixels(svg, scale)
            except BrokenExecutor:
                drawn = _pixels(svg, scale)
            if self._cache:
                write_bytes(self._cache, entry, drawn)
        return drawn

    def close(self) -> None:
        """Let the other processes end once they have done what was begun, and keep the cache below its size."""
        if self._cache:
            trim(self._cache)
        if self._pool:
            self._pool.shutdown(wait=False)
            self._pool = None

    def _workers(self) -> Executor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(os.cpu_count(), get_context("spawn"))
        return self._pool

    def _spread(self, work: Callable[..., Picture], jobs: dict[str, tuple[Any, ...]]) -> dict[str, Picture]:
        """The jobs done by all cores; in this process where no other can be started."""
        try:
            workers = self._workers()
            begun = {entry: workers.submit(work, *job) for entry, job in jobs.items()}
            return {entry: future.result() for entry, future in begun.items()}
        except (BrokenExecutor, OSError):
            return {entry: work(*job) for entry, job in jobs.items()}

    def _read(self, entry: str) -> Picture | None:
        spec, svg = (read(self._cache, entry + part) if self._cache else None for part in (".json", ".svg"))
        return None if spec is None or svg is None else Picture(spec, svg)

    def _keep(self, entry: str, drawn: Picture) -> None:
        self._drawn[entry] = drawn
        if self._cache:
            write(self._cache, entry + ".json", drawn.spec)
            write(self._cache, entry + ".svg", drawn.svg)


def _picture(name: str, prepared: Prepared[Any], size: Size, locale: str) -> Picture:
    """Draw one picture, maybe in another process; only this, and nothing that finds its picture in the cache, imports Altair and vl-convert."""
    from .render import spec_of, svg_of

    with written_in(formats_of(locale)):
        spec = spec_of(name, prepared, size)
    return Picture(spec, svg_of(spec))


def _pixels(svg: str, scale: float) -> bytes:
    from .render import png_of

    return png_of(svg, scale)
