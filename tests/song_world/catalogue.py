"""The recordings of the world: each song with everything that is easily taken for it.

Invented names. Nothing here knows a rule of ours: `means` alone says which recordings are one song.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

_FIRST = (
    "Aerobic",
    "Negative",
    "Second",
    "Golden",
    "Quiet",
    "Northern",
    "Long",
    "Final",
    "Silver",
    "Early",
    "Wet",
    "Blue",
)
_LAST = (
    "Threshold",
    "Split",
    "Wind",
    "Hour",
    "Mile",
    "Lights",
    "Change",
    "Kilometre",
    "Laces",
    "Train",
    "Asphalt",
    "Hill",
)
_ARTISTS = ("Cadence 180", "The Fartleks", "Ghost Runners", "Hill Repeats", "Zone Two", "Björk Ø Vest", "Måns Löpare")
STUDIO, REMASTER = "studio", "remaster"
LOOK_ALIKES = (
    "live",
    "remix",
    "acoustic",
    "cover",
    "tribute",
    "karaoke",
    "sped up",
    "part",
    "namesake",
    "other length",
)
"""What people play instead of what was sent, and what is not it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """`means`: the same for two recordings that nobody would tell apart (a remaster). Each has two ids and two ISRCs,
    as songs have that came out twice; a service tells one of them."""

    work: int
    kind: str
    means: str
    title: str
    artist: str
    seconds: float
    number: int = 0

    def uri(self, market: int) -> str:
        return f"spotify:track:{self.number:018d}{market:04d}"

    def isrc(self, market: int) -> str:
        return f"QZWLD{self.number:06d}{market}"


def catalogue(works: int) -> tuple[dict[str, Recording], ...]:
    """For each song its recordings, by kind. The same ones each time."""
    dice, numbers = random.Random("catalogue"), iter(range(1, 10**6))
    pairs = [(first, last) for first in _FIRST for last in _LAST]
    return tuple(
        {one.kind: replace(one, number=next(numbers)) for one in _recordings(work, pairs, dice)}
        for work in range(works)
    )


def _recordings(work: int, pairs: list[tuple[str, str]], dice: random.Random) -> Iterator[Recording]:
    first, last = pairs[work % len(pairs)]
    title = f"{first} {last}" if work < len(pairs) else f"{first} {_LAST[work // len(pairs) % 12]} {last}"
    artist, other = dice.sample(_ARTISTS, 2)
    seconds = round(dice.uniform(125, 290), 3)
    studio = Recording(work, STUDIO, f"{work} studio", title, artist, seconds)
    yield studio
    yield replace(studio, kind=REMASTER, title=f"{title} - Remastered 2011", seconds=seconds + 0.8)
    alikes = (
        ("live", f"{title} - Live", artist, dice.uniform(-2, 40)),
        ("remix", f"{title} (Night Remix)", artist, dice.uniform(-2, 60)),
        ("acoustic", f"{title} (Acoustic Version)", artist, dice.uniform(-2, 2)),
        ("cover", title, other, dice.uniform(-2, 2)),
        ("tribute", title, f"{artist} Tribute Band", dice.uniform(-2, 2)),
        ("karaoke", f"{title} (Karaoke Version)", artist, dice.uniform(-2, 2)),
        ("sped up", f"{title} (Sped Up Version)", artist, -0.2 * seconds),
        ("part", f"{title}, Pt. 2", artist, dice.uniform(-2, 2)),
        ("namesake", title, f"Young {artist.split()[-1]}", dice.uniform(-2, 2)),
        ("other length", title, f"{artist} & the Hares", 31.0),
    )
    for kind, name, by, longer in alikes:
        yield Recording(work, kind, f"{work} {kind}", name, by, round(seconds + longer, 3))
