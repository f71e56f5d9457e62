"""What a page's expressions can reach: every filter, test and function with every kind of argument, and names that stay what they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from factbook.build import check
from factbook.charts import BlankRenderer
from factbook.factbook import Factbook
from factbook.kinds import Count
from factbook.loading import load
from factbook.pages.blocks import BLOCKS
from factbook.pages.documents import read_documents
from factbook.pages.inline import INLINE
from factbook.pages.limits import JINJA_NAMES
from factbook.pages.render import prepare, render
from factbook.pages.sandbox import FILTERS, TESTS
from factbook.pages.story import Story
from factbook.problems import Problem, Problems
from sampling import scaled, subset
from support import SECOND, copy_story, write

VALUES = (
    *('"a"', '""', '"{"', '"{nope}"', '"{visitors/guild-2025-06-05.id}"', '"{guild}"', "1", "-1", "0.5", "1e999", "true", "none"),
    *("[]", '["b", "a"]', "[1, \"a\"]", "[[1]]", "{}", '{"a": 1}', '("a", 1)', "fact", "fact.claims", "fact.claims[0]", "fact.claims[0].value"),
    *("fact.claims[0].as_of", "fact.title", "fact.nothing", "fact.place", 'claim("visitors/guild-2025-06-05", by=true)', 'numbers("visitors")'),
    *('name("guild")', 'chart("timeline", headline="What happened")', 'claim("nope")', "loop", "claim", "1 == 1", '"a" if true else 1'),
)  # fmt: skip
"""Expressions of every kind of value that a page can have at hand, on a page about a count."""
WORKS = (
    *('["b", "a"]|list', '["b", "a"]|sort', "fact.claims|list", "fact.claims|length", '["b", "a"]|first', '"a"|upper'),
    *("fact.title|prose", '("a", 1)|last'),
)
OPAQUE = (
    *('numbers("visitors")[0]', 'numbers("visitors")[0:2]', 'numbers("visitors")|upper', 'numbers("visitors")|list'),
    *('name("guild")|lower', 'name("guild")[0:2]', 'numbers("visitors") ~ 1', 'chart("timeline", headline="What happened")|first'),
)  # fmt: skip
STORES = ("{{% set {} = 1 %}}", "{{% set a, {} = 1, 2 %}}", "{{% for {} in [1] %}}{{% endfor %}}", "{{% with {} = 1 %}}{{% endwith %}}", "{{% set {}.a = 1 %}}")  # fmt: skip


def expressions() -> Iterator[str]:
    for value in VALUES:
        yield value
        yield f"{value}[0]"
        yield f"{value}[0:2]"
        yield f"{value}.a"
        yield f"{value}()"
        yield f"{value} ~ 1"
        yield f"{value} + 1"
        yield f"{value} < 1"
        yield f"{value} in ['a']"
        yield f"'a' in {value}"
        yield f"-{value}"
        yield f"not {value}"
        for name in (*FILTERS, "prose"):
            yield f"{value}|{name}"
        for name in (
            "sort(attribute='__class__')",
            "sort(true)",
            "sort(attribute=1)",
            "first(1)",
            "list(1)",
            "length|length",
        ):
            yield f"{value}|{name}"
        for name in filter(str.isalpha, TESTS):
            yield f"1 if {value} is {name}" if name != "in" else f"1 if {value} is in([1])"
        for name in (*INLINE, *BLOCKS):
            yield f"{name}({value})"
            yield f"{name}('visitors', {value})"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Problem]]:
    """Each expression with what a check says of a page about a count that prints it; it raises nothing."""
    root = tmp_path_factory.mktemp("sandbox")
    every = list(dict.fromkeys((*WORKS, *OPAQUE, *subset(expressions(), "expressions"))))
    for number, expression in enumerate(every):
        text = f"---\ntitle: Try\neach: counts\n---\n# Try\n\n{{{{ {expression} }}}}\n"
        write(root, {f"docs/{number}/{{id}}.md": text})
    book = load(SECOND)
    book = Factbook(book.root, {**book.facts, "count": {"visitors": book.of(Count)["visitors"]}})
    pages, unreadable = read_documents(root)
    ready, wrong = prepare(book, pages)
    rendering = render(Story(book, tuple(pages), BlankRenderer(), dry=True), ready)
    found: dict[str, list[Problem]] = {expression: [] for expression in every}
    twice = [each for each in unreadable if each.rule != "page-family"]  # a kind has one family, and here a thousand
    for problem in (*twice, *wrong, *rendering.problems):
        found[every[int(problem.place.path.split("/")[1])]].append(problem)
    return found


def test_every_filter_test_and_function_works_or_gives_a_message(told: dict[str, list[Problem]]) -> None:
    assert len(told) > scaled(2000)
    for expression, problems in told.items():
        for problem in problems:
            assert problem.message.startswith("must") or ": must" in problem.message, (expression, problem)
            assert " at 0x" not in problem.message, (expression, problem)
            assert problem.place.line == 7 or problem.rule == "page-code", (expression, problem)


@pytest.mark.parametrize("expression", WORKS)
def test_what_works_works(expression: str, told: dict[str, list[Problem]]) -> None:
    printed = [problem for problem in told[expression] if problem.rule != "page-value"]  # a list cannot be printed
    assert [problem for problem in printed if problem.rule not in ("bare-number", "attribution")] == []


@pytest.mark.parametrize("expression", OPAQUE)
def test_what_the_engine_printed_is_opaque(expression: str, told: dict[str, list[Problem]]) -> None:
    assert {"page-call", "page-value", "page-syntax"} & {problem.rule for problem in told[expression]}


@pytest.mark.parametrize("store", STORES)
def test_names_of_the_engine_stay_what_they_are(store: str, tmp_path: Path) -> None:
    root = copy_story(SECOND, tmp_path / "story")
    names = ("_writer", "_plain", "_x", "__class__", "fact", "claim", "numbers", *sorted(JINJA_NAMES))
    for number, name in enumerate(names):
        text = f"---\ntitle: Try\neach: counts\n---\n# Try\n\n{store.format(name)}\n"
        folder = root / f"docs/try{number}"
        folder.mkdir()
        (folder / "{id}.md").write_text(text, encoding="utf-8")
    with pytest.raises(Problems) as caught:
        check(root)
    told = {problem.place.path for problem in caught.value.problems if problem.rule == "page-syntax"}
    assert told == {f"docs/try{number}/{{id}}.md" for number in range(len(names))}
