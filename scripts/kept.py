"""Blocks of finished HTML, kept out of Markdown's way: it would take 4 ms a chart to run over them."""

from __future__ import annotations

import re

from factbook.pages.markup import BLOCK
from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor


class _Blocks(Preprocessor):
    """Takes finished HTML out before Markdown runs over it."""

    def __init__(self, md: Markdown, kept: list[str]) -> None:
        super().__init__(md)
        self.kept = kept

    def run(self, lines: list[str]) -> list[str]:
        return BLOCK.sub(lambda match: self.keep(match[1]), "\n".join(lines)).split("\n")

    def keep(self, html: str) -> str:
        self.kept.append(html)
        return self.md.htmlStash.store(f"<!--block {len(self.kept) - 1}-->")


class Blocks(Extension):
    """Python-Markdown extension that keeps blocks of finished HTML as they are, until the prose has been searched."""

    place = re.compile(r"<!--block (\d+)-->")

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(
            _Blocks(md, self.kept), "factbook-blocks", 28
        )  # after line ends are normal (30), before HTML is read (20)

    def put_back(self, html: str) -> str:
        """A page with its blocks in their places."""
        return self.place.sub(lambda match: self.kept[int(match[1])], html)
