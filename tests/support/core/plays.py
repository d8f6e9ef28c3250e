"""Plays and songs for the tests of core: a morning of music, told as the tests need it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sync.core.music import Play, Song

START = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
LENGTHS = {"One": 200.0, "Two": 260.0, "Three": 150.0, "Four": 230.0, "Five": 180.0, "Six": 290.0}


def song(title: str, **changes: Any) -> Song:
    return Song(title, changes.pop("artist", "The Fartleks"), changes.pop("seconds", LENGTHS.get(title)), **changes)


def at(seconds: float) -> datetime:
    """So many seconds after the run's start."""
    return START + timedelta(seconds=seconds)


def play(title: str, stamp: float, source: str = "spotify", **changes: Any) -> Play:
    """A play stamped so many seconds after the run's start; what a Play does not have is the song's."""
    own = {name: changes.pop(name) for name in ("client", "heard", "habit") if name in changes}
    return Play("me", source, at(stamp), song(title, **changes), **own)


def row(begin: float, stamped: str, *titles: str, source: str = "spotify", **changes: Any) -> list[Play]:
    """Songs one after the other in full, from `begin` seconds after the run's start."""
    plays = []
    for title in titles:
        end = begin + LENGTHS[title]
        plays.append(play(title, end if stamped == "end" else begin, source, **changes))
        begin = end
    return plays
