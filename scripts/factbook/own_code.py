"""A story's own code: charts, checks and kinds of fact in ``scripts/charts``, ``scripts/checks`` and ``scripts/kinds``, found by being there.

Threat (SECURITY.md): a request whose data are code. Code is run from the folder in which the program is started, or that
``--code`` names, and never from a story that is only read with ``--root``: a request's facts are judged by the code of the base.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
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
_IN_USE: Final[list[object]] = []
"""The folder and files of the code that is in use, if any is."""
OWN_CODE = rule(
    "own-code",
    "The story's own code, in scripts/kinds, scripts/checks and scripts/charts, is Python that runs, in files of lower-case names.",
)
_REGISTRIES: Final[tuple[dict[str, Any], ...]] = (KINDS, FILE_PATTERNS, CHECKS, CHARTS, RULES)
_OWN: Final[list[tuple[dict[str, Any], str]]] = []
"""Each registry with a name that the code of a story has put into it."""


def use(root: Path) -> None:
    """Register the own code of the story at ``root``, and nothing else. Raises :class:`Problems` for code that does not run.

    Code that is in use already, and has not changed, stays as it is: a live preview asks before each build.
    """
    problems: list[Problem] = []
    files = list(_files(root, problems))
    version = "".join(text for _, _, text in files)
    state = (root.absolute(), tuple(files))
    if [state] == _IN_USE and not problems:
        return
    forget()
    if files:
        import_module("factbook.commands")  # whose rules have names that the story's own may not have
    before = [frozenset(registry) for registry in _REGISTRIES]
    for name in (PACKAGE, *(f"{PACKAGE}.{folder}" for folder in FOLDERS)):
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = []  # nothing is found there but by the finder
    finder = _Finder(root, {f"{PACKAGE}.{folder}.{path.stem}": (path, text) for folder, path, text in files}, version)
    sys.meta_path.insert(0, finder)
    try:
        for folder, path, _ in files:
            try:
                import_module(f"{PACKAGE}.{folder}.{path.stem}")
            except (Exception, SystemExit) as error:  # whatever an author's code raises
                problems.append(_problem(error, root, path.relative_to(root).as_posix()))
    finally:
        sys.meta_path.remove(finder)
    for registry, built_in in zip(_REGISTRIES, before, strict=True):
        _OWN.extend((registry, name) for name in registry.keys() - built_in)
    if problems:
        forget()
        raise Problems(problems)
    _IN_USE.append(state)


def forget() -> None:
    """Unregister the own code of a story that was used before."""
    _IN_USE.clear()
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
            if path.suffix != ".py" or path.parent.name != folder:
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


class _Finder(MetaPathFinder, Loader):
    """Finder and loader of the story's modules: those files alone, compiled from the text that was read, never from bytecode."""

    def __init__(self, root: Path, files: Mapping[str, tuple[Path, str]], version: str) -> None:
        self._root, self._files, self._version = root, files, version

    def find_spec(self, fullname: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return how one of the story's modules is loaded (a hook of Python's import)."""
        return spec_from_loader(fullname, self) if fullname in self._files else None

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave the module to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run a module; what it registers is the story's own."""
        path, text = self._files[module.__name__]
        module.__file__ = str(path)
        relative = path.relative_to(self._root).as_posix()
        with own_charts(str(path), relative, self._version), own_checks(str(path), relative):
            exec(compile(text, str(path), "exec"), module.__dict__)


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
