"""`runtrack run --once`, for cron: everybody's turn once, and an exit code."""

import logging
from datetime import datetime, timedelta

from sync.app import Timing
from sync.config import Settings
from sync.core.user import Connection
from sync.engine import service_trouble
from sync.engine.deleted import back_again
from sync.engine.people import people
from sync.engine.report import Report
from sync.engine.routes import RESERVE
from sync.entrypoints.came_back import told_of
from sync.entrypoints.daemon import unconnected
from sync.entrypoints.daemon.lock import alone
from sync.entrypoints.daemon.turn import ROUTES_SECONDS, follow_once, once, receive_once, routes_once
from sync.entrypoints.notices import in_language, words_for
from sync.ports import StoreBroken
from sync.stores.backups import keep_copy
from sync.wiring import WORK_SECONDS, Wired, build

NO_KEY = "`runtrack doctor` looks at the key; nothing is lost meanwhile but what Spotify keeps for a short time only"
log = logging.getLogger("runtrack.daemon")


def run_once(settings: Settings, now: datetime) -> int:
    """0 fine, 1 something needs a person, 2 failed: the worst of all; what could not be done is said on stderr."""
    longest = settings.http_seconds + WORK_SECONDS + ROUTES_SECONDS + Timing().route_seconds + RESERVE
    with alone(settings, timedelta(seconds=longest)):
        wired = openable(build(settings, words=words_for(settings), translate=in_language))
        try:
            names = people(wired.app)
            heard = unconnected.is_heard(wired.store, names)
            receive_once(wired, now)
            reports = _turns(wired, names, now)
            follow_once(wired, now)
            keep_copy(wired.store, now)
            for user in names:
                routes_once(wired, user, now)
            if heard:
                unconnected.say(wired, settings, names, now)
            return max(unconnected.ended(reports[user], user if names[1:] else "") for user in names)
        finally:
            wired.close()


def _turns(wired: Wired, names: list[str], now: datetime) -> dict[str, Report]:
    """Where there is only one, no thread is needed for it."""
    if len(names) == 1:
        return {names[0]: once(wired, names[0], now)}
    from sync.entrypoints.daemon.side_by_side import SideBySide

    reports = dict[str, Report]()
    broken = list[StoreBroken]()

    def take(wired: Wired, user: str) -> None:
        try:
            reports[user] = once(wired, user, now)
        except StoreBroken as error:
            broken.append(error)

    turns = SideBySide(wired, take)
    for turn in turns.hand_out(names):
        turn.result()
    turns.close()
    if broken:
        raise broken[0]
    return reports


def openable(wired: Wired) -> Wired:
    """The same, when the sealing key opens a stored login (or there is none), and nobody is there again who was
    deleted. Raises `StoreBroken`: without the key no tick can do anything. One login that it does not open is said, and
    the others go on."""
    if back := next(back_again(wired.store, wired.app.files), None):
        reason, advice = told_of(back, wired.settings)
        wired.close()
        raise StoreBroken(reason, advice)
    links = [link for link in wired.app.store.all(Connection) if link.sealed]
    closed = [(link, why) for link in links if (why := service_trouble.unopened(wired.app, link))]
    if closed and len(closed) == len(links):
        names = ", ".join(sorted({link.service for link, _ in closed}))
        wired.close()
        raise StoreBroken(f"no stored login can be opened ({names}): {closed[0][1]}", NO_KEY)
    for link, why in closed:
        log.error("a login cannot be opened", extra={"service": link.service, "reason": why})
    return wired
