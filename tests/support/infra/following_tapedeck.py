"""In a copy that has followed the tutorial: a person connects the made-up source, runs, and reads what was played.

Not collected by itself: `test_adding_a_music_source.py` runs it where `sync.sim.tapedeck` exists.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import State
from sync.core.music import Play
from sync.core.user import Connection
from sync.sim.athlete import run
from sync.sim.http import SimService
from sync.sim.songbook import Heard, playlist
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.music import MusicWorld
from tests.support.world import HOUR, MINUTE

RUN = 900000001
LENGTH = timedelta(seconds=640)


class TapeWorld(MusicWorld):
    """A world in which the tutorial's simulator serves."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.tapedeck: Any = import_module("sync.sim.tapedeck").SimTapeDeck(self.clock.now)

    @property
    def services(self) -> tuple[SimService, ...]:
        return (*super().services, self.tapedeck)

    @property
    def bases(self) -> dict[str, str]:
        return super().bases | {"https://api.tapedeck.example": self.tapedeck.url}

    @property
    def environ(self) -> dict[str, str]:
        return super().environ | {"TAPEDECK_API_URL": self.tapedeck.url}

    def captured(self) -> list[Play]:
        return self.store.plays(ME, self.now - 2 * HOUR, self.now)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[TapeWorld]:
    with TapeWorld(tmp_path) as made:
        yield made


def listened(world: TapeWorld) -> list[Heard]:
    """Songs one after the other, from an hour ago, for as long as the run."""
    heard = playlist(1, world.now - HOUR, world.now - HOUR + LENGTH)
    for one in heard:
        world.tapedeck.heard(one)
    return heard


def test_the_login_asks_once_and_stores_the_name_as_it_is_written_there(world: TapeWorld) -> None:
    said = runtrack(world, "login", "tapedeck", "synthetic_runner")
    assert (said.code, said.err) == (0, "")
    assert said.out == ("TapeDeck is connected (user Synthetic_Runner). The next tick goes on with it by itself.\n")
    assert world.tapedeck.counts() == {"plays": 1}
    known = world.store.load(Connection, ME, "tapedeck")
    assert known is not None
    assert (known.account, known.login_needed) == ("Synthetic_Runner", "")


def test_a_name_that_is_not_known_there_is_refused_and_nothing_is_stored(world: TapeWorld) -> None:
    said = runtrack(world, "login", "tapedeck", "robin")
    assert (said.code, said.out) == (1, "")
    assert said.err == "TapeDeck knows no listener robin. Nothing was stored.\n"
    assert world.store.load(Connection, ME, "tapedeck") is None


def test_nobody_is_asked_before_the_login(world: TapeWorld) -> None:
    listened(world)
    world.tick()
    assert (world.tapedeck.count(), world.captured()) == (0, [])


def test_a_tick_captures_its_plays_and_the_next_quarter_of_an_hour_is_quiet(world: TapeWorld) -> None:
    runtrack(world, "login", "tapedeck", "synthetic_runner")
    heard = listened(world)
    world.forget_calls()
    world.ticks(5)
    assert [(play.source, play.song.title) for play in world.captured()] == [
        ("tapedeck", one.song.title) for one in heard
    ]
    assert world.tapedeck.counts() == {"plays": 1}


def test_a_run_gets_its_soundtrack_from_it(world: TapeWorld) -> None:
    runtrack(world, "login", "tapedeck", "synthetic_runner")
    heard = listened(world)
    world.tick()
    world.garmin.add(run(RUN, world.now - HOUR, elapsed=LENGTH.total_seconds(), km=2.0, title="Morning Run"))
    world.clock.advance(60)
    world.ticks(4)
    row = world.row(RUN)
    assert (row.state, row.music.outcome, row.music.songs) == (State.ANNOTATED, "complete", len(heard))
    (there,) = world.strava.alive()
    assert there.name == "Morning Run 🎵"
    lines = (there.description or "").splitlines()
    assert [line.split(" ", 2)[2] for line in lines if re.match(r"\d+\. ", line)] == [
        f"{one.song.artist} - {one.song.title}" for one in heard
    ]
    assert "tapedeck" in runtrack(world, "soundtrack", str(RUN)).out


def test_a_source_that_is_away_for_a_while_loses_no_play(world: TapeWorld) -> None:
    runtrack(world, "login", "tapedeck", "synthetic_runner")
    heard = listened(world)
    world.tapedeck.inject("plays", "500", times=2)
    world.ticks(60)
    assert world.tapedeck.armed() == 0
    assert len(world.captured()) == len(heard)


def test_plays_status_and_doctor_know_it(world: TapeWorld) -> None:
    runtrack(world, "login", "tapedeck", "synthetic_runner")
    heard = listened(world)
    world.tick()
    listed = runtrack(world, "plays", "--source", "tapedeck")
    assert (listed.code, sum("tapedeck" in line for line in listed.lines)) == (0, len(heard))
    assert "TapeDeck  fine" in runtrack(world, "status").lines
    world.forget_calls()
    checked = [" ".join(line.split()) for line in runtrack(world, "doctor").lines if line.startswith("TapeDeck")]
    assert [line.partition(" fine ")[0] for line in checked] == ["TapeDeck login", "TapeDeck answers", "TapeDeck plays"]
    assert world.tapedeck.counts() == {"plays": 1}


def test_a_logout_forgets_the_login_and_the_plays(world: TapeWorld) -> None:
    runtrack(world, "login", "tapedeck", "synthetic_runner")
    heard = listened(world)
    world.tick()
    said = runtrack(world, "logout", "tapedeck")
    assert (said.code, said.out) == (0, f"TapeDeck is disconnected. {len(heard)} plays of it were deleted.\n")
    assert world.captured() == []
    world.forget_calls()
    world.ticks(20, every=MINUTE)
    assert world.tapedeck.count() == 0
