"""In-process builds by MkDocs with a minimal theme: 0.2 s for a small story."""

from __future__ import annotations

from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from support import good, write

SETTINGS = """\
site_name: Small
theme: {name: null, custom_dir: look}
plugins: [factbook]
markdown_extensions: [attr_list, footnotes, md_in_html]
"""
PAGE = "<!doctype html><html><head></head><body>{{ page.content }}</body></html>"


def small_story(tmp_path: Path, files: dict[str, str | bytes] | None = None, settings: str = "") -> Path:
    """Return the good story with some files replaced and a minimal theme; ``settings`` are added to ``mkdocs.yml``."""
    look: dict[str, str | bytes] = {"mkdocs.yml": SETTINGS + settings, "look/main.html": PAGE}
    return write(good(tmp_path), look | (files or {}))


def build_in_process(root: Path) -> str:
    """Build a story as ``mkdocs build --strict`` does; return the reason if no site was built, else an empty text.

    Raises whatever an editor would see as a traceback.
    """
    config = load_config(str(root / "mkdocs.yml"), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    except SystemExit as ended:  # Abort is one
        return str(ended) if ended.code else "nothing has changed"
    finally:
        config.plugins.on_shutdown()
    return ""


def files_of(site: Path) -> set[str]:
    """Return the relative paths of all files of a site."""
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
