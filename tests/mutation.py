"""`python -m tests.mutation [MODULE...]`: mutate the protocol's modules with mutmut, list what survives, and count.

mutmut changes one operator, number, word or argument at a time, some thousands in all, and runs for each of them the
tests of QUICK that pass through the changed function. A mutant counts as killed when one of them fails or never ends;
one that no test passes through has survived. Exit code 1 below SHARE. It works on a copy of the tree; mutmut lies in
a folder of its own (`make mutation` installs it), for it brings a terminal interface that nothing else here needs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.mutants import ROOT, copy_to

MUTMUT = ROOT / ".tools" / "mutmut"
SHARE = 0.85
MODULES = ("sync/core/*.py", "sync/engine/upload.py", "sync/engine/tick.py", "sync/adapters/tokens.py")
QUICK = (
    "tests/core",
    "tests/adapters/test_tokens.py",
    "tests/adapters/test_token_races.py",
    "tests/adapters/test_strava_counting.py",
    "tests/engine/test_upload_protocol.py",
    "tests/engine/test_settle.py",
    "tests/engine/test_services.py",
    "tests/engine/test_one_bad_run.py",
    "tests/engine/test_what_is_wanted.py",
    "tests/engine/test_overlap.py",
)
SETTINGS = """
[tool.mutmut]
source_paths = ["sync"]
only_mutate = {modules}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not long and not soak"]
pytest_add_cli_args_test_selection = {tests}
also_copy = ["terraform"]
track_dependencies = false
use_git_change_detection = false
"""
RUN = "import sys; sys.path.append(sys.argv.pop(1)); from mutmut.__main__ import cli; cli()"


def mutmut(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run it in the copy. It comes last in the path: pytest and the like are ours."""
    environ = {**os.environ, "TEST_SEED": "0", "HYPOTHESIS_DATABASE_DIRECTORY": str(folder / ".hypothesis")}
    with (folder / "mutmut.log").open("wb") as log:  # its spinner
        return subprocess.run(
            [sys.executable, "-c", RUN, str(MUTMUT), *arguments], cwd=folder, env=environ, stdout=log, stderr=log
        )


def verdicts(folder: Path) -> dict[str, str]:
    """What became of each mutant: "killed", "survived", "no tests", "timeout" ..."""
    sys.path.append(str(MUTMUT))
    from mutmut.stats import status_by_exit_code  # type: ignore[import-not-found]

    found = {}
    for path in sorted((folder / "mutants").rglob("*.py.meta")):
        for name, code in json.loads(path.read_text())["exit_code_by_key"].items():
            found[name] = status_by_exit_code[code]
    return found


def report(found: dict[str, str]) -> float:
    """Print each module's share and the survivors; the share of all that were killed."""
    made, dead = Counter[str](), Counter[str]()
    for name, verdict in found.items():
        module = name.partition(".x")[0]
        made[module] += 1
        dead[module] += verdict not in ("survived", "no tests", "not checked")
        if verdict in ("survived", "no tests"):
            print(f"{verdict:9} {name}")
    for module in sorted(made):
        print(f"{dead[module] / made[module]:6.1%} of {made[module]:4}  {module}")
    share = dead.total() / max(1, made.total())
    print(f"{share:6.1%} of {made.total():4} mutants were killed (at least {SHARE:.0%} are wanted).")
    return share


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Mutate modules, see tests fail.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", default=MODULES, help="only these files (patterns)")
    parser.add_argument("--by", nargs="+", metavar="TESTS", default=QUICK, help="these tests instead of the quick ones")
    parser.add_argument("--keep", metavar="FOLDER", help="work there, to look at survivors with mutmut afterwards")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="runtrack-mutation-") as name:
        folder = Path(given.keep or name).resolve()
        copy_to(folder)
        settings = SETTINGS.format(modules=json.dumps([*given.modules]), tests=json.dumps([*given.by]))
        with (folder / "pyproject.toml").open("a") as file:
            file.write(settings)
        if mutmut(folder, "run", "--max-children", str(os.cpu_count() or 2)).returncode != 0:
            print((folder / "mutmut.log").read_text()[-3000:], file=sys.stderr)
            return 2
        return 0 if report(verdicts(folder)) >= SHARE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
