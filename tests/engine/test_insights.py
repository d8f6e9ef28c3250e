"""Insights are made in their own time when runs have changed, at most once an hour, and of what may be analysed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sync.adapters.statistics_child import ChildStatistics
from sync.core.insights.findings import Findings, Lack
from sync.core.insights.kept import Insights
from sync.core.insights.sample import Sample
from sync.core.insights.too_few import too_few
from sync.core.plan import StepName
from sync.core.recipes import INSIGHTS
from sync.core.song_figures import SongFigures
from sync.engine import insights_made
from sync.engine.asks.disconnect import disconnect
from sync.engine.insights import are_due, ask, insights_of, once_a_day
from sync.engine.tick import read_routes
from sync.ports import NotComputed
from sync.wiring import ME
from tests.support.entrypoints.listened import uploaded
from tests.support.insights.kept import keep
from tests.support.insights.samples import of_life
from tests.support.insights.worlds import kit, live
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, World


class Counted(ChildStatistics):
    """The real ones, counted; with `breaks` they come to nothing."""

    def __init__(self, breaks: str = "") -> None:
        self.asked, self.breaks = 0, breaks

    def findings(self, sample: Sample, seconds: float) -> Findings:
        self.asked += 1
        if self.breaks:
            raise NotComputed(self.breaks)
        return super().findings(sample, seconds)


def kept(world: World) -> Insights:
    found = insights_of(world.wired.app, ME)
    assert found is not None
    return found


def test_the_first_run_with_songs_has_them_made_and_says_how_many_more_it_takes(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("lastfm")
        start = uploaded(world, play=False)
        world.plays(start, timedelta(seconds=600), "lastfm")
        world.ticks(30)
        made = kept(world)
        assert (made.due, made.recipe, made.failed) == (None, INSIGHTS, "")
        assert made.findings is not None
        first = made.findings.features[0].in_all.missing[0]
        assert (first.lack, first.need) == (Lack.RUNS, 30)
        assert made.records
        version = made.version
        world.ticks(20)
        assert kept(world).version == version  # nothing has changed: nothing is made


def test_they_are_made_at_most_once_an_hour(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        app = world.wired.app
        ask(app, ME, world.now)
        assert are_due(app, ME, world.now)
        done = read_routes(app, ME, world.now, lambda: 60.0).done
        assert [task.step for task in done] == [StepName.MAKE_INSIGHTS]
        ask(app, ME, world.now)
        assert kept(world).due == world.now + HOUR
        assert read_routes(app, ME, world.now, lambda: 60.0).done == []
        ask(app, ME, world.now + 2 * HOUR)  # sooner is kept
        assert kept(world).due == world.now + HOUR
        assert are_due(app, ME, world.now + HOUR)


def test_what_has_not_changed_is_not_computed_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        statistics = Counted()
        app = replace(world.wired.app, statistics=statistics)
        keep(app.store, of_life(live(kit(60, -2.0), 2), 140))
        made = insights_made.make(app, ME, world.now, 60.0)
        assert made is not None
        assert made.findings is not None
        assert made.findings.features[0].in_all.effect is not None
        assert made.findings.features[0].in_all.effect.claimed
        assert made.songs is not None
        assert set(made.songs) == {one.song for one in made.findings.songs.ranked}
        again = insights_made.make(app, ME, world.now + HOUR, 60.0)
        assert again is not None
        assert (again.findings, statistics.asked) == (made.findings, 1)
        gone = app.store.all(SongFigures, ME)[0]
        app.store.remove(gone)
        insights_made.make(app, ME, world.now + 2 * HOUR, 60.0)
        assert statistics.asked == 2


def test_what_comes_to_nothing_leaves_what_was_found_and_is_tried_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        app = replace(world.wired.app, statistics=Counted("took longer than 60 s"))
        keep(app.store, of_life(live(kit(40), 2), 140))
        world.store.put(Insights(ME, 1, "before", world.now - DAY, too_few(Sample((), ()))))
        made = insights_made.make(app, ME, world.now, 60.0)
        assert made is not None
        assert (made.failed, made.due) == ("took longer than 60 s", world.now + HOUR)
        assert (made.made_of, made.findings) == ("before", too_few(Sample((), ())))


def test_plays_that_spotify_alone_told_of_are_left_out_unless_one_says_so(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        app = world.wired.app
        keep(app.store, of_life(live(kit(8), 2), 140), source="spotify")
        made = insights_made.make(app, ME, world.now, 60.0)
        assert made is not None
        assert made.findings is not None
        assert (made.findings.parts, made.records) == (0, ())
        assert made.left_out > 50
        asked = replace(app, preferences=replace(app.preferences, insights_of_all_plays=True))
        made = insights_made.make(asked, ME, world.now, 60.0)
        assert made is not None
        assert made.findings is not None
        assert made.findings.parts > 50
        assert made.left_out == 0


def test_runs_that_only_the_target_tells_of_are_not_analysed(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        app = world.wired.app
        keep(app.store, of_life(live(kit(8), 2), 140))
        for one in app.store.all(SongFigures, ME):
            app.store.remove(one)
            app.store.put(replace(one, source="strava", version=0))
        made = insights_made.make(app, ME, world.now, 60.0)
        assert made is not None
        assert made.findings is not None
        assert made.findings.parts == 0


def test_a_disconnected_source_takes_what_was_found_of_its_plays_with_it(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("lastfm")
        start = uploaded(world, play=False)
        world.plays(start, timedelta(seconds=600), "lastfm")
        world.ticks(30)
        assert kept(world).records
        disconnect(world.wired.app, ME, "lastfm", world.now)
        assert (kept(world).records, kept(world).findings) == ((), None)
        world.ticks(5)
        made = kept(world).findings
        assert made is not None
        assert made.parts == 0


def test_facts_that_come_later_are_taken_in_each_day(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        app = world.wired.app
        once_a_day(app, ME, world.now)
        assert insights_of(app, ME) is None  # without a run to music there is nothing to ask for
        world.store.put(Insights(ME, made_at=world.now))
        once_a_day(app, ME, world.now + 23 * HOUR)
        assert kept(world).due is None
        once_a_day(app, ME, world.now + 24 * HOUR)
        assert kept(world).due == world.now + 24 * HOUR


def test_where_nothing_can_be_computed_nothing_is_asked_for(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        app = replace(world.wired.app, statistics=None)
        ask(app, ME, world.now)
        assert insights_of(app, ME) is None
        assert not are_due(app, ME, world.now)
        assert insights_made.make(app, ME, world.now, 60.0) is None


def test_what_was_run_to_most_is_counted_in_the_runners_own_hours(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, seconds=10) as world:
        world.connect("lastfm")
        start = uploaded(world, play=False)
        world.plays(start, timedelta(seconds=600), "lastfm")
        world.ticks(30)
        (row,) = world.store.activities(ME)
        assert row.offset
        local = row.start + timedelta(seconds=row.offset)
        tops = kept(world).tops
        assert (tops.whole.runs, tops.months[0].name) == (1, f"{local:%Y-%m}")
        assert tops.hours[0].name == str(local.hour)
        assert tops.whole.plays >= 2
        assert tops.kilometres[0].name == "1"
