"""What the API works with: a reader for the event loop, readers for longer looks, and one writer.

Short looks are done in the event loop: handing one to a thread and waking that takes longer than most of them do, and
neither gets on while the other one holds the interpreter. Each reader has a connection of its own, so that no look
waits for another one, nor for the daemon's writes (SQLite's write-ahead log).
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from sync.adapters.fit_child import BoundedRouteReader
from sync.app import App
from sync.config import Settings
from sync.engine.own import app_of
from sync.entrypoints.notices import in_language, words_for, words_in_the_pages
from sync.ports import Sleep
from sync.wiring import Kept, Wired, build, kept, looked_at

LONG_LOOKS, MOST_ASKED = 2, 4
"""Threads for looks that take long, and for logins."""
LONG = 0.005
"""Seconds for which nobody else should have to wait."""


class Site:
    """`address`: the base address under which browsers reach it, such as `http://127.0.0.1:8080`. `words`: of a notice
    that is sent; `words_here`: of one that is shown in the pages."""

    def __init__(
        self,
        settings: Settings,
        *,
        address: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        timer: Callable[[], float] = time.perf_counter,
        kept: Callable[[Settings, Sleep], Kept] = kept,
        shared: bool = False,
    ) -> None:
        """`kept`: where rows and files are. `shared`: that store keeps nothing between two calls and may be used by
        several threads at once, so all share one. Raises `StoreBroken` with the way out."""
        self.settings, self.address, self.now, self._timer = settings, address, now, timer
        self._long = set[tuple[str, str]]()
        self.words, self.words_here = words_for(settings), words_in_the_pages(settings)
        self._own, self._opened, self._opening = threading.local(), list[Wired](), threading.Lock()
        # First: it makes or migrates what is read.
        self._writer = self._kept(build(settings, kept=kept, words=self.words, translate=in_language))
        self._shared = self._writer if shared else None
        self._reader = self._looking()
        self._looks = ThreadPoolExecutor(LONG_LOOKS, "look")
        self._writes = ThreadPoolExecutor(1, "write")
        self._asks = ThreadPoolExecutor(MOST_ASKED, "ask")

    @property
    def installation(self) -> App:
        """What is the same for everybody; to look at in the event loop."""
        return self._reader.app

    def app(self, user: str) -> App:
        """As this person has set it up; for short looks in the event loop."""
        return app_of(self._reader.app, user)

    async def short_look[T](self, kind: str, user: str, work: Callable[[App], T]) -> T:
        """A look that takes longer than `LONG` for few people: in the event loop, but in a thread for whom the last one
        of this kind took long."""

        def timed(app: App) -> T:
            began = self._timer()
            try:
                return work(app)
            finally:
                change = self._long.add if self._timer() - began > LONG else self._long.discard
                change((kind, user))

        if (kind, user) in self._long:
            return await self.look(user, timed)
        return timed(self.app(user))

    async def look[T](self, user: str, work: Callable[[App], T]) -> T:
        """A longer look, in a thread."""

        def looked() -> T:
            wired = getattr(self._own, "wired", None)
            if wired is None:
                wired = self._own.wired = self._looking()
            return work(app_of(wired.app, user))

        return await asyncio.get_running_loop().run_in_executor(self._looks, looked)

    async def change[T](self, user: str, work: Callable[[App], T]) -> T:
        """A wish of a person, one at a time; the store decides between it and the daemon."""

        def changed() -> T:
            return work(app_of(self._writer.app, user))

        return await asyncio.get_running_loop().run_in_executor(self._writes, changed)

    async def ask[T](self, user: str, work: Callable[[App], T]) -> T:
        """A wish for which a service is asked: it may take half a minute, and no other wish waits for it."""
        asked = lambda: work(app_of(self._writer.app, user))  # noqa: E731
        return await asyncio.get_running_loop().run_in_executor(self._asks, asked)

    def reader(self) -> Wired:
        """One for a look that goes on for minutes; `let_go` ends it."""
        return self._looking()

    def let_go(self, wired: Wired) -> None:
        if wired is self._shared:
            return
        with self._opening:
            if wired in self._opened:
                self._opened.remove(wired)
        wired.close()

    def close(self) -> None:
        """Nobody waits for a service that does not answer: what it was asked for is in its row."""
        for pool in (self._looks, self._writes, self._asks):
            pool.shutdown(wait=False, cancel_futures=True)
        routes = self._writer.app.routes
        if isinstance(routes, BoundedRouteReader):
            routes.stop()
        with self._opening:
            for wired in self._opened:
                wired.close()
            self._opened.clear()

    def _looking(self) -> Wired:
        """Without the refresh tokens that logins begin with: storing them is the writer's."""
        if self._shared is not None:
            return self._shared
        return self._kept(build(self.settings.unseeded, kept=looked_at, words=self.words, translate=in_language))

    def _kept(self, wired: Wired) -> Wired:
        with self._opening:
            self._opened.append(wired)
        return wired


async def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


Here = Annotated[Site, Depends(_site)]
"""The parameter of an endpoint that needs the site."""
