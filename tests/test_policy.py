"""The content policy: every page has one, lists the scripts of the theme by hash, and nothing on the site is loaded from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from factbook.exports import frame
from factbook.integrity import hash_of
from factbook.pages.policy import allowing, policy, unlisted, with_policy
from support import Html, parse_html

DATA = ("application/json", "application/ld+json")


@pytest.fixture(params=["second", pytest.param("real", marks=pytest.mark.real_story)])
def site(request: pytest.FixtureRequest) -> Path:
    path: Path = request.getfixturevalue(f"{request.param}_site")
    return path


def policies(page: Html) -> list[str]:
    """The policies of a page, as browsers find them."""
    return [
        each.attributes["content"]
        for each in page.all("meta")
        if each.attributes.get("http-equiv", "").lower() == "content-security-policy"
    ]


def directives(text: str) -> Mapping[str, list[str]]:
    """A policy by its directives."""
    return {name: words for name, *words in (part.split() for part in text.split(";") if part.strip())}


@pytest.fixture
def pages(request: pytest.FixtureRequest, site: Path) -> Mapping[str, Html]:
    """Every page of the site by its path."""
    found: Mapping[str, Html] = request.getfixturevalue(f"{request.node.callspec.params['site']}_pages")
    return found


def test_every_page_has_one_policy_before_anything_is_loaded(pages: Mapping[str, Html]) -> None:
    for path, page in pages.items():
        assert len(policies(page)) == 1, path
        head = [
            each.name
            for each in page.elements[
                : page.elements.index(next(e for e in page.elements if "http-equiv" in e.attributes))
            ]
        ]
        assert set(head) <= {"html", "head", "meta"}, path


def test_a_policy_allows_nothing_loose(pages: Mapping[str, Html]) -> None:
    for path, page in pages.items():
        said = directives(policies(page)[0])
        assert said["default-src"] == ["'none'"], path
        assert said["base-uri"] == ["'none'"], path
        assert "object-src" not in said and "frame-src" not in said, path
        for name, words in said.items():
            loose = {
                "'unsafe-eval'",
                "'unsafe-inline'",
                "'wasm-unsafe-eval'",
                "'unsafe-hashes'",
                "'strict-dynamic'",
                "*",
                "http:",
                "https:",
                "blob:",
                "filesystem:",
            }
            assert not loose & set(words), f"{path}: {name}"
            assert name not in ("script-src", "default-src") or "'self'" not in words, (
                f"{path}: {name}: any file beside the pages"
            )
            assert name == "img-src" or "data:" not in words, f"{path}: {name}"
            assert not [word for word in words if not word.startswith("'") and word != "data:"], (
                f"{path}: {name}: an origin"
            )


def test_every_script_in_a_page_is_listed_and_no_other(site: Path, pages: Mapping[str, Html]) -> None:
    """By the hash of its bytes; a file also has it as integrity, in a template too, from where a script of the theme takes it."""
    listed_files = set()
    for path, page in pages.items():
        standing = set()
        for each in page.all("script"):
            if address := each.attributes.get("src"):
                file = (site / address.lstrip("/")) if address.startswith("/") else (site / path).parent / address
                assert each.attributes["integrity"] == hash_of(file.read_bytes()), f"{path}: {address}"
                standing.add(f"'{each.attributes['integrity']}'")
                listed_files.add(file.name)
            elif each.attributes.get("type", "") not in DATA:
                standing.add(f"'{hash_of(each.text)}'")
        words = directives(policies(page)[0]).get("script-src", [])
        assert standing == {word for word in words if word != "'none'"}, path
    assert listed_files >= {"site.js", "charts.js", "facets.js"}


def test_frames_for_others_run_no_script(pages: Mapping[str, Html]) -> None:
    frames = [(path, page) for path, page in pages.items() if path.startswith("charts/")]
    assert frames
    for path, page in frames:
        style = f"'{hash_of(page.all('style')[0].text)}'"
        sheets = [each.attributes["href"] for each in page.all("link") if each.attributes["rel"] == "stylesheet"]
        assert policies(page) == [frame.POLICY.format(style + " 'self'" * len(sheets))], path
        assert all(sheet.endswith("/assets/fonts.css") for sheet in sheets), path
        assert page.all("script", "iframe", "object", "embed", "form", "img") == [], path
    said = directives(frame.POLICY)
    assert "script-src" not in said and "connect-src" not in said
    assert said["default-src"] == ["'none'"]


def test_no_attribute_runs_code(pages: Mapping[str, Html]) -> None:
    """The policy would refuse it, so it would be an error on every visit."""
    for path, page in pages.items():
        for each in page.elements:
            assert not [name for name in each.attributes if name.startswith("on")], f"{path}: {each.name}"
            assert not any(value.lower().lstrip().startswith("javascript:") for value in each.attributes.values()), (
                f"{path}: {each.name}"
            )


LOADED = {
    **dict.fromkeys(
        ("script", "img", "iframe", "source", "video", "audio", "embed", "track", "input"), ("src", "srcset", "poster")
    ),
    **dict.fromkeys(("use", "image", "feimage"), ("href", "xlink:href")),
    "object": ("data",),
    "form": ("action",),
}
FETCHED_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "modulepreload",
    "preconnect",
    "dns-prefetch",
    "manifest",
    "apple-touch-icon",
    "mask-icon",
}
ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")\s]+)|@import\s+['\"]([^'\"]+)", re.IGNORECASE)


def abroad(address: str) -> bool:
    """Whether an address is not this site's own."""
    parts = urlsplit(address.strip())
    return bool(parts.netloc) or parts.scheme not in ("", "data")


def loaded(site: Path, pages: Mapping[str, Html]) -> Iterator[tuple[str, str]]:
    """Everything on the site that a browser fetches by itself: the file that asks for it, and the address."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.suffix in (".html", ".svg"):
            page = pages.get(name) or parse_html(path.read_text(encoding="utf-8"))
            for each in page.elements:
                for attribute in LOADED.get(each.name, ()):
                    for address in each.attributes.get(attribute, "").split(","):
                        if address.strip():
                            yield name, address.split()[0]
                if each.name == "link" and FETCHED_LINKS & set(each.attributes.get("rel", "").split()):
                    yield name, each.attributes.get("href", "")
                if each.attributes.get("http-equiv", "").lower() == "refresh":
                    yield name, each.attributes["content"].partition("url=")[2]
                styles = each.attributes.get("style", "") + (each.text if each.name == "style" else "")
                styles += " ".join(
                    each.attributes.get(attribute, "")
                    for attribute in ("fill", "stroke", "filter", "mask", "clip-path")
                )
                yield from ((name, first or second) for first, second in ADDRESS.findall(styles))
        elif path.suffix == ".css":
            yield from ((name, first or second) for first, second in ADDRESS.findall(path.read_text(encoding="utf-8")))
        elif path.suffix == ".webmanifest":
            yield from ((name, icon["src"]) for icon in json.loads(path.read_text(encoding="utf-8")).get("icons", []))


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: Mapping[str, Html]) -> None:
    everything = list(loaded(site, pages))
    assert len(everything) > 100
    assert [(name, address) for name, address in everything if abroad(address)] == []


def test_our_scripts_ask_nobody_else(site: Path) -> None:
    """No address of another site stands in a script of ours; those of the theme are held by the policy."""
    ours = [path for path in sorted(site.rglob("*.js")) if "/javascripts/" not in path.as_posix()]
    assert ours
    for path in ours:
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"https?://(?!www\.w3\.org/)[\w.-]+", text) == [], path.name
        assert not re.search(r"\beval\(|new Function|\.innerHTML\s*=|insertAdjacentHTML|document\.write", text), (
            path.name
        )


def page_of(body: str) -> str:
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'


SITE_JS = {"assets/site.js": hash_of(b"site"), "assets/charts.js": hash_of(b"charts")}


def test_a_script_put_in_later_is_not_listed() -> None:
    guarded = with_policy(page_of("<script>one()</script>"))
    assert policy((hash_of("one()"),)) in guarded
    assert hash_of("two()") not in guarded


@pytest.mark.parametrize("content", ["<script>two()</script>", "<p>open</p><script>two()"])
def test_no_code_of_what_stands_in_the_frame_is_listed(content: str) -> None:
    """Nor one that begins in the content and ends where a script of the theme does."""
    page = page_of(f"<script>one()</script>{content}<p>foot</p><script>three()</script>")
    assert policy((hash_of("one()"), hash_of("three()"))) in with_policy(page, content)
    assert policy(()) in with_policy(page, f"{content}, but changed by the theme")


@pytest.mark.parametrize("place", ["", "../../", "/", "/repo/", "/repo/sub/", "./"])
def test_a_file_of_the_theme_is_known_wherever_the_page_lies(place: str) -> None:
    guarded = with_policy(page_of(f'<script src="{place}assets/site.js" defer></script>'), scripts=SITE_JS)
    assert f'src="{place}assets/site.js" integrity="{SITE_JS["assets/site.js"]}" defer>' in guarded
    assert policy((SITE_JS["assets/site.js"],)) in guarded


@pytest.mark.parametrize(
    "script",
    [
        '<script src="../evil.txt"></script>',
        '<script src="evil"></script>',
        '<script src="https://evil.example/x.js"></script>',
        '<script src="assets/site.js/evil.txt"></script>',
        '<script src="site.js"></script>',
        f'<script src="evil.txt" integrity="{hash_of(b"evil")}"></script>',
    ],
)
def test_no_other_file_is_listed_and_it_is_told(script: str) -> None:
    guarded = with_policy(page_of(script), scripts=SITE_JS)
    assert policy(()) in guarded and script in guarded
    assert len(unlisted(page_of(script), SITE_JS)) == 1


def test_a_file_that_ends_like_one_of_the_theme_must_have_its_bytes() -> None:
    guarded = with_policy(page_of('<script src="/mine/assets/site.js"></script>'), scripts=SITE_JS)
    assert f'<script src="/mine/assets/site.js" integrity="{SITE_JS["assets/site.js"]}">' in guarded


def test_one_more_script_can_be_allowed_where_it_is_known() -> None:
    guarded = with_policy(page_of('<script src="assets/site.js"></script>'), scripts=SITE_JS)
    assert policy((hash_of(b"live()"), SITE_JS["assets/site.js"])).encode() in allowing(guarded.encode(), b"live()")


@pytest.mark.parametrize(
    "script",
    ['<script type="application/ld+json">{}</script>', "<script type='application/json' id=x>1</script>"],
)
def test_what_is_no_code_needs_no_hash(script: str) -> None:
    assert "sha256" not in with_policy(page_of(script))


@pytest.mark.parametrize(
    "script",
    [
        *("<script>x</script>", "<SCRIPT>x</SCRIPT >", '<script type="module">x</script>', "<script\n>x</script>"),
        *('<script type="TEXT/JAVASCRIPT">x</script>', "<script type=Module>x</script>"),
    ],
)
def test_code_has_its_hash(script: str) -> None:
    assert f"'sha256-{base64.b64encode(hashlib.sha256(b'x').digest()).decode()}'" in with_policy(page_of(script))
