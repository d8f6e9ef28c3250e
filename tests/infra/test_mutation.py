"""`make mutation`: which tests try a mutant, and what a sample says of all."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants import ROOT
from tests.mutated_lines import changed
from tests.mutation import PARTS, interval

FUNCTION = """\
def f(a, b=1):
    if a and (
        b
    ):
        g(
            a,
            b,
        )
    match a:
        case 1:
            return 2
        case 3:
            return 4
    return [
        5,
    ]
"""
TESTS = """\
import pytest

@pytest.mark.parametrize("name", ["Caf\\xe9", "Cafe"])
def test_a(name):
    print("RAN a", ascii(name))

def test_b():
    print("RAN b")

def test_c():
    print("RAN c")
"""


def test_each_part_has_its_modules_and_its_tests() -> None:
    named = [pattern for part in PARTS for pattern in (*part.modules, *part.tests)]
    assert [pattern for pattern in named if not any(ROOT.glob(pattern))] == []


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("        b\n", "        a\n", {1, 2, 3}),
        ("            b,", "            None,", {4, 5, 6, 7}),
        ("match a", "match b", {8}),
        ("case 3", "case 4", {11}),
        ("return 4", "return 5", {12}),
        ("        5,", "        6,", {13, 14, 15}),
        ("b=1", "b=2", set()),
        ("            a,\n", "", set()),
    ],
)
def test_a_change_is_seen_by_the_tests_that_reach_its_statement_or_by_all(old: str, new: str, lines: set[int]) -> None:
    (function,) = ast.parse(FUNCTION).body
    assert isinstance(function, ast.FunctionDef)
    assert FUNCTION.count(old) == 1
    assert changed(function, FUNCTION.splitlines(), FUNCTION.replace(old, new).splitlines()) == lines


def test_the_tests_that_mutmut_names_are_run_whatever_their_names_one_case_of_each_first(tmp_path: Path) -> None:
    """pytest itself finds no test by a name with an escape in it."""
    (tmp_path / "test_it.py").write_text(TESTS)
    names = [rf"test_it.py::test_{name}" for name in (r"a[Caf\xe9]", "a[Cafe]", "c")]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-s",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.mutated_lines",
        f"--basetemp={tmp_path / 'written'}",  # apart: pytest removes old folders from the shared one
        *names,
    ]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    ran = [line.partition("RAN ")[2] for line in done.stdout.splitlines() if "RAN " in line]
    assert (done.returncode, ran) == (0, [r"a 'Caf\xe9'", "c", "a 'Cafe'"])


@pytest.mark.parametrize(
    ("killed", "tried", "low", "high"), [(90, 100, 0.826, 0.945), (10, 10, 0.722, 1.0), (0, 10, 0.0, 0.278)]
)
def test_a_sample_says_between_what_the_share_of_all_lies(killed: int, tried: int, low: float, high: float) -> None:
    assert interval(killed, tried) == pytest.approx((low, high), abs=0.001)
