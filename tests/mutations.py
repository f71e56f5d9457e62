"""Mutation fuzzing: the texts of :mod:`payloads` and of a review, mutated at random, in every position of a page.

A thorough run makes 2,000, from the seed of the run.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from factbook.charts import BlankRenderer
from factbook.factbook import Factbook
from factbook.normalize import forbidden_character
from factbook.pages.documents import read_documents
from factbook.pages.link_check import dead_links
from factbook.pages.render import prepare, render
from factbook.pages.story import Story
from payloads import PAYLOADS
from sampling import scaled
from support import write

MANY: Final = scaled(2000)
REVIEWED: Final = (
    *("javascript:hacked()", "//evil.example/x.png", "https://evil.example/x.png", "data:text/html,<script>hacked()</script>", "onclick=hacked()"),
    *("[press](javascript:hacked())", "[press][a]", "![pic](https://evil.example/pixel.png)", "![^a][ref]", "<https://x.example/onclick=hacked()/style=top:x>"),
    *('popover', "hidden", "style=position:fixed", "#card-visitors--guild", 'id="card-festival-opened"', "<div id=card-festival-opened>", "<script src=../evil.txt></script>"),
    *("<meta http-equiv=refresh content='0;url=//evil.example'>", "<div class=cards><section class=card id=card-festival-opened popover>Source: us</section></div>"),
    *("<!--block 0-->", "<!--block-->", "\\<script>hacked()\\</script>", "<scr<script>ipt>hacked()</script>", "</div></main><script>hacked()</script>", "<b onclick=hacked()>"),
)  # fmt: skip
TEXTS: Final = (*PAYLOADS, *REVIEWED)
POSITIONS: Final = (
    *("@", "# @", "## @ {: @ }", "- @", "1. @", "> @", "*@*", "**@**", "`@`", "```\n@\n```", "    @", "[@](x.md)", "[x](@)", "[x](<@>)", "![@](x.png)", "![x](@)"),
    *('[x](https://example.org "@")', "[x][a]\n\n[a]: @", "![x][a]\n\n[a]: @", "[@]\n\n[@]: https://example.org", "<div>\n@\n</div>", "<div markdown>\n@\n</div>"),
    *('<span title="@">x</span>', "<span title='@'>x</span>", '<a href="@">x</a>', "<a href=@>x</a>", "<img src=@ alt=x>", "<@>", "<p @>x</p>", "<b>@</b>", "x\n{: @ }"),
    *("x\n{: #@ }", "x\n{: .@ }", 'x\n{: title="@" }', "*x*{: @ }", "a | b\n--|--\n@ | c", "word[^n]\n\n[^n]: @", "<!-- @ -->", "@\n===", "x @ {{ name('guild') }} @"),
    *("{{ %s }}", "{{ %s|upper }}", "{{ literal(%s) }}", "<a href='{{ %s }}'>x</a>", "<{{ %s }}>", "[x]({{ %s }})", "x\n{: {{ %s }} }", "# {{ %s }}", "{{ count('visitors', %s) }}"),
)  # fmt: skip
"""Positions in a page: ``@`` is the text itself, ``%s`` the text as a string of an expression."""
LINKED: Final = ("x.md", "x.png")
"""Targets of links in :data:`POSITIONS`."""
NOTHING: Final = ("<!-- x -->", "{# x #}", '{{ "" }}', "{% if true %}{% endif %}", "&#8203;", "<b></b>", "&shy;", "\\")
BLANKS: Final = (" ", "\n", "\t", "\u00a0", "\u2009", " " * 1001, "\n\n", "/")


def mutated(dice: random.Random, text: str, *, page: bool) -> str:
    """Mutate a text one to four times; ``page`` is whether it is for a page, which Markdown and Jinja parse."""
    for _ in range(dice.randint(1, 4)):
        text = dice.choice(WAYS)(dice, text, page)
    return text


def _somewhere(dice: random.Random, text: str) -> tuple[str, str, str]:
    """Split a text at a random character: before it, the character, after it."""
    place = dice.randrange(len(text)) if text else 0
    return text[:place], text[place : place + 1], text[place + 1 :]


def _nothing(dice: random.Random, text: str, page: bool) -> str:
    before, sign, after = _somewhere(dice, text)
    return f"{before}{dice.choice(NOTHING if page else NOTHING[:1])}{sign}{after}"


def _entity(dice: random.Random, text: str, page: bool) -> str:
    before, sign, after = _somewhere(dice, text)
    forms = (
        f"&#{ord(sign or 'x')};",
        f"&#x{ord(sign or 'x'):x};",
        f"&#0{ord(sign or 'x')}",
        {"<": "&lt;", ">": "&gt;", ":": "&colon;", "(": "&lpar;"}.get(sign, "&Tab;"),
    )
    return f"{before}{dice.choice(forms)}{after}"


def _blank(dice: random.Random, text: str, page: bool) -> str:
    before, sign, after = _somewhere(dice, text)
    return f"{before}{dice.choice(BLANKS if page else BLANKS[:1])}{sign}{after}"


def _case(dice: random.Random, text: str, page: bool) -> str:
    return "".join(dice.choice((char.upper(), char.lower())) for char in text)


def _nested(dice: random.Random, text: str, page: bool) -> str:
    before, sign, after = _somewhere(dice, text)
    return f"{before}{dice.choice(TEXTS)}{sign}{after}"


def _twice(dice: random.Random, text: str, page: bool) -> str:
    before, sign, after = _somewhere(dice, text)
    return f"{before}{sign * dice.choice((2, 3, 501 if page else 4))}{after}"


def _cut(dice: random.Random, text: str, page: bool) -> str:
    before, sign, _ = _somewhere(dice, text)
    return before + sign


def _printed(dice: random.Random, text: str, page: bool) -> str:
    before, sign, after = _somewhere(dice, text)
    return f"{before}{{{{ {json.dumps(sign)} }}}}{after}" if page else _case(dice, text, page)


WAYS: Final[tuple[Callable[[random.Random, str, bool], str], ...]] = (_nothing, _entity, _blank, _case, _nested, _twice, _cut, _printed)  # fmt: skip


def texts(dice: random.Random, number: int) -> Iterator[str]:
    """Yield ``number`` hostile texts for fields of facts, without forbidden characters."""
    yielded = 0
    while yielded < number:
        text = " ".join(mutated(dice, dice.choice(TEXTS), page=False).split())
        if text and not forbidden_character(text):
            yielded += 1
            yield text


def bodies(dice: random.Random, number: int) -> Iterator[str]:
    """Yield ``number`` hostile pieces of Markdown, each in the next position."""
    for turn in range(number):
        position = POSITIONS[turn % len(POSITIONS)]
        text = mutated(dice, dice.choice(TEXTS), page=True)
        yield position.replace("@", text) if "@" in position else position.replace("%s", json.dumps(text[:40]))


COMPLETED = re.compile(r"(?:\]\(|\b(?:href|src)=|^\s*\[[^\]]+\]:)[^\n]*\{[{%]", re.MULTILINE)
"""An address that an expression completes, in a link, in HTML or in a definition."""


def accepted(book: Factbook, root: Path, pieces: list[str]) -> list[str]:
    """Return the pieces in which a check finds no problem; ``root`` is an empty folder.

    A link to a card, and one whose address an expression completes, are looked up in the finished site, where one that leads
    nowhere stops the build; such pieces are left out.
    """
    for number, piece in enumerate(pieces):
        write(root, {f"docs/{number}.md": f"---\ntitle: Try\n---\n# Try\n\n{piece}\n"})
    pages, unreadable = read_documents(root)
    ready, wrong = prepare(book, pages)
    rendering = render(Story(book, tuple(pages), BlankRenderer(), dry=True), ready)
    links = dead_links(rendering.pages, LINKED, ())
    bad = {problem.place.path for problem in (*unreadable, *wrong, *rendering.problems, *links)}
    to_cards = {path for path, page in rendering.pages.items() if any("#card-" in link.address for link in page.links)}
    bad |= {f"docs/{path}" for path in to_cards}
    bad |= {f"docs/{number}.md" for number, piece in enumerate(pieces) if COMPLETED.search(piece)}
    return [piece for number, piece in enumerate(pieces) if f"docs/{number}.md" not in bad]


def grouped(book: Factbook, root: Path, pieces: list[str], several: int = 25) -> list[str]:
    """Return pages of ``several`` pieces each; the pieces of a page that is refused come alone."""
    groups = ["\n\n".join(pieces[start : start + several]) for start in range(0, len(pieces), several)]
    good = accepted(book, root, groups)
    rest = [
        piece
        for number, group in enumerate(groups)
        if group not in good
        for piece in pieces[number * several : (number + 1) * several]
    ]
    return [*good, *rest]
