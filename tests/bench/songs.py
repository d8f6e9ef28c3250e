"""`make bench-songs`: what 10,000 songs on their way cost one machine, and what a song costs on DynamoDB.

`python -m tests.bench.songs [--quick] [--json FILE]` prints a table. One machine: ticks of people with 10, 100 and
1,000 open songs in one file with 10,000 of them, idle and with a play that may be of one; the CPU, the statements and
the rows that are read; and 1,000 updates of a bot a minute beside them. DynamoDB: the requests and units of a sending,
of such ticks and of the tick that sees a song, counted from what is asked and answered (moto's prices are none).
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sync.engine.asks import send_song
from sync.engine.song_views import page_of_sent
from tests.bench import songs_dynamo, songs_hooks
from tests.bench.figures import Figure, of_several
from tests.bench.open_songs import MINUTE, befriend, played, song_number
from tests.bench.reporting import Part, options_of, report
from tests.bench.song_machine import ALL, OPEN, Machine
from tests.support.music import MusicWorld

MACHINE, PAGES = "one machine", "pages"
TIMES = 60
IDLE_LIMIT, PLAY_LIMIT, SENDING_LIMIT, PAGE_LIMIT = 5.0, 60.0, 20.0, 60.0  # ms CPU


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
    "hooks": lambda folder, how: songs_hooks.measure(folder, quick=how.quick),
    "dynamo": lambda folder, how: songs_dynamo.measure(folder, quick=how.quick),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every limit holds, else 1."""
    return report("Songs between friends", PARTS, options_of("tests.bench.songs", __doc__, PARTS).parse_args(arguments))


if __name__ == "__main__":
    raise SystemExit(main())
