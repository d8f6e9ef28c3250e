"""Who is in the world, and something that one of them does."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sync.core.friends import Learns
from sync.core.music import Song

START = datetime(2026, 3, 2, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TELLS = (Learns.NOTHING, Learns.PLAYED, Learns.ON_A_RUN, Learns.FIGURES)


@dataclass(frozen=True, slots=True)
class Person:
    """`group`: the row of people who all know each other; `stamp`: what the time of a play means at their service;
    `market`: which of a song's ids it tells; `runs`: theirs come from a watch; `chat`: they have one with the bot."""

    name: str
    group: int
    service: str
    stamp: str
    market: int
    runs: bool
    chat: bool


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person does. `kind` is a method of `Life`; `group`: the id of the one that it is about."""

    at: datetime
    kind: str
    who: str
    other: str = ""
    id: str = ""
    song: Song | None = None
    tells: Learns = Learns.NOTHING
    group: str = ""
