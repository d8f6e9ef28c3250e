"""What the catalogues say of a song: tempo, energy and the rest, each with where it came from, and when to ask again.

Kept by ISRC (the recording's own number), or by the source's key while no ISRC is known (docs/services/songfacts.md).
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sync.core.music import Song

ASK_AGAIN = timedelta(days=30)
"""After this long a song that no catalogue knew is asked for once more; a catalogue's yes is kept for ever."""
FIELDS = (
    *("isrc", "bpm", "energy", "danceability", "valence"),
    *("acousticness", "instrumentalness", "liveness", "speechiness", "loudness", "key", "mode"),
)
COUNTED = frozenset({"key", "mode"})
"""Fields of which 0 is an answer."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One song's facts. `bpm` in beats a minute, `loudness` in decibels (below 0), `key` 0 (C) to 11 (B), `mode` 1
    (major) or 0 (minor), the others 0 to 1, None unknown. `sources`: field -> who said so. `asked`: the catalogues that
    have answered; `due`: when the next one is asked (None: not by itself)."""

    id: str
    song: Song
    isrc: str = ""
    bpm: float | None = None
    energy: float | None = None
    danceability: float | None = None
    valence: float | None = None
    acousticness: float | None = None
    instrumentalness: float | None = None
    liveness: float | None = None
    speechiness: float | None = None
    loudness: float | None = None
    key: int | None = None
    mode: int | None = None
    sources: dict[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    due: datetime | None = None
    tries: int = 0
    version: int = 0

    def learned(self, name: str, values: dict[str, object]) -> "Facts":
        """With what the catalogue `name` said; what is known already stays, 0 and "" are no answer."""
        told = {key: value for key, value in values.items() if key in FIELDS and (value or key in COUNTED)}
        fresh = {key: value for key, value in told.items() if value is not None and getattr(self, key) in (None, "")}
        return replace(self, sources=self.sources | dict.fromkeys(fresh, name), **fresh)  # type: ignore[arg-type]  # facts by their fields' names


def facts_id(song: Song) -> str:
    """Under which name a song's facts are kept."""
    return song.isrc or song.key
