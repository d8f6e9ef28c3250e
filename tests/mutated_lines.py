"""Pytest plugin inside mutmut: a mutant is tried by the tests that pass through its changed line, one case of each test
function before any second case.

mutmut itself knows only which tests pass through a function. Lines are counted with `sys.monitoring` while it runs all
tests to learn that, and kept in LINES. A change in a line that a test does not reach is no change to that test, so that
nothing is lost by leaving it out.
"""

import ast
import json
import os
import sys
from collections import Counter
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

LINES = Path("mutmut-lines.json")  # function → line in it → tests; in the folder of the mutants, where the tests run
TOOL = sys.monitoring.COVERAGE_ID
Reached = dict[str, dict[int, set[str]]]
reached: Reached = {}
watched: dict[CodeType, tuple[str, int]] = {}  # to the function, and the number of its first line
asked: list[str] = []
counted = False
running = ""


def under_test() -> str:
    """The mutant's name; "stats" while mutmut counts."""
    return os.environ.get("MUTANT_UNDER_TEST", "")


def pytest_sessionstart() -> None:
    """A mutant's process begins as a copy of one that has run the tests: what that one remembers hides the mutant."""
    for name, module in [*sys.modules.items()]:
        if name.startswith("sync."):
            for value in vars(module).values():
                if clear := getattr(value, "cache_clear", None):
                    clear()
    if under_test() == "stats":
        begin()
    elif not under_test():
        known(), changes()  # in the process that the mutants' are copies of


# -- counting -----------------------------------------------------------------------------------------


def begin() -> None:
    reached.update(known())
    sys.monitoring.use_tool_id(TOOL, __name__)
    sys.monitoring.register_callback(TOOL, sys.monitoring.events.LINE, note)
    for path in mutated():
        names = {node.name: name for name, node in originals(path).items()}
        for functions in vars(import_module(".".join(path.with_suffix("").parts))).values():
            if isinstance(functions, dict) and "_mutmut_orig" in functions:
                function: Any = functions["_mutmut_orig"]
                function = getattr(function, "__func__", function)
                watch(function.__code__, names[function.__name__], function.__code__.co_firstlineno)


def watch(code: CodeType, name: str, first: int) -> None:
    """Have each line of the function counted, and of those inside it."""
    watched[code] = (name, first)
    sys.monitoring.set_local_events(TOOL, code, sys.monitoring.events.LINE)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            watch(inner, name, first)


def note(code: CodeType, line: int) -> object:
    name, first = watched[code]
    reached.setdefault(name, {}).setdefault(line - first, set()).add(running)
    return sys.monitoring.DISABLE  # until the next test begins


def pytest_runtest_logstart(nodeid: str) -> None:
    global running
    running = nodeid
    if watched:
        sys.monitoring.restart_events()


def pytest_sessionfinish() -> None:
    global counted
    if watched:
        for code in watched:
            sys.monitoring.set_local_events(TOOL, code, 0)
        sys.monitoring.free_tool_id(TOOL)
        watched.clear()
        told = {name: {line: sorted(tests) for line, tests in lines.items()} for name, lines in reached.items()}
        LINES.write_text(json.dumps(told))
        known.cache_clear()
        counted = True


@cache
def known() -> Reached:
    told = json.loads(LINES.read_text()) if LINES.exists() else {}
    return {name: {int(line): set(tests) for line, tests in lines.items()} for name, lines in told.items()}


# -- what is changed ----------------------------------------------------------------------------------


def mutated() -> list[Path]:
    return [path.with_suffix("") for path in sorted(Path("sync").rglob("*.py.meta"))]


@cache
def parsed(path: Path) -> tuple[list[str], dict[str, ast.FunctionDef]]:
    text = path.read_text()
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    return text.splitlines(), {node.name: node for node in nodes if "__mutmut_" in node.name}


def written(path: Path, node: ast.FunctionDef) -> list[str]:
    """The function's lines, without its name."""
    return [line.replace(node.name, "") for line in parsed(path)[0][node.lineno - 1 : node.end_lineno]]


@cache
def originals(path: Path) -> dict[str, ast.FunctionDef]:
    """The functions as they are, under a name that changes with their text."""
    found = {}
    for name, node in parsed(path)[1].items():
        if name.endswith("_orig"):
            digest = sha256("\n".join(written(path, node)).encode()).hexdigest()[:12]
            found[f"{'.'.join(path.with_suffix('').parts)}.{name.removesuffix('orig')} {digest}"] = node
    return found


@cache
def changes() -> dict[str, tuple[str, set[int]]]:
    """To each mutant its function, and the lines of the statement that is another one in it; no lines: any may be."""
    found = {}
    for path in mutated():
        for name, original in originals(path).items():
            before, stem = written(path, original), name.split()[0]
            for mutant, node in parsed(path)[1].items():
                if mutant.startswith(stem.rpartition(".")[2]) and node is not original:
                    found[stem.rpartition(".")[0] + "." + mutant] = name, changed(original, before, written(path, node))
    return found


def changed(original: ast.FunctionDef, before: list[str], after: list[str]) -> set[int]:
    differ = [number for number, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]]
    if len(before) != len(after) or not differ or differ[0] < original.body[0].lineno - original.lineno:
        return set()
    lines = set[int]()
    for number in differ:
        around = [part for part in parts(original) if number in part] or [range(number, number + 1)]
        innermost = max(around, key=lambda part: part.start)
        lines |= set(innermost)
    return lines


def parts(function: ast.FunctionDef) -> list[range]:
    """The lines of each statement; of one that holds others, those before them."""
    found = list[range]()
    for node in ast.walk(function):
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case) and node is not function:
            first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
            inner = (
                node.cases[0].pattern if isinstance(node, ast.Match) else next(iter(getattr(node, "body", [])), None)
            )
            last = max(first, inner.lineno - 1) if inner is not None else node.end_lineno or first  # type: ignore[union-attr]  # a parsed statement has its lines
            found.append(range(first - function.lineno, last - function.lineno + 1))
    return found


# -- who tries it -------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """mutmut names tests, which cannot be done for one with an escape in its name: it would end with an error, and the
    mutant would count as killed. The files are collected and the tests are chosen among what is in them."""
    asked[:] = [argument for argument in config.args if "::" in argument]
    config.args = [*dict.fromkeys(argument.partition("::")[0] for argument in config.args)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if counted and not under_test():
        del items[1:]  # mutmut wants to see them all pass, which they have just done
    if not asked:
        return
    wanted = {name: place for place, name in enumerate(asked)}
    function, lines = changes().get(under_test(), ("", set[int]()))
    if lines and function in known():
        through = set[str]().union(*(known()[function].get(line, set()) for line in lines))
        wanted = {name: place for name, place in wanted.items() if name in through}
    chosen = sorted((item for item in items if item.nodeid in wanted), key=lambda item: wanted[item.nodeid])
    cases, places = Counter[str](), dict[str, int]()
    for item in chosen:
        test = item.nodeid.partition("[")[0]
        places[item.nodeid] = cases[test]
        cases[test] += 1
    items[:] = sorted(chosen, key=lambda item: places[item.nodeid])
