"""A feed: the plays of one source and client in order of time, and what is found out about them on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sync.core.music import Habit, Play
from sync.core.play_times import moment, rank, usual_habit
from sync.core.song_length import length_of

REPORTED = 30.0
"""Seconds that a song must have been heard before a service reports it: no listening of theirs is shorter."""

State = int
END, START, HALF = 0, 1, 2
"""What a stamp means: the end of a listening, its start, or that half of the song or four minutes have been heard."""
_HALF_AT_MOST = 240.0
_MEANT = {Habit.END: END, Habit.START: START}


@dataclass(slots=True, eq=False)
class Feed:
    """The plays and, at the same places: `stamps`, `lengths` of the songs in seconds (None: unknown) and `states`, what
    each stamp means. `grain`: seconds by which a stamp may be off for having been rounded. `noise`: seconds by which
    stamps are usually off. `partners`: for another feed, which play of it is a copy of which play here."""

    source: str
    client: str
    plays: list[Play]
    stamps: list[float]
    lengths: list[float | None]
    states: list[State]
    usual: State
    grain: float = 0.0
    noise: float = 1.0
    partners: dict["Feed", dict[int, int]] = field(default_factory=dict)


def feed_of(plays: list[Play], usual: State | None = None) -> Feed:
    """Of plays of one source and client, in order; at least one. `usual`: what a stamp means, where more is known than
    what is usual there."""
    first = plays[0]
    if usual is None:
        usual = END if usual_habit(first.source, first.client) is Habit.END else START
    states = [_MEANT[play.habit] if play.habit else usual for play in plays]
    stamps, lengths = [moment(play.played_at) for play in plays], [length_of(play.song) for play in plays]
    return Feed(first.source, first.client, plays, stamps, lengths, states, usual)


def by_source(plays: Iterable[Play]) -> list[list[Play]]:
    """The plays of each source and client that were more than a short look into a song; the best source's first."""
    groups: dict[tuple[str, str], list[Play]] = {}
    for play in plays:
        if _was_heard(play):
            groups.setdefault((play.source, play.client), []).append(play)
    return [sorted(groups[key], key=order) for key in sorted(groups, key=lambda key: (rank(key[0]), key[1]))]


def order(play: Play) -> tuple[object, ...]:
    """By time; the rest only makes it the same order whatever the order of the plays was."""
    song = play.song
    named = song.title, song.artist, song.uri, song.isrc, song.album, song.mbid, song.link
    return moment(play.played_at), *named, length_of(song) or 0.0, repr(play.heard), play.habit or ""


def passed(state: State, length: float) -> float:
    """How many seconds of a song of this length had been heard when its stamp was made."""
    return length if state == END else 0.0 if state == START else min(length / 2, _HALF_AT_MOST)


def _was_heard(play: Play) -> bool:
    """Where the source says how long it was heard."""
    heard, length = play.heard, length_of(play.song)
    return heard is None or heard >= REPORTED or (length is not None and heard >= length / 2)
