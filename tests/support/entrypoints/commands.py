"""Run the real `runtrack` command in this process, at a simulated world's time, and keep what it says."""

import io
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sync.entrypoints.cli.app import main
from sync.entrypoints.cli.screen import Place
from tests.support.world import World


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.out.splitlines()]


def runtrack(
    world: World,
    *arguments: str,
    now: Callable[[], datetime] | None = None,
    sleep: Callable[[float], object] | None = None,
    ask: Callable[[str], bool] | None = None,
    columns: int | None = None,
    environ: Mapping[str, str] = MappingProxyType({}),
    **more: str,
) -> Said:
    """One command. Its clock is the world's; `sleep` moves that clock unless the test has something better.
    `columns`: standard output is a terminal of that width. `environ` and `more`: variables over the world's."""

    def wait(seconds: float) -> None:
        (sleep or world.clock.advance)(seconds)

    place = Place(
        now=now or world.clock.now,
        sleep=wait,
        environ={**world.environ, **environ, **more},
        ask=ask,
    )
    return _said(list(arguments), place, columns)


def runtrack_alone(*arguments: str, columns: int | None = None) -> Said:
    """A command that needs no world: its help."""
    return _said(list(arguments), None, columns)


def _said(arguments: list[str], place: Place | None, columns: int | None) -> Said:
    out, err, code = io.StringIO() if columns is None else Terminal(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err), environment("COLUMNS", None if columns is None else str(columns)):
        try:
            main(arguments, place)
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
    return Said(code, out.getvalue(), err.getvalue())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@contextmanager
def environment(name: str, value: str | None) -> Iterator[None]:
    """A variable of this process for a while; None leaves it."""
    before = os.environ.get(name)
    if value is not None:
        os.environ[name] = value
    try:
        yield
    finally:
        if before is not None:
            os.environ[name] = before
        elif value is not None:
            del os.environ[name]


@contextmanager
def in_zone(name: str) -> Iterator[None]:
    """The machine's clock in another zone."""
    with environment("TZ", name):
        time.tzset()
        yield
    time.tzset()
