"""The simulated Garmin's tokens and refusals, and what garminconnect makes of them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from garminconnect import (
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectTooManyRequestsError,
)

from sync.sim.athlete import run
from sync.sim.garmin import SimGarmin
from sync.sim.http import FAULTS, Fault
from tests.support.sim.garmin_world import NOON, ORIGINAL, SEARCH, World, open_world


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as opened:
        yield opened


def ids(page: list[dict[str, Any]]) -> list[int]:
    return [item["activityId"] for item in page]


def test_tokens_look_like_garmins(world: World) -> None:
    bundle = json.loads(world.sim.tokens())
    garmin = world.garmin(json.dumps(bundle))
    assert set(bundle) == {"di_token", "di_refresh_token", "di_client_id"}
    assert len(bundle["di_token"]) > 512
    assert bundle["di_token"].count(".") == 2
    assert garmin.client._extract_client_id_from_jwt(bundle["di_token"]) == bundle["di_client_id"]
    assert not garmin.client._token_expires_soon()


def test_a_refresh_gives_new_tokens_and_kills_the_old_refresh_token(world: World) -> None:
    garmin = world.garmin()
    old = json.loads(garmin.client.dumps())
    garmin.client._refresh_di_token()
    new = json.loads(garmin.client.dumps())
    assert new["di_refresh_token"] != old["di_refresh_token"]
    assert new["di_token"] != old["di_token"]
    again = world.refresh(old["di_refresh_token"])
    assert again.status_code == 400
    assert again.json() == {"error": "invalid_grant", "error_description": "Invalid refresh token"}
    answer = world.refresh(new["di_refresh_token"]).json()
    assert (answer["expires_in"], answer["refresh_token_expires_in"]) == (65481, 2591999)
    with pytest.raises(GarminConnectAuthenticationError, match="400"):
        world.garmin(json.dumps(old)).client._refresh_di_token()


def test_within_the_grace_a_used_refresh_token_still_works(world: World) -> None:
    world.sim.grace_seconds = 60
    token = json.loads(world.sim.tokens())["di_refresh_token"]
    assert world.refresh(token).ok
    world.clock.advance(59)
    assert world.refresh(token).ok
    world.clock.advance(1)
    assert world.refresh(token).status_code == 400


def test_without_rotation_the_refresh_token_stays(world: World) -> None:
    world.sim.rotate = False
    token = json.loads(world.sim.tokens())["di_refresh_token"]
    assert world.refresh(token).json()["refresh_token"] == token
    assert world.refresh(token).ok


def test_tokens_die_of_age(world: World) -> None:
    world.sim.access_seconds, world.sim.refresh_days = 3600, 30
    bundle = json.loads(world.sim.tokens())
    assert world.call(SEARCH, bundle["di_token"]).status_code == 200
    world.clock.advance(3600)
    refused = world.call(SEARCH, bundle["di_token"])
    assert (refused.status_code, refused.json()["message"]) == (401, "Token is not active")
    world.clock.advance(30 * 86400 - 3600)
    assert world.refresh(bundle["di_refresh_token"]).status_code == 400


def test_an_expired_access_token_costs_one_refresh(world: World) -> None:
    world.sim.add(run(1, NOON))
    garmin = world.garmin()
    world.sim.expire_access()
    assert ids(garmin.get_activities(0, 5)) == [1]
    assert [call.endpoint for call in world.sim.calls] == ["list", "refresh", "list"]


def test_a_token_that_looks_old_is_refreshed_before_the_call(world: World) -> None:
    world.clock.set(datetime(2020, 1, 1, tzinfo=UTC))
    world.garmin().get_activities(0, 5)
    assert [call.endpoint for call in world.sim.calls] == ["refresh", "list"]


def test_a_dead_login_is_refused_everywhere_until_new_tokens_come(world: World) -> None:
    garmin = world.garmin()
    world.sim.revoke_all()
    with pytest.raises(GarminConnectAuthenticationError):
        garmin.get_activities(0, 5)
    assert world.garmin().get_activities(0, 5) == []
    world.sim.token_dead = True
    with pytest.raises(GarminConnectAuthenticationError, match="400"):
        world.garmin().client._refresh_di_token()


@pytest.mark.parametrize("client", ["SOMEBODY_ELSES", "GARMIN_CONNECT_MOBILE_IOS_DI"])
def test_a_refresh_token_belongs_to_its_client(world: World, client: str) -> None:
    token = json.loads(world.sim.tokens())["di_refresh_token"]
    answer = world.refresh(token, client)
    assert answer.json()["error"] in ("invalid_client", "invalid_grant")
    assert world.refresh(token).ok  # nothing was used up


@pytest.mark.parametrize(
    "path",
    [
        SEARCH,
        "/activity-service/activity/1",
        "/download-service/files/activity/1",
        "/userprofile-service/socialProfile",
        "/userprofile-service/userprofile/user-settings",
        "/activitylist-service/activities/count",
    ],
)
def test_nothing_opens_without_a_token(world: World, path: str) -> None:
    world.sim.add(run(1, NOON))
    assert world.call(path).status_code == world.call(path, "guessed").status_code == 401
    assert world.sim.downloads == {}


def test_two_accounts_do_not_share_tokens(world: World) -> None:
    other = SimGarmin(world.clock.now, owner_id=2000002)
    assert other.tokens() != world.sim.tokens()
    assert not other.accepts(json.loads(world.sim.tokens())["di_token"])


def test_equal_simulators_give_equal_tokens(world: World) -> None:
    assert SimGarmin(world.clock.now).tokens() == SimGarmin(world.clock.now).tokens()


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ("403", GarminConnectConnectionError),
        ("429", GarminConnectTooManyRequestsError),
        ("429 with Retry-After", GarminConnectTooManyRequestsError),
        ("500", GarminConnectConnectionError),
        ("502 HTML", GarminConnectConnectionError),
        ("200 HTML", GarminConnectConnectionError),
        ("truncated", GarminConnectConnectionError),
        ("reset before the effect", GarminConnectConnectionError),
    ],
)
@pytest.mark.parametrize("endpoint", ["list", "download"])
def test_faults_become_garminconnects_errors(world: World, endpoint: str, fault: str, raised: type[Exception]) -> None:
    world.sim.add(run(1, NOON))
    garmin = world.garmin()
    world.sim.inject(endpoint, fault)
    if endpoint == "download" and fault == "200 HTML":
        assert garmin.download_activity("1", ORIGINAL).startswith(b"<!DOCTYPE html>")
    else:
        with pytest.raises(raised):
            _ = garmin.get_activities(0, 5) if endpoint == "list" else garmin.download_activity("1", ORIGINAL)
    assert world.sim.armed() == 0
    assert ids(garmin.get_activities(0, 5)) == [1]


def test_a_blocked_client_meets_cloudflare_and_a_foreign_original_garmins_words(world: World) -> None:
    garmin = world.garmin()
    for status in (403, 427):
        world.sim.inject("list", Fault(str(status), status=status))
        with pytest.raises(GarminConnectConnectionError) as caught:
            garmin.get_activities(0, 5)
        assert caught.value.response.status_code == status
        assert "Cloudflare" in caught.value.response.text
    world.sim.inject("download", "403")
    with pytest.raises(GarminConnectConnectionError, match="Only owner of activity allowed"):
        garmin.download_activity("1", ORIGINAL)
    world.sim.inject("list", "429 with Retry-After")
    with pytest.raises(GarminConnectTooManyRequestsError) as limited:
        garmin.get_activities(0, 5)
    cause: Any = limited.value.__cause__
    assert cause.response.headers["Retry-After"] == "120"


def test_a_wrong_type_is_well_formed_json(world: World) -> None:
    world.sim.add(run(1, NOON))
    garmin = world.garmin()
    world.sim.inject("list", "wrong type")
    assert garmin.get_activities(0, 5) == {"message": "unexpected"}
    world.sim.inject("detail", "wrong type")
    assert garmin.get_activity("1") == ["unexpected"]


def test_a_refresh_whose_answer_is_lost_has_used_the_token_up(world: World) -> None:
    token = json.loads(world.sim.tokens())["di_refresh_token"]
    world.sim.inject("refresh", "reset after the effect")
    with pytest.raises(requests.ConnectionError):
        world.refresh(token)
    assert world.refresh(token).status_code == 400


def test_every_fault_can_be_armed_on_every_endpoint(world: World) -> None:
    for endpoint, _, _ in world.sim.rules:
        for fault in FAULTS:
            world.sim.inject(endpoint, fault)
    world.sim.clear_faults()
    assert world.sim.armed() == 0
