"""An HTTP server for a built site, and Chromium."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from find import FLAGS, chromium
from playwright.sync_api import Browser, Page, sync_playwright

POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
TEXT = ("text/", "application/json", "application/javascript", "image/svg", "application/xml")


@lru_cache(maxsize=500)
def compressed(body: bytes) -> bytes:
    """Return a file as it goes over the wire."""
    return gzip.compress(body, mtime=0)


class Host(BaseHTTPRequestHandler):
    """A static host with gzip, a strict content policy, caching headers and a 404 page."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, folder: Path, below: str, policy: str) -> None:
        self.folder, self.below, self.policy = folder, below, policy
        super().__init__(*arguments)  # type: ignore[arg-type]  # as the server passes them

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        inside = path.startswith(f"/{self.below}")
        file = self.folder / path.removeprefix(f"/{self.below}")
        file = file / "index.html" if path.endswith("/") else file
        exists = inside and file.is_file()
        body = file.read_bytes() if exists else (self.folder / "404.html").read_bytes()
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream" if exists else "text/html"
        self.send_response(200 if exists else 404)
        self.send_header("Content-Type", kind)
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Cache-Control", "max-age=600")
        if kind.startswith(TEXT):
            body = compressed(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # the browser has left the page
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path, below: str = "", policy: str = POLICY) -> Iterator[str]:
    """Serve a site's folder on a free port, below a path such as ``repo/``; yield its URL. ``policy`` may be empty."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, folder=folder, below=below, policy=policy)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{below}"
        server.shutdown()


class Tabs:
    """Opens pages that need no context of their own, in one that is there: to make one takes thrice as long as to go to its address."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, Page] = {}

    @contextmanager
    def opened(self, **options: Any) -> Iterator[Page]:
        """Yield a page with options of a context; what a site has stored is forgotten afterwards."""
        key = repr(sorted(options.items()))
        page = self._free.pop(key, None) or self._browser.new_context(**options).new_page()
        yield page
        page.unroute_all()
        page.context.clear_permissions()
        page.emulate_media(media="null", color_scheme=options.get("color_scheme", "light"))
        if size := options.get("viewport"):
            page.set_viewport_size(size)
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.goto("about:blank")
        self._free[key] = page

    def close(self) -> None:
        """Close all contexts."""
        for page in self._free.values():
            page.context.close()


@contextmanager
def running() -> Iterator[Browser]:
    """Run Chromium."""
    path = chromium()
    assert path, "no Chromium found: install it, or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
