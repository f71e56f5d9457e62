"""Words that say how many or when, by language: numbers, months and weekdays, as they stand bare in a text.

Digits of every script, and numerals in Han and Hangul, count in all languages. Numbers in words are listed here by language,
with the endings that change; months and weekdays come from the CLDR, in the forms that stand in dates and those that stand alone.
Ordinals and *one* are plain words, and so is what is more often another word than a number: French *neuf* counts before a
plural alone. A new language is a new entry of :data:`NUMBERS`; until then ``factbook check`` says that its words are not found.

The lists are ours: what spells numbers out (CLDR, ``num2words``) writes each in one form of many, and does not say which of them
are everyday words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from .values import BadValue
from .values.cldr import formats_of

UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff"
"""Letters of scripts that put no blanks between words, for a class of a regular expression: Thai, Lao, Burmese, Khmer, Kana, Han."""

_DIGITS: Final = r"[\d¼-¾⅐-⅟↉][\d.,:/⁄¼-¾⅐-⅟↉]*"
_HAN = "〇零二两兩貳贰弐叁參三参弎四肆五伍六陸陆七柒漆八捌九玖十拾廿卅百佰千仟万萬億亿兆"
_HAN_COUNTED = "人名年月个個歳岁歲倍件票%]|日(?![市町])"
_D = "[일이삼사오육륙칠팔구]?"
_HANGUL = rf"(?:{_D}조)?(?:{_D}억)?(?:(?:{_D}천)?(?:{_D}백)?(?:{_D}십)?{_D}만)?(?:{_D}천)?(?:{_D}백)?(?:{_D}십)?{_D}"
_HANGUL_COUNTED = "명|여|개|년|월|대|발|건|톤|원|달러|인|퍼센트|%"
NUMERALS: Final = (
    # in Han characters
    rf"(?![万萬]一(?![{_HAN}一壹壱]))(?=[一壹壱]*[{_HAN}])[{_HAN}一壹壱]{{2,}}"
    rf"|[数數幾几][十百千万萬億亿]|(?<!第)[{_HAN}](?=[{_HAN_COUNTED})"
    # in Hangul
    rf"|(?<![가-힣])(?=[일이삼사오육륙칠팔구십백천만억조]{{2}})(?=[^십백천만억조\W]*[십백천만억조]){_HANGUL}(?= ?(?:{_HANGUL_COUNTED}))"
    rf"|(?<![가-힣])(?=[일이삼사오육륙칠팔구십백천만억조]{{3}})(?=[^십백천만억조\W]*[십백천만억조]){_HANGUL}(?![가-힣])"
    r"|(?<![가-힣])(?:[십백천만억](?= 명)|다섯|여섯|일곱|여덟|아홉|스물|서른|마흔|예순|일흔|여든|아흔|수[십백천만]|(?:두|세|네|열)(?= ?(?:명|개|달)))"
)
"""Numerals that are read in every language. Of Han numerals two together are a number, or one before what is counted (三人,
六月); so 三星 is a name, 一人 is *one person*, 第三 is *the third*, and 万一 a word. Hangul numerals are syllables of many words,
so they count where they are written as a number is and end a word or stand before what is counted (사천칠백, 이천 명)."""


def _any(words: str) -> str:
    """Words and expressions between blanks as the alternatives of a regular expression."""
    return f"(?:{'|'.join(words.split())})"


def _spaced(words: str) -> str:
    """The alternatives as whole words, none of them the second part of a compound with a hyphen."""
    return rf"(?<!\w)(?<!\w-)(?:{words})(?!\w)"


def _english() -> str:
    small = "two three four five six seven eight nine ten eleven twelve"
    teens = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    tens = "twenty thirty forty fifty sixty seventy eighty ninety"
    large = "dozens? hundreds? thousands? millions? billions? trillions? twice thrice"
    changes = "zero half halves halv(?:ed|ing) doubl(?:ed|ing) tripl(?:ed|ing) trebl(?:ed|ing) quadrupl(?:ed|ing) (?:two|three|four|five|ten)fold"
    fractions = r"(?:a|one)[ -](?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)(?= of\b)"
    words = f"{_any(f'{small} {teens} {tens} {large} {changes}')[:-1]}|{fractions})"
    units = _any("one " + " ".join(small.split()[:8]))
    return rf"(?<!\w)(?:(?<!\w-)|(?<=\ba-)|(?<=\bone-)){words}(?:-{units})?(?!\w)"


def _german() -> str:
    unit, ten = "zwei zwo drei vier fünf sechs sieben acht neun", "zwan drei vier fünf sech sieb acht neun"
    part = rf"{_any(unit)}|(?:sech|sieb)(?=zehn)|zehn|elf|zwölf|{_any(ten)}(?:zig|ßig|ssig)|hundert|tausend"
    number = rf"(?:ein)?(?:und)?(?:(?:{part})(?:und)?(?:ein(?:s|e[rsnm]?)?(?:und)?)?)+(?:halb)?"
    endings = r"(?:e[rnm]|mal|(?:fach|jährig|tägig|monatig|wöchig|stündig|köpfig|stellig|teilig)\w*)?"
    large = "Million(?:en)? Milliarden? Billion(?:en)? Dutzende?n? Hunderte?n? Tausende?n? Hälften? Null halbier(?:t\\w*|en) verdoppel(?:t\\w*|n) verdreifach(?:t\\w*|en) vervierfach(?:t\\w*|en) anderthalb"
    fractions = r"(?:ein|zwei|drei) (?:Drittel|Viertel|Fünftel|Zehntel)"
    no_eight = r"(?<!außer )(?!acht (?:zu )?(?:ge)?(?:geb|gib|gab|nehm|nimm|nahm|nomm))"
    return _spaced(rf"{no_eight}{number}{endings}|{_any(large)}|{fractions}")


def _spanish() -> str:
    small = "cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    teens = "diecis[ée]is dieci(?:siete|ocho|nueve) veinte veinti\\w+"
    tens = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
    hundreds = "cien(?:to|tos|tas)? (?:dos|tres|cuatro|seis|ocho)cient[oa]s quinient[oa]s (?:sete|nove)cient[oa]s"
    large = "mil miles millar(?:es)? mill[óo]n millones bill[óo]n billones docenas? decenas? centenar(?:es)? centenas?"
    changes = "mitad(?:es)? (?:du|tri|cuadru)plic(?:a|an|ó|aron|ar|arse|ado|ada|ados|adas|ando|aba|aban)"
    fractions = r"(?:el|al|del) (?:doble|triple)|(?:un|dos) tercios?|(?:una|dos|tres) (?:tercera|cuarta|quinta|sexta|séptima|octava|novena|décima)s? partes?"
    ones = "(?: y (?:un[oa]?|ún|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?"
    return _spaced(rf"{_any(tens)}{ones}|{_any(f'{small} {teens} {hundreds} {large} {changes}')}|{fractions}")


def _french() -> str:
    small = "zéro deux trois quatre cinq six sept huit dix onze douze treize quatorze quinze seize"
    tens = "vingts? trente quarante cinquante soixante septante huitante octante nonante"
    large = "cents? mille milliers? millions? milliards? billions? (?:diz|douz|quinz|vingt|trent|quarant|cinquant|soixant|cent)aines? moitiés?"
    changes = "(?:doubl|tripl|quadrupl)(?:é|ée|és|ées|er|ent|aient|èrent)"
    fractions = (
        r"(?:un|deux|le) tiers(?= (?:des?|du|d'))|(?:un|trois|le) quarts?(?= (?:des?|du|d'))|le (?:double|triple)"
    )
    nine = r"neuf(?= (?!(?:sans|dans|mais|très|plus|vers|depuis|après|pas|puis|alors|sous|tous|toujours)\b)\w+[sx]\b)"
    return _spaced(rf"{_any(f'{small} {tens} {large} {changes}')}(?:-(?:et-)?\w+)*|{fractions}|{nine}")


def _korean() -> str:
    """Native and Sino-Korean numerals before what is counted; without a blank between them many are other words (세대, 사건)."""
    joined = "(?:명|사람|개월|개|달|살|번(?!째)|시간|차례|가지|마리|곳|나라)"
    counted = f"(?:{joined}|대|척|배|해|장|권|군데|주|일간|년|건|발|톤|퍼센트|%)"
    native = "(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)?(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)|열|스무|쉰|한두|두세|두서너|서너|너댓|네댓|대여섯|예닐곱|일고여덟"
    sino = f"[삼사오육칠팔구](?: {counted}| ?개월)|[십백천만억](?:여 ?| ){counted}"
    alone = r"(?:둘|셋|넷)(?=(?:은|이|을|의|로|도|만|과|이다)?(?![가-힣]))|절반|갑절|곱절|몇(?:십|백|천|만)"
    return rf"(?<![가-힣])(?:(?!한 ?{counted})(?:{native})(?={joined}| {counted})|{sino}|{alone})"


_PROCLITIC: Final = "[وف]?[بلك]?"
"""Arabic words that are written as one with the next: *and*, *in*, *to*, *as*."""


def _arabic() -> str:
    stem = "(?:ثلاث|[أا]ربع|خمس|ست|سبع|ثمان|تسع)"
    ones = f"اثن(?:ان|ين|تان|تين|ا|ي|تا|تي) {stem}ة? ثماني عشرة? (?:عشر|{stem})(?:ون|ين)"
    hundreds = f"{stem}?(?:مئة|مائة) (?:مئ|مائ)(?:تان|تين|تا|تي|ات)"
    large = "[أا]لف(?:ان|ين|ي|ا|\u064bا|ا\u064b)? آلاف [أا]لوف (?:مليون|مليار)(?:ان|ين|ا|\u064bا|ا\u064b)? ملايين مليارات عشرات"
    parts = "ثلث(?:ا|ي|ان|ين)? (?<!لا\\s)نصف(?!\\snهائي) [أا]ضعاف تضاعف(?:ت|وا)?".replace("\\snهائي", "\\sنهائي")
    ordinals = "الحادي الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع".split()
    not_ordinal = "".join(f"(?<!{word}{ending} )" for word in ordinals for ending in ("", "ة"))
    return rf"(?<!\w){not_ordinal}{_PROCLITIC}(?:ال|لل)?{_any(f'{ones} {hundreds} {large} {parts}')}(?!\w)"


NUMBERS: Final[Mapping[str, str]] = {
    "ar": _arabic(),
    "de": _german(),
    "en": _english(),
    "es": _spanish(),
    "fr": _french(),
    "ko": _korean(),
}
"""Numbers in words by language (ISO 639), as regular expressions for a normalised text, in any case."""


def _english_dates() -> str:
    """Months but the everyday words March and May, or a short form, with its stop where that is a name or word, too."""
    long = "January February April June July August September October November December"
    short = r"(?:Jan|Mar|Jun|Jul)\.|(?:Feb|Apr|Aug|Sept?|Oct|Nov|Dec)(?:\.|(?!\w))"
    return rf"(?<!\w)(?:{_any(f'{long} {long.upper()}')}(?!\w)|{short})"


def _arabic_dates() -> str:
    """Months of Egypt, the Levant and the Maghreb; those that are verbs, names or a brand of cars behind a word of time alone."""
    words = {"مارس", "نيسان", "آب", "ماي", "جوان", "أوت", "غشت"}
    names = {name for locale in ("ar", "ar_LB", "ar_MA", "ar_DZ") for name in _month_names(locale)} - words
    before = "(?:في|شهر|منذ|حتى|إلى|خلال|أوائل|أواخر|منتصف|مطلع|نهاية|بداية|آخر|أول)"
    return rf"(?<!\w)(?:{_PROCLITIC}(?:{'|'.join(sorted(names))})|{before} (?:{'|'.join(sorted(words))}))(?!\w)"


_KOREAN_DATES: Final = r"(?<![가-힣])(?:십[일이]|[정일이삼사오유육칠팔구시십])월(?=(?:에|의|부터|까지|은|이|도|말|초|중순|경|로|과)?(?![가-힣]))"
"""Months in Hangul; with digits they are numbers."""


class Patterns(NamedTuple):
    """What is bare in a language: expressions of its numbers and of its months."""

    number: re.Pattern[str]
    date: re.Pattern[str]


@lru_cache(maxsize=20)
def patterns_of(language: str) -> Patterns:
    """Return the expressions of a language (BCP 47)."""
    name = _base(language)
    number = re.compile("|".join(filter(None, (_DIGITS, NUMBERS.get(name), NUMERALS))), re.IGNORECASE)
    return Patterns(number, re.compile(_dates(name)))


def has_number_words(language: str) -> bool:
    """Whether numbers in words are found in a language (BCP 47)."""
    return _base(language) in NUMBERS


def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


def _dates(language: str) -> str:
    """Return an expression of the months of a language; one of nothing for a language that the CLDR does not have."""
    match language:
        case "en":
            return _english_dates()
        case "ar":
            return _arabic_dates()
        case "ko":
            return _KOREAN_DATES
    names = {
        written for name in _month_names(language) for written in (name, name[:1].upper() + name[1:], name.upper())
    }
    if language == "fr":
        names -= {"Mars", "MARS"}  # the planet
    first = rf"(?<![^\W{UNSPACED}])"
    return (
        "|".join(rf"{first}{re.escape(name)}(?![^\W{UNSPACED}])" for name in sorted(names, key=len, reverse=True))
        or "(?!)"
    )


def _month_names(locale: str) -> set[str]:
    """Return the names of months in a locale, in dates and alone; none with digits.

    Of a language that is looked after here, also the short forms with a stop; in others some are words at the end of a sentence.
    """
    try:
        months = formats_of(locale).months
    except BadValue:
        return set()
    names = {month[letters] for month in months for letters in ("MMMM", "LLLL")}
    if has_number_words(locale):
        names |= {month[letters] for month in months for letters in ("MMM", "LLL") if month[letters].endswith(".")}
    return {name for name in names if not any(char.isdecimal() for char in name)}
