"""What a person asks of many runs at once, of plays from elsewhere, and of a text before it is written."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.annotation import OFF, Annotation
from sync.engine.asks import refusals
from sync.engine.asks.annotate import WantedSince, annotate_since
from sync.engine.asks.backfill import backfill
from sync.engine.asks.import_plays import import_plays
from sync.engine.asks.preview_text import preview_latest, preview_text
from sync.engine.asks.remove import RemovedSince, remove_since
from sync.ports import TemplateWrong
from sync.wiring import ME
from tests.support.core.rows import START, row
from tests.support.entrypoints.listened import RUN, there_already
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE, World


def four_runs(world: World) -> None:
    """On Strava: with a text of ours, without one, taken out; and one that is not there."""
    notes = (Annotation(ours=("one",)), Annotation(), Annotation(closed="it was taken out as you asked"))
    rows = [
        replace(row(State.ANNOTATED, music=music, target_id=number), start=START - number * DAY)
        for number, music in enumerate(notes)
    ]
    rows.append(row(State.SKIPPED))
    world.store.add([replace(one, key=replace(one.key, id=str(RUN + n))) for n, one in enumerate(rows)])


def test_annotate_since_asks_for_every_text_that_the_person_has_not_decided_on(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        four_runs(world)
        assert annotate_since(world.wired.app, ME, START - 9 * DAY, world.now) == WantedSince(2, 1, connected=False)
        assert [(one.music.asked, one.music.bulk) for one in world.rows(State.ANNOTATED)] == [
            (True, True),
            (True, True),
            (False, False),
        ]
        assert annotate_since(world.wired.app, ME, START, world.now) == WantedSince(1, 0, connected=False)


def test_remove_since_takes_texts_out_and_calls_the_others_off(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        four_runs(world)
        assert remove_since(world.wired.app, ME, START - 9 * DAY, world.now) == RemovedSince(1, 1, 1)
        found = [(one.music.removing, one.music.closed, one.due) for one in world.rows(State.ANNOTATED)]
        assert found[:2] == [(True, "", world.now), (False, OFF, None)]
        assert remove_since(world.wired.app, ME, START - 9 * DAY, world.now) == RemovedSince(1, 0, 2)


def test_a_backfill_covers_what_was_asked_for_and_none_is_of_the_future(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        app = world.wired.app
        asked = backfill(app, ME, world.now - 90 * DAY, world.now)
        assert (asked.since, asked.phase) == (world.now - 90 * DAY, "list")
        assert backfill(app, ME, world.now - 30 * DAY, world.now) == asked
        with pytest.raises(refusals.InTheFuture) as refused:
            backfill(app, ME, world.now + DAY, world.now)
        assert refused.value.since == world.now + DAY


def test_imported_plays_are_new_once_and_wake_only_recent_runs(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        start = there_already(world)
        world.plays(start, timedelta(seconds=600))
        world.ticks(9)
        app, known = world.wired.app, world.store.plays(ME, start - HOUR, world.now)
        fresh = [replace(play, played_at=play.played_at + MINUTE, source="imported") for play in known]
        old = [replace(play, played_at=play.played_at - 30 * DAY, source="imported") for play in known]
        done = import_plays(app, ME, old, world.now)
        assert (len(done.fresh), done.connected, world.row(RUN).due != world.now) == (len(old), True, True)
        assert set(import_plays(app, ME, old + fresh, world.now).fresh) == set(fresh)
        assert world.row(RUN).due == world.now
        assert import_plays(app, ME, old + fresh, world.now).fresh == ()


class WrongTemplate:
    """See `ports.Renderer`: a template that fails at these songs."""

    shows_route = False

    def render(self, values: object) -> str:
        raise TemplateWrong("line 2: no such name")


def test_a_preview_is_of_the_first_run_with_music_or_says_why_there_is_none(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        app = world.wired.app
        with pytest.raises(refusals.NoSongs) as refused:
            preview_latest(app, ME)
        assert not refused.value.named
        world.connect("spotify")
        start = there_already(world)
        world.plays(start, timedelta(seconds=600))
        world.ticks(9)
        before, silent = world.row(RUN), row(start=START - 9 * DAY)
        seen = preview_text(app, [silent, before])
        assert (seen.run, seen.text.splitlines()[0]) == (before, "♫ 3 songs · 11 min · most: Björk Ø Vest")
        assert preview_latest(app, ME) == seen
        with pytest.raises(refusals.NoSongs) as refused:
            preview_text(app, [silent])
        assert refused.value.named
        with pytest.raises(refusals.TemplateUnusable, match="line 2: no such name"):
            preview_text(replace(app, renderer=WrongTemplate()), [before])
        assert world.row(RUN) == before
