"""A run gets its soundtrack: with the upload when its music is known, else read, spliced, written and checked."""

from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.description import mark_of
from sync.sim.athlete import run
from sync.sim.songbook import Heard
from sync.sim.strava import SimStravaActivity
from tests.support.music import MusicWorld
from tests.support.world import HOUR, MINUTE

RUN = 900000001
MARK = mark_of("me", str(RUN))


def on_target(world: MusicWorld) -> SimStravaActivity:
    (found,) = world.strava.alive()
    return found


def uploaded_by_another(world: MusicWorld, **texts: str) -> None:
    """A run of an hour ago that Garmin's own link has brought to Strava, and its music."""
    world.tick()
    activity = run(RUN, world.now - HOUR, every=600, title="Morning Run")
    world.garmin.add(activity)
    world.strava.add(activity.start, activity.elapsed, activity.distance, name=texts.get("name", "Morning Run"))
    world.strava.describe(on_target(world).id, texts.get("description"))


def songs(heard: list[Heard]) -> list[str]:
    return [f"{one.song.artist} - {one.song.title}" for one in heard]


def test_music_that_is_known_at_the_upload_goes_out_with_it_and_costs_no_call(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        start = world.now - HOUR
        heard = world.plays(start, timedelta(seconds=600))
        world.tick()
        world.garmin.add(run(RUN, start, elapsed=640, km=2.0, title="Morning Run"))
        world.clock.advance(60)
        world.ticks(4)
        there = on_target(world)
        assert there.name == "Morning Run 🎵"
        assert there.description is not None
        lines = there.description.splitlines()
        assert (lines[0][:5], lines[-1]) == (f"♫ {len(heard)} s", f"— Runtrack #{MARK}")
        assert [line for line in lines if line.startswith("1. ")] == [f"1. 0:00 {songs(heard)[0]}"]
        assert (world.strava.count("activity"), world.strava.count("update")) == (0, 0)
        row = world.row(RUN)
        assert (row.state, row.music.outcome, row.music.songs) == (State.ANNOTATED, "complete", len(heard))


def test_a_run_that_was_there_already_is_read_once_written_once_and_checked_once(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded_by_another(world, description="Windy.\r\nFelt good 🏃‍♀️")
        world.plays(world.now - HOUR, 20 * MINUTE)
        world.ticks(9)
        there = on_target(world)
        assert there.description is not None
        assert there.description.startswith("Windy.\r\nFelt good 🏃‍♀️\n\n♫ ")
        assert there.name == "Morning Run 🎵"
        assert (world.strava.count("activity"), world.strava.count("update")) == (2, 1)
        world.ticks(9)
        assert (world.strava.count("activity"), world.strava.count("update")) == (2, 1)


def test_plays_that_arrive_hours_late_are_written_at_once(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded_by_another(world)
        world.ticks(9)
        assert (world.row(RUN).music.outcome, on_target(world).description) == ("waiting", None)
        world.clock.advance(3 * 3600)
        world.plays(world.now - 4 * HOUR - 9 * MINUTE, 20 * MINUTE)
        world.ticks(6)
        assert "♫ " in (on_target(world).description or "")


def test_a_run_without_music_is_looked_at_after_2_8_20_44_68_and_92_hours_and_then_no_more(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded_by_another(world)
        world.ticks(4)
        first, waits = world.row(RUN).music.first_at, []
        assert first is not None
        while (due := world.row(RUN).due) is not None:
            waits.append((due - first) / HOUR)
            world.clock.advance((due - world.now).total_seconds() + 1)
            world.tick()
        assert waits == [2, 8, 20, 44, 68, 92]
        assert (world.row(RUN).music.outcome, world.row(RUN).reason) == (
            "nothing played",
            "no music was played during it, as Spotify reported",
        )
        assert world.strava.count("activity") == 0


@pytest.mark.parametrize("edit", ["in our text", "our text removed", "everything removed"])
def test_what_the_user_makes_of_our_text_is_respected_for_good(tmp_path: Path, edit: str) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded_by_another(world, description="Mine")
        world.plays(world.now - HOUR, 8 * MINUTE)
        world.ticks(9)
        there = on_target(world)
        assert there.description is not None
        changed = {
            "in our text": there.description.replace("1. ", "1) "),
            "our text removed": "Mine",
            "everything removed": "",
        }[edit]
        world.strava.describe(there.id, changed)
        world.plays(world.now - 45 * MINUTE, 8 * MINUTE, seed=2)
        world.ticks(9)
        assert on_target(world).description == changed
        assert world.row(RUN).music.outcome == "left alone"


def test_an_emoji_that_was_removed_is_not_put_back(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded_by_another(world)
        world.plays(world.now - HOUR, 8 * MINUTE)
        world.ticks(9)
        world.strava.rename(on_target(world).id, "My own title")
        world.plays(world.now - 45 * MINUTE, 8 * MINUTE, seed=2)
        world.ticks(9)
        assert on_target(world).name == "My own title"
        assert world.strava.count("update") == 2


def test_a_run_deleted_on_strava_is_no_error_and_not_asked_for_again(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded_by_another(world)
        world.ticks(2)
        world.strava.delete(on_target(world).id)
        world.plays(world.now - HOUR, 20 * MINUTE)
        reports = world.ticks(9)
        assert [report.failed for report in reports] == [[]] * 9
        assert world.row(RUN).state is not State.DELETED
        assert world.strava.count("activity") == 2
        world.until_quiet()
        assert (world.row(RUN).state, world.row(RUN).due) == (State.DELETED, None)
        assert world.strava.count("activity") == 5


def test_without_a_music_source_nothing_is_looked_for(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        uploaded_by_another(world)
        world.ticks(3)
        assert (world.row(RUN).state, world.row(RUN).due) == (State.UPLOADED, None)
        assert world.strava.counts() == {"list": 1}


@pytest.mark.parametrize(
    "fault", ["timeout after the effect", "timeout before the effect", "500", "502 HTML", "truncated"]
)
def test_a_write_whose_answer_is_lost_is_read_again_and_never_doubled(tmp_path: Path, fault: str) -> None:
    with MusicWorld(tmp_path, seconds=0.5) as world:
        world.connect("spotify")
        uploaded_by_another(world, description="Mine")
        world.plays(world.now - HOUR, 20 * MINUTE)
        world.strava.inject("update", fault)
        world.ticks(12)
        text = on_target(world).description or ""
        assert world.strava.armed() == 0
        assert text.startswith("Mine\n\n♫ ")
        assert (text.count("♫ "), text.count("— Runtrack")) == (1, 1)
        assert world.row(RUN).music.outcome == "complete"
        assert on_target(world).name == "Morning Run 🎵"
