"""A site in another language says nothing in English but what the story, a format or the data contract says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from arabic import arabic_story, built_arabic
from factbook.loading import load
from factbook.values.messages import FOLDER
from support import SCRIPTS, VOID

SPOKEN = ("alt", "aria-label", "title", "placeholder")
"""Attributes that readers hear or see."""
WORDS = re.compile(r"[A-Za-z][A-Za-z’'-]*(?: [A-Za-z’'-]+)*")
FORMATS = frozenset(
    [
        *"API Atom BibTeX CSL-JSON CSV JSON PNG SVG XLSX ZIP Vega-Lite".split(),
        "JSON Feed",
        "Creative Commons Attribution",
    ]
)
CODE = ("code", "pre", "script", "style", "textarea")


class Spoken(HTMLParser):
    """What a page or a picture says: each text, and each attribute that is read out, without what is marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.open.append((tag, attributes.get("lang")))
        words = [attributes.get(name) for name in SPOKEN]
        if tag == "meta" and attributes.get("name", attributes.get("property")) in (
            "description",
            "og:title",
            "og:image:alt",
        ):
            words.append(attributes.get("content"))
        for text in filter(None, words):
            self.handle_data(text)
        if tag in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        language = next((lang for _, lang in reversed(self.open) if lang), "")
        if language != "en" and not any(name in CODE for name, _ in self.open):
            self.said.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The story's own words."""
    root = arabic_story(tmp_path_factory.mktemp("words") / "story")
    texts = [path.read_text(encoding="utf-8") for path in root.rglob("*") if path.suffix in (".yml", ".md", ".csv")]
    said = re.findall(r'^(?:msgstr(?:\[\d\])? )?"(.*)"$', (FOLDER / "ar.po").read_text(encoding="utf-8"), re.MULTILINE)
    facts = load(root).all_facts(claims=True)
    names = {text for fact in facts for field in ("name", "short", "title") if (text := getattr(fact, field, None))}
    return Story(
        re.sub(r"%\(\w+\)s|\s+", " ", re.sub(r'{{ literal\("(.*?)"\) }}', r"\1", " ".join((*texts, *said)))).lower(),
        re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True)))),
    )


@dataclass(frozen=True)
class Story:
    """All that a story says, in lower case, with the Latin words that a translator chose; and the names in it, which stand in its sentences."""

    said: str
    names: re.Pattern[str]

    def foreign(self, text: str) -> list[str]:
        """Return the runs of Latin words in a text that are neither the story's nor a format."""
        runs = WORDS.findall(re.sub(r"\S+[./]\S+", " ", text))  # no addresses and names of files
        parts = (part.strip("’'- ") for run in runs for part in self.names.split(run))
        return [part for part in parts if len(part) > 2 and part.lower() not in self.said and part not in FORMATS]


def test_a_page_in_another_language_says_nothing_in_english(story: Story) -> None:
    site, found = built_arabic(), {}
    for path in sorted({*site.rglob("*.html"), *(site / "charts").rglob("*.svg")}):
        page = Spoken()
        page.feed(path.read_text(encoding="utf-8"))
        if said := {words for text in page.said for words in story.foreign(text)}:
            found[path.relative_to(site).as_posix()] = sorted(said)
    assert found == {}


def test_a_feed_in_another_language_says_nothing_in_english(story: Story) -> None:
    feed = (built_arabic() / "feed.atom").read_text(encoding="utf-8")
    calendar = (built_arabic() / "data/events.ics").read_text(encoding="utf-8").replace("\r\n ", "")
    texts = re.findall(r"<(?:title|content|summary)[^>]*>([^<]*)", feed)
    texts += re.findall(r"^(?:SUMMARY|DESCRIPTION|X-WR-CALNAME):(.*)$", calendar, re.MULTILINE)
    assert len(texts) > 10 and [words for text in texts for words in story.foreign(text.replace("\\", ""))] == []


LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`')


@pytest.mark.parametrize(
    "script", sorted((SCRIPTS / "mkdocs_factbook/theme/assets").glob("*.js")), ids=lambda path: path.name
)
def test_words_of_a_script_are_messages(script: Path) -> None:
    """Of words with a blank between them, or on an element."""
    code = re.sub(r"/\*.*?\*/", "", script.read_text(encoding="utf-8"), flags=re.DOTALL)
    code = code.replace("`. For example: ${found.example}`", "")  # in what is wrong with a value, as in a check
    code = re.sub(r'n?gettext\((?:"(?:[^"\\]|\\.)*"(?:, )?)+', "", code)
    told = [text for text in LITERAL.findall(code) if re.search(r"[A-Z][a-z]+ [a-z]+|^\"[A-Z][a-z]+\"$", text)]
    assert [text for text in told if text not in KEYS] == []


KEYS = frozenset(f'"{key}"' for key in ("Content-Security-Policy", "Enter", "Escape", "End", "Home", "Tab"))
