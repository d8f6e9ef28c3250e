"""`python -m tests.changed`: the tests of what is about to be committed, for the commit hook. `make test` has them all.

The tests of a file are those that import it by name, and the ones called after it. A test that was changed itself is
run; what is long stays with CI. With more than MOST test files the ones called after a changed file go first, and
the others are named and left to `make test`.
"""

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = 12


def changed() -> list[str]:
    """The files of the commit to be, without those that it deletes."""
    command = ["git", "diff", "--cached", "--name-only", "--diff-filter=d", "-z"]
    return [
        name for name in subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\0") if name
    ]


def module_of(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(source: str) -> set[str]:
    """Every module that a file names in an import, and every name it takes from one (which may be a module)."""
    found = set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def chosen_for(names: Iterable[str], tests: dict[str, str]) -> list[str]:
    """`tests`: source text by file name. Those called after a changed file come first."""
    changed_ones = [name for name in names if name.endswith(".py")]
    modules = {module_of(name) for name in changed_ones}
    stems = {f"test_{Path(name).name}" for name in changed_ones}
    first = [test for test in tests if test in changed_ones or Path(test).name in stems]
    return first + [test for test, source in tests.items() if test not in first and imported(source) & modules]


def main() -> int:
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in sorted((ROOT / "tests").rglob("test_*.py"))}
    chosen = chosen_for(changed(), texts)
    if left := chosen[MOST:]:
        print(f"Left to make test: {' '.join(left)}")
    if not chosen:
        print("No test imports what is changed here by name.")
        return 0
    command = [sys.executable, "-m", "pytest", "-n", "2", "-m", "not soak and not long and not browser", *chosen[:MOST]]
    ended = subprocess.run(command, cwd=ROOT).returncode
    return 0 if ended == 5 else ended  # 5: all of them are long


if __name__ == "__main__":
    sys.exit(main())
