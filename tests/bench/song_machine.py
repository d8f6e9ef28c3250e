"""One machine with 10,000 open songs in one file."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sync.core.song_share import ENDS_AFTER, Share
from sync.core.user import Connection, User
from sync.engine.tick import tick
from tests.bench.open_songs import MINUTE, Plays, played, song_number
from tests.support.music import MusicWorld

OPEN = (10, 100, 1_000)
ALL = 10_000


class Machine:
    """10,000 open songs in one file: those of the people that are measured, and of others."""

    def __init__(self, world: MusicWorld, everybody: int) -> None:
        self.world, self.plays, self.statements, self.rows = world, Plays(), 0, 0
        self.app = replace(world.wired.app, music=(self.plays.source(),), catalogues=())
        self.now = world.now
        with world.sqlite.at_once():
            for count in OPEN:
                self._fill(f"p{count}", count)
            for number in range((everybody - sum(OPEN)) // 100):
                self._fill(f"other{number:03}", 100)

    def _fill(self, name: str, count: int) -> None:
        store, at = self.app.store, self.now - timedelta(hours=3)
        store.put(User(name, at - timedelta(days=1)))
        store.put(Connection(name, "spotify", "sealed"))
        for number in range(count):
            due = self.now + timedelta(days=1, minutes=number % 600)
            song = song_number(number)
            store.put(Share(name, f"{number:04x}", "anna", song, at, at + ENDS_AFTER, note="for the hills", due=due))
        self.plays.told[name] = [played(name, 9_000 + number, at + number * 4 * MINUTE) for number in range(40)]

    def settle(self, name: str) -> None:
        """The first tick keeps what the service tells at once."""
        for _ in range(2):
            self.ticked(name)

    def ticked(self, name: str) -> float:
        self.now += MINUTE
        begun = time.process_time()
        report_ = tick(self.app, name, self.now, lambda: 50.0)
        spent = (time.process_time() - begun) * 1000
        assert not report_.failed, report_.failed
        return spent

    @contextmanager
    def counting(self) -> Iterator[list[int]]:
        """Statements that read, and rows that they brought."""
        counted, sqlite = [0, 0], self.world.sqlite
        read = sqlite._read

        def counts(sql: str, *values: Any) -> list[Any]:
            rows = read(sql, *values)
            counted[0] += 1
            counted[1] += len(rows)
            return rows

        sqlite._read = counts  # type: ignore[method-assign]  # of this store alone
        try:
            yield counted
        finally:
            del sqlite._read
