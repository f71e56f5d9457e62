"""Numbers in words and months, by language: what is bare, and what is another word."""

from __future__ import annotations

from pathlib import Path

import pytest
from factbook.build import check
from factbook.normalize import normalize
from factbook.problems import Problems
from factbook.quantities import NUMBERS, has_number_words, patterns_of
from factbook.values.messages import languages
from support import factbook, good, write

BARE = {
    "en": "two; twenty-one; a third of them; June; ४७; ４７; ๔๗; ٤٧; 三人; 사천칠백 명",
    "de": "zwei Soldaten; einundzwanzig; zweihundert; viertausendsiebenhundert; zweimal; dreifache; zweijährig; sechzehn; siebzig; eine halbe Million; Dutzende; verdoppelt; ein Drittel; Hunderte; zu dreien; im Juni; Dezember; Sept.; ４७",
    "es": "dos soldados; treinta y uno; veintiún; doscientas; mil; la mitad; se duplicó; cuatro mil setecientos; un tercio; una cuarta parte; docenas; en junio; Junio; ٤٧",
    "fr": "deux soldats; vingt-deux; quatre-vingts; neuf soldats; neuf mois; un tiers des soldats; la moitié; a doublé; quelques milliers; soixante et onze; en juin; en mars; janv.; ४७",
    "ko": "두 명; 스무 명; 열두 살; 세 차례; 삼 년; 쉰 명; 절반; 둘은; 사천칠백 명; 백여 명; 수십 명; 두 배; 다섯 명; 서너 곳; 두명; 삼개월; 유월에; 시월 말; 6월; ４７명",
    "ar": "ثلاثة جنود; وخمسون; بأربعمئة; ألفي جندي; آلاف الجنود; نصف; اثنان; عشرة; مليونًا; عشرات; الثلاثين; فبراير; ونوفمبر; في مارس; كانون الثاني; في نيسان; جانفي; ٤٧",
    "th": "๔๗; มกราคม; ในมกราคม",
    "ru": "в июня; январь; 47",
    "ja": "三人; 六月; 四千七百",
    "hi": "४७; जून",
    "xx": "47",
}
PLAIN = {
    "en": "one; a third; May; march; second; onetwo",
    "de": "ein Soldat; eins; das Sieb; acht geben; außer Acht; der zweite; beide; und; Achtung; Elfe; einhellig; Mond; die Eine; Mai­glöckchen",
    "es": "un soldado; una vez; el primero; el segundo día; mayor; martes; medio de comunicación; Junior; unos soldados; el cuarto de baño; decenio; Marzol",
    "fr": "un soldat; une fois; un bâtiment neuf; neuf et beau; la planète Mars; le premier; un tiers payant; à sa place; centre; nous",
    "ko": "한 명; 한 사람; 두 번째; 세계; 네덜란드; 백화점; 시월드; 이월하다; 천사; 만약; 한국; 둘러; 셋방; 넷플릭스; 쉰 목소리; 구 소련; 이 사람; 사건; 사명; 세대; 열대; 사장; 만년; 백발",
    "ar": "جندي واحد; امرأة واحدة; مارس ضغوطا; الحادي عشر; الثانية عشرة; سيارة نيسان; منتصف; الثالث; عشيرة; ستار; خامس; نصف نهائي; لا نصف ذلك; وقال",
    "th": "แมว",
    "ru": "два",
    "ja": "三星; 一人; 万一; 第三",
    "xx": "two",
}


def bare(text: str, language: str) -> list[str]:
    read = normalize(text).text
    return [match[0] for pattern in patterns_of(language) for match in pattern.finditer(read)]


@pytest.mark.parametrize("language", BARE)
def test_a_number_in_words_is_bare_in_its_language(language: str) -> None:
    assert [text for text in BARE[language].split("; ") if not bare(text, language)] == []


@pytest.mark.parametrize("language", PLAIN)
def test_a_word_that_says_no_quantity_is_plain(language: str) -> None:
    assert [text for text in PLAIN[language].split("; ") if bare(text, language)] == []


def test_the_languages_of_the_engine_have_words_and_cases() -> None:
    assert set(languages()) <= set(NUMBERS) <= set(BARE) & set(PLAIN)
    assert has_number_words("pt-BR") is has_number_words("xx") is False and has_number_words("de-AT")


def settings(language: str) -> str:
    return f"site_name: T\ntheme: {{name: factbook, language: {language}}}\nplugins: [factbook]\n"


def test_a_page_is_read_in_the_language_of_its_site(tmp_path: Path) -> None:
    page = "---\ntitle: T\n---\nLlegaron dos soldados en junio, and two in June.\n"
    root = good(tmp_path, {"docs/index.md": page, "mkdocs.yml": settings("es")})
    with pytest.raises(Problems) as caught:
        check(root)
    assert [problem.message.rpartition(" ")[2] for problem in caught.value.problems] == ["'dos'", "'junio'"]


def test_a_language_without_words_is_told_once(tmp_path: Path) -> None:
    root = good(tmp_path, {"mkdocs.yml": settings("th")})
    code, out = factbook("check", cwd=root)
    assert code == 0 and out.count("numbers in words are not looked for in the language 'th'") == 1, out
    write(root, {"mkdocs.yml": settings("es")})
    assert "not looked for" not in factbook("check", cwd=root)[1]
