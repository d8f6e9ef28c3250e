"""One history from several sources: when each listening began and ended, and which plays are copies of it.

Source: music.md sections 4 and 5, DESIGN section 6. Times are seconds since 1970 UTC (`habit.moment`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import inf

from sync.core.habit import (
    SITTING,
    USUAL_LENGTH,
    Name,
    detected_near,
    length_of,
    lengths_in,
    moment,
    name_of,
    rank,
    usual_habit,
)
from sync.core.music import Habit, Play, Song

REPORTED = 30.0
"""Seconds that a song must have been heard before a service reports it: no listening of theirs is shorter."""
_JITTER = 5.0  # seconds: one play told twice, not two of them
_SHARE = 0.5  # of the shorter of two copies that must overlap
_LONG_SONG = 6 * 60.0  # seconds: what lies between two plays may be one song of unknown length up to here
_LONGEST = 24 * 3600.0
_OTHER: dict[Habit, Habit] = {"end": "start", "start": "end"}


@dataclass(frozen=True, slots=True)
class Listening:
    """One listening: from `begin` to `end` as believed, from `earliest` to `latest` at most (it may have been
    paused: then nobody says where). `told`: whether a source stamped the begin, and the end.
    `plays`: its copies, the best source's first, one of each source and client."""

    plays: tuple[Play, ...]
    begin: float
    end: float
    earliest: float
    latest: float
    told: tuple[bool, bool]

    @property
    def song(self) -> Song:
        """As the best source names it, with what the other copies know besides."""
        song = self.plays[0].song
        seconds = next(filter(None, (length_of(play.song) for play in self.plays)), None)
        for other in (play.song for play in self.plays):
            song = replace(
                song,
                seconds=seconds,
                isrc=song.isrc or other.isrc,
                uri=song.uri or other.uri,
                album=song.album or other.album,
                mbid=song.mbid or other.mbid,
                link=song.link or other.link,
            )
        return song


def listenings(plays: Iterable[Play], start: float, end: float) -> tuple[Listening, ...]:
    """Every listening around a run (its start and end as `moment`s), in order of time, each once."""
    known = sorted(filter(_was_heard, plays), key=_order)
    lengths = lengths_in(known)
    groups = [_without_echoes(list(group)) for _, group in groupby(known, lambda play: (play.source, play.client))]
    merged = list[Listening]()
    for more in _read(groups, start, end, lengths):
        merged = _joined(merged, more)
    return tuple(sorted(merged, key=lambda one: (one.begin, one.end, _order(one.plays[0]))))


def same_song(a: Song, b: Song) -> bool:
    """Whether two sources mean the same song: one id, or one name. Where one names several artists and the other only
    the first of them, the title decides."""
    if (a.isrc and a.isrc == b.isrc) or (a.uri and a.uri == b.uri):
        return True
    (one, title), (two, other) = name_of(a), name_of(b)
    return title == other and (one == two or one.startswith(f"{two} ") or two.startswith(f"{one} "))


def _was_heard(play: Play) -> bool:
    """Whether it was more than a short look into a song, where the source says how long it was heard."""
    heard, length = play.heard, length_of(play.song)
    return heard is None or heard >= REPORTED or (length is not None and heard >= length / 2)


def _order(play: Play) -> tuple[tuple[int, str], str, float, tuple[object, ...]]:
    """By source, client and time; the rest only makes it the same order whatever the order of the plays was."""
    song = play.song
    named = song.title, song.artist, song.uri, song.isrc, song.album, song.mbid, song.link
    return rank(play.source), play.client, moment(play.played_at), (*named, song.seconds or 0, play.heard or 0)


def _without_echoes(plays: list[Play]) -> list[Play]:
    """The plays of one source and client without those that it tells again, a moment later."""
    kept, last = list[Play](), dict[object, float]()
    for play in plays:
        at, key = moment(play.played_at), play.song.uri or name_of(play.song)
        if at - last.get(key, -inf) > _JITTER:
            kept.append(play)
            last[key] = at
    return kept


def _read(groups: list[list[Play]], start: float, end: float, lengths: Mapping[Name, float]) -> list[list[Listening]]:
    """The listenings of each source and client. The habit of one with too few plays is the one that agrees with the
    copies of the others, else the usual one; of these Spotify comes last, for it is the one that changes."""
    read: list[list[Listening] | None] = []

    def near(plays: list[Play], habit: Habit) -> list[Listening]:
        spans = _spans(plays, habit, lengths)
        return [one for one in spans if one.earliest < end + SITTING and one.latest > start - SITTING]

    for plays in groups:
        habit = detected_near([play for play in plays if not play.habit], start, end, lengths)
        sure = habit or all(play.habit for play in plays)
        read.append(near(plays, habit or "end") if sure else None)
    for number, plays in reversed(list(enumerate(groups))):
        if read[number] is None:
            usual = usual_habit(plays[0].source, plays[0].client)
            others = [item for one in read if one for item in one]
            options = [near(plays, habit) for habit in (usual, _OTHER[usual])]
            read[number] = max(options, key=lambda option: _agreement(option, others))
    return [one for one in read if one is not None]


def _spans(plays: Sequence[Play], habit: Habit, lengths: Mapping[Name, float]) -> list[Listening]:
    """From when to when each play of one source and client was, its neighbours being the bounds."""
    times = [moment(play.played_at) for play in plays]
    found = []
    for play, at in zip(plays, times, strict=True):
        length = length_of(play.song) or lengths.get(name_of(play.song))
        least = min(REPORTED, length or REPORTED)
        if (play.habit or habit) == "end":
            before = bisect_right(times, at - least) - 1
            believed, most = _reach(play, length, at - times[before] if before >= 0 else inf)
            found.append(Listening((play,), at - believed, at, at - most, at, (False, True)))
        else:
            after = bisect_left(times, at + least)
            believed, most = _reach(play, length, times[after] - at if after < len(times) else inf)
            found.append(Listening((play,), at, at + believed, at, at + most, (True, False)))
    return found


def _reach(play: Play, length: float | None, gap: float) -> tuple[float, float]:
    """How many seconds a listening reaches from its stamp towards its neighbour `gap` seconds away: as believed, and
    at most. A player reports a song when it leaves it, so that silence between neighbours is mostly a pause."""
    if play.heard is not None and 0 <= play.heard <= _LONGEST:
        believed = play.heard
    elif length is None:
        believed = gap if gap <= _LONG_SONG else USUAL_LENGTH
    else:
        believed = min(length, gap)
    return believed, max(believed, gap if gap < SITTING else 0.0)


def _overlap(a: Listening, b: Listening) -> float:
    return min(a.end, b.end) - max(a.begin, b.begin)


def _copies(a: Listening, b: Listening) -> bool:
    """Whether two may be one: the same song, and half of the shorter lies within the other, pauses allowed for."""
    shared = min(a.latest, b.latest) - max(a.earliest, b.earliest)
    shorter = min(a.end - a.begin, b.end - b.begin)
    return shared > 0 and shared >= _SHARE * shorter and same_song(a.plays[0].song, b.plays[0].song)


def _agreement(option: list[Listening], others: list[Listening]) -> float:
    """Seconds that the copies of two sources have in common."""
    return sum(max((_overlap(one, other) for other in others if _copies(one, other)), default=0.0) for one in option)


def _joined(merged: list[Listening], more: list[Listening]) -> list[Listening]:
    """One history from two: each listening finds at most one copy of itself, those that fit best first."""
    pairs = sorted(
        (-_overlap(one, other), i, j)
        for i, one in enumerate(merged)
        for j, other in enumerate(more)
        if _copies(one, other)
    )
    joined, taken = dict[int, Listening](), set[int]()
    for _, i, j in pairs:
        if i not in joined and j not in taken:
            joined[i] = _both(merged[i], more[j])
            taken.add(j)
    kept = [joined.get(i, one) for i, one in enumerate(merged)]
    return kept + [other for j, other in enumerate(more) if j not in taken]


def _both(a: Listening, b: Listening) -> Listening:
    """Two copies as one: a stamped begin or end is better than one that was reckoned."""
    begin, earliest = (b.begin, b.earliest) if b.told[0] and not a.told[0] else (a.begin, a.earliest)
    end, latest = (b.end, b.latest) if b.told[1] and not a.told[1] else (a.end, a.latest)
    if end - begin < min(REPORTED, a.end - a.begin):  # the stamps contradict each other
        return replace(a, plays=a.plays + b.plays)
    told = (a.told[0] or b.told[0], a.told[1] or b.told[1])
    return Listening(a.plays + b.plays, begin, end, earliest, latest, told)
