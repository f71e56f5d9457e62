"""The theme's templates: nothing that MkDocs wants is left out, and a preview sees when one is edited."""

from __future__ import annotations

import os
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from mkdocs.config import load_config
from support import ROOT, write
from theme import Kept, seen


def test_only_what_is_hidden_is_not_listed() -> None:
    theme = load_config(str(ROOT / "mkdocs.yml")).theme
    every = theme.get_env().list_templates()
    wanted = [name for name in every if not any(part.startswith(".") for part in name.split("/")[:-1])]
    assert len(every) > 2 * len(wanted) > 100, "Material has its icons in a hidden folder"
    assert seen(theme.get_env).list_templates() == wanted
    assert seen(theme.get_env).get_template(".icons/material/home.svg").render().startswith("<svg")


def test_a_preview_compiles_a_template_once_and_again_when_it_is_edited(tmp_path: Path) -> None:
    write(tmp_path, {"main.html": "one"})
    kept, made = Kept(), []

    def make() -> Environment:
        made.append(1)
        return Environment(loader=FileSystemLoader(str(tmp_path)), auto_reload=False)

    first = kept.of("theme", make).get_template("main.html")
    assert kept.of("theme", make).get_template("main.html") is first and len(made) == 1
    write(tmp_path, {"main.html": "two"})
    os.utime(tmp_path / "main.html", (1, 1))
    assert kept.of("theme", make).get_template("main.html").render() == "two"
    kept.of("other settings", make)
    assert len(made) == 2
