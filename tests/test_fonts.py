"""Fonts of a story: each script joined and in its order, widths that are those of what is drawn, hostile files told and never read."""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from factbook.build import build, files
from factbook.changes import read_version
from factbook.charts import BlankRenderer
from factbook.charts.metrics import metrics_folder
from factbook.charts.png import line_path, png_of
from factbook.charts.shaping import WEIGHTS, by_letter, drawn_in, shaped, visual_runs
from factbook.charts.text_metrics import Weight, fit, runs_of, width, without_font, wrap
from factbook.fonts import (
    MAX_BYTES,
    PACKAGES,
    Typeface,
    font_of_language,
    font_problems,
    fonts_for,
    fonts_of,
    typefaces_at,
)
from factbook.metadata.web_fonts import web_font
from factbook.problems import Problems
from factbook.settings import site_at
from factbook.values import BadValue
from fontTools.ttLib import TTFont
from PIL import Image
from support import ROOT, good, mkdocs, problems_of

FONTS = ROOT / "tests" / "fonts"
WORDS = {"arabic": "عربي", "devanagari": "क्षि", "hebrew": "שלום", "thai": "นี้", "han": "日本語の"}
HEBREW = (FONTS / "hebrew.ttf").read_bytes()


def typeface(name: str) -> Typeface:
    [path] = FONTS.glob(f"{name}.?tf")
    return Typeface(name, path, hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.fixture(autouse=True)
def _drawn() -> Iterator[None]:
    with drawn_in(tuple(map(typeface, WORDS))):
        yield


def picture(words: str, more: str = "") -> Image.Image:
    """A text of 40 pixels on white, black."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><rect width="300" height="60" fill="#fff"/>{}</svg>'
    text = f'<text x="20" y="42" font-size="40" {more}>{words}</text>'
    with Image.open(BytesIO(png_of(svg.format(text), 1))) as drawn:
        return drawn.convert("L")


def ink(drawn: Image.Image) -> tuple[int, int, int, int]:
    box = drawn.point([255 * (level < 128) for level in range(256)]).getbbox()
    assert box
    return box


@pytest.mark.parametrize("script", WORDS)
def test_a_script_is_drawn_as_wide_as_it_is_measured(script: str) -> None:
    words = WORDS[script]
    assert without_font(words) == "" and [face and face.name for face, _ in runs_of(words)] == [script]
    left, top, right, bottom = ink(picture(words))
    assert 18 <= left < right <= 20 + width(words, 40) + 2 and bottom - top > 12
    assert line_path(words, "regular")[1] == width(words, 1000)
    assert ink(picture(words, 'font-weight="600"')) != (0, 0, 300, 60)


@pytest.mark.parametrize(("script", "letters"), [("arabic", 4), ("devanagari", 4), ("thai", 3)])
def test_letters_are_joined(script: str, letters: int) -> None:
    """The shapes of a word are not those of its letters, which alone are as wide or wider."""
    words = WORDS[script]
    assert len(words) == letters
    apart = [line_path(letter, "regular") for letter in words]
    assert line_path(words, "regular")[1] <= sum(length for _, length in apart)
    assert line_path(words, "regular")[0] != "".join(path for path, _ in apart)


def test_semibold_is_darker_by_the_fonts_axis_or_without_one() -> None:
    for script, varies in (("hebrew", True), ("han", False)):
        face, words = typeface(script), WORDS[script]
        light, bold = (shaped(face, words, weight, False) for weight in ("regular", "semibold"))
        assert (light.width != bold.width) == varies and light.path != bold.path
        regular, semibold = (sum(picture(words, f'font-weight="{weight}"').histogram()[:64]) for weight in (400, 600))
        assert semibold > regular * 1.1


@pytest.mark.parametrize(
    ("text", "direction", "seen"),
    [
        ("abc 12", "ltr", ["abc 12"]),
        ("abc שלום 12", "ltr", ["abc 12 ", "שלום"]),
        ("שלום (12) abc", "rtl", ["abc (12) ", "שלום"]),
        ("שלום (קים)", "ltr", ["(", "קים", ") ", "שלום"]),
        ("שלום (קים 12) [", "rtl", ["] (12 ", "קים", ") ", "שלום"]),
        ("(a) שלום [b]", "ltr", ["(a) ", "שלום", " [b]"]),
        ("a (שלום) b", "ltr", ["a (", "שלום", ") b"]),
    ],
)
def test_lines_are_in_the_order_of_the_screen_and_brackets_open_to_their_words(
    text: str, direction: str, seen: list[str]
) -> None:
    found = list(visual_runs(text, "rtl" if direction == "rtl" else "ltr"))
    assert [run for run, _ in found] == seen
    assert [backwards for _, backwards in found] == [any(letter >= "א" for letter in run) for run in seen]


def test_a_text_in_a_line_from_right_to_left_starts_at_its_right() -> None:
    left, _, right, _ = ink(picture("שלום", 'direction="rtl" transform="translate(200,0)"'))
    assert 220 - width("שלום", 40) - 2 <= left < right <= 221
    ended = ink(picture("שלום", 'direction="rtl" text-anchor="end"'))
    assert 19 <= ended[0] < ended[2] <= 22 + width("שלום", 40)


def test_the_first_font_with_a_letter_draws_it_and_the_vendored_one_before_all() -> None:
    first = by_letter()["日"]
    assert first and first.name == "han" and by_letter()["☃"] is None
    assert [(face and face.name, run) for face, run in runs_of("a日b")] == [(None, "a"), ("han", "日"), (None, "b")]
    assert without_font("a日\u00a0\u200e☃") == "☃"


@pytest.mark.parametrize("weight", ["regular", "semibold"])
def test_without_fonts_of_its_own_a_site_measures_as_before(weight: Weight) -> None:
    with drawn_in(()):
        assert without_font("שa") == "ש" and width("日", 10, weight) == 10 and width("ש", 100, weight) == 66


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("two words", 30, ["two", "words"]),
        ("日本語の日本", 45, ["日本語の", "日本"]),
        ("日本語、日本", 30, ["日本", "語、日", "本"]),  # no line begins with a comma
        ("日本「カナ」の", 35, ["日本", "「カ", "ナ」の"]),  # none ends with what opens
        ("日本 2025日", 50, ["日本 2025", "日"]),
        ("นี้นี้นี้นี้", 14, ["นี้นี้", "นี้นี้"]),  # Thai, whose words only a dictionary knows
    ],
)
def test_lines_break_where_a_script_breaks_them(text: str, room: float, lines: list[str]) -> None:
    assert wrap(text, room, 10) == lines


def test_a_cut_leaves_no_half_of_a_letter() -> None:
    for letter in ("क्षि", "นี้"):
        room = width(f"{letter}…", 10)
        assert fit(letter * 3, room, 10) == f"{letter}…" and fit(letter * 3, room - 1, 10) == "…"


@pytest.mark.parametrize("weight", WEIGHTS)
def test_vega_measures_letters_as_they_are_and_joined_ones_no_narrower(weight: Weight) -> None:
    for fonts in ((), tuple(map(typeface, WORDS))):
        font = TTFont(Path(metrics_folder(fonts), f"metrics-{weight}.ttf"))
        widths = {chr(code): font["hmtx"][glyph][0] for code, glyph in font.getBestCmap().items()}
        assert {letter: widths[letter] for letter in "aЯΩ…"} == {
            letter: width(letter, 1000, weight) for letter in "aЯΩ…"
        }
        assert font["OS/2"].usWeightClass == WEIGHTS[weight]
        for words in WORDS.values() if fonts else ():
            assert sum(widths[letter] for letter in words) >= width(words, 1000, weight)
        assert ("日" in widths) == bool(fonts)


# Files


def table_at(offset: int, length: int, count: int = 1) -> bytes:
    return b"\0\1\0\0" + struct.pack(">HHHH", count, 0, 0, 0) + b"glyf" + struct.pack(">III", 0, offset, length)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "another file"),
        (b"<svg/>", "another file"),
        (b"wOF2" + bytes(60), "a WOFF2, which the build makes of it"),
        (b"ttcf" + bytes(60), "a collection of fonts"),
        (HEBREW[:-4], "cut off"),
        (HEBREW[:40], "cut off"),
        (b"\0\1\0\0", "letters in outlines"),
        (table_at(28, 2**32 - 1), "cut off"),
        (table_at(2**32 - 1, 2**32 - 1), "cut off"),
        (table_at(28, 0, 65535), "at most 100 tables, found 65535"),
        (table_at(28, 0), "letters in outlines"),
        (HEBREW[:12] + HEBREW[12:].replace(b"glyf", b"blyf", 1), "letters in outlines"),
    ],
)
def test_a_wrong_file_is_told_at_its_place_and_left_out(data: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "overrides" / "fonts" / "Own.ttf"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    own = fonts_of(["overrides/fonts/Own.ttf"])
    [problem] = font_problems(tmp_path, own, "mkdocs.yml")
    assert str(problem.place) == "overrides/fonts/Own.ttf:1:1" and told in problem.message
    assert typefaces_at(tmp_path, own) == ()


def test_a_file_too_large_is_not_read_and_a_link_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "overrides"
    folder.mkdir()
    with (folder / "Large.ttf").open("wb") as file:
        file.truncate(MAX_BYTES + 1_000_000)
    (folder / "Link.ttf").symlink_to(FONTS / "hebrew.ttf")
    found = [
        problem.message
        for problem in font_problems(tmp_path, ("overrides/Large.ttf", "overrides/Link.ttf"), "mkdocs.yml")
    ]
    assert found == [f"must be a font of at most 25 MB, found {MAX_BYTES // 1_000_000 + 1} MB", "must be a file that can be read, found none"]  # fmt: skip


@pytest.mark.parametrize(("name", "words"), [("hebrew.ttf", "שלום"), ("han.otf", "日本語")])
def test_a_damaged_font_draws_something_or_is_told_and_never_fails(name: str, words: str, tmp_path: Path) -> None:
    """Every eightieth byte of a whole font is changed, one at a time; HarfBuzz drops a table that is wrong."""
    whole, told = (FONTS / name).read_bytes(), 0
    for at in range(12 + 16 * whole[5], len(whole), 80):
        (tmp_path / "Own.ttf").write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        for face in typefaces_at(tmp_path, ("Own.ttf",)):
            damaged = Typeface(f"overrides/{at}.ttf", face.path, f"{name} {at}")
            with drawn_in((damaged,)):
                assert without_font(words) or line_path(words, "semibold")[1] is not None
                try:
                    assert web_font(damaged, words)[:4] == b"wOF2"
                except Problems as error:
                    told += 1
                    assert str(error).startswith(f"overrides/{at}.ttf:1:1: must be a font that can be cut")
    assert told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("korean", "a list of scripts"),
        ([7], "a list of scripts"),
        (["corean"], "did you mean 'korean'?"),
        (["../Own.ttf"], "below overrides"),
        (["overrides/../Own.ttf"], "below overrides"),
        (["overrides/.git/Own.ttf"], "below overrides"),
        (["overrides/Own.woff2"], "below overrides"),
        (["/overrides/Own.ttf"], "below overrides"),
    ],
)
def test_the_setting_names_scripts_and_own_files_alone(value: object, told: str) -> None:
    with pytest.raises(BadValue, match=r"^must be ") as error:
        fonts_of(value)
    assert told in str(error.value)


def test_a_font_that_is_not_installed_is_told_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PACKAGES, "thai", PACKAGES["thai"]._replace(name="no-such-package"))
    with pytest.raises(BadValue) as error:
        fonts_of(["thai"])
    assert error.value.example == "pip install 'factbook[thai]'"


def test_a_file_without_what_draws_it_is_told_with_what_installs_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factbook.fonts.find_spec", lambda module: None if module == "uharfbuzz" else object())
    assert fonts_of([]) == ()
    with pytest.raises(BadValue) as error:
        fonts_of(["overrides/Own.ttf"])
    assert error.value.example == "pip install 'factbook[fonts]'"


def test_each_letter_is_given_the_setting_that_draws_it() -> None:
    assert [fonts_for(letter, (), "en") for letter in "한カ朝ن שकท"] == [
        "[korean]", "[japanese]", "[chinese]", "[arabic]", "[overrides/fonts/Own.ttf]", "[hebrew]", "[devanagari]", "[thai]",
    ]  # fmt: skip
    assert fonts_for("한", ("thai", "korean"), "ko") == "[thai, korean, overrides/fonts/Own.ttf]"
    assert [fonts_for("朝", (), language) for language in ("ja", "ko", "zh-TW")] == [
        "[japanese]",
        "[korean]",
        "[chinese]",
    ]


def test_a_language_has_the_font_of_its_script() -> None:
    names = [font_of_language(language) for language in ("en", "uk", "ko", "ja-JP", "fa", "mr", "he", "th", "am", "x")]
    assert names == ["", "", "korean", "japanese", "arabic", "devanagari", "hebrew", "thai", "", ""]


def test_an_extra_of_the_package_installs_each_script() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for script, package in PACKAGES.items():
        base, font = extras[script]
        assert base == "factbook[fonts]" and font.startswith(package.name + ">=")


# Web fonts

SETTINGS = "site_name: Kites\nplugins:\n  - search\n  - factbook:\n      fonts: [{}]\n"
OWN = "overrides/fonts/Own.ttf"


def made(root: Path) -> dict[str, bytes]:
    pages = build(root, site_at(root), BlankRenderer())
    links = {link.path for page in pages if page.head for link in page.head.links}
    found = {path: data for path, data in files(pages) if path.startswith("assets/fonts")}
    assert ("assets/fonts.css" in links) == bool(found)
    return found


def test_a_site_offers_the_letters_that_it_has_and_one_of_latin_letters_offers_none(tmp_path: Path) -> None:
    assert made(good(tmp_path / "none")) == {}
    home = "---\ntitle: Home\n---\n# שלום\n"
    own: dict[str, str | bytes] = {"mkdocs.yml": SETTINGS.format(OWN), OWN: HEBREW, "docs/index.md": home}
    found = made(good(tmp_path / "own", own))
    css = found.pop("assets/fonts.css").decode()
    [(path, data)] = found.items()
    assert path.removeprefix("assets/") in css and "font-weight: 400 700" in css and data[:4] == b"wOF2"
    assert "unicode-range: U+5D5,U+5DC-5DD,U+5E9;" in css and '"Factbook Scripts"' in css
    font = TTFont(BytesIO(data))
    assert set(font.getBestCmap()) == set(map(ord, "שלום")) and "fpgm" not in font
    names = {record.nameID for record in font["name"].names}
    assert {0, 13, 14} <= names and not names & {1, 3, 4, 6}, "a licence, and no reserved name"


def test_letters_of_translations_alone_are_in_a_file_of_their_own(tmp_path: Path) -> None:
    own: dict[str, str | bytes] = {
        "mkdocs.yml": SETTINGS.format(OWN) + "      languages: [he]\n",
        OWN: HEBREW,
        "docs/index.md": "---\ntitle: Home\n---\n# של\n",
        "overrides/messages/he.po": 'msgid "Close"\nmsgstr "לום"\n',
    }
    ranges = made(good(tmp_path, own))["assets/fonts.css"].decode().splitlines()[1:]
    assert [line.partition("unicode-range: ")[2] for line in ranges] == [
        "U+5D9,U+5DC,U+5E2,U+5E9; }",  # and of עברית, the name of the language, to which each page leads
        "U+5D5,U+5DD,U+5E7; }",  # and of months
    ]


def test_a_font_of_the_story_is_published_as_what_is_made_of_it_alone(tmp_path: Path) -> None:
    settings = SETTINGS.format(OWN) + "theme:\n  name: factbook\n  custom_dir: overrides\n"
    root = good(tmp_path, {"mkdocs.yml": settings, OWN: HEBREW, "docs/index.md": "---\ntitle: Home\n---\n# שלום\n"})
    run = mkdocs(root / "mkdocs.yml", tmp_path / "site")
    assert run.returncode == 0, run.stderr
    fonts = [path.name for path in (tmp_path / "site").rglob("*") if path.name.lower().startswith("own")]
    assert len(fonts) == 1 and fonts[0].endswith(".woff2")


def test_an_engines_word_that_a_story_says_in_no_font_ends_the_build_in_a_line(tmp_path: Path) -> None:
    page = '---\ntitle: Home\n---\n# Home\n\n{{ chart("claims", count="visitors", headline="{council} counted {visitors/council-2025-06-01} visitors") }}\n'
    own = 'msgid "Chart: %(site)s"\nmsgstr "☃ %(site)s"\n'
    root = good(tmp_path, {"mkdocs.yml": "site_name: Kites\ntheme: factbook\nplugins: [search, factbook]\n", "docs/index.md": page, "overrides/messages/en.po": own})  # fmt: skip
    run = mkdocs(root / "mkdocs.yml", tmp_path / "site")
    assert run.returncode == 1 and "no font has '☃'" in run.stdout and "Traceback" not in run.stderr


def test_letters_that_are_written_in_parts_are_found(tmp_path: Path) -> None:
    """Hangul in its parts, as macOS writes names of files."""
    page = unicodedata.normalize("NFD", "---\ntitle: Home\n---\n# 한글\n")
    assert "found '한글'" in problems_of(good(tmp_path, {"docs/index.md": page}))


@pytest.mark.parametrize(("fonts", "told"), [("[korean]", []), ("[]", ["letters"])])
def test_a_version_is_compared_with_its_own_fonts(fonts: str, told: list[str], tmp_path: Path) -> None:
    chart = '{{ chart("claims", count="visitors", headline="{council}: 방문객 {visitors/council-2025-06-01}") }}'
    page = f"---\ntitle: Visitors\n---\n# Visitors\n\n{chart}\n"
    settings = f"plugins:\n  - factbook:\n      fonts: {fonts}\n"
    version = read_version(good(tmp_path, {"mkdocs.yml": settings, "docs/index.md": page}))
    assert [problem.rule for problem in version.unread] == told
