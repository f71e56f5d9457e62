"""The engine's own sentences in the language of a site: GNU gettext catalogues, with plural forms and context.

Messages are written in English where they are said, with named places (``%(count)s``), marked by :func:`gettext`,
:func:`ngettext` and :func:`pgettext` in Python and by the same functions in templates (``{% trans %}``) and in the theme's scripts. ``make messages``
collects them for the catalogues in ``locale/`` beside the engine. What a catalogue lacks is said in English.
"""

from __future__ import annotations

import gettext as gnu
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from jinja2 import Environment

K = TypeVar("K")
_RIGHT, _FIRST, _END = "\u2067", "\u2068", "\u2069"
FOLDER: Final = Path(__file__).parent.parent / "locale"
"""The catalogues of the engine, ``LANGUAGE.po``."""
IN_ENGLISH: Final = Markup(' lang="en" dir="ltr"')
"""Attributes of what is English in every language: the contract of the data and of a story's files, as in messages of a check."""
_COUNTED: Final = 1000
"""Among the numbers below, each plural category of a language occurs that a page can need."""

PAGE: Final = "page"
"""The context of messages that are Markdown with expressions: those of the engine's own pages and of a new story."""


@dataclass(frozen=True, slots=True)
class Messages:
    """The sentences of one language (BCP 47); ``own`` is the text of the story's own catalogue, whose words come first.

    ``digest`` tells catalogues apart where words are cached.
    """

    language: str = "en"
    own: str = field(default="", repr=False)
    digest: str = ""
    catalogue: gnu.NullTranslations = field(default_factory=gnu.NullTranslations, repr=False, compare=False)


ENGLISH: Final = Messages()


@cache
def right_to_left(language: str) -> bool:
    """Whether a language (BCP 47) is written from right to left."""
    if language.startswith("en"):
        return False
    from babel import Locale, UnknownLocaleError

    try:
        return bool(Locale.parse(language.replace("-", "_")).text_direction == "rtl")
    except (UnknownLocaleError, ValueError):
        return False


def isolated(values: Mapping[K, object], language: str) -> Mapping[K, object]:
    """Return the values of a message; in a language from right to left each text is isolated, so that a name in other letters or a
    number does not move the words around it (UAX 9): by its first letter, or from right to left if it is made of such texts itself.
    """
    if not right_to_left(language):
        return values
    return {
        name: value if isinstance(value, int | Markup) else f"{_RIGHT if _END in str(value) else _FIRST}{value}{_END}"
        for name, value in values.items()
    }


def languages() -> list[str]:
    """Return the languages that the engine speaks, sorted."""
    return sorted({"en", *(path.stem for path in FOLDER.glob("*.po"))})


@lru_cache(maxsize=50)
def messages_of(language: str, own: str = "") -> Messages:
    """Return the sentences of a language, such as ``de`` or ``pt-BR``, or of the nearest that there is; ``own`` as in :class:`Messages`.

    Raises :class:`ValueError` if ``own`` is no catalogue.
    """
    known = {path.stem: path for path in FOLDER.glob("*.po")}  # no path is made of a setting
    path = known.get(language.replace("-", "_")) or known.get(language.partition("-")[0])
    texts = [own, path.read_text(encoding="utf-8") if path else ""]
    if not any(texts):
        return ENGLISH
    first, second = map(compiled, texts)
    first.add_fallback(second)
    digest = blake2b("\0".join(texts).encode(), digest_size=8).hexdigest()
    return Messages(path.stem if path else language, own, digest, first)


def compiled(text: str) -> gnu.NullTranslations:
    """Return a catalogue of its text; empty entries and those marked as fuzzy are left out.

    Raises :class:`ValueError` or :class:`LookupError` if it is none.
    """
    if not text:
        return gnu.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    out = io.BytesIO()
    catalogue = read_po(io.StringIO(text), abort_invalid=True)
    catalogue.charset = "utf-8"  # whatever its head says: it is read already
    write_mo(out, catalogue)
    out.seek(0)
    return gnu.GNUTranslations(out)


@cache
def _messages_of_scripts() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the messages of the theme's scripts by the name of the file, each with its plural or an empty text; every catalogue has them all."""
    from babel.messages.pofile import read_po

    found: dict[str, tuple[tuple[str, str], ...]] = {}
    with min(FOLDER.glob("*.po")).open(encoding="utf-8") as file:
        for message in read_po(file):
            one, many = (message.id, "") if isinstance(message.id, str) else message.id
            for path, _ in message.locations:
                if path.endswith(".js"):
                    name = path.rpartition("/")[2]
                    found[name] = (*found.get(name, ()), (one, many))
    return found


def script_words(messages: Messages, script: str) -> Markup:
    """Return the element in which a page gives a script of the theme, such as ``site.js``, its words; empty in English.

    They are JSON by message; of a message with a plural by CLDR's plural category, as the browser counts (``Intl.PluralRules``).
    """
    if messages is ENGLISH:
        return Markup()
    from babel import Locale

    plural = Locale.parse(messages.language, sep="_" if "_" in messages.language else "-").plural_form
    numbers = {str(plural(number)): number for number in reversed(range(_COUNTED))}
    catalogue, said = messages.catalogue, {}
    for one, many in _messages_of_scripts().get(script, ()):
        said[one] = (
            {category: catalogue.ngettext(one, many, number) for category, number in numbers.items()}
            if many
            else catalogue.gettext(one)
        )
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(f'<script type="application/json" class="words">{text}</script>')  # no element ends in it


def say_in(environment: Environment, current: Callable[[], Messages]) -> None:
    """Give templates Jinja's i18n extension in its new style: messages are text and no HTML, and so are values but Markup."""

    def fill(text: str, values: dict[str, object]) -> Markup:
        return Markup(escape(text)) % isolated(values, current().language)

    functions: dict[str, Callable[..., Markup]] = {
        "gettext": lambda text, /, **values: fill(current().catalogue.gettext(text), values),
        "ngettext": lambda one, many, number, /, **values: fill(
            current().catalogue.ngettext(one, many, number), {"num": number, **values}
        ),
        "pgettext": lambda context, text, /, **values: fill(current().catalogue.pgettext(context, text), values),
        "npgettext": lambda context, one, many, number, /, **values: fill(
            current().catalogue.npgettext(context, one, many, number), {"num": number, **values}
        ),
    }
    environment.globals["in_english"] = lambda: IN_ENGLISH if current().language != "en" else Markup()
    environment.globals["script_words"] = lambda script: script_words(current(), script)
    environment.add_extension("jinja2.ext.i18n")
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's own, which Environment does not declare
    environment.globals.update(functions, _=functions["gettext"])
