"""`make bench-matching`: how often all songs of a run are found exactly, world by world, by our rule and by plain ones.

`python -m tests.bench.matching [--runs N] [--seed N] [--json]` prints a table, or JSON.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from sync.core.habit import rank
from sync.core.soundtrack import soundtrack
from sync.sim.listening import WORLDS, Run, World
from tests.bench.figures import WIDTH, as_json

TARGET = 0.97
SMALL_SKEW = 5.0  # seconds
OURS = "ours"

Names = list[tuple[str, str]]
Rule = Callable[[Run], Names]


def ours(run: Run) -> Names:
    return [(part.song.artist, part.song.title) for part in soundtrack(run.start, run.elapsed, run.plays)]


def stamped(after: float, before: float = 0.0) -> Rule:
    """The plain rule: every play stamped inside the run, give or take some seconds. Of several sources it takes the
    best one alone, or each song would be there twice."""

    def rule(run: Run) -> Names:
        best = min((rank(play.source) for play in run.plays), default=None)
        first, last = run.start - timedelta(seconds=before), run.start + timedelta(seconds=run.elapsed + after)
        plays = [play for play in run.plays if rank(play.source) == best and first <= play.played_at <= last]
        return [(play.song.artist, play.song.title) for play in sorted(plays, key=lambda play: play.played_at)]

    return rule


RULES: dict[str, Rule] = {
    OURS: ours,
    "played_at inside the run": stamped(0.0),
    "± 60 s": stamped(60.0, 60.0),
    "end + 5 min": stamped(300.0),
}


@dataclass(frozen=True)
class Row:
    """One world: the share of its runs whose songs are exactly right, all of them and in order, by rule."""

    world: World
    right: dict[str, float]

    @property
    def must(self) -> bool:
        """Whether our target is meant for this world: no play is missing and the watch's clock is good."""
        return not self.world.missing and self.world.skew <= SMALL_SKEW

    @property
    def held(self) -> bool:
        """Never below a plain rule, and at the target where it is meant."""
        return self.right[OURS] >= max(self.right.values()) and (not self.must or self.right[OURS] >= TARGET)


def measure(world: World, seed: int, runs: int) -> Row:
    """Every rule on the same runs."""
    right = dict.fromkeys(RULES, 0)
    for run in world.some(seed, runs):
        truth = [(song.artist, song.title) for song in run.truth]
        for name, rule in RULES.items():
            right[name] += rule(run) == truth
    return Row(world, {name: n / runs for name, n in right.items()})


def print_table(console: Console, rows: Sequence[Row], seed: int, runs: int) -> None:
    table = Table(title=f"Runs whose songs are exactly right (seed {seed}, {runs} runs each)", title_justify="left")
    where = f"where no play is missing and the skew is {SMALL_SKEW:g} s or less"
    table.caption = f"target: ours {TARGET:.0%} {where}, and nowhere below another rule"
    table.add_column("world", no_wrap=True)
    for name in RULES:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in rows:
        verdict = "[bold red]missed[/]" if not row.held else "held" if row.must else ""
        table.add_row(row.world.name, *(f"{share:.1%}" for share in row.right.values()), verdict)
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every target holds, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.matching", description=__doc__)
    parser.add_argument("--runs", type=_positive, default=400, metavar="N", help="runs of each world (400)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, other runs (0)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    chosen = parser.parse_args(arguments)
    rows = [measure(world, chosen.seed, chosen.runs) for world in WORLDS]
    held = all(row.held for row in rows)
    if chosen.json:
        worlds = [{"world": row.world.name, **row.right, "target": row.must, "held": row.held} for row in rows]
        print(as_json({"seed": chosen.seed, "runs": chosen.runs, "targets_held": held, "worlds": worlds}))
    else:
        console = Console()
        print_table(console if console.is_terminal else Console(width=WIDTH), rows, chosen.seed, chosen.runs)
    return 0 if held else 1


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of runs: say 1 or more")
    return number


if __name__ == "__main__":
    raise SystemExit(main())
