"""The worlds of the matching bench: who listens, and which services tell of it. See `listeners` and `reporters`."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from sync.core.music import Play
from sync.sim.listening import HEARD_ENOUGH, Listened
from tests.bench import listeners as hear
from tests.bench.listeners import Listener
from tests.bench.reporters import Reporter, Telling

ONE_MOMENT = 5.0  # seconds
CLEAN, HONEST, OTHER = "clean", "honest", "other"
"""What is promised of a world: nearly every run exactly right, not worse than the best source alone, or nothing (a
source tells of what the runner has not heard, or of another time)."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the watch saw it, all plays, which listening each of them tells of (by its place in `heard`; the end
    of one and the start of the next may be one stamp), and the truth: the places of those that were really heard
    during it, in order."""

    start: datetime
    elapsed: float
    plays: tuple[Play, ...]
    told: Mapping[Play, frozenset[int]]
    heard: tuple[Listened, ...]
    truth: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class World:
    """`others`: what somebody else hears at the same time, who shares the accounts of these services. `skew`: seconds
    that the watch's clock may be off."""

    name: str
    services: tuple[Reporter, ...]
    promise: str = HONEST
    listener: Listener = Listener()
    others: tuple[Reporter, ...] = ()
    skew: float = 0.0

    def runs(self, seed: object, count: int) -> Iterator[Run]:
        """The same ones for the same seed."""
        return (self._run(random.Random(f"{seed} {self.name} {number}"), number) for number in range(count))

    def _run(self, dice: random.Random, number: int) -> Run:
        start, elapsed = self.listener.run(dice, number)
        sittings = self.listener.sittings(dice, start, elapsed)
        heard, end = tuple(chain.from_iterable(sittings)), start + timedelta(seconds=elapsed)
        truth = tuple(i for i, one in enumerate(heard) if one.sound_between(start, end) >= HEARD_ENOUGH)
        told = [telling for service in self.services for telling in service.plays(sittings, dice)]
        if self.others:
            theirs = self.listener.sittings(dice, start, elapsed)
            told += [(play, len(heard) + place) for one in self.others for play, place in one.plays(theirs, dice)]
            heard += tuple(chain.from_iterable(theirs))
        dice.shuffle(told)
        start += timedelta(seconds=dice.uniform(-self.skew, self.skew))
        return Run(start, elapsed, tuple(play for play, _ in told), _places(told), heard, truth)


def _places(told: list[Telling]) -> dict[Play, frozenset[int]]:
    """The places that each play tells of, with those that the same song's plays of the same moment tell of."""
    moments: dict[object, list[Telling]] = {}
    for play, place in told:
        moments.setdefault((play.source, play.song.key), []).append((play, place))
    return {
        play: frozenset(
            at for other, at in some if abs((other.played_at - play.played_at).total_seconds()) <= ONE_MOMENT
        )
        for some in moments.values()
        for play, _ in some
    }


S = Reporter("spotify", ids=True)
S_START = replace(S, habit="start")
S_SITTING = replace(S, habit="sitting")
S_ROW = replace(S, habit="row")
LB = Reporter("listenbrainz", "start", client="a phone", step=1.0, late=0.5)
FM = Reporter("lastfm", "start", step=1.0, late=0.5, lengths=False)
FM_HALF = replace(FM, rule="half")
SPELLED = 0.3  # of the songs
MINUTES = 60.0  # seconds


def _one(name: str, *services: Reporter, promise: str = HONEST, **listener: object) -> World:
    return World(name, services, promise, Listener(**listener))  # type: ignore[arg-type]  # a Listener's own fields


WORLDS: tuple[World, ...] = (
    # one source, and nothing wrong with it
    _one("Spotify END", S, promise=CLEAN),
    _one("Spotify START", S_START, promise=CLEAN),
    _one("Spotify by day", replace(S, habit="day"), promise=CLEAN),
    _one("Spotify, fading", S, promise=CLEAN, fades=12.0),
    _one("Spotify, told twice", replace(S, echoes=0.1), promise=CLEAN),
    _one("Spotify, no skips, no pauses", S, promise=CLEAN, skips=0.0, pauses=0.0),
    _one("ListenBrainz", LB, promise=CLEAN),
    _one("ListenBrainz importer, END", replace(LB, habit="end", client="spotify.com"), promise=CLEAN),
    _one("Last.fm", FM),
    # one source with a quirk
    _one("few plays, END", S, sparse=True),
    _one("few plays, START", S_START, sparse=True),
    _one("per sitting", S_SITTING),
    _one("switch within a row", S_ROW),
    _one("half or 4 min", replace(LB, habit="half")),
    _one("whole minutes", replace(LB, step=MINUTES)),
    _one("Last.fm doubled 6-40 s", replace(FM, echoes=0.5, echo=(6.0, 40.0))),
    World("Last.fm, two scrobblers START and END", (FM, replace(FM, habit="end"))),
    World("ListenBrainz, two scrobblers START and END", (LB, replace(LB, habit="end"))),
    _one("Spotify lacks 10 %", replace(S, lacks=0.1)),
    _one("Spotify lacks skipped songs", replace(S, skips=0.35)),
    # Spotify and another
    _one("END + Last.fm", S, FM_HALF),
    _one("END + Last.fm spelled", S, replace(FM, spelled=SPELLED)),
    _one("END + ListenBrainz spelled", S, replace(LB, spelled=SPELLED)),
    _one("START + Last.fm spelled", S_START, replace(FM, spelled=SPELLED)),
    _one("END + ListenBrainz all spelled", S, replace(LB, spelled=1.0)),
    _one("END + ListenBrainz lengths ±30 s", S, replace(LB, off=30.0)),
    _one("END + Last.fm 0-60 s off", S, replace(FM, late=60.0)),
    _one("END + Last.fm whole minutes", S, replace(FM, step=MINUTES)),
    _one("END + ListenBrainz whole minutes", S, replace(LB, step=MINUTES)),
    _one("per sitting + Last.fm", S_SITTING, FM),
    _one("per sitting + ListenBrainz", S_SITTING, LB),
    _one("per sitting + Last.fm spelled", S_SITTING, replace(FM, spelled=SPELLED)),
    _one("switch within a row + Last.fm", S_ROW, FM),
    _one("both per sitting", S_SITTING, replace(LB, habit="sitting")),
    _one("few plays, START + Last.fm", S_START, FM, sparse=True),
    _one("END + half or 4 min", S, replace(FM, habit="half")),
    _one("END + Last.fm doubled 6-40 s", S, replace(FM, echoes=0.5, echo=(6.0, 40.0))),
    World("END + Last.fm with two scrobblers", (S, FM, replace(FM, habit="end"))),
    _one("END lacks 10 % + Last.fm", replace(S, lacks=0.1), FM),
    _one("both lack 20 %", replace(S, lacks=0.2), replace(LB, lacks=0.2)),
    _one("both lack 20 %, spelled", replace(S, lacks=0.2), replace(LB, lacks=0.2, spelled=SPELLED)),
    _one("END + Last.fm in another script 20 %", S, replace(FM, script=0.2)),
    _one("END + ListenBrainz in another script, all", S, replace(LB, script=1.0)),
    _one("END + Last.fm an hour off", S, replace(FM, shift=3600.0), promise=OTHER),
    World("END + Last.fm of two people", (S, FM), OTHER, Listener(), (FM,)),
    World("ListenBrainz of two people", (LB,), OTHER, Listener(), (LB,)),
    # what is heard
    _one("repeats 30 %", S, LB, taste=hear.repeating),
    _one("repeats 30 %, whole minutes", S, replace(LB, step=MINUTES), taste=hear.repeating),
    _one("one song on loop", S, LB, taste=hear.looped(1)),
    _one("one song on loop, per sitting + Last.fm", S_SITTING, FM, taste=hear.looped(1)),
    _one("loop of three, per sitting + ListenBrainz", S_SITTING, LB, taste=hear.looped(3)),
    _one(
        "part 2 after part 1, spelled", S, replace(LB, spelled=SPELLED), taste=hear.followed(hear.PART_1, hear.PART_2)
    ),
    _one("live after studio, mark lost", S, replace(LB, marks=False), taste=hear.followed(hear.STUDIO, hear.LIVE)),
    _one("remix after studio, mark lost", S, replace(FM, marks=False), taste=hear.followed(hear.STUDIO, hear.REMIX)),
    _one(
        "live after studio, both lack 20 %",
        replace(S, lacks=0.2),
        replace(LB, lacks=0.2, marks=False),
        taste=hear.followed(hear.STUDIO, hear.LIVE),
    ),
    _one("namesakes in a row", S, FM, taste=hear.followed(hear.STUDIO, hear.COVER)),
    _one(
        "namesakes, both lack 20 %",
        replace(S, lacks=0.2),
        replace(LB, lacks=0.2),
        taste=hear.followed(hear.STUDIO, hear.COVER),
    ),
    _one("many skips", S, FM, skips=0.5),
    _one("many pauses", S, LB, pauses=0.25),
    _one("fading + Last.fm spelled", S, replace(FM, spelled=SPELLED), fades=12.0),
    # everything at once
    _one("three sources", S, LB, FM),
    _one("three sources spelled", S, replace(LB, spelled=SPELLED), replace(FM, spelled=SPELLED)),
    _one("three sources, Last.fm 0-60 s off", S, LB, replace(FM, late=60.0)),
    World("watch 5 s off, two sources", (S, FM), HONEST, Listener(), (), 5.0),
    World("watch 90 s off, two sources", (S, FM), HONEST, Listener(), (), 90.0),
    _one(
        "ALL hard",
        S_SITTING,
        replace(LB, off=30.0, spelled=SPELLED, step=MINUTES),
        replace(FM, late=60.0, spelled=0.3, lacks=0.1),
        fades=8.0,
        pauses=0.08,
    ),
)
"""At least forty kinds of listening."""
