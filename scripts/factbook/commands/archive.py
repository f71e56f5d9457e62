"""``factbook archive``: copies of sources in a public archive.

The Internet Archive's "Save Page Now 2 Public API" (of 2022-04-05) wants the keys of an account, which are read from the environment
variable ``ARCHIVE_KEY``. Without them a page is asked for as a browser asks, which the archive often refuses.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import sys
import time
from argparse import ArgumentParser, Namespace
from typing import Final

from ..fact_files import FactFiles
from ..kinds import Source
from ..link_check import ARCHIVE, DEAD, LinkClient, refused_in_pull_request
from ..loading import load
from ..problems import Problem, quote
from ..reports import ReportContext, add_format_option, print_notes
from .registry import command

PAUSE: Final = 5.0
"""Seconds between two sources; the Internet Archive takes about a dozen requests a minute."""
ATTEMPTS: Final = 30
"""How often the archive is asked, :data:`PAUSE` seconds apart, whether it has saved a page, for which it takes two minutes at most."""
KEY: Final = "ARCHIVE_KEY"
"""The environment variable with the keys of an account at archive.org, ``ACCESS:SECRET``."""
_COPY: Final = re.compile(r"/web/(\d{14})[a-z_]*/")
"""How the address of a copy goes on behind the archive's: ``/web/20250701120000/https://…``."""


def _options(parser: ArgumentParser) -> None:
    add_format_option(parser)
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="sources in one run (default: 50)")


@command("archive", _options, "factbook archive --limit 10")
def run(options: Namespace) -> int:
    """Have the Internet Archive keep a copy of each source that has none, and write its address; never in a pull request."""
    if refused_in_pull_request("nothing is saved"):
        return 2
    book = load(options.root)
    wanting = [source for source in book.of(Source).values() if source.url and not source.archived_url]
    files, client, key = FactFiles(book, options.root), LinkClient(timeout=120.0), os.environ.get(KEY, "")
    notes: list[Problem] = []
    for number, source in enumerate(wanting[: options.limit]):
        if number:
            time.sleep(PAUSE)
        copy, reason = copy_of(str(source.url), client, key=key)
        if copy:
            files.change(source, {"archived_url": [copy]})
            files.write()  # one by one, as a run takes minutes and may be stopped
        else:
            hint = "" if key else f"; it refuses fewer with the keys of an account, ACCESS:SECRET in {KEY}"
            message = f"archived_url was not found, as the archive says {quote(reason, 120)}{hint}"
            notes.append(Problem(source.where("url"), DEAD, message))
    print_notes(notes, options.report, ReportContext(options.root, sys.stdout, sys.stderr))
    if options.report != "json":
        tried = len(wanting[: options.limit])
        print(f"{tried - len(notes)} of {tried} sources have a copy now; {len(wanting) - tried} more have none")
    return 0


def copy_of(address: str, client: LinkClient, archive: str = ARCHIVE, key: str = "") -> tuple[str, str]:
    """Return the address of a new copy of a page, or else of the newest that there is; empty, with the reason, if there is none."""
    reason = ""
    if key:
        try:
            return saved(address, client, archive, key), ""
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError) as error:
            reason = str(error) or type(error).__name__
    for request in ("web/2",) if key else ("save", "web/2"):
        try:
            landed = client.landing(f"{archive}/{request}/{address}")
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = reason or str(error) or type(error).__name__
            continue
        if landed.startswith(archive) and _COPY.match(landed, len(archive)):
            return landed, ""
        reason = reason or f"nothing at {landed}"
    return "", reason


def saved(address: str, client: LinkClient, archive: str, key: str) -> str:
    """Have a page saved and return the address of its copy. Raises :class:`ValueError` with the archive's words, and what the client and
    an answer of another form raise."""
    headers = {"Accept": "application/json", "Authorization": f"LOW {key}"}
    begun = json.loads(client.ask(f"{archive}/save", headers, {"url": address, "skip_first_archive": "1"}))
    if "job_id" not in begun:
        raise ValueError(begun["message"])
    for _ in range(ATTEMPTS):
        now = json.loads(client.ask(f"{archive}/save/status/{begun['job_id']}", headers))
        if now["status"] == "success":
            return f"{archive}/web/{now['timestamp']}/{now['original_url']}"
        if now["status"] != "pending":
            raise ValueError(now["message"])
        time.sleep(PAUSE)
    raise ValueError("it was not done in time")
