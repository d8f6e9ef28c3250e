"""`python -m tests.mutants [--list] [--by TESTS] [NAME...]`: plant each bug of tests/planted and see a test catch
it; with `--by tests/histories/test_histories.py` see whether the random histories do.

Each bug is planted in a copy of the tree of its own, and only the tests that should catch it are run there. A bug that
survives, whose old text is not found exactly once, or that merely breaks the program is a failure (exit code 1).
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tests.planted.all import MUTANTS
from tests.planting import Mutant

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("sync", "layer", "tests", "terraform", "pyproject.toml")
AT_ONCE = 2
PATIENCE = 600  # seconds for the tests of one mutant
CAUGHT, SURVIVED, BROKEN = "caught", "SURVIVED", "BROKEN"


def tree() -> list[Path]:
    """Every file of these parts of the checkout that git knows or would add, relative to it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *PARTS]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return sorted(Path(name) for name in set(names.split("\0")) if name and (ROOT / name).is_file())


def copy_to(folder: Path) -> None:
    for path in tree():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, target)


def misplaced(mutant: Mutant, folder: Path) -> str:
    """Why the bug cannot be planted in the tree at `folder`; "" when it can."""
    path = folder / mutant.file
    text = path.read_text() if path.is_file() else ""
    if (count := text.count(mutant.old)) != 1:
        return f"the old text is there {count} times in {mutant.file}"
    gone = [name for name in mutant.tests if name.startswith("tests/") and not (folder / name).exists()]
    return f"there is no {' '.join(gone)}" if gone else ""


def plant(mutant: Mutant, folder: Path) -> str:
    """Put the bug into the copy; "" or why that is not possible."""
    if not (problem := misplaced(mutant, folder)):
        path = folder / mutant.file
        path.write_text(path.read_text().replace(mutant.old, mutant.new))
    return problem


def pytest(tests: Sequence[str], folder: Path) -> tuple[int, str]:
    """Exit code and output of the tests, run on the copy."""
    environ = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    where = "import sync; print(sync.__file__)"
    shown = subprocess.run([sys.executable, "-c", where], cwd=folder, env=environ, capture_output=True, text=True)
    if Path(shown.stdout.strip()) != folder / "sync" / "__init__.py":
        return 99, f"not the copy is imported, but {shown.stdout.strip()}"
    command = [sys.executable, "-m", "pytest", "-x", "-n0", "-p", "no:cacheprovider", "--show-capture=no", *tests]
    try:
        done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return 99, f"no end after {PATIENCE} s"
    return done.returncode, done.stdout + done.stderr


def judged(mutant: Mutant) -> tuple[str, str, float]:
    """(verdict, by what or why, seconds)."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="runtrack-mutant-") as name:
        folder = Path(name).resolve()
        copy_to(folder)
        if problem := plant(mutant, folder):
            return BROKEN, problem, 0.0
        code, output = pytest(mutant.tests, folder)
    took = time.monotonic() - began
    failed = [line.removeprefix("FAILED ") for line in output.splitlines() if line.startswith("FAILED ")]
    if code == 1 and failed:
        return CAUGHT, failed[0].split(" - ")[0], took
    if code == 0:
        return SURVIVED, f"{' '.join(mutant.tests)} passed", took
    return BROKEN, f"pytest ended with {code}: {output.strip().splitlines()[-1:]}", took


def sound(mutants: Sequence[Mutant]) -> str:
    """Without any bug the same tests must pass, or a failure would prove nothing; "" when they do."""
    wanted = sorted({mutant.tests for mutant in mutants})
    with tempfile.TemporaryDirectory(prefix="runtrack-sound-") as name:
        folder = Path(name).resolve()
        copy_to(folder)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for tests, (code, output) in zip(wanted, pool.map(lambda t: pytest(t, folder), wanted), strict=True):
                if code != 0:
                    return f"without a bug, {' '.join(tests)} ends with {code}:\n{output[-3000:]}"
    return ""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Plant bugs and see tests catch them.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these (a part of the name is enough)")
    parser.add_argument("--by", metavar="TESTS", help="these have to catch them, not their own (pytest arguments)")
    parser.add_argument("--list", action="store_true", help="show the bugs and their tests, plant none")
    given = parser.parse_args(arguments)
    chosen = [m for m in MUTANTS if not given.names or any(name in m.name for name in given.names)]
    if given.by:
        chosen = [replace(mutant, tests=tuple(shlex.split(given.by))) for mutant in chosen]
    if not chosen:
        print(f"No planted bug is called {' or '.join(given.names)}; --list shows them all.", file=sys.stderr)
        return 2
    if given.list:
        for mutant in chosen:
            print(f"{mutant.name}\n    {mutant.file}, caught by {' '.join(mutant.tests)}")
        return 0
    if problem := sound(chosen):
        print(problem, file=sys.stderr)
        return 1
    bad = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for mutant, (verdict, by, took) in zip(chosen, pool.map(judged, chosen), strict=True):
            bad += verdict != CAUGHT
            print(f"{verdict:9} {took:5.0f} s  {mutant.name:58} {by}", flush=True)
    print(f"{len(chosen) - bad} of {len(chosen)} planted bugs were caught.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
