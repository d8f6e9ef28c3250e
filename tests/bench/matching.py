"""`make bench-matching`: how often all songs of a run are found exactly, world by world, by our rule and plainer ones.

`python -m tests.bench.matching [--runs N] [--seed N] [--world TEXT] [--json]` prints a table, or JSON.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from time import process_time

from rich.console import Console
from rich.table import Table

from sync.core.listenings import listenings
from sync.core.play_times import moment
from sync.core.soundtrack import enough
from tests.bench.figures import WIDTH, as_json
from tests.bench.rivals import Told, overlapping, stamped
from tests.bench.worlds import CLEAN, HONEST, WORLDS, Run, World

TARGET = 0.97
OFF = 10.0
"""Seconds by which a song's begin or end may be off before the table counts it."""
MOST_MS = 5.0
"""CPU milliseconds that a run with two sources may take (the median of the worlds with two)."""
Rule = Callable[[Run], list[Told]]


def ours(run: Run) -> list[Told]:
    begin = moment(run.start)
    end = begin + run.elapsed
    told = listenings(run.plays, begin, end)
    return [Told(one.plays, one.begin, one.end) for one in told if enough(one, begin, end)]


PLAIN: dict[str, Rule] = {
    "inside": lambda run: stamped(run),
    "± 60 s": lambda run: stamped(run, 60.0, 60.0),
    "+ 5 min": lambda run: stamped(run, 300.0),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One world. `right`, `single` and `plain`: shares of its runs whose songs are exactly right, all of them and in
    order: by our rule, by the best source alone, and by the plain rules. `worse` and `better`: in how many runs only
    the best source alone, or only we, had it right. `merged`: listings that join two listenings; `doubled`: runs in
    which one listening is listed twice; `off`: share of the listings whose begin or end is off by more than 10 s;
    `ms`: CPU milliseconds that our rule took for a run."""

    world: World
    runs: int
    right: float
    single: float
    source: str
    worse: int
    better: int
    plain: dict[str, float]
    merged: int
    doubled: int
    off: float
    ms: float

    @property
    def noise(self) -> float:
        """By how many runs two equal rules may differ: two standard deviations of a coin thrown for each run in which
        they differ, and one run more."""
        return 2 * sqrt(self.worse + self.better) + 1

    @property
    def verdict(self) -> str:
        """ "held", "no promise", or what was missed."""
        if self.world.promise not in (CLEAN, HONEST):
            return "no promise"
        if self.worse - self.better > self.noise:
            return "below the best source alone"
        if self.world.promise == CLEAN and self.runs * (TARGET - self.right) > 2 * sqrt(
            self.runs * TARGET * (1 - TARGET)
        ):
            return f"below {TARGET:.0%}"
        return "held"

    @property
    def held(self) -> bool:
        return self.verdict in ("held", "no promise")


def measure(world: World, seed: int, runs: int) -> Row:
    """Every rule on the same runs."""
    sources = tuple(dict.fromkeys(service.source for service in world.services))
    right, plain = list[bool](), dict.fromkeys(PLAIN, 0)
    alone: dict[str, list[bool]] = {source: [] for source in sources}
    merged = doubled = listed = off = 0
    seconds = 0.0
    for run in world.runs(seed, runs):
        before = process_time()
        told = ours(run)
        seconds += process_time() - before
        right.append(_exact(told, run))
        for source in sources:
            alone[source].append(_exact(overlapping(run, source), run))
        for name, rule in PLAIN.items():
            plain[name] += _exact(rule(run), run)
        places = [_places(one, run) for one in told]
        merged += sum(not some for some in places)
        sure = [place for some in places if len(some) == 1 for place in some]
        doubled += len(sure) > len(set(sure))
        listed += len(told)
        off += sum(_is_off(one, some, run) for one, some in zip(told, places, strict=True))
    best = max(sources, key=lambda source: (sum(alone[source]), -sources.index(source)))
    both = list(zip(right, alone[best], strict=True))
    return Row(
        world,
        runs,
        sum(right) / runs,
        sum(alone[best]) / runs,
        best,
        sum(theirs and not mine for mine, theirs in both),
        sum(mine and not theirs for mine, theirs in both),
        {name: n / runs for name, n in plain.items()},
        merged,
        doubled,
        off / max(1, listed),
        1000 * seconds / runs,
    )


def _places(one: Told, run: Run) -> frozenset[int]:
    """The listenings of which all plays of a listing tell; none where it joins two."""
    return frozenset.intersection(*(run.told[play] for play in one.plays))


def _exact(told: Sequence[Told], run: Run) -> bool:
    songs = [run.heard[min(run.told[one.plays[0]])].heard.song.number for one in told]
    return songs == [run.heard[place].heard.song.number for place in run.truth]


def _is_off(one: Told, places: frozenset[int], run: Run) -> bool:
    heard = (run.heard[place].heard for place in places)
    return not any(
        max(abs(one.begin - song.start.timestamp()), abs(one.end - song.end.timestamp())) <= OFF for song in heard
    )


def cpu_of_two(rows: Sequence[Row]) -> float | None:
    """CPU milliseconds for a run with two sources: the median of such worlds; None where there is none."""
    times = sorted(row.ms for row in rows if len({service.source for service in row.world.services}) == 2)
    return times[len(times) // 2] if times else None


def held(rows: Sequence[Row]) -> bool:
    cpu = cpu_of_two(rows)
    return all(row.held for row in rows) and (cpu is None or cpu <= MOST_MS)


def print_table(console: Console, rows: Sequence[Row], seed: int, runs: int) -> None:
    table = Table(
        title=f"Percent of the runs whose songs are exactly right (seed {seed}, {runs} runs each)", title_justify="left"
    )
    table.add_column("world", no_wrap=True)
    for name in ("ours", "best\nsingle", *PLAIN, "false\nmerges", "doubled\nruns", f"> {OFF:g} s\noff", "CPU\nms"):
        table.add_column(name, justify="right")
    table.add_column("verdict", no_wrap=True)
    for row in rows:
        shares = (row.right, row.single, *row.plain.values())
        said = row.verdict if row.held else f"[bold red]{row.verdict}[/]"
        table.add_row(
            row.world.name,
            *(f"{100 * share:.1f}" for share in shares),
            str(row.merged),
            str(row.doubled),
            f"{100 * row.off:.1f}",
            f"{row.ms:.1f}",
            said,
        )
    console.print(table)
    console.print(
        f"Promised: {TARGET:.0%} where one good source tells all, and nowhere with honest sources below the best one "
        "alone by more than noise (two standard deviations of the runs in which they differ)."
    )
    cpu = cpu_of_two(rows)
    if cpu is not None:
        console.print(f"CPU for a run with two sources: {cpu:.1f} ms (at most {MOST_MS:g})")
    console.print("held" if held(rows) else "[bold red]missed[/]")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every promise holds, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.matching", description=__doc__)
    parser.add_argument("--runs", type=_positive, default=200, metavar="N", help="runs of each world (200)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, other runs (0)")
    parser.add_argument("--world", default="", metavar="TEXT", help="only the worlds whose name contains this")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    chosen = parser.parse_args(arguments)
    worlds = [world for world in WORLDS if chosen.world.casefold() in world.name.casefold()]
    if not worlds:
        parser.error(f"no world is called like {chosen.world!r}")
    rows = [measure(world, chosen.seed, chosen.runs) for world in worlds]
    if chosen.json:
        print(
            as_json(
                {"seed": chosen.seed, "runs": chosen.runs, "held": held(rows), "worlds": [_fields(row) for row in rows]}
            )
        )
    else:
        console = Console()
        print_table(console if console.is_terminal else Console(width=WIDTH), rows, chosen.seed, chosen.runs)
    return 0 if held(rows) else 1


def _fields(row: Row) -> dict[str, object]:
    return {
        "world": row.world.name,
        "ours": row.right,
        "best_single": row.single,
        "best_source": row.source,
        **row.plain,
        "false_merges": row.merged,
        "doubled_runs": row.doubled,
        "off": row.off,
        "cpu_ms": row.ms,
        "verdict": row.verdict,
    }


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of runs: say 1 or more")
    return number


if __name__ == "__main__":
    raise SystemExit(main())
