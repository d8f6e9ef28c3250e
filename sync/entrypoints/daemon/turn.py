"""One person's turn on this machine: a tick with its time budget, and the routes that are due."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from sync.engine.live.turn import in_turn
from sync.engine.report import Report
from sync.engine.routes import RESERVE
from sync.engine.tick import read_routes, see_song, tick
from sync.wiring import Wired

ROUTES_SECONDS = 50.0
log = logging.getLogger("runtrack.daemon")


def once(wired: Wired, user: str, now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> Report:
    """One tick with its time budget, then the heartbeat if it did its work."""
    left = time_left(wired.app.timing.tick_seconds, stopping)
    report = tick(wired.app, user, now, left)
    in_turn(wired.app, user, now, left, follows=False)
    if report.did_its_work:
        wired.app.notifier.heartbeat()
    return report


def routes_once(
    wired: Wired,
    user: str,
    now: datetime,
    *,
    stopping: Callable[[], bool] = lambda: False,
    begin_for: float = ROUTES_SECONDS,
) -> Report:
    """The routes that are due, as many as can be begun within `begin_for` seconds."""
    seconds = begin_for + wired.app.timing.route_seconds + RESERVE
    return read_routes(wired.app, user, now, time_left(seconds, stopping))


def receive_once(wired: Wired, now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """What came by the messengers, for everybody; how many updates that were."""
    if not wired.app.messengers:
        return 0
    from sync.engine.receiving import receive  # most installations have none

    return receive(wired.app, now, time_left(wired.app.timing.tick_seconds, stopping))


def song_once(wired: Wired, user: str, now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> Report:
    """The song of now of one who runs."""
    return see_song(wired.app, user, now, time_left(wired.app.timing.tick_seconds, stopping))


def follow_once(wired: Wired, now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> bool:
    """A look at each run in progress that is followed and due, for everybody; whether there is any at all."""
    from sync.engine.live.following_live import follow, follows  # most installations follow none

    follow(wired.app, now, time_left(wired.app.timing.tick_seconds, stopping))
    return follows(wired.store, now)


def time_left(seconds: float, stopping: Callable[[], bool] = lambda: False) -> Callable[[], float]:
    """How many seconds are left of so many from now on; none once it is to stop."""
    deadline = time.monotonic() + seconds
    return lambda: 0.0 if stopping() else deadline - time.monotonic()
