"""Nothing is fetched while a site is built: by Python, by the processes it starts, or by the renderer."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from factbook.charts.png import png_of
from factbook.charts.vega import svg_of
from support import good, python

SETTINGS = (
    "site_name: Kites\nsite_url: https://example.org/repo/\ntheme: {name: factbook}\nplugins: [search, factbook]\n"
)
HOOK = """
import sys

def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        raise RuntimeError(f"the network was asked for: {event} {args}")

sys.addaudithook(refuse)
"""


def without_network(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python that refuses the network to itself and to every Python it starts."""
    (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    return python(*arguments, hook=folder)


def test_a_build_asks_nobody(tmp_path: Path) -> None:
    asking = without_network(tmp_path, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))")
    assert "the network was asked for" in asking.stderr
    root = good(tmp_path, {"mkdocs.yml": SETTINGS})
    with (root / "docs/index.md").open("a", encoding="utf-8") as page:
        for name in ("claims", "over-time", "spread"):  # so many that other processes draw
            page.write(f'\n{{{{ chart("{name}", count="visitors", headline="How many came?") }}}}\n')
    built = without_network(tmp_path, "-m", "mkdocs", "build", "--quiet", "--config-file", str(root / "mkdocs.yml"))
    assert built.returncode == 0, built.stdout + built.stderr
    assert (root / "site" / "index.html").exists() and list((root / "site").rglob("chart.png"))


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and what was asked of it."""
    requests: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            requests.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", requests
        server.shutdown()


def test_the_renderer_fetches_no_data_and_no_picture(asked: tuple[str, list[str]]) -> None:
    address, requests = asked
    spec = {"data": {"url": f"{address}/rows.json"}, "mark": "point", "encoding": {"x": {"field": "x"}}}
    with pytest.raises(ValueError):
        svg_of(json.dumps(spec))
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{address}/x.png"/></svg>'
    with pytest.raises(ValueError, match="must not hold pictures"):
        png_of(picture, 1)
    assert requests == []
