"""The content policy at work: markup that got into a page all the same runs nothing and loads nothing, and the page still works."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from factbook.pages.policy import with_policy
from playwright.sync_api import Browser, Page, expect
from serving import served

WATCH = """
window.ran = [];
window.refused = [];
document.addEventListener('securitypolicyviolation', event => window.refused.push(event.effectiveDirective));
"""
ATTACKS: dict[str, tuple[str, str]] = {
    "an inline script": ("script-src-elem", "<script>ran.push(1)</script>"),
    "a script of another place": ("script-src-elem", '<script src="{other}evil.js"></script>'),
    "a script in its address": ("script-src-elem", '<script src="data:text/javascript,ran.push(1)"></script>'),
    "a module": ("script-src-elem", '<script type="module">ran.push(1)</script>'),
    "a handler of a picture": ("script-src-attr", '<img src="nothing" onerror="ran.push(1)" alt="">'),
    "a handler of a drawing": ("script-src-attr", '<svg onload="ran.push(1)"></svg>'),
    "a handler of details": ("script-src-attr", '<details open ontoggle="ran.push(1)">x</details>'),
    "a picture of another place": ("img-src", '<img src="{other}pixel.png" alt="">'),
    "a style of another place": ("style-src-elem", '<link rel="stylesheet" href="{other}evil.css">'),
    "a font of another place": (
        "font-src",
        "<style>@font-face{{font-family:x;src:url({other}x.woff2)}}.x{{font-family:x}}</style><p class=x>x</p>",
    ),
    "a frame": ("frame-src", '<iframe src="{other}"></iframe>'),
    "a frame with a page in it": (
        "script-src-elem",
        '<iframe srcdoc="&lt;script&gt;parent.ran.push(1)&lt;/script&gt;"></iframe>',
    ),
    "an object": ("object-src", '<object data="{other}x.swf"></object>'),
    "another base": ("base-uri", '<base href="{other}">'),
}
"""What is put into a page: the directive that refuses it, and the markup."""
CALLS: dict[str, tuple[str, str]] = {
    "eval": ("script-src", "eval('ran.push(1)')"),
    "a new function": ("script-src", "new Function('ran.push(1)')()"),
    "a text as a timer": ("script-src", "setTimeout('ran.push(1)')"),
    "a request elsewhere": ("connect-src", "fetch('{other}leak')"),
    "a beacon": ("connect-src", "navigator.sendBeacon('{other}leak')"),
    "a form": (
        "form-action",
        "document.body.insertAdjacentHTML('beforeend', '<form id=away action={other}form><input name=a></form>'); away.submit()",
    ),
}
"""What a script of the page is made to do, as if it could be led astray."""


@pytest.fixture(scope="module")
def other() -> Iterator[tuple[str, list[str]]]:
    """Another place on the web: its address, and what was asked of it."""
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(b"ran.push('elsewhere')")

        do_POST = do_GET  # noqa: N815  # the name that the server calls

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


@pytest.fixture(scope="module")
def site(real_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(real_site, tmp_path_factory.mktemp("attacked") / "site"))


@pytest.fixture(scope="module")
def home(site: Path) -> Iterator[str]:
    """The site as GitHub Pages serves it: without a policy in its headers."""
    with served(site, policy="") as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def infected(site: Path, markup: str) -> str:
    """The path of a copy of the home page with markup in its prose."""
    text = (site / "index.html").read_text(encoding="utf-8")
    spoilt = re.sub(r"(<article[^>]*>)", lambda match: match[1] + markup, text, count=1)
    assert spoilt != text
    (site / "spoilt.html").write_text(spoilt, encoding="utf-8")
    return "spoilt.html"


def refused(page: Page, directive: str) -> None:
    page.wait_for_function("name => window.refused.some(each => each.startsWith(name))", arg=directive, timeout=5000)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_put_into_a_page_does_nothing(
    attack: str, page: Page, site: Path, home: str, other: tuple[str, list[str]]
) -> None:
    directive, markup = ATTACKS[attack]
    elsewhere, asked = other
    asked.clear()
    page.goto(home + infected(site, markup.replace("{{", "{").replace("}}", "}").replace("{other}", elsewhere)))
    page.wait_for_load_state("networkidle")
    if attack != "a frame with a page in it":  # whose own document is told of it
        refused(page, directive)
    assert page.evaluate("window.ran") == []
    assert asked == []
    assert page.evaluate("document.baseURI").startswith(home)


def test_a_link_that_is_a_script_does_nothing(page: Page, site: Path, home: str) -> None:
    page.goto(home + infected(site, '<p><a id="led" href="javascript:ran.push(1)">here</a></p>'))
    page.click("#led")
    refused(page, "script-src-elem")
    assert page.evaluate("window.ran") == []


@pytest.mark.parametrize("call", CALLS)
def test_a_script_of_the_page_cannot_be_led_astray(
    call: str, page: Page, home: str, other: tuple[str, list[str]]
) -> None:
    """Run from a timer: what a debugger runs itself stands above the policy."""
    directive, code = CALLS[call]
    elsewhere, asked = other
    asked.clear()
    page.goto(home)
    page.evaluate("code => { setTimeout(new Function(code)) }", code.replace("{other}", elsewhere))
    refused(page, directive)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.ran") == [] and asked == []
    assert page.url == home


def test_one_letter_more_stops_a_script_of_our_own(page: Page, site: Path, home: str) -> None:
    """A theme's own inline script is allowed by its hash, and by nothing else."""
    own = "<script>window.own = true</script>"
    text = (site / "index.html").read_text(encoding="utf-8")
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text, flags=re.IGNORECASE)
    assert bare != text
    allowed = with_policy(bare.replace("</article>", f"{own}</article>"))
    (site / "own.html").write_text(allowed, encoding="utf-8")
    page.goto(f"{home}own.html")
    assert page.evaluate("window.own") is True
    assert page.evaluate("window.refused") == []
    (site / "spoilt.html").write_text(allowed.replace(own, own.replace("= true", "= true ")), encoding="utf-8")
    page.goto(f"{home}spoilt.html")
    refused(page, "script-src-elem")
    assert page.evaluate("window.own") is None


def test_the_page_works_beside_what_is_refused(page: Page, site: Path, home: str) -> None:
    """Search opens and finds, and the colours change: under the policy, and with an attack in the page."""
    page.goto(home + infected(site, "<script>ran.push(1)</script>"))
    before = page.evaluate("document.body.dataset.mdColorScheme")
    page.get_by_role("button", name="Switch to dark").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", before)
    page.keyboard.press("/")
    page.locator("[data-md-component=search-query]").fill("soldiers")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    assert page.evaluate("window.ran") == []
    assert page.evaluate("window.refused") == ["script-src-elem"]
