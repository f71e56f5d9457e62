"""The wheel, an empty environment with it alone, and a new story made there: what a newsroom has after ``pip install factbook``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from shared import make_once
from support import ROOT, SCRIPTS, write

STORY = "my-story"
OWN_LOOK: dict[str, str | bytes] = {
    "overrides/assets/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40v20z"/></svg>',
    "overrides/assets/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>',
    "overrides/assets/own.css": ":root { --mark: #0a5c2b; }\n",
    "overrides/partials/palette.html": "<!-- no switch -->\n",
}
SETTING = "  custom_dir: overrides  # what lies there wins over the theme's files\n"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program as on a machine without this checkout; return what it prints. Raises :class:`AssertionError` if it fails."""
    left_out = ("PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "NO_MKDOCS_2_WARNING")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _make_wheel(folder: Path) -> None:
    source = folder / "source"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for package in ("factbook", "mkdocs_factbook"):
        shutil.copytree(SCRIPTS / package, source / "scripts" / package, ignore=ignored)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, source)
    quiet = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "wheel", ".", *quiet, "--wheel-dir", folder, cwd=source)


def wheel() -> Path:
    """The wheel of the engine as it is here."""
    [made] = make_once("wheel", _make_wheel).glob("*.whl")
    return made


def _make_environment(folder: Path) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=Path.cwd())
    python = folder / "bin" / "python"
    quiet = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", python, "install", *quiet, wheel(), cwd=Path.cwd())
    here = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=Path.cwd()).strip()
    # what it depends on, from the environment of these tests: without the checkout, as no .pth in there is read
    (Path(here) / "dependencies.pth").write_text(
        "\n".join(dict.fromkeys(map(sysconfig.get_path, ("purelib", "platlib"))))
    )


def environment() -> Path:
    """A virtual environment with the wheel, which knows nothing of this checkout."""
    return make_once("environment", _make_environment)


def _make_story(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    programs = environment() / "bin"
    options = (
        "--name",
        "Marches",
        "--language",
        "en",
        "--licence",
        "CC BY 4.0",
        "--address",
        "https://marches.example.org/",
    )
    said = [run(programs / "factbook", "init", STORY, *options, cwd=folder)]
    story = folder / STORY
    (story / ".venv").symlink_to(environment(), target_is_directory=True)
    (story / ".venv/done").touch()  # nothing to install
    said += [run("make", target, cwd=story) for target in ("check", "site", "test")]
    (folder / "said.txt").write_text("\n".join(said), encoding="utf-8")
    shutil.copytree(story / "site", folder / "as-it-comes")
    settings = (story / "mkdocs.yml").read_text(encoding="utf-8")
    own = f"{SETTING}  logo: assets/logo.svg\n  favicon: assets/icon.svg\n"
    write(story, {**OWN_LOOK, "mkdocs.yml": settings.replace(SETTING, own) + "extra_css: [assets/own.css]\n"})
    run(programs / "python", "-m", "mkdocs", "build", "--strict", cwd=story)


def new_story() -> Path:
    """The folder with a new story, what was said while it was made, its site as it comes, and in ``site`` one with a look of its own."""
    return make_once("new-story", _make_story)
