"""Write scripts/MODULES.md: every module of the engine and of the MkDocs adapter, and the path of one claim through them.

``python scripts/module_map.py`` from the project's folder, or ``make modules``. The first paragraph of a module's docstring
is its line in the page. ``tests/test_module_map.py`` fails if the page is not current or a claim takes another path.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from factbook.files import write_bytes

PAGE: Final = "MODULES.md"
PACKAGES: Final = ("factbook", "mkdocs_factbook")
PATH: Final = (
    "build.build: Reads, checks and renders a story.",
    "loading.read: Reads the fact files below `data/`.",
    "strict_yaml.parse_yaml: Parses the file of the claim's count into nodes, each with its line and column.",
    "validation.validate_fact: Validates the node of the count, with its claims, against the fields of its kind.",
    "values.amount.Amount.parse: Parses the claim's value, such as `about 4000`.",
    "values.edtf.Edtf.parse: Parses its dates.",
    "kinds.claims.Count.model_post_init: Links each claim of the count to the count.",
    "kinds.base.Fact.attach: Adds the claim's place in the file, for messages.",
    "checks.registry.problems: Runs every check over all facts.",
    "checks.amounts.totals_do_not_fall: One of the checks; compares the claim with earlier ones of the same claimant.",
    "pages.render.prepare: Parses the expressions of every page, in front matter too.",
    "pages.sandbox.compile_document: Compiles a page's expressions in the sandbox.",
    "pages.render.render: Renders every page: Markdown with placeholders, and the HTML that they stand for.",
    "kinds.claims.ClaimDescriptor.search_texts: Makes the claim's entry of the search index.",
    "pages.sandbox.run: Evaluates one page's expressions.",
    "pages.inline.claim: The function `claim()` that pages call; returns the number with a link to its source card.",
    "checks.texts.binding_problem: Checks that the name is that of a claim which stands.",
    "words.printed: The claim's words without markup.",
    "values.amount.Amount.words: The amount in the locale of the site.",
    "pages.writer.Writer.card: Notes that the page needs the claim's source card.",
    "pages.blocks.figures.chart: The function `chart()` that pages call.",
    "charts.gallery.claims.prepare: Takes the data of the chart, and its table, from the facts.",
    "charts.renderer.Renderer.submit: Looks the picture up in the cache; submits it to the worker pool if it is not there.",
    "pages.conversion.judge: Checks what Markdown makes of the page against the allow-list of HTML.",
    "pages.footer._source_cards: Makes the source cards at the end of the page.",
    "metadata.heads.with_metadata: Adds what the page's head says, and the files of the site.",
    "pages.markup.with_facts: Puts the numbers into the page's HTML, which the publisher made of its Markdown.",
    "pages.markup.with_blocks: Puts charts, cards and tables into the page's HTML.",
    "charts.vega.spec_of: Makes the chart's Vega-Lite specification.",
    "charts.gallery.claims.claims: Lays the chart out.",
    "charts.amounts.amount_layers: Makes the layers of amounts, each with its precision: dot, bar, arrow.",
    "charts.placed.framed: Combines the layers and the rows that they draw into one Altair chart.",
    "charts.vega.svg_of: Renders the specification as SVG.",
    "charts.svg.finish_svg: Cleans the SVG: colours from the stylesheet, links to the source cards.",
    "pages.policy.with_policy: Adds the page's content security policy.",
    "build.files: Makes the files beside the pages.",
    "exports.data.bulk.Bulk.csvs: Makes the CSV files of all facts, `data/claims.csv` among them.",
    "exports.data.plain.Data.plain: The claim as plain values, as in every data export.",
    "exports.data.tables.row_of: The row of the claim.",
    "exports.csv_table.to_csv: The table as CSV.",
    "metadata.json_ld.page_graph: Makes the JSON-LD of the page of its count, when the theme prints the head.",
    "metadata.json_ld.Graph.add: Adds a node.",
    "kinds.claims.ClaimDescriptor.schema_properties: The claim as JSON-LD.",
    "metadata.json_ld.to_script: The JSON-LD as a script element.",
)
"""Functions of ``factbook`` that a claim passes from YAML to HTML, to its CSV row and to JSON-LD, in the order of calls.

Each is ``module.function: sentence``. A call of the next function follows a call of the one before.
"""


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file: dotted name below the scripts folder, first paragraph of the docstring, number of lines."""

    name: str
    summary: str
    lines: int


STARTER = "/starter/files/"
"""Folder of what a new story gets, which is no module of the engine."""


def modules(scripts: Path) -> dict[str, list[Module]]:
    """Return the modules of each package by the package's dotted name, a package's own ``__init__`` first."""
    packages: dict[str, list[Module]] = {}
    found = (path for package in PACKAGES for path in (scripts / package).rglob("*.py"))
    for path in sorted(path for path in found if STARTER not in path.as_posix()):
        text = path.read_text(encoding="utf-8")
        summary = " ".join((ast.get_docstring(ast.parse(text)) or "").partition("\n\n")[0].split())
        package = ".".join(path.parent.relative_to(scripts).parts)
        packages.setdefault(package, []).append(Module(path.stem, _as_markdown(summary), text.count("\n")))
    return packages


def _as_markdown(text: str) -> str:
    """Replace the code marks and roles of reStructuredText by Markdown's; escape what ends a cell of a table."""
    return re.sub(r"(?::\w+:)?(`+)[~.]?([^`]*)\1", r"`\2`", text).replace("|", "\\|")


def page(scripts: Path) -> str:
    """Return the page for a scripts folder as Markdown."""
    packages = modules(scripts)
    engine = [module for name, each in packages.items() if name.startswith(PACKAGES[0]) for module in each]
    text = (
        "# Modules\n\nWritten by `make modules`; do not edit. How the engine is extended: [README](README.md).\n\n"
        f"The engine, `{PACKAGES[0]}`, has {len(engine)} modules and {sum(each.lines for each in engine):,} lines.\n\n"
        "## The path of one claim\n\n"
        f"From YAML to HTML, a CSV row and JSON-LD; names are below `{PACKAGES[0]}`. Each function is called after the one\n"
        "before, by it or by one above. MkDocs calls the adapter, and the adapter `build` and what follows `described`.\n\n"
    )
    for step in PATH:
        name, _, sentence = step.partition(": ")
        text += f"1. `{name}`: {sentence}\n"
    for package, members in packages.items():
        own = next((each.summary for each in members if each.name == "__init__"), "")
        text += f"\n## {package}\n\n{own} {sum(each.lines for each in members):,} lines.".replace("\n\n ", "\n\n")
        rows = [f"| `{each.name}` | {each.summary} |\n" for each in members if each.name != "__init__"]
        text += "".join(["\n\n| module | first line |\n| --- | --- |\n", *rows]) if rows else "\n"
    return text


def main() -> int:
    """Write the page of the folder in which this file is."""
    scripts = Path(__file__).parent
    write_bytes(scripts / PAGE, page(scripts).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
