"""Asking one address whether it still leads anywhere: politely, and never anything but the public web."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

GONE: Final = frozenset((404, 410))
"""Answers that say the page is not there; any other refusal may be meant for programs only."""
PERMANENT: Final = frozenset((301, 308))
"""Redirects that say the page has moved for good (RFC 9110, section 15.4)."""
AGENT: Final = "factbook-links/1 (asks weekly whether cited pages are still there)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address said: it leads to a page (``alive``), it does not (``dead``), or it did not tell us (``unsure``).

    ``moved`` is where it leads to now, when it said that this is for good.
    """

    verdict: Literal["alive", "dead", "unsure"]
    words: str = ""
    moved: str = ""


class NotPublic(OSError):
    """An address that leads into a private network, or to this machine."""


def public(host: str) -> list[str]:
    """The public IP addresses of a host. Raises :class:`NotPublic` when one of them is not, ``OSError`` when there is none.

    Only addresses that IANA lists as globally reachable count, so that no fact can have a machine of ours ask its
    neighbours.
    """
    found = list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)))
    for address in found:
        if not ipaddress.ip_address(address.partition("%")[0]).is_global:
            raise NotPublic(f"{address}, which is not on the public web")
    return found


Resolve = Callable[[str], list[str]]


@dataclass(frozen=True)
class Asker:
    """How addresses are asked: seconds to wait for an answer, how often, seconds between attempts, and what may be asked."""

    timeout: float = 15.0
    attempts: int = 3
    pause: float = 2.0
    resolve: Resolve = public

    def ask(self, address: str) -> Answer:
        """Ask an address; by HEAD, and by GET where that is refused, as many servers know only the one."""
        answer = Answer("dead", "no attempt was made")
        for attempt in range(self.attempts):
            if attempt:
                time.sleep(self.pause * 2 ** (attempt - 1))
            answer, final = self._attempt(address)
            if final:
                break
        return answer

    def _attempt(self, address: str) -> tuple[Answer, bool]:
        """An answer, and whether it is worth no further attempt."""
        try:
            try:
                return self._answer(address, "HEAD"), True
            except HTTPError:
                return self._answer(address, "GET"), True
        except HTTPError as error:
            words = f"{error.code} {http.client.responses.get(error.code, '')}".strip()
            if error.code in GONE:
                return Answer("dead", words), True
            return Answer("unsure", words), error.code < 500 and error.code != 429
        except URLError as error:
            reason = error.reason
            if isinstance(reason, NotPublic):
                return Answer("dead", str(reason)), True
            if isinstance(reason, TimeoutError):
                return Answer("dead", f"no answer within {self.timeout:g} seconds"), False
            words = reason.strerror if isinstance(reason, OSError) and reason.strerror else str(reason)
            return Answer("dead", words or type(reason).__name__), False
        except TimeoutError:
            return Answer("dead", f"no answer within {self.timeout:g} seconds"), False
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Answer("dead", f"{type(error).__name__}: {error}"[:120]), False

    def _answer(self, address: str, method: str) -> Answer:
        hops = _Hops()
        opener = OpenerDirector()
        for handler in (_Http(self), _Https(self), hops, HTTPErrorProcessor(), HTTPDefaultErrorHandler()):
            opener.add_handler(handler)
        request = Request(address, method=method, headers={"User-Agent": AGENT, "Accept": "*/*"})
        response = opener.open(request, timeout=self.timeout)
        if response is None:  # no handler for what it is: another scheme
            raise URLError("an address that is neither http:// nor https://")
        with response:
            moved = response.geturl() if hops.codes and hops.codes <= PERMANENT else ""
            return Answer("alive", "", moved)

    def connect(self, to: tuple[str, int], timeout: float, source: tuple[str, int] | None = None) -> socket.socket:
        """A connection to a host; what was found public is what is connected to, whatever its name says a moment later."""
        problem: OSError = OSError("it has no address")
        for address in self.resolve(to[0]):
            try:
                return socket.create_connection((address, to[1]), timeout, source)
            except OSError as error:
                problem = error
        raise problem


class _Hops(HTTPRedirectHandler):
    """Follows redirects with the method they were met with, and notes their codes."""

    def __init__(self) -> None:
        self.codes: set[int] = set()

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        self.codes.add(code)
        new = super().redirect_request(req, fp, code, msg, headers, newurl)
        if new is not None:
            new.method = req.get_method()
        return new


def _connection(kind: type[http.client.HTTPConnection], asker: Asker, host: str, **options: Any) -> Any:
    connection = kind(host, **options)
    connection._create_connection = asker.connect  # type: ignore[attr-defined]  # http.client offers no public way to connect to an address that was checked
    return connection


class _Http(HTTPHandler):
    def __init__(self, asker: Asker) -> None:
        super().__init__()
        self.asker = asker

    def http_open(self, req: Request) -> Any:
        return self.do_open(partial(_connection, http.client.HTTPConnection, self.asker), req)


class _Https(HTTPSHandler):
    def __init__(self, asker: Asker) -> None:
        super().__init__()
        self.asker = asker

    def https_open(self, req: Request) -> Any:
        return self.do_open(partial(_connection, http.client.HTTPSConnection, self.asker), req)
