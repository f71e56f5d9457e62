"""Dead links: what a server may answer, what is never asked, and what editors are told."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from factbook.__main__ import main
from factbook.commands import archive
from factbook.link_check import ARCHIVE, Link, LinkClient, NotPublic, as_uri, check_links, links_in, public_addresses
from factbook.loading import load
from factbook.problems import Place
from support import SECOND, factbook, good, write

SOURCE = "data/sources/herald-2025-06-02.yml"


@dataclass
class Web:
    """A server of our own, and what it was asked."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0

    def __call__(self, path: str) -> str:
        return f"http://web.example.org:{self.port}{path}"


@pytest.fixture
def web() -> Iterator[Web]:
    known = Web()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            if self.path.startswith("/save/status/"):
                return self.status(self.path.rpartition("/")[2])
            known.at_once += 1
            known.most_at_once = max(known.most_at_once, known.at_once)
            known.asked.append((self.command, self.path))
            known.agents.add(self.headers["User-Agent"])
            name = self.path.strip("/")
            code, target = 200, ""
            time.sleep(1.5 if name == "slow" else 0.01)
            if name == "no-head":
                code = 405 if self.command == "HEAD" else 200
            elif name == "flaky":
                code = 503 if [path for _, path in known.asked].count(self.path) < 3 else 200
            elif name in ("moved", "found", "loop", "to-file", "to-neighbour", "to-home", "to-home-for-good"):
                code = 302 if name in ("found", "to-home") else 301
                target = {
                    "loop": "/loop",
                    "to-file": "file:///etc/passwd",
                    "to-neighbour": "http://10.0.0.1/",
                    "to-home": "/",
                    "to-home-for-good": "/index.html",
                }.get(name, "/ok")
            elif name.startswith(("save/", "web/2/")):
                how, _, kept = name.removeprefix("web/").partition("/")
                code = 520 if how == "save" and "closed" in kept else 404 if "never" in kept else 302
                target = "" if code != 302 else f"/web/20250701120000/{kept}" if "odd" not in kept else "/ok"
            elif name.isdigit():
                code = int(name)
            elif name == "garbage":
                self.wfile.write(b"\x00\xff not HTTP\r\n")
            known.at_once -= 1
            if name == "garbage":
                return
            self.send_response(code)
            if target:
                self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:  # the library calls it so
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            page = form["url"][0]
            known.asked.append((f"POST {self.headers['Authorization']}", page))
            if "refused" in page:
                self.reply({"status": "error", "message": "You have already reached your limit of active sessions"})
            elif "elsewhere" in page:
                self.send_response(302)
                self.send_header("Location", "/save/status/elsewhere")
                self.end_headers()
            else:
                self.reply({"url": page, "job_id": f"spn2-{page.rpartition('/')[2]}"})

        def reply(self, answer: dict[str, str]) -> None:
            text = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def status(self, job: str) -> None:
            known.asked.append((f"GET {self.headers['Authorization']}", job))
            original, asked = "https://a.example/b", [path for _, path in known.asked].count(job)
            if "lost" in job:
                self.reply({"status": "error", "status_ext": "error:not-found", "message": "Target URL not found"})
            elif asked < 3 or "slow" in job:
                self.reply({"status": "pending", "job_id": job})
            else:
                self.reply({"status": "success", "timestamp": "20250701120000", "original_url": original})

        do_GET = do_HEAD = answer  # noqa: N815  # the library calls them so

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield known
    server.shutdown()
    server.server_close()


def only_here(host: str) -> list[str]:
    """Our own server may be asked, and no other machine."""
    if host not in ("web.example.org", "127.0.0.1"):
        raise NotPublic(f"{host}, which a test may not ask")
    return ["127.0.0.1"]


CLIENT = LinkClient(timeout=0.5, attempts=3, pause=0.01, resolve=only_here)


@pytest.mark.parametrize(
    ("path", "verdict", "words", "asked"),
    [
        ("/ok", "alive", "", 1),
        ("/no-head", "alive", "", 2),
        ("/found", "alive", "", 2),
        ("/to-home", "unsure", "a redirect to the home page http://web.example.org", 2),
        ("/to-home-for-good", "unsure", "a redirect to the home page", 2),
        ("/", "alive", "", 1),
        ("/도움/쪽?제목=물#곳", "alive", "", 1),
        ("/ok%20%C3%A9?a=1&b=%26", "alive", "", 1),
        ("/404", "dead", "404 Not Found", 2),
        ("/410", "dead", "410 Gone", 2),
        ("/403", "unsure", "403 Forbidden", 2),
        ("/429", "unsure", "429 Too Many Requests", 6),
        ("/500", "unsure", "500 Internal Server Error", 6),
        ("/flaky", "alive", "", 3),
        ("/slow", "dead", "no answer within 0.5 seconds", 3),
        ("/garbage", "dead", "BadStatusLine", 3),
        ("/to-neighbour", "dead", "10.0.0.1, which a test may not ask", 1),
    ],
)  # fmt: skip
def test_what_a_server_may_answer(web: Web, path: str, verdict: str, words: str, asked: int) -> None:
    answer = CLIENT.check(web(path))
    assert answer.verdict == verdict
    assert words in answer.reason
    assert len(web.asked) == asked
    assert all("factbook" in agent for agent in web.agents)


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("https://пример.example/путь", "https://xn--e1afmkfd.example/%D0%BF%D1%83%D1%82%D1%8C"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://user@말.example:8080/a?b=물#c", "https://user@xn--pz2b.example:8080/a?b=%EB%AC%BC"),
        ("https://example.org/a%2Fb?c=%26&d=e+f", "https://example.org/a%2Fb?c=%26&d=e+f"),
        ("https://example.org/a b", "https://example.org/a%20b"),
    ],
)
def test_an_address_in_any_script_is_asked_in_ascii(address: str, uri: str) -> None:
    assert as_uri(address) == uri


def test_a_redirect_for_good_tells_where_to(web: Web) -> None:
    assert CLIENT.check(web("/moved")).moved_to == web("/ok")
    assert web.asked == [("HEAD", "/moved"), ("HEAD", "/ok")]
    assert CLIENT.check(web("/found")).moved_to == "", "a redirect for now is no move"


@pytest.mark.parametrize("path", ["/loop", "/to-file"])
def test_a_redirect_that_leads_nowhere_ends(web: Web, path: str) -> None:
    answer = CLIENT.check(web(path))
    assert answer.verdict != "alive" and answer.moved_to == ""
    assert len(web.asked) < 40


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/a", "data:text/plain,a", "javascript:1"])
def test_another_scheme_is_not_followed(address: str) -> None:
    assert CLIENT.check(address).verdict == "dead"


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = CLIENT.check(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert (answer.verdict, "refused" in answer.reason.lower()) == ("dead", True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "fe80::1", "fd00::1", "::ffff:127.0.0.1"])  # fmt: skip
def test_only_the_public_web_is_asked(web: Web, host: str) -> None:
    with pytest.raises(NotPublic):
        public_addresses(host)
    literal = f"[{host}]" if ":" in host else host
    answer = LinkClient(timeout=0.5, attempts=3, pause=5).check(f"http://{literal}:{web.port}/ok")
    assert (answer.verdict, "not on the public web" in answer.reason) == ("dead", True)
    assert web.asked == []


def test_public_addresses_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert public_addresses("8.8.8.8") == ["8.8.8.8"]
    told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 0)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)
    with pytest.raises(NotPublic):
        public_addresses("both.example.org")


def test_one_host_is_asked_one_thing_at_a_time_and_each_address_once(web: Web) -> None:
    asked = [
        Link(Place("data/a.yml", line), "url", web(path))
        for line, path in enumerate(["/ok", "/404", "/ok", "/found"] * 5, 1)
    ]
    begun = time.monotonic()
    checked = check_links(asked, CLIENT, host_delay=0.05)
    assert time.monotonic() - begun > 0.1
    assert web.most_at_once == 1
    assert len(web.asked) == 1 + 2 + 2
    assert [problem.place.line for problem in checked.problems] == [2, 6, 10, 14, 18]


def test_a_dead_link_stands_at_its_line_with_the_recorded_copy(tmp_path: Path, web: Web) -> None:
    text = "id: herald-2025-06-02\ntype: article\npublisher: herald\nquality: A\nread: whole\n"
    copy = web("/ok")
    root = good(tmp_path, {SOURCE: f"{text}url: {web('/404')}\narchived_url: {copy}\n"})
    [problem] = check_links(links_in(load(root)), CLIENT, host_delay=0).problems
    assert (problem.place, problem.rule, problem.example) == (Place(SOURCE, 6, 6), "dead-link", copy)
    assert problem.message == f"url: must lead to a page, found '404 Not Found' at '{web('/404')}'; a copy is recorded"
    root = good(tmp_path, {SOURCE: f"{text}url: {web('/404')}\n"})
    [problem] = check_links(links_in(load(root)), CLIENT, host_delay=0).problems
    assert problem.example == f"archived_url: {ARCHIVE}/web/2/{web('/404')}"


def test_every_address_of_a_story_is_asked() -> None:
    found = {(link.place.path, link.field) for link in links_in(load(SECOND))}
    written = set()
    for path in (SECOND / "data").rglob("*.yml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            name, _, value = line.strip().partition(": ")
            if value.startswith("http"):
                written.add((path.relative_to(SECOND).as_posix(), name.removeprefix("- ")))
            elif line.strip().startswith("- http"):
                written.add((path.relative_to(SECOND).as_posix(), "same_as"))
    assert found == written != set()


def test_no_pull_request_chooses_what_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request_target")
    assert main(["--root", str(good(tmp_path)), "links"]) == 2
    assert "no link is asked in a pull request" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("page", "copy", "reason"),
    [
        ("https://a.example/b?c=d", "/web/20250701120000/https://a.example/b?c=d", ""),
        ("https://a.example/물", "/web/20250701120000/https://a.example/%EB%AC%BC", ""),
        ("https://a.example/closed", "/web/20250701120000/https://a.example/closed", ""),
        ("https://a.example/closed-never", "", "520"),
        ("https://a.example/odd", "", "nothing at"),
    ],
)
def test_a_copy_is_made_or_found(web: Web, page: str, copy: str, reason: str) -> None:
    found, why = archive.copy_of(page, CLIENT, web(""))
    assert found == (web(copy) if copy else "")
    assert reason in why


@pytest.mark.parametrize(
    ("page", "copy", "reason"),
    [
        ("https://a.example/b", "/web/20250701120000/https://a.example/b", ""),
        ("https://a.example/refused-never", "", "limit of active sessions"),
        ("https://a.example/lost-never", "", "Target URL not found"),
        ("https://a.example/slow-never", "", "not done in time"),
        ("https://a.example/elsewhere-never", "", "302"),
        ("https://a.example/lost", "/web/20250701120000/https://a.example/lost", ""),
    ],
)
def test_with_keys_a_copy_is_made_by_the_archives_api(
    web: Web, monkeypatch: pytest.MonkeyPatch, page: str, copy: str, reason: str
) -> None:
    monkeypatch.setattr(archive, "PAUSE", 0)
    found, why = archive.copy_of(page, CLIENT, web(""), "access:secret")
    assert found == (web(copy) if copy else "")
    assert reason in why
    assert web.asked[0] == ("POST LOW access:secret", page)
    asked = [how for how, path in web.asked if "spn2" in path]
    assert set(asked) <= {"GET LOW access:secret"} and ("GET LOW access:secret", "elsewhere") not in web.asked


def test_the_address_of_a_copy_is_written_to_its_source(
    tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "data/sources/herald-2025-06-02.yml"
    root = good(tmp_path)
    write(
        root, {source: re.sub(r"(?m)^(archived_)?url:.*\n", "", (root / source).read_text()) + f"url: {web('/ok')}\n"}
    )
    monkeypatch.setattr(archive, "LinkClient", lambda timeout: CLIENT)
    monkeypatch.setattr(archive, "copy_of", lambda address, client, key: (web(f"/web/20250701120000/{address}"), ""))
    code, printed = factbook("archive", cwd=root)
    assert (code, printed.splitlines()[-1]) == (0, "1 of 1 sources have a copy now; 0 more have none")
    assert f"archived_url: {web('/web/20250701120000/')}" in (root / source).read_text()
    assert factbook("archive", cwd=root)[1] == "0 of 0 sources have a copy now; 0 more have none\n"
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    assert factbook("archive", cwd=root)[0] == 2


def test_what_did_not_tell_is_a_note_and_no_problem(tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setattr("factbook.commands.links.LinkClient", lambda timeout: CLIENT)
    text = "id: herald-2025-06-02\ntype: article\npublisher: herald\nquality: A\nread: whole\n"
    root = good(tmp_path, {SOURCE: f"{text}url: {web('/403')}\narchived_url: {web('/moved')}\n"})
    assert main(["--root", str(root), "links"]) == 0
    out = capsys.readouterr().out
    assert f"{SOURCE}:6:6: url did not tell, found '403 Forbidden'" in out
    assert f"{SOURCE}:7:15: archived_url has moved for good to '{web('/ok')}'" in out
    assert out.endswith("no dead link among 2\n")
    assert main(["--root", str(root), "links", "--format", "github"]) == 0
    assert capsys.readouterr().out.startswith(f"::notice file={SOURCE},line=6,col=6,title=dead-link::url did not tell")
    assert main(["--root", str(root), "links", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
