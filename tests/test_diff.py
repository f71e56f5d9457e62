"""``factbook diff`` misses nothing, says that nothing differs only when nothing does, and is quick on any page within the bounds."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from factbook.__main__ import main
from factbook.changes import alignment, compare, compare_files, read_version
from factbook.changes.alignment import differences, excerpts, most_similar, pair_up
from factbook.changes.base import _stays_inside
from factbook.changes.file_changes import FileChange
from factbook.changes.new_corrections import NewCorrections, cut
from factbook.changes.page_changes import PageChange, page_changes
from factbook.changes.page_text import PageText, Prose, split_sentences
from factbook.changes.published_pages import _signs
from factbook.changes.report import FORMATS
from factbook.loading import load
from factbook.pages.markup import Block, ChartText, Inline, Part, placeholder
from factbook.pages.page import Page
from factbook.problems import Place
from factbook.site import EXTENSIONS
from markupsafe import Markup
from support import CASES, GOOD, overlay, write
from test_changes import TODAY, committed, edited, git, second

PAGE = """\
# How many came

The [council](https://council.example.org/a?b=c) said so, and <https://auto.example.org/x> did; [the mayor][mayor] did not.
<a href="https://raw.example.org/">Raw</a> and *set apart* and `code`, with a note.[^note]

![A crowd](crowd.png "At noon") ![][second] <span class="seal">sealed</span>

## The day {: #the-day }

- one of them
- another

> Somebody said it.

| Who | What |
| --- | ---: |
| guild | kites |

FACT came.

[mayor]: https://mayor.example.org "The mayor"
[second]: second.png
[^note]: A note.
"""


def chart(headline: str, rows: list[str]) -> Block:
    return Block(f"<figure>{headline}{rows}</figure>", None, "chart", (ChartText("one", headline, tuple(rows)),))


def seen(body: str, *blocks: Block, head: str = "", path: str = "index.md", fact: str = "visitors/a") -> PageText:
    """A page as it was rendered, with blocks at its end; FACT stands for what a fact printed in it."""
    parts: list[Part] = [Inline("some", Markup("<i>some</i>"), (fact,)), *blocks]
    text = "".join(
        [body.replace("FACT", placeholder(0, parts[0])), *(placeholder(n, each) for n, each in enumerate(blocks, 1))]
    )
    meta = {"title": "T", **dict(line.split(": ") for line in head.splitlines())}
    content = f'---\ntitle: "T"\n{head}---\n{text}'
    made = Page(path, content, "T", Place(f"docs/{path}"), meta=meta, parts=tuple(parts), extensions=EXTENSIONS)
    return PageText(made)


def told(old: PageText, new: PageText) -> PageChange:
    [change] = page_changes({old.path: old}, {new.path: new})
    return change


@pytest.mark.parametrize(
    ("old", "new", "what", "before", "after"),
    [
        ("council.", "evil.", "link", "“council” https://council.example.org/a?b=c", "“council” https://evil.example.org/a?b=c"),
        ("b=c", "b=d", "link", "“council” https://council.example.org/a?b=c", "“council” https://council.example.org/a?b=d"),
        ("raw.", "evil.", "link", "“Raw” https://raw.example.org/", "“Raw” https://evil.example.org/"),
        ("//mayor.", "//evil.", "link", '“the mayor” https://mayor.example.org title="The mayor"', '“the mayor” https://evil.example.org title="The mayor"'),
        ("<https://auto.example.org/x>", "<https://auto.example.org/y>", "link", "“https://auto.example.org/x” https://auto.example.org/x", "“https://auto.example.org/y” https://auto.example.org/y"),
        ('"The mayor"', '"A mayor"', "link", '“the mayor” https://mayor.example.org title="The mayor"', '“the mayor” https://mayor.example.org title="A mayor"'),
        ("(crowd.png", "(mob.png", "picture", '“A crowd” crowd.png title="At noon"', '“A crowd” mob.png title="At noon"'),
        ("At noon", "At dusk", "picture", '“A crowd” crowd.png title="At noon"', '“A crowd” crowd.png title="At dusk"'),
        ("]: second.png", "]: third.png", "picture", "“” second.png", "“” third.png"),
        ("![][second]", "", "picture", "“” second.png", ""),
        ("#the-day", "#a-day", "heading", "“The day” h2 #the-day", "“The day” h2 #a-day"),
        ("## The day", "### The day", "heading", "“The day” h2 #the-day", "“The day” h3 #the-day"),
        ('class="seal"', 'class="other"', "<span>", '“sealed” class="seal"', '“sealed” class="other"'),
        ("*set apart*", "set apart", "<em>", "“set apart”", ""),
        ("`code`", "code", "<code>", "“code”", ""),
        ("> Somebody", "Somebody", "line", "“Somebody said it.” blockquote p", "“Somebody said it.” p"),
        ("- one of them\n- another\n", "1. one of them\n2. another\n", "line", "“one of them” ul li", "“one of them” ol li"),
        ("---: |", "--- |", "<td>", '“kites” style="text-align: right;"', ""),
        ("[^note]:", "<!-- hidden -->\n\n[^note]:", "markup", "", "<!-- hidden -->"),
    ],
)  # fmt: skip
def test_what_a_page_says_beside_its_words_is_told(old: str, new: str, what: str, before: str, after: str) -> None:
    assert PAGE.count(old) == 1
    change = told(seen(PAGE), seen(PAGE.replace(old, new)))
    marks = [(each.what, each.before, each.after) for each in change.marks]
    assert [mark for mark in marks if mark[0] == what and mark[1:] in ((before, after), (before.rstrip(), after))], (
        marks
    )
    alone = what in ("link", "picture", "heading") and old[0] != "<"
    assert change.sentences == () or not alone
    # and no less where a sentence changes too
    both = told(seen(PAGE), seen(PAGE.replace(old, new).replace("did not.", "did.")))
    assert any("did." in each.after for each in both.sentences)
    assert what == "markup" or {each.what for each in change.marks} <= {each.what for each in both.marks}


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("A crowd", "A riot", "A crowd sealed", "A riot sealed"),
        ("guild | kites", "guild | goats", "guild | kites", "guild | goats"),
        ("`code`", "`node`", "Raw and set apart and code, with a note.", "Raw and set apart and node, with a note."),
        ("A note.", "A remark.", "A note.", "A remark."),
        ("Somebody said", "Nobody said", "Somebody said it.", "Nobody said it."),
    ],
)
def test_each_word_that_prints_is_in_a_sentence(old: str, new: str, before: str, after: str) -> None:
    change = told(seen(PAGE), seen(PAGE.replace(old, new)))
    assert [(each.before, each.after) for each in change.sentences] in ([(before, after)], [("", after), (before, "")])


def test_text_that_only_looks_like_markup_is_text() -> None:
    """Markdown decides what is a link or an attribute list, and what is printed."""
    change = told(seen("In all {: 5 } (see [this] (page 6))."), seen("In all {: 6 } (see [this] (page 7))."))
    assert [each.after for each in change.sentences] == ["In all {: 6 } (see [this] (page 7))."]


@pytest.mark.parametrize("head", ["hide: toc\n", "date: 2025-06-11\n", "updated: 2025-06-12\n", "sort: größte\n"])
def test_front_matter_is_told(head: str) -> None:
    key, value = head.strip().split(": ")
    [mark] = told(seen(PAGE), seen(PAGE, head=head)).marks
    assert (mark.what, mark.before, mark.after) == ("front matter", "", f'“{key}” "{value}"')
    assert [each.after for each in told(seen(PAGE), seen(PAGE, head="description: Five.\n")).sentences] == ["Five."]


def test_another_fact_that_reads_the_same_is_told() -> None:
    change = told(seen(PAGE), seen(PAGE, fact="visitors/b"))
    assert [(each.what, each.before, each.after) for each in change.marks] == [
        ("fact", "“some” visitors/a", "“some” visitors/b")
    ]
    assert [each.refs for each in seen(PAGE).sentences if each.refs] == [("visitors/a",)]


def test_no_difference_of_a_page_is_passed_over() -> None:
    """Whatever sign is taken out of a page, of its prose or of a block, is told."""
    blocks = ["<ul><li>one <a href='x/'>x</a></li></ul>", "<table><tr><td>1</td></tr></table>"]
    page = seen(PAGE, *map(Block, blocks))
    for start in range(0, len(PAGE), 3):
        other = seen(PAGE[:start] + PAGE[start + 1 :], *map(Block, blocks))
        if PAGE[start : start + 2].strip():
            assert told(page, other).is_visible, PAGE[start - 20 : start + 20]
    for number, block in enumerate(blocks):
        for start in range(len(block)):
            changed = [*blocks[:number], block[:start] + block[start + 1 :], *blocks[number + 1 :]]
            assert told(page, seen(PAGE, *map(Block, changed))).is_visible, block


def test_links_are_compared_by_where_they_lead() -> None:
    old = seen("See [it](../b/c.md#d) and [that](http://e.example) and [here](#f) and [all](/g).", path="a/x.md")
    moved = seen(old.body.replace("../b", "b"), path="x.md")
    assert old.marks == moved.marks
    wrong = seen(old.body, path="x/y/z.md")
    [mark] = page_changes({old.path: old}, {wrong.path: wrong})[0].marks
    assert (mark.before, mark.after) == ("“it” b/c.md#d", "“it” x/b/c.md#d")


def test_charts_tell_their_headline_and_each_row() -> None:
    old = seen("", chart("All of them.", ["1", "1", "2"]))
    [change] = told(old, seen("", chart("None of them.", ["1", "1", "2"]))).charts
    assert change.headlines == (("All of them.",), ("None of them.",))
    [change] = told(old, seen("", chart("All of them.", ["1", "2"]))).charts
    assert (change.rows, change.headlines) == ((("1",), ()), ((), ())), "a row that stood twice"


def test_odd_markup_is_read_as_browsers_do() -> None:
    assert Prose("<p>a<![foo[ b]>c</p>").lines == ["ac"]
    assert Prose("<p>a <a href=x>b").lines == ["a b"]
    assert Prose("<a href=x>b <a href=y>c</a> d</a>").lines == ["b c d"]
    assert Prose('<p>a<sup><a href="#fn:1">1</a></sup> b').lines == ["a b"]


@pytest.mark.parametrize(
    "sentences",
    [
        ["It rained. ", "Über allem lag Nebel. ", "Éric came."],
        ["Was it so? ", "“It was.” ", "(Nobody knows!) ", "¿Quién? ", "…"],
        ["他们到了。", "没有人知道！", "「真的？」", "是。"],
        ["वे आए। ", "कोई नहीं जानता॥ ", "सच।"],
        ["هل وصلوا؟ ", "لا أحد يعلم. ", "نعم."],
        ["그들이 왔다. ", "아무도 모른다."],
        ["Они пришли. ", "Никто не знает."],
        ["The U.S. Army counted 4.5 of them, i.e. nobody. ", "J. Smith saw it at approx. noon."],
        ["In 2024. ", "600 came… and none … went."],
        ["one"],
    ],
)
def test_sentences_end_in_any_script(sentences: list[str]) -> None:
    assert list(filter(None, split_sentences("".join(sentences)))) == sentences


def test_long_lines_are_split_in_time_that_grows_with_them() -> None:
    start = time.process_time()
    for odd in ("." * 50_000, ". (" * 20_000, '."' * 20_000, "a.\u2019" * 20_000, ".  " * 20_000 + "a"):
        assert "".join(split_sentences(odd)) == odd
    assert time.process_time() - start < 2


# What else a change touches


def story(tmp_path: Path, name: str) -> Path:
    """A story with all that belongs to one."""
    root = tmp_path / name
    overlay(GOOD, root)
    files = {
        "mkdocs.yml": "site_name: Kites\nsite_url: !ENV [SITE_URL, '']\ntheme:\n  name: material\n  font: false\n"
        "nav:\n- Home: index.md\n- About:\n  - Method: how.md\n  - Corrections: amends.md\nplugins: [{factbook: {licence: CC BY 4.0}}]\n",
        "docs/crowd.png": b"\x89PNG one",
        "docs/releases/1.0.0/claims.csv": "value\n4000\n",
        "docs/report.pdf": "%PDF",
        "docs/site/cache.txt": "x",
        "overrides/main.html": "{% extends 'base.html' %}\n",
        "overrides/assets/site.css": "p { color: red }\n",
        "scripts/charts/bars.py": "x = 1\n",
        ".github/workflows/check.yml": "on: push\n",
        "Makefile": "check:\n",
        "requirements.txt": "mkdocs\n",
        ".gitignore": ".venv/\n.cache/\nsite/\n*.secret\n*.pdf\n",
    }
    return write(root, files)  # type: ignore[arg-type]  # a dict of texts and bytes


def into_link(root: Path) -> None:
    (root / "Makefile").unlink()
    (root / "Makefile").symlink_to("requirements.txt")


CHANGES: list[tuple[str, Callable[[Path], object], set[tuple[str, str, str]]]] = [
    ("picture", lambda root: write(root, {"docs/crowd.png": b"\x89PNG two"}), {("docs/crowd.png", "changed", "picture")}),
    ("picture-renamed", lambda root: (root / "docs/crowd.png").rename(root / "docs/mob.png"),
        {("docs/crowd.png", "removed", "picture"), ("docs/mob.png", "added", "picture")}),
    ("attachment", lambda root: write(root, {"docs/new.pdf": "%PDF"}), {("docs/new.pdf", "added", "attachment")}),
    ("attachment-gone", lambda root: (root / "docs/report.pdf").unlink(), {("docs/report.pdf", "removed", "attachment")}),
    ("below-a-folder-called-site", lambda root: write(root, {"docs/site/cache.txt": "y"}), {("docs/site/cache.txt", "changed", "attachment")}),
    ("release", lambda root: write(root, {"docs/releases/1.0.0/claims.csv": "value\n9000\n"}),
        {("docs/releases/1.0.0/claims.csv", "changed", "release file")}),
    ("template", lambda root: write(root, {"overrides/main.html": "x"}), {("overrides/main.html", "changed", "theme file")}),
    ("style", lambda root: write(root, {"overrides/assets/site.css": "p { color: tan }\n"}), {("overrides/assets/site.css", "changed", "theme file")}),
    ("code", lambda root: write(root, {"scripts/checks/more.py": "x"}), {("scripts/checks/more.py", "added", "code file")}),
    ("workflow", lambda root: write(root, {".github/workflows/check.yml": "on: pull_request_target\n"}),
        {(".github/workflows/check.yml", "changed", "workflow file")}),
    ("makefile", lambda root: write(root, {"Makefile": "x"}), {("Makefile", "changed", "other file")}),
    ("requirements", lambda root: write(root, {"requirements.txt": "mkdocs==2\n"}), {("requirements.txt", "changed", "other file")}),
    ("what-git-ignores", lambda root: write(root, {".gitignore": "docs\n.venv/\n.cache/\nsite/\n"}), {(".gitignore", "changed", "other file")}),
    ("may-be-run", lambda root: (root / "docs/report.pdf").chmod(0o755), {("docs/report.pdf", "changed", "attachment")}),
    ("link", lambda root: (root / "scripts/charts/all.py").symlink_to("/etc/passwd"), {("scripts/charts/all.py", "added", "code file")}),
    ("link-to-a-folder", lambda root: (root / "scripts/more").symlink_to("/etc"), {("scripts/more", "added", "code file")}),
    ("file-into-link", into_link, {("Makefile", "changed", "other file")}),
    ("remark-in-a-fact", lambda root: edited(root, ("data/counts/visitors.yml", "id: visitors", "# A remark\nid: visitors")),
        {("data/counts/visitors.yml", "changed", "fact file")}),
    ("remark-on-a-page", lambda root: edited(root, ("docs/index.md", "---\n#", "---\n{# A remark #}\n#")), {("docs/index.md", "changed", "page file")}),
    ("remark-in-the-settings", lambda root: edited(root, ("mkdocs.yml", "site_name", "# A remark\nsite_name")), {("mkdocs.yml", "changed", "other file")}),
    ("made-of-it", lambda root: write(root, {"site/index.html": "x", ".cache/x": "x", ".venv/x": "x"}), set()),
    ("nothing", lambda root: root, set()),
]  # fmt: skip


def listed(base: Path, root: Path, commit: str = "") -> set[tuple[str, str, str]]:
    """What all three formats say is also touched."""
    also = compare_files(base, root, commit)
    comparison = compare("base", (), read_version(base, rendered=False), read_version(root, rendered=False), also)
    plain = json.loads(FORMATS["json"](comparison))
    assert plain["settings"] == []
    found = {(each["path"], each["how"], each["sort"]) for each in plain["touched"]}
    for form in ("text", "markdown"):
        printed = FORMATS[form](comparison)
        assert all(each[0] in printed for each in found)
        assert ("also touched: " in printed) == bool(found)
        assert ("nothing differs" in printed) == (not found)
    return found


@pytest.mark.parametrize(("change", "expected"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES])
def test_whatever_is_touched_is_listed(
    change: Callable[[Path], object], expected: set[tuple[str, str, str]], tmp_path: Path
) -> None:
    base, root = story(tmp_path, "base"), story(tmp_path, "now")
    change(root)
    assert listed(base, root) == expected


def test_git_lists_the_same_as_it_stands_and_once_it_is_committed(tmp_path: Path) -> None:
    base, root = story(tmp_path, "base"), story(tmp_path, "now")
    git(tmp_path, "init", "-q", "-b", "main", "now")
    git(root, "add", "-A", "-f")
    commit = committed(root)
    assert listed(base, root, commit) == set()
    expected: set[tuple[str, str, str]] = set()
    for name, change, touches in CHANGES:
        if name not in ("picture", "makefile", "attachment-gone"):  # others do something else to the same file
            change(root)
            expected |= touches
    assert listed(base, root, commit) == expected
    git(root, "add", "-A")
    git(root, "add", "-f", "docs/new.pdf")
    committed(root)
    assert listed(base, root, commit) == expected


def test_a_file_is_named_once_by_what_tells_most_of_it(tmp_path: Path) -> None:
    base, root = second(tmp_path, name="base"), second(tmp_path)
    edited(
        root,
        ("data/counts/visitors.yml", "value: about 4000", "value: about 5000"),
        ("docs/index.md", "says {{", "said {{"),
    )
    (root / "docs/story/the-count.md").rename(root / "docs/story/counting.md")
    edited(
        root,
        ("docs/index.md", "story/the-count.md", "story/counting.md"),
        ("mkdocs.yml", "story/the-count.md", "story/counting.md"),
    )
    comparison = compare("base", (), read_version(base), read_version(root), compare_files(base, root))
    plain = json.loads(FORMATS["json"](comparison))
    assert {each.path for each in comparison.touched.files} == {
        *(
            "data/counts/visitors.yml",
            "docs/index.md",
            "docs/story/the-count.md",
            "docs/story/counting.md",
            "mkdocs.yml",
        )
    }
    assert plain["touched"] == []
    assert [(each["setting"], each["after"]) for each in plain["settings"]] == [
        ("nav › The count", "story/counting.md")
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("site_name: Kites", "site_name: Goats", [("site_name", "Kites", "Goats")]),
        ("  - Corrections: amends.md\n", "", [("nav › About › Corrections", "amends.md", None)]),
        ("- Home: index.md\n", "", [("nav › Home", "index.md", None)]),
        ("- About:\n", "- More:\n", [("nav › More › Method", None, "how.md"), ("nav › More › Corrections", None, "amends.md"),
            ("nav › About › Method", "how.md", None), ("nav › About › Corrections", "amends.md", None)]),
        ("  - Method: how.md\n  - Corrections: amends.md\n", "  - Corrections: amends.md\n  - Method: how.md\n",
            [("nav › About › Method", "how.md", None), ("nav › About › Method", None, "how.md")]),
        ("font: false", "font: Roboto", [("theme › font", "false", "Roboto")]),
        ("font: false", "font:", [("theme › font", "false", "")]),
        ("CC BY 4.0", "MIT", [("plugins › factbook › licence", "CC BY 4.0", "MIT")]),
        ("!ENV [SITE_URL, '']", "''", [("site_url", "!ENV", None), ("site_url", "SITE_URL", None)]),
        ("nav:", "hooks: [scripts/evil.py]\nnav:", [("hooks", None, "scripts/evil.py")]),
        ("nav:", "extra: []\nnav:", [("extra", None, "[]")]),
        ("plugins: [{factbook: {licence: CC BY 4.0}}]", "extra: !!python/object/apply:os.system ['touch stolen']",
            [("extra", None, "tag:yaml.org,2002:python/object/apply:os.system"), ("extra", None, "touch stolen"), ("plugins › factbook › licence", "CC BY 4.0", None)]),
        ("plugins: [{factbook: {licence: CC BY 4.0}}]", "extra: &a [*a, *a]", [("extra", None, "*a"), ("extra", None, "*a"), ("plugins › factbook › licence", "CC BY 4.0", None)]),
    ],
)  # fmt: skip
def test_each_setting_that_changes_is_told(
    old: str, new: str, expected: list[tuple[str, str | None, str | None]], tmp_path: Path
) -> None:
    base, root = story(tmp_path, "base"), story(tmp_path, "now")
    edited(root, ("mkdocs.yml", old, new))
    settings = [(each.name, each.before, each.after) for each in compare_files(base, root).settings]
    assert sorted(settings, key=str) == sorted(expected, key=str)


def test_settings_that_are_no_yaml_are_compared_line_by_line(tmp_path: Path) -> None:
    base, root = story(tmp_path, "base"), story(tmp_path, "now")
    write(root, {"mkdocs.yml": "site_name: [Kites\n"})
    assert ("site_name: [Kites", None, "") in [
        (each.name, each.before, each.after) for each in compare_files(base, root).settings
    ]
    write(root, {"mkdocs.yml": "{a: " * 50_000})
    start = time.process_time()
    assert compare_files(base, root).settings
    assert time.process_time() - start < 5
    (root / "mkdocs.yml").unlink()
    (root / "mkdocs.yml").symlink_to(base / "mkdocs.yml")
    assert all(each.after is None for each in compare_files(base, root).settings), "a link is not followed"


def test_what_git_ignores_or_forgot_is_looked_at_where_it_is_published(tmp_path: Path) -> None:
    root = story(tmp_path, "now")
    commit = committed(root)
    git(root, "rm", "-q", "--cached", "docs/crowd.png")
    write(root, {"docs/a.secret": "x", "a.secret": "x", "docs/.hidden": "x", "docs/crowd.png": b"other"})
    assert compare_files(root, root, commit).files == (
        FileChange("docs/.hidden", "added"),
        FileChange("docs/a.secret", "added"),
        FileChange("docs/crowd.png", "changed"),
        FileChange("docs/report.pdf", "added"),  # which .gitignore names, and was never committed
        FileChange("docs/site/cache.txt", "added"),
    )


def test_the_rest_of_a_checkout_is_listed_as_outside(tmp_path: Path) -> None:
    root = story(tmp_path, "site/kites")
    write(tmp_path / "site", {"engine/code.py": "x = 1\n"})
    commit = committed(tmp_path / "site")
    write(tmp_path / "site", {"engine/code.py": "x = 2\n", "kites/Makefile": "x"})
    files = compare_files(root, root, commit).files
    changed = {each.path: each.sort for each in files if each.how == "changed"}
    assert changed == {"../engine/code.py": "outside file", "Makefile": "other file"}


def test_what_is_left_out_or_cannot_be_read_is_said(tmp_path: Path) -> None:
    base, root = story(tmp_path, "base"), story(tmp_path, "now")
    write(root, {".cache/x": "x", "scripts/__pycache__/x.pyc": "x", "docs/__pycache__/x.pdf": "x"})
    os.mkfifo(root / "docs/pipe.txt")
    found = compare_files(base, root)
    assert found.left_out == (".cache", "__pycache__")
    assert [each.path for each in found.files] == ["docs/__pycache__/x.pdf", "docs/pipe.txt"]
    printed = FORMATS["text"](
        compare("base", (), read_version(base, rendered=False), read_version(base, rendered=False), found)
    )
    assert "Left out\n  .cache\n  __pycache__" in printed


def test_names_of_files_cannot_write_into_a_report(tmp_path: Path) -> None:
    base, root = story(tmp_path, "base"), story(tmp_path, "now")
    write(root, {"docs/a\n\n# All is well `<b>@x\x1b[2J.pdf": "x"})
    comparison = compare(
        "base", (), read_version(base, rendered=False), read_version(base, rendered=False), compare_files(base, root)
    )
    for form in ("text", "markdown"):
        [line] = [line for line in FORMATS[form](comparison).splitlines() if "All is well" in line]
        assert line.startswith(("  added docs/a\\n\\n#", "- added `docs/a\\n\\n#"))
        assert "\x1b" not in line


# What the summary says


def said(root: Path, base: Path, capsys: pytest.CaptureFixture[str], form: str = "text") -> str:
    main(["--root", str(root), "diff", "--against-dir", str(base), "--format", form])
    return capsys.readouterr().out


def test_a_link_to_elsewhere_is_no_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base, root = story(tmp_path, "base"), story(tmp_path, "now")
    for where in (base, root):
        page = where / "docs/index.md"
        page.write_text(page.read_text() + "\nThe [council](https://council.example.org) met.\n")
    edited(root, ("docs/index.md", "council.example", "evil.example"))
    write(root, {"docs/crowd.png": b"\x89PNG two"})
    edited(root, ("mkdocs.yml", "Kites", "Goats"), ("mkdocs.yml", "  - Corrections: amends.md\n", ""))
    printed = said(root, base, capsys)
    assert printed.startswith(
        f"Against {base}: no fact and no sentence changes, but 1 link, 1 page; also touched: 1 picture, 2 settings.\n"
    )
    for line in (
        "      reads the same; its markup changed",
        "      link: “council” https://council.example.org → “council” https://evil.example.org",
        "  site_name: Kites → Goats",
        "  nav › About › Corrections: amends.md → (nothing)",
        "  changed docs/crowd.png (picture)",
    ):
        assert f"{line}\n" in printed
    markdown = said(root, base, capsys, "markdown")
    assert "  - link: `“council” https://council.example.org` → `“council” https://evil.example.org`\n" in markdown
    assert "- changed `docs/crowd.png` (picture)" in markdown
    plain = json.loads(said(root, base, capsys, "json"))
    assert plain["pages"][0]["markup"] == [
        {
            "what": "link",
            "before": "“council” https://council.example.org",
            "after": "“council” https://evil.example.org",
        }
    ]


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ([], "nothing differs."),
        ([("mkdocs.yml", "Kites", "Goats")], "no fact and no sentence changes; also touched: 1 setting."),
        ([("docs/index.md", "\n# ", "\n#  ")], "no fact and no sentence changes, but 1 piece of markup, 1 page."),
        ([("docs/index.md", "\n# ", "\n# Now: ")], "1 sentence, 1 piece of markup, 1 page."),
    ],
)
def test_the_summary_says_what_is_so(
    edits: list[tuple[str, str, str]], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, root = story(tmp_path, "base"), edited(story(tmp_path, "now"), *edits)
    assert said(root, base, capsys).splitlines()[0] == f"Against {base}: {says}"


def test_what_was_not_compared_is_not_said_to_be_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base, root = story(tmp_path, "base"), story(tmp_path, "now")
    for where in (base, root):
        edited(where, ("data/counts/visitors.yml", "id: visitors", "id: visitors\nheading: Visitors"))
    assert said(root, base, capsys).startswith(f"Against {base}: nothing differs in what could be compared.\n")
    write(root, {"docs/crowd.png": b"other"})
    assert ": no fact and no sentence changes in what could be compared; also touched: 1 picture." in said(
        root, base, capsys
    )


# Work


def test_stretches_lead_from_one_sequence_to_the_other() -> None:
    chance = random.Random(14)
    for _ in range(500):
        old = [chance.choice("abcdefgh") for _ in range(chance.randrange(15))]
        new = [each for each in old if chance.random() > 0.2]
        for _ in range(chance.randrange(4)):
            new.insert(chance.randint(0, len(new)), chance.choice("abcdefgh"))
        made, end = [], 0
        for i, k, j, m in differences(old, new):
            assert old[i:k] != new[j:m]
            made += old[end:i] + new[j:m]
            end = k
        assert made + old[end:] == new
    assert list(differences("the cat and the dog", "the cat and a dog")) == [(12, 15, 12, 13)]
    assert list(differences("abc", "abc")) == []


def test_elements_stand_beside_the_likest() -> None:
    assert pair_up(["a1", "b2", "a3"], ["b3", "a4", "a3", "c1"], str, lambda each: each[0]) == {2: 2, 0: 1, 1: 0}


def test_sets_are_as_similar_as_what_they_share() -> None:
    sets = [frozenset(text) for text in ("", "a", "ab", "abc")]
    found = [alignment.similarity(one, other) for one in sets for other in sets]
    assert found == [1, 0, 0, 0, 0, 1, 2 / 3, 0.5, 0, 2 / 3, 1, 0.8, 0, 0.5, 0.8, 1]


def test_likest_finds_each_its_own() -> None:
    sets = {str(n): frozenset({f"own {n}", f"also {n}", "all", f"some {n % 3}"}) for n in range(100)}
    assert most_similar(sets, {f"new {name}": members for name, members in sets.items()}, 0.5) == {
        f"new {name}": name for name in sets
    }
    assert most_similar(sets, {"a": frozenset({"all"})}, 0.5) == {}
    assert most_similar({}, {"a": frozenset({"all"})}, 0.5) == most_similar(sets, {}, 0.5) == {}


def sentences_of(letters: str, number: int, words: int, seed: int = 1) -> str:
    """So many sentences of words of some letters, in paragraphs."""
    chance = random.Random(seed)
    made = [
        " ".join("".join(chance.choices(letters, k=chance.randint(2, 6))) for _ in range(words)).capitalize()
        for _ in range(number)
    ]
    return "\n\n".join(" ".join(f"{each}." for each in made[at : at + 20]) for at in range(0, number, 20))


@pytest.fixture
def comparisons(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each two sets that are compared as wholes."""
    made: list[int] = []
    inner = alignment.similarity

    def counting(one: frozenset[str], other: frozenset[str]) -> float:
        made.append(1)
        return inner(one, other)

    monkeypatch.setattr(alignment, "similarity", counting)
    return made


@pytest.mark.parametrize(("number", "words"), [(110, 20), (450, 19), (1400, 4)])
def test_a_page_rewritten_from_end_to_end(number: int, words: int, comparisons: list[int]) -> None:
    """It took 14, 134 and 44 seconds, as each sentence was compared with each."""
    old, new = (seen(sentences_of(letters, number, words)) for letters in ("abcdefghij", "nopqrstuvw"))
    assert len(old.sentences) == len(new.sentences) == number + 1
    start = time.process_time()
    change = told(old, new)
    assert time.process_time() - start < 5
    assert len(change.sentences) == 2 * number
    new = seen(sentences_of("abcdefghij", number, words).replace("a", "e"))
    change = told(old, new)
    pairs = [each for each in change.sentences if each.before and each.after]
    assert len(pairs) > 0.7 * number
    assert len(comparisons) <= 2 * number * alignment.CANDIDATES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A. " * 1500, "B. " * 1500),
        (" ".join(f"w{n}" for n in range(900)), " ".join(f"w{n * 7 % 900}" for n in range(900))),
        ("<b>x</b> " * 500, "<b>y</b> " * 500),
        ("*x* " * 1200, "*y* y " * 800),
        (
            " ".join(f"[x](https://{n}.example)" for n in range(190)),
            " ".join(f"[x](https://{n}.example)" for n in range(190, 0, -1)),
        ),
        ("a " * 2400, "b " * 2400),
        ("word" * 1200, "sword" * 950),
    ],
    ids=["tiny-sentences", "words", "bold", "emphasis", "links", "one-sentence", "one-word"],
)
def test_no_page_within_the_bounds_takes_long(old: str, new: str, comparisons: list[int]) -> None:
    before, after = seen("\n\n".join([old] * 4)), seen("\n\n".join([new] * 4))
    assert before.marks and after.marks  # rendered, which has bounds of its own
    start = time.process_time()
    change = told(before, after)
    shown = [excerpts(each.before, each.after) for each in change.sentences]
    assert time.process_time() - start < 5
    assert all(len(text) <= alignment.MAX_SHOWN for both in shown for text in both)
    assert len(comparisons) <= 2 * alignment.CANDIDATES * (len(after.sentences) + 1)


def test_long_tables_and_lists_are_compared_in_order() -> None:
    rows = [str(n) for n in range(5000)]
    old = seen("", chart("", rows), Block("".join(f"<li>{n}</li>" for n in range(5000))))
    new = seen("", chart("", rows[::2]), Block("".join(f"<li>{n * 3 % 5000}</li>" for n in range(5000))))
    start = time.process_time()
    change = told(old, new)
    assert time.process_time() - start < 5
    assert len(change.charts[0].rows[0]) == 2500
    assert len(change.lists) > 2000


def test_two_thousand_pages_under_other_names(comparisons: list[int]) -> None:
    def page(folder: str, number: int) -> tuple[str, PageText]:
        path = f"{folder}{number}.md"
        text = f"# Page {number}\n\nAll pages say this. And this.\n\nOnly {number} says that.\n"
        return path, seen(text.replace("Only", "Just" if folder and number % 20 == 0 else "Only"), path=path)

    old, new = (dict(page(folder, number) for number in range(2000)) for folder in ("", "new-"))
    start = time.process_time()
    changes = page_changes(old, new)
    assert time.process_time() - start < 20
    assert [(each.old, each.new) for each in changes] == [(f"{n}.md", f"new-{n}.md") for n in range(2000)]
    assert len(comparisons) <= 4 * 2000 * alignment.CANDIDATES


def test_a_long_text_is_shown_by_what_differs() -> None:
    words = [f"word{n}" for n in range(1000)]
    old, new = " ".join(words), " ".join([*words[:500], "other", *words[501:]])
    assert excerpts(old, new) == (
        "… word497 word498 word499 word500 word501 word502 word503 …",
        "… word497 word498 word499 other word501 word502 word503 …",
    )


@pytest.mark.parametrize(
    ("text", "most", "short"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab", 3, "ab"), ("", 3, "")]
)
def test_a_text_is_cut_only_where_it_is_too_long(text: str, most: int, short: str) -> None:
    assert alignment.shortened(text, most) == short


def test_the_report_of_a_page_of_one_sentence_is_short(tmp_path: Path) -> None:
    base, root = story(tmp_path, "base"), story(tmp_path, "now")
    for where, word in ((base, "kites "), (root, "goats ")):
        write(where, {"docs/long.md": "---\ntitle: Long\n---\n" + "\n".join([word * 20] * 30) + ".\n"})
    comparison = compare("base", (), read_version(base), read_version(root), compare_files(base, root))
    assert max(len(line) for form in ("text", "markdown") for line in FORMATS[form](comparison).splitlines()) < 1000
    plain: dict[str, Any] = json.loads(FORMATS["json"](comparison))
    assert len(plain["pages"][0]["sentences"][0]["after"]) > 3000, "JSON has all"


ELEMENTS = "h1 h2 h3 h4 h5 h6 blockquote caption dd div dt figcaption hr li ol p pre section summary table tr ul td th tbody thead a abbr bdo button code del details em i rp s script span strong style svg textarea area br col embed img input link meta source wbr"
HTML = (
    *(f"One <{name}>two</{name}> three" for name in ELEMENTS.split()),
    *(f'One <{name} title="t">two' for name in ELEMENTS.split()),
    "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td></td><td>2</td></tr></table>",
    "<p dir=rtl>ab <s>cd <b>ef</b></s> gh</p><p aria-hidden=true>ij</p><del>kl</del> mn <del>op</del>",
    '<a href="b.md#c">to</a> <a name="x">no</a> <a href="#fn:1">1</a> <a href="#fnref:1">back</a> <img src="p.png" alt="a picture" title="t"> <img>',
    '<h2 id="i" class="c">Head</h2> <!-- hidden --> <![IF]> &amp; &nbsp;x',
    f"{'<s>' * 60}deep{'</s>' * 60} after",
    f"<div><em>{'<b>x</b> ' * 30}</em></div>",
    "<ul><li>a<li>b<p>c</ul></div>d",
    "<details>a <s>b <del>c <i>d</i></del></s> <b>e</b></details> f",
    "<button>a <b>b</b></button> c <svg><text>d</text></svg>",
)
LINES = ("One. Two! Three? Four… five. Six", "The U.S. Army came. J. Smith saw 5.5 kites. X. Y", "他来了。她走了！好", 'He said "No." Then "yes." (So.) «Oui.» ¿Qué? ¡Sí!', "Éric came. Über allem. ist so. Я пришёл. Он", "A.B. C", ". . .", "Mr. B. went. a. b")  # fmt: skip
LINKS = (
    "b.md",
    "../b.md#c",
    "c/",
    "./",
    "../",
    "",
    "#d",
    "?q",
    "/e",
    "https://x.org/a",
    "mailto:a@b",
    "img/p.png?x=1#y",
)
SEQUENCES = ("", "a", "abc", "abcabc", "acb", "cab", "xabcy", "abxcab", "aabbcc", "abcdefgh", "hgfedcba", "abdefgxh")


def of_html() -> Iterator[str]:
    for html in HTML:
        prose = Prose(html)
        yield f"{html}\n    {prose.lines} {prose.taken_back}\n    {[(each.what, each.text, each.value) for each in prose.marks]}"


def of_lines() -> Iterator[str]:
    for text in ("<del>a</del> ~~b~~ <DEL> <s", "```c``` <pre> dir=rtl aria-hidden", "plain"):
        yield f"{text}: {sorted(_signs(text).items())}"
    yield from (f"{line}\n    {list(split_sentences(line))}" for line in LINES)
    for path in ("index.md", "counts/killed.md"):
        page = seen("", path=path)
        yield f"{path}: {page.folders} {[(link, page._resolved(link)) for link in LINKS]}"


def of_sequences() -> Iterator[str]:
    for old, new in product(SEQUENCES, repeat=2):
        yield f"{old} {new}: {list(differences(old, new))} {excerpts(' '.join(old * 3), ' '.join(new * 3))} {pair_up(old, new, str, str.isalpha)}"
    sets = {each: frozenset(each) for each in SEQUENCES}
    others = {f"{each}'": frozenset(f"{each[1:]}z") for each in SEQUENCES}
    yield from (f"{least}: {most_similar(sets, others, least)}" for least in (0.2, 0.5, 0.8, 1.0))


def of_entries() -> Iterator[str]:
    """What an entry of the corrections quotes, is called and looks like, and which paths of a tree are written."""
    word = "word "
    texts = ("", "short", word * 60, f" {word * 59}word", f"{word * 60}x", "x" * 299, "x" * 300, "x" * 301, f"{word * 20}old {word * 50}", f"{word * 20}new {word * 50}", f"{word * 9}a{word * 60}", f"{word * 9}b{word * 60}", f"{word * 70}old", f"{word * 70}new")  # fmt: skip
    yield from (f"{cut(one, other)}" for one, other in product(texts, repeat=2))
    book = load(GOOD)
    added = NewCorrections(book, book, TODAY)
    for about in ("A fact's Value", "a", "a", "a", "x" * 64, "x" * 65, "x" * 66, "x" * 67, "-- b --", "Ünï"):
        yield added.paste({"fact": about}, "about 4,000: so", "word " * 30, "update", " or rewording")
    for path in ("/a", "a/b", "../a", "a/../b", ".git", "a/.git/b", "a\\b", "a:b", "a/.gitignore", "."):
        yield f"{path}: {_stays_inside(path)}"


BLOCKS = [chart("Kites", ["a 1", "b 2"]), Block("<table><tr><td>x</td><td>1</td></tr></table>", None, "table", ())]


def of_edited_pages() -> Iterator[str]:
    lines = PAGE.split("\n")
    for number, line in enumerate(lines):
        for edit in ([], [line, line], [f"{line} Also this."], [line.swapcase()], ["New words here.", line]):
            body = "\n".join([*lines[:number], *edit, *lines[number + 1 :]])
            for change in page_changes({"index.md": seen(PAGE, *BLOCKS)}, {"index.md": seen(body, *BLOCKS)}):
                yield f"{number} {edit}\n    {change.sentences}\n    {change.marks}"


def of_moved_pages() -> Iterator[str]:
    one, other = BLOCKS
    for kept in ([], [one], [other], [other, one], [*BLOCKS, *BLOCKS], [chart("Kites!", ["a 1", "c 3"]), other]):
        for path, head in (
            ("index.md", ""),
            ("index.md", "hide: toc\n"),
            ("more/index.md", "hide: toc\n"),
            ("other.md", ""),
        ):
            for change in page_changes(
                {"index.md": seen(PAGE, *BLOCKS), "gone.md": seen("Gone. FACT", path="gone.md")},
                {path: seen(PAGE, *kept, path=path, head=head), "new.md": seen("Here. FACT", path="new.md")},
            ):
                yield f"{path} {head!r}: {change} {[each.headline for each in change.charts]}"


@pytest.mark.parametrize("of", [of_html, of_lines, of_sequences, of_entries, of_edited_pages, of_moved_pages])
def test_what_is_read_and_told_stays_as_it_is(of: Callable[[], Iterator[str]]) -> None:
    """``REWRITE=1`` writes anew what is made of HTML, lines and sequences, and told of changed pages; read the difference."""
    written, path = "\n".join(of()) + "\n", CASES / "reports" / f"{of.__name__}.txt"
    if os.environ.get("REWRITE"):
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


NO_PART = (
    ".cache",
    ".git",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "export",
    "site",
)
"""What lies at the top of a story and is none of it."""


def test_files_of_every_sort_are_compared(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    same = {
        "a.txt": "same",
        "docs/.cache/x": "1",
        "scripts/x.py": "x = 1\n",
        "deep/.cache/x": "1",
        ".cache/x": "1",
        "site/x": "1",
    }
    write(old, {**same, "size.txt": "ab", "gone.txt": "x", "bit.txt": "x", "sort.txt": "x", "docs/__pycache__/x": "1", "lib/__pycache__/x": "1", "mkdocs.yml": "a: 1\n"})  # fmt: skip
    write(new, {**same, "size.txt": "cd", "new.txt": "x", "bit.txt": "x", "docs/__pycache__/x": "2", "lib/__pycache__/x": "2", ".cache/x": "22", "site/x": "22", "docs/.cache/x": "2", "deep/.cache/x": "2"})  # fmt: skip
    for root, target in ((old, "a.txt"), (new, "size.txt")):
        (root / "link").symlink_to(target)
        (root / "alike").symlink_to("a.txt")
        (root / "folder").symlink_to("docs")
        os.mkfifo(root / "pipe")
    for root in (old, new):
        write(root, {f"{name}/x": root.name for name in NO_PART})
    (new / "bit.txt").chmod(0o755)
    (new / "sort.txt").symlink_to("a.txt")
    os.mkfifo(new / "mkdocs.yml")
    found = compare_files(old, new)
    assert [f"{each.how} {each.path}" for each in found.files] == [
        "changed bit.txt",
        "changed deep/.cache/x",
        "changed docs/.cache/x",
        "changed docs/__pycache__/x",
        "removed gone.txt",
        "changed link",
        "changed mkdocs.yml",
        "added new.txt",
        "changed size.txt",
        "changed sort.txt",
    ]
    assert [(each.name, each.before, each.after) for each in found.settings] == [("a", "1", None)]
    assert found.left_out == NO_PART
