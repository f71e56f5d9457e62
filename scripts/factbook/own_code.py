"""A story's own code: charts, checks and kinds of fact in ``scripts/charts``, ``scripts/checks`` and ``scripts/kinds``, found by being there.

Threat (SECURITY.md): a request whose data are code. Code is run from the folder in which the program is started, or that
``--code`` names, and never from a story that is only read with ``--root``: a request's facts are judged by the code of the base.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from .charts.own import own_charts
from .charts.registry import CHARTS
from .checks.registry import CHECKS, own_checks
from .files import files_below, read_text
from .kinds import FILE_PATTERNS, KINDS
from .problems import RULES, Place, Problem, Problems, rule

FOLDERS: Final = ("kinds", "checks", "charts")
"""Folders of a story's code below ``scripts``, in the order in which they are loaded."""
PACKAGE: Final = "own_code_of_the_story"
"""Name of the package that the modules are in, so that they can import each other: ``from .helpers import shorten``."""
OWN_CODE = rule(
    "own-code",
    "The story's own code, in scripts/kinds, scripts/checks and scripts/charts, is Python that runs, in files of lower-case names.",
)
_REGISTRIES: Final[tuple[dict[str, Any], ...]] = (KINDS, FILE_PATTERNS, CHECKS, CHARTS, RULES)
_OWN: Final[list[tuple[dict[str, Any], str]]] = []
"""Each registry with a name that the code of a story has put into it."""


def use(root: Path) -> None:
    """Register the own code of the story at ``root``, and nothing else. Raises :class:`Problems` for code that does not run."""
    forget()
    problems: list[Problem] = []
    files = list(_files(root, problems))
    version = "".join(text for _, _, text in files)
    before = [frozenset(registry) for registry in _REGISTRIES]
    package = _package(PACKAGE, root / "scripts")
    for folder in FOLDERS:
        setattr(package, folder, _package(f"{PACKAGE}.{folder}", root / "scripts" / folder))
    for folder, path, _ in files:
        relative = path.relative_to(root).as_posix()
        name = f"{PACKAGE}.{folder}.{path.stem}"
        if name in sys.modules:
            continue  # another one has imported it
        try:
            with own_charts(str(path), relative, version), own_checks(str(path), relative):
                _run(name, path)
        except (Exception, SystemExit) as error:  # whatever an author's code raises
            problems.append(_problem(error, root, relative))
    for registry, built_in in zip(_REGISTRIES, before, strict=True):
        _OWN.extend((registry, name) for name in registry.keys() - built_in)
    if problems:
        forget()
        raise Problems(problems)


def forget() -> None:
    """Unregister the own code of a story that was used before."""
    while _OWN:
        registry, name = _OWN.pop()
        del registry[name]
    for name in [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]:
        del sys.modules[name]


def _files(root: Path, problems: list[Problem]) -> Iterator[tuple[str, Path, str]]:
    """Yield the folder, path and text of each file of code, links left out as in facts; append what cannot be read."""
    for folder in FOLDERS:
        for path in files_below(root, root / "scripts" / folder, problems):
            relative = path.relative_to(root).as_posix()
            if path.suffix != ".py" or "__pycache__" in path.parts:
                continue
            if not path.stem.isidentifier() or path.stem != path.stem.lower():
                message = f"must have a name of lower-case letters, digits and underscores, found {path.name!r}"
                example = f"{path.stem.lower().replace('-', '_')}.py"
                problems.append(Problem(Place(relative), OWN_CODE, message, example))
                continue
            try:
                yield folder, path, read_text(root, path, example="a module for each part")
            except Problems as error:
                problems.extend(error.problems)


def _package(name: str, folder: Path) -> ModuleType:
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
    return package


def _run(name: str, path: Path) -> None:
    """Run a file as the module of that name."""
    spec = spec_from_loader(name, SourceFileLoader(name, str(path)))
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


def _problem(error: BaseException, root: Path, path: str) -> Problem:
    """Return the problem of code that raised, at the innermost line of the story's own code."""
    if isinstance(error, SyntaxError) and error.filename:
        place = Place(_below(root, error.filename) or path, error.lineno or 1, error.offset or 1)
        return Problem(place, OWN_CODE, f"must be valid Python, found: {error.msg}")
    own = [
        (name, frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if (name := _below(root, frame.filename))
    ]
    name, line = own[-1] if own else (path, 1)
    return Problem(Place(name, line or 1), OWN_CODE, f"must run, found {type(error).__name__}: {_one_line(error)}")


def _below(root: Path, filename: str) -> str:
    """Return a file's path from the story's folder, if it is of its own code."""
    path = Path(filename)
    own = root / "scripts"
    return path.relative_to(root).as_posix() if any(path.is_relative_to(own / folder) for folder in FOLDERS) else ""


def _one_line(error: BaseException) -> str:
    """Return the first line of an error's message, without the path that Python adds to it where an import fails."""
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return re.sub(r" \([^()]*\.py\)$", "", line)[:200]
