"""WSGI middleware of a live preview: problems on top of each page, files made on request, a policy for the reload script."""

from __future__ import annotations

import html
import mimetypes
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .exports import File
from .pages.policy import allowing
from .problems import Problem

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_BODY = re.compile(rb"<body[^>]*>")


def with_notice(app: WSGIApplication, problems: Callable[[], Sequence[Problem]]) -> WSGIApplication:
    """Wrap an application: insert the current problems at the top of every HTML page."""

    def insert(page: bytes) -> bytes:
        current = problems()
        return _BODY.sub(lambda match: match[0] + notice(current).encode(), page, count=1) if current else page

    return _with_pages(app, insert)


def with_reload(app: WSGIApplication) -> WSGIApplication:
    """Wrap an application: allow the live server's reload script in the content policy of every HTML page.

    The script differs in each response, such as by the time of the last build, so it is hashed here. The server puts it
    right before the last ``</body>``, where no page has a script: a page ends with the theme's footer.
    """

    def allow(page: bytes) -> bytes:
        before, _, _ = page.rpartition(b"</body>")
        script = before.removesuffix(b"</script>").rpartition(b"<script>")[2] if before.endswith(b"</script>") else None
        return allowing(page, script) if script else page

    return _with_pages(app, allow)


def _with_pages(app: WSGIApplication, change: Callable[[bytes], bytes]) -> WSGIApplication:
    """Wrap an application: pass every HTML page through ``change``."""

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        response: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            response[:] = [status, headers]
            return lambda data: None

        body = b"".join(app(environ, start))
        status, headers = response
        if any(name.lower() == "content-type" and value.startswith("text/html") for name, value in headers):
            body = change(body)
            headers = [
                *((name, value) for name, value in headers if name.lower() != "content-length"),
                ("Content-Length", str(len(body))),
            ]
        start_response(status, headers)
        return [body]

    return respond


def with_files(app: WSGIApplication, find: Callable[[str], File | None]) -> WSGIApplication:
    """Wrap an application: make the file that ``find`` returns for a request's path, if any."""

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        file = find(str(environ.get("PATH_INFO", "")))
        if file is None:
            return app(environ, start_response)
        body = file.make()
        kind = mimetypes.guess_type(file.path)[0] or "application/octet-stream"
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    return respond


def notice(problems: Sequence[Problem]) -> str:
    """Return the problems with their examples as an HTML element."""
    rows = "".join(f"<li><pre>{html.escape(str(problem))}</pre></li>" for problem in problems)
    title = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}; below is the last good page"
    return f'<aside class="problems" role="alert"><h2>{title}</h2><ol>{rows}</ol></aside>'
