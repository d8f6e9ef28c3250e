"""A year's review as a program gets it: from the command line and from the API the same."""

from dataclasses import asdict
from typing import Any

from sync.core.insights.review import Review


def fields(of: Review) -> dict[str, Any]:
    """All of it but the lines, which are for a poster."""
    faithful, fastest = of.faithful, of.fastest
    return {
        "year": of.year,
        "runs": of.runs,
        "metres": of.metres,
        "seconds": of.seconds,
        "climb": of.climb,
        "months": list(of.months),
        "with_music": of.with_music,
        "music_seconds": of.played.seconds,
        "music_metres": of.played.metres,
        "plays": of.played.plays,
        "songs": of.songs,
        "artists": of.artists,
        "song": asdict(of.played.songs[0]) if of.played.songs else None,
        "artist": asdict(of.played.artists[0]) if of.played.artists else None,
        "farthest": None if of.farthest is None else asdict(of.farthest),
        "faithful": None if faithful is None else asdict(faithful[0]) | {"months": faithful[1]},
        "fastest": None if fastest is None else asdict(fastest),
        "first": None if of.first is None else {"artist": of.first[0], "title": of.first[1]},
        "last": None if of.last is None else {"artist": of.last[0], "title": of.last[1]},
        "longest": {"run": of.longest[0], "metres": of.longest[1]},
        "streak": of.streak,
        "eddington": of.eddington,
    }
