"""What the commit hook runs, and what a test does when it never ends or its caller ignores SIGINT."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.changed import ROOT, chosen_for

TESTS = {
    "tests/core/test_diff.py": "from sync.core.diff import AROUND",
    "tests/core/test_plan.py": "from sync.core import diff, plan",
    "tests/engine/test_settle.py": "from tests.support.world import World",
    "tests/adapters/test_http.py": "import sync.adapters.http",
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("sync/core/diff.py", ["tests/core/test_diff.py", "tests/core/test_plan.py"]),
        ("sync/adapters/http.py", ["tests/adapters/test_http.py"]),
        ("tests/support/world.py", ["tests/engine/test_settle.py"]),
        ("tests/engine/test_settle.py", ["tests/engine/test_settle.py"]),
        ("docs/faq.md", []),
    ],
)
def test_the_commit_hook_runs_the_tests_that_name_what_is_changed(changed: str, expected: list[str]) -> None:
    assert chosen_for([changed], TESTS) == expected


SENDS_SIGINT = """
import os, signal, subprocess, sys

def test_a_child_ends_at_sigint():
    child = subprocess.Popen([sys.executable, "-c", "print(1, flush=True); import time; time.sleep(60)"],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    child.stdout.close()
    assert child.wait(20) != 0
"""
NEVER_ENDS = "import threading\n\ndef test_that_never_ends():\n    threading.Event().wait()\n"


def ran(folder: Path, test: str, shell: str, *more: str) -> subprocess.CompletedProcess[str]:
    """pytest on one such test with our conftest and settings, started by a shell that does this first."""
    (folder / "test_it.py").write_text(test)
    settings = [
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(ROOT),
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        f"--basetemp={folder / 'written'}",  # apart: pytest removes old folders from the shared one
    ]
    command = [sys.executable, "-m", "pytest", *settings, *more, str(folder / "test_it.py")]
    return subprocess.run(
        ["sh", "-c", f'{shell} exec "$@"', "sh", *command], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def test_where_the_caller_ignores_sigint_a_test_can_still_send_it(tmp_path: Path) -> None:
    done = ran(tmp_path, SENDS_SIGINT, "trap '' INT;")
    assert done.returncode == 0, done.stdout


def test_a_test_that_never_ends_is_ended_and_named(tmp_path: Path) -> None:
    done = ran(tmp_path, NEVER_ENDS, "", "-o", "faulthandler_timeout=1", "-n", "1")
    assert done.returncode == 1
    assert "crashed while running" in done.stdout
    assert "test_that_never_ends" in done.stdout
