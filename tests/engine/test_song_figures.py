"""How a run was run to each of its songs is kept with its digest, and follows the plays that come and go."""

import os
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.core.figures import figures
from sync.core.plan import StepName, Task
from sync.core.recipes import RULES
from sync.core.song_figures import SongFigures
from sync.core.user import User
from sync.engine.asks.disconnect import disconnect
from sync.engine.asks.import_plays import import_plays
from sync.engine.digest_views import view
from sync.engine.kept_routes import route_of
from sync.engine.phases import plays
from sync.engine.routes import SETTLED
from sync.engine.song_figures import figures_of
from sync.engine.soundtrack import NEIGHBOURS, parts_of
from sync.engine.soundtrack_views import lines
from sync.engine.step_runner import StepRunner
from sync.sim.athlete import run
from sync.sim.songbook import SONGS, Heard
from sync.wiring import ME
from tests.support.contract.values import play
from tests.support.entrypoints.listened import RUN, uploaded
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR

MINUTES = timedelta(seconds=600)


def kept(world: MusicWorld) -> SongFigures | None:
    return figures_of(world.wired.app, world.row(RUN).key)


def titles(world: MusicWorld) -> list[str]:
    found = kept(world)
    return [one.title for one in found.songs] if found is not None else []


def are_right(world: MusicWorld) -> bool:
    """Whether what is kept is what the route and the plays come to now."""
    app, row = world.wired.app, world.row(RUN)
    route, parts, found = route_of(app, row), parts_of(app, row), kept(world)
    assert route is not None
    now = [(part.song.key, figures(route, row.start, part.start, part.end)) for part in parts]
    return [(one.song, one.figures) for one in found.songs] == now if found is not None else not now


def test_they_are_made_with_the_route_and_seen_as_they_are_kept(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("spotify")
        uploaded(world)
        assert len(titles(world)) == 3
        assert are_right(world)
        app, row = world.wired.app, world.row(RUN)
        seen = view(app, row)
        assert seen.digest is not None
        assert [one.figures for one in seen.songs] == [line.figures for line in lines(app, row)]


def test_songs_that_come_days_later_are_laid_onto_the_run_and_an_idle_tick_does_nothing_for_them(
    tmp_path: Path,
) -> None:
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("lastfm")
        start = uploaded(world, play=False)
        assert titles(world) == []
        world.clock.advance(12 * HOUR.total_seconds())
        world.plays(start, MINUTES, "lastfm")
        world.ticks(12)
        assert len(titles(world)) == 3
        assert are_right(world)
        version = world.row(RUN).version
        world.ticks(20)
        assert world.row(RUN).version == version


def test_they_are_looked_at_once_more_when_the_plays_around_the_run_are_all_there(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("spotify")
        uploaded(world)
        row = world.row(RUN)
        settled = row.start + timedelta(seconds=row.elapsed) + NEIGHBOURS + SETTLED
        assert row.route_due == settled
        before = kept(world)
        world.clock.advance((settled - world.now + timedelta(minutes=1)).total_seconds())
        world.ticks(3)
        assert (world.row(RUN).route_due, kept(world)) == (None, before)


def test_a_run_that_is_older_than_a_week_has_its_figures_made_anew_by_an_import_and_its_text_left_alone(
    tmp_path: Path,
) -> None:
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("spotify")
        start = uploaded(world, play=False)
        world.clock.advance(30 * DAY.total_seconds())
        world.log_in()
        world.ticks(9)
        posts, due = world.strava.counts().get("update", 0), world.row(RUN).due
        old = [replace(play(start + timedelta(seconds=200 * n), f"song {n}"), source="lastfm") for n in range(3)]
        import_plays(world.wired.app, ME, old, world.now)
        world.ticks(3)
        assert len(titles(world)) >= 2
        assert are_right(world)
        assert (world.row(RUN).due, world.strava.counts().get("update", 0)) == (due, posts)


def test_what_a_disconnected_source_alone_has_told_goes_at_once_and_the_rest_is_laid_on_anew(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("spotify", "lastfm")
        start = world.now - HOUR
        world.plays(start, timedelta(seconds=300), "spotify")
        world.lastfm.heard(Heard(SONGS[9], start + timedelta(seconds=440), 180.0))
        uploaded(world, play=False)
        assert len(titles(world)) == 3
        disconnect(world.wired.app, ME, "spotify", world.now)
        assert titles(world) == [SONGS[9].title]
        world.ticks(3)
        assert titles(world) == [SONGS[9].title]
        assert are_right(world)
        disconnect(world.wired.app, ME, "lastfm", world.now)
        assert kept(world) is None


@pytest.mark.parametrize(
    ("settings", "songs"),
    [
        ({}, 3),
        ({"RUNTRACK_KEEP_ROUTES_DAYS": "90", "RUNTRACK_KEEP_ORIGINALS_DAYS": "90"}, 3),
        ({"RUNTRACK_KEEP_PLAYS_DAYS": "90"}, 0),
    ],
)
def test_they_outlive_the_route_and_go_with_the_plays(settings: dict[str, str], songs: int, tmp_path: Path) -> None:
    more: dict[str, Any] = settings
    with MusicWorld(tmp_path, seconds=10, **more) as world:
        world.connect("spotify")
        uploaded(world)
        before = kept(world)
        world.clock.advance(100 * DAY.total_seconds())
        for path in (world.folder / "data" / "files").rglob("*.z"):
            os.utime(path, (0, 0))
        world.store.add_plays([play(world.now, "new")])
        world.log_in()
        world.connect("spotify")
        person = world.store.load(User, ME)
        assert person is not None
        world.store.put(replace(person, digest_recipe=0))
        world.ticks(5)
        world.clock.advance(
            (DAY + HOUR).total_seconds()
        )  # what a run still needs is left: it has been looked at by now
        world.ticks(5)
        person = world.store.load(User, ME)
        assert person is not None
        assert person.digest_recipe == RULES
        assert (len(titles(world)), world.row(RUN).route) == (songs, "read")
        if songs:
            assert kept(world) == before


def test_figures_of_other_rules_are_made_anew_and_a_kill_before_the_row_is_saved_loses_nothing(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("spotify")
        uploaded(world)
        good, person = kept(world), world.store.load(User, ME)
        assert good is not None
        assert person is not None
        world.store.put(replace(good, recipe=0, songs=()))
        world.store.put(replace(person, digest_recipe=RULES - 1))
        report = world.tick()
        assert StepName.DIGEST in {task.step for task in report.done}
        world.ticks(2)
        made = kept(world)
        assert made is not None
        assert replace(made, version=good.version) == good


def test_songs_that_a_look_at_a_run_brings_are_written_and_laid_on_in_the_same_tick(tmp_path: Path) -> None:
    """The row is saved for its figures in between: the look goes on from there."""
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("listenbrainz")
        start = uploaded(world, play=False)
        world.plays(start, MINUTES, "listenbrainz")
        link = world.connection("listenbrainz")
        world.store.put(replace(link, poll_at=world.now + DAY, polled_at=start - HOUR))
        due = world.row(RUN).due
        assert due is not None
        world.clock.advance((due - world.now).total_seconds() + 1)
        report = world.tick()
        assert {StepName.PLAYS_OF_RUNS, StepName.ANNOTATE} <= {task.step for task in report.done}
        assert (world.row(RUN).music.songs, len(titles(world))) == (3, 3)


def test_a_run_that_another_process_sends_while_its_plays_are_asked_for_is_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Strava's own check only the saving of the row prevents it."""
    with MusicWorld(tmp_path, seconds=10, strava={"duplicate_check": False}) as world:
        world.connect("spotify")
        world.garmin.add(run(RUN, world.now - HOUR, elapsed=600, km=2.0))
        asked = plays.ask_for_runs

        def while_another_process_ticks(runner: StepRunner, tasks: list[Task]) -> None:
            asked(runner, tasks)
            if [task.step for task in tasks if task.row is not None] != [StepName.SUBMIT]:
                return
            monkeypatch.setattr(plays, "ask_for_runs", asked)
            runner.report.brought.add(world.row(RUN).key.short)  # as songs do that come for it
            other = threading.Thread(target=world.tick)
            other.start()
            other.join()

        monkeypatch.setattr(plays, "ask_for_runs", while_another_process_ticks)
        world.tick()
        assert plays.ask_for_runs is asked
        assert len(world.strava.posts) == 1
        world.until_quiet()
        assert len(world.strava.posts) == 1
