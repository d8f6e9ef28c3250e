"""A test whose worker process ended under it is tried once more, and that is said: a crash of the interpreter, or a
standstill until faulthandler ended the process, is no verdict on what the test is about. Twice is a failure."""

from collections import Counter
from typing import Any

import pytest

TRIED_AGAIN = "tried again"


class CrashedWorkers:
    """A hook of pytest-xdist and what the terminal says of it; for the process that hands the tests out."""

    def __init__(self) -> None:
        self._crashes = Counter[str]()

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport, sched: Any) -> None:
        self._crashes[crashitem] += 1
        if self._crashes[crashitem] == 1:
            report.outcome = TRIED_AGAIN  # type: ignore[assignment]  # pytest itself knows three outcomes
            sched.mark_test_pending(crashitem)

    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        return (TRIED_AGAIN, "R", "TRIED AGAIN") if report.outcome == TRIED_AGAIN else None

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for test in self._crashes:
            terminalreporter.write_line(f"Its worker process ended under it, and it was tried again: {test}")
