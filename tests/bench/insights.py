"""`make bench-insights`: how often the statistics of music and running are right in many lives, and how long they take.

`python -m tests.bench.insights [--lives N]` prints the tables of docs/insights.md, a row for each world, and the CPU
seconds of the effects of tempo of 1,500 runs. Seeds are fixed: the same lives each time.
"""

import argparse
import time
from collections.abc import Sequence

from sync.adapters.statistics.effects import of_feature
from sync.adapters.statistics.songs import differences
from sync.core.insights.experiment import ENOUGH
from sync.core.insights.findings import Feature
from sync.core.insights.least import Least
from tests.support.insights.coverage import (
    EXPERIMENTS,
    HEAD,
    HEAD_OF_SILENT,
    SILENT,
    WORLDS,
    count,
    silence,
    without_heart_rate,
)
from tests.support.insights.worlds import World, kit, live

ANY = Least(runs=2, parts=2, effective_songs=2.0, half_width=99.0, runs_with_heart_rate=10)
"""To see what less than the least would cost."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make bench-insights", description=__doc__)
    parser.add_argument("--lives", type=int, default=200)
    lives = range(parser.parse_args(arguments).lives)
    print(HEAD)
    for name, world in WORLDS.items():
        print(count(name, world, lives).line, flush=True)
    for runs in (20, 40, 80, 150):
        print(count(f"kit, {runs} runs", kit(runs), lives, ANY).line, flush=True)
    for name, world in EXPERIMENTS.items():
        print(count(name, world, lives, ENOUGH).line, flush=True)
    print(f"\n{HEAD_OF_SILENT}")
    for name, (world, lack) in SILENT.items():
        print(silence(name, world, lack, lives).line, flush=True)
    print(f"{without_heart_rate(lives).line}\n", flush=True)
    rows = live(World(1500, -2.0, song_spread=2.0, songs=960), 1).rows
    begun = time.process_time()
    for feature in Feature:
        of_feature(rows, feature)
    differences(rows, [str(number) for number in range(960)])
    print(f"1,500 runs, {len(rows)} parts, 960 songs: {time.process_time() - begun:.2f} s CPU")


if __name__ == "__main__":
    main()
