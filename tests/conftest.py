"""One seed for one run of the tests, the same in each of its processes, and what was tried with it at the end. Nothing
leaves this machine."""

import os
import secrets
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guard.crashed_workers import CrashedWorkers
from tests.guard.plugin import Guard
from tests.support.logging_restored import logging_restored

SEED = "TEST_SEED"
MEMORY, ENOUGH = Path("/dev/shm"), 4 * 1024**3


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Guard(config), "network guard")
    config.pluginmanager.register(CrashedWorkers(), "crashed workers")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as nohup and a shell's & leave it to their children
        signal.signal(signal.SIGINT, signal.default_int_handler)  # or what a test starts would ignore it as well
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        # Where `tmp_path` lies: no test cuts the power, and on a disk most of their time is waiting for its fsync.
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    if not os.environ.get(SEED):
        os.environ[SEED] = str(secrets.randbelow(10**9))  # before any process of pytest-xdist begins


@pytest.fixture(autouse=True, scope="session")
def _seed_is_no_setting() -> Iterator[None]:
    """Tests take it when they are collected; the product, which reads the same environment, would call it misspelt."""
    kept = os.environ.pop(SEED)
    yield
    os.environ[SEED] = kept


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """What a command sets up for a process of its own, a test of it leaves to no other."""
    with logging_restored():
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = Counter[str]()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                told.update(dict(report.user_properties).get("histories", {}))
    if told:
        shares = ", ".join(f"{told[what]:,} {what}" for what in sorted(told))
        terminalreporter.write_line(f"Random histories: {shares}. {SEED}={os.environ[SEED]} tries the same again.")
