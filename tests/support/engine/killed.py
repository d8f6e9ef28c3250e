"""One process that ticks and is killed: forked from the test's own, so that everything is imported already.

The child has its own wired on the same database and talks to the simulators in its parent. Its clock and theirs are
moved together: after each tick it asks the parent over a pipe to move on.
"""

import os
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

from sync.config import Settings
from sync.sim.http import SimService, answer
from sync.wiring import hosts
from tests.support.engine.watched import Watch, WatchedWorld
from tests.support.world import MINUTE

TICKS = 3  # found and sent, confirmed and route read, quiet
PATIENCE = 30  # seconds until a child that hangs is ended, which fails the test


@dataclass
class Process:
    """The child that runs at the moment; 0 when there is none."""

    pid: int = 0
    killed_at: list[str] = field(default_factory=list)

    def kill(self, where: str) -> None:
        """From the parent: SIGKILL, while the child waits for an answer."""
        if self.pid:
            self.killed_at.append(where)
            os.kill(self.pid, signal.SIGKILL)
            self.pid = 0


def run_and_kill(world: WatchedWorld, at: int = 0, process: Process | None = None) -> bool:
    """Let a child tick; it dies at its point number `at`, or by `process.kill`. False when it came to its end."""
    world.wired.close()  # no connection of ours may cross the fork
    ours, theirs, hers, his = *os.pipe(), *os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        os.close(his)
        _child(world, at, ask=lambda: (os.write(theirs, b"."), os.read(hers, 1)))
    os.close(theirs)
    os.close(hers)
    process = process or Process()
    process.pid = pid
    while os.read(ours, 1):
        world.clock.advance(MINUTE.total_seconds())
        try:
            os.write(his, b".")
        except BrokenPipeError:
            break
    process.pid = 0
    os.close(ours)
    os.close(his)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    world.wired = world.build()
    assert status in (0, -signal.SIGKILL), f"the child ended with {status}"
    return status != 0


def points_of_a_full_run(world: WatchedWorld, ticks: int = TICKS) -> list[str]:
    """Every point that an undisturbed process passes, by a dry run in this one. Leaves the world used up."""
    world.wired.close()
    world.watch = Watch()
    world.wired = world.build()
    for _ in range(ticks):
        world.tick()
        world.clock.advance(MINUTE.total_seconds())
    passed = world.watch.passed
    world.watch = Watch()
    return passed


def kill_at_service(service: SimService, endpoint: str, process: Process, *, effect: bool) -> None:
    """The next request for `endpoint` costs the process its life: before the service has acted, or just after."""
    name = f"on_{endpoint}"
    original: Callable[..., Response] = getattr(service, name, None) or getattr(service, endpoint)

    def deadly(request: Request, **args: Any) -> Response:
        setattr(service, name, original)
        if effect:
            original(request, **args)
        process.kill(f"{service.name} {endpoint}")
        return answer({}, 500)

    setattr(service, name, deadly)


def integrity(world: WatchedWorld) -> str:
    """SQLite's own verdict on the database file."""
    with closing(sqlite3.connect(world.wired.settings.database)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def _child(world: WatchedWorld, at: int, ask: Callable[[], object]) -> None:
    """Never returns. Only SIGKILL at the point, SIGALRM when it hangs, or the plain end get it out."""
    try:
        signal.alarm(PATIENCE)
        settings = Settings.read(world.environ, data_dir=world.folder, config_dir=world.folder)
        watch = Watch(at, lambda _: os.kill(os.getpid(), signal.SIGKILL))
        world.wired = world.build_watched(watch, hosts(settings))  # plain hosts: the simulators' locks stay behind
        for _ in range(TICKS):
            world.tick()
            ask()
            world.clock.advance(MINUTE.total_seconds())
        os._exit(0)
    except BaseException:
        traceback.print_exc(file=sys.stderr)
        sys.stderr.flush()
        os._exit(3)
