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
    """The same application, with what ``problems`` gives at that moment shown on top of every HTML page."""

    def noticed(page: bytes) -> bytes:
        current = problems()
        return _BODY.sub(lambda match: match[0] + notice(current).encode(), page, count=1) if current else page

    return _with_pages(app, noticed)


def with_reload(app: WSGIApplication) -> WSGIApplication:
    """The same application, with the script that a live server puts at the end of a page listed in the page's policy.

    That script has other words in each answer, such as the time of the last build, so its hash is known only here. What
    stands right before the last end of a body is the server's own: a page ends with its theme's foot.
    """

    def listed(page: bytes) -> bytes:
        before, _, _ = page.rpartition(b"</body>")
        script = before.removesuffix(b"</script>").rpartition(b"<script>")[2] if before.endswith(b"</script>") else None
        return allowing(page, script) if script else page

    return _with_pages(app, listed)


def _with_pages(app: WSGIApplication, changed: Callable[[bytes], bytes]) -> WSGIApplication:
    """The same application, with each HTML page as ``changed`` gives it."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started: list[Any] = []

        def note(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return lambda data: None

        body = b"".join(app(environ, note))
        status, headers = started
        if any(name.lower() == "content-type" and value.startswith("text/html") for name, value in headers):
            body = changed(body)
            headers = [
                *((name, value) for name, value in headers if name.lower() != "content-length"),
                ("Content-Length", str(len(body))),
            ]
        start_response(status, headers)
        return [body]

    return answer


def with_files(app: WSGIApplication, find: Callable[[str], File | None]) -> WSGIApplication:
    """The same application, with the file that ``find`` gives for a request's path made there and then."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        file = find(str(environ.get("PATH_INFO", "")))
        if file is None:
            return app(environ, start_response)
        body = file.make()
        kind = mimetypes.guess_type(file.path)[0] or "application/octet-stream"
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    return answer


def notice(problems: Sequence[Problem]) -> str:
    """The notice: every problem, with its example, as plain text."""
    rows = "".join(f"<li><pre>{html.escape(str(problem))}</pre></li>" for problem in problems)
    title = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}; below is the last good page"
    return f'<aside class="problems" role="alert"><h2>{title}</h2><ol>{rows}</ol></aside>'
