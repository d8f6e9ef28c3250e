"""From what is seen now and then to what was heard: how long a song was on, and the play that comes of it.

Only what is certain counts, or as good as: between two looks half a minute apart a song was on when both show it, and
until the next one began. Over a longer time, as of a machine that slept, nothing is made up.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sync.core.exchange import OnNow
from sync.core.live.now_playing import UNSURE, NowPlaying
from sync.core.matching.feed import REPORTED
from sync.core.matching.likeness import likeness
from sync.core.music import Habit, Play, Song, live_of
from sync.core.song_length import length_of

NEXT_LOOK = timedelta(seconds=45)
"""The looks of a machine that is awake are at most so far apart: half a minute, and what a turn and an answer take."""
SLACK = 5.0
"""Seconds by which a position may be off: the answer took its time."""
FADE = 15.0
"""Seconds that a player may leave out at the end of a song, fading into the next."""


def looked(known: NowPlaying, service: str, on: OnNow, now: datetime) -> tuple[NowPlaying, Play | None]:
    """What is known after a look, and the play that is over with it. Pure: of the same state the same play comes, told
    by when it started, so that whoever was killed in between tells it again."""
    if _goes_on(known, service, on, now):
        return _gone_on(known, on, now), None
    return _fresh(known, service, on, now), play_of(known, _tail(known, on, now))


def play_of(known: NowPlaying, more: float = 0.0) -> Play | None:
    """What was heard of the song that is on, and `more` seconds; None where that is too little for a play."""
    song = known.song
    started = known.started or known.first_seen
    if song is None or started is None:
        return None
    heard, length = min(known.heard + more, _most(song)), length_of(song)
    if heard < (min(REPORTED, length / 2) if length else REPORTED):
        return None
    return Play(known.user, live_of(known.service), started, song, heard=round(heard, 3), habit=Habit.START)


def _goes_on(known: NowPlaying, service: str, on: OnNow, now: datetime) -> bool:
    """Whether this is the same listening as before, whoever told of it then."""
    gap = (now - known.seen_at).total_seconds()
    if known.song is None or gap < 0:
        return False
    if on.song is None:  # where no pause is told, this may be one
        return (known.began is None or not known.playing) and gap <= UNSURE.total_seconds()
    same = known.song.key == on.song.key if service == known.service else likeness(known.song, on.song) > 0
    if not same:
        return False
    if known.began is None or on.position is None:
        return gap <= UNSURE.total_seconds()
    before, length = _position(known), length_of(known.song)
    moved = on.position - before
    if gap - moved > UNSURE.total_seconds():
        return False
    again = known.playing and length is not None and gap + FADE >= length - before + on.position
    return moved >= -SLACK or not again  # else sought back


def _gone_on(known: NowPlaying, on: OnNow, now: datetime) -> NowPlaying:
    if on.song is None:
        return replace(known, playing=False)
    gap = (now - known.seen_at).total_seconds()
    began = known.began
    if on.position is None:
        more = gap if known.playing and on.playing else 0.0
    else:
        moved = on.position - _position(known) if known.began is not None else on.position
        more = min(gap, moved if moved >= 0 else on.position)
        began = now - timedelta(seconds=on.position)
    song = known.song
    if song is not None and length_of(song) is None:
        song = replace(song, seconds=on.song.seconds)
    most = _most(song) if song is not None else 0.0
    return replace(known, song=song, seen_at=now, began=began, playing=on.playing, heard=min(known.heard + more, most))


def _fresh(known: NowPlaying, service: str, on: OnNow, now: datetime) -> NowPlaying:
    blank = NowPlaying(known.user, service, now, version=known.version)
    if on.song is None:
        return blank
    fresh = replace(blank, song=on.song, playing=on.playing, first_seen=now, started=now)
    if on.position is None:
        return fresh
    began = now - timedelta(seconds=on.position)
    looked_at = known.seen_at if known.service and known.seen_at <= now else None
    if looked_at is not None and began < looked_at - timedelta(seconds=SLACK):
        return replace(fresh, began=began)  # something else was on since it would have begun: nobody knows since when
    started = max(began, looked_at) if looked_at is not None else began
    heard = min(on.position, (now - started).total_seconds())
    return replace(fresh, began=began, started=started, heard=heard)


def _tail(known: NowPlaying, on: OnNow, now: datetime) -> float:
    """For how many seconds the song went on after it was seen last: until the next one began, where that is known."""
    gap = now - known.seen_at
    if not known.playing or known.began is None or not timedelta(0) <= gap <= NEXT_LOOK:
        return 0.0
    if on.song is None or on.position is None or not on.playing:
        return 0.0
    length = length_of(known.song) if known.song is not None else None
    rest = length - _position(known) if length is not None else gap.total_seconds()
    return max(0.0, min(gap.total_seconds() - on.position, rest))


def _position(known: NowPlaying) -> float:
    """Where in the song it was when it was seen last."""
    return (known.seen_at - known.began).total_seconds() if known.began is not None else 0.0


def _most(song: Song) -> float:
    return length_of(song) or UNSURE.total_seconds()
