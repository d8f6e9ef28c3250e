"""The loop on one machine: each minute everybody's turn, stopped within 5 s."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import wait
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sync.adapters.fit_child import BoundedRouteReader
from sync.config import Settings
from sync.core.whose import work_of
from sync.engine.live.following_live import follows
from sync.engine.live.song_of_now import people_due
from sync.engine.people import people
from sync.engine.report import Report
from sync.entrypoints.daemon import holder, unconnected
from sync.entrypoints.daemon.lock import alone
from sync.entrypoints.daemon.one_tick import openable
from sync.entrypoints.daemon.pages import Pages, command
from sync.entrypoints.daemon.side_by_side import SideBySide
from sync.entrypoints.daemon.turn import follow_once, once, receive_once, routes_once, song_once
from sync.entrypoints.daemon.watchdog import Watchdog
from sync.entrypoints.notices import in_language, words_for
from sync.ports import StoreBroken
from sync.stores.backups import keep_copy
from sync.wiring import Wired, build

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

STOP_SECONDS = 4.0
JITTER = 0.1
LISTEN_SECONDS = 10.0
LIVE = "live"
log = logging.getLogger("runtrack.daemon")


class Daemon:
    """The running loop. `now` is the clock (the demo's runs faster), `every` the seconds between two ticks."""

    def __init__(self, wired: Wired, *, now: Callable[[], datetime], every: float) -> None:
        self.wired, self._now, self._every = wired, now, every
        self.reports: list[Report] = []
        self._missing = dict[str, str]()
        self._stop = threading.Event()
        self._reading, self._listening, self._watching = threading.Lock(), threading.Lock(), threading.Lock()
        self._ears: Wired | None = None
        self._runners: Wired | None = None
        self._songs = SideBySide(wired, self._song, first=False)
        self._eyes: Wired | None = None  # on runs in progress
        self._following: Callable[[], None] = lambda: None
        self._turns = SideBySide(wired, self._turn)
        self._within = every * (1 + JITTER) + wired.app.timing.tick_seconds + wired.app.timing.http_seconds
        self._through: Callable[[], None] = lambda: None

    def work(self) -> None:
        """Tick until `stop` is called, then leave within `STOP_SECONDS`, even while a request hangs."""
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler
        from apscheduler.triggers.interval import IntervalTrigger

        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # "maximum instances reached" is what we want
        # One thread each: a slow file never holds up a tick.
        scheduler = BackgroundScheduler(
            executors={name: ThreadPoolExecutor(1) for name in ("ticks", "routes", "messages", "songs", LIVE)},
            timezone=UTC,
        )
        jobs = [("ticks", self._tick, self._every), ("routes", self._routes, self._every)]
        jobs.append((LIVE, lambda: self._follow(scheduler), min(self._every, LISTEN_SECONDS)))
        if self.wired.app.music:
            jobs.append(("songs", self._songs_of_now, min(self._every, LISTEN_SECONDS)))
        if self.wired.app.messengers:
            jobs.append(("messages", self._receive, min(self._every, LISTEN_SECONDS)))
        for name, job, every in jobs:
            scheduler.add_job(
                job,
                IntervalTrigger(seconds=every, jitter=every * JITTER, timezone=UTC),
                id=name,
                executor=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
                next_run_time=datetime.now(UTC),
            )
        self._following = lambda: scheduler.resume_job(LIVE)
        scheduler.start()
        settings = self.wired.settings
        where = {"database": str(settings.database), "settings": settings.origin}
        log.info("started", extra={**where, "every_s": self._every})
        for warning in settings.warnings:
            log.warning("a setting may be wrong", extra={"problem": warning})
        watchdog = Watchdog(self._within, self._hangs)
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
        """A turn for everybody; those that take longer than this goes on in their own time, and have none meanwhile."""
        names = self._guarded(lambda: people(self.wired.app))
        if self._guarded(lambda: follows(self.wired.store, self._now())):
            self._following()
        turns = self._turns.hand_out(names or [])
        wait(turns, timeout=self._every / 2)

    def _turn(self, wired: Wired, user: str) -> None:
        """One person's turn, in a thread of its own."""
        with work_of(user):
            self._took_turn(wired, user)

    def _took_turn(self, wired: Wired, user: str) -> None:
        report = self._guarded(lambda: once(wired, user, self._now(), stopping=self._stop.is_set))
        if self._turns.longest() <= self._within:  # else one hangs, whatever the others do
            self._through()
        if report is None:
            return
        self._guarded(lambda: self._say_missing(wired, user, report))
        self.reports = [*self.reports[-9:], report]

    def _say_missing(self, wired: Wired, user: str, report: Report) -> None:
        """What has to be connected first is said when that begins and when it is over, not each minute."""
        missing = unconnected.line(wired, user, self._now()) if report.needs_person else ""
        before = self._missing.pop(user, "")
        if missing:
            self._missing[user] = missing
        if missing and missing != before:
            log.warning(missing)
        elif before and not missing:
            log.info("everything that is needed is connected")

    def _routes(self) -> None:
        """The day's copy of the database, and everybody's routes: each as many as can be begun in a fair share."""
        with self._reading:
            now = self._now()
            self._guarded(lambda: keep_copy(self.wired.store, now))
            for user in self._guarded(lambda: people(self.wired.app)) or []:
                self._guarded(lambda user=user: routes_once(self.wired, user, now, stopping=self._stop.is_set))  # type: ignore[misc]  # a lambda with a default

    def _songs_of_now(self) -> None:
        """The songs of those who run, apart from the ticks: one that hangs delays no other's. One read where nobody
        does."""
        if self._runners is None:
            self._runners = self.wired.another()
        store = self._runners.store
        self._songs.hand_out(self._guarded(lambda: people_due(store, self._now())) or [])

    def _song(self, wired: Wired, user: str) -> None:
        with work_of(user):
            self._guarded(lambda: song_once(wired, user, self._now(), stopping=self._stop.is_set))

    def _receive(self) -> None:
        """What came by the messengers, apart from the ticks: who writes to the bot waits for the answer."""
        with self._listening:
            if self._ears is None:
                self._ears = self.wired.another()
            wired = self._ears
            self._guarded(lambda: receive_once(wired, self._now(), stopping=self._stop.is_set))

    def _follow(self, scheduler: "BackgroundScheduler") -> None:
        """Runs in progress that are followed. While there is none this waits for a tick that finds one."""
        with self._watching:
            if not self._guarded(lambda: follows(self.wired.store, self._now())):
                scheduler.pause_job(LIVE)
                return
            if self._eyes is None:
                self._eyes = self.wired.another()
            wired = self._eyes
            self._guarded(lambda: follow_once(wired, self._now(), stopping=self._stop.is_set))

    def _guarded[T](self, work: Callable[[], T]) -> T | None:
        """The loop must go on: the rows hold everything."""
        if self._stop.is_set():
            return None
        try:
            return work()
        except StoreBroken as error:
            log.error("the store refuses", extra={"reason": error.reason, "advice": error.advice})
        except Exception:
            log.exception("bug")
        return None

    def _leave(self, scheduler: object) -> None:
        """Wait for what is under way, but not for ever: nobody waits for a hanging server to be stopped."""
        routes = self.wired.app.routes
        if isinstance(routes, BoundedRouteReader):
            routes.stop()
        self._turns.close()
        self._songs.close()
        deadline = time.monotonic() + STOP_SECONDS
        under_way = [*self._turns.under_way().values(), *self._songs.under_way().values()]
        late = wait(under_way, timeout=STOP_SECONDS).not_done
        if not late and self._reading.acquire(timeout=max(0.0, deadline - time.monotonic())):
            self._reading.release()  # a job that was only just begun must not wait for it: it sees that we stop
            scheduler.shutdown(wait=False)  # type: ignore[attr-defined]  # apscheduler has no types
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
            openable(build(settings, words=words_for(settings), translate=in_language)),
            now=lambda: datetime.now(UTC),
            every=settings.poll_seconds,
        )
        pages = Pages(command(settings.web)) if settings.web is not None else None

        def stop() -> None:
            daemon.stop()
            if pages is not None:
                pages.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop())
        if pages is not None:
            pages.start()
        daemon.work()
        if pages is not None:
            pages.join()
