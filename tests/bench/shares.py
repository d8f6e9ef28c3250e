"""`make bench-shares`: how often friends' songs are looked for, against how long it takes until one is seen.

`python -m tests.bench.shares [--shares N] [--seed N]` prints a table: for each choice of looks, listeners whose plays
are captured anyway (a look reads what is kept, and calls nobody), and others, of whom nothing is known but what a look
brings: each would be a call to their music service. The listeners are assumed, not measured: half of the songs are
played within the hour, a third within the day, an eighth within the week, the others never; one play in thirty reaches
the service hours late.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import quantiles

from rich.console import Console
from rich.table import Table

from sync.core.music import Song
from sync.core.song_share import LOOKS, Looks, Sending
from tests.bench.figures import WIDTH

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHOSEN = f"grows by {LOOKS.growth:g}, to a day, {LOOKS.most}"
CHOICES = {
    "each 4 min": Looks(1.0, DAY, 10_000),
    "grows by 1.5, to 6 h": Looks(1.5, HOUR * 6, 60),
    CHOSEN: LOOKS,
    "doubles, to a day, 8": Looks(2.0, DAY, 8),
    "triples, to a day, 12": Looks(3.0, DAY, 12),
}
POLLED = {"Spotify, 5 min": timedelta(minutes=5), "scrobbles, 15 min": timedelta(minutes=15)}


@dataclass(frozen=True, slots=True)
class Row:
    """`looks` for each song; `delays`: minutes from the end of a play to when it was seen; `unseen`: share of the songs
    that were played, and never seen."""

    looks: float
    delays: Sequence[float]
    unseen: float

    def later_than(self, percent: int) -> float:
        return quantiles(self.delays, n=100)[percent - 1] if len(self.delays) > 1 else 0.0


def told_at(dice: random.Random, seconds: float) -> tuple[datetime, datetime] | None:
    """When a play ended, and when its service tells of it; None where there is none."""
    kind = dice.choices(("hour", "day", "week", "never"), (12, 8, 3, 1))[0]
    if kind == "never":
        return None
    most = {"hour": HOUR, "day": DAY, "week": 7 * DAY - HOUR}[kind]
    end = NOON + dice.random() * most + timedelta(seconds=seconds)
    late = timedelta(hours=dice.expovariate(1 / 4)) if dice.random() < 1 / 30 else timedelta(0)
    return end, end + late


def simulated(how: Looks, shares: int, seed: int, seen_by_poll: Callable[[datetime], datetime] | None) -> Row:
    """Songs that are looked for so. `seen_by_poll`: when a play that is told of is captured anyway; None: never."""
    dice, looks, delays, played = random.Random(seed), 0, list[float](), 0
    for _ in range(shares):
        seconds = dice.uniform(125, 290)
        share = Sending("anna", "1", Song("A", "B", seconds), ("me",), NOON).share_for("me")
        told = told_at(dice, seconds)
        played += told is not None
        by_poll = seen_by_poll(told[1]) if told and seen_by_poll is not None else None
        while share.due is not None:
            at = share.due
            if told is not None and by_poll is not None and by_poll <= at:
                delays.append((by_poll - told[0]) / timedelta(minutes=1))
                break
            looks += 1
            if told is not None and told[1] <= at:
                delays.append((at - told[0]) / timedelta(minutes=1))
                break
            share = share.not_seen(at, how)
    return Row(looks / shares, delays, 1 - len(delays) / played)


def polled(every: timedelta, seed: int) -> Callable[[datetime], datetime]:
    """Captured at the next of the regular polls, whose phase is anybody's."""
    dice = random.Random(f"phase {seed}")
    return lambda told: told + dice.random() * every


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shares", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    table = Table("looks", "listener", "looks a song", "music calls a song", "seen p50", "p95", "p99", "never seen")
    for name, how in CHOICES.items():
        for listener, every in (*POLLED.items(), ("nobody captures", None)):
            capture = polled(every, asked.seed) if every is not None else None
            row = simulated(how, asked.shares, asked.seed, capture)
            calls = f"{row.looks:.1f}" if every is None else "0"
            delays = (f"{row.later_than(percent):,.0f} min" for percent in (50, 95, 99))
            table.add_row(name, listener, f"{row.looks:.1f}", calls, *delays, f"{100 * row.unseen:.1f} %")
    Console(width=WIDTH).print(table)
    print(f"seed {asked.seed}, {asked.shares:,} songs a row; chosen: {CHOSEN}")


if __name__ == "__main__":
    main()
