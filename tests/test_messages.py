"""The engine's sentences in other languages: catalogues are whole, current and sound, and a story's own words are text."""

from __future__ import annotations

import io
import re
from gettext import c2py
from pathlib import Path

import messages
import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from factbook.build import build, check
from factbook.own_messages import FOLDER, format_fault, formats_at, message_problems, plural_forms
from factbook.problems import Problems
from factbook.site import Site
from factbook.values import messages as catalogues
from factbook.values.cldr import language_name
from factbook.values.formats import gettext, pgettext
from support import SECOND, copy_story, write

LANGUAGES = [name for name in catalogues.languages() if name != "en"]


def catalogue(language: str) -> Catalog:
    return read_po(io.StringIO((catalogues.FOLDER / f"{language}.po").read_text(encoding="utf-8")), locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_current_and_whole(language: str) -> None:
    text = (catalogues.FOLDER / f"{language}.po").read_text(encoding="utf-8")
    assert text == messages.updated(text, language, messages.template()), "run 'make messages'"
    open_ = [message.id for message in catalogue(language) if message.id and not all(plural_forms(message.string))]
    assert open_ == [] and not [message.id for message in catalogue(language) if message.fuzzy and message.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_message(language: str) -> None:
    faults = [
        (message.id, fault)
        for message in catalogue(language)
        if message.id
        for said in plural_forms(message.string)
        if (fault := format_fault(message, said))
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ar", "zero one two few many other"),
        ("de", "one other"),
        ("es", "one other"),
        ("fr", "one other"),
        ("ko", "other"),
    ],
)
def test_the_plural_forms_of_a_catalogue_are_in_the_order_of_the_cldr(language: str, forms: str) -> None:
    """Babel has those of Arabic in another, which no translator's program knows."""
    index, category = c2py(catalogue(language).plural_expr), Locale(language).plural_form
    assert [forms.split()[index(number)] for number in range(1200)] == [category(number) for number in range(1200)]


def test_messages_in_f_strings_are_not_missed() -> None:
    """Before Python 3.12 an f-string is one token, in which nothing is found."""
    sources = {path: path.read_text(encoding="utf-8") for path in catalogues.FOLDER.parent.rglob("*.py")}
    assert [path.name for path, text in sources.items() if re.search(r"\{n?p?gettext\('", text)] == []


def test_a_page_in_german_says_no_message_in_english(tmp_path: Path) -> None:
    """Of messages long enough to be none of the story's own words."""
    pages = {language: build(SECOND, Site("Kites", language=language)) for language in ("en", "de")}
    said = {language: "".join(page.content for page in found) for language, found in pages.items()}
    whole = [
        (plural_forms(message.id)[0], plural_forms(message.string)[0])
        for message in catalogue("de")
        if message.id
        and "%(" not in plural_forms(message.id)[0]
        and len(plural_forms(message.id)[0]) > 11
        and not message.context
    ]
    used = [(english, german) for english, german in whole if f">{english}<" in said["en"]]
    assert len(used) > 30
    assert [english for english, german in used if f">{english}<" in said["de"] or german not in said["de"]] == []
    assert re.search(r"· \d Angaben?\b", said["de"]) and not re.search(r"· \d claims?\b", said["de"])


def test_a_site_in_english_reads_no_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "compiled", None)
    catalogues.messages_of.cache_clear()
    assert catalogues.messages_of("en") is catalogues.messages_of("xx") is catalogues.ENGLISH


@pytest.mark.parametrize(
    ("asked", "given"), [("de", "de"), ("de-AT", "de"), ("fr-CA", "fr"), ("en-GB", "en"), ("xx", "en")]
)
def test_a_language_has_its_catalogue_or_that_of_the_nearest(asked: str, given: str) -> None:
    found = catalogues.messages_of(asked)
    assert (found.language, found is catalogues.ENGLISH) == (given, given == "en")
    with_own = catalogues.messages_of(asked, 'msgid "Close"\nmsgstr "Own"\n')
    assert with_own.catalogue.gettext("Close") == "Own" and with_own.digest != found.digest
    assert with_own.catalogue.gettext("Who says so") == found.catalogue.gettext("Who says so")


def test_a_message_without_places_may_have_a_per_cent_sign() -> None:
    assert (gettext("5 %"), pgettext("rain", "5 %")) == ("5 %", "5 %")
    assert gettext("%(share)s %%", share=5) == pgettext("rain", "%(share)s %%", share=5) == "5 %"


@pytest.mark.parametrize(
    ("language", "within", "name"),
    [("de", "de", "Deutsch"), ("de", "en", "German"), ("fr", "fr", "Français"), ("ar", "ar", "العربية")],
)
def test_a_language_is_named_with_a_capital(language: str, within: str, name: str) -> None:
    assert language_name(language, within) == name


OWN = r"""
msgid "Who says so"
msgstr "Source <script>alert(1)</script> & 100%% {{ x }}"

msgid "%(num)s claim"
msgid_plural "%(num)s claims"
msgstr[0] "one statement"
msgstr[1] "%(num)s statements"
"""


def test_a_story_has_words_of_its_own_and_they_are_text(tmp_path: Path) -> None:
    root = write(copy_story(SECOND, tmp_path / "story"), {f"{FOLDER}/en.po": OWN})
    check(root)
    with_own = "".join(page.content for page in build(root, Site("Kites")))
    assert "<script>alert" not in with_own
    assert "Source &lt;script&gt;alert(1)&lt;/script&gt; &amp; 100%" in with_own and "3 statements" in with_own
    assert formats_at(root, Site()).messages.digest and not formats_at(SECOND, Site()).messages.digest


HEADS = (
    "Content-Type: text/plain; charset=nonsense",
    "Content-Type: text/plain; charset=utf-16",
    "Plural-Forms: nplurals=2; plural=garbage(;",
    "Plural-Forms: nplurals=999999999; plural=n%0;",
    "POT-Creation-Date: never",
    "Language: ../../x",
)
"""Heads of a catalogue that say what no catalogue is."""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('msgid "Clsoe"\nmsgstr "x"', "found 'Clsoe'; did you mean 'Close'?"),
        ('msgid "as of %(date)s"\nmsgstr "am %(datum)s"', "found '%(datum)s', which it does not have"),
        ('msgid "as of %(date)s"\nmsgstr "am Tag"', "found none for '%(date)s'"),
        ('msgid "Close"\nmsgstr "100% shut"', "found a % that begins no place"),
        ('msgid "Close"\nmsgstr "%s"', "found a % that begins no place"),
        ('msgid "Close"\nmsgstr "%(x.__class__)s"', "found a % that begins no place"),
        ('msgctxt "type"\nmsgid "Close"\nmsgstr "x"', "found 'Close'; "),
        ("close: shut", "must be a comment, or a text in quotation marks"),
        *((f'msgid ""\nmsgstr ""\n"{head}\\n"\n\nmsgid "Clsoe"\nmsgstr "x"', "must be ") for head in HEADS),
        (
            'msgid "%(num)s claim"\nmsgid_plural "%(num)s claims"\nmsgstr[x] "x"',
            "must be a comment, or a text in quotation marks",
        ),
        ("\x01", "must "),
    ],
)
def test_what_is_wrong_with_own_words_is_told_at_its_line(text: str, found: str, tmp_path: Path) -> None:
    root = write(copy_story(SECOND, tmp_path / "story"), {f"{FOLDER}/en.po": text, f"{FOLDER}/read.me": "x"})
    told = list(message_problems(root))
    assert [str(problem) for problem in told if found in problem.message and problem.place.path == f"{FOLDER}/en.po"]
    assert [problem.message for problem in told if problem.place.path == f"{FOLDER}/read.me"]
    assert not formats_at(root, Site()).messages.digest, "it is left out"
    with pytest.raises(Problems) as error:
        check(root)
    assert any(found in problem.message for problem in error.value.problems)


@pytest.mark.parametrize("head", HEADS)
def test_a_head_of_a_catalogue_stops_no_build(head: str, tmp_path: Path) -> None:
    text = f'msgid ""\nmsgstr ""\n"{head}\\n"\n\nmsgid "Close"\nmsgstr "Zwölf"'
    root = write(copy_story(SECOND, tmp_path / "story"), {f"{FOLDER}/en.po": text})
    told = list(message_problems(root))
    assert formats_at(root, Site()).messages.catalogue.gettext("Close") == ("Close" if told else "Zwölf")


def test_a_language_is_no_path(tmp_path: Path) -> None:
    root = write(
        copy_story(SECOND, tmp_path / "story"), {"x.po": 'msgid "Close"\nmsgstr "Shut"', f"{FOLDER}/y.txt": ""}
    )
    assert formats_at(root, Site(language="../../x")).messages is catalogues.ENGLISH


def test_the_example_of_a_message_is_right(tmp_path: Path) -> None:
    root = write(copy_story(SECOND, tmp_path / "story"), {f"{FOLDER}/en.po": 'msgid "Clsoe"\nmsgstr "x"'})
    (problem,) = message_problems(root)
    write(root, {f"{FOLDER}/en.po": problem.example})
    assert list(message_problems(root)) == []
