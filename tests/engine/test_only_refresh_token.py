"""A token answer with a new refresh token and no access token: the old one is dead, so the new one is kept."""

import json
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from sync.sim.athlete import run
from sync.sim.http import SimService
from tests.support.engine.invariants import logins_asked_for
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, START

RUN = 900000001


@pytest.mark.parametrize("without", [None, "", "missing"])
@pytest.mark.parametrize(("service", "endpoint"), [("garmin", "refresh"), ("strava", "token"), ("spotify", "token")])
def test_no_login_is_lost(tmp_path: Path, service: str, endpoint: str, without: str | None) -> None:
    with MusicWorld(tmp_path, start=START - DAY) as world:
        world.strava.rotate = world.spotify.rotates = True
        world.connect("spotify")
        world.clock.set(START)
        meets: SimService = getattr(world, service)
        stripped = list[int]()
        usual, refreshing = meets.finish, endpoint

        def finish(response: Response, endpoint: str, request: Request) -> Response:
            if endpoint == refreshing and not stripped and response.status_code == 200:
                stripped.append(1)
                answer = json.loads(response.get_data())
                assert answer.pop("access_token")
                assert answer["refresh_token"]
                response.set_data(json.dumps(answer if without == "missing" else answer | {"access_token": without}))
            return usual(response, endpoint, request)

        meets.finish = finish  # type: ignore[method-assign]  # a stand-in on this one object
        world.garmin.add(run(RUN, world.now - HOUR, km=1, every=20))
        for _ in range(12):
            world.tick()
            world.clock.advance(400)
        assert stripped == [1]
        assert meets.count(endpoint) >= 2
        assert logins_asked_for(world) == set()
        assert len(world.strava.alive()) == 1
        assert world.spotify.count("recent") >= 1
