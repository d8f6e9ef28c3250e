"""Plays are captured hands-off: every source in its turn, gaps noted, one source's trouble no other's."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.music import Gap, Sure
from sync.core.user import Notice
from sync.engine import capture
from sync.engine.context import TickContext
from sync.entrypoints.notices import on_one_machine
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE, START

ALL = ("spotify", "listenbrainz", "lastfm")


def stored(world: MusicWorld, source: str = "") -> int:
    return len(world.store.plays(ME, world.now - 30 * DAY, world.now + DAY, source=source))


def problems(world: MusicWorld) -> list[str]:
    return [notice.problem for notice in world.store.all(Notice, ME) if notice.closed_at is None]


def test_spotify_is_asked_every_five_minutes_and_the_others_every_fifteen(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect(*ALL)
        world.ticks(61)
        assert 12 <= world.spotify.count("recent") <= 16
        assert 4 <= world.lastfm.count("recent") <= 6
        assert 4 <= world.listenbrainz.count("listens") <= 6


def test_what_is_asked_again_is_stored_once(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect(*ALL)
        heard = world.plays(world.now - HOUR, 50 * MINUTE, *ALL)
        world.ticks(20)
        assert [stored(world, source) for source in ALL] == [len(heard)] * 3


def test_a_full_page_without_a_known_play_is_noted_as_a_gap_with_its_bounds(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        known = world.plays(world.now - HOUR, 30 * MINUTE)
        world.ticks(2)
        world.clock.advance(8 * 3600)
        world.plays(world.now - 7 * HOUR, 7 * HOUR, seed=2)
        world.ticks(2)
        (gap,) = world.store.all(Gap, ME)
        held = world.spotify.held()
        assert (gap.source, gap.sure, gap.before) == ("spotify", "certain", held[-1])
        assert abs(gap.after - known[-1].end) < timedelta(milliseconds=1)
        assert gap.why.startswith("50 plays since 14 Mar")


def test_a_page_that_ends_at_a_known_play_is_no_gap(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.plays(world.now - HOUR, 30 * MINUTE)
        world.ticks(2)
        world.plays(world.now, 90 * MINUTE, seed=2)
        world.ticks(100)
        assert world.store.all(Gap, ME) == []


def test_a_run_in_a_gap_says_that_its_soundtrack_is_partial(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.plays(world.now - 10 * HOUR, 10 * HOUR)
        world.garmin.add(run(900000001, world.now - 2 * HOUR, elapsed=3600, km=10.0))
        world.tick()
        (gap,) = world.store.all(Gap, ME)
        assert gap.why == "played before it was connected"
        world.garmin.add(run(900000002, gap.before - 30 * MINUTE, elapsed=3600, km=10.0))
        world.ticks(9)
        assert world.row(900000001).music.outcome == "complete"
        assert world.row(900000002).music.outcome == "partial (gap)"


@pytest.mark.parametrize(
    "fault", ["refused", "401", "403", "429", "500", "502 HTML", "200 HTML", "truncated", "wrong type"]
)
def test_trouble_with_one_source_is_none_of_another_and_none_of_the_upload(tmp_path: Path, fault: str) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect(*ALL)
        heard = world.plays(world.now - HOUR, 10 * MINUTE, *ALL)
        world.garmin.add(run(900000001, world.now - HOUR, elapsed=640, km=2.0))
        world.spotify.inject("recent", fault, times=2)
        world.tick()
        assert [stored(world, source) for source in ("listenbrainz", "lastfm")] == [len(heard)] * 2
        world.ticks(3)
        (there,) = world.strava.alive()
        assert "♫ " in (there.description or "")


def test_a_source_in_trouble_is_not_asked_each_minute(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.tick()
        world.spotify.inject("recent", "500", times=9)
        world.ticks(9)
        assert 2 <= world.spotify.count("recent") <= 3


def test_a_new_source_writes_into_the_runs_of_the_last_days_only(tmp_path: Path) -> None:
    """Spotify's newest fifty plays may reach back for weeks."""
    with MusicWorld(tmp_path, RUNTRACK_SINCE="2026-02-01") as world:
        runs = [run(900000001 + n, world.now - ago, elapsed=640, km=2.0) for n, ago in enumerate((9 * DAY, 2 * DAY))]
        for made in runs:
            world.garmin.add(made)
            world.strava.add(made.start, made.elapsed, made.distance)
            world.plays(made.start, 10 * MINUTE)
        world.ticks(2)
        world.connect("spotify")
        world.ticks(9)
        texts = {there.start: there.description for there in world.strava.alive()}
        assert texts[runs[0].start] is None
        assert "♫ " in (texts[runs[1].start] or "")


def test_after_an_outage_the_plays_that_spotify_still_holds_are_all_there(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.tick()
        world.spotify.inject("recent", "500", times=12)
        heard = world.plays(world.now, HOUR)
        world.ticks(90)
        assert stored(world) == len(heard)
        assert world.store.all(Gap, ME) == []


@pytest.mark.parametrize(
    ("refuses", "words"),
    [
        ("quota", "spotify: HTTP 429"),
        ("plain 429", "spotify: HTTP 429: Too many requests"),
        ("not premium", "Spotify refuses this application (Active premium subscription required"),
        ("not premium, plain", "Spotify refuses this application (Active premium subscription required"),
        ("not listed", "Spotify refuses this application (Check settings"),
    ],
)
def test_a_refusal_blocks_spotify_alone_and_for_as_long_as_it_says(tmp_path: Path, refuses: str, words: str) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect(*ALL)
        world.spotify.refuses = refuses  # type: ignore[assignment]  # a stand-in on this one object
        world.ticks(2)
        blocked = world.connection("spotify")
        assert blocked.blocked_why.startswith(words)
        assert blocked.blocked_until is not None
        world.spotify.forget_calls()
        minutes = min(int((blocked.blocked_until - world.now) / MINUTE) - 1, 70)
        world.ticks(minutes)
        assert world.spotify.count() == 0
        assert world.lastfm.count() > 0


def test_retry_after_a_day_is_kept_for_that_day(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.spotify.refuses = "plain 429"
        world.tick()
        assert world.connection("spotify").blocked_until == world.now + timedelta(seconds=79892)


def test_a_consent_that_is_six_months_old_needs_a_person_once_and_everything_else_goes_on(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify", "lastfm")
        world.tick()
        world.clock.advance(190 * DAY.total_seconds())
        world.log_in()
        world.ticks(20)
        assert "login:spotify" in problems(world)
        assert world.spotify.count("token") == 1
        world.garmin.add(run(900000001, world.now - HOUR, every=600))
        world.ticks(4)
        assert len(world.strava.alive()) == 1
        world.connect("spotify")
        world.ticks(6)
        assert "login:spotify" not in problems(world)


@pytest.mark.long
def test_the_end_of_the_consent_is_announced_30_7_and_1_days_before_and_over_with_a_new_one(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.tick()
        seen: dict[str, int] = {}
        for day in range(1, 182):
            world.clock.advance(DAY.total_seconds())
            world.log_in()
            world.tick()
            for problem in problems(world):
                seen.setdefault(problem, 181 - day)
        assert {problem: left for problem, left in seen.items() if "expires" in problem} == {
            "expires:spotify:30": 30,
            "expires:spotify:7": 7,
            "expires:spotify:1": 1,
        }
        world.connect("spotify")
        world.ticks(2)
        assert [problem for problem in problems(world) if "expires" in problem] == []


@pytest.mark.parametrize("rotates", [False, True], ids=["the old refresh token stays", "a new refresh token comes"])
def test_an_access_token_is_refreshed_as_it_ends_for_weeks(tmp_path: Path, rotates: bool) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.spotify.rotates = rotates
        for _ in range(40):
            world.clock.advance(6 * 3600)
            world.tick()
        assert world.connection("spotify").login_needed == ""
        assert world.spotify.count("token") == 40


def test_an_access_token_that_dies_early_costs_one_refresh_and_no_person(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.tick()
        world.spotify.expire_access()
        world.ticks(6)
        assert world.spotify.count("token") == 1
        assert problems(world) == []


def test_a_second_gap_that_begins_where_a_known_one_does_is_shown_as_well(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, start=START) as world:
        context = TickContext(world.wired.app, ME, world.now, lambda: 50.0)
        first = Gap(ME, "spotify", capture.BEGINNING, world.now - DAY, Sure.CERTAIN, "played before it was connected")
        capture.note_gap(context, first)
        capture.note_gap(context, replace(first, before=world.now))
        capture.note_gap(context, replace(first, before=world.now - 2 * DAY))
        assert [gap.before for gap in world.store.all(Gap, ME)] == [world.now]


def test_a_notice_says_what_is_really_lost_meanwhile(tmp_path: Path) -> None:
    """Spotify shows the last fifty of 104 songs after a login that came late; Last.fm keeps everything."""
    with MusicWorld(tmp_path) as world:
        world.connect("spotify", "lastfm")
        world.ticks(2)
        world.spotify.revoke()
        world.lastfm.hidden = True
        heard = world.plays(world.now + 2 * HOUR, 6 * HOUR, "spotify", "lastfm")
        world.ticks(32, every=15 * MINUTE)
        told = {notice.problem: on_one_machine.words(notice) for notice in world.store.all(Notice, ME)}
        lost = "Spotify keeps only your last 50 plays: what you hear beyond them until then is lost."
        assert told["login:spotify"].endswith(f"Run `runtrack login spotify`. {lost}")
        assert told["login:lastfm"].endswith("Run `runtrack login lastfm`. Nothing is lost meanwhile.")
        assert told["login:lastfm"].startswith("Last.fm needs a login: ")
        world.clock.advance(3 * DAY.total_seconds())
        world.log_in()
        world.lastfm.hidden = False
        world.connect("spotify", "lastfm")
        world.ticks(8)
        assert stored(world, "spotify") == 50 < len(heard) == stored(world, "lastfm")
        (gap,) = world.store.all(Gap, ME)
        assert (gap.source, gap.sure) == ("spotify", "certain")
        assert gap.after < heard[0].end < heard[-51].end < gap.before


@pytest.mark.parametrize(
    ("services", "told"), [(("spotify",), ", as Spotify reported"), (("spotify", "lastfm"), ""), (("lastfm",), "")]
)
def test_what_spotify_alone_says_is_told_as_its_word(tmp_path: Path, services: tuple[str, ...], told: str) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect(*services)
        heard = world.plays(world.now - HOUR, 9 * MINUTE, *services)
        for number, start in enumerate((world.now - HOUR, world.now - 6 * HOUR)):
            world.garmin.add(run(900000001 + number, start, elapsed=600, km=2.0))
        world.until_quiet()
        assert f"its soundtrack has {len(heard)} songs{told}" in world.row(900000001).reason
        assert world.row(900000002).reason.startswith(f"no music was played during it{told}")
        assert {world.row(900000001 + n).music.outcome for n in (0, 1)} == {"complete", "nothing played"}


def test_a_run_that_fifty_later_plays_hide_may_lack_its_songs(tmp_path: Path) -> None:
    """They were heard offline: when the phone has a network again, Spotify shows none of them any more."""
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.plays(world.now - 3 * HOUR, 30 * MINUTE)
        world.tick()
        world.garmin.add(run(900000001, world.now - HOUR, elapsed=1800, km=5.0))
        world.plays(world.now, 4 * HOUR, seed=2)
        world.ticks(60, every=10 * MINUTE)
        assert stored(world) > 60
        row = world.row(900000001)
        (gap,) = world.store.all(Gap, ME)
        assert (row.music.outcome, gap.sure) == ("waiting", "possible")
        assert gap.after < row.start < row.start + HOUR / 2 < gap.before
        assert row.reason.startswith("no music is known for it yet, and plays may be missing there")
