"""Where a song's length comes from, in seconds. Catalogues are not asked for it; the first of these that is known:

1. what the source says of this very play (`length_of`), the best source's first where several tell of it (`of_copies`);
2. what the source of a copy says (`matching/pairing.py` finds copies);
3. what any source says of a play of the same song, at another time (`by_name`, `filled`);
4. nothing: while plays are matched it fills the time until the next one, or `USUAL_LENGTH` where that is too long
   for a song (`matching/spans.py`).
"""

from collections.abc import Hashable, Iterable, Sequence

from sync.core.music import Play, Song

USUAL_LENGTH = 4 * 60.0
"""Seconds that a song of unknown length is taken to last."""
_LONGEST = 24 * 3600.0


def length_of(song: Song) -> float | None:
    """As its source says; None when that is unknown or makes no sense."""
    seconds = song.seconds
    return seconds if seconds is not None and 0 < seconds <= _LONGEST else None


def of_copies(copies: Iterable[Play]) -> float | None:
    """Of one listening that several sources tell of: the first of them that knows."""
    return next(filter(None, (length_of(play.song) for play in copies)), None)


def by_name[N: Hashable](songs: Iterable[tuple[N, float | None]]) -> dict[N, float]:
    """The first known length under each name."""
    known: dict[N, float] = {}
    for name, length in songs:
        if length:
            known.setdefault(name, length)
    return known


def filled[N: Hashable](songs: Sequence[tuple[N, float | None]], known: dict[N, float]) -> list[float | None]:
    """The lengths of these songs, the unknown ones by their names."""
    return [length or known.get(name) for name, length in songs]
