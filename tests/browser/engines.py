"""Firefox and WebKit, driven by the protocols that they speak themselves: Marionette, and WebDriver over HTTP.

Playwright drives builds of its own of these two, which no package registry holds; Debian's ``firefox-esr`` and ``webkit2gtk-driver`` do.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

FIREFOX: Final = shutil.which("firefox") or "firefox-esr"
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {"firefox": (FIREFOX,), "webkit": ("WebKitWebDriver", "Xvfb")}
"""The programs that each engine needs."""
WAIT: Final = 30
"""Seconds within which an engine must have started."""
TIME: Final = 60
"""Seconds that a script may take."""
FIREFOX_PREFERENCES: Final = (
    'user_pref("marionette.port", 0);\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
)
Call = Callable[[str, Mapping[str, Any]], Any]


class Engine:
    """A running browser: ``run`` runs a script in a page and returns what it hands to its last argument, ``errors`` are those of its console."""

    def __init__(self, call: Call, errors: Callable[[], list[str]]) -> None:
        self._call, self.errors = call, errors

    def run(self, address: str, script: str, *arguments: object) -> Any:
        """Open an address and run a script there."""
        self._call("navigate", {"url": address})
        return self._call("script", {"script": script, "args": arguments})


def missing(name: str) -> list[str]:
    """Return the programs that an engine needs and that are not here."""
    return [program for program in NEEDED[name] if not shutil.which(program)]


@contextmanager
def process(*command: str, output: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program, with its output in a file."""
    with output.open("wb") as file:
        running = subprocess.Popen(command, stdout=file, stderr=file, env={**os.environ, **variables})
    try:
        yield running
    finally:
        running.terminate()
        running.wait(WAIT)


def found(what: Callable[[], Any]) -> Any:
    """Return what comes within :data:`WAIT` seconds."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            if (value := what()) is not None:
                return value
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError


@contextmanager
def firefox(folder: Path) -> Iterator[Engine]:
    """Run Firefox (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html)."""
    (folder / "user.js").write_text(FIREFOX_PREFERENCES, encoding="utf-8")
    command = (
        FIREFOX,
        "--headless",
        "--marionette",
        "--remote-allow-system-access",
        "--no-remote",
        "--profile",
        str(folder),
        "--width",
        "1400",
        "--height",
        "1000",
    )
    port = folder / "MarionetteActivePort"
    with process(*command, output=folder / "said", HOME=str(folder)):
        number = found(lambda: int(port.read_text()) if port.exists() and port.read_text() else None)
        with socket.create_connection(("127.0.0.1", number), TIME) as wire, wire.makefile("rwb") as file:

            def answer() -> Any:
                length = b""
                while (byte := file.read(1)) != b":":
                    length += byte
                return json.loads(file.read(int(length)))

            def command_of(name: str, parameters: Mapping[str, Any]) -> Any:
                message = json.dumps([0, 1, name, parameters]).encode()
                file.write(b"%d:%s" % (len(message), message))
                file.flush()
                _, _, error, result = answer()
                assert error is None, error
                return result["value"] if isinstance(result, dict) and "value" in result else result

            def errors() -> list[str]:
                command_of("Marionette:SetContext", {"value": "chrome"})
                script = "return Services.console.getMessageArray().filter(m => m instanceof Ci.nsIScriptError && !(m.flags & 1) && m.sourceName.startsWith('http')).map(m => m.errorMessage)"
                told: list[str] = command_of("WebDriver:ExecuteScript", {"script": script, "args": []})
                command_of("Marionette:SetContext", {"value": "content"})
                return told

            answer()
            command_of("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"timeouts": {"script": TIME * 1000}}}})
            names = {"navigate": "WebDriver:Navigate", "script": "WebDriver:ExecuteAsyncScript"}
            yield Engine(lambda name, parameters: command_of(names[name], parameters), errors)


@contextmanager
def webkit(folder: Path) -> Iterator[Engine]:
    """Run WebKitGTK's small browser on a screen of its own (https://www.w3.org/TR/webdriver2/)."""
    said, browsers = folder / "said", sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    assert browsers, "webkit2gtk-driver comes with a MiniBrowser"
    options = {"binary": str(browsers[-1]), "args": ["--automation", "--enable-write-console-messages-to-stdout=true"]}
    wanted = {"alwaysMatch": {"timeouts": {"script": TIME * 1000}, "webkitgtk:browserOptions": options}}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    screen = f":{port}"
    driver = ("WebKitWebDriver", f"--port={port}")
    screens = {
        "DISPLAY": screen,
        "GDK_BACKEND": "x11",
        "GDK_SCALE": "2",
    }  # on coarser ones letters are widened to whole pixels
    with (
        process("Xvfb", screen, "-screen", "0", "1400x1000x24", "-nolisten", "tcp", output=folder / "screen"),
        process(*driver, output=said, **screens, HOME=str(folder)),
    ):

        def ask(path: str, body: Mapping[str, Any] | None, method: str = "POST") -> Any:
            data = None if body is None else json.dumps(body).encode()
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/session{path}", data, {"Content-Type": "application/json"}, method=method
            )
            with urllib.request.urlopen(request, timeout=TIME) as reply:
                return json.load(reply)["value"]

        def errors() -> list[str]:
            return re.findall(r"(?m)^CONSOLE (?:\w+ )?ERROR (.*)$", said.read_text(encoding="utf-8", errors="replace"))

        found(lambda: True if Path(f"/tmp/.X11-unix/X{port}").exists() else None)
        session = found(lambda: ask("", {"capabilities": wanted}))["sessionId"]
        names = {"navigate": "url", "script": "execute/async"}
        yield Engine(lambda name, parameters: ask(f"/{session}/{names[name]}", parameters), errors)
        ask(f"/{session}", None, "DELETE")


ENGINES: Final = {"firefox": firefox, "webkit": webkit}
