"""How often the statistics are right in many lives of a simulated runner: what the tables and the long test count."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from math import isfinite
from typing import Any

from sync.adapters.statistics.effects import of_feature
from sync.core.insights.findings import Feature, Lack
from sync.core.insights.least import LEAST, Least
from tests.support.insights.worlds import World, kit, live


@dataclass(frozen=True, slots=True)
class Row:
    """Of the lives in which there was an answer: `covered`, the share whose 95 % band holds the truth; `false`, the
    share with a claim (98 %) of another sign than the truth, or of any where there is none; `found`, with a right one.
    `same_effort`: the share with a claim at the same effort. `half`: the mean half-width of the bands, s/km."""

    name: str
    lives: int
    answered: int
    covered: float
    false: float
    at_95: float
    found: float
    same_effort: float
    half: float

    @property
    def line(self) -> str:
        """A row of the table."""
        shares = (self.covered, self.false, self.at_95, self.found, self.same_effort)
        return (
            f"| {self.name} | {self.answered} | "
            + " | ".join(f"{each:.1%}" for each in shares)
            + f" | {self.half:.2f} |"
        )


HEAD = (
    "| world | lives | bands that hold the truth | false claims | false at 95 % | right claims"
    " | claims at the same effort | half-width, s/km |\n|---|---|---|---|---|---|---|---|"
)

EXPERIMENTS: dict[str, World] = {
    "shuffled, kit": replace(kit(26), shuffled=True),
    "shuffled, -2": replace(kit(26, -2.0), shuffled=True),
    "shuffled, -4": replace(kit(26, -4.0), shuffled=True),
    "shuffled, would pick when strong": World(26, picked=True, shuffled=True),
    "shuffled, kit, 40 runs": replace(kit(40), shuffled=True),
}
"""26 runs to lists that chance made, of which those of intervals do not count: what `ENOUGH` asks for is there."""

SILENT: dict[str, tuple[World, Lack]] = {
    "one tempo": (World(60, tempos=(170.0, 170.0)), Lack.ALIKE),
    "nearly one tempo": (World(60, tempos=(165.0, 172.0)), Lack.ALIKE),
    "one song": (World(60, songs=1), Lack.SONGS),
    "five songs": (World(60, songs=5), Lack.SONGS),
    "eighteen runs": (World(18), Lack.RUNS),
    "one run": (World(1), Lack.RUNS),
}
"""Worlds in which nothing can be told, and of what there is too little."""
HEAD_OF_SILENT = (
    "| world | lives | an answer | what is missing is named | a number that is none |\n|---|---|---|---|---|"
)

WORLDS: dict[str, World] = {
    "clean": World(100),
    "kit": kit(100),
    "songs differ (3 s/km)": World(100, song_spread=3.0),
    "kit, -2": kit(100, -2.0),
    "kit, -4": kit(100, -4.0),
    "kit, -2 by pushing": kit(100, -2.0, push=True),
    "song picked when strong": World(100, picked=True),
}
"""What the long test and the table look at."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Of so many lives: in how many there was an answer to either question, in how many what is missing was named, and
    in how many a figure was none (NaN)."""

    name: str
    lives: int
    answered: int
    named: int
    odd: int

    @property
    def line(self) -> str:
        """A row of the table."""
        return f"| {self.name} | {self.lives} | {self.answered} | {self.named} | {self.odd} |"


def silence(name: str, world: World, lack: Lack, seeds: Iterable[int]) -> Silence:
    """One row: a life for each seed."""
    lives, answered, named, odd = 0, 0, 0, 0
    for seed in seeds:
        said = of_feature(live(world, seed).rows, Feature.TEMPO)
        lives += 1
        answered += said.in_all.effect is not None or said.same_effort.claimed
        named += lack in {each.lack for each in said.in_all.missing}
        odd += not all(map(isfinite, numbers(asdict(said))))
    return Silence(name, lives, answered, named, odd)


def without_heart_rate(seeds: Iterable[int]) -> Silence:
    """The question about effort alone has no answer."""
    lives, answered, named, odd = 0, 0, 0, 0
    for seed in seeds:
        said = of_feature(live(World(100, heart_rate=False), seed).rows, Feature.TEMPO)
        lives += 1
        answered += said.same_effort.claimed or said.heart_rate.effect is not None
        named += [each.lack for each in said.same_effort.missing] == [Lack.RUNS_WITH_HEART_RATE]
        odd += not all(map(isfinite, numbers(asdict(said))))
    return Silence("no heart rate (effort)", lives, answered, named, odd)


def numbers(value: Any) -> list[float]:
    """Every number anywhere within a value."""
    if isinstance(value, dict):
        return [each for one in value.values() for each in numbers(one)]
    if isinstance(value, list | tuple):
        return [each for one in value for each in numbers(one)]
    return [float(value)] if isinstance(value, int | float) else []


def count(name: str, world: World, seeds: Iterable[int], least: Least = LEAST) -> Row:
    """One row: a life for each seed."""
    lives, covered, false, narrow, found, same, width = 0, 0, 0, 0, 0, 0, 0.0
    answered = 0
    for seed in seeds:
        lives += 1
        said = of_feature(live(world, seed).rows, Feature.TEMPO, least)
        one = said.in_all.effect
        same += said.same_effort.claimed
        if one is None:
            continue
        answered += 1
        covered += one.low <= world.effect <= one.high
        width += one.half_width
        right = world.effect and one.estimate * world.effect > 0
        false += one.claimed and not right
        narrow += not right and (one.low > 0 or one.high < 0)
        found += bool(one.claimed and right)
    whole = max(answered, 1)
    return Row(
        name,
        lives,
        answered,
        covered / whole,
        false / whole,
        narrow / whole,
        found / whole,
        same / max(lives, 1),
        width / whole,
    )
