"""Made-up worlds of listening with their truth: what a runner really heard, and what the services reported of it.

Facts: docs/services/plays.md. Everything follows from the seed. A world knows nothing of any rule that
looks for a run's songs: it plays music second by second, and each service then tells it in its own way.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import Literal

from sync.core.music import Habit, Play, Song
from sync.sim.songbook import SONGS, Heard, SimSong

RUNNER = "me"
HEARD_ENOUGH = 30.0  # seconds of sound inside the run that make a song one of the run's songs
SKIPPED, PAUSED, REPEATED = 0.12, 0.04, 0.05
_FIRST_RUN = datetime(2026, 3, 2, tzinfo=UTC)
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Listened:
    """One listening as it really was. `before`: seconds of sound before its pause, if it has one."""

    heard: Heard
    before: float

    def sound_between(self, start: datetime, end: datetime) -> float:
        """Seconds of sound (not of silence) between two moments."""
        heard = self.heard
        stopped = heard.start + timedelta(seconds=self.before)
        resumed = stopped + timedelta(seconds=heard.paused)
        pieces = ((heard.start, stopped), (resumed, heard.end))
        return sum(max(0.0, (min(b, end) - max(a, start)).total_seconds()) for a, b in pieces)


@dataclass(frozen=True, slots=True)
class Service:
    """How one service tells of a listening.

    `habit`: what `played_at` means, "by day": the one or the other from day to day. `step`: seconds that it counts
    in. `late`: seconds that a report may lag behind. `rule`: which listenings are reported at all, all of more than
    30 s or (scrobblers) half of the song or 4 minutes. `forgets`: share of the skipped songs that it leaves out;
    `waits`: share of the runs after which the plays of one hour have not arrived. `echoes`: share of the plays that it
    tells twice, a little apart."""

    source: str
    habit: Habit | Literal["by day"]
    client: str = ""
    step: float = 0.001
    late: float = 0.8
    lengths: bool = True
    rule: Literal["30 s", "half"] = "30 s"
    forgets: float = 0.0
    waits: float = 0.0
    echoes: float = 0.0

    def plays(self, listened: list[Listened], dice: random.Random, run: datetime) -> Iterator[Play]:
        """What has arrived of these when a run that began at `run` is looked at."""
        habits: dict[int, Habit] = {}
        hole = dice.uniform(-1800.0, 1800.0) if dice.random() < self.waits else math.inf
        for item in listened:
            heard = item.heard
            habit = self.habit
            if habit == "by day":
                habit = habits.setdefault(heard.start.toordinal(), Habit.END if dice.random() < 0.5 else Habit.START)
            skipped = heard.seconds < heard.song.seconds - 15.0
            if not self._reports(heard) or (skipped and dice.random() < self.forgets):
                continue
            at = (heard.end if habit == Habit.END else heard.start).timestamp() + dice.uniform(0.0, self.late)
            if hole <= at - run.timestamp() <= hole + 3600.0:
                continue
            yield self._play(heard.song, at)
            if dice.random() < self.echoes:
                yield self._play(heard.song, at + dice.uniform(0.002, 4.0))

    def _reports(self, heard: Heard) -> bool:
        if self.rule == "half":
            return heard.seconds >= min(heard.song.seconds / 2, 240.0)
        return heard.seconds > HEARD_ENOUGH

    def _play(self, song: SimSong, at: float) -> Play:
        moment = datetime.fromtimestamp(math.floor(at / self.step) * self.step, UTC)
        seconds = song.seconds if self.lengths else None
        if self.source == "spotify":
            told = Song(song.title, song.artist, seconds, isrc=song.isrc, uri=song.uri, album=song.album)
        else:
            told = Song(song.title, song.artist, seconds, album=song.album)
        return Play(RUNNER, self.source, moment, told, client=self.client)


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the watch saw it (its clock may be off), all plays that have arrived, and the truth: the songs that
    were really heard during it, out of everything that was (`listened`)."""

    start: datetime
    elapsed: float
    plays: tuple[Play, ...]
    truth: tuple[SimSong, ...]
    skew: float
    listened: tuple[Listened, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Runs of one kind. `skew`: the watch's clock is wrong by up to so many seconds; `missing`: plays are missing for
    good, so that nobody can always be right. `sparse`: short runs, nothing else was ever listened to. `fades`:
    seconds by which a player may cut the end of every song."""

    name: str
    services: tuple[Service, ...]
    skew: float = 0.0
    missing: bool = False
    sparse: bool = False
    fades: float = 0.0

    def runs(self, seed: object) -> Iterator[Run]:
        """Without an end, the same ones for the same seed."""
        return (self._run(random.Random(f"{seed} {self.name} {number}"), number) for number in count())

    def some(self, seed: object, runs: int) -> Iterator[Run]:
        """The first few of them."""
        return islice(self.runs(seed), runs)

    def _run(self, dice: random.Random, number: int) -> Run:
        start = _FIRST_RUN + timedelta(days=3 * number, seconds=round(dice.uniform(6, 20) * 3600, 3))
        elapsed = round(dice.uniform(600, 900) if self.sparse else dice.uniform(900, 6000), 1)
        listened = [
            item
            for begin, end in self._sittings(dice, elapsed)
            for item in _sitting(dice, start + timedelta(seconds=begin), end - begin, self.fades)
        ]
        end = start + timedelta(seconds=elapsed)
        truth = tuple(item.heard.song for item in listened if item.sound_between(start, end) >= HEARD_ENOUGH)
        plays = [play for service in self.services for play in service.plays(listened, dice, start)]
        dice.shuffle(plays)  # plays that were made offline arrive behind newer ones
        skew = dice.uniform(-self.skew, self.skew)
        return Run(start + timedelta(seconds=skew), elapsed, tuple(plays), truth, skew, tuple(listened))

    def _sittings(self, dice: random.Random, elapsed: float) -> list[tuple[float, float]]:
        """When music was on, in seconds after the run's start: around the run, and at other times of three days."""
        # on for long when the run starts, or switched on for it, or only on the way
        kind = dice.random()
        begin = -dice.uniform(60, 1800) if kind < 0.4 else -dice.uniform(0, 60) if kind < 0.85 else dice.uniform(0, 300)
        kind = dice.random()
        after = dice.uniform(60, 1800) if kind < 0.45 else dice.uniform(0, 60) if kind < 0.85 else -dice.uniform(0, 300)
        end = elapsed + after
        if self.sparse:
            return [(begin, end)]
        sittings = [(begin, end)]
        yesterday, tomorrow = dice.uniform(-1.0, -0.7) * _DAY, dice.uniform(0.7, 1.0) * _DAY
        sittings.insert(0, (yesterday, yesterday + dice.uniform(1200, 5400)))
        if dice.random() < 0.5:
            gap = dice.uniform(120, 7200)
            sittings.insert(1, (begin - gap - dice.uniform(600, 3600), begin - gap))
        if dice.random() < 0.5:
            gap = dice.uniform(120, 7200)
            sittings.append((end + gap, end + gap + dice.uniform(600, 3600)))
        return [*sittings, (tomorrow, tomorrow + dice.uniform(1200, 5400))]


def _sitting(dice: random.Random, start: datetime, seconds: float, fades: float) -> Iterator[Listened]:
    """Song after song until the music is switched off in the middle of one."""
    at, off, song = start, start + timedelta(seconds=seconds), dice.choice(SONGS)
    while at < off:
        song = song if dice.random() < REPEATED else dice.choice(SONGS)
        sound, paused = song.seconds - dice.uniform(0.0, fades), 0.0
        if dice.random() < SKIPPED:
            sound = dice.uniform(3.0, song.seconds)
        if dice.random() < PAUSED:
            paused = math.exp(dice.uniform(math.log(5), math.log(600)))
        left = (off - at).total_seconds()
        if sound + paused > left:
            sound, paused = min(sound, left), 0.0
        item = Listened(Heard(song, at, sound, paused), dice.uniform(0.0, sound))
        yield item
        at = item.heard.end


_SPOTIFY = Service("spotify", Habit.END)
_SPOTIFY_START = Service("spotify", Habit.START)
_SPOTIFY_BY_DAY = Service("spotify", "by day")
_LISTENBRAINZ = Service("listenbrainz", Habit.START, client="a phone", step=1.0, late=0.5)
_LASTFM = Service("lastfm", Habit.START, step=1.0, late=0.5, lengths=False, rule="half")
_LASTFM_ALL = Service("lastfm", Habit.START, step=1.0, late=0.5, lengths=False)

WORLDS: tuple[World, ...] = (
    World("Spotify, END", (_SPOTIFY,)),
    World("Spotify, START", (_SPOTIFY_START,)),
    World("Spotify, by day", (_SPOTIFY_BY_DAY,)),
    World("Spotify, fading", (_SPOTIFY,), fades=12.0),
    World("Spotify, told twice", (Service("spotify", Habit.END, echoes=0.1),)),
    World("ListenBrainz, a phone", (_LISTENBRAINZ,)),
    World("ListenBrainz, importer", (Service("listenbrainz", Habit.END, client="spotify.com", step=1.0),)),
    World("Last.fm alone", (_LASTFM_ALL,)),
    World("Spotify and Last.fm", (_SPOTIFY, _LASTFM)),
    World("Spotify by day and Last.fm", (_SPOTIFY_BY_DAY, _LASTFM)),
    World("all three", (_SPOTIFY, _LISTENBRAINZ, _LASTFM)),
    World("few plays, END", (_SPOTIFY,), sparse=True),
    World("few plays, START and Last.fm", (_SPOTIFY_START, _LASTFM), sparse=True),
    World("skew 5 s, END", (_SPOTIFY,), skew=5.0),
    World("skew 5 s, START", (_SPOTIFY_START,), skew=5.0),
    World("skew 5 s, two sources", (_SPOTIFY, _LASTFM), skew=5.0),
    World("skew 30 s, END", (_SPOTIFY,), skew=30.0),
    World("skew 30 s, START", (_SPOTIFY_START,), skew=30.0),
    World("skew 90 s, END", (_SPOTIFY,), skew=90.0),
    World("skew 90 s, START", (_SPOTIFY_START,), skew=90.0),
    World("skew 90 s, two sources", (_SPOTIFY, _LASTFM), skew=90.0),
    World("missing: skipped songs", (Service("spotify", Habit.END, forgets=0.35),), missing=True),
    World("missing: half rule", (_LASTFM,), missing=True),
    World("missing: an hour", (Service("spotify", Habit.END, waits=0.2),), missing=True),
)
"""Each kind of listening; those whose name begins with "missing" lack plays."""
