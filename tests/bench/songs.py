"""`make bench-songs`: what 10,000 songs on their way cost one machine, and what a song costs on DynamoDB.

`python -m tests.bench.songs [--quick] [--json FILE]` prints a table. One machine: ticks of people with 10, 100 and
1,000 open songs in one file with 10,000 of them, idle and with a play that may be of one; the CPU, the statements and
the rows that are read. DynamoDB: the requests and units of a sending, of such ticks and of the tick that sees a song,
counted from what is asked and answered (moto's prices are none).
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sync.core.song_share import ENDS_AFTER, Share
from sync.core.user import Connection, User
from sync.engine.asks import send_song
from sync.engine.song_views import page_of_sent
from sync.engine.tick import tick
from tests.bench import songs_dynamo
from tests.bench.figures import Figure, of_several
from tests.bench.open_songs import Plays, befriend, played, song_number
from tests.bench.reporting import Part, options_of, report
from tests.support.music import MusicWorld

MACHINE, PAGES = "one machine", "pages"
OPEN = (10, 100, 1_000)
ALL, TIMES = 10_000, 60
IDLE_LIMIT, PLAY_LIMIT, SENDING_LIMIT, PAGE_LIMIT = 5.0, 60.0, 20.0, 60.0  # ms CPU
MINUTE = timedelta(minutes=1)


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


def of_machine(folder: Path, *, quick: bool) -> list[Figure]:
    times, figures = 5 if quick else TIMES, list[Figure]()
    with MusicWorld(folder, login=False) as world:
        machine = Machine(world, 2_000 if quick else ALL)
        for count in OPEN:
            name = f"p{count}"
            machine.settle(name)
            figures += _idle(machine, name, count, times)
            figures.append(_with_a_play(machine, name, count, times))
        figures.append(_everybody(machine))
        figures.append(_sending(machine, times))
        figures.append(_page(machine))
    return figures


def _idle(machine: Machine, name: str, count: int, times: int) -> Iterator[Figure]:
    """Between two polls of the music service."""
    with machine.counting() as counted:
        machine.ticked(name)
    took = [machine.ticked(name) for _ in range(times)]
    about = f"{counted[0]} statements that read, {counted[1]} rows"
    yield of_several(MACHINE, f"a tick, {count:,} open songs, no play", took, "ms CPU", limit=IDLE_LIMIT, about=about)


def _with_a_play(machine: Machine, name: str, count: int, times: int) -> Figure:
    """Of another song, each five minutes."""
    took, reads = list[float](), list[int]()
    for number in range(max(3, times // 4)):
        machine.now += 5 * MINUTE
        machine.plays.told[name].append(played(name, 20_000 + number, machine.now - MINUTE))
        with machine.counting() as counted:
            took.append(machine.ticked(name))
        reads = counted
    about = f"{reads[0]} statements that read, {reads[1]} rows"
    return of_several(MACHINE, f"a tick, {count:,} open songs, a play", took, "ms CPU", limit=PLAY_LIMIT, about=about)


def _everybody(machine: Machine) -> Figure:
    """One minute of everybody who has open songs."""
    names = [name for name in machine.plays.told if name.startswith("other")]
    for name in names:
        machine.ticked(name)
    spent = sum(machine.ticked(name) for name in names)
    per_thousand = spent / (len(names) * 100) * 1000
    about = f"a minute's ticks of {len(names)} people with 100 each, which would be made without a song as well"
    return Figure(MACHINE, "ticks per 1,000 open songs", per_thousand, "ms CPU", about=about)


def _sending(machine: Machine, times: int) -> Figure:
    """To ten friends by turns, each with 100 open songs."""
    names, app = [f"other{number:03}" for number in range(min(8, len(machine.plays.told) - 3))], machine.app
    befriend(app, "anna", names, machine.now)
    took = []
    for number in range(min(times, 24)):
        begun = time.process_time()
        to = names[number % len(names)]
        send_song.send(app, "anna", to, song_number(50_000 + number), f"5e{number:04x}", machine.now)
        took.append((time.process_time() - begun) * 1000)
    return of_several(MACHINE, "a song is sent", took, "ms CPU", limit=SENDING_LIMIT)


def _page(machine: Machine) -> Figure:
    """What became of what was sent: what each listener says now is read anew."""
    with machine.counting() as counted:
        begun = time.process_time()
        page_of_sent(machine.app.store, "anna", None, 20)
        spent = (time.process_time() - begun) * 1000
    about = f"{counted[0]} statements that read, {counted[1]} rows"
    return Figure(PAGES, "a page of 20 songs that were sent", spent, "ms CPU", PAGE_LIMIT, about=about)


PARTS: dict[str, Part] = {
    "machine": lambda folder, how: of_machine(folder, quick=how.quick),
    "dynamo": lambda folder, how: songs_dynamo.measure(folder, quick=how.quick),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every limit holds, else 1."""
    return report("Songs between friends", PARTS, options_of("tests.bench.songs", __doc__, PARTS).parse_args(arguments))


if __name__ == "__main__":
    raise SystemExit(main())
