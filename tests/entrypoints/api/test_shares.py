"""Links to runs: what a stranger sees is what the owner chose, cut by privacy zones; what has ended leads nowhere."""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.core.route_packing import unpacked
from sync.engine.shared_views import find_link, shared_view
from sync.entrypoints.api.app import create_app
from sync.entrypoints.api.shared_picture import drawing
from sync.sim.athlete import run
from tests.support.contract.values import play
from tests.support.entrypoints.web import ADDRESS, BEHIND_TLS, OURS, PUBLIC, browser, site_of
from tests.support.world import HOUR, World

RUN = "900000001"
HOSTILE = '"><script>alert(1)</script><svg onload=x>=cmd|1\r\nSet-Cookie: a=b'


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("shares"), APP_URL=PUBLIC) as world:
        world.garmin.add(run(int(RUN), world.now - HOUR, title=HOSTILE.replace("\r\n", " "), km=4.0, every=5))
        start = world.now - HOUR
        world.store.add_plays([play(start + timedelta(minutes=each), title=HOSTILE) for each in (3, 6, 9)])
        world.ticks(4)
        yield world


@pytest.fixture(scope="module")
def owner(world: World) -> Iterator[TestClient]:
    with browser(world) as client:
        yield client


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "index.html").write_text("<head><title>Runtrack</title></head>")
    return folder


@pytest.fixture
def stranger(world: World, pages: Path) -> Iterator[TestClient]:
    """Somebody who is not signed in, at a server where one has to."""
    with site_of(world, PUBLIC) as site:
        app = create_app(site, BEHIND_TLS, pages=pages)
        with TestClient(app, base_url=PUBLIC, headers=OURS) as client:
            yield client


def shared(owner: TestClient, **asked: Any) -> str:
    answer = owner.post("/api/shares", json={"run": RUN, **asked})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def zoned(owner: TestClient, *zones: dict[str, Any]) -> None:
    assert owner.put("/api/privacy-zones", json={"zones": zones}).status_code == 200


def places(answer: Any) -> list[tuple[float, float]]:
    route = unpacked(gzip.compress(answer.content))
    return [(lat, lon) for lat, lon in zip(route.lat, route.lon, strict=True) if lat is not None and lon is not None]


def test_a_stranger_sees_a_shared_run_and_nothing_else(owner: TestClient, stranger: TestClient) -> None:
    zoned(owner)
    id = shared(owner)
    seen = stranger.get(f"/api/shared/{id}").json()
    assert (seen["day"], seen["sport"], seen["shows"]) == ("2026-03-14", "running", ["map", "songs", "figures"])
    assert (round(seen["distance"]), seen["hidden"], seen["route"]) == (4000, False, True)
    assert len(seen["songs"]) == 3
    assert len(places(stranger.get(f"/api/shared/{id}/route"))) > 100
    assert set(seen) == {
        *("title", "day", "sport", "distance", "seconds", "heart_rate", "shows", "songs", "route", "hidden"),
    }
    for path in ("/api/shares", "/api/activities", f"/api/activities/{RUN}", "/api/privacy-zones"):
        assert stranger.get(path).status_code == 401


def test_what_the_owner_does_not_show_is_not_in_it(owner: TestClient, stranger: TestClient) -> None:
    zoned(owner)
    songs = stranger.get(f"/api/shared/{shared(owner, shows=['songs'])}")
    assert songs.json()["distance"] is songs.json()["heart_rate"] is songs.json()["seconds"] is None
    assert (songs.json()["route"], {each["pace"] for each in songs.json()["songs"]}) == (False, {None})
    plain = shared(owner, shows=["map"])
    assert stranger.get(f"/api/shared/{plain}").json()["songs"] == []
    route = unpacked(gzip.compress(stranger.get(f"/api/shared/{plain}/route").content))
    assert set(route.absent) == {
        *("distance", "altitude", "speed", "heart_rate", "cadence", "power", "temperature"),
    }
    figures = shared(owner, shows=["figures"])
    route = unpacked(gzip.compress(stranger.get(f"/api/shared/{figures}/route").content))
    assert {"lat", "lon"} <= set(route.absent)


def test_a_privacy_zone_cuts_links_that_were_given_out_before(owner: TestClient, stranger: TestClient) -> None:
    zoned(owner)
    id = shared(owner)
    whole = places(stranger.get(f"/api/shared/{id}/route"))
    before = stranger.get(f"/api/shared/{id}").json()
    lat, lon = whole[0]
    zoned(owner, {"lat": lat, "lon": lon, "radius": 300, "name": "home"})
    cut = stranger.get(f"/api/shared/{id}/route")
    after = stranger.get(f"/api/shared/{id}").json()
    assert after["hidden"]
    assert after["distance"] < before["distance"] - 300
    assert after["seconds"] < before["seconds"]
    wide = 111_195 * cos(radians(lat))
    assert min(hypot((a - lat) * 111_195, (b - lon) * wide) for a, b in places(cut)) > 300
    assert 0 < len(places(cut)) < len(whole)
    text = json.dumps([after, json.loads(gzip.decompress(gzip.compress(cut.content)))])
    assert f"{lat:.4f}" not in text
    assert "home" not in text
    zoned(owner)


def steps(world: World, id: str) -> list[float]:
    """Pixels from each corner to the next, of every line of the picture of a link."""
    link = find_link(world.wired.app, id, world.now)
    seen = shared_view(world.wired.app, link) if link is not None else None
    assert seen is not None
    found = list[float]()
    for line in re.findall(r'<polyline points="([^"]+)"', drawing(seen)):
        corners = [tuple(map(float, each.split(","))) for each in line.split()]
        found += [hypot(x - a, y - b) for (a, b), (x, y) in pairwise(corners)]
    return found


def test_what_is_in_a_hole_of_the_way_is_in_no_song_and_no_line(
    world: World, owner: TestClient, stranger: TestClient
) -> None:
    zoned(owner)
    id = shared(owner)
    route = unpacked(gzip.compress(stranger.get(f"/api/shared/{id}/route").content))
    songs = stranger.get(f"/api/shared/{id}").json()["songs"]
    assert max(steps(world, id)) < 20
    middle = (songs[1]["begins"] + songs[1]["ends"]) / 2 * 1000
    row = min(range(len(route)), key=lambda row: abs(route.time_ms[row] - middle))
    zoned(owner, {"lat": route.lat[row], "lon": route.lon[row], "radius": 280})
    assert len(stranger.get(f"/api/shared/{id}").json()["songs"]) == len(songs) - 1
    assert max(steps(world, id)) < 20
    zoned(owner)


def test_a_run_all_in_a_zone_shows_no_way(owner: TestClient, stranger: TestClient) -> None:
    zoned(owner)
    id = shared(owner)
    middle = places(stranger.get(f"/api/shared/{id}/route"))
    zoned(owner, *({"lat": lat, "lon": lon, "radius": 2000} for lat, lon in middle[:: len(middle) // 9]))
    assert stranger.get(f"/api/shared/{id}").json()["route"] is False
    assert stranger.get(f"/api/shared/{id}/route").status_code == 404
    assert stranger.get(f"/s/{id}/picture.png").status_code == 200
    zoned(owner)


def test_a_link_that_was_taken_back_or_has_ended_leads_nowhere(
    world: World, owner: TestClient, stranger: TestClient
) -> None:
    lasting, ending = shared(owner), shared(owner, until=(world.now + HOUR).isoformat())
    assert owner.delete(f"/api/shares/{lasting}").status_code == 204
    world.clock.advance(HOUR.total_seconds())
    for id in (lasting, ending):
        for path in (f"/api/shared/{id}", f"/api/shared/{id}/route", f"/s/{id}/picture.png", f"/s/{id}"):
            assert stranger.get(path).status_code == 404, path
    holds = {each["id"]: each["holds"] for each in owner.get("/api/shares").json()["shares"]}
    assert (holds[lasting], holds[ending]) == (False, False)


def wrong(id: str) -> list[str]:
    return [
        *(
            "x",
            "00",
            id[:-1],
            id + "x",
            id[2:],
            id.upper(),
            id.swapcase(),
            "0" * 24,
            "../me",
            "%00",
            "é" * 24,
            "a" * 999,
        ),
        *(f"{id[:2]}{'a' * 22}", f"{id}%00", f"{id}'--", f" {id}", f"{id}/..", "%2e%2e%2f" + id),
    ]


def test_what_is_no_link_leads_nowhere(owner: TestClient, stranger: TestClient) -> None:
    for id in wrong(shared(owner)):
        assert stranger.get(f"/api/shared/{id}").status_code in (401, 404), id
        assert stranger.get(f"/s/{id}/picture.png").status_code in (404, 200), id
        assert b"PNG" not in stranger.get(f"/s/{id}/picture.png").content[:8], id


WRONG: dict[str, tuple[dict[str, Any], int]] = {
    "another run": ({"run": "900000009"}, 404),
    "no run": ({"run": ""}, 404),
    "nothing shown": ({"run": RUN, "shows": []}, 422),
    "something unknown": ({"run": RUN, "shows": ["heart"]}, 422),
    "over before it begins": ({"run": RUN, "until": "2020-01-01T00:00:00Z"}, 422),
    "no time": ({"run": RUN, "until": "soon"}, 422),
    "somebody else's": ({"run": RUN, "user": "anna"}, 422),
    "a name too long": ({"run": "9" * 999}, 422),
}


@pytest.mark.parametrize(("asked", "status"), WRONG.values(), ids=WRONG)
def test_a_link_that_cannot_be_one_is_not_made(owner: TestClient, asked: dict[str, Any], status: int) -> None:
    before = owner.get("/api/shares").json()
    assert owner.post("/api/shares", json=asked).status_code == status
    assert owner.get("/api/shares").json() == before


ZONES: dict[str, Any] = {
    "too small": {"lat": 47, "lon": 8, "radius": 99},
    "too large": {"lat": 47, "lon": 8, "radius": 2001},
    "at the pole": {"lat": 90, "lon": 8, "radius": 200},
    "off the earth": {"lat": 47, "lon": 181, "radius": 200},
    "chance chosen": {"lat": 47, "lon": 8, "radius": 200, "north": 0},
    "no number": {"lat": "47N", "lon": 8, "radius": 200},
    "a name too long": {"lat": 47, "lon": 8, "radius": 200, "name": "x" * 61},
    "a name of signs that are not seen": {"lat": 47, "lon": 8, "radius": 200, "name": "a\x00"},
}


@pytest.mark.parametrize("zone", ZONES.values(), ids=ZONES)
def test_a_zone_that_cannot_be_one_is_not_set(owner: TestClient, zone: dict[str, Any]) -> None:
    zoned(owner, {"lat": 1, "lon": 2, "radius": 200, "name": "mine"})
    assert owner.put("/api/privacy-zones", json={"zones": [zone]}).status_code == 422
    assert owner.get("/api/privacy-zones").json() == {
        "zones": [{"lat": 1.0, "lon": 2.0, "radius": 200.0, "name": "mine"}]
    }
    zoned(owner)


def test_the_page_of_a_link_tells_previews_and_no_name_means_anything_in_it(
    owner: TestClient, stranger: TestClient
) -> None:
    id = shared(owner)
    answer = stranger.get(f"/s/{id}")
    assert "<script" not in answer.text
    assert "<svg" not in answer.text
    assert "set-cookie" not in answer.headers
    assert f'<meta property="og:image" content="{PUBLIC}/s/{id}/picture.png" />' in answer.text
    assert '<meta property="og:description" content="2026-03-14 · 4.0 km · 3 songs" />' in answer.text
    assert "<title>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert answer.headers["x-robots-tag"] == "noindex"
    owner.put("/api/preferences", json={"changes": {"language": "de"}})
    assert "2026-03-14 · 4.0 km · 3 Songs" in stranger.get(f"/s/{id}").text
    owner.put("/api/preferences", json={"changes": {"language": None}})


def test_the_picture_is_made_here_of_numbers_alone(owner: TestClient, stranger: TestClient) -> None:
    id = shared(owner)
    answer = stranger.get(f"/s/{id}/picture.png")
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(answer.content[16:20]), int.from_bytes(answer.content[20:24])) == (1200, 630)
    again = stranger.get(f"/s/{id}/picture.png", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_text_in_a_description_leads_to_the_link_while_a_run_is_shown(world: World, owner: TestClient) -> None:
    from sync.engine.soundtrack import block_for
    from sync.wiring import ME

    (row,) = world.store.activities(ME)
    for each in owner.get("/api/shares").json()["shares"]:
        owner.delete(f"/api/shares/{each['id']}")
    assert block_for(world.wired.app, row).text.count(f"{PUBLIC}/runs/{RUN}") == 1
    id = shared(owner)
    assert block_for(world.wired.app, row).text.count(f"{PUBLIC}/s/{id}") == 1
    owner.delete(f"/api/shares/{id}")
    shared(owner, until=(world.now + HOUR).isoformat())
    assert block_for(world.wired.app, row).text.count(f"{PUBLIC}/runs/{RUN}") == 1
    assert ADDRESS not in block_for(world.wired.app, row).text
