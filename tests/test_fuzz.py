"""Hostile input by the thousand: every file is read or refused with its problems, soon, in bounds, and never with a traceback."""

from __future__ import annotations

import ast
import faulthandler
import importlib
import json
import os
import pkgutil
import random
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import factbook
import mkdocs_factbook
import pytest
import yaml
from factbook.build import check
from factbook.problems import RULES, Problems
from factbook.strict_yaml import parse_yaml
from hypothesis import given
from hypothesis import strategies as st
from sampling import SEED, THOROUGH, scaled, subset, tries
from support import GOOD, SCRIPTS, SECOND, TESTS, copy_story, good, overlay, write

SOON = 30.0
"""Seconds of processor time within which any one input has been dealt with; most take a fiftieth of one, the worst three on a quiet machine."""


@pytest.fixture(autouse=True)
def watchdog() -> Iterator[None]:
    """A hang ends the tests with a traceback of where it hangs, instead of hanging them."""
    faulthandler.dump_traceback_later(300, exit=True, file=2)
    yield
    faulthandler.cancel_dump_traceback_later()


def outcome(root: Path, most: int = 30_000_000) -> tuple[str, ...]:
    """The codes of a story's problems, after judging that each can be acted on; fails on anything but problems."""
    began = time.process_time()
    try:
        check(root)
        problems: tuple[Any, ...] = ()
    except Problems as error:
        problems = error.problems
        assert problems
        assert len(str(error)) < most
    assert time.process_time() - began < SOON
    for problem in problems[:200]:
        file = root / problem.place.path
        assert problem.place.path.startswith(("data", "docs"))
        assert problem.rule in RULES
        assert re.search(r"\bmust\b", problem.message), problem
        assert len(problem.message) < 2000
        assert not re.search(r"object at 0x|Traceback|[\x00-\x08\x0b-\x1f\ud800-\udfff]", str(problem))
        if file.is_file() and problem.place != type(problem.place)(problem.place.path):
            lines = (
                file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
            )
            assert 1 <= problem.place.line <= len(lines), problem
            assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 2, problem
    return tuple(sorted({problem.rule for problem in problems}))


# Fact files: those of the second story, changed as trees and as bytes

SCALARS = (
    *("", " ", "~", "null", "yes", "no", "12:30", "0x1F", "1e999", "-0", ".inf", ".nan", "2025-02-30", "2024-06"),
    *(
        "../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://[::1",
        "https://a b",
        "javascript:x",
        "https://x\u202e",
    ),
    *(
        "!!python/object/apply:os.system [id]",
        "&a b",
        "*a",
        "<<",
        "? x",
        "- x",
        "a: b",
        "# x",
        "'",
        '"',
        "|",
        ">",
        "%TAG ! x",
    ),
    *(
        "👩‍👩‍👧‍👦",
        "Ωmega",
        "ﷺ",
        "e\u0301" * 40,
        "\u202eevil",
        "\u200b",
        "\ufeff",
        "\u2028",
        "\x85",
        "\xa0",
        "ß" * 300,
        "١٢٣",
    ),
    *(
        "a" * 81,
        "a" * 301,
        "b " * 700,
        "x" * 20_000,
        "9" * 15,
        "9" * 400,
        "0." + "9" * 300,
        "1 to 1",
        "5 to 4",
        "about about 5",
    ),
    *(
        "2025-01-01/2024-01-01",
        "../..",
        "XXXX",
        "0000",
        "9999-24",
        "20XX-01",
        "2025-13-45~?",
        "{",
        "}",
        "{}",
        "{{ x }}",
    ),
    *("{visitors}", "{visitors/nobody}", "{festival-opened.date}", "{visitors/constabulary-2025-06-01.value.low}"),
    *(
        "{days festival-opened festival-opened}",
        "{share a b}",
        '{"Gate 9"}',
        "{" * 600,
        "{a" * 400,
        "visitors",
        "guild",
    ),
    *(
        "visitors/constabulary-2025-06-01",
        "visitors/constabulary-2025-06-01/x",
        "/",
        "a/b/c",
        "mara-quill",
        "festival-opened",
    ),
)
"""Values that a field may not expect."""
FIELDS: tuple[str, ...] = (
    "id",
    "claims",
    "by",
    "source",
    "value",
    "as_of",
    "title",
    "note",
    "through",
    "also_in",
    "roles",
    "part_of",
    "kind",
)
FIELDS += (
    "__class__",
    "model_config",
    "_node",
    "_count",
    "from",
    "from_",
    "",
    "<<",
    "a" * 500,
    "é",
    "1",
    "null",
    "id ",
)


def nodes(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Each place in a tree that can be changed: its container and its key there."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield tree, key
        yield from nodes(tree[key])


def change_tree(tree: Any, dice: random.Random) -> Any:
    """The tree with one place in it changed: another type, another value, a field more, less or twice, lists in lists."""
    places = list(nodes(tree))
    if not places:
        return dice.choice(SCALARS)
    container, key = dice.choice(places)
    value, other = container[key], dice.choice(places)
    match dice.randrange(10):
        case 0 | 1 | 2:
            container[key] = dice.choice(SCALARS)
        case 3:
            container[key] = dice.choice(([], {}, [[]], [value], {"id": value}, [value] * 50, [{}], {"": ""}))
        case 4:
            del container[key]
        case 5 if isinstance(container, dict):
            container[dice.choice(FIELDS)] = container.pop(key)
        case 6 if isinstance(container, dict):
            container[dice.choice(FIELDS)] = dice.choice(SCALARS)
        case 7 if isinstance(container, list):
            container.extend([value] * dice.choice((1, 2, 60)))
        case 8:
            container[key] = json.loads(json.dumps(other[0][other[1]])) if other[1] in list_of(other[0]) else value
        case _:
            for _ in range(dice.choice((3, 15))):
                value = [value] if dice.random() < 0.5 else {"note": value}
            container[key] = value
    return tree


def list_of(container: Any) -> list[Any]:
    """The keys of a container."""
    return list(container) if isinstance(container, dict) else list(range(len(container)))


SPLINTERS = (
    *(
        b"\x00",
        b"\xff",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xc0\xaf",
        b"\xf4\x90\x80\x80",
        b"\x1b[31m",
        b"\x7f",
    ),
    *(
        b"\r\n",
        b"\r",
        b"\t",
        b"\x0b",
        b"\x0c",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\xe2\x80\xae",
        b"\n\n",
        b"\n---\n",
        b"\n...\n",
        b"%YAML 9.9\n",
    ),
    *(
        b": ",
        b"- ",
        b"? ",
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b"#",
        b" #x",
        b"&a ",
        b"*a",
        b"!!str ",
        b"!x ",
        b"<<: *a",
        b"|\n",
        b">-\n",
        b"'",
        b'"',
        b"\\u0000",
        b"@",
        b"`",
    ),
    *(b"id: x\n", b"claims:\n", b"  ", b"a: " * 30, b"[" * 40, b"\xf0\x9f\x91\xa9", b"\\", b"${x}", b"{{ x }}"),
)
"""Bytes that mean something to YAML, to UTF-8 or to an editor's eye."""


def change_bytes(data: bytes, dice: random.Random) -> bytes:
    """The bytes with something put in, taken out, doubled, turned or cut off."""
    at = dice.randrange(len(data) + 1)
    to = min(len(data), at + dice.choice((1, 2, 7, 40, 400)))
    match dice.randrange(7):
        case 0 | 1 | 2:
            return data[:at] + dice.choice(SPLINTERS) + data[at:]
        case 3:
            return data[:at] + data[to:]
        case 4:
            return data[:to] + data[at:]
        case 5:
            return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
        case _:
            return data.replace(b"\n", b"\r\n") if dice.random() < 0.5 else data[:at]


@cache
def originals(story: Path) -> dict[str, bytes]:
    """The fact files of a story by their paths."""
    return {path.relative_to(story).as_posix(): path.read_bytes() for path in sorted((story / "data").rglob("*.yml"))}


def changed(data: bytes, dice: random.Random) -> bytes:
    """A fact file after a few changes, first as a tree and then as bytes."""
    trees, splinters = dice.choice(((1, 0), (3, 0), (0, 1), (0, 3), (1, 1), (6, 0)))
    if trees:
        tree = yaml.load(data, yaml.BaseLoader)  # all texts stay texts
        for _ in range(trees):
            tree = change_tree(tree, dice)
        text = yaml.safe_dump(
            tree, allow_unicode=dice.random() < 0.7, default_flow_style=dice.random() < 0.2, sort_keys=False
        )
        data = text.encode("utf-8", "surrogatepass")
    for _ in range(splinters):
        data = change_bytes(data, dice)
    return data


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_story(SECOND, tmp_path_factory.mktemp("fuzz") / "story")


def test_changed_fact_files_load_or_give_problems(fuzzed: Path) -> None:
    """A thousand stories in a thorough run, each with one to three files changed; a seed tells which when one fails."""
    for page in (fuzzed / "docs").rglob("*.md"):
        page.unlink()
    (fuzzed / "mkdocs.yml").unlink()  # which names the engine's own pages, and they link to the story's
    write(fuzzed, {"docs/index.md": "---\ntitle: Home\n---\n"})
    assert outcome(fuzzed) == ()
    files = originals(SECOND)
    seen: set[str] = set()
    for seed in range(SEED, SEED + scaled(1000)):
        dice = random.Random(seed)
        names = dice.sample(sorted(files), dice.choice((1, 1, 1, 3)))
        write(fuzzed, {name: changed(files[name], dice) for name in names})
        try:
            seen.update(outcome(fuzzed) or ("none",))
        except BaseException as error:
            error.add_note(f"SEED={seed}: {', '.join(names)}")
            raise
        write(fuzzed, {name: files[name] for name in names})
    assert {"none", "yaml-syntax", "field-value"} <= seen, f"SEED={SEED}"


@tries(1000)
@given(st.binary(max_size=200) | st.lists(st.sampled_from(SPLINTERS), max_size=30).map(b"".join))
def test_any_bytes_are_yaml_or_give_problems(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    try:
        parse_yaml(text, "data/x.yml")
    except Problems as error:
        assert all(problem.message.startswith("must") for problem in error.problems)


# Pages: expressions and statements of Jinja, from a grammar

NAMES = st.sampled_from(
    (
        "fact",
        "x",
        "y",
        "claim",
        "chart",
        "name",
        "_writer",
        "_plain",
        "self",
        "loop",
        "range",
        "lipsum",
        "cycler",
        "namespace",
        "dict",
        "joiner",
        "config",
        "request",
        "None",
        "true",
        "_turns",
    )
)
TEXTS = st.sampled_from(
    (
        "",
        "a",
        "visitors",
        "visitors/constabulary-2025-06-01",
        "guild",
        "{0.__class__}",
        "%s",
        "<b>",
        "é",
        "../../etc/passwd",
        "x" * 300,
    )
).map(repr)
NUMBERS = st.sampled_from(("0", "1", "-1", "10**9", "1e308", "999999999999999999999", "0.1"))
ATTRIBUTES = st.sampled_from(
    (
        "__class__",
        "__mro__",
        "__globals__",
        "__init__",
        "_node",
        "id",
        "claims",
        "title",
        "model_fields",
        "model_dump",
        "model_config",
        "format",
        "join",
        "ref",
        "kind",
        "where",
        "real",
        "items",
        "__subclasses__",
        "gi_frame",
        "cr_frame",
        "f_globals",
        "text",
        "html",
        "index",
    )
)
FILTERS = st.sampled_from(
    (
        "list",
        "sort",
        "first",
        "last",
        "length",
        "upper",
        "lower",
        "prose",
        "join",
        "center(10**9)",
        "attr('__class__')",
        "map('upper')",
        "format(1)",
        "indent(10**9)",
        "wordwrap(1)",
        "tojson",
        "safe",
        "xmlattr",
        "batch(10**9)",
        "slice(10**9)",
        "random",
        "pprint",
        "_turns",
        "sort(attribute='__class__')",
        "sum",
        "replace('a','b'*99)",
        "urlize",
        "string",
        "filesizeformat",
    )
)
OPERATORS = st.sampled_from(("+", "-", "*", "**", "/", "//", "%", "~", "==", "<", "in", "not in", "and", "or", "is"))


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, ATTRIBUTES).map(".".join),
        st.tuples(inner, inner).map(lambda each: f"{each[0]}[{each[1]}]"),
        st.tuples(inner, FILTERS).map("|".join),
        st.tuples(inner, OPERATORS, inner).map(lambda each: f"({' '.join(each)})"),
        st.tuples(inner, st.lists(inner, max_size=3)).map(lambda each: f"{each[0]}({', '.join(each[1])})"),
        st.tuples(inner, NAMES, inner).map(lambda each: f"{each[0]}({each[1]}={each[2]}, **{{'a': 1}})"),
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
        st.tuples(TEXTS, inner).map(lambda each: f"{{{each[0]}: {each[1]}}}"),
        st.tuples(inner, inner, inner).map(lambda each: f"({each[0]} if {each[1]} else {each[2]})"),
        inner.map(lambda each: f"{each}[::-1]"),
        inner.map(lambda each: f"not {each}"),
    )


EXPRESSIONS = st.recursive(NAMES | TEXTS | NUMBERS, deeper, max_leaves=6)
PLAIN = st.sampled_from(
    (
        "word ",
        "\n",
        "\n\n",
        "# ",
        "<b>",
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "---\n",
        "<!--",
        "-->",
        "[^1]",
        "é",
        "\u202e",
        "](",
        "{: .x }",
        "-%}",
    )
)


def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.tuples(EXPRESSIONS, inner).map(lambda each: f"{{% for x in {each[0]} %}}{each[1]}{{% endfor %}}"),
        st.tuples(EXPRESSIONS, inner).map(
            lambda each: f"{{% for x, y in {each[0]} recursive %}}{each[1]}{{{{ loop(x) }}}}{{% endfor %}}"
        ),
        st.tuples(EXPRESSIONS, inner, inner).map(
            lambda each: f"{{% if {each[0]} %}}{each[1]}{{% else %}}{each[2]}{{% endif %}}"
        ),
        st.tuples(NAMES, EXPRESSIONS, inner).map(lambda each: f"{{% set {each[0]} = {each[1]} %}}{each[2]}"),
        inner.map(lambda each: f"{{% set x %}}{each}{{% endset %}}"),
        inner.map(lambda each: f"{{% macro y(x) %}}{each}{{{{ y(x) }}}}{{% endmacro %}}{{{{ y(1) }}}}"),
        inner.map(lambda each: f"{{% filter upper %}}{each}{{% endfilter %}}"),
        inner.map(lambda each: f"{{% raw %}}{each}{{% endraw %}}"),
        inner.map(lambda each: f"{{% with x = 1 %}}{each}{{% endwith %}}"),
        inner.map(lambda each: f"{{% autoescape false %}}{each}{{% endautoescape %}}"),
        TEXTS.map(lambda each: f"{{% include {each} %}}{{% import {each} as x %}}{{% extends {each} %}}"),
    )


BODIES = st.recursive(EXPRESSIONS.map(lambda each: f"{{{{ {each} }}}}") | PLAIN, wider, max_leaves=8)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[str, ...]]:
    root = good(tmp_path_factory.mktemp("pages"))

    def run(body: str) -> tuple[str, ...]:
        front = "title: x\n" if "{" not in body[:40] or "\n" in body else f"title: x\ndescription: {json.dumps(body)}\n"
        write(
            root,
            {
                "docs/index.md": f"---\n{front}---\n{body}\n",
                "docs/counts/{id}.md": f"---\ntitle: x\neach: counts\n---\n{body}\n",
            },
        )
        return outcome(root)

    return run


@tries(1000)
@given(BODIES)
def test_any_page_is_made_or_gives_problems(page: Callable[[str], tuple[str, ...]], body: str) -> None:
    page(body)


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "page-call"),
        ("{{ fact.__init__.__globals__ }}", "page-call"),
        ("{{ fact.model_fields }}", "page-name"),
        ("{{ fact.claims[0].value.low }}", "page-call"),
        ("{{ ''['__class__'] }}", "page-call"),
        ("{{ claim['__globals__'] }}", "page-call"),
        ("{{ _writer.story.book.root }}", "page-name"),
        ("{{ range(10**9) }}", "page-name"),
        ("{{ lipsum.__globals__ }}", "page-name"),
        ("{{ 'x' * 10**9 }}", "page-call"),
        ("{{ 'x'|center(10**9) }}", "page-syntax"),
        ("{{ 'x'|attr('__class__') }}", "page-syntax"),
        ("{{ ['x']|join('y') }}", "page-syntax"),
        ("{{ 'a' ~ 'b' }}", "page-syntax"),
        ("{{ '%1000000000d' % 1 }}", "page-call"),
        ("{% set x = 'ab' %}{% set x = [x, x] %}", "page-syntax"),
        ("{% set x %}a{% endset %}", "page-syntax"),
        ("{% filter upper %}a{% endfilter %}", "page-syntax"),
        ("{% for x in 'ab' recursive %}{{ loop(x) }}{% endfor %}", "page-syntax"),
        ("{% include '/etc/passwd' %}", "page-syntax"),
        ("{% for a in '" + "x" * 20_000 + "' %}{% endfor %}", "page-work"),
        ("{% for a in '" + "x" * 9_000 + "' %}" + "word " * 2000 + "{% endfor %}", "page-work"),
        ("{% for a in '" + "x" * 3_000 + "' %}{% if conflicts() %}{{ name('guild') }}{% endif %}{{ a|upper }}{% endfor %}", "page-work"),
        ("{% set a = '" + "x" * 40_000 + "' %}{% for b in '" + "x" * 50 + "' %}{% if a|sort %}{% endif %}{% endfor %}", "page-work"),
    ],
)  # fmt: skip
def test_a_page_cannot_reach_out_or_grow(page: Callable[[str], tuple[str, ...]], body: str, rule: str) -> None:
    assert rule in page(body)


@pytest.mark.parametrize(
    "body",
    [
        "{{ " + "9" * 5000 + " }}",
        "{{ 0x" + "f" * 40_000 + " }}",
        "{{ 1" + "_0" * 20_000 + " }}",
        "{% if 0b" + "1" * 40_000 + " == 1 %}{% endif %}",
        "{{ 1e999999999 }}",
        "{% for a in 'ab' %}" * 60 + "x" + "{% endfor %}" * 60,
        "{% if fact %}" + "{% elif 1 %}" * 4000 + "{% endif %}",
        "{{ name(" + "a=1," * 9000 + ") }}",
        "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    ],
    ids=range(9),
)
def test_what_python_cannot_compile_is_a_problem_of_the_page(page: Callable[[str], tuple[str, ...]], body: str) -> None:
    assert set(page(body)) & {"page-syntax", "page-call", "page-name", "page-work"}


@pytest.mark.parametrize("value", ["1:2:3:4:5:6:7:8:9:" + "59:" * 3000 + "5", "0x" + "f" * 5000, ".inf", "{? [a] : b}"])
def test_front_matter_that_cannot_be_written_is_a_problem_of_the_page(value: str, tmp_path: Path) -> None:
    assert "page" in outcome(good(tmp_path, {"docs/index.md": f"---\ntitle: x\nz: {value}\n---\n# x\n"}))


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![a](",
        "<a href='",
        "<b>",
        "``a",
        "**a",
        "=\n",
        "a\n-\n",
        "- \n",
        "[^a]: x\n\n[^a] ",
        "* a\n * b\n",
        "<div>\n\n",
    ],
)
def test_markdown_is_given_nothing_that_it_reads_for_ever(page: Callable[[str], tuple[str, ...]], piece: str) -> None:
    """Its work grows with the square of a paragraph and of the lines; both are bounded, in loops as well."""
    assert "page-work" in page((piece * 40_000)[:40_000])
    assert "page-work" in page("{% for a in '" + "x" * 40 + "' %}" + (piece * 1000)[:1000] + "{% endfor %}")


def test_a_page_may_loop_and_choose(tmp_path: Path) -> None:
    """What bounds leave: loops over facts and texts, conditions, filters."""
    body = "{% for c in fact.claims %}{% if not loop.first %}, {% endif %}{{ c.by|upper }}{% endfor %}{{ ['b', 'a']|sort|first }}{{ 'ab'|last }}{{ fact.claims|length }}"
    assert outcome(good(tmp_path, {"docs/counts/{id}.md": f"---\neach: counts\ntitle: x\n---\n# x\n\n{body}\n"})) == ()


# Bombs: each in bounds of time and memory that the system enforces

COUNCIL, INDEX = "data/organisations/council.yml", "docs/index.md"
N = 40_000
BOMBS: dict[str, tuple[str, str]] = {
    "laughs": (COUNCIL, "a: &a [x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(24))),
    "laughs in a page": (INDEX, "---\ntitle: x\na: &a [x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(24)) + "---\n"),
    "many anchors": (COUNCIL, "".join(f"k{n}: &a{n} v\n" for n in range(5_000))),
    "merges": (COUNCIL, "a: &a {b: c}\n" + "d: {<<: [" + "*a," * 50_000 + "]}\n"),
    "flow list": (COUNCIL, "[" + "a, " * 90_000 + "]"),
    "many fields": (COUNCIL, "".join(f"k{n}: v\n" for n in range(8_000))),
    "one field, often": (COUNCIL, "a: b\n" * 8_000),
    "many facts": ("data/sides.yml", "".join(f"- id: s{n}\n  name: S\n" for n in range(5_000))),
    "one id, often": ("data/sides.yml", "- id: s\n  name: S\n" * 5_000),
    "deep quotes": (COUNCIL, "a: " + "'" * 900_000),
    "long scalar": (COUNCIL, "id: council\ntype: government\nname: " + "x" * 900_000),
    "long key": (COUNCIL, "x" * 900_000 + ": y"),
    "folded": (COUNCIL, "name: >\n" + "  x\n\n" * 150_000),
    "comments": (COUNCIL, "# x\n" * 200_000),
    "binding": ("data/organisations/council.yml", "id: council\ntype: government\nname: C\nnote: " + "{" * 1100),
    "places in a ring": ("data/places.yml", "".join(f"- id: p{n}\n  name: P\n  type: area\n  within: p{(n + 1) % 2000}\n  source: herald-2025-06-02\n" for n in range(2000))),
    **{
        f"page of {text[:9]!r}": (INDEX, "---\ntitle: x\n---\n" + (text * N)[:N])
        for text in ("<!--", "\n", "<http://", "{:", "[^", "1 ", "1\n", "](", "<a\"'", " [a]: ", "January ", "&#49;", "[a](", "<a b='", "# ", "{#", "{%", "|", "a|b\n", "mara-quill ", "Mara Quill ")
    },
    "names": (INDEX, "---\ntitle: x\n---\n" + "{{ name('council') }}\n" * (N // 22)),
    "calls in a line": (INDEX, "---\ntitle: x\n---\n" + "{{ claim('visitors/x') }}" * (N // 26)),
    "unknown names": (INDEX, "---\ntitle: x\n---\n" + "{{ x }}\n" * (N // 8)),
    "loops": (INDEX, "---\ntitle: x\n---\n" + "{% for a in 'aaaaaaaaaa' %}" * 12 + "x" + "{% endfor %}" * 12),
    "set and set": (INDEX, "---\ntitle: x\n---\n{% set a = [0] %}{% set b = [0] %}" + "{% set a = [a, a] %}{% set b = [b, b] %}" * 60 + "{% if a == b %}{% endif %}"),
    "brackets": (INDEX, "---\ntitle: x\n---\n{{ " + "[" * 50_000 + "]" * 50_000 + " }}"),
    "and so on": (INDEX, "---\ntitle: x\n---\n{{ a" + ".b" * 90_000 + " }}"),
    "nested ifs": (INDEX, "---\ntitle: x\n---\n" + "{% if true %}" * 6000 + "{% endif %}" * 6000),
    "or else": (INDEX, "---\ntitle: x\n---\n{{ " + "a or " * 30_000 + "a }}"),
    "filters": (INDEX, "---\ntitle: x\n---\n{{ 'a'" + "|upper" * 25_000 + " }}"),
    "title": (INDEX, "---\ntitle: " + "1 " * 90_000 + "\n---\n"),
    "headline": (INDEX, "---\ntitle: x\n---\n{{ chart('claims', count='visitors', headline='" + "{" * 100_000 + "') }}"),
    "literal": (INDEX, "---\ntitle: x\n---\n{{ name('" + "a-" * 90_000 + "') }}"),
    "front matter without end": (INDEX, "---\n" + "a: b\n" * 35_000),
}  # fmt: skip
"""One file each, laid over the good story."""


def claims(number: int, extra: str = "", by: str = "council") -> str:
    """One claim of many; ``extra`` is another field of it."""
    fields = (
        f"id: c{number}, value: {number + 1}, as_of: 2025-06-01, by: {by}, basis: statement, source: herald-2025-06-02"
    )
    return f"  - {{{fields}{extra}}}\n"


def count_of(name: str, claims: str, title: str = "T", extra: str = "") -> str:
    """A count with such claims."""
    return f"id: {name}\ntitle: '{title}'\nquestion: How many?\nunit: x\ncounting: observation\ndefinition: D.\n{extra}claims:\n{claims}"


def events(titles: Iterator[str]) -> str:
    """Events e0, e1 and so on with such titles."""
    return "".join(
        f"- {{id: e{n}, title: '{title}', date: 2025-05-31, type: other, by: council, source: herald-2025-06-02}}\n"
        for n, title in enumerate(titles)
    )


CONFLICTS = "---\ntitle: x\n---\n{{ conflicts() }}\n"
SWARMS: dict[str, dict[str, str]] = {
    "claims that each differ": {INDEX: CONFLICTS, "data/counts/n.yml": count_of("n", "".join(map(claims, range(1000))))},
    "more claims than a count has": {INDEX: CONFLICTS, "data/counts/n.yml": count_of("n", "".join(map(claims, range(6000))))},
    "claims based on claims": {
        INDEX: CONFLICTS,
        "data/counts/n.yml": count_of("n", "".join(claims(n, f", based_on: [n/c{n - 1}]" if n else "", ("council", "herald")[n % 2]) for n in range(990))),
    },
    "claims based on two claims each": {
        INDEX: CONFLICTS,
        "data/counts/n.yml": count_of("n", "".join(claims(n, f", based_on: [n/c{n - 2}, n/c{n - 1}]" if n > 1 else "", ("council", "herald")[n % 2]) for n in range(60))),
    },
    "wholes by two ways each": {
        **{f"data/counts/n{n}.yml": count_of(f"n{n}", claims(n), extra=f"part_of: n{n + 1}\nnot_above: n{n + 1}\n" if n < 40 else "") for n in range(41)},
        INDEX: "---\ntitle: x\n---\n{{ chart('part-of-whole', count='n0', headline='X') }}\n",
    },
    "titles of titles": {
        **{f"data/counts/n{n}.yml": count_of(f"n{n}", claims(n), title=f"{{n{n + 1}}} " * 100 if n < 12 else "T") for n in range(13)},
        INDEX: "---\ntitle: x\n---\n{{ count('n0') }}\n",
    },
    "titles in a long row": {"data/events/many.yml": events(f"{{e{n + 1}.title}}" if n < 4999 else "T" for n in range(5000))},
    "titles in a ring": {"data/events/many.yml": events(f"{{e{(n + 1) % 5000}.title}}" for n in range(5000))},
    "places in a row": {"data/places.yml": "".join(f"- {{id: p{n}, name: P, type: area, source: herald-2025-06-02{f', within: p{n + 1}' if n < 4999 else ''}}}\n" for n in range(5000))},
    "names nearly right": {
        "data/sides.yml": "".join(f"- id: side-number-{n}\n  name: S\n" for n in range(15_000)),
        "data/corrections.yml": "".join(f"- {{id: k{n}, date: 2025-05-31, type: update, fact: side-numbr-{n}, before: a, after: b, because: 'Of {{side-nombr-{n}}}'}}\n" for n in range(3000)),
    },
    "comments between fields": {"data/glossary.yml": "".join(f"# x\n- id: t{n}\n  # y\n  definition: w\n  # z\n  name: T\n" for n in range(5000))},
    "comments alike": {COUNCIL: "".join(f"# x{n % 150}\n\n" for n in range(80_000)) + "id: council\ntype: government\nname: A\n"},
    "spellings": {
        "data/people/mara-quill.yml": "id: mara-quill\nname: Mara Quill\nalso_spelled:\n" + "".join(f"- Aa{n:05}\n" for n in range(80_000))
        + "roles:\n- {title: Mayor, organisation: council, as_of: 2025-06-02, source: herald-2025-06-02}\n",
        INDEX: "---\ntitle: x\n---\n" + ("Aa " * 300 + "\n\n") * 50,
    },
    "a title that grows behind backslashes": {INDEX: "---\ntitle: \"\\x7b% set x = 'aaaaaaaaaa' %}" + "\\x7b% set x = x ~ x ~ x ~ x %}" * 30 + "a\"\n---\n"},
    "anchors": {COUNCIL: "[" + "&a a," * 90_000 + "]"},
}  # fmt: skip
"""Several files, or many facts in one, laid over the good story: what grows with the square of them, or doubles with each."""
LEFT = {
    *("names", "filters", "many facts", "places in a row", "comments between fields", "comments alike", "spellings"),
    *("claims based on two claims each", "wholes by two ways each"),
}
"""Those in which nothing is wrong: they are only to be read in time."""
LIMITED = """
import contextlib, io, json, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from factbook.commands.format import hint
from test_fuzz import outcome
for folder in sorted(Path(sys.argv[2]).iterdir()):
    print("begun", folder.name, flush=True)
    began = time.process_time()
    rules = outcome(folder)
    if not rules:
        with contextlib.redirect_stdout(io.StringIO()):
            hint(folder, "text")  # what 'factbook check' does next
    print(json.dumps([folder.name, rules, time.process_time() - began]), flush=True)
"""


def limited() -> None:
    """A child's bounds: two gigabytes, two minutes of processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (150, 155))


def bounded(*arguments: str) -> list[str]:
    """What Python prints when run within those bounds; fails with the last that it began."""
    environment = {**os.environ, "PYTHONPATH": f"{SCRIPTS}{os.pathsep}{TESTS}", "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        preexec_fn=limited,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert run.returncode == 0, f"{run.returncode}: {run.stdout[-300:]}\n{run.stderr[-3000:]}"
    return run.stdout.splitlines()


def test_bombs_do_not_go_off(tmp_path: Path) -> None:
    bombs: dict[str, dict[str, str | bytes]] = {
        **{name: {path: text} for name, (path, text) in BOMBS.items()},
        **{name: dict(files) for name, files in SWARMS.items()},
    }
    names = dict(enumerate(subset(sorted(bombs), "bombs")))
    for number, name in names.items():
        overlay(GOOD, tmp_path / f"{number:03}")
        write(tmp_path / f"{number:03}", bombs[name])
    done = {
        name: rules
        for name, rules, _ in (
            json.loads(line) for line in bounded("-c", LIMITED, str(TESTS), str(tmp_path)) if line.startswith("[")
        )
    }
    assert len(done) == len(names)
    harmless = {names[int(number)] for number, rules in done.items() if not rules}
    assert {name for name in harmless if not name.startswith("page of")} <= LEFT


# Regular expressions: none looks at a text again and again

PATTERNS = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
from sampling import subset
from test_fuzz import LENGTH, OF_OWN_MAKING, SHORT, adversaries, patterns
for name, pattern, anywhere in {pattern: each for each in patterns() for pattern in each[1:2]}.values():
    print("begun", name, pattern.pattern, flush=True)
    worst = 0.0
    for text in subset(adversaries(pattern, SHORT if name.startswith(OF_OWN_MAKING) else LENGTH), name):
        data = text.encode() if isinstance(pattern.pattern, bytes) else text
        began = time.process_time()
        pattern.sub(pattern.pattern[:0], data) if anywhere else (pattern.match(data), pattern.fullmatch(data))
        worst = max(worst, time.process_time() - began)
    print(json.dumps([name, str(pattern.pattern), worst]), flush=True)
"""
LENGTH, SHORT, SECONDS = (10_000, 2_000, 0.5) if THOROUGH else (3_000, 1_000, 0.1)
OF_OWN_MAKING = ("factbook.exports.", "factbook.charts.", "factbook.pages.policy", "factbook.preview")
"""Where patterns see finished HTML and SVG alone, in which no angle bracket comes from data; tried with shorter texts."""


def modules() -> Iterator[ModuleType]:
    """Every module of the engine, and its adapter."""
    for info in (
        *pkgutil.walk_packages(factbook.__path__, "factbook."),
        *pkgutil.walk_packages(mkdocs_factbook.__path__, "mkdocs_factbook."),
    ):
        if not info.name.endswith("__main__") and ".fonts" not in info.name:
            yield importlib.import_module(info.name)


AT_START = {"match", "fullmatch"}


def patterns() -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """The patterns of the engine, those its modules hold and those it writes where it uses them; and whether it looks for them anywhere."""
    sources = {module: Path(module.__file__ or "").read_text(encoding="utf-8") for module in modules()}
    uses: defaultdict[str, set[str]] = defaultdict(set)
    for name, method in re.findall(r"\b(\w+)\.([a-z]+)\(", "\n".join(sources.values())):
        uses[name].add(method)
    for module, source in sources.items():
        held = {name: value for name, value in vars(module).items() if isinstance(value, re.Pattern)}
        for name, value in held.items():
            yield f"{module.__name__}.{name}", value, not uses[name] or bool(uses[name] - AT_START)
        for node in ast.walk(ast.parse(source)):
            if (
                (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and ast.unparse(node.func.value) == "re"
                )
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and node.func.attr not in ("escape", "compile")
            ):
                yield (
                    f"{module.__name__}:{node.lineno}",
                    re.compile(node.args[0].value),
                    node.func.attr not in AT_START,
                )


def sample(tree: Any) -> str:
    """A text that goes some way into a pattern, from what :mod:`re` reads it as."""
    out = ""
    for name, value in tree:
        match str(name):
            case "LITERAL":
                out += chr(value)
            case "NOT_LITERAL" | "ANY":
                out += "x"
            case "IN":
                out += member(value)
            case "BRANCH":
                out += sample(value[1][0])
            case "SUBPATTERN":
                out += sample(value[3])
            case "ATOMIC_GROUP":
                out += sample(value)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                out += sample(value[2]) * max(1, min(value[0], 4))
    return out


def member(choices: Any) -> str:
    """A character of a set."""
    taken = {chr(value) for name, value in choices if str(name) == "LITERAL"}
    if str(choices[0][0]) == "NEGATE":
        return next(each for each in "x 1-" if each not in taken)
    for name, value in choices:
        if str(name) == "LITERAL":
            return chr(value)
        if str(name) == "RANGE":
            return chr(value[0])
        return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(value), "x")
    return "x"


def adversaries(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Long texts made of the beginnings of what a pattern looks for, again and again, none of them ever ended."""
    raw = pattern.pattern.decode() if isinstance(pattern.pattern, bytes) else pattern.pattern
    whole = sample(re._parser.parse(raw, pattern.flags & ~re.UNICODE))  # type: ignore[attr-defined]  # the parser of patterns is private to the library
    starts = {whole[:end] for end in range(1, min(len(whole), 12) + 1)}
    marks = sorted(set(whole[:12]) | set(" \n1a"))
    yield from ((start * length)[:length] for start in sorted(starts))
    yield from ((mark * length)[:length] + "\0" for mark in marks)
    for start in sorted(starts):
        yield from (start + (mark * length)[:length] + "\0" for mark in marks)
        yield from ((f"{start}{mark}" * length)[:length] + "\0" for mark in marks)


def test_no_pattern_is_catastrophic() -> None:
    lines = bounded("-c", PATTERNS, str(TESTS))
    found = [json.loads(line) for line in lines if line.startswith("[")]
    assert len(found) > 35
    assert [each for each in found if each[2] > SECONDS] == []
