"""A story in several languages: texts by catalogue, pages by folder, one build; what is missing or due is said."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from factbook.__main__ import main
from factbook.build import build
from factbook.changes import FORMATS, compare, gate_problems, read_version
from factbook.kinds import Count
from factbook.loading import load
from factbook.pages.page import Page
from factbook.problems import Problems
from factbook.prose import Untranslated
from factbook.settings import site_at
from factbook.translated_facts import translated
from factbook.translation_catalogues import coverage
from factbook.translations import MAX_BYTES, originals, read_translation
from support import SECOND, built, copy_story, good, problems_of, write
from test_changes import TODAY

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
SETTINGS = "plugins:\n  - factbook:\n      languages: [de]\n"
GERMAN = """---
title: Anfang
---
# Anfang

{{ name("council") }} zählte {{ claim("visitors/council-2025-06-01") }} Besucher nach dem {{ date("festival-opened") }}.

{{ claims("visitors") }}
"""
TITLE = 'msgctxt "visitors title"\nmsgid "Visitors of the festival"\nmsgstr "{}"\n\n'
CATALOGUE = HEAD + 'msgid "visitors"\nmsgstr "Besucher"\n\n' + TITLE.format("Besucher des Festes")


def story(tmp_path: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """Return the good story in English and German."""
    more: dict[str, str | bytes] = {
        "mkdocs.yml": SETTINGS,
        "docs/de/index.md": GERMAN,
        "data/translations/de.po": CATALOGUE,
    }
    return good(tmp_path, more | (files or {}))


def pages(root: Path) -> Mapping[str, Page]:
    return {page.path: page for page in build(root, site_at(root))}


def test_numbers_and_dates_are_the_same_facts_and_words_those_of_the_language(tmp_path: Path) -> None:
    made = pages(story(tmp_path))
    assert "about 4,000" in made["index.md"].content and "Besucher" not in made["index.md"].content
    german = made["de/index.md"].content
    assert "etwa 4.000" in german and "Besucher" in german and "31. Mai 2025" in german
    assert 'href="../"' not in german and "about 4,000" not in german


def test_words_around_numbers_and_quotes_are_as_the_language_has_them(tmp_path: Path) -> None:
    """In Spanish *de* stands between *millones* and what is counted, and an article before a percentage."""
    page = """---
title: Portada
---
{{ claim("visitors/council-2025-06-01", unit=true, by=true) }}; {{ wording("visitors/council-2025-06-01") }};
{{ derived("share", "visitors/council-2025-06-01", "visitors/council-2025-06-01") }}
"""
    catalogue = HEAD + 'msgid "visitors"\nmsgstr "visitantes"\n'
    root = story(
        tmp_path,
        {
            "mkdocs.yml": SETTINGS.replace("[de]", "[de, es]"),
            "docs/es/index.md": page,
            "data/translations/es.po": catalogue,
        },
    )
    count = root / "data/counts/visitors.yml"
    text = count.read_text(encoding="utf-8")
    count.write_text(text.replace("about 4000", "about 6500000\n    wording: many"), encoding="utf-8")
    spanish = re.sub(r"<[^>]*>", "", pages(root)["es/index.md"].content)
    for words in ("alrededor de 6,5 millones de visitantes", "«many»", "alrededor del 100"):
        assert words in spanish, words


def test_what_nobody_has_translated_is_marked_with_its_language(tmp_path: Path) -> None:
    note = "data/counts/visitors.yml"
    root = story(tmp_path)
    text = (root / note).read_text(encoding="utf-8")
    write(root, {note: text.rstrip("\n") + "\n    note: Counted at the gate.\n"})
    mark = r'<span lang="en" dir="auto">Counted at the gate.</span> <small class="untranslated">\(Englisch\)</small>'
    assert re.search(mark, pages(root)["de/index.md"].content)
    entry = (
        'msgctxt "visitors claims.council-2025-06-01.note"\nmsgid "Counted at the gate."\nmsgstr "Am Tor gezählt."\n'
    )
    write(root, {"data/translations/de.po": CATALOGUE + entry})
    german = pages(root)["de/index.md"].content
    assert "Am Tor gezählt." in german and "Counted" not in german


def test_a_name_in_the_script_of_the_page_is_told_once(tmp_path: Path) -> None:
    person = "data/people/mara-quill.yml"
    text = (good(tmp_path) / person).read_text(encoding="utf-8")
    root = story(
        tmp_path / "two",
        {
            person: text.replace("name: Mara Quill\n", "name: Mara Quill\nnative_name: Mara Kiel\n"),
            "docs/de/index.md": '---\ntitle: Anfang\n---\n# Anfang\n\n{{ name("mara-quill") }} sprach.\n',
            "data/translations/de.po": CATALOGUE + 'msgid "Mara Quill"\nmsgstr "Mara Kiel"\n\n',
        },
    )
    german = pages(root)["de/index.md"].content
    assert '<p class="card-value">Mara Kiel</p>' in german and "<bdi" not in german


def test_a_text_without_translation_is_the_same_in_another_process() -> None:
    sent = pickle.loads(pickle.dumps(Untranslated("the pier", "en")))
    assert (sent, sent.language) == ("the pier", "en")


def test_a_translation_is_text_and_no_markup(tmp_path: Path) -> None:
    root = story(tmp_path, {"data/translations/de.po": CATALOGUE.replace('"Besucher"', '"<script>a()</script>"')})
    assert "<script>a" not in pages(root)["de/index.md"].content
    assert "&lt;script&gt;a()" in pages(root)["de/index.md"].content


def test_a_changed_original_falls_back_is_counted_and_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = story(tmp_path)
    count = root / "data/counts/visitors.yml"
    count.write_text(count.read_text(encoding="utf-8").replace("of the festival", "of the fair"), encoding="utf-8")
    assert main(["--root", str(root), "check", "--translations"]) == 0
    out, err = capsys.readouterr()
    assert "data/counts/visitors.yml:2:8: must be looked at again" in out + err
    total = len({each.context or each.text for each in originals(load(root))})
    assert out.splitlines()[-1] + "\n" == f"de: 1 of {total} texts translated, 1 due; 1 of 1 pages\n"
    book, problems = translated(load(root), read_translation(root, "de")[0], "en")
    assert not problems and book.of(Count)["visitors"].title == "Visitors of the fair"
    assert main(["--root", str(root), "translate"]) == 0
    catalogue = (root / "data/translations/de.po").read_text(encoding="utf-8")
    entry = '#. Before: Visitors of the festival\n#: data/counts/visitors.yml\n#, fuzzy\nmsgctxt "visitors title"\n'
    assert entry + 'msgid "Visitors of the fair"\nmsgstr "Besucher des Festes"\n' in catalogue
    assert len(coverage(load(root), read_translation(root, "de")[0]).due) == 1
    assert main(["--root", str(root), "translate", "de"]) == 0
    assert (root / "data/translations/de.po").read_text(encoding="utf-8") == catalogue
    assert problems_of(root) == ""


def test_translating_keeps_words_and_comments_and_drops_what_is_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = 'msgctxt "kites title"\nmsgid "Kites"\nmsgstr "Drachen"\n'
    root = story(
        tmp_path,
        {"data/translations/de.po": CATALOGUE.replace('msgid "visitors"', '# as in print\nmsgid "visitors"') + gone},
    )
    assert main(["--root", str(root), "translate"]) == 0
    text = (root / "data/translations/de.po").read_text(encoding="utf-8")
    assert '# as in print\n#: data/counts/visitors.yml\nmsgid "visitors"\nmsgstr "Besucher"\n' in text
    assert "Drachen" not in text and "1 translations of texts that are gone" in capsys.readouterr().out
    contexts = set(re.findall(r'msgctxt "(.+)"', text))
    assert contexts == {each.context for each in originals(load(root)) if each.context}
    assert main(["--root", str(root), "translate", "fr"]) == 1
    assert not (root / "data/translations/fr.po").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CATALOGUE.replace('"Besucher"', '"Be\x00sucher"'), "de.po"),
        (CATALOGUE.replace('"Besucher"', '"' + "b" * 400 + '"'), "must be at most 300 characters"),
        (CATALOGUE.replace('"Besucher"', '"{visitors}"'), ""),
        (HEAD + TITLE.format("{nobody}"), "must bind what its original binds"),
        (HEAD + TITLE.format("Zwölf Besucher {"), "data/translations/de.po:5:1"),
        (HEAD.replace("UTF-8", "nonsense"), ""),
        ("msgid\n", "must be a comment, or a text in quotation marks"),
        (b"\xff\xfe", "must be UTF-8 text"),
        (b"#" * (MAX_BYTES + 1), "must be at most 10000 KB"),
    ],
)
def test_a_hostile_catalogue_is_told_at_its_place_or_is_text(text: str | bytes, said: str, tmp_path: Path) -> None:
    found = problems_of(story(tmp_path, {"data/translations/de.po": text}))
    assert (said in found and "de.po" in found) if said else not found


def test_a_catalogue_behind_a_link_is_not_read(tmp_path: Path) -> None:
    root = story(tmp_path, {"elsewhere.po": CATALOGUE})
    (root / "data/translations/de.po").unlink()
    (root / "data/translations/de.po").symlink_to(root / "elsewhere.po")
    assert "data/translations/de.po" in problems_of(root)


def test_changed_words_around_facts_need_a_correction_in_each_language(tmp_path: Path) -> None:
    before, after = story(tmp_path / "before"), story(tmp_path / "after")
    write(after, {"docs/de/index.md": GERMAN.replace("zählte", "schätzte")})
    found = "\n".join(map(str, gate_problems(after, before, TODAY)))
    assert "docs/de/index.md" in found and "schätzte" in found


def test_a_comparison_shows_each_changed_translation(tmp_path: Path) -> None:
    before, after = story(tmp_path / "before"), story(tmp_path / "after")
    write(after, {"data/translations/de.po": CATALOGUE.replace("des Festes", "der Feier")})
    comparison = compare("base", (), read_version(before), read_version(after))
    printed = FORMATS["text"](comparison)
    assert "Besucher des Festes" in printed and "Besucher der Feier" in printed
    told = json.loads(FORMATS["json"](comparison))["translations"]
    texts = {"before": "Besucher des Festes", "after": "Besucher der Feier"}
    assert told == [{"language": "de", "text": "visitors title", **texts}]
    assert gate_problems(after, before, TODAY) == []


def test_data_is_the_same_in_any_number_of_languages(tmp_path: Path) -> None:
    def files_of(page: Page) -> dict[str, bytes]:
        plain = [file for file in page.files if file.path.startswith(("data/", "api/", "feed"))]
        return {file.path: file.make() for file in plain}

    one = pages(good(tmp_path / "one", {"mkdocs.yml": "plugins: [factbook]\n"}))["index.md"]
    several = pages(story(tmp_path / "several"))["index.md"]
    assert files_of(one) == files_of(several) and files_of(one)


def test_a_correction_names_its_field_in_the_language(tmp_path: Path) -> None:
    correction = """- id: council-2025-06-03
  date: 2025-06-03
  type: correction
  fact: visitors/council-2025-06-01
  field: as_of
  before: 2025-05-31
  after: 2025-06-01
  because: We had copied the wrong day.
"""
    made = pages(story(tmp_path, {"data/corrections.yml": correction}))
    assert "· as of<" in made["index.md"].content and "· Stand<" in made["de/index.md"].content
    assert '<del lang="en">2025-05-31</del>' in made["de/index.md"].content and "<del>" in made["index.md"].content


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second story, with its home page and another page in German, built whole."""
    root = copy_story(SECOND, tmp_path_factory.mktemp("languages") / "story")
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("      licence:", "      languages: [de]\n      licence:").replace(
        'site_url: ""', "site_url: https://kites.example.org/"
    )
    home = (root / "docs/index.md").read_text(encoding="utf-8").replace("says", "sagt").replace("counted", "zählte")
    write(
        root,
        {
            "mkdocs.yml": settings,
            "docs/de/index.md": home.replace("# How many came to see the kites?", "# Wie viele kamen?"),
            "docs/de/story/the-count.md": '---\ntitle: Die Zählung\n---\n\n{{ claim("visitors/guild-2025-06-05", by=true) }}\n',
            "data/translations/de.po": HEAD
            + 'msgid "Kites over Lower Fennick"\nmsgstr "Drachen über Lower Fennick"\n\nmsgid "Home"\nmsgstr "Titelseite"\n',
        },
    )
    return built(root / "mkdocs.yml", root / "site")


def page_at(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def test_a_page_is_surrounded_by_its_language(site: Path) -> None:
    german, english = page_at(site, "de/story/the-count"), page_at(site, "story/the-count")
    assert '<html lang="de"' in german and "Drachen über Lower Fennick</title>" in german and "Nach oben" in german
    assert '<html lang="en"' in english and "Drachen" not in english and "Back to the top" in english
    assert 'href="../../feed.atom"' in german and '"base": "../../"' in german
    crumbs = german[german.index('class="crumbs"') : german.index("<h1>")]
    assert 'href="../../">Titelseite<' in crumbs


def test_pages_lead_to_themselves_in_other_languages(site: Path) -> None:
    for page in ("story/the-count", "de/story/the-count"):
        found = dict(re.findall(r'hreflang="(\w+)" href="([^"]+)"', page_at(site, page)))
        assert found == {
            "en": "https://kites.example.org/story/the-count/",
            "de": "https://kites.example.org/de/story/the-count/",
        }
    only_english = page_at(site, "places")
    assert 'rel="alternate" hreflang="de"' not in only_english
    assert '<a href="../de/" lang="de" hreflang="de">Deutsch</a>' in only_english


def test_search_feeds_and_sitemap_are_of_a_language(site: Path) -> None:
    def locations(path: str) -> list[str]:
        docs = json.loads((site / path).read_text(encoding="utf-8"))["docs"]
        return [each["location"].partition("#")[0] for each in docs]

    assert set(locations("de/search/search_index.json")) == {"", "story/the-count/"}
    assert not [each for each in locations("search/search_index.json") if each.startswith("de/")]
    assert "<loc>https://kites.example.org/de/</loc>" in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "/places/" not in (site / "de/sitemap.xml").read_text(encoding="utf-8")
    feed = (site / "de/feed.atom").read_text(encoding="utf-8")
    assert 'xml:lang="de"' in feed and 'href="https://kites.example.org/de/feed.atom"' in feed


def test_a_language_of_which_mkdocs_knows_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="must be a list of languages"):
        site_at(write(tmp_path, {"mkdocs.yml": SETTINGS.replace("[de]", "[../de]")}))
