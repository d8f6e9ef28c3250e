"""What holds for every test: nothing leaves this machine, and whoever tries fails, even if the code swallows it."""

import os
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.guard.network_guard import REPORT, for_children, install


class Guard:
    """The hooks. What child processes try is in a file of this process's own."""

    def __init__(self, config: pytest.Config) -> None:
        self._tried: list[str] = []
        install(self._tried.append)
        handle, name = tempfile.mkstemp(prefix="runtrack-guard-")
        os.close(handle)
        self._report = Path(name)
        config.add_cleanup(lambda: self._report.unlink(missing_ok=True))
        before = os.environ.get("PYTHONPATH")
        os.environ[REPORT] = name
        os.environ |= for_children(*([Path(before)] if before else []))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        yield
        self._judge()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        yield
        self._judge()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None]:
        yield
        self._judge()

    def _judge(self) -> None:
        """Fail for what was tried since the last time, here and in child processes."""
        __tracebackhide__ = True
        found = [*self._tried, *self._report.read_text().splitlines()]
        self._tried.clear()
        if found:
            self._report.write_text("")
            pytest.fail("beyond loopback: " + "; ".join(found), pytrace=False)
