"""Songs between friends: sent, seen in what was played and in the run, and told as far as the listener agrees."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sync.core.friends import Contact, Learns
from sync.core.music import IMPORTED, Habit, Play, Song
from sync.core.plan import StepName
from sync.core.song_figures import SongFigure
from sync.core.song_share import Learned, Seen, Sending, Share, ShareState
from sync.engine.asks import friends as friendship
from sync.engine.asks.import_plays import import_plays
from sync.engine.asks.send_song import decline, send, withdraw
from sync.engine.forgotten_friend import forget
from sync.engine.shares import hand_out
from sync.engine.song_figures import figures_of
from sync.engine.tick import tick
from sync.sim.athlete import run
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.engine.dynamo_world import DynamoMusicWorld
from tests.support.engine.two_friends import ANNA, befriend, listen, sends, share_of, told_of
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE, START

RUN = 900000001
SONG, OTHER = SONGS[1], SONGS[2]


@contextmanager
def friends(folder: Path, kind: type[MusicWorld], tells: Learns = Learns.FIGURES) -> Iterator[MusicWorld]:
    with kind(folder, start=START - DAY) as world:
        world.connect("spotify", "lastfm")
        world.log_in()
        world.clock.set(START)
        befriend(world, tells)
        world.tick()
        yield world


WORLDS = pytest.mark.parametrize("kind", [MusicWorld, DynamoMusicWorld], ids=["SQLite", "DynamoDB"])


@WORLDS
def test_a_song_that_a_friend_sent_is_seen_when_it_is_played_on_a_run(tmp_path: Path, kind: type[MusicWorld]) -> None:
    with friends(tmp_path, kind) as world:
        sends(world, SONG)
        assert told_of(world).learned == Learned(Seen.NOT_SEEN_YET)
        begun = world.now + 5 * MINUTE
        listen(world, SONG, begun + 10 * MINUTE)
        world.clock.advance((40 * MINUTE).total_seconds())
        world.ticks(17)
        assert share_of(world).state is ShareState.HEARD
        told = told_of(world).learned
        assert (told.seen, told.on_run) == (Seen.PLAYED, None)
        assert near(told.at, begun + 10 * MINUTE)
        world.garmin.add(run(RUN, begun, elapsed=1800, km=6.0))
        world.ticks(20)
        told = told_of(world).learned
        assert told.seen is Seen.ON_A_RUN
        assert told.on_run is not None
        (kept,) = (one for one in song_figures_of(world) if one.title == SONG.title)
        ran = kept.figures
        assert ran.distance is not None
        assert ran.distance == pytest.approx(2000, abs=200)
        assert told.on_run.begins == ran.distance
        assert told.on_run.ends == ran.distance + (ran.metres or 0)
        assert (told.on_run.pace, told.on_run.heart_rate) == (ran.pace, ran.heart_rate)
        assert None not in (ran.metres, ran.pace, ran.heart_rate)
        assert share_of(world).due is None


def test_a_play_is_looked_at_in_the_tick_that_brings_it_and_takes_no_call_more(tmp_path: Path) -> None:
    calls = []
    for is_sent in (False, True):
        with friends(tmp_path / str(is_sent), MusicWorld) as world:
            if is_sent:
                sends(world, SONG)
            listen(world, SONG, world.now + MINUTE)
            world.forget_calls()
            reports = world.ticks(60)
            calls.append(world.calls())
            if is_sent:
                heard = [report for report in reports if StepName.POLL in {task.step for task in report.done}][0:4]
                assert share_of(world).state is ShareState.HEARD
                assert any(StepName.LOOK_FOR_SONG in {task.step for task in report.done} for report in heard)
    assert calls[0] == calls[1]


def test_a_song_that_is_looked_for_rarely_by_now_is_seen_in_the_tick_that_brings_its_play(tmp_path: Path) -> None:
    with friends(tmp_path, MusicWorld) as world:
        sends(world, SONG)
        world.ticks(73, every=HOUR)
        due = share_of(world).due
        assert due is not None
        assert due > world.now + 6 * HOUR
        listen(world, SONG, world.now)
        world.ticks(30)
        assert share_of(world).state is ShareState.HEARD


def test_a_run_that_comes_days_later_is_found_in_the_tick_after_its_songs_are_read(tmp_path: Path) -> None:
    with friends(tmp_path, MusicWorld) as world:
        sends(world, SONG)
        begun = world.now
        listen(world, SONG, begun + 5 * MINUTE)
        world.ticks(76, every=HOUR)
        due = share_of(world).due
        assert due is not None
        assert due > world.now + 6 * HOUR
        world.garmin.add(run(RUN, begun, elapsed=1200, km=4.0))
        world.ticks(5)
        assert told_of(world).learned.seen is Seen.ON_A_RUN


def test_a_run_that_is_not_on_the_target_yet_is_waited_for_with_its_figures(tmp_path: Path) -> None:
    with friends(tmp_path, MusicWorld) as world:
        world.restart(RUNTRACK_UPLOAD_DELAY_MINUTES="45")
        sends(world, SONG)
        begun = world.now
        listen(world, SONG, begun + 5 * MINUTE)
        world.garmin.add(run(RUN, begun, elapsed=1200, km=4.0, every=5))
        world.clock.advance((25 * MINUTE).total_seconds())
        world.ticks(30)
        assert share_of(world).state is ShareState.HEARD
        assert share_of(world).on_run is None
        world.ticks(40)
        on_run = share_of(world).on_run
        assert on_run is not None
        assert on_run.pace is not None


def test_what_was_played_before_it_was_sent_confirms_nothing(tmp_path: Path) -> None:
    with friends(tmp_path, MusicWorld) as world:
        listen(world, SONG, world.now - MINUTE, "spotify", "lastfm")
        sends(world, SONG)
        listen(world, OTHER, world.now + 10 * MINUTE, "spotify", "lastfm")
        world.ticks(60)
        assert share_of(world).state is ShareState.WAITING


def test_a_song_that_is_not_seen_ends_after_seven_days_and_sixteen_looks_and_nobody_says_it_was_not_played(
    tmp_path: Path,
) -> None:
    with friends(tmp_path, MusicWorld) as world:
        sends(world, SONG)
        due, looks = share_of(world).due, 0
        assert due == world.now + timedelta(seconds=SONG.seconds)
        while due is not None:
            world.clock.set(due)
            world.tick()
            due, looks = share_of(world).due, looks + 1
        assert (share_of(world).state, looks <= 16) == (ShareState.EXPIRED, True)
        assert world.now == START + 7 * DAY
        assert told_of(world).learned == Learned(Seen.NOT_SEEN_YET)


def test_a_song_waits_for_who_has_connected_nothing_and_is_seen_once_they_have(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        befriend(world, Learns.PLAYED)
        sends(world, SONG)
        world.ticks(6)
        assert share_of(world).state is ShareState.INVITED
        assert told_of(world).learned == Learned(Seen.NOTHING_CONNECTED)
        listen(world, SONG, world.now)
        world.connect("lastfm")
        world.ticks(30)
        assert told_of(world).learned.seen is Seen.PLAYED


def test_what_the_listener_takes_back_holds_at_once_also_for_what_was_told_before(tmp_path: Path) -> None:
    with friends(tmp_path, MusicWorld, Learns.ON_A_RUN) as world:
        sends(world, SONG)
        begun = world.now
        listen(world, SONG, begun + 2 * MINUTE)
        world.garmin.add(run(RUN, begun, elapsed=900, km=3.0))
        world.clock.advance(1200)
        world.ticks(30)
        told = told_of(world).learned
        assert (told.seen, told.on_run and (told.on_run.run, told.on_run.pace)) == (Seen.ON_A_RUN, ("", None))
        friendship.agree(world.store, ME, ANNA, Learns.PLAYED, world.now)
        assert (told_of(world).learned.seen, told_of(world).learned.on_run) == (Seen.PLAYED, None)
        friendship.block(world.store, ME, ANNA, world.now)
        assert told_of(world).learned == Learned(Seen.SENT)
        withdraw(world.wired.app, ANNA, "50a5", world.now)
        assert share_of(world).state is ShareState.HEARD
        assert told_of(world).learned == Learned(Seen.WITHDRAWN)


def test_plays_of_a_file_are_looked_at_by_the_next_tick(tmp_path: Path) -> None:
    with friends(tmp_path, MusicWorld) as world:
        sends(world, SONG)
        world.clock.advance((3 * DAY).total_seconds())
        world.ticks(3)
        song = Song(SONG.title, SONG.artist, SONG.seconds)
        played = Play(ME, IMPORTED, world.now - MINUTE, song, heard=SONG.seconds, habit=Habit.END)
        import_plays(world.wired.app, ME, [played], world.now)
        world.tick()
        assert share_of(world).state is ShareState.HEARD


def test_a_song_that_is_taken_back_while_a_tick_hands_it_out_does_not_stay(tmp_path: Path) -> None:
    with friends(tmp_path, MusicWorld) as world:
        app, late = world.wired.app, "50a7"
        sends(world, SONG, late)
        before = app.store.load(Sending, ANNA, late)
        assert before is not None
        world.store.remove(share_of(world, late))
        withdraw(app, ANNA, late, world.now)
        hand_out(app, replace(before, due=world.now), world.now)  # a tick that had read it before
        assert share_of(world, late).is_open
        world.clock.advance((11 * MINUTE).total_seconds())
        tick(app, ANNA, world.now, lambda: 50.0)
        assert share_of(world, late).state is ShareState.WITHDRAWN
        kept = app.store.load(Sending, ANNA, late)
        assert kept is not None
        assert kept.due is None


def test_songs_are_forgotten_ninety_days_after_nothing_more_can_become_of_them(tmp_path: Path) -> None:
    with friends(tmp_path, MusicWorld) as world:
        sends(world, SONG)
        declined = decline(world.store, ME, "50a5", world.now)
        for days, left in ((89, [declined]), (2, [])):
            world.clock.advance((days * DAY).total_seconds())
            world.tick()
            assert world.store.all(Share, ME) == left
        assert world.store.all(Sending, ANNA) != []
        tick(world.wired.app, ANNA, world.now, lambda: 50.0)
        assert world.store.all(Sending, ANNA) == []


def test_what_is_kept_of_a_person_elsewhere_goes_with_them(tmp_path: Path) -> None:
    with friends(tmp_path, MusicWorld) as world:
        sends(world, SONG)
        forget(world.store, ANNA, world.now)
        share = share_of(world)
        assert (share.sender, share.note, share.state) == ("", "", ShareState.WITHDRAWN)
        befriend(world, Learns.FIGURES)
        sends(world, OTHER, "50a6")
        forget(world.store, ME, world.now)
        assert world.store.all(Contact, ANNA) == []
        assert [one.to for one in world.store.all(Sending, ANNA)] == [("",), ("",)]


@pytest.mark.parametrize("number", range(1, 4))
def test_a_song_whose_sender_was_killed_is_handed_out_by_the_next_tick_once(tmp_path: Path, number: int) -> None:
    with friends(tmp_path, MusicWorld) as world:
        dying = DyingStore(world.store)
        dying.left = number
        with suppress(Killed):
            send(replace(world.wired.app, store=dying), ANNA, ME, Song("A", "B"), "50a7", world.now)
        tick(world.wired.app, ANNA, world.now, lambda: 50.0)
        assert [one.id for one in world.store.all(Share, ME)] == ["50a7"]
        (kept,) = world.store.all(Sending, ANNA)
        assert kept.due is None


def song_figures_of(world: MusicWorld) -> tuple[SongFigure, ...]:
    kept = figures_of(world.wired.app, world.row(RUN).key)
    assert kept is not None
    return kept.songs


def near(at: datetime | None, wanted: datetime) -> bool:
    return at is not None and abs(at - wanted) < timedelta(seconds=30)


def test_a_second_press_brings_no_song_back_that_was_forgotten(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        befriend(world, Learns.PLAYED)
        sends(world, SONG)
        world.store.remove(share_of(world))
        sends(world, SONG)
        assert world.store.load(Share, ME, "50a5") is None


def test_no_run_is_looked_for_of_who_has_music_and_no_activities(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, start=START, login=False) as world:
        world.connect("lastfm")
        befriend(world, Learns.PLAYED)
        world.tick()
        sends(world, SONG)
        listen(world, SONG, world.now + MINUTE)
        world.clock.advance((20 * MINUTE).total_seconds())
        world.ticks(2)
        share = share_of(world)
        assert (share.state, share.due) == (ShareState.HEARD, None)


def test_the_run_of_a_song_is_looked_for_seven_times_in_seven_days(tmp_path: Path) -> None:
    with friends(tmp_path, MusicWorld) as world:
        sends(world, SONG)
        listen(world, SONG, world.now + MINUTE)
        world.clock.advance((20 * MINUTE).total_seconds())
        looks = [task for report in world.ticks(200, every=HOUR) for task in report.done]
        assert [task.step for task in looks].count(StepName.LOOK_FOR_SONG) == 1 + 7
        assert (share_of(world).looks, share_of(world).due) == (7, None)
