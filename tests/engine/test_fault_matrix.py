"""Every single fault at every endpoint of the sync, once and three times: 0 lost, 0 doubled, no secret seen."""

from pathlib import Path

import pytest

from sync.sim.athlete import run, triathlon
from sync.sim.http import FAULTS
from tests.support.engine.matrix import ENDPOINTS, Service, play
from tests.support.world import DAY, HOUR, START, World

OVER_SOCKETS = True


@pytest.mark.parametrize("times", [1, pytest.param(3, marks=pytest.mark.long)], ids=["once", "three times"])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("service", "endpoint"), ENDPOINTS, ids=[" ".join(row) for row in ENDPOINTS])
def test_a_fault_loses_doubles_and_betrays_nothing(
    tmp_path: Path, service: Service, endpoint: str, fault: str, times: int
) -> None:
    play(tmp_path, service, endpoint, fault, times=times, checked=True)


def test_every_endpoint_that_the_sync_uses_has_a_row_in_the_matrix(tmp_path: Path) -> None:
    """A full history: pages, look-backs, multisport, refreshes, a refused token, a lost answer, a slow Strava."""
    with World(tmp_path, start=START - DAY) as world:
        world.clock.set(START)
        world.garmin.add(*(run(900000001 + n, world.now - (n + 1) * 12 * HOUR, km=1, every=20) for n in range(8)))
        world.garmin.add(triathlon(900000100, world.now - 5 * HOUR))
        world.strava.processing_seconds = 300
        world.strava.inject("upload", "timeout after the effect")
        world.garmin.expire_access()
        world.until_quiet()
        world.clock.advance(3 * DAY.total_seconds())
        world.ticks(3)
        used = {("garmin", e) for e in world.garmin.counts()} | {("strava", e) for e in world.strava.counts()}
        assert used == set(ENDPOINTS)
