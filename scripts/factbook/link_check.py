"""The check for dead links: requests every URL in the facts once and reports those that lead to no page.

It uses the network, so it runs on a schedule and never in a build. Facts come from strangers, so only public IP
addresses are connected to (against server-side request forgery), and one host gets one request at a time.
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import socket
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.error import HTTPError, URLError
from urllib.parse import quote as percent_encode
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    AbstractHTTPHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

import idna

from .factbook import Factbook
from .kinds import LinkMark, Source, marked_texts
from .problems import Place, Problem, quote, rule

DEAD = rule(
    "dead-link",
    "A web address in a fact leads to a page; where it no longer does, a copy in an archive is recorded. Only "
    "'factbook links' asks, on a schedule; 'factbook check --stale' lists the sources without a copy.",
)
HOSTS_AT_ONCE: Final = 4
ARCHIVE: Final = "https://web.archive.org"
MAX_ANSWER: Final = 1_000_000
"""Bytes of an answer that are read."""
"""The Wayback Machine of the Internet Archive: ``/web/2/URL`` leads to the newest copy, ``/web/*/URL`` lists all, ``/save/URL`` makes one."""
GONE: Final = frozenset((404, 410))
"""Status codes of pages that do not exist; other refusals may be meant for programs only."""
PERMANENT: Final = frozenset((301, 308))
"""Status codes of permanent redirects (RFC 9110, section 15.4)."""
_HOME: Final = frozenset(("", "/", "/index.html", "/index.php", "/home"))
AGENT: Final = "factbook-links/1 (asks weekly whether cited pages are still there)"


@dataclass(frozen=True, slots=True)
class Link:
    """A URL in a fact: the place and name of its field, and the URL of a recorded copy.

    ``archived`` is empty if the fact could record a copy and does not, ``None`` if it has no field for one.
    """

    place: Place
    field: str
    address: str
    archived: str | None = None


def links_in(book: Factbook) -> Iterator[Link]:
    """Yield every URL of every fact."""
    for fact in book.all_facts():
        for path, address, _ in marked_texts(fact, LinkMark):
            name = next(str(step) for step in reversed(path) if isinstance(step, str))
            archived = (fact.archived_url or "") if isinstance(fact, Source) and name == "url" else None
            yield Link(fact.where(*path), name, address, archived)


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """The result of requesting a URL: ``alive``, ``dead``, or ``unsure`` if the server refused a program.

    ``reason`` says why it is not alive, ``moved_to`` is the target of a permanent redirect.
    """

    verdict: Literal["alive", "dead", "unsure"]
    reason: str = ""
    moved_to: str = ""


def refused_in_pull_request(what: str) -> bool:
    """Whether this is the run of a pull request, whose author would choose which addresses are asked; if so, say ``what`` is not done."""
    if not os.environ.get("GITHUB_EVENT_NAME", "").startswith("pull_request"):
        return False
    print(f"{what} in a pull request: whoever opens one would choose what", file=sys.stderr)
    return True


def as_uri(address: str) -> str:
    """Return an address in any script as a URI of ASCII (RFC 3987, section 3.1): the host by IDNA (UTS 46), the rest in UTF-8.

    Raises ``ValueError`` for a host that cannot be one.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    netloc = parts.netloc if host.isascii() else parts.netloc.replace(host, idna.encode(host, uts46=True).decode())
    path, query = (percent_encode(part, safe="%/:@!$&'()*+,;=~?-._") for part in (parts.path, parts.query))
    return parts._replace(netloc=netloc, path=path, query=query, fragment="").geturl()


class NotPublic(OSError):
    """A host in a private network, or this machine."""


def public_addresses(host: str) -> list[str]:
    """Resolve a host to its IP addresses, all of them globally reachable as listed by IANA.

    Raises :class:`NotPublic` when one of them is not, ``OSError`` when there is none.
    """
    infos = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
    for address in addresses:
        if not ipaddress.ip_address(address.partition("%")[0]).is_global:
            raise NotPublic(f"{address}, which is not on the public web")
    return addresses


@dataclass(frozen=True)
class LinkClient:
    """An HTTP client with a ``timeout`` in seconds, a number of ``attempts``, and a backoff that starts at ``pause`` seconds.

    ``resolve`` gives the IP addresses of a host that may be connected to; it raises ``OSError`` for others.
    """

    timeout: float = 15.0
    attempts: int = 3
    pause: float = 2.0
    resolve: Callable[[str], list[str]] = public_addresses

    def check(self, address: str) -> LinkStatus:
        """Request a URL by HEAD, and by GET if that is refused, as some servers support GET only."""
        status = LinkStatus("dead", "no attempt was made")
        for attempt in range(self.attempts):
            if attempt:
                time.sleep(self.pause * 2 ** (attempt - 1))
            status, final = self._attempt(address)
            if final:
                break
        return status

    def _attempt(self, address: str) -> tuple[LinkStatus, bool]:
        """A status, and whether it is final, so that another attempt is useless."""
        try:
            try:
                return self._request(address, "HEAD"), True
            except HTTPError:
                return self._request(address, "GET"), True
        except HTTPError as error:
            reason = f"{error.code} {http.client.responses.get(error.code, '')}".strip()
            if error.code in GONE:
                return LinkStatus("dead", reason), True
            return LinkStatus("unsure", reason), error.code < 500 and error.code != 429
        except (OSError, http.client.HTTPException, ValueError) as error:  # URLError is an OSError, too
            cause = error.reason if isinstance(error, URLError) else error
            if isinstance(cause, NotPublic):
                return LinkStatus("dead", str(cause)), True
            if isinstance(cause, TimeoutError):
                return LinkStatus("dead", f"no answer within {self.timeout:g} seconds"), False
            if not isinstance(error, URLError):
                return LinkStatus("dead", f"{type(error).__name__}: {error}"[:120]), False
            reason = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
            return LinkStatus("dead", reason or type(cause).__name__), False

    def landing(self, address: str) -> str:
        """Return the address at which a request ends after its redirects. Raises ``OSError`` where it ends at no page."""
        return self._landing(address, "GET", _Redirects())

    def ask(self, address: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> bytes:
        """Return the beginning of an answer; a ``form`` is sent by POST. Raises ``OSError``, also on a redirect, which might take the
        ``headers`` to another host."""
        data = urlencode(form).encode() if form is not None else None
        with self._open(Request(as_uri(address), data, dict(headers))) as response:
            return bytes(response.read(MAX_ANSWER))

    def _request(self, address: str, method: str) -> LinkStatus:
        redirects = _Redirects()
        landed = self._landing(address, method, redirects)
        if redirects.codes and _is_home(landed) and not _is_home(address):
            return LinkStatus("unsure", f"a redirect to the home page {landed}, as of pages that are gone")
        return LinkStatus("alive", moved_to=landed if redirects.codes and redirects.codes <= PERMANENT else "")

    def _landing(self, address: str, method: str, redirects: _Redirects) -> str:
        with self._open(Request(as_uri(address), method=method, headers={"Accept": "*/*"}), redirects) as response:
            return str(response.geturl())

    def _open(self, request: Request, *redirects: _Redirects) -> Any:
        opener = OpenerDirector()
        for handler in (_Http(self), _Https(self), *redirects, HTTPErrorProcessor(), HTTPDefaultErrorHandler()):
            opener.add_handler(handler)
        request.add_header("User-Agent", AGENT)
        response = opener.open(request, timeout=self.timeout)
        if response is None:  # no handler for the scheme
            raise URLError("an address that is neither http:// nor https://")
        return response

    def connect(self, to: tuple[str, int], timeout: float, source: tuple[str, int] | None = None) -> socket.socket:
        """Connect to an IP address that was checked, so that a second look-up of the name cannot give another (DNS rebinding)."""
        problem: OSError = OSError("it has no address")
        for address in self.resolve(to[0]):
            try:
                return socket.create_connection((address, to[1]), timeout, source)
            except OSError as error:
                problem = error
        raise problem


def _is_home(address: str) -> bool:
    """Whether an address is that of a site's first page."""
    parts = urlsplit(address)
    return parts.path in _HOME and not parts.query


class _Redirects(HTTPRedirectHandler):
    """Follows redirects without changing the method, and records their status codes."""

    def __init__(self) -> None:
        self.codes: set[int] = set()

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        self.codes.add(code)
        new = super().redirect_request(req, fp, code, msg, headers, newurl)
        if new is not None:
            new.method = req.get_method()
        return new


class _CheckedHandler(AbstractHTTPHandler):
    """Opens connections with :meth:`LinkClient.connect`."""

    def __init__(self, client: LinkClient) -> None:
        super().__init__()
        self.client = client

    def do_open(self, http_class: Any, req: Request, **options: Any) -> Any:
        def new_connection(host: str, **settings: Any) -> Any:
            connection = http_class(host, **settings)
            # remove when http.client has a public way to connect to a given IP address
            connection._create_connection = self.client.connect
            return connection

        return super().do_open(new_connection, req, **options)


class _Http(_CheckedHandler, HTTPHandler):
    pass


class _Https(_CheckedHandler, HTTPSHandler):
    pass


@dataclass(frozen=True, slots=True)
class LinkReport:
    """Links with the status of each."""

    statuses: tuple[tuple[Link, LinkStatus], ...]

    @property
    def problems(self) -> list[Problem]:
        """A problem for each dead link."""
        return [_problem(link, status) for link, status in self.statuses if status.verdict == "dead"]

    @property
    def notes(self) -> list[Problem]:
        """A note, which fails nothing, for each link that is unsure or has moved permanently."""
        notes = []
        for link, status in self.statuses:
            if status.verdict == "unsure":
                notes.append(Problem(link.place, DEAD, f"{link.field} did not tell, found {quote(status.reason, 120)}"))
            elif status.moved_to:
                message = f"{link.field} has moved for good to {quote(status.moved_to, 200)}"
                notes.append(Problem(link.place, DEAD, message))
        return notes


def check_links(links: Iterable[Link], client: LinkClient, host_delay: float = 1.0) -> LinkReport:
    """Request each URL once, with ``host_delay`` seconds between two requests to one host."""
    links = list(links)
    hosts: dict[str, dict[str, LinkStatus]] = defaultdict(dict)
    for link in links:
        hosts[urlsplit(link.address).hostname or ""][link.address] = LinkStatus("unsure")

    def check_host(statuses: dict[str, LinkStatus]) -> None:
        for number, address in enumerate(statuses):
            if number:
                time.sleep(host_delay)
            statuses[address] = client.check(address)

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        list(pool.map(check_host, hosts.values()))
    return LinkReport(tuple((link, hosts[urlsplit(link.address).hostname or ""][link.address]) for link in links))


def _problem(link: Link, status: LinkStatus) -> Problem:
    message = f"{link.field}: must lead to a page, found {quote(status.reason, 120)} at {quote(link.address, 200)}"
    if link.archived:
        return Problem(link.place, DEAD, f"{message}; a copy is recorded", link.archived)
    if link.archived is not None:
        return Problem(link.place, DEAD, f"{message}; look for a copy", f"archived_url: {ARCHIVE}/web/2/{link.address}")
    return Problem(link.place, DEAD, message)
