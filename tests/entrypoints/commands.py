"""Run the real `runtrack` command in this process, at a simulated world's time, and keep what it says."""

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime

from sync.entrypoints.cli import main
from sync.entrypoints.screen import Place
from tests.world import World


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
    sleep: Callable[[float], None] | None = None,
    ask: Callable[[str], bool] | None = None,
    **environ: str,
) -> Said:
    """One command. Its clock is the world's; `sleep` moves that clock unless the test has something better."""
    place = Place(
        now=now or world.clock.now,
        sleep=sleep or (lambda seconds: world.clock.advance(seconds) and None),
        environ=world.environ | environ,
        ask=ask,
    )
    out, err, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(list(arguments), place)
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
    return Said(code, out.getvalue(), err.getvalue())
