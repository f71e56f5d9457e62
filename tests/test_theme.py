"""The theme's templates: nothing that MkDocs wants is left out, and a preview sees when one is edited."""

from __future__ import annotations

from pathlib import Path
from types import CodeType

from jinja2 import Environment, FileSystemLoader
from mkdocs.config import load_config
from mkdocs_factbook.templates import TemplateCache, without_hidden_files
from support import SECOND, write


def test_only_what_is_hidden_is_not_listed() -> None:
    theme = load_config(str(SECOND / "mkdocs.yml")).theme
    every = theme.get_env().list_templates()
    wanted = [name for name in every if not any(part.startswith(".") for part in name.split("/")[:-1])]
    assert len(every) > 2 * len(wanted) > 100, "Material has its icons in a hidden folder"
    assert without_hidden_files(theme.get_env).list_templates() == wanted
    assert without_hidden_files(theme.get_env).get_template(".icons/material/home.svg").render().startswith("<svg")


def test_a_template_is_compiled_once_and_again_when_it_or_the_engine_is_edited(tmp_path: Path) -> None:
    write(tmp_path, {"main.html": "one"})
    compiled, codes = TemplateCache(tmp_path / "cache", "key"), []

    class Counting(Environment):
        def _compile(self, source: str, filename: str) -> CodeType:
            codes.append(filename)
            return super()._compile(source, filename)

    def render() -> str:
        """What a build of a preview makes, with an environment of its own."""
        environment = Counting(loader=FileSystemLoader(str(tmp_path)), auto_reload=False)
        environment.bytecode_cache = compiled
        return environment.get_template("main.html").render()

    assert (render(), render(), len(codes)) == ("one", "one", 1)
    write(tmp_path, {"main.html": "two"})
    assert (render(), render(), len(codes)) == ("two", "two", 2)
    compiled = TemplateCache(tmp_path / "cache", "key")
    assert (render(), len(codes)) == ("two", 2), "the next process finds it on disk"
    compiled = TemplateCache(tmp_path / "cache", "another engine")
    assert (render(), len(codes)) == ("two", 3)
