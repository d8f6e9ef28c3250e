"""Somebody who has a folder of files and no account at all: what the commands say from the first one on."""

from pathlib import Path

from sync.core.activity import State
from sync.sim.athlete import run
from tests.support.entrypoints.commands import runtrack
from tests.support.folders import FolderWorld, fit_of
from tests.support.world import DAY, HOUR, World


class Alone(FolderWorld):
    """Without any login."""

    def log_in(self) -> None:
        """Nothing to log in to."""


def alone(folder: Path) -> World:
    return Alone(folder, STRAVA_CLIENT_ID="", STRAVA_CLIENT_SECRET="")


def test_nothing_is_missing_and_older_runs_are_pointed_at(tmp_path: Path) -> None:
    with alone(tmp_path) as world:
        assert isinstance(world, Alone)
        world.put("old.fit", fit_of(run(1, world.now - 90 * DAY, km=2.0, every=10)))
        world.ticks(3)
        said = runtrack(world, "list")
        assert said.lines == [
            "The ledger is empty: no run has been found yet.",
            "Runs from before the since-date are in 1 file of the folder: `runtrack backfill --since DATE` takes them.",
        ]
        assert runtrack(world, "status").code == 0
        looked = runtrack(world, "doctor", columns=300)
        assert "no Strava API application is set, so runs are kept here and nothing is sent" in looked.out
        wrong = [line.split()[0] for line in looked.lines if "needs you" in line]
        assert wrong in ([], ["clock"])  # this world's clock is not the machine's
        world.put("new.fit", fit_of(run(2, world.now - HOUR, km=2.0, every=10)))
        world.ticks(3)
        assert [row.state for row in world.rows()] == [State.DISCOVERED]
        assert "Runs from before" not in runtrack(world, "list").out


def test_who_wants_to_send_is_asked_for_the_application(tmp_path: Path) -> None:
    with alone(tmp_path) as world:
        said = runtrack(world, "doctor", RUNTRACK_KEEP_ONLY="no", columns=300)
        assert said.code == 1
        assert "no Strava API application is set; read from" in said.out
