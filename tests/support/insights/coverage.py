"""How often the statistics are right in many lives of a simulated runner: what the tables and the long test count."""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.adapters.statistics.effects import of_feature
from sync.core.insights.findings import Feature
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
