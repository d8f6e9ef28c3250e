"""The loop on one machine: APScheduler calls `tick` each minute, one instance per database, stopped within 5 s."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sync.adapters.fit_child import ChildRouteReader
from sync.config import Settings
from sync.core.user import Connection
from sync.engine import health
from sync.engine.report import Report
from sync.engine.routes import RESERVE
from sync.engine.tick import read_routes, tick
from sync.ports import StoreBroken
from sync.stores import private
from sync.stores.backups import back_up
from sync.stores.sqlite import SqliteStore
from sync.stores.sqlite_words import explained
from sync.wiring import ME, House, build

STOP_SECONDS = 4.0
NO_KEY = "`runtrack doctor` looks at the key; nothing is lost meanwhile but what Spotify keeps for a short time only"
ROUTES_SECONDS = 50.0
JITTER = 0.1
log = logging.getLogger("runtrack.daemon")


class AlreadyRunning(Exception):
    """Another process works on this database; `holder` says which, as far as known."""

    def __init__(self, database: str, holder: str) -> None:
        super().__init__(f"another `runtrack run` ({holder}) already works on {database}")


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the database's lock file for as long as the block runs. The kernel lets go of it however we end."""
    from filelock import FileLock, Timeout

    path = settings.database.with_name(settings.database.name + ".lock")
    holder = path.with_name(path.name + ".pid")
    taken = False
    with explained(path):
        private.make_folder(path.parent)
        lock = FileLock(path, mode=private.FILE)
        try:
            lock.acquire(timeout=0)
        except Timeout:  # an OSError too, but no fault of the disk's
            taken = True
    if taken:
        raise AlreadyRunning(str(settings.database), _said_by(holder))
    try:
        with suppress(OSError):  # only a word for the next one: on a full disk the lock is held all the same
            private.write(holder, f"process {os.getpid()}\n".encode())
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _said_by(holder: Path) -> str:
    try:
        return holder.read_text().strip() or "process unknown"
    except OSError:
        return "process unknown"


def once(house: House, now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> Report:
    """One tick with its time budget, then the heartbeat if it did its work."""
    report = tick(house.app, ME, now, _time_left(house.app.timing.tick_seconds, stopping))
    if report.did_its_work:
        house.app.notifier.heartbeat()
    return report


def routes_once(
    house: House, now: datetime, *, stopping: Callable[[], bool] = lambda: False, begin_for: float = ROUTES_SECONDS
) -> Report:
    """The routes that are due, as many as can be begun within `begin_for` seconds, and the day's database copy."""
    if isinstance(house.store, SqliteStore):
        try:
            back_up(house.store, now)
        except StoreBroken as error:  # tried again with the next one; what the disk still takes goes on
            log.error("no copy of the database", extra={"reason": error.reason, "advice": error.advice})
    seconds = begin_for + house.app.timing.route_seconds + RESERVE
    return read_routes(house.app, ME, now, _time_left(seconds, stopping))


def _time_left(seconds: float, stopping: Callable[[], bool]) -> Callable[[], float]:
    deadline = time.monotonic() + seconds
    return lambda: 0.0 if stopping() else deadline - time.monotonic()


class Daemon:
    """The running loop. `now` is the clock (the demo's runs faster), `every` the seconds between two ticks."""

    def __init__(self, house: House, *, now: Callable[[], datetime], every: float) -> None:
        self.house, self._now, self._every = house, now, every
        self.reports: list[Report] = []
        self._stop = threading.Event()
        self._ticking, self._reading = threading.Lock(), threading.Lock()

    def work(self) -> None:
        """Tick until `stop` is called, then leave within `STOP_SECONDS`, even while a request hangs."""
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler
        from apscheduler.triggers.interval import IntervalTrigger

        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # "maximum instances reached" is what we want
        # One thread each: a tick never overlaps with a tick, and a slow file never holds up a tick.
        scheduler = BackgroundScheduler(
            executors={"ticks": ThreadPoolExecutor(1), "routes": ThreadPoolExecutor(1)}, timezone=UTC
        )
        for name, job in (("ticks", self._tick), ("routes", self._routes)):
            scheduler.add_job(
                job,
                IntervalTrigger(seconds=self._every, jitter=self._every * JITTER, timezone=UTC),
                executor=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
                next_run_time=datetime.now(UTC),
            )
        scheduler.start()
        log.info("started", extra={"database": str(self.house.settings.database), "every_s": self._every})
        try:
            while not self._stop.wait(1.0):
                pass
        finally:
            self._stop.set()
            scheduler.pause()
            self._leave(scheduler)

    def stop(self) -> None:
        self._stop.set()

    def _tick(self) -> None:
        report = self._guarded(self._ticking, once)
        if report is not None:
            self.reports = [*self.reports[-9:], report]

    def _routes(self) -> None:
        self._guarded(self._reading, routes_once)

    def _guarded(self, busy: threading.Lock, work: Callable[..., Report]) -> Report | None:
        with busy:
            if self._stop.is_set():
                return None
            try:
                return work(self.house, self._now(), stopping=self._stop.is_set)
            except StoreBroken as error:
                log.error("the store refuses", extra={"reason": error.reason, "advice": error.advice})
            except Exception:
                log.exception("bug")  # the loop must go on; the rows hold everything
            return None

    def _leave(self, scheduler: object) -> None:
        """Wait for what is under way, but not for ever: nobody waits for a hanging server to be stopped."""
        routes = self.house.app.routes
        if isinstance(routes, ChildRouteReader):
            routes.stop()
        deadline = time.monotonic() + STOP_SECONDS
        if all(busy.acquire(timeout=max(0.0, deadline - time.monotonic())) for busy in (self._ticking, self._reading)):
            scheduler.shutdown(wait=False)  # type: ignore[attr-defined]
            self.house.close()
            log.info("stopped")
            return
        log.warning("stopped while a request was under way; its run stays `submitting` and is settled later")
        logging.shutdown()
        os._exit(0)  # the only way past a thread that waits for a socket; everything it had begun is in its row


def run(settings: Settings) -> None:
    """`runtrack run`: until SIGTERM or SIGINT. Raises `AlreadyRunning`, `StoreBroken`."""
    with alone(settings):
        daemon = Daemon(_openable(build(settings)), now=lambda: datetime.now(UTC), every=settings.poll_seconds)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: daemon.stop())
        daemon.work()


def _openable(house: House) -> House:
    """The same, when the sealing key opens a stored login (or there is none). Raises `StoreBroken`: without the key no
    tick can do anything. One login that it does not open is said, and the others go on."""
    links = [link for link in house.app.store.all(Connection, ME) if link.sealed]
    closed = {link.service: why for link in links if (why := health.unopened(house.app, link))}
    if closed and len(closed) == len(links):
        names = ", ".join(sorted(closed))
        house.close()
        raise StoreBroken(f"no stored login can be opened ({names}): {next(iter(closed.values()))}", NO_KEY)
    for service, why in closed.items():
        log.error("a login cannot be opened", extra={"service": service, "reason": why})
    return house


def run_once(settings: Settings, now: datetime) -> int:
    """`runtrack run --once`: 0 fine, 1 something needs a person, 2 failed."""
    with alone(settings):
        house = _openable(build(settings))
        try:
            report = once(house, now)
            routes_once(house, now)
        finally:
            house.close()
    if report.needs_person:
        return 1
    return 0 if report.did_its_work else 2
