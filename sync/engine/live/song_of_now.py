"""The song of now, of who runs: looked for from the first point on, each half minute, until the run is over.

That somebody runs is noted by a `NowPlaying` that is due: where none is, as in nearly every minute, nothing is read and
nobody is asked.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sync.core.live.now_playing import NowPlaying
from sync.core.live.run import LiveRun
from sync.core.live.seen import play_of
from sync.core.music import Play
from sync.engine import saving
from sync.ports import Conflict, Store

EVERY, SELDOM = timedelta(seconds=30), timedelta(minutes=3)
LONG = timedelta(hours=2)
"""A run that lasts longer is looked at seldom: 30 hours at half a minute would be 3,600 calls, and services lock out at
800 a day, with which the newest plays could not be had any more."""
OVER = timedelta(seconds=2)
AGAIN, AT_MOST = timedelta(seconds=30), timedelta(minutes=5)
TRIES, MOST = 5, 1000


def begins(store: Store, user: str, now: datetime) -> None:
    """A run begins: its song is looked for from now on. Safe to repeat. Noted before the run itself is kept: whoever is
    killed in between has somebody looked for who does not run, once."""
    for _ in range(TRIES):
        known = store.load(NowPlaying, user) or NowPlaying(user, "", now)
        if known.due is not None or saving.put(store, replace(known, due=now)) is not None:
            return
    raise Conflict


def people_due(store: Store, now: datetime) -> list[str]:
    """Whose song is to be looked for now. One read, whoever runs; none on AWS, where each turn looks for its own."""
    return sorted({one.user for one in store.waiting(NowPlaying, now, MOST)})


def in_progress(store: Store, user: str, now: datetime) -> LiveRun | None:
    """The run of this person that began last of those that are not over."""
    going = (run for run in store.all(LiveRun, user) if not run.is_over(now))
    return max(going, key=lambda run: run.begun, default=None)


def next_look(known: NowPlaying, run: LiveRun, now: datetime) -> datetime:
    """When the song may be another one at the latest."""
    every = EVERY if now - run.begun <= LONG else SELDOM
    if known.song is not None and known.song.seconds is not None and known.began is not None and known.playing:
        rest = known.began + timedelta(seconds=known.song.seconds) - now
        if rest > timedelta(0):
            every = min(every, rest + OVER)
    return now + every


def failed(known: NowPlaying, why: str, now: datetime) -> NowPlaying:
    """Nobody could tell: it is looked again, later each time."""
    wait = min(AGAIN * 2 ** min(known.failures, 8), AT_MOST)
    return replace(known, due=now + wait, failures=known.failures + 1, why=why)


def over(store: Store, known: NowPlaying, now: datetime) -> list[Play]:
    """Nobody runs any more: what was on becomes a play, and nothing is known of now. The play is kept first: whoever is
    killed in between keeps the same one again. Returns what is new."""
    play = play_of(known)
    fresh = store.add_plays([play]) if play is not None else []
    saving.put(store, NowPlaying(known.user, "", now, version=known.version))  # None: a run has begun meanwhile
    return fresh
