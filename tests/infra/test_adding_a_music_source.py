"""The tutorial on adding a music source is true: who follows it has one that works, and the engine is untouched."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.test_words import RULES
from tests.support.infra.packages import installed
from tests.support.infra.source import ROOT, Module
from tests.support.infra.tutorial import Block, blocks, copied, followed

TUTORIAL = blocks((ROOT / "docs" / "adding-a-music-source.md").read_text())
WHOLE = [block for block in TUTORIAL if block.kind == "python"]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it is after the file and the line."""
    folder = tmp_path_factory.mktemp("followed")
    copied(folder)
    followed(folder, TUTORIAL)
    runs(folder, sys.executable, "scripts/env_example.py")
    return folder


def runs(copy: Path, *command: str, beside: Path | None = None) -> str:
    """What a command says in the copy; it has to succeed. `beside`: a folder of packages."""
    path = os.pathsep.join(map(str, filter(None, (copy, beside))))
    environ = {name: text for name, text in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    done = subprocess.run(
        [*command],
        cwd=copy,
        env=environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def passes(copy: Path, *paths: str, beside: Path | None = None) -> int:
    """How many tests of these files pass in the copy; none may fail.

    They have a folder of their own for what they write: at the end of a run pytest removes what the third-last one left
    in the shared one, which took longer than `runs` waits when that was the whole of `make test`."""
    apart = ("-p", "no:cacheprovider", "-p", "no:xdist", f"--basetemp={copy / 'written'}")
    said = runs(copy, sys.executable, "-m", "pytest", *apart, *paths, beside=beside)
    return int(re.findall(r"^(\d+) passed in", said, re.MULTILINE)[0])


def test_it_is_one_file_and_one_line_with_a_simulator_and_a_test_for_them() -> None:
    assert [block.path for block in TUTORIAL] == [
        "sync/adapters/tapedeck.py",
        "sync/adapters/all.py",
        "sync/sim/tapedeck.py",
        "tests/engine/test_tapedeck.py",
    ]
    (line,) = [block for block in TUTORIAL if block.kind == "diff"]
    assert [added for added in line.text.splitlines() if added[0] in "+-"] == ['+    "tapedeck",']


def test_neither_core_nor_engine_nor_their_ports_are_touched(copy: Path) -> None:
    kept = [path for place in ("core", "engine", "ports") for path in (ROOT / "sync" / place).glob("*.py")]
    kept += [ROOT / "sync" / "app.py"]
    assert len(kept) > 40
    assert not {block.path for block in TUTORIAL} & {path.relative_to(ROOT).as_posix() for path in kept}
    assert [path.name for path in kept if "tapedeck" in (copy / path.relative_to(ROOT)).read_text().lower()] == []


@pytest.mark.long
def test_who_follows_it_connects_the_source_and_gets_soundtracks_from_it(copy: Path) -> None:
    """One process for all: the person at the command line, the tests that the tutorial shows, the settings."""
    shown = next(block for block in WHOLE if block.path.startswith("tests/"))
    files = {"tests/support/infra/following_tapedeck.py": 8, shown.path: 28, "tests/entrypoints/test_env_example.py": 7}
    assert passes(copy, *files) == sum(files.values())


@pytest.mark.long
def test_the_same_file_in_a_package_of_its_own_does_the_same(tmp_path: Path) -> None:
    """Nothing of the program is changed: the package is installed beside it, and found by its entry point."""
    adapter, _, simulator, _ = TUTORIAL
    copied(tmp_path)
    followed(tmp_path, [simulator])
    site = installed(tmp_path / "site", "runtrack-tapedeck", "runtrack_tapedeck", adapter.text)
    assert passes(tmp_path, "tests/support/infra/following_tapedeck.py", beside=site) == 8


def test_the_layers_hold_for_its_files(copy: Path) -> None:
    assert "0 broken" in runs(copy, str(BIN / "lint-imports"), "--no-cache")


def test_its_code_is_written_as_ours_is(copy: Path) -> None:
    changed = sorted({block.path for block in TUTORIAL if block.path.endswith(".py")})
    runs(copy, str(BIN / "ruff"), "check", "--no-cache", *changed)
    runs(copy, str(BIN / "ruff"), "format", "--no-cache", "--check", *changed)
    written = [Module(path, (copy / path).read_text()) for path in changed]
    assert [offence for rule in RULES for module in written for offence in rule(module)] == []


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (Block("sync/wiring.py", "diff", "@@\n no such line\n+another\n"), "0 times, not once"),
        (Block("sync/wiring.py", "diff", "@@\n     try:\n"), "times, not once"),
        (Block("sync/app.py", "python", "x = 1\n"), "is there already"),
        (Block("sync/app.py", "diff", "@@\nx = 1\n"), "begin with a blank, "),
        (Block("sync/app.py", "sh", "ls\n"), "is python or diff"),
    ],
)
def test_a_step_that_no_longer_fits_the_program_is_named(copy: Path, block: Block, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        followed(copy, [block])


def test_a_block_is_what_its_first_line_names() -> None:
    text = "a\n```python\n# sync/a.py\nx = 1\n```\n```sh\nls\n```\n```diff\n# sync/b.py\n@@\n a\n-b\n+c\n```\n"
    found = blocks(text)
    assert found == [Block("sync/a.py", "python", "x = 1\n"), Block("sync/b.py", "diff", "@@\n a\n-b\n+c\n")]
    assert found[1].changes == [("a\nb\n", "a\nc\n")]
