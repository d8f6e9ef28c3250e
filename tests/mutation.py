"""`python -m tests.mutation [MODULE...]`: mutate the protocol's modules with mutmut, list what survives, and count.

mutmut changes one operator, number, word or argument at a time, some thousands in all, and runs for each of them the
tests of its PART that pass through the changed function: what is pure is held by the tests of `core` alone, so that a
mutant costs a fraction of a second. A mutant counts as killed when one of them fails or never ends; one that no test
passes through has survived. Exit code 1 below SHARE, of all or of any part. It works on copies of the tree; mutmut lies
in a folder of its own (`make mutation` installs it), for it brings a terminal interface that nothing else here needs.
"""

import argparse
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from tests.mutants import ROOT, copy_to, tree

MUTMUT = ROOT / ".tools" / "mutmut"
SHARE = 0.85
ALIVE = ("survived", "no tests", "not checked")


@dataclass(frozen=True)
class Part:
    """Modules, and the tests that have to notice what is changed in them."""

    name: str
    modules: tuple[str, ...]  # patterns
    tests: tuple[str, ...]


PARTS = (
    Part(
        "tokens", ("sync/adapters/tokens.py",), ("tests/adapters/test_tokens.py", "tests/adapters/test_token_races.py")
    ),
    Part("core", ("sync/core/*.py",), ("tests/core",)),
    Part(
        "upload",
        ("sync/engine/upload.py",),
        (
            "tests/engine/test_upload_protocol.py",
            "tests/engine/test_upload_limits.py",
            "tests/engine/test_follows_garmin.py",
            "tests/engine/test_settle.py",
            "tests/engine/test_what_is_wanted.py",
            "tests/engine/test_one_run.py",
            "tests/engine/test_two_rows.py",
            "tests/engine/test_backfill.py",
            "tests/engine/test_backfill_confirmed.py",
            "tests/engine/test_originals_flow.py",
            "tests/engine/test_soundtrack.py",
        ),
    ),
    Part(
        "tick",
        (
            "sync/engine/tick.py",
            "sync/engine/table.py",
            "sync/engine/phase.py",
            "sync/engine/phases/*.py",
            "sync/engine/situation.py",
            "sync/engine/step_runner.py",
        ),
        (
            "tests/engine/test_table.py",
            "tests/engine/test_phases.py",
            "tests/engine/test_phase_calls.py",
            "tests/engine/test_done_in_a_tick.py",
            "tests/engine/test_log_of_a_tick.py",
            "tests/engine/test_follows_garmin.py",
            "tests/engine/test_capture_turns.py",
            "tests/engine/test_backfill_pauses.py",
            "tests/engine/test_one_bad_run.py",
            "tests/engine/test_services.py",
            "tests/engine/test_recovery.py",
            "tests/engine/test_what_is_wanted.py",
            "tests/engine/test_one_run.py",
            "tests/engine/test_newest.py",
            "tests/engine/test_first_look.py",
            "tests/engine/test_enrich.py",
            "tests/engine/test_noting.py",
            "tests/engine/test_since.py",
            "tests/engine/test_time_left.py",
            "tests/engine/test_clock_set_back.py",
            "tests/engine/test_rebuild.py",
            "tests/engine/test_target_runs.py",
            "tests/engine/test_backfill.py",
            "tests/engine/test_backfill_confirmed.py",
            "tests/engine/test_preview.py",
            "tests/entrypoints/test_cli_plan.py",
        ),
    ),
    Part(
        "archives",
        ("sync/engine/asks/export.py", "sync/engine/asks/import_archive.py"),
        (
            "tests/engine/test_archive.py",
            "tests/adapters/test_archive_zip.py",
            "tests/engine/test_export_beside_a_tick.py",
            "tests/engine/test_import_beside_a_deletion.py",
            "tests/entrypoints/test_cli_archive.py",
            "tests/entrypoints/test_import_archive_derived.py",
        ),
    ),
    Part(
        "deletion",
        (
            "sync/engine/asks/delete.py",
            "sync/engine/leaving.py",
            "sync/engine/deleted.py",
            "sync/stores/sqlite_erase.py",
            "sync/stores/dynamo_erase.py",
        ),
        (
            "tests/engine/test_delete.py",
            "tests/engine/test_delete_faults.py",
            "tests/contract/test_store_erase.py",
            "tests/entrypoints/test_cli_delete.py",
            "tests/entrypoints/test_deleted_stay_deleted.py",
        ),
    ),
)
OF_PROCESSES = ("tests/engine/test_export_beside_a_tick.py::test_a_command_beside_a_process_that_ticks",)
"""How the names of tests begin that start a process of their own, in which nothing is mutated."""
SETTINGS = """
[tool.mutmut]
source_paths = ["sync"]
only_mutate = {modules}
pytest_add_cli_args = [
    "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "tests.mutated_lines",
    "--hypothesis-seed=0", "-m", "not long and not soak", {left_out}
]
pytest_add_cli_args_test_selection = {tests}
also_copy = ["terraform", "docs"]
track_dependencies = false
use_git_change_detection = false
"""
PATH = "import sys; sys.path.append(sys.argv.pop(1)); "  # last in the path: pytest and the like are ours
MAKE = PATH + "import mutmut.__main__ as m; m.makedirs('mutants', exist_ok=True); m.copy_src_dir(); m.create_mutants(2)"
RUN = PATH + "from mutmut.__main__ import cli; cli()"
MEMORY = Path("/dev/shm")  # waiting for a disk would be most of what a test of the engine does


def mutmut(folder: Path, code: str, *arguments: str) -> None:
    """Run it in the copy."""
    environ = {**os.environ, "TEST_SEED": "0", "HYPOTHESIS_DATABASE_DIRECTORY": str(folder / ".hypothesis")}
    if MEMORY.is_dir():
        environ["TMPDIR"] = str(MEMORY)
    with (folder / "mutmut.log").open("wb") as log:  # its spinner
        subprocess.run(
            [sys.executable, "-c", code, str(MUTMUT), *arguments],
            cwd=folder,
            env=environ,
            stdout=log,
            stderr=log,
            check=True,
        )


def verdicts(folder: Path) -> dict[str, str]:
    """What became of each mutant: "killed", "survived", "no tests", "timeout", "not checked" ..."""
    sys.path.append(str(MUTMUT))
    from mutmut.stats import status_by_exit_code  # type: ignore[import-not-found]  # installed only to mutate

    found = {}
    for path in sorted((folder / "mutants").rglob("*.py.meta")):
        for name, code in json.loads(path.read_text())["exit_code_by_key"].items():
            found[name] = status_by_exit_code[code]
    return found


def interval(killed: int, tried: int) -> tuple[float, float]:
    """Wilson's: where the share of all lies with 95 % confidence, when so many of a random sample were killed."""
    z, share = 1.96, killed / tried
    middle = share + z * z / (2 * tried)
    half = z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    return (middle - half) / (1 + z * z / tried), (middle + half) / (1 + z * z / tried)


def report(found: dict[str, str], made: int) -> float:
    """Print each module's share and the survivors, of `made` mutants in all; the share that were killed."""
    tried, dead = Counter[str](), Counter[str]()
    for name, verdict in found.items():
        module = name.partition(".x")[0]
        tried[module] += 1
        dead[module] += verdict not in ALIVE
        if verdict in ALIVE:
            print(f"{verdict:9} {name}")
    for module in sorted(tried):
        print(f"{dead[module] / tried[module]:6.1%} of {tried[module]:4}  {module}")
    share = dead.total() / max(1, tried.total())
    print(f"{share:6.1%} of {tried.total():4} mutants were killed (at least {SHARE:.0%} are wanted).", flush=True)
    if 0 < tried.total() < made:
        low, high = interval(dead.total(), tried.total())
        print(f"With 95 % confidence that is {low:.1%} to {high:.1%} of all {made}.", flush=True)
    return share


def chosen(patterns: Sequence[str]) -> list[Part]:
    """The parts with those of their modules that are asked for."""
    if not patterns:
        return [*PARTS]
    files = [str(path) for path in tree() if any(fnmatch(str(path), pattern) for pattern in patterns)]
    mine = {part: tuple(f for f in files if any(fnmatch(f, pattern) for pattern in part.modules)) for part in PARTS}
    return [replace(part, modules=modules) for part, modules in mine.items() if modules]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Mutate modules, see tests fail.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="only these of the files (patterns)")
    parser.add_argument("--by", nargs="+", metavar="TESTS", help="these tests instead of the part's own")
    parser.add_argument("--keep", metavar="FOLDER", help="work there, to look at survivors with mutmut afterwards")
    parser.add_argument("--again", action="store_true", help="with --keep: try again what has survived there")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 2, metavar="N", help="mutants at a time")
    parser.add_argument("--sample", type=int, metavar="N", help="so many of each part, chosen at random")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another one chooses others")
    given = parser.parse_args(arguments)
    parts = chosen(given.modules)
    if not parts:
        files = ", ".join(pattern for part in PARTS for pattern in part.modules)
        print(f"No file of {files} is called {' or '.join(given.modules)}.", file=sys.stderr)
        return 2
    found, made, shares = dict[str, str](), 0, []
    with tempfile.TemporaryDirectory(prefix="runtrack-mutation-") as name:
        for part in parts:
            folder = Path(given.keep or name).resolve() / part.name
            copy_to(folder)
            shutil.copytree(ROOT / "docs", folder / "docs", dirs_exist_ok=True)  # whose tables the tests compare
            left_out = ", ".join(f'"--deselect={name}"' for name in OF_PROCESSES)
            tests = json.dumps(given.by or part.tests)
            settings = SETTINGS.format(modules=json.dumps(part.modules), tests=tests, left_out=left_out)
            with (folder / "pyproject.toml").open("a") as file:
                file.write(settings)
            try:
                mutmut(folder, MAKE)
                before = verdicts(folder)
                asked = sorted(before)
                if given.sample:
                    asked = random.Random(given.seed).sample(asked, min(given.sample, len(asked)))
                still = [one for one in asked if before[one] == "not checked" or (given.again and before[one] in ALIVE)]
                if still:
                    mutmut(folder, RUN, "run", "--max-children", str(given.at_once), *still)
            except subprocess.CalledProcessError:
                print((folder / "mutmut.log").read_text()[-3000:], file=sys.stderr)
                return 2
            after = verdicts(folder)
            of_part = {one: after[one] for one in asked}
            shares.append(report(of_part, len(after)))
            found, made = found | of_part, made + len(after)
    if len(parts) > 1:
        shares.append(report(found, made))
    return 0 if min(shares) >= SHARE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
