"""A run in progress over the API: whole when asked for, by what is new while it goes on, and to strangers by a link."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.core.live.shown import LiveLink, LiveWatched
from sync.core.privacy import PrivacyZones, Zone
from sync.core.shared_run import mark_of
from sync.core.user import User
from sync.entrypoints.api.live_streams import WAITING, LiveStreams
from sync.entrypoints.api.streams import Stream
from sync.entrypoints.api.told_live import Audience
from sync.wiring import ME
from tests.support.entrypoints.web import BEHIND_TLS, PUBLIC, browser, far_browser, site_of
from tests.support.live.circles import SECOND, place, points, told
from tests.support.world import DAY, HOUR, World

ANNA = "anna"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, APP_URL=PUBLIC) as world:
        world.store.put(User(ME, world.now - DAY))
        world.store.put(User(ANNA, world.now))
        yield world


@pytest.fixture
def owner(world: World) -> Iterator[TestClient]:
    with browser(world) as client:
        yield client


@pytest.fixture
def stranger(world: World) -> Iterator[TestClient]:
    with far_browser(world, BEHIND_TLS) as client:
        yield client


def ran(world: World, seconds: int, *, user: str = ME, since: int = 0) -> None:
    """Points of a run that began `seconds` ago arrive, from `since` on."""
    begun = world.now - seconds * SECOND
    told(world.store, [one for one in points(seconds, begun=begun) if one.at >= begun + since * SECOND], user=user)


def linked(world: World, *, user: str = ME, lasts: timedelta = HOUR) -> str:
    id = mark_of(user) + "s3cr3t"
    world.store.put(LiveLink(user, id, world.now, world.now + lasts))
    return id


def test_nobody_runs_and_that_is_said(owner: TestClient) -> None:
    assert owner.get("/api/live").json()["live"] is None


def test_the_runner_sees_the_whole_run_and_asks_again_for_nothing(world: World, owner: TestClient) -> None:
    ran(world, 300)
    answer = owner.get("/api/live")
    run = answer.json()["live"]
    assert (len(run["line"]), run["whole"], run["over"], run["source"]) == (31, True, False, "Garmin LiveTrack")
    assert (run["figures"]["pace"], run["figures"]["heart_rate"]) == (300.0, 150.0)
    again = owner.get("/api/live", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert world.store.load(LiveWatched, ME) is not None


def test_nobody_sees_the_run_of_another_person(world: World, owner: TestClient, stranger: TestClient) -> None:
    ran(world, 300, user=ANNA)
    assert owner.get("/api/live").json()["live"] is None
    for path in ("/api/live", "/api/live/events", "/api/live/links"):
        assert stranger.get(path).status_code == 401, path
    for path in ("/api/shared-live/xxs3cr3t", "/api/shared-live-events/xxs3cr3t", "/l/xxs3cr3t"):
        assert stranger.get(path).status_code in (404, 503), path


def test_a_link_is_made_seen_by_a_stranger_and_taken_back(
    world: World, owner: TestClient, stranger: TestClient
) -> None:
    ran(world, 300)
    until = (world.now + HOUR).isoformat()
    made = owner.post("/api/live/links", json={"until": until, "shows": ["map", "songs"]})
    assert made.status_code == 201, made.text
    link = made.json()
    assert link["url"].endswith(f"/l/{link['id']}")
    assert [one["id"] for one in owner.get("/api/live/links").json()["links"]] == [link["id"]]
    answer = stranger.get(f"/api/shared-live/{link['id']}")
    assert answer.headers["x-robots-tag"] == "noindex"
    run = answer.json()["live"]
    assert (len(run["line"]), run["figures"]["heart_rate"], run["line"][0][4]) == (31, None, None)
    assert "livetrack" not in run["id"]
    assert owner.delete(f"/api/live/links/{link['id']}").status_code == 204
    assert stranger.get(f"/api/shared-live/{link['id']}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"until": timedelta(days=8)}, "at most 7 days"),
        ({"until": timedelta(seconds=-1)}, "a time to come"),
        ({"until": HOUR, "shows": []}, "must be something"),
        ({"until": HOUR, "shows": ["everything"]}, "shows"),
        ({}, "until"),
        ({"until": "0001-01-01T00:00:00+14:00"}, "until"),
        ({"until": "9999-12-31T23:59:59-14:00"}, "until"),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(
    world: World, owner: TestClient, asked: dict[str, Any], says: str
) -> None:
    if isinstance(asked.get("until"), timedelta):
        asked = asked | {"until": (world.now + asked["until"]).isoformat()}
    answer = owner.post("/api/live/links", json=asked)
    assert answer.status_code == 422
    assert says in answer.text


def test_a_link_ends_by_itself_and_shows_what_no_zone_hides(world: World, stranger: TestClient) -> None:
    ran(world, 300)
    id = linked(world)
    world.store.put(PrivacyZones(ME, (Zone(*place(0), 150.0, 0.0, 0.0),)))
    run = stranger.get(f"/api/shared-live/{id}").json()["live"]
    assert (run["hidden"], run["begun"]) == (True, None)
    assert 0 < len(run["line"]) < 31
    world.clock.advance(3601)
    assert stranger.get(f"/api/shared-live/{id}").status_code == 404


# -- streams --------------------------------------------------------------------------------------


def going(world: World, work: Callable[[LiveStreams], Awaitable[None]]) -> None:
    async def within() -> None:
        with site_of(world) as site:
            streams = LiveStreams(site)
            try:
                await asyncio.wait_for(work(streams), 20)
            finally:
                streams.close()

    asyncio.run(within())


async def event(stream: Stream) -> Any:
    came = await stream.get()
    assert came is not None
    kind, data, *rest = came.decode().split("\n")
    assert (kind, rest) == ("event: live", ["", ""])
    return json.loads(data.removeprefix("data: "))["live"]


def joined(streams: LiveStreams, audience: Audience) -> Stream:
    stream = streams.join(audience)
    assert stream is not None
    return stream


def test_a_stream_tells_everything_first_and_then_what_is_new(world: World) -> None:
    ran(world, 300)
    id = linked(world)

    async def work(streams: LiveStreams) -> None:
        mine, theirs = joined(streams, Audience(ME)), joined(streams, Audience(ME, id))
        assert [len((await event(stream))["line"]) for stream in (mine, theirs)] == [31, 31]
        begun = world.now - 300 * SECOND
        told(world.store, points(320, begun=begun)[-2:], user=ME)
        for stream in (mine, theirs):
            run = await event(stream)
            assert (run["whole"], [row[0] for row in run["line"]]) == (False, [310, 320])
        late = joined(streams, Audience(ME, id))
        assert len((await event(late))["line"]) == 33
        between = points(325, every=5, begun=begun)[-3:]  # one of them lies before what is known
        told(world.store, between, user=ME)
        run = await event(mine)
        assert (run["whole"], len(run["line"])) == (True, 35)

    going(world, work)


def test_what_is_of_another_person_is_told_to_nobody_else(world: World) -> None:
    async def work(streams: LiveStreams) -> None:
        mine, hers = joined(streams, Audience(ME)), joined(streams, Audience(ANNA))
        assert [await event(stream) for stream in (mine, hers)] == [None, None]
        ran(world, 100, user=ANNA)
        assert len((await event(hers))["line"]) == 11
        assert mine.empty()

    going(world, work)


def test_a_browser_that_does_not_read_is_ended(world: World) -> None:
    async def work(streams: LiveStreams) -> None:
        stream, reading = joined(streams, Audience(ME)), joined(streams, Audience(ME))
        while not stream.full():
            stream.put_nowait(b"")
        assert await event(reading) is None
        assert [stream.get_nowait() for _ in range(WAITING)][-1] is None
        streams.leave(Audience(ME), reading)
        streams.leave(Audience(ME), stream)
        assert streams.open == 0

    going(world, work)
