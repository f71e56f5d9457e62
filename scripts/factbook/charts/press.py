"""The press: draws pictures and pixels, from the cache where they are there, else on all cores.

Whoever will want a picture orders it, and gets it where it is needed; in between, other processes draw what was
ordered, if that is more than a few. Pixels are ordered with :meth:`Press.begin`.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, TypeVar

from ..cache import any_with_suffix, has, read, read_bytes, trim, write, write_bytes
from ..values.cldr import formats_of
from ..values.formats import current, written_in
from .identity import key
from .registry import Prepared
from .theme import Size

FEW: Final = 4
"""So many pictures are drawn faster here than other processes start."""
BLANK: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1"/>'
"""What stands for a picture that nobody looks at."""
T = TypeVar("T")
_ORPHANED: Final = 1.0
"""Seconds within which a process that draws ends when the one that began it is gone."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart drawn at one size: its Vega-Lite in JSON, and the renderer's SVG."""

    spec: str
    svg: str


Job = tuple[str, Prepared[Any], Size, str]
"""What a picture is drawn from: the chart's name, its data, the size and the locale."""


class Press:
    """Draws, and keeps what it drew in the folder ``cache``, or in memory where there is none.

    So many pictures as ``few`` are drawn where they are fetched; whoever has other things to do meanwhile says 0.
    """

    def __init__(self, cache: Path | None = None, few: int = FEW) -> None:
        self._cache = cache
        self._few = few
        self._drawn: dict[str, Picture] = {}
        self._waiting: dict[str, Job] = {}
        self._begun: dict[str, Future[Picture]] = {}
        self._pixels: dict[str, Future[bytes]] = {}
        self._pool: ProcessPoolExecutor | None = None

    def expect(self, pictures: int) -> None:
        """Let other processes get ready while the facts are read, where so many pictures will be ordered and none was kept."""
        if pictures > self._few and self._cache and not any_with_suffix(self._cache, ".svg"):
            self.get_ready()

    def get_ready(self) -> None:
        """Let other processes get ready now, for whatever is ordered later."""
        with suppress(BrokenExecutor, OSError):
            self._workers().submit(int)

    def order(self, name: str, prepared: Prepared[Any], size: Size) -> Callable[[], Picture]:
        """Order the picture of the chart called ``name``; what is given back fetches it, or draws it there and then."""
        job: Job = (name, prepared, size, current().locale)
        entry = key(name, size, repr(prepared.data), repr(current()))  # axes are written as the locale has them
        if not (entry in self._drawn or entry in self._begun or self._kept(entry)):
            self._waiting[entry] = job
            if self._pool or len(self._waiting) > self._few:
                self._begin_waiting()
        return partial(self._picture, entry, job)

    def begin(self, svg: str, scale: float) -> None:
        """Begin the pixels of an SVG elsewhere, for :meth:`pixels` to fetch."""
        entry = key("png", str(scale), svg)
        if entry not in self._pixels and not self._kept(entry):
            try:
                self._pixels[entry] = self._workers().submit(_pixels, svg, scale)
            except (BrokenExecutor, OSError):
                return  # drawn here when it is fetched

    def pixels(self, svg: str, scale: float) -> bytes:
        """The SVG in PNG, so many pixels for each of its units."""
        entry = key("png", str(scale), svg)
        begun = self._pixels.pop(entry, None)
        drawn = read_bytes(self._cache, entry) if self._cache and begun is None else None
        if drawn is None:
            drawn = _result(begun, partial(_pixels, svg, scale))
            if self._cache:
                write_bytes(self._cache, entry, drawn)
        return drawn

    def close(self) -> None:
        """Let the other processes end, what they have not begun undone, and keep the cache below its size."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
        self._begun.clear()
        self._pixels.clear()
        if self._cache:
            trim(self._cache)

    def _begin_waiting(self) -> None:
        try:
            while self._waiting:
                entry, job = next(iter(self._waiting.items()))
                self._begun[entry] = self._workers().submit(_picture, *job)
                del self._waiting[entry]
        except (BrokenExecutor, OSError):
            return  # drawn here when they are fetched

    def _picture(self, entry: str, job: Job) -> Picture:
        drawn = self._drawn.get(entry)
        if drawn is None:
            self._waiting.pop(entry, None)
            begun = self._begun.pop(entry, None)
            drawn = self._read(entry) if begun is None else None
            if drawn is None:
                drawn = _result(begun, partial(_picture, *job))
                self._keep(entry, drawn)
            self._drawn[entry] = drawn
        return drawn

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(os.cpu_count(), get_context(_way()), _at_work, (os.getpid(),))
        return self._pool

    def _kept(self, entry: str) -> bool:
        return self._cache is not None and (has(self._cache, entry) or has(self._cache, entry + ".svg"))

    def _read(self, entry: str) -> Picture | None:
        spec, svg = (read(self._cache, entry + part) if self._cache else None for part in (".json", ".svg"))
        return None if spec is None or svg is None else Picture(spec, svg)

    def _keep(self, entry: str, drawn: Picture) -> None:
        if self._cache:
            write(self._cache, entry + ".json", drawn.spec)
            write(self._cache, entry + ".svg", drawn.svg)


class Blanks(Press):
    """Draws nothing and hands out blanks, for those who look at no picture: a check, or a comparison of two versions."""

    def order(self, name: str, prepared: Prepared[Any], size: Size) -> Callable[[], Picture]:
        """A blank in the place of the picture."""
        return lambda: Picture("{}", BLANK)


def _result(begun: Future[T] | None, here: Callable[[], T]) -> T:
    """What another process made, or what is made here where none did."""
    if begun is None:
        return here()
    try:
        return begun.result()
    except BrokenExecutor:
        return here()


def _way() -> str:
    """How other processes are begun: as copies of this one, half a second quicker, where that is safe.

    A copy has one thread only, so whatever another thread held would be held in it for ever. The renderer has threads
    that Python does not know of. macOS' own libraries do not bear copying.
    """
    alone = threading.active_count() == 1 and "vl_convert" not in sys.modules
    return "fork" if sys.platform == "linux" and alone else "spawn"


def _at_work(parent: int) -> None:
    """What another process does first: stop looking for garbage, of which drawing makes little, watch its parent, and get ready."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # which a terminal sends to all; the one who asked ends the others

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_ORPHANED)
        os._exit(1)

    if sys.platform != "win32":  # where a process does not learn of its parent's end
        threading.Thread(target=watch, daemon=True).start()
    from .render import warm_up

    warm_up()


def _picture(name: str, prepared: Prepared[Any], size: Size, locale: str) -> Picture:
    """Draw one picture, maybe in another process; only this, and nothing that finds its picture in the cache, imports Altair and vl-convert."""
    from .render import spec_of, svg_of

    with written_in(formats_of(locale)):
        spec = spec_of(name, prepared, size)
    return Picture(spec, svg_of(spec))


def _pixels(svg: str, scale: float) -> bytes:
    from .render import png_of

    return png_of(svg, scale)
