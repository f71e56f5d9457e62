"""Mutation tests: change one place of the engine at a time, run the tests that reach it, and list the changes no test notices.

``python tests/mutants.py [MODULES…] [--sample N] [--seed N] [--jobs N]``, with modules as paths below the engine
(``views``, ``values/amount.py``). One pytest process imports and collects once and records which test runs which line;
each mutant is a fork of it, in which the code of functions already imported is exchanged, so that a mutant costs little
more than the tests it takes. ``mutants-survivors.txt`` lists survivors with the reason why no test can or should notice.

Not used instead: mutmut 3 leaves decorated functions out, which all checks are, and cosmic-ray starts Python for each mutant.
"""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import gc
import itertools
import os
import pickle
import random
import re
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parent.parent
ENGINE: Final = ROOT / "scripts" / "factbook"
SURVIVORS: Final = Path(__file__).with_name("mutants-survivors.txt")
TESTS: Final = {
    "values": (
        "test_values.py",
        "test_formats.py",
        "test_views.py",
        "test_fuzz_values.py",
        "test_bad_input.py",
        "test_mistakes.py",
        "test_messages.py",
        "test_mirrored.py",
    ),
    "views": ("test_views.py", "test_standing.py", "test_bad_input.py"),
    "checks": ("test_bad_input.py", "test_own_code.py", "test_mistakes.py"),
    "changes": (
        "test_changes.py",
        "test_gate.py",
        "test_addresses.py",
        "test_diff.py",
        "test_releases.py",
        "test_pull_requests.py",
    ),
}
"""The packages that are mutated, and the tests that are run for each, the nearest first."""
BUDGET: Final = 40.0
"""Seconds, as measured while lines are recorded, of the tests run for one mutant, the likeliest first; what they do not notice counts as a survivor."""
NEAREST: Final = 2
"""Tests that are run for a mutant however long they take, as they are most about its function."""
STARTED: Final = 5.0
"""CPU seconds that a mutant has, beside ten times what its tests take unchanged; one that needs more is noticed: it loops."""
ALLOWED: Final = 0.05
"""The share of survivors without a reason above which a run fails."""

_SWAPPED: Final[dict[type[ast.AST], type[ast.AST]]] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq},
    **{ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
}
_FOR_TOOLS: Final = ("__all__ =", "if TYPE_CHECKING:")
"""How what is written for linters and type checkers begins."""
_NAMES: Final = {"any": "all", "all": "any", "min": "max", "max": "min"}
Node = ast.expr | ast.stmt


@dataclass(frozen=True)
class Mutant:
    """One changed place: its ``path`` below the engine, the function it is in with its ``lines``, and which change of which
    node of the tree it is."""

    path: str
    line: int
    function: str
    before: str
    after: str
    lines: range
    node: int
    change: int

    @property
    def key(self) -> str:
        """What names the mutant in the list of survivors, whatever moves in its file."""
        return f"{self.path} {self.function}: {self.before} -> {self.after}"

    def tree(self) -> ast.Module:
        """The module with the change made."""
        tree = ast.parse((ENGINE / self.path).read_text(encoding="utf-8"))
        *_, parent, node = next(itertools.islice(_places(tree), self.node, None))
        changed = next(itertools.islice(_changes(node, parent), self.change, None))
        _replace(tree, node, ast.copy_location(changed, node))
        return ast.fix_missing_locations(tree)


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Each mutant of a module, in the order of its lines; of several that read alike in a function, the later ones have a number."""
    seen: dict[str, int] = defaultdict(int)
    for index, (function, around, node) in enumerate(_places(ast.parse(source))):
        for number, changed in enumerate(_changes(node, around)):
            before, after = _shown(around, node, node), _shown(around, node, changed)
            name = f"{function} {before} {after}"
            seen[name] += 1
            after += f" ({seen[name]})" if seen[name] > 1 else ""
            home = next((each for each in around[::-1] if isinstance(each, ast.FunctionDef)), None)
            lines = range(home.lineno, (home.end_lineno or 0) + 1) if home else range(0)
            yield Mutant(path, node.lineno, function, before, after, lines, index, number)


def _places(tree: ast.Module) -> Iterator[tuple[str, list[ast.AST], Node]]:
    """Each node that can be changed, with its function and the nodes around it, the nearest last.

    Types, defaults of parameters and fields, and what is asserted of the engine itself are left as they are.
    """

    def walk(around: list[ast.AST], function: str) -> Iterator[tuple[str, list[ast.AST], Node]]:
        node = around[-1]
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list") or isinstance(value, ast.arguments):
                continue
            if isinstance(node, ast.Assert) or (isinstance(node, ast.Subscript) and isinstance(value, ast.Tuple)):
                continue  # dict[str, int]
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.Assign | ast.If) and ast.unparse(child).startswith(_FOR_TOOLS):
                    continue
                if isinstance(node, ast.ClassDef) and not isinstance(child, ast.FunctionDef):
                    continue  # made while modules are imported
                if isinstance(child, ast.AST):
                    inner = function
                    if isinstance(child, ast.FunctionDef | ast.ClassDef):
                        inner = f"{function}.{child.name}".lstrip(".")
                    if isinstance(child, ast.expr | ast.stmt):
                        yield inner, around, child
                    yield from walk([*around, child], inner)

    yield from walk([tree], "")


def _changes(node: Node, around: list[ast.AST]) -> Iterator[Node]:
    """What a node is replaced by, one after the other."""
    match node:
        case ast.Compare(ops=ops):
            for index, op in enumerate(ops):
                yield ast.Compare(node.left, [*ops[:index], _swapped(op), *ops[index + 1 :]], node.comparators)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(_swapped(op), values)
            yield from (ast.BoolOp(op, rest) if len(rest) > 1 else rest[0] for rest in _one_less(values))
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp(op=ast.Sub() | ast.Mult() | ast.Div() as op):
            yield ast.BinOp(node.left, _swapped(op), node.right)
        case ast.BinOp(op=ast.Add(), left=left, right=right) if any(_number(side) for side in (left, right)):
            yield ast.BinOp(left, ast.Sub(), right)
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Call(func=ast.Name("Decimal"), args=[ast.Constant(value=str(value))]) if value != "Infinity":
            last = Decimal(value).as_tuple().exponent
            assert isinstance(last, int)
            for step in (1, -1):
                yield ast.Call(node.func, [ast.Constant(str(Decimal(value) + Decimal(step).scaleb(last)))], [])
        case ast.Call(func=ast.Name(id=name)) if name in _NAMES:
            yield ast.Call(ast.Name(_NAMES[name], ast.Load()), node.args, node.keywords)
        case ast.IfExp() | ast.If():
            yield from (_with(node, test=ast.copy_location(ast.Constant(value), node.test)) for value in (True, False))
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            for index, each in enumerate(node.generators):
                for ifs in _one_less(each.ifs):
                    fewer = ast.comprehension(each.target, each.iter, ifs, each.is_async)
                    yield _with(node, generators=[*node.generators[:index], fewer, *node.generators[index + 1 :]])
        case ast.Tuple(elts=elts) | ast.List(elts=elts) | ast.Set(elts=elts) if elts and _is_group(node, around):
            for rest in _one_less(elts):
                if rest or not isinstance(node, ast.Set):
                    yield _with(node, elts=rest)
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield from (ast.Return(ast.Constant(each)) for each in (None, *_truths(value)))
        case ast.Continue():
            yield ast.Pass()


def _with(node: Node, **fields: object) -> Node:
    """A copy of a node with some of its fields exchanged."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _one_less(each: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """A list without one of its members, for each of them."""
    yield from ([*each[:index], *each[index + 1 :]] for index in range(len(each)))


def _swapped(op: ast.AST) -> Any:
    return _SWAPPED[type(op)]()


def _number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def _truths(value: ast.expr) -> tuple[bool, ...]:
    asked = isinstance(value, ast.Compare | ast.BoolOp) or (
        isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
    )
    return (True, False) if asked else ()


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                value[:] = [new if each is old else each for each in value]


def _is_group(node: Node, around: list[ast.AST]) -> bool:
    """Whether a tuple or list holds alternatives, and not the parts of one value, without one of which nothing works at all."""
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and (
        isinstance(around[-1], ast.Compare | ast.Call | ast.For | ast.comprehension)
        or not any(isinstance(each, ast.FunctionDef) for each in around)
    )


def _shown(around: list[ast.AST], node: Node, changed: Node) -> str:
    """A change as one reads it: the expression, or the head of the statement; of a lone constant what is around it."""
    if isinstance(node, ast.Constant | ast.Tuple | ast.List | ast.Set):
        unread = (ast.Slice, ast.FormattedValue, ast.UnaryOp, ast.Starred, ast.JoinedStr)
        home = next(
            each for each in around[::-1] if isinstance(each, ast.expr | ast.stmt) and not isinstance(each, unread)
        )
        memo: dict[int, Any] = {}
        twin = copy.deepcopy(home, memo)
        _replace(twin, memo[id(node)], changed)
        changed = twin
    if isinstance(changed, ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.If | ast.With):
        changed = _with(changed, body=[ast.Expr(ast.Constant(...))], orelse=[])
    return " ".join(ast.unparse(ast.fix_missing_locations(changed)).removesuffix("...").split())


@dataclass(frozen=True)
class Loaded:
    """What was imported and can be exchanged: the functions of each file, and caches that hold what they returned."""

    functions: dict[str, list[FunctionType]]
    caches: list[Any]

    @classmethod
    def now(cls) -> Loaded:
        """Whatever is imported now."""
        found, functions = gc.get_objects(), defaultdict(list)
        for each in found:
            if isinstance(each, FunctionType):
                functions[each.__code__.co_filename].append(each)
        caches = [each for each in found if isinstance(each, functools._lru_cache_wrapper)]
        return cls(functions, [each for each in caches if each.__module__.startswith(("factbook", "support", "test_"))])

    def apply(self, mutant: Mutant) -> None:
        """Exchange the code of the functions of the module, and its constants wherever they were imported."""
        file = str(ENGINE / mutant.path)
        tree = mutant.tree()
        fresh = {(each.co_qualname, each.co_firstlineno): each for each in _codes(compile(tree, file, "exec"))}
        for each in self.functions[file]:
            code = fresh.get((each.__code__.co_qualname, each.__code__.co_firstlineno))
            if code and code.co_freevars == each.__code__.co_freevars:
                each.__code__ = code
        for cache in self.caches:
            cache.cache_clear()
        if not mutant.lines:
            _set_constants(tree, mutant.line, next(each for each in _modules() if each.__file__ == file))


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _modules() -> list[ModuleType]:
    homes = (str(ENGINE), str(ROOT / "tests"))
    return [each for each in list(sys.modules.values()) if (getattr(each, "__file__", None) or "").startswith(homes)]


def _set_constants(tree: ast.Module, line: int, module: ModuleType) -> None:
    """Assign anew, at the top of a module, what has changed and all that is made of it."""
    changed: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            names = {each.id for each in ast.walk(statement) if isinstance(each, ast.Name)}
            here = any(getattr(each, "lineno", 0) == line for each in ast.walk(statement))
            if here or names & changed:
                before = dict(vars(module))
                exec(compile(ast.Module([statement], []), str(module.__file__), "exec"), vars(module))
                for name in [name for name, value in vars(module).items() if before.get(name) is not value]:
                    changed.add(name)
                    for other in _modules():
                        if vars(other).get(name) is before.get(name):
                            setattr(other, name, vars(module)[name])


@dataclass
class Result:
    """What became of a mutant: noticed by a test, or by the time it took, or a survivor."""

    mutant: Mutant
    reached: bool
    noticed: bool = False
    timed: bool = False


class Session:
    """A pytest plugin that runs the collected tests once, recording lines, and then again for each mutant."""

    def __init__(self, todo: list[Mutant], jobs: int) -> None:
        self.todo, self.jobs = todo, jobs
        self.files = {str(ENGINE / each.path) for each in todo}
        self.reaching: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        self.seconds: list[float] = []
        self.results: list[Result] = []
        self.why = ""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of pytest's own loop."""
        for file in self.files:
            import_module(".".join(Path(file).relative_to(ENGINE.parent).with_suffix("").parts))
        self._measure(session)
        loaded = Loaded.now()
        gc.freeze()  # else each fork copies what the collector touches
        print(f"{len(session.items)} tests in {sum(self.seconds):.0f} s; {len(self.todo)} mutants", flush=True)
        running: dict[int, Result] = {}
        for mutant in self.todo:
            tests = self._tests(session, mutant)
            result = Result(mutant, bool(tests))
            self.results.append(result)
            if tests:
                if len(running) == self.jobs:
                    self._wait(running)
                running[self._fork(session, loaded, mutant, tests)] = result
        while running:
            self._wait(running)
        return True

    def _measure(self, session: pytest.Session) -> None:
        """Run each test as it is; in a fork, as a renderer that was started here would be dead in the mutants."""
        receive, send = os.pipe()
        if child := os.fork():
            os.close(send)
            with os.fdopen(receive, "rb") as pipe:
                answer = pipe.read()
            os.waitpid(child, 0)
            if not answer:
                raise SystemExit("must run as it is, found the tests dead")
            self.reaching, self.seconds, failed = pickle.loads(answer)
            for index, why in failed.items():
                print(f"left out, as it fails as it is: {session.items[index].nodeid}: {why}")
            for times in self.reaching.values():
                for index in failed:
                    times.pop(index, None)
            return
        try:
            _silence()
            failed = {}
            caches = Loaded.now().caches
            for index in range(len(session.items)):
                for cache in caches:
                    cache.cache_clear()  # else what an earlier test asked for is not seen to be run
                began = time.process_time()
                sys.settrace(self._tracer(index))
                _run(session, index)
                sys.settrace(None)
                self.seconds.append(time.process_time() - began)
                if session.testsfailed:
                    session.testsfailed = 0
                    failed[index] = self.why
            with os.fdopen(send, "wb") as pipe:
                pickle.dump((dict(self.reaching), self.seconds, failed), pipe)
        finally:
            os._exit(0)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember why a test failed."""
        if report.failed:
            self.why = report.longreprtext.strip().rpartition("\n")[2]

    def _tracer(self, index: int) -> Callable[[FrameType, str, Any], Any]:
        def line(frame: FrameType, event: str, arg: Any) -> Any:
            self.reaching[frame.f_code.co_filename, frame.f_lineno][index] += 1
            return line

        return lambda frame, event, arg: line(frame, event, arg) if frame.f_code.co_filename in self.files else None

    def _tests(self, session: pytest.Session, mutant: Mutant) -> list[int]:
        """The tests that run the line, as many as the budget allows; of a constant, those that run its module.

        First come a few that run lines of the function as often as few tests do, as they are about it; then those that are
        quick and near, too.
        """
        file = str(ENGINE / mutant.path)
        weights: dict[int, float] = defaultdict(float)
        for line in mutant.lines or [line for name, line in self.reaching if name == file]:
            times = self.reaching.get((file, line), Counter())
            alike = Counter(times.values())
            for index, often in times.items():
                weights[index] += 1 / alike[often]
        reaching = set(self.reaching.get((file, mutant.line), ())) if mutant.lines else set(weights)
        known = TESTS[mutant.path.partition("/")[0]]

        def score(index: int) -> float:
            nearness = 1 / (1 + known.index(session.items[index].path.name))
            return nearness * weights[index] / (self.seconds[index] + 0.05)

        reaching = {each for each in reaching if session.items[each].path.name in known}
        nearest = sorted(reaching, key=lambda index: weights[index], reverse=True)[:NEAREST]
        chosen: list[int] = []
        spent = 0.0
        for index in dict.fromkeys([*nearest, *sorted(reaching, key=score, reverse=True)]):
            if spent < BUDGET:
                spent += self.seconds[index]
                chosen.append(index)
        return chosen

    def _fork(self, session: pytest.Session, loaded: Loaded, mutant: Mutant, tests: list[int]) -> int:
        child = os.fork()
        if child:
            return child
        try:
            _silence()
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, STARTED + 10 * sum(self.seconds[index] for index in tests))
            signal.alarm(600)
            resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30))
            loaded.apply(mutant)
            for index in tests:
                _run(session, index)
                if session.testsfailed:
                    os._exit(1)
            os._exit(0)
        finally:
            os._exit(1)

    def _wait(self, running: dict[int, Result]) -> None:
        pid, status = os.wait()
        if pid in running:
            result = running.pop(pid)
            result.noticed, result.timed = status != 0, os.WIFSIGNALED(status)
            if not result.noticed:
                print(f"{_printed(result)}", flush=True)


def _silence() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)


def _run(session: pytest.Session, index: int) -> None:
    """One test, with its fixtures taken down behind it."""
    item = session.items[index]
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def _printed(result: Result) -> str:
    mutant = result.mutant
    where = f"scripts/factbook/{mutant.path}:{mutant.line}"
    return f"{where}: [{mutant.function}] {mutant.before} -> {mutant.after}{'' if result.reached else '  (no test runs it)'}"


def reasons() -> dict[str, str]:
    """Why each known survivor may stay, by its key. Each takes two lines: the key, and, set in, the reason."""
    text = SURVIVORS.read_text(encoding="utf-8")
    return dict(re.findall(r"^(\S.*)\n +(\S.*)$", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE), re.MULTILINE))


def chosen(modules: list[str]) -> list[Mutant]:
    """Every mutant of the modules, or of all packages."""
    paths = [
        path.relative_to(ENGINE).as_posix() for package in TESTS for path in sorted((ENGINE / package).glob("*.py"))
    ]
    wanted = [path for path in paths if not modules or any(f"{path}/".startswith(f"{each}/") for each in modules)]
    return [each for path in wanted for each in mutants(path, (ENGINE / path).read_text(encoding="utf-8"))]


def main() -> int:
    """Run the mutants that are asked for; 1 where more than :data:`ALLOWED` survive without a reason, or a reason is given for none."""
    parser = argparse.ArgumentParser(description="Mutation tests.")
    parser.add_argument(
        "modules", nargs="*", help=f"paths below the engine, such as values/amount.py; else {', '.join(TESTS)}"
    )
    parser.add_argument("--sample", type=int, help="so many mutants, drawn by lot")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    todo = chosen(given.modules)
    if not todo:
        raise SystemExit(f"must be paths below scripts/factbook in {', '.join(TESTS)}, found {' '.join(given.modules)}")
    if given.sample and given.sample < len(todo):
        print(f"a sample of {given.sample} of {len(todo)} mutants, seed {given.seed}")
        todo = random.Random(given.seed).sample(todo, given.sample)
    files = dict.fromkeys(name for each in todo for name in TESTS[each.path.partition("/")[0]])
    session = Session(todo, given.jobs)
    options = ["-s", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:xdist", "-o", "tmp_path_retention_policy=none"]  # fmt: skip
    pytest.main([*options, *(str(ROOT / "tests" / name) for name in files)], plugins=[session])
    known = reasons()
    survivors = [each for each in session.results if not each.noticed]
    silent = [each for each in survivors if each.mutant.key not in known]
    killed = {each.mutant.key for each in session.results if each.noticed}
    stale = dict.fromkeys(sorted(killed & known.keys()), "must be noticed by no test, found noticed")
    stale |= dict.fromkeys(sorted(known.keys() - {each.key for each in chosen([])}), "must be a change that can be made, found none")  # fmt: skip
    for key, wrong in stale.items():
        print(f"{SURVIVORS.name}: {wrong}: {key}")
    timed = sum(each.timed for each in session.results)
    print(
        f"\n{len(session.results)} mutants, {timed} noticed by the time they took, {len(survivors)} survive ({len(survivors) / max(1, len(session.results)):.1%}), {len(silent)} without a reason:"
    )
    for each in silent:
        print(_printed(each))
    done = len(session.results) == len(todo)
    return 0 if done and len(silent) <= ALLOWED * len(todo) and not stale else 1


if __name__ == "__main__":
    sys.exit(main())
