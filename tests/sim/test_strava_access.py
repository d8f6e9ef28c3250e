"""The simulated Strava's gate: consent, tokens, scopes, the inactive app and the two rate limits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sync.sim.clock import HandClock
from sync.sim.strava import Limits, SimStrava
from tests.support.sim.fit_files import START, run_fit
from tests.support.sim.strava_client import Client


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START + timedelta(hours=2, minutes=1))


@pytest.fixture
def client(clock: HandClock) -> Iterator[Client]:
    sim = SimStrava(clock.now)
    sim.start()
    yield Client(sim, clock)
    sim.stop()


def error(response: requests.Response) -> tuple[int, str, str, str, str]:
    """Status, message, resource, field and code of a refusal."""
    body = response.json()
    [detail] = body["errors"]
    return (response.status_code, body["message"], detail["resource"], detail["field"], detail["code"])


INVALID = (401, "Authorization Error", "Athlete", "access_token", "invalid")
NO_REFRESH = (400, "Bad Request", "RefreshToken", "refresh_token", "invalid")
INACTIVE = (403, "Forbidden", "Application", "Status", "Inactive")


def callback(response: requests.Response) -> dict[str, str]:
    assert response.status_code == 302
    assert response.headers["Location"].startswith("http://localhost:9321/callback?")
    return {name: texts[0] for name, texts in parse_qs(urlsplit(response.headers["Location"]).query).items()}


def test_consent_leads_back_with_code_scope_and_state(client: Client) -> None:
    back = callback(client.authorize(scope="read,activity:read_all activity:write"))
    assert (back["scope"], back["state"]) == ("read,activity:read_all,activity:write", "s 1")
    given = client.token(grant_type="authorization_code", code=back["code"]).json()
    assert given["athlete"]["id"] == 9100000001
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 21600)
    client.given = given
    assert client.get("/athlete").json()["id"] == 9100000001


def test_a_code_works_once_and_not_for_long(client: Client) -> None:
    codes = [callback(client.authorize())["code"] for _ in range(2)]
    assert client.token(grant_type="authorization_code", code=codes[0]).status_code == 200
    refused = (400, "Bad Request", "AuthorizationCode", "code", "invalid")
    assert error(client.token(grant_type="authorization_code", code=codes[0])) == refused
    client.clock.advance(601)
    assert error(client.token(grant_type="authorization_code", code=codes[1])) == refused


def test_unticked_boxes_are_missing_from_the_granted_scope(client: Client) -> None:
    client.sim.granted_scopes = frozenset(("read",))
    back = callback(client.authorize())
    assert back["scope"] == "read"
    client.given = client.token(grant_type="authorization_code", code=back["code"]).json()
    write = (401, "Authorization Error", "AccessToken", "activity:write_permission", "missing")
    read = (401, "Authorization Error", "AccessToken", "activity:read_permission", "missing")
    assert error(client.post(run_fit())) == write
    assert error(client.put(1, name="x")) == write
    assert error(client.get("/athlete/activities")) == read
    assert error(client.get("/activities/1")) == read
    assert client.get("/athlete").status_code == 200


def test_a_refusal_of_the_athlete_leads_back_with_an_error(client: Client) -> None:
    client.sim.deny = True
    assert callback(client.authorize()) == {"state": "s 1", "error": "access_denied"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"client_id": "1"}, "client_id"),
        ({"redirect_uri": "https://evil.example/x"}, "redirect_uri"),
        ({"redirect_uri": "javascript://localhost/x"}, "redirect_uri"),
        ({"redirect_uri": "http://[::1"}, "redirect_uri"),
        ({"scope": "everything"}, "scope"),
        ({"response_type": "token"}, "response_type"),
    ],
)
def test_a_bad_consent_request_is_refused(client: Client, changed: dict[str, str], field: str) -> None:
    assert error(client.authorize(**changed))[3:] == (field, "invalid")


def test_a_refresh_with_over_an_hour_left_returns_the_same_tokens(client: Client) -> None:
    client.sim.rotate = True
    client.clock.advance(21600 - 3601)
    given = client.refresh().json()
    assert given["access_token"] == client.given["access_token"]
    assert given["refresh_token"] == client.given["refresh_token"]
    assert given["expires_in"] == 3601
    assert "athlete" not in given


@pytest.mark.parametrize("path", ["/oauth/token", "/api/v3/oauth/token"])
def test_a_refresh_with_an_hour_left_mints_a_new_access_token(client: Client, path: str) -> None:
    client.clock.advance(21600 - 3600)
    given = client.token(path, grant_type="refresh_token", refresh_token=client.given["refresh_token"]).json()
    assert given["access_token"] != client.given["access_token"]
    assert given["refresh_token"] == client.given["refresh_token"]
    assert error(client.get("/athlete")) == INVALID
    client.given = given
    assert client.get("/athlete").status_code == 200


@pytest.mark.parametrize("grace", [0.0, 30.0])
def test_a_rotated_refresh_token_dies_after_its_grace(client: Client, grace: float) -> None:
    client.sim.rotate, client.sim.grace_seconds = True, grace
    client.sim.expire_access()
    new = client.refresh().json()
    assert new["refresh_token"] != client.given["refresh_token"]
    if grace:
        assert client.refresh().json() == new
        client.clock.advance(30)
    assert error(client.refresh()) == NO_REFRESH
    assert client.refresh(new["refresh_token"]).status_code == 200


def test_an_access_token_lives_six_hours(client: Client) -> None:
    client.clock.advance(21599)
    assert client.get("/athlete").status_code == 200
    client.clock.advance(1)
    assert error(client.get("/athlete")) == INVALID


def test_expired_and_revoked_tokens_are_told_apart_by_the_refresh(client: Client) -> None:
    client.sim.expire_access()
    assert error(client.get("/athlete")) == INVALID
    assert client.refresh().status_code == 200
    client.sim.revoke_all()
    assert error(client.refresh()) == NO_REFRESH


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"client_id": "1"}, (400, "Bad Request", "Application", "client_id", "invalid")),
        ({"client_secret": "no"}, (401, "Authorization Error", "Application", "", "invalid")),
        ({"grant_type": "password"}, (400, "Bad Request", "Application", "grant_type", "invalid")),
    ],
)
def test_a_token_call_with_bad_credentials_is_refused(
    client: Client, changed: dict[str, str], expected: tuple[Any, ...]
) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": client.given["refresh_token"]}
    assert error(client.token(**form | changed)) == expected


def test_a_revocation_needs_the_apps_credentials_and_ends_every_token(client: Client) -> None:
    def revoke(password: str, token: str) -> requests.Response:
        app = (client.sim.client_id, password)
        return requests.post(f"{client.sim.url}/oauth/revoke", auth=app, data={"token": token}, timeout=5)

    token = client.given["access_token"]
    assert revoke("wrong", token).status_code == 401
    assert revoke(client.sim.client_secret, "unknown").status_code == 200
    assert client.get("/athlete").status_code == 200
    done = revoke(client.sim.client_secret, token)
    assert (done.status_code, done.content) == (200, b"")
    assert error(client.get("/athlete")) == INVALID
    assert error(client.refresh()) == NO_REFRESH


def test_an_inactive_app_is_403_everywhere(client: Client) -> None:
    client.sim.inactive = True
    assert error(client.get("/athlete/activities")) == INACTIVE
    assert error(client.post(run_fit())) == INACTIVE
    assert error(client.put(1, name="x")) == INACTIVE
    assert error(client.refresh()) == INACTIVE
    client.sim.inactive = False
    assert client.refresh().status_code == 200


def test_an_injected_401_on_the_token_call_is_about_the_secret(client: Client) -> None:
    client.sim.inject("token", "401")
    assert error(client.refresh())[2] == "Application"
    assert "X-RateLimit-Usage" not in client.refresh().headers


def test_reads_count_in_both_buckets_and_uploads_only_in_one(client: Client) -> None:
    client.get("/athlete")
    posted = client.post(run_fit())
    assert posted.headers["X-ReadRateLimit-Usage"] == ","
    assert posted.headers["X-ReadRateLimit-Limit"] == "100,1000"
    read = client.put(1, name="x").headers
    assert (read["X-RateLimit-Limit"], read["X-RateLimit-Usage"]) == ("200,2000", "3,3")
    assert read["X-ReadRateLimit-Usage"] == "2,2"


def test_too_many_reads_stop_reads_but_not_uploads(client: Client) -> None:
    client.sim.spend(100)
    refused = client.get("/athlete")
    assert error(refused) == (429, "Rate Limit Exceeded", "Application", "read rate limit", "exceeded")
    assert "Retry-After" not in refused.headers
    assert refused.headers["X-ReadRateLimit-Usage"] == "101,101"
    assert client.post(run_fit()).status_code == 201
    assert client.sim.refused_429 == 1


def test_the_overall_limit_stops_uploads_too(client: Client) -> None:
    client.sim.spend(200, read=False)
    assert error(client.post(run_fit()))[3] == "overall rate limit"
    assert client.sim.posts == []


def test_the_quarter_resets_on_the_clocks_quarter_and_the_day_at_utc_midnight(client: Client) -> None:
    client.sim.limits = Limits(200, 2000, 2, 3)
    got = [client.get("/athlete").status_code for _ in range(3)]
    assert got == [200, 200, 429]
    client.clock.set(START.replace(hour=9, minute=14, second=59))
    assert client.get("/athlete").status_code == 429
    client.clock.set(START.replace(hour=9, minute=15))
    spent = client.get("/athlete")
    assert (spent.status_code, spent.headers["X-ReadRateLimit-Usage"]) == (429, "1,5")
    client.clock.set(START.replace(hour=23, minute=59, second=59))
    assert client.refresh().status_code == 200
    client.given = client.sim.tokens()
    assert client.get("/athlete").status_code == 429
    client.clock.advance(1)
    fresh = client.get("/athlete")
    assert (fresh.status_code, fresh.headers["X-ReadRateLimit-Usage"]) == (200, "1,1")
    assert client.sim.refused_429 == 4


def test_rate_headers_can_be_missing(client: Client) -> None:
    client.sim.rate_headers = "none"
    assert not [name for name in client.get("/athlete").headers if "ratelimit" in name.lower()]
