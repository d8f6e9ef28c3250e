"""What was seen now and then becomes plays: nothing that was not heard, nothing twice, and with holes in what the
services tell every song of a run all the same."""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.exchange import OnNow
from sync.core.live.now_playing import NowPlaying
from sync.core.live.seen import looked, play_of
from sync.core.music import Habit, Play, Song
from sync.core.soundtrack import soundtrack
from sync.sim.listening import WORLDS, Listened, Run, World
from sync.sim.songbook import SONGS, Heard, SimSong

START = datetime.fromisoformat("2026-10-09T06:00:00+00:00")
HOUR = timedelta(hours=1)
ONE, TWO = Song("One", "A", 200.0, uri="spotify:track:1"), Song("Two", "B", 180.0, uri="spotify:track:2")
LEAST = 30.0


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def seen(*looks: tuple[float, OnNow], service: str = "spotify") -> list[Play]:
    """The plays that come of looks, each so many seconds after the start, and of the end of it all."""
    known, plays = NowPlaying("me", "", START), list[Play]()
    for seconds, on in looks:
        known, play = looked(known, service, on, after(seconds))
        plays += [play] if play is not None else []
    last = play_of(known)
    return [*plays, *([last] if last is not None else [])]


def told(plays: list[Play]) -> list[tuple[str, float, float]]:
    return [(one.song.title, (one.played_at - START).total_seconds(), one.heard or 0.0) for one in plays]


def on(song: Song, position: float | None, *, playing: bool = True) -> OnNow:
    return OnNow(song, position, playing)


NOTHING = OnNow()


@pytest.mark.parametrize(
    ("looks", "plays"),
    [
        # its position says when it began, the next one's when it was over
        ([(0, on(ONE, 5)), (30, on(ONE, 35)), (60, on(TWO, 20))], [("One", -5, 45)]),
        # seen once, for a second
        ([(0, on(ONE, 1)), (30, NOTHING)], []),
        ([(0, NOTHING), (30, on(ONE, 1)), (60, on(TWO, 29)), (90, NOTHING)], []),
        ([(0, NOTHING), (30, on(ONE, 1)), (60, on(TWO, 0)), (90, NOTHING)], [("One", 29, 31)]),
        # a machine that slept eight hours invents no song that lasted so long, nor one that went on meanwhile
        ([(0, on(ONE, 40)), (28_800, on(ONE, 50))], [("One", -40, 40), ("One", 28_750, 50)]),
        ([(0, on(ONE, 40)), (28_800, on(TWO, 10))], [("One", -40, 40)]),
        ([(0, on(ONE, 10)), (28_800, on(TWO, 10)), (28_830, on(TWO, 40))], [("Two", 28_790, 40)]),
        # paused, resumed; the pause is not heard
        (
            [(0, on(ONE, 0)), (30, on(ONE, 20, playing=False)), (90, on(ONE, 20, playing=False)), (120, on(ONE, 45))],
            [("One", 0, 45)],
        ),
        # on repeat: again from its beginning once it may have been over; else sought back
        ([(0, on(ONE, 180)), (30, on(ONE, 10)), (60, on(ONE, 40))], [("One", -180, 200), ("One", 20, 40)]),
        ([(0, on(ONE, 100)), (30, on(ONE, 10)), (60, on(ONE, 40))], [("One", -100, 140)]),
        # sought forward: no more was heard than time has passed
        ([(0, on(ONE, 0)), (30, on(ONE, 190)), (45, on(TWO, 5))], [("One", 0, 40)]),
        # stuck: it says that it plays, and does not
        ([(0, on(ONE, 20)), (30, on(ONE, 20)), (60, on(ONE, 20))], []),
        # resumed in its middle: from when on nobody knows
        ([(0, NOTHING), (30, on(ONE, 150)), (60, on(ONE, 180))], [("One", 30, 30)]),
        # the clock was set back
        ([(100, on(ONE, 60)), (40, on(ONE, 90))], [("One", 40, 60), ("One", -50, 90)]),
    ],
)
def test_what_is_certain_was_heard_and_no_more(
    looks: list[tuple[float, OnNow]], plays: list[tuple[str, float, float]]
) -> None:
    assert told(seen(*looks)) == plays


def test_without_a_position_only_what_two_looks_show_was_heard() -> None:
    looks = [(float(at), on(ONE, None)) for at in (0, 30, 60)]
    assert told(seen(*looks, (90, on(TWO, None)), (120, NOTHING), service="lastfm")) == [("One", 0, 60)]
    lingers = [(30.0 * n, on(replace(ONE, seconds=None), None)) for n in range(100)]
    assert told(seen(*lingers, service="lastfm")) == [("One", 0, 600)]
    slept = [(0.0, on(ONE, None)), (28_800.0, on(ONE, None)), (28_830.0, on(ONE, None))]
    assert told(seen(*slept, service="lastfm")) == [("One", 28_800, 30)]


def test_a_song_that_another_service_goes_on_telling_of_is_one_play_of_the_first() -> None:
    known, play = looked(NowPlaying("me", "", START), "spotify", on(ONE, 10), START)
    words = Song("One - Remastered 2011", "A")
    known, play = looked(known, "lastfm", on(words, None), after(30))
    assert (play, known.service, known.song) == (None, "spotify", ONE)
    known, play = looked(known, "lastfm", on(Song("Other", "C"), None), after(60))
    assert play is not None
    assert (play.source, play.heard, play.habit, known.service) == ("spotify-live", 40.0, Habit.START, "lastfm")


def test_two_recordings_that_follow_each_other_are_two() -> None:
    live = replace(ONE, title="One (Live)", uri="spotify:track:9")
    looks = [(0, on(ONE, 160)), (30, on(ONE, 190)), (60, on(live, 20)), (90, on(live, 50)), (120, NOTHING)]
    assert [one.song.title for one in seen(*looks)] == ["One", "One (Live)"]


# -- worlds -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Looks:
    """How often it is looked, in seconds; `off`: by how many a look may be late; `blind`: the share that fails."""

    every: float = 30.0
    off: float = 12.0
    blind: float = 0.0


def at_moment(listened: tuple[Listened, ...], now: datetime) -> OnNow:
    for one in listened:
        heard = one.heard
        if heard.start <= now < heard.end:
            into = (now - heard.start).total_seconds()
            paused = one.before < into < one.before + heard.paused
            position = into if into <= one.before else max(one.before, into - heard.paused)
            return OnNow(as_song(heard.song), position, not paused)
    return OnNow()


def as_song(one: SimSong) -> Song:
    return Song(one.title, one.artist, one.seconds, isrc=one.isrc, uri=one.uri, album=one.album)


def live_plays(run: Run, how: Looks, dice: random.Random, *, positions: bool, service: str) -> list[Play]:
    """As the engine looks: each half minute, sooner where the song is over sooner."""
    known, plays = NowPlaying("me", "", run.start), list[Play]()
    now, end = run.start, run.start + timedelta(seconds=run.elapsed)
    while now < end:
        if dice.random() >= how.blind:
            on_now = at_moment(run.listened, now)
            if not positions:
                on_now = replace(on_now, position=None) if on_now.playing else OnNow()
            known, play = looked(known, service, on_now, now)
            plays += [play] if play is not None else []
        wait = how.every
        if known.began is not None and known.song is not None and known.song.seconds is not None and known.playing:
            rest = known.song.seconds - (now - known.began).total_seconds() + 2
            wait = min(wait, rest) if rest > 0 else wait
        now += timedelta(seconds=wait + dice.uniform(0.0, how.off))
    last = play_of(known)
    return [*plays, *([last] if last is not None else [])]


def names(run: Run, plays: list[Play]) -> list[str]:
    return [part.song.title for part in soundtrack(run.start, run.elapsed, plays)]


def inside(run: Run) -> list[tuple[str, float]]:
    """What was really on in the run, and for how long it sounded."""
    end = run.start + timedelta(seconds=run.elapsed)
    found = [(one.heard.song.title, one.sound_between(run.start, end)) for one in run.listened]
    return [(title, seconds) for title, seconds in found if seconds > 0]


SPOTIFY = [world for world in WORLDS if [one.source for one in world.services] == ["spotify"] and not world.skew]


def holes(run: Run, dice: random.Random, share: float) -> list[Play]:
    end = run.start + timedelta(seconds=run.elapsed)
    return [
        play for play in run.plays if not (run.start - HOUR <= play.played_at <= end + HOUR) or dice.random() >= share
    ]


def judged(world: World, share: float, how: Looks, runs: int, *, positions: bool = True) -> Counter[str]:
    """Over some runs: how many songs there were, lacked and were made up, with and without what was seen."""
    count = Counter[str]()
    for number, run in enumerate(world.some("seen", runs)):
        dice = random.Random(f"{number} {share} {how}")
        kept = holes(run, dice, share)
        service = "spotify" if positions else "lastfm"
        seen_too = [*kept, *live_plays(run, how, dice, positions=positions, service=service)]
        truth = Counter(title for title, seconds in inside(run) if seconds >= LEAST)
        for name, plays in (("without", kept), ("with", seen_too)):
            found = Counter(names(run, plays))
            count[f"lacked {name}"] += (truth - found).total()
            count[f"made up {name}"] += (found - truth).total()
        count["songs"] += truth.total()
    return count


@pytest.mark.parametrize("world", SPOTIFY, ids=lambda world: world.name)
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_what_was_seen_fills_the_holes_and_makes_nothing_up(world: World, share: float) -> None:
    count = judged(world, share, Looks(), 25)
    assert count["lacked with"] <= 0.015 * count["songs"] + 1, count
    assert count["made up with"] <= count["made up without"] + 1, count
    assert count["lacked without"] >= share * 0.6 * count["songs"]


@pytest.mark.parametrize(
    ("how", "positions", "lacked", "made_up"),
    [
        (Looks(blind=0.2), True, 0.02, 1),  # a look in five fails
        (Looks(every=300.0), True, 0.32, 1),  # once in a turn on AWS: less is seen, and nothing is made up
        (Looks(), False, 0.06, 2),  # no position
    ],
)
def test_fewer_looks_and_no_positions_find_less_and_make_up_no_more(
    how: Looks, positions: bool, lacked: float, made_up: int
) -> None:
    count = judged(SPOTIFY[0], 0.3, how, 40, positions=positions)
    assert count["lacked with"] <= min(lacked * count["songs"], count["lacked without"]), count
    assert count["made up with"] <= count["made up without"] + made_up, count


HEARD = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([1.0] * 5 + [0.5, 0.02]), st.sampled_from([0.0] * 5 + [20.0, 300.0])),
    min_size=1,
    max_size=12,
)


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(HEARD, st.lists(st.floats(1.0, 45.0), min_size=1, max_size=8), st.booleans(), st.integers(0, 9))
def test_no_play_is_longer_than_its_song_or_than_the_looks_and_no_two_overlap(
    heard: list[tuple[int, float, float]], waits: list[float], positions: bool, seed: int
) -> None:
    """Whatever is heard and whenever it is looked."""
    dice, at, listened = random.Random(seed), START, list[Listened]()
    for number, share, pause in heard:
        sound = SONGS[number].seconds * share
        listened.append(Listened(Heard(SONGS[number], at, sound, pause), dice.uniform(0.0, sound)))
        at = listened[-1].heard.end
    looks, now, turn = list[tuple[float, OnNow]](), 0.0, 0
    while after(now) < at:
        on_now = at_moment(tuple(listened), after(now))
        looks.append((now, on_now if positions else replace(on_now, position=None)))
        now, turn = now + waits[turn % len(waits)], turn + 1
    plays = seen(*looks)
    for play in plays:
        assert LEAST * 0.999 <= (play.heard or 0.0) <= (play.song.seconds or 0.0) + 0.001
        begin, end = play.played_at, play.played_at + timedelta(seconds=play.heard or 0.0)
        assert any(
            one.heard.song.title == play.song.title and one.heard.start < end and begin < one.heard.end
            for one in listened
        )
    for one, other in pairwise(plays):
        assert one.played_at + timedelta(seconds=one.heard or 0.0) <= other.played_at + timedelta(seconds=1)


def test_what_was_seen_and_told_is_one_listing_with_both_sources_the_told_one_first() -> None:
    run = next(iter(SPOTIFY[0].some("seen", 1)))
    live = live_plays(run, Looks(), random.Random(1), positions=True, service="spotify")
    parts = soundtrack(run.start, run.elapsed, [*run.plays, *live])
    assert {part.sources for part in parts} == {("spotify", "spotify-live")}
    assert {part.sources for part in soundtrack(run.start, run.elapsed, live)} == {("spotify-live",)}
