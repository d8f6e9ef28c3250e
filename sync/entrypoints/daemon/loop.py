"""The loop on one machine: APScheduler calls `tick` each minute, one instance per database, stopped within 5 s."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sync.adapters.fit_child import ChildRouteReader
from sync.app import Timing
from sync.config import Settings
from sync.core.user import Connection
from sync.engine import blocks, health
from sync.engine.report import Report
from sync.engine.routes import RESERVE
from sync.engine.tick import read_routes, tick
from sync.entrypoints.daemon import holder, unconnected
from sync.entrypoints.daemon.watchdog import Watchdog
from sync.entrypoints.notices import words_for
from sync.ports import StoreBroken
from sync.stores import private, schema
from sync.stores.backups import back_up
from sync.stores.sqlite import SqliteStore
from sync.stores.sqlite_words import explained
from sync.wiring import ME, WORK_SECONDS, Wired, build

STOP_SECONDS = 4.0
NO_KEY = "`runtrack doctor` looks at the key; nothing is lost meanwhile but what Spotify keeps for a short time only"
ROUTES_SECONDS = 50.0
JITTER = 0.1
log = logging.getLogger("runtrack.daemon")


class AlreadyRunning(Exception):
    """Another process works on this database; `known` says which, since when, and whether it hangs."""

    def __init__(self, database: str, known: holder.Holder | None) -> None:
        who = f"process {known.process}" if known else "process unknown"
        more = f", {known.words(datetime.now(UTC))}" if known else ""
        super().__init__(f"another `runtrack run` ({who}) already works on {database}{more}")


@contextmanager
def alone(settings: Settings, lasting: timedelta | None = None, *, rebuilds: bool = False) -> Iterator[None]:
    """Hold the database's lock file for as long as the block runs. The kernel lets go of it however we end.
    `lasting`: how long it may take, for who comes later; `rebuilds`: a file that is no database may be set aside."""
    from filelock import FileLock, Timeout

    schema.refuse_foreign(settings.database, texts=not rebuilds)  # before a file of ours lies beside it
    path = holder.lock_path(settings)
    taken = False
    with explained(path):
        private.make_folder(path.parent)
        lock = FileLock(path, mode=private.FILE)
        try:
            lock.acquire(timeout=0)
        except Timeout:  # an OSError too, but no fault of the disk's
            taken = True
    if taken:
        raise AlreadyRunning(str(settings.database), holder.read(settings))
    try:
        with suppress(OSError):  # only a word for the next one: on a full disk the lock is held all the same
            holder.write(settings, holder.me(lasting))
        yield
    finally:
        with suppress(OSError):
            holder.remove(settings)
        lock.release()


def once(wired: Wired, now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> Report:
    """One tick with its time budget, then the heartbeat if it did its work."""
    report = tick(wired.app, ME, now, _time_left(wired.app.timing.tick_seconds, stopping))
    if report.did_its_work:
        wired.app.notifier.heartbeat()
    return report


def routes_once(
    wired: Wired, now: datetime, *, stopping: Callable[[], bool] = lambda: False, begin_for: float = ROUTES_SECONDS
) -> Report:
    """The routes that are due, as many as can be begun within `begin_for` seconds, and the day's database copy."""
    if isinstance(wired.store, SqliteStore):
        try:
            back_up(wired.store, now)
        except StoreBroken as error:  # tried again with the next one; what the disk still takes goes on
            log.error("no copy of the database", extra={"reason": error.reason, "advice": error.advice})
    seconds = begin_for + wired.app.timing.route_seconds + RESERVE
    return read_routes(wired.app, ME, now, _time_left(seconds, stopping))


def _time_left(seconds: float, stopping: Callable[[], bool]) -> Callable[[], float]:
    deadline = time.monotonic() + seconds
    return lambda: 0.0 if stopping() else deadline - time.monotonic()


class Daemon:
    """The running loop. `now` is the clock (the demo's runs faster), `every` the seconds between two ticks."""

    def __init__(self, wired: Wired, *, now: Callable[[], datetime], every: float) -> None:
        self.wired, self._now, self._every = wired, now, every
        self.reports: list[Report] = []
        self._missing = ""
        self._stop = threading.Event()
        self._ticking, self._reading = threading.Lock(), threading.Lock()
        self._through: Callable[[], None] = lambda: None

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
        settings, timing = self.wired.settings, self.wired.app.timing
        where = {"database": str(settings.database), "settings": settings.origin}
        log.info("started", extra={**where, "every_s": self._every})
        for warning in settings.warnings:
            log.warning("a setting may be wrong", extra={"problem": warning})
        watchdog = Watchdog(self._every * (1 + JITTER) + timing.tick_seconds + timing.http_seconds, self._hangs)
        self._through = watchdog.ticked
        try:
            while not self._stop.wait(1.0):
                watchdog.look()
        finally:
            self._stop.set()
            scheduler.pause()
            self._leave(scheduler)

    def stop(self) -> None:
        self._stop.set()

    def _hangs(self, seconds: float) -> None:
        """A tick does not end: said in the log, and to `status` and whoever finds the lock taken."""
        log.error("a tick hangs", extra={"no_tick_for_s": round(seconds), "advice": "end this process and start it"})
        known = holder.read(self.wired.settings) or holder.me()
        with suppress(OSError):
            holder.write(self.wired.settings, replace(known, hangs_since=self._now() - timedelta(seconds=seconds)))

    def _tick(self) -> None:
        report = self._guarded(self._ticking, self._once)
        self._through()
        if report is not None:
            self.reports = [*self.reports[-9:], report]

    def _once(self, wired: Wired, now: datetime, *, stopping: Callable[[], bool]) -> Report:
        """A tick; what has to be connected first is said when that begins and when it is over, not each minute."""
        report = once(wired, now, stopping=stopping)
        missing = unconnected.line(wired, now) if report.needs_person else ""
        if missing and missing != self._missing:
            log.warning(missing)
        elif self._missing and not missing:
            log.info("everything that is needed is connected")
        self._missing = missing
        return report

    def _routes(self) -> None:
        self._guarded(self._reading, routes_once)

    def _guarded(self, busy: threading.Lock, work: Callable[..., Report]) -> Report | None:
        with busy:
            if self._stop.is_set():
                return None
            try:
                return work(self.wired, self._now(), stopping=self._stop.is_set)
            except StoreBroken as error:
                log.error("the store refuses", extra={"reason": error.reason, "advice": error.advice})
            except Exception:
                log.exception("bug")  # the loop must go on; the rows hold everything
            return None

    def _leave(self, scheduler: object) -> None:
        """Wait for what is under way, but not for ever: nobody waits for a hanging server to be stopped."""
        routes = self.wired.app.routes
        if isinstance(routes, ChildRouteReader):
            routes.stop()
        deadline = time.monotonic() + STOP_SECONDS
        if all(busy.acquire(timeout=max(0.0, deadline - time.monotonic())) for busy in (self._ticking, self._reading)):
            for busy in (self._ticking, self._reading):
                busy.release()  # a job that was only just begun must not wait for it: it sees that we stop
            scheduler.shutdown(wait=False)  # type: ignore[attr-defined]
            self.wired.close()
            log.info("stopped")
            return
        log.warning("stopped while a request was under way; its run stays `submitting` and is settled later")
        logging.shutdown()
        os._exit(0)  # the only way past a thread that waits for a socket; everything it had begun is in its row


def run(settings: Settings) -> None:
    """`runtrack run`: until SIGTERM or SIGINT. Raises `AlreadyRunning`, `StoreBroken`."""
    with alone(settings):
        daemon = Daemon(
            _openable(build(settings, words=words_for(settings))),
            now=lambda: datetime.now(UTC),
            every=settings.poll_seconds,
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: daemon.stop())
        daemon.work()


def _openable(wired: Wired) -> Wired:
    """The same, when the sealing key opens a stored login (or there is none). Raises `StoreBroken`: without the key no
    tick can do anything. One login that it does not open is said, and the others go on."""
    links = [link for link in wired.app.store.all(Connection, ME) if link.sealed]
    closed = {link.service: why for link in links if (why := health.unopened(wired.app, link))}
    if closed and len(closed) == len(links):
        names = ", ".join(sorted(closed))
        wired.close()
        raise StoreBroken(f"no stored login can be opened ({names}): {next(iter(closed.values()))}", NO_KEY)
    for service, why in closed.items():
        log.error("a login cannot be opened", extra={"service": service, "reason": why})
    return wired


def run_once(settings: Settings, now: datetime) -> int:
    """`runtrack run --once`: 0 fine, 1 something needs a person, 2 failed; what it could not do is said on stderr."""
    longest = settings.http_seconds + WORK_SECONDS + ROUTES_SECONDS + Timing().route_seconds + RESERVE
    with alone(settings, timedelta(seconds=longest)):
        wired = _openable(build(settings, words=words_for(settings)))
        try:
            heard = unconnected.is_heard(wired.store)
            report = once(wired, now)
            routes_once(wired, now)
            if heard:
                unconnected.say(wired, settings, now)
            waits = blocks.of_user(wired.app, ME, now)
        finally:
            wired.close()
    return unconnected.ended(report, waits)
