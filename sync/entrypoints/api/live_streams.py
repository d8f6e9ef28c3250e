"""Who looks at runs in progress: what has come is worked out once for all who see the same, and handed to each.

The store's change counter is looked at ten times a second while somebody looks, so a point that a phone posts here, or
that the daemon fetches in another process, is on all pages within a fraction of a second.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sync.app import App
from sync.core.user_name import ME
from sync.engine.asks.live_links import NOTED_EVERY, watched
from sync.engine.live.shown import ShownLive
from sync.engine.own import app_of
from sync.entrypoints.api.site import Site
from sync.entrypoints.api.streams import Stream, end, put
from sync.entrypoints.api.told_live import Audience, mark, seen, told
from sync.ports import StoreBroken
from sync.stores.sqlite_changes import SqliteChanges

EVERY = 0.1  # seconds
WAITING, MOST = 50, 5000
"""Events that a browser may be behind; streams at a time."""

log = logging.getLogger("runtrack.web")


@dataclass(frozen=True, slots=True)
class Told:
    """What an audience was told last, and by which mark it is known that nothing has changed."""

    mark: tuple[object, ...]
    shown: ShownLive | None
    whole: bytes
    event: bytes
    """What was new in it."""


class LiveStreams:
    """Of one server. Belongs to its event loop."""

    def __init__(self, site: Site) -> None:
        self._site, self._of = site, dict[Audience, set[Stream]]()
        self._told, self._fresh = dict[Audience, Told](), set[Stream]()
        self._watching: asyncio.Task[None] | None = None
        self._noted = dict[str, datetime]()
        self.closing = False

    @property
    def open(self) -> int:
        """How many there are."""
        return sum(map(len, self._of.values()))

    def join(self, audience: Audience) -> Stream | None:
        """A new one, which is told everything first; None where there are too many."""
        if self.closing or self.open >= MOST:
            return None
        stream: Stream = asyncio.Queue(WAITING)
        self._of.setdefault(audience, set()).add(stream)
        self._fresh.add(stream)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        return stream

    def leave(self, audience: Audience, stream: Stream) -> None:
        mine = self._of.get(audience, set())
        mine.discard(stream)
        self._fresh.discard(stream)
        if not mine:
            self._of.pop(audience, None)
            self._told.pop(audience, None)

    def close(self) -> None:
        """End all of them; the server is being stopped."""
        self.closing = True
        for streams in self._of.values():
            for stream in streams:
                end(stream)

    async def _watch(self) -> None:
        """Until the last stream has ended."""
        counter = SqliteChanges(self._site.settings.database)
        try:
            before = -1
            while self._of and not self.closing:
                try:
                    now = counter.counter()
                    if now != before or self._fresh:
                        before = now
                        await self._look()
                    await self._note()
                except StoreBroken as error:  # whoever watches is told with the next look
                    log.warning("a look at runs in progress failed", extra={"why": str(error)})
                    before = -1
                await asyncio.sleep(EVERY)
        finally:
            counter.close()

    async def _look(self) -> None:
        """One look at all audiences, in a thread; who is not there any more by then is told nothing."""
        fresh, self._fresh = self._fresh, set[Stream]()
        found = await self._site.look(ME, _looked(list(self._of), dict(self._told), self._site.now()))
        for audience, (now, changed) in found.items():
            streams = self._of.get(audience)
            if streams is None:
                continue
            self._told[audience] = now
            for stream in list(streams):
                if stream in fresh:
                    put(stream, now.whole)
                elif changed and stream not in self._fresh:  # else it came meanwhile, and is told everything next
                    put(stream, now.event)

    async def _note(self) -> None:
        """That somebody looks: their runs are followed more closely then."""
        now = self._site.now()
        for user in {audience.user for audience in self._of}:
            if now - self._noted.get(user, now - timedelta(days=1)) >= NOTED_EVERY:
                self._noted[user] = now
                await self._site.change(user, partial(_watched, user, now))


def _watched(user: str, now: datetime, app: App) -> None:
    watched(app.store, user, now)


def event_of(data: bytes) -> bytes:
    """As a browser's EventSource reads it; JSON has no line breaks of its own, whatever a name holds."""
    return b"event: live\ndata: " + data + b"\n\n"


def _looked(
    audiences: list[Audience], before: dict[Audience, Told], now: datetime
) -> Callable[[App], dict[Audience, tuple[Told, bool]]]:
    """Of each audience what it is told, and whether that is new."""

    def look(app: App) -> dict[Audience, tuple[Told, bool]]:
        found = dict[Audience, tuple[Told, bool]]()
        for audience in audiences:
            own, known = app_of(app, audience.user), before.get(audience)
            marked = mark(own, audience)
            if known is not None and known.mark == marked:
                found[audience] = known, False
                continue
            one = seen(own, audience, now)
            whole = event_of(told(own, audience, one, now))
            event = event_of(told(own, audience, one, now, known.shown)) if known is not None else whole
            found[audience] = Told(marked, one, whole, event), True
        return found

    return look
