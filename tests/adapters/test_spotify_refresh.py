"""Refreshing Spotify's tokens: the old refresh token is kept, a new one saved first, and a dead one needs a person."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from sync.adapters.spotify_oauth import SpotifyOAuth
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, SyncError, Unavailable
from sync.core.secret import Secret
from tests.support.adapters.spotify_account import NOON, SCOPE, Account, error_of, opened

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DEAD = "spotify no longer accepts the stored login"


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    with opened(tmp_path) as account:
        yield account


def later(account: Account, length: timedelta = HOUR) -> None:
    account.clock.advance(length.total_seconds())


def asks(account: Account) -> None:
    assert account.plays.recent(account.now).plays == ()


def fails(account: Account) -> SyncError:
    return error_of(account, lambda: account.plays.recent(account.now))


# -- a refresh that works -----------------------------------------------------------------------------


def test_an_answer_without_a_refresh_token_leaves_the_old_one(account: Account) -> None:
    before = account.stored()
    for _ in range(3):
        later(account)
        asks(account)
    after = account.stored()
    assert after["refresh_token"] == before["refresh_token"]
    assert after["access_token"] != before["access_token"]
    assert account.sim.counts() == {"token": 3, "recent": 3}
    assert account.connection.expires_at == account.now + HOUR


@pytest.mark.parametrize("nothing", ["", None])
def test_an_empty_refresh_token_is_none(account: Account, nothing: str | None) -> None:
    before = account.stored()["refresh_token"]
    account.sim.says = [Response(f'{{"access_token": "a", "refresh_token": {"null" if nothing is None else '""'}}}')]
    later(account)
    assert account.keeper.usable("me", account.now).fields == {"access_token": "a", "refresh_token": before}


def test_a_new_refresh_token_is_stored_before_its_access_token_is_used(account: Account) -> None:
    used: list[str] = []
    stored: list[str] = []

    def look(request: Request) -> None:
        if request.path != "/api/token":
            used.append(request.headers["Authorization"].removeprefix("Bearer "))
            stored.append(account.stored()["access_token"])

    account.sim.meanwhile, account.sim.rotates = look, True
    before = account.stored()
    for _ in range(3):
        later(account)
        asks(account)
    assert used == stored
    assert len({before["access_token"], *used}) == 4
    assert account.stored()["refresh_token"] == account.sim.issued[-1] != before["refresh_token"]


def test_the_day_of_the_consent_and_its_scopes_outlive_every_refresh(account: Account) -> None:
    later(account)
    asks(account)
    kept = account.connection
    assert (kept.authorized_at, kept.refreshed_at) == (NOON, NOON + HOUR)
    assert (kept.scopes, kept.account) == ((SCOPE,), "synthetic-account")


# -- invalid_grant ------------------------------------------------------------------------------------


def test_six_months_after_the_consent_a_person_is_needed_and_is_told_why(account: Account) -> None:
    later(account, 183 * DAY)
    asks(account)
    later(account)
    error = fails(account)
    assert (type(error), error.reason) == (LoginNeeded, f"{DEAD} (six months after the consent it expires)")


def test_a_consent_that_was_taken_back_needs_a_person_and_the_tokens_stay(account: Account) -> None:
    before = account.stored()
    account.sim.revoke()
    error = fails(account)
    assert (type(error), error.reason) == (LoginNeeded, f"{DEAD} (it was revoked or replaced)")
    assert account.sim.counts() == {"recent": 1, "token": 1}
    assert (account.stored(), account.connection.lease_owner) == (before, "")


def test_the_sealed_tokens_serve_again_when_spotify_was_wrong(account: Account) -> None:
    """As in an incident (docs/services/spotify.md#consent-and-tokens): invalid_grant for tokens that are fine."""
    later(account)
    account.sim.says = [Response('{"error":"invalid_grant","error_description":"Refresh token revoked"}', 400)]
    assert type(fails(account)) is LoginNeeded
    asks(account)


def test_a_token_that_another_worker_rotated_is_read_again_and_nobody_has_to_log_in(account: Account) -> None:
    """Ours reaches Spotify after a sibling's, whose login is in the store by then."""
    fresh: list[dict[str, str]] = []

    def overtake(request: Request) -> None:
        if request.path == "/api/token":
            account.sim.revoke()
            fresh.append(account.login().fields)

    later(account)
    account.sim.meanwhile = overtake
    asks(account)
    assert [account.stored()] == fresh
    assert account.sim.counts() == {"token": 1, "recent": 1}


# -- no clear answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        ("429", RateLimited, "spotify login: HTTP 429"),
        ("500", Unavailable, "spotify login: HTTP 500"),
        ("500 after the effect", Unavailable, "spotify login: HTTP 500"),
        ("502 HTML", Unavailable, "spotify login: HTTP 502"),
        ("200 HTML", Unavailable, "spotify: the answer is not JSON"),
        ("204", Unavailable, "spotify: the answer is not JSON"),
        ("wrong type", Unavailable, "spotify login: the answer holds no token"),
        ("truncated", Unavailable, "spotify: the connection broke off"),
        ("reset before the effect", Unavailable, "spotify: the connection broke off"),
    ],
)
def test_a_refresh_without_a_clear_answer_leaves_the_login_for_the_next_time(
    account: Account, fault: str, kind: type[SyncError], reason: str
) -> None:
    before = account.stored()
    later(account)
    account.sim.inject("token", fault)
    error = fails(account)
    assert (type(error), error.reason) == (kind, reason)
    assert (account.stored(), account.connection.lease_until) == (before, None)
    assert account.sim.count("recent") == 0
    asks(account)


@pytest.mark.parametrize(
    ("header", "wait", "doubling"),
    [({"Retry-After": "86400"}, DAY, False), ({"Retry-After": "864000"}, DAY, False), ({}, 5 * MINUTE, True)],
)
def test_a_limit_of_the_token_endpoint_is_waited_for(
    account: Account, header: Any, wait: timedelta, doubling: bool
) -> None:
    later(account)
    account.sim.says = [Response("Too many requests", 429, header)]
    error = fails(account)
    assert isinstance(error, RateLimited)
    assert (error.until, error.doubling) == (account.now + wait, doubling)


def test_a_client_id_that_is_no_longer_known_is_the_applications_fault_not_the_logins(account: Account) -> None:
    later(account)
    account.sim.client_id = "another"
    error = fails(account)
    assert (type(error), error.reason) == (AppInactive, "Spotify does not accept this client id and secret")
    account.sim.client_id = "spotify-client"
    asks(account)


def test_a_wrong_secret_is_the_applications_fault_and_the_right_one_goes_on(tmp_path: Path) -> None:
    with opened(tmp_path, client_secret="right-secret") as account:
        stored = account.keeper.usable("me", NOON)
        wrong = SpotifyOAuth(account.hosts, account.sim.client_id, Secret("wrong-secret"), seconds=2)
        error = error_of(account, lambda: wrong.refresh(stored, NOON))
        assert (type(error), "wrong-secret" in f"{error!r} {error.__cause__!r}") == (AppInactive, False)
        later(account)
        asks(account)


def test_without_a_login_nobody_is_asked(account: Account) -> None:
    account.keeper.forget("me")
    error = fails(account)
    assert (type(error), error.reason) == (LoginNeeded, "not connected to spotify yet")
    assert account.sim.count() == 0
