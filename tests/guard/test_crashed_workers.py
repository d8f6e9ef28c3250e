"""What becomes of a test whose worker process ends under it: once it is tried again, twice it fails."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = """
from tests.guard.crashed_workers import CrashedWorkers
def pytest_configure(config):
    config.pluginmanager.register(CrashedWorkers())
"""
PLANTED = """
import os
from pathlib import Path

been = Path(__file__).with_name("been")


def test_crashes_once():
    if not been.exists():
        been.touch()
        os._exit(1)


def test_crashes_always(): os._exit(1)
def test_wrong(): assert False
def test_right(): pass
"""


def test_a_test_whose_worker_ends_is_tried_once_more_and_named(tmp_path: Path) -> None:
    (tmp_path / "test_planted.py").write_text(PLANTED)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    apart = ("-p", "no:cacheprovider", f"--rootdir={tmp_path}", f"--basetemp={tmp_path / 'written'}")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "xdist",
            "-n2",
            "--dist=worksteal",
            "-q",
            *apart,
            tmp_path / "test_planted.py",
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert "2 failed, 2 passed, 2 tried again" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 1
    named = "Its worker process ended under it, and it was tried again: test_planted.py::"
    assert {line.removeprefix(named) for line in done.stdout.splitlines() if line.startswith(named)} == {
        "test_crashes_once",
        "test_crashes_always",
    }
    failed = {line.split(" ")[1] for line in done.stdout.splitlines() if line.startswith("FAILED ")}
    assert failed == {"test_planted.py::test_crashes_always", "test_planted.py::test_wrong"}
