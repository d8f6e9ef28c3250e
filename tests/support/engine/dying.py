"""A process that is killed with SIGKILL while the simulated Strava answers one of its uploads."""

import os
import signal
from typing import Any

from werkzeug.wrappers import Request, Response

from sync.sim.strava import SimStrava
from tests.support.world import World


class LethalStrava(SimStrava):
    """Kills `victim` once it has taken in the upload number `at`: the answer never reaches anybody."""

    victim = 0
    at = 0

    def upload(self, request: Request) -> Response:
        taken = super().upload(request)
        self.at -= 1
        if self.at == 0:
            os.kill(self.victim, signal.SIGKILL)
        return taken


def lethal_world(*args: Any, **how: Any) -> tuple[World, LethalStrava]:
    """A world with that Strava; `how` as for `World`."""
    world = World(*args, **how)
    strava = LethalStrava(world.clock.now, **how.get("strava", {}))
    world.strava = strava
    return world, strava


def tick_in_a_process_that_dies(world: World, strava: LethalStrava, at: int) -> int:
    """One tick in a forked process, killed at its upload number `at`. Returns its exit code (negative: the signal).

    The child opens the database itself: a SQLite connection must not be carried across a fork."""
    world.wired.close()
    with strava.lock:  # the child cannot call on Strava before its number is known
        strava.at, strava.victim = at, os.fork()
        if strava.victim == 0:
            try:
                world.wired = world.build()
                world.tick()
            finally:
                os._exit(0)
    _, status = os.waitpid(strava.victim, 0)
    world.wired = world.build()
    return os.waitstatus_to_exitcode(status)
