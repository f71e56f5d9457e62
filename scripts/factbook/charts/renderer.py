"""The renderer of charts and PNGs: looks a result up in a cache, else computes it, on all cores where there are many.

A picture is submitted when a page first names it and fetched when the page is written; in between, worker processes draw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from ..cache import any_with_suffix, has, read, read_bytes, trim, write, write_bytes
from ..files import read_bytes as read_file
from ..fonts import Typeface
from ..values.cldr import formats_in
from ..values.formats import current, written_in
from ..values.messages import right_to_left
from .mirrored import mirrored, with_geography
from .registry import CHARTS, Prepared
from .shaping import drawn_in, typefaces
from .theme import Size
from .worker_pool import WorkerPool, result_of

LOCAL_LIMIT: Final = 4
"""Up to so many pictures are drawn here faster than a worker process starts."""
BLANK: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1"/>'
"""The placeholder of a picture that nobody looks at."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart drawn at one size: its Vega-Lite in JSON, and the SVG of vl-convert."""

    spec: str
    svg: str


Job = tuple[str, Prepared[Any], Size, tuple[str, str, str], tuple[Typeface, ...]]
"""The arguments of :func:`_draw`: the chart's name, its data, the size, what :func:`.values.cldr.formats_in` takes, and the site's fonts."""


def cache_key(*inputs: str) -> str:
    """Return a content hash of the inputs, this package's files and the versions of the libraries that draw."""
    digest = hashlib.sha256(_code_hash())
    for text in inputs:
        digest.update(f"{len(text)}:".encode())
        digest.update(text.encode())
    return digest.hexdigest()


@cache
def _code_hash() -> bytes:
    """Hash the chart code, its fonts and maps, and the versions of the libraries (without importing them, which is slow)."""
    digest = hashlib.sha256(" ".join(map(version, ("altair", "vl-convert-python", "pillow"))).encode())
    folder = Path(__file__).parent
    for path in sorted(each for each in folder.rglob("*.*") if each.suffix in (".json", ".py", ".ttf", ".xz")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def _digests() -> tuple[str, ...]:
    """Return what tells the fonts in force, and what shapes with them, from others."""
    digests = tuple(each.digest for each in typefaces())
    return (*digests, version("uharfbuzz")) if digests else ()


class PictureCache:
    """Pictures and PNGs in a folder, by cache key; without a folder it stays empty."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def __contains__(self, key: str) -> bool:
        return self._folder is not None and (has(self._folder, key) or has(self._folder, key + ".svg"))

    def is_cold(self) -> bool:
        """Whether there is a folder, without a single picture."""
        return self._folder is not None and not any_with_suffix(self._folder, ".svg")

    def picture(self, key: str) -> Picture | None:
        """Return a picture; ``None`` for one that is missing or damaged."""
        spec, svg = (read(self._folder, key + suffix) if self._folder else None for suffix in (".json", ".svg"))
        return None if spec is None or svg is None else Picture(spec, svg)

    def put_picture(self, key: str, picture: Picture) -> None:
        """Store a picture."""
        if self._folder:
            write(self._folder, key + ".json", picture.spec)
            write(self._folder, key + ".svg", picture.svg)

    def png(self, key: str) -> bytes | None:
        """Return a PNG; ``None`` for one that is missing or damaged."""
        return read_bytes(self._folder, key) if self._folder else None

    def put_png(self, key: str, png: bytes) -> None:
        """Store a PNG."""
        if self._folder:
            write_bytes(self._folder, key, png)

    def trim(self) -> None:
        """Delete the entries used longest ago, as far as the folder is over its size."""
        if self._folder:
            trim(self._folder)


class Renderer:
    """Draws charts and PNGs, each once; ``cache`` is a folder that later builds share.

    Worker processes start with the first picture beyond ``local_limit``: 0 for a caller that has other work meanwhile. There
    are as many as cores, or ``workers``: 1 where few pictures are to be drawn, as each takes a second to get ready.
    """

    def __init__(self, cache: Path | None = None, local_limit: int = LOCAL_LIMIT, workers: int | None = None) -> None:
        self._cache = PictureCache(cache)
        self._local_limit = local_limit
        self._pool = WorkerPool(_warm_up, workers)
        self._pictures: dict[str, Picture] = {}
        self._queue: dict[str, Job] = {}
        self._picture_futures: dict[str, Future[Picture]] = {}
        self._png_futures: dict[str, Future[bytes]] = {}

    def prestart(self, pictures: int) -> None:
        """Start workers while facts are still read, if so many pictures will be submitted and the cache has none."""
        if pictures > self._local_limit and self._cache.is_cold():
            self.start_workers()

    def start_workers(self) -> None:
        """Start the worker processes now."""
        self._pool.submit(int)

    def submit(self, name: str, prepared: Prepared[Any], size: Size) -> Callable[[], Picture]:
        """Queue the picture of the chart ``name``; the returned function waits for it, or draws it there and then."""
        language = (current().locale, current().messages.language, current().messages.own)
        job: Job = (name, prepared, size, language, typefaces())
        inputs = (name, CHARTS[name].version, size, repr(prepared.data), repr(current()), *_digests())
        key = cache_key(*inputs)  # axes are written as the locale has them
        if not (key in self._pictures or key in self._picture_futures or key in self._cache):
            if CHARTS[name].code:
                return partial(self._picture, key, job)  # workers have no code of the story
            self._queue[key] = job
            if self._pool.started or len(self._queue) > self._local_limit:
                self._submit_queue()
        return partial(self._picture, key, job)

    def submit_png(self, svg: str, scale: float) -> None:
        """Let a worker begin the PNG of an SVG, for :meth:`png` to fetch."""
        key = cache_key("png", str(scale), svg, *_digests())
        if key in self._png_futures or key in self._cache:
            return
        if future := self._pool.submit(_png, svg, scale, typefaces()):
            self._png_futures[key] = future

    def png(self, svg: str, scale: float) -> bytes:
        """Return an SVG as PNG, with ``scale`` pixels for each of its units."""
        key = cache_key("png", str(scale), svg, *_digests())
        future = self._png_futures.pop(key, None)
        png = self._cache.png(key) if future is None else None
        if png is None:
            png = result_of(future, partial(_png, svg, scale, typefaces()))
            self._cache.put_png(key, png)
        return png

    def copy(self, path: Path, width: int) -> bytes:
        """Return the picture at ``path`` as WebP, ``width`` pixels wide. Raises :class:`OSError`."""
        from ..pictures import copy_of

        data = read_file(path)
        return self.kept(("picture", str(width), hashlib.sha256(data).hexdigest()), partial(copy_of, data, width))

    def kept(self, inputs: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
        """Return what ``make`` makes of these inputs, made once and then kept."""
        key = cache_key(*inputs)
        made = self._cache.png(key)
        if made is None:
            made = make()
            self._cache.put_png(key, made)
        return made

    def close(self) -> None:
        """Cancel what no worker has begun, let the workers end, and trim the cache."""
        self._pool.close()
        self._picture_futures.clear()
        self._png_futures.clear()
        self._cache.trim()

    def _submit_queue(self) -> None:
        """Hand the queue to the workers; what they cannot take is drawn here when it is fetched."""
        while self._queue:
            key, job = next(iter(self._queue.items()))
            if (future := self._pool.submit(_draw, *job)) is None:
                return
            self._picture_futures[key] = future
            del self._queue[key]

    def _picture(self, key: str, job: Job) -> Picture:
        picture = self._pictures.get(key)
        if picture is None:
            self._queue.pop(key, None)
            future = self._picture_futures.pop(key, None)
            picture = self._cache.picture(key) if future is None else None
            if picture is None:
                picture = result_of(future, partial(_draw, *job))
                self._cache.put_picture(key, picture)
            self._pictures[key] = picture
        return picture


class BlankRenderer(Renderer):
    """Draws nothing: for a check, or a comparison of two versions, which look at no picture.

    One that ``judges`` draws plain charts, as only a drawn one shows whether it can be read.
    """

    def __init__(self, cache: Path | None = None, *, judges: bool = False) -> None:
        super().__init__(cache)
        self._judges = judges

    def prestart(self, pictures: int) -> None:
        """Start no worker: most pictures are not drawn."""

    def submit(self, name: str, prepared: Prepared[Any], size: Size) -> Callable[[], Picture]:
        """Return a function that gives a blank."""
        if self._judges and CHARTS[name].plain:
            return super().submit(name, prepared, size)
        return lambda: Picture("{}", BLANK)


# What workers run. Altair and vl-convert are imported here, so that a build whose pictures are all cached does without.


def _warm_up() -> None:
    from .vega import warm_up

    warm_up()


def _draw(
    name: str, prepared: Prepared[Any], size: Size, language: tuple[str, str, str], fonts: tuple[Typeface, ...]
) -> Picture:
    from . import plain
    from .gallery.places_map import KEY_LAYERS
    from .vega import spec_of, svg_of

    with written_in(formats_in(*language)), drawn_in(fonts):
        spec = spec_of(name, prepared, size)
        svg = plain.svg_of(spec, size) if CHARTS[name].plain else svg_of(spec)
        if right_to_left(language[1]):
            svg = with_geography(svg, KEY_LAYERS) if name == "map" else mirrored(svg)
        return Picture(spec, svg)


def _png(svg: str, scale: float, fonts: tuple[Typeface, ...]) -> bytes:
    from .png import png_of

    with drawn_in(fonts):
        return png_of(svg, scale)
