"""Archives under way: one of a person at a time, few in all, each made as it is sent and read by nobody else.

A zip is sent piece by piece and kept nowhere; how large it becomes nobody knows before it is there. One that cannot be
brought to its end is broken off, so that a browser says so: half an archive shall not look like one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from sync.adapters.archive_zip import packed
from sync.app import App
from sync.engine.asks.export import Entry
from sync.engine.own import app_of
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Site
from sync.wiring import Wired

MOST = 4
"""At a time: each has a thread and a connection of its own."""
STALLED, LOOKS = 60.0, 15.0
"""Seconds for which a browser may take nothing, and after which it is looked whether its person is still signed in."""
KEPT = 10_000
"""People whose last archive is remembered, for the page that shows how it went."""


class HowSent(StrEnum):
    """What became of an archive."""

    UNDER_WAY = "under way"
    SENT = "sent"
    BROKEN_OFF = "broken off"


@dataclass(slots=True)
class Sending:
    """One archive: files begun, and bytes sent so far."""

    began: datetime
    files: int = 0
    bytes: int = 0
    how: HowSent = HowSent.UNDER_WAY


class Exports:
    """Of one server. Belongs to its event loop; each archive is made in a thread of its own."""

    def __init__(self, site: Site) -> None:
        self._site, self._of = site, dict[str, Sending]()

    def of(self, user: str) -> Sending | None:
        """The one that is under way, or the last one since the server began."""
        return self._of.get(user)

    def is_free(self, user: str) -> bool:
        """Whether one could begin now."""
        under_way = self._under_way()
        return user not in under_way and len(under_way) < MOST

    async def begin(
        self, user: str, entries: Callable[[App], Iterator[Entry]], still_in: Callable[[], bool]
    ) -> AsyncIterator[bytes]:
        """Its bytes, after the first of them were made: what refuses it does so before. Raises `Refusal`, and as
        `entries` does."""
        sending = self._place(user)
        archive = _Archive(self._site, user, entries, sending)
        try:
            first = await archive.next()
        except BaseException:
            self._end(archive, sending, HowSent.BROKEN_OFF)
            raise
        return self._told(archive, sending, first, still_in)

    def _under_way(self) -> list[str]:
        return [one for one, sending in self._of.items() if sending.how is HowSent.UNDER_WAY]

    def _place(self, user: str) -> Sending:
        under_way = self._under_way()
        if user in under_way:
            raise Refusal(409, "export-under-way", "An archive of yours is being sent already: one at a time.")
        if len(under_way) >= MOST:
            said = "Others take their archives at this moment: try again in a minute."
            raise Refusal(503, "too-many-exports", said, headers={"Retry-After": "60"})
        if len(self._of) >= KEPT:
            self._of = {one: sending for one, sending in self._of.items() if sending.how is HowSent.UNDER_WAY}
        sending = self._of[user] = Sending(self._site.now())
        return sending

    async def _told(
        self, archive: "_Archive", sending: Sending, piece: bytes | None, still_in: Callable[[], bool]
    ) -> AsyncIterator[bytes]:
        how, clock = HowSent.BROKEN_OFF, asyncio.get_running_loop().time
        looked = clock()
        try:
            while piece is not None:
                sending.bytes += len(piece)
                yield piece
                if clock() - looked > LOOKS:
                    looked = clock()
                    if not still_in():
                        raise ConnectionAbortedError("signed out")
                piece = await archive.next()
            how = HowSent.SENT
        finally:
            self._end(archive, sending, how)

    def _end(self, archive: "_Archive", sending: Sending, how: HowSent) -> None:
        sending.how = how
        archive.close()


class _Archive:
    """The pieces of one, each made in its thread when it is asked for: whoever reads slowly fills no memory."""

    def __init__(self, site: Site, user: str, entries: Callable[[App], Iterator[Entry]], sending: Sending) -> None:
        self._site, self._user, self._entries, self._sending = site, user, entries, sending
        self._thread = ThreadPoolExecutor(1, "export")
        self._wired: Wired | None = None
        self._pieces: Iterator[bytes] | None = None

    async def next(self) -> bytes | None:
        """None behind the last one."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._next)

    def close(self) -> None:
        """Behind what the thread is at; nobody waits for that."""
        self._thread.submit(self._let_go)
        self._thread.shutdown(wait=False)

    def _next(self) -> bytes | None:
        if self._pieces is None:
            self._wired = self._site.reader()
            app = app_of(self._wired.app, self._user)
            self._pieces = packed(self._entries(app), self._sending.began, self._begun)
        return next(self._pieces, None)

    def _begun(self, name: str) -> None:
        self._sending.files += 1

    def _let_go(self) -> None:
        self._pieces = None
        if self._wired is not None:
            self._site.let_go(self._wired)


class Archive(StreamingResponse):
    """An archive on its way. A browser that takes nothing for `STALLED` seconds is left."""

    async def stream_response(self, send: Send) -> None:
        async def patient(message: Message) -> None:
            await asyncio.wait_for(send(message), STALLED)

        await super().stream_response(patient)
