"""How much is needed before anything is said. From simulated runners; docs/insights.md shows what less would cost."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Least:
    runs: int = 30
    parts: int = 250
    songs: int = 15
    effective_songs: float = 10.0
    tempo_spread: float = 8.0  # beats/min: one standard deviation inside runs
    energy_spread: float = 0.05
    half_width: float = 3.0  # s/km, of the 95 % band: the most
    runs_with_heart_rate: int = 80
    plays_of_a_song: int = 3
    step_runs: int = 20
    step_parts: int = 150


LEAST: Final = Least()

SECONDS: Final = 60.0
"""The least time of a song inside a run."""
SLOWEST: Final = 90.0
"""Beats/min: tempos are doubled or halved into this and up to twice as much."""
MINUTE: Final = 5.0
"""Its middle has to lie behind this minute: before it one warms up."""
