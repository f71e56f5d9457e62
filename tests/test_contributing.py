"""CONTRIBUTING.md, tried as a new editor would: everything that it shows is done, and compared with what it promises.

It is read from top to bottom, and so are then ``COOKBOOK.md``, whose recipes are for a story, and ``scripts/README.md``, which goes
on for engineers. Each ``##`` section is
one pull request on a clone of the second story: at its end the check must find nothing, and it is merged. What a fenced block is for stands in its first line:

- ``yaml title="data/…"`` (or ``markdown``, ``python``, ``text``) is a new file, or lines at the end of one that is there;
- ``diff title="…"`` changes a file; ``diff mistake="…"`` does so, too, its last lines (``# …``) are all that the check
  then says, and it is undone;
- ``console`` holds commands and what they print; ``…`` stands for what is left out, in a line or for whole lines,
  and the day of the story for today;
- ``text page="…"`` is what can be read on a page of the site, which is built once, at the end.

There is no other block: an example that nobody tries is a promise that nobody keeps.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import get_args

import pytest
from factbook import own_code
from factbook.kinds import Assessment, Correction, Count, Source
from factbook.values import Amount, Edtf
from support import ROOT, SCRIPTS, SECOND, copy_story, factbook, html_pages, mkdocs, python
from test_changes import committed

DOCUMENTS = ("CONTRIBUTING.md", "COOKBOOK.md", "scripts/README.md")
TODAY = "2025-07-02"
"""What the document shows where a command prints today's date."""
_BLOCK = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## .+$", re.MULTILINE)
_INFO = re.compile(r'(\w+)(?: (title|mistake|page)="([^"]+)")?')
_PLAIN = ("yaml", "markdown", "python", "text")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what it is for (``title``, ``mistake``, ``page`` or nothing) and of which file."""

    document: str
    line: int
    section: str
    language: str
    use: str
    path: str
    body: str

    @property
    def id(self) -> str:
        return f"{Path(self.document).stem}:{self.line}:{self.path or self.language}"


def read(document: str) -> str:
    """The text of a document of the project."""
    return (ROOT / document).read_text(encoding="utf-8")


def blocks(document: str) -> Iterator[Block]:
    """Every fenced block of a document, in order."""
    text = read(document)
    sections = [(match.start(), match[0][3:]) for match in _SECTION.finditer(text)]
    for match in _BLOCK.finditer(text):
        info = _INFO.fullmatch(match["info"])
        assert info, f"not understood: {match['info']}"
        section = next((name for start, name in reversed(sections) if start < match.start()), "")
        line = text.count("\n", 0, match.start()) + 1
        yield Block(document, line, section, info[1], info[2] or "", info[3] or "", match["body"])


BLOCKS = [block for document in DOCUMENTS for block in blocks(document)]
TOLD = [block for block in BLOCKS if block.language == "console" or block.use == "mistake"]
PROSE = {document: _BLOCK.sub("", read(document)) for document in DOCUMENTS}
COMMANDS = sorted(set(re.findall(r"`(factbook [a-z][^`A-Z…]*)`", "".join(PROSE.values()))) - {"factbook init"})
"""Commands in sentences that work as they are, on a story that is there."""
SHOWN = [block for block in BLOCKS if block.use == "page"]


@dataclass
class Clone:
    """A clone of the second story with an engine of its own, what was printed at each block, and what the check said of each section."""

    root: Path
    scripts: Path
    printed: dict[str, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)

    def file(self, path: str) -> Path:
        """A file of the story or, below ``scripts/factbook/``, of the engine; in neither case outside of them."""
        base = self.scripts.parent if path.startswith("scripts/factbook/") else self.root
        file = (base / path).resolve()
        assert file.is_relative_to(base.resolve())
        return file

    def run(self, command: str, document: str = DOCUMENTS[-1]) -> str:
        """What a command prints, as a document shows it, without today's date: by the project's engine, or by its own once that has changed."""
        program, *arguments = shlex.split(command)
        assert program == "factbook", f"only factbook is run, found {command}"
        if "--against" in arguments and arguments[0] == "check":
            arguments += ["--today", TODAY]  # entries bear the day on which they are written
        if document != DOCUMENTS[-1]:
            code, printed = factbook(*arguments, cwd=self.root)
            own_code.forget()
        else:
            result = python("-m", "factbook", *arguments, cwd=self.root, scripts=self.scripts)
            code, printed = result.returncode, result.stdout + result.stderr
        assert code in (0, 1) and "Traceback" not in printed, printed
        return printed.replace(dt.date.today().isoformat(), TODAY).rstrip() + "\n"

    def write(self, block: Block) -> None:
        """A new file, or more at the end of a list."""
        file = self.file(block.path)
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if file.exists() else ""
        file.write_text(before + block.body, encoding="utf-8")

    def change(self, block: Block) -> str:
        """Apply a patch without line numbers; what the file held before."""
        file, lines = self.file(block.path), block.body.splitlines()
        marked = [line for line in lines if not line.startswith("#")]
        assert all(line[:1] in (" ", "+", "-") for line in marked), f"{block.id}: no patch"
        old, new = ("".join(f"{line[1:]}\n" for line in marked if line[:1] in (" ", sign)) for sign in "-+")
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{block.id}: stands {text.count(old)} times in {block.path}:\n{old}"
        file.write_text(text.replace(old, new), encoding="utf-8")
        return text

    def follow(self, block: Block) -> None:
        """Do what a block shows."""
        match block.language, block.use:
            case language, "title" if language in _PLAIN:
                self.write(block)
            case "diff", "title":
                self.change(block)
            case "diff", "mistake":
                before = self.change(block)
                self.printed[block.id] = self.run("factbook check --against main", block.document)
                self.file(block.path).write_text(before, encoding="utf-8")
            case "console", "":
                commands = re.findall(r"^\$ (.+)$", block.body, re.MULTILINE)
                self.printed[block.id] = "".join(
                    f"$ {command}\n{self.run(command, block.document)}" for command in commands
                )
            case "text", "page":
                pass  # looked up when the site is built
            case _:
                pytest.fail(f"{block.id}: nobody tries this block")


@pytest.fixture
def spans() -> list[str]:
    """What is set as code in the sentences of both documents."""
    return re.findall(r"`([^`]+)`", "".join(PROSE.values()))


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """The story after everything that the document shows."""
    home = tmp_path_factory.mktemp("contributing")
    made = Clone(home / "story", home / "scripts")
    # with what Python has compiled of it, which is right as long as a file stays as it is
    shutil.copytree(SCRIPTS, made.scripts, ignore=shutil.ignore_patterns("*.egg-info"))
    copy_story(SECOND, made.root)
    (made.root / ".gitignore").write_text(".cache/\nsite/\n", encoding="utf-8")
    committed(made.root)
    for section, shown in groupby(BLOCKS, lambda block: block.section):
        for block in shown:
            made.follow(block)
        made.merged[section] = made.run("factbook check --against main", block.document)
        committed(made.root, f"Merge: {section}")
    return made


def pattern(expected: str) -> str:
    """What is expected as a regular expression: ``…`` is anything in a line, or in a line of its own any lines."""
    lines = (r"(?:.*\n)*?" if line.strip() == "…" else ".*?".join(map(re.escape, line.split("…"))) + "\n" for line in expected.splitlines())  # fmt: skip
    return "".join(lines)


def said(block: Block) -> str:
    """What a mistake leads to: the lines behind ``#``, and how many problems they are."""
    lines = [line[2:] for line in block.body.splitlines() if line.startswith("# ")]
    assert lines, f"{block.id}: a mistake without a message"
    count = sum(bool(re.match(r"[\w./-]+:\d+:\d+: ", line)) for line in lines)
    return "\n".join(lines) + f"\n\n{count} problem{'s' if count > 1 else ''}\n"


@pytest.mark.parametrize("block", TOLD, ids=lambda block: block.id)
def test_a_command_and_a_mistake_print_what_is_shown(block: Block, clone: Clone) -> None:
    expected = said(block) if block.use == "mistake" else block.body
    printed = clone.printed[block.id]
    assert re.fullmatch(pattern(expected), printed), f"expected\n{expected}\nprinted\n{printed}"


def test_each_section_leads_to_what_can_be_merged(clone: Clone) -> None:
    for section, printed in clone.merged.items():
        assert re.fullmatch(r"no problems in \d+ pages\n", printed), f"{section}: {printed}"


def test_an_elision_is_for_what_is_not_shown_and_for_nothing_else() -> None:
    assert re.fullmatch(pattern("$ a\n…\nlast … 2\n"), "$ a\nx\ny\nlast of 2\n")
    assert not re.fullmatch(pattern("$ a\nlast … 2\n"), "$ a\nx\nlast of 2\n")
    assert not re.fullmatch(pattern("a … b\n"), "a … c\n")


@pytest.fixture(scope="module")
def pages(clone: Clone) -> dict[str, str]:
    """The text of every page of the site that comes of it, by its path."""
    built = mkdocs(clone.root / "mkdocs.yml", clone.root / "site", scripts=clone.scripts)
    assert built.returncode == 0, built.stdout + built.stderr
    site = html_pages(clone.root / "site")
    return {path: " ".join(html.all("main")[0].text.split()) for path, html in site.items() if html.all("main")}


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block.id)
def test_a_page_shows_what_is_promised(block: Block, pages: dict[str, str]) -> None:
    for line in block.body.splitlines():
        assert line in pages[f"{block.path}index.html"]


def test_a_new_kind_is_found_and_linked_without_another_file(clone: Clone, pages: dict[str, str]) -> None:
    assert "WinnerYusuf al-Rih" in pages["prizes/widest-kite/index.html"]
    index = json.loads((clone.root / "site" / "search" / "search_index.json").read_text(encoding="utf-8"))
    (found,) = [doc for doc in index["docs"] if doc["location"] == "prizes/widest-kite/"]
    assert found["title"] == "Prize for the widest kite" and "<p>Yusuf al-Rih</p>" in found["text"]
    linked = json.loads((clone.root / "site" / "data" / "facts.jsonld").read_text(encoding="utf-8"))
    (node,) = [each for each in linked["@graph"] if each.get("name") == "Prize for the widest kite"]
    assert node["@id"].endswith("prizes/widest-kite/") and node["subjectOf"]


def test_the_examples_for_engineers_are_written_as_the_engine_is(clone: Clone, tmp_path: Path) -> None:
    files = [str(clone.file(block.path)) for block in BLOCKS if block.language == "python"]
    assert len(files) >= 3
    for arguments in (["check"], ["format", "--check", "--diff"]):
        config = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
        result = python("-m", "ruff", *arguments, *config, *files)
        assert result.returncode == 0, result.stdout + result.stderr


def test_what_is_promised_is_all_there() -> None:
    """Each kind of change that the document says it shows is shown, right and wrong."""
    changed = {block.path.split("/")[1] for block in BLOCKS if block.path.startswith("data/") and block.use == "title"}
    assert {"sources", "people", "counts", "events", "corrections.yml"} <= changed
    assert sum(block.use == "mistake" for block in BLOCKS) >= 9
    engine = {block.path.split("/")[2] for block in BLOCKS if block.path.startswith("scripts/factbook/")}
    assert engine == {"charts", "checks", "kinds"}
    assert SHOWN


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_named_in_a_sentence_does_its_work(command: str, tmp_path: Path) -> None:
    story = Clone(copy_story(SECOND, tmp_path / "story"), SCRIPTS)
    assert not re.search(r"^\d+ problems?$", story.run(command, DOCUMENTS[0]), re.MULTILINE)


def test_make_knows_what_a_sentence_says(spans: list[str]) -> None:
    named = {span.split()[1] for span in spans if span.startswith("make ")}
    assert named and named <= set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))


def test_amounts_dates_and_choices_in_sentences_are_what_fact_files_know(spans: list[str]) -> None:
    numbers = [span for span in spans if "600" in span]
    assert len(numbers) >= 6 and all(Amount.parse(number).known for number in numbers)
    dates = [span.removeprefix("review_by: ") for span in spans if re.match(r"(review_by: )?20\d\d-", span)]
    assert len(dates) >= 5 and all(Edtf.parse(date) for date in dates)
    choices = [Count.model_fields["counting"], Correction.model_fields["type"], Assessment.model_fields["kind"]]
    choices += [Assessment.model_fields["confidence"], Source.model_fields["read"]]
    known = {span.rpartition(": ")[2] for span in spans}
    assert {value for choice in choices for value in get_args(choice.annotation)} <= known


@pytest.mark.real_story
@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", PROSE[document]):
        if form := re.fullmatch(r"\.\./\.\./issues/new\?template=(.+)", target):  # as GitHub shows the document
            assert (ROOT / ".github/ISSUE_TEMPLATE" / form[1]).is_file(), target
            continue
        there = (ROOT / document).parent / target if target else ROOT / document
        assert there.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
