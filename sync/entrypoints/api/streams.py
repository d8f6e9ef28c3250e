"""Everybody's event streams: one look at what changed, encoded once, for all browsers of a person.

The store's change counter is looked at ten times a second while a stream is open, so changes of a daemon in another
process, of a command and of this server are all seen.
"""

import asyncio
import contextlib
import json
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sync.app import App
from sync.core.user import User
from sync.core.user_name import ME
from sync.engine.changes import Change, Seen, changes, seen
from sync.entrypoints.api.site import Site
from sync.stores.sqlite_changes import SqliteChanges

EVERY = 0.1  # seconds; a look at the counter takes microseconds
KEPT, WAITING, MOST = 500, 100, 2000
"""Events kept for browsers that come back; events that one may be behind; streams at a time."""
FEW = 20
"""Of so many people everything is looked at; of more only those whose row has changed, as each tick changes it."""
AGAIN = "again"
"""The event that says: look at everything again, for what was missed is not known any more."""

type Stream = asyncio.Queue[bytes | None]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often a person's row was saved: of a thousand people nothing else is read."""

    version: int


class Streams:
    """Of one server. Belongs to its event loop."""

    def __init__(self, site: Site) -> None:
        self._site, self._of = site, dict[str, set[Stream]]()
        self._boot, self._number = secrets.token_hex(4), 0
        self._kept = deque[tuple[int, str, bytes]](maxlen=KEPT)
        self._seen, self._versions = dict[str, Seen](), dict[str, int]()
        self._watching: asyncio.Task[None] | None = None
        self.closing = False

    @property
    def open(self) -> int:
        """How many there are."""
        return sum(map(len, self._of.values()))

    def join(self, user: str, last: str) -> Stream | None:
        """A new one, with what was missed since the event `last` (an id, "": none); None where there are too many."""
        if self.closing or self.open >= MOST:
            return None
        stream: Stream = asyncio.Queue(WAITING)
        for event in self._missed(user, last):
            stream.put_nowait(event)
        self._of.setdefault(user, set()).add(stream)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        return stream

    def leave(self, user: str, stream: Stream) -> None:
        mine = self._of.get(user, set())
        mine.discard(stream)
        if not mine:
            for known in (self._of, self._seen, self._versions):
                known.pop(user, None)

    def close(self) -> None:
        """End all of them; the server is being stopped."""
        self.closing = True
        for streams in self._of.values():
            for stream in streams:
                end(stream)

    def tell(self, user: str, told: Iterable[Change]) -> None:
        """Encode once, and hand it to all streams of a person. One that is too far behind is ended: it comes back."""
        for change in told:
            self._number += 1
            event = encoded(change.kind, change.what, f"{self._boot}-{self._number}")
            self._kept.append((self._number, user, event))
            for stream in list(self._of.get(user, ())):
                put(stream, event)

    def _missed(self, user: str, last: str) -> list[bytes]:
        boot, _, number = last.partition("-")
        if not last:
            return []
        oldest = self._kept[0][0] if self._kept else self._number + 1
        known = boot == self._boot and number.isascii() and number.isdigit() and len(number) < 16
        if not known or not oldest - 1 <= int(number) <= self._number:
            return [encoded(AGAIN, {}, f"{self._boot}-{self._number}")]
        missed = [event for at, whose, event in self._kept if at > int(number) and whose == user]
        return missed if len(missed) < WAITING else [encoded(AGAIN, {}, f"{self._boot}-{self._number}")]

    async def _watch(self) -> None:
        """Until the last stream has ended."""
        counter = SqliteChanges(self._site.settings.database)
        try:
            before = -1
            while self._of and not self.closing:
                now = counter.counter()
                if now != before or self._of.keys() - self._seen.keys():
                    before = now
                    await self._look()
                await asyncio.sleep(EVERY)
        finally:
            counter.close()

    async def _look(self) -> None:
        """One look, in a thread; who has no stream any more by then is told nothing."""
        users = list(self._of)
        found = await self._site.look(ME, _looked(users, dict(self._versions)))
        for user, (version, now) in found.items():
            if user not in self._of:
                continue
            before = self._seen.get(user)
            self._seen[user], self._versions[user] = now, version
            if before is not None:
                self.tell(user, changes(before, now))


def encoded(kind: str, what: dict[str, str], id: str) -> bytes:
    """As a browser's EventSource reads it; JSON has no line breaks of its own, whatever a name holds."""
    return f"id: {id}\nevent: {kind}\ndata: {json.dumps(what)}\n\n".encode()


def _looked(users: list[str], versions: dict[str, int]) -> Callable[[App], dict[str, tuple[int, Seen]]]:
    def look(app: App) -> dict[str, tuple[int, Seen]]:
        found = dict[str, tuple[int, Seen]]()
        rows = app.store.load_each(User, [(user,) for user in users], Counted)
        for user, row in zip(users, rows, strict=True):
            version = row.version if row is not None else 0
            if len(users) <= FEW or versions.get(user) != version:
                found[user] = version, seen(app, user)
        return found

    return look


def put(stream: Stream, event: bytes) -> None:
    """One that is too far behind is ended: it comes back."""
    try:
        stream.put_nowait(event)
    except asyncio.QueueFull:
        end(stream)


def end(stream: Stream) -> None:
    """What it has not read is dropped."""
    while stream.full():
        stream.get_nowait()
    with contextlib.suppress(asyncio.QueueFull):
        stream.put_nowait(None)
