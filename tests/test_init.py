"""``factbook init``: a new story is small, complete and nobody else's; nothing is half-written; what is left of it is not published."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from factbook import starter
from factbook.build import build
from factbook.kinds import Claim, Correction, Count
from factbook.loading import load
from factbook.migrations import migrated_settings
from factbook.own_messages import formats_at
from factbook.pages.documents import STANDARD
from factbook.pages.translation import messages_in, translated
from factbook.problems import Problems
from factbook.settings import CONTRACT, site_at
from factbook.starter import FILES, migrated_pins, pins
from factbook.values.formats import written_in
from factbook.values.messages import languages
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs_factbook.settings import FactbookConfig, site_of
from support import ROOT, SECOND, TESTS, copy_story, factbook, load_story, problems_of, write
from test_github import ACTIONLINT, ZIZMOR, lint
from test_standard_pages import names_in


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def new(tmp_path: Path) -> Path:
    assert factbook("init", "my-story", cwd=tmp_path) == (
        0,
        "my-story: a new story. Now: cd my-story && make site && make test\n",
    )
    return tmp_path / "my-story"


def test_a_new_story_is_complete_and_passes(new: Path) -> None:
    assert problems_of(new) == ""
    assert {path.split("/")[0] for path in files_in(new)} >= {
        *("mkdocs.yml", "data", "docs", "overrides", "scripts", "tests", "Makefile", "README.md", "CONTRIBUTING.md"),
        *("requirements.txt", ".github", ".gitignore", ".gitattributes", ".vscode"),
    }
    site = site_at(new)
    assert (site.name, site.language, site.locale, site.licence, site.url) == (
        "My story",
        "en",
        "en_GB",
        "CC BY 4.0",
        "",
    )
    [count] = load(new).of(Count).values()
    assert len({claim.by for claim in count.claims}) == len({claim.value.words() for claim in count.claims}) == 2
    assert [path for path in new.rglob("*") if path.is_file() and re.search("@[A-Z]+@", path.read_text())] == []
    assert (new / "data/.schema/count.json").is_file()


@pytest.mark.real_story
def test_it_knows_no_other_story() -> None:
    said = {path: path.read_text(encoding="utf-8") for path in FILES.rglob("*") if path.is_file()}
    for story in (ROOT, SECOND):
        for name in names_in(load_story(story)) - {"Natural Earth"}:  # who drew the map
            assert [path for path, text in said.items() if re.search(rf"\b{re.escape(name)}\b", text)] == [], name


HOSTILE = {
    "quotes": 'A "flood": no',
    "a comment": "Flood #1",
    "YAML": "- [x] {y}: &z",
    "a marker": "@ADDRESS@",
    "letters": "Überflutung Вода",
}


def story_in(language: str, tmp_path: Path) -> Path:
    """A new story in a language; with a font of its own where the one for its script is not installed here."""
    assert factbook("init", "story", "--language", language, cwd=tmp_path)[0] == 0
    root = tmp_path / "story"
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    own = {"mkdocs.yml": settings.replace("fonts: [arabic]", "fonts: [overrides/fonts/Own.ttf]")}
    return write(root, {**own, "overrides/fonts/Own.ttf": (TESTS / "fonts/arabic-letters.ttf").read_bytes()})


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_a_new_story_is_in_its_language_and_passes(language: str, tmp_path: Path) -> None:
    """So are the engine's own pages in it: no line of a page in English is left."""
    root = story_in(language, tmp_path)
    assert problems_of(root) == ""
    site = site_at(root)
    assert (site.language, site.locale) == (language, language)
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    assert "Who says so:" not in settings and "method.md" in settings
    standard = [page.read_text(encoding="utf-8") for page in STANDARD.rglob("*.md")]
    with written_in(formats_at(root, site)):
        said = "".join(map(translated, standard))
    long = {words for page in standard for words in messages_in(page) if len(words) > 40}
    assert len(long) > 80 and [words for words in long if words in said] == []
    assert "## When claims differ" not in said and " {: #when-claims-differ }" in said, "anchors are those of English"


def test_a_new_story_from_right_to_left_is_built(tmp_path: Path) -> None:
    root = story_in("ar", tmp_path)
    pages = {page.path: page.content for page in build(root, site_at(root))}
    assert "المنهج" in pages["method.md"] and "نحو" in pages["index.md"]


@pytest.mark.parametrize("name", HOSTILE.values(), ids=list(HOSTILE))
def test_any_name_is_taken_as_it_is(name: str, tmp_path: Path) -> None:
    arguments = ("--name", name, "--language", "pt-BR", "--licence", "CC0", "--address", "https://flood.example.org/x")
    code, told = factbook("init", "a/b", *arguments, cwd=tmp_path)
    assert code == 0 and told.startswith("no catalogue is in the language 'pt'")
    site = site_at(tmp_path / "a/b")
    assert (site.name, site.language, site.locale) == (name, "pt", "pt_BR")
    assert (site.licence, site.url) == ("CC0", "https://flood.example.org/x/")
    assert problems_of(tmp_path / "a/b") == ""


REFUSED = {
    ("full",): "DIR:1:1: must be a new or an empty folder, found 'mine.txt' in 'full'; nothing was written [init]",
    ("file",): "DIR:1:1: must be a folder, found a file at 'file' [init]",
    ("link",): "DIR:1:1: must be a folder, found a link at 'link' [init]",
    ("con",): "DIR:1:1: must be a name that every system can hold, found 'con' [init]",
    ("new", "--name", "a\nb"): "--name:1:1: must be a name in one line, of at most 100 signs, found 'a\\nb' [init]",
    (
        "new",
        "--language",
        "germn",
    ): "--language:1:1: must be a locale of the Unicode CLDR: a language, or a language and a country, found 'germn'",
    ("new", "--licence", " "): "--licence:1:1: must be the name of a licence, or its address, found ' ' [init]",
    (
        "new",
        "--address",
        "flood",
    ): "--address:1:1: must be a web address that starts with https:// or http://, found 'flood' [init]",
    ("new", "--from", "full"): "--from:1:1: must be the folder of a story, found no mkdocs.yml in 'full' [init]",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_what_is_wrong_is_told_and_nothing_is_written(arguments: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path, {"full/mine.txt": "mine", "file": "mine"})
    (tmp_path / "link").symlink_to("full")
    before = files_in(tmp_path)
    code, printed = factbook("init", *arguments, cwd=tmp_path)
    assert code == 1
    assert printed.startswith(REFUSED[arguments]), printed
    assert "for example: " in printed
    assert files_in(tmp_path) == before and not (tmp_path / "new").exists()


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    code, printed = factbook("init", "new", "--name", "", "--language", "xx", "--address", "x", cwd=tmp_path)
    assert (code, printed.count("[init]")) == (1, 3)


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device", str(folder / "data/.schema/count.json"))

    monkeypatch.setattr(starter, "write_schemas", full)
    code, printed = factbook("init", "new", cwd=tmp_path)
    assert code == 1
    assert "No space left on device" in printed
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_is_asked_for_what_is_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {
        "Name of the site [New]: ": "Flood",
        "Licence of texts and charts [CC BY 4.0]: ": "",
        "Address, if it is known []: ": "",
    }
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return answers[question]

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("factbook.commands.init._is_terminal", lambda: True)
    assert factbook("init", "new", "--language", "de", cwd=tmp_path)[0] == 0
    assert asked == list(answers)
    assert (site_at(tmp_path / "new").name, site_at(tmp_path / "new").locale) == ("Flood", "de")


def test_another_story_is_taken_over_without_its_record(tmp_path: Path) -> None:
    other = copy_story(SECOND, tmp_path / "other")
    write(
        other, {"docs/releases/1.0.0/data.json": "{}", "scripts/charts/own.py": "", "overrides/assets/own.css": "p {}"}
    )
    assert factbook("init", "new", "--from", "other", "--name", "Balloons", cwd=tmp_path)[0] == 0
    new = tmp_path / "new"
    before, after = load(other), load(new)
    assert set(after.named) == set(before.named) - {correction.ref for correction in before.of(Correction).values()}
    assert files_in(new) >= {
        "docs/story/the-count.md",
        "scripts/charts/own.py",
        "overrides/assets/own.css",
        "requirements.txt",
    }
    assert not files_in(new) & {
        "data/corrections.yml",
        "docs/releases/1.0.0/data.json",
        "data/counts/example-crowd.yml",
    }
    site = site_at(new)
    assert (site.name, site.edition, site.publisher, site.authors, site.published) == ("Balloons", "0.1.0", "", (), "")
    assert problems_of(new) == ""


def test_what_is_left_of_it_is_not_published(new: Path) -> None:
    code, printed = factbook("check", "--publish", cwd=new)
    assert code == 1
    lines = [line for line in printed.splitlines() if line.endswith("[publish]")]
    places = {":".join(line.split(":")[:3]) for line in lines}
    assert places >= {
        "docs/index.md:5:3",
        "docs/about.md:7:1",
        "mkdocs.yml:3:19",
        "mkdocs.yml:19:7",
        "data/events/example.yml:2:7",
    }
    for fact in load(new).named.values():
        assert isinstance(fact, Claim) or any(repr(fact.id) in line for line in lines), fact.id
    assert factbook("check", cwd=new)[0] == 0
    assert "example" not in factbook("check", "--publish", cwd=SECOND)[1]


PAST = {
    "none": ("site_name: x\n", "site_name: x\n\nextra:\n  factbook: 1\n"),
    "block": ("extra:\n  # c\n  a: b\nnav: []\n", "extra:\n  # c\n  factbook: 1\n  a: b\nnav: []\n"),
    "flow": ("extra: {a: b}  # c\n", "extra: {factbook: 1, a: b}  # c\n"),
    "older": ("extra: {a: b, factbook: 0}\nx: !ENV Y\n", "extra: {a: b, factbook: 1}\nx: !ENV Y\n"),
    "current": ("extra:\n  factbook: 1  # c\n", "extra:\n  factbook: 1  # c\n"),
    "no YAML": ("extra: [\n", "extra: [\n"),
    "no settings": ("", ""),
}


@pytest.mark.parametrize("case", PAST)
def test_settings_are_brought_into_todays_form(case: str) -> None:
    before, after = PAST[case]
    assert CONTRACT == 1
    assert migrated_settings(before) == after
    assert migrated_settings(after) == after


@pytest.mark.parametrize(
    ("written", "found", "cure"),
    [
        ("2", "found 2, of which this program knows nothing", "pip install -U factbook, then factbook migrate"),
        ("0", "found 0, of which this program knows nothing", "pip install -U factbook, then factbook migrate"),
        (
            "one",
            "must be the version of the story's form, found 'one'",
            "factbook migrate, which writes extra: {factbook: 1}",
        ),
        ("true", "must be the version of the story's form, found 'True'", "factbook migrate"),
    ],
)
def test_a_story_of_another_form_is_told_what_to_do(new: Path, written: str, found: str, cure: str) -> None:
    path = new / "mkdocs.yml"
    path.write_text(path.read_text().replace("factbook: 1  #", f"factbook: {written}  #"))
    with pytest.raises(Problems) as refused:
        site_at(new)
    [problem] = refused.value.problems
    assert (problem.place.path, found in problem.message) == ("mkdocs.yml", True)
    assert problem.place.line == path.read_text()[: path.read_text().index("factbook: " + written)].count("\n") + 1
    assert cure in problem.example
    config = MkDocsConfig()
    config["extra"] = {"factbook": yaml.safe_load(written)}
    with pytest.raises(Abort, match=re.escape(found)):
        site_of(config, FactbookConfig())


def test_pins_are_what_is_installed() -> None:
    lines = list(pins())
    assert lines[0].startswith("factbook")
    assert f"mkdocs=={version('mkdocs')}" in lines and f"altair=={version('altair')}" in lines
    assert all(re.fullmatch(r"[a-z0-9._-]+==[\w.+!]+", line) for line in lines[1:])
    assert migrated_pins("# Ours\nfactbook==0.0.1\nmkdocs==1.0\n") == "# Ours\n" + "\n".join(lines) + "\n"
    assert migrated_pins("mkdocs==1.0 --hash=x\n") == "mkdocs==1.0 --hash=x\n"


def test_a_language_brings_the_font_of_its_script(tmp_path: Path) -> None:
    assert factbook("init", "new", "--language", "ko", cwd=tmp_path)[0] == 0
    assert site_at(tmp_path / "new").fonts == ("korean",)
    text = (tmp_path / "new" / "requirements.txt").read_text(encoding="utf-8")
    first, *others = [line for line in text.splitlines() if not line.startswith("#")]
    assert first.startswith("factbook[korean]")
    assert {"uharfbuzz", "pylopdf-fonts-ko"} <= {line.partition("==")[0] for line in others}
    assert migrated_pins(text) == text and not any("uharfbuzz" in line for line in pins())


def test_what_it_sends_to_github_is_sound(new: Path) -> None:
    """As what this repository has there: see test_github.py."""
    flows = sorted((new / ".github/workflows").iterdir())
    assert [flow.name for flow in flows] == ["publish.yml", "pull-request.yml", "weekly.yml"]
    for command, paths in ((ACTIONLINT, flows), (ZIZMOR, [new / ".github"])):
        run = lint(command, *paths)
        assert run.returncode == 0, run.stdout + run.stderr
    for form in ("error.yml", "new-fact.yml", "config.yml"):
        assert (new / ".github/ISSUE_TEMPLATE" / form).read_bytes() == (
            ROOT / ".github/ISSUE_TEMPLATE" / form
        ).read_bytes()
