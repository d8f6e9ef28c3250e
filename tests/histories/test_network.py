"""Without sockets each library meets each fault as it does over loopback: the same answers, the same errors."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.core.errors import SyncError
from sync.sim.http import FAULTS
from sync.wiring import ME
from tests.histories.worlds import SwiftMusicWorld
from tests.support import network
from tests.support.music import MusicWorld
from tests.support.world import HOUR, World

PATIENCE = 2.0  # a bomb of 9 MB has to come through in it, on a busy machine too


def with_requests(world: MusicWorld) -> object:
    return world.wired.app.target(ME, world.now).listing(world.now - HOUR, world.now)


def with_curl(world: MusicWorld) -> object:
    world.wired.keepers["garmin"].renewed(ME, world.now)
    return "refreshed"


def with_httpx2(world: MusicWorld) -> object:
    source = next(source for source in world.wired.app.music if source.service == "spotify")
    return source.bind(ME, world.now).recent(world.now - HOUR)


CALLS: tuple[tuple[str, str, Callable[[MusicWorld], object]], ...] = (
    ("strava", "list", with_requests),
    ("garmin", "refresh", with_curl),
    ("spotify", "recent", with_httpx2),
)


@pytest.mark.parametrize(("service", "endpoint", "call"), CALLS, ids=["requests", "curl", "httpx2"])
def test_every_fault_ends_in_process_as_it_does_over_sockets(
    service: str, endpoint: str, call: Callable[[MusicWorld], object], tmp_path: Path
) -> None:
    ends: list[dict[str, object]] = []
    for kind in (SwiftMusicWorld, MusicWorld):
        with kind(tmp_path / kind.__name__, seconds=PATIENCE) as world:
            world.connect("spotify")
            ends.append({"none": end(world, call)})
            for fault in FAULTS:
                world.log_in()
                world.connect("spotify")
                there = getattr(world, service)
                there.drip_seconds = 0.01
                there.inject(endpoint, fault)
                ends[-1][fault] = end(world, call)
                there.clear_faults()
    assert ends[0] == ends[1]


def test_a_service_is_reached_on_the_port_that_addresses_leave_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, (_, _, call) in zip((1, 0, 2), CALLS, strict=True):
        monkeypatch.setattr(network, "_ports", itertools.count(80 - place))
        with SwiftMusicWorld(tmp_path / str(place), seconds=PATIENCE) as world:
            world.connect("spotify")
            assert world.services[place].address.endswith(":80")
            call(world)


def end(world: World, call: Callable[[MusicWorld], object]) -> object:
    try:
        return call(world)  # type: ignore[arg-type]  # of the world that it is for
    except SyncError as error:
        return type(error).__name__, str(error)
