"""What Spotify's refusals, faults and outages become, each with what the error carries; and what a 401 leads to."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Response

from sync.adapters.http import Hosts
from sync.adapters.spotify import Spotify
from sync.adapters.spotify_fields import API
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, SyncError, Unavailable
from sync.sim.songbook import SONGS, Heard
from tests.support.adapters.spotify_account import NOON, SCOPE, Account, error_of, opened
from tests.support.world import closed_port

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    with opened(tmp_path) as account:
        yield account


def fails(account: Account) -> SyncError:
    return error_of(account, lambda: account.plays.recent(account.now - HOUR))


def body(status: int, message: str, **more: str) -> str:
    return json.dumps({"error": {"status": status, "message": message} | more})


QUOTA = body(429, "Too many requests", reason="QUOTA_EXCEEDED")
PREMIUM = "Active premium subscription required for the owner of the app."
LISTED = "Check settings on developer.spotify.com/dashboard, the user may not be registered."
WEB_PAGE = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>"
OWNER = "its owner needs Premium, and you must be among its users"


# -- one refusal, one error ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said", "kind", "reason"),
    [
        (403, body(403, PREMIUM), AppInactive, f"Spotify refuses this application ({PREMIUM}): {OWNER}"),
        (403, PREMIUM, AppInactive, f"Spotify refuses this application ({PREMIUM}): {OWNER}"),
        (403, body(403, LISTED), AppInactive, f"Spotify refuses this application ({LISTED}): {OWNER}"),
        (403, body(403, "Forbidden"), AppInactive, f"Spotify refuses this application (Forbidden): {OWNER}"),
        (403, WEB_PAGE, AppInactive, f"Spotify refuses this application (a web page): {OWNER}"),
        (403, "", AppInactive, f"Spotify refuses this application (it does not say why): {OWNER}"),
        (403, body(403, "Insufficient client scope"), LoginNeeded, "the consent lacks a permission that is needed"),
        (429, body(429, "API rate limit exceeded"), RateLimited, "spotify: HTTP 429: API rate limit exceeded"),
        (429, QUOTA, RateLimited, "spotify: HTTP 429: Too many requests"),
        (429, "Too many requests", RateLimited, "spotify: HTTP 429: Too many requests"),
        (429, "", RateLimited, "spotify: HTTP 429: "),
        (400, body(400, "Invalid limit"), Unavailable, "spotify: HTTP 400: Invalid limit"),
        (404, body(404, "Service not found"), Unavailable, "spotify: HTTP 404: Service not found"),
        (302, "", Unavailable, "spotify: HTTP 302: "),
        (500, body(500, "Server error"), Unavailable, "spotify: HTTP 500: Server error"),
        (502, WEB_PAGE, Unavailable, "spotify: HTTP 502: a web page"),
        (503, "upstream connect error", Unavailable, "spotify: HTTP 503: upstream connect error"),
        (503, "[1, 2]", Unavailable, "spotify: HTTP 503: [1, 2]"),
        (200, WEB_PAGE, Unavailable, "spotify: the answer is not JSON"),
        (200, "", Unavailable, "spotify: the answer is not JSON"),
        (204, "", Unavailable, "spotify: the answer is not JSON"),
        (200, "[" * 100_000, Unavailable, "spotify: the answer is not JSON"),
        (200, "[]", Unavailable, "spotify: the list of plays is not one"),
        (200, "null", Unavailable, "spotify: the list of plays is not one"),
        (200, "{}", Unavailable, "spotify: the list of plays is not one"),
        (200, '{"items": null}', Unavailable, "spotify: the list of plays is not one"),
        (200, '{"items": {"0": {}}}', Unavailable, "spotify: the list of plays is not one"),
        (200, body(429, "Too many requests"), Unavailable, "spotify: the list of plays is not one"),
    ],
)
def test_each_answer_becomes_one_error(
    account: Account, status: int, said: str, kind: type[SyncError], reason: str
) -> None:
    account.sim.says = [Response(said, status, mimetype="text/plain")]
    error = fails(account)
    assert (type(error), error.reason) == (kind, reason)
    assert account.sim.count() == 1
    assert isinstance(error, LoginNeeded) is (getattr(error, "scopes", None) == (SCOPE,))


@pytest.mark.parametrize(
    ("header", "until", "doubling"),
    [
        ("120", NOON + 2 * MINUTE, False),
        ("79892", NOON + timedelta(seconds=79892), False),
        ("86400", NOON + DAY, False),
        ("864000", NOON + DAY, False),
        ("Sun, 15 Nov 2026 13:00:00 GMT", datetime(2026, 11, 15, 13, tzinfo=UTC), False),
        ("soon", NOON + 5 * MINUTE, True),
        ("nan", NOON + 5 * MINUTE, True),
        ("inf", NOON + 5 * MINUTE, True),
        (None, NOON + 5 * MINUTE, True),
    ],
)
def test_a_wait_that_is_told_is_kept_to_up_to_a_day_and_else_it_doubles(
    account: Account, header: str | None, until: datetime, doubling: bool
) -> None:
    account.sim.says = [Response("Too many requests", 429, {"Retry-After": header} if header else {})]
    error = fails(account)
    assert isinstance(error, RateLimited)
    assert (error.until, error.doubling) == (until, doubling)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("403", AppInactive),
        ("429", RateLimited),
        ("429 with Retry-After", RateLimited),
        ("500", Unavailable),
        ("500 after the effect", Unavailable),
        ("502 HTML", Unavailable),
        ("200 HTML", Unavailable),
        ("truncated", Unavailable),
        ("wrong type", Unavailable),
        ("204", Unavailable),
        ("reset before the effect", Unavailable),
        ("reset after the effect", Unavailable),
    ],
)
def test_every_fault_becomes_one_of_our_errors_and_is_over_when_it_is_over(
    account: Account, fault: str, kind: type[SyncError]
) -> None:
    account.sim.heard(Heard(SONGS[0], NOON - 30 * MINUTE, 60))
    account.sim.inject("recent", fault)
    assert type(fails(account)) is kind
    assert [play.song.title for play in account.plays.recent(NOON - HOUR).plays] == [SONGS[0].title]


@pytest.mark.parametrize("endpoint", ["recent", "token"])
def test_no_answer_within_the_time_limit_is_said(tmp_path: Path, endpoint: str) -> None:
    with opened(tmp_path, seconds=0.2) as account:
        account.sim.inject(endpoint, "timeout before the effect")
        account.clock.advance(0 if endpoint == "recent" else 3600)
        error = fails(account)
        assert (type(error), error.reason) == (Unavailable, "spotify: no answer within the time limit")


def test_a_service_that_is_not_there_is_said(account: Account) -> None:
    away = Spotify(Hosts({API: f"http://127.0.0.1:{closed_port()}"}), seconds=2)
    error = error_of(account, lambda: away.for_user("me", NOON, account.keeper).recent(NOON))
    assert (type(error), error.reason) == (Unavailable, "spotify: connection refused")


# -- the token --------------------------------------------------------------------------------------


def test_a_token_that_died_early_is_refreshed_once_and_the_call_repeated(account: Account) -> None:
    account.sim.heard(Heard(SONGS[0], NOON - 30 * MINUTE, 60))
    account.sim.expire_access()
    assert len(account.plays.recent(NOON - HOUR).plays) == 1
    assert [call.endpoint for call in account.sim.calls] == ["recent", "token", "recent"]
    assert len(account.plays.recent(NOON - HOUR).plays) == 1
    assert account.sim.counts() == {"recent": 3, "token": 1}


def test_a_fresh_token_that_is_refused_too_needs_a_person(account: Account) -> None:
    account.sim.inject("recent", "401", times=2)
    error = fails(account)
    assert (type(error), error.reason) == (LoginNeeded, "spotify refuses a token that was refreshed a moment ago")
    assert account.sim.counts() == {"recent": 2, "token": 1}


@pytest.mark.parametrize(("fault", "kind"), [("403", AppInactive), ("429", RateLimited), ("500", Unavailable)])
def test_another_refusal_after_a_401_means_what_it_means(account: Account, fault: str, kind: type[SyncError]) -> None:
    account.sim.inject("recent", "401")
    account.sim.inject("recent", fault)
    assert type(fails(account)) is kind


def test_a_token_is_refreshed_five_minutes_before_its_hour_is_over(account: Account) -> None:
    account.clock.advance(3299)
    account.plays.recent(NOON)
    assert account.sim.count("token") == 0
    account.clock.advance(1)
    account.plays.recent(NOON)
    assert account.sim.count("token") == 1
    assert account.connection.refreshed_at == account.now


def test_a_sibling_that_refreshed_meanwhile_saves_the_second_refresh(account: Account) -> None:
    account.sim.expire_access()
    stale = account.keeper.usable("me", account.now)
    fresh = account.keeper.renewed("me", account.now)
    assert account.keeper.renewed("me", account.now, refused=stale).fields == fresh.fields
    assert account.sim.count("token") == 1


def test_a_consent_without_the_scope_says_which_one_is_missing(account: Account) -> None:
    account.login("playlist-modify-private")
    error = fails(account)
    assert isinstance(error, LoginNeeded)
    assert (error.reason, error.scopes) == ("the consent lacks a permission that is needed", (SCOPE,))


@pytest.mark.parametrize("knob", ["not premium", "not premium, plain", "not listed"])
def test_an_application_that_is_refused_is_no_matter_of_the_users_login(account: Account, knob: Any) -> None:
    account.sim.refuses = knob
    assert type(fails(account)) is AppInactive
    account.sim.refuses = ""
    assert account.plays.recent(NOON).plays == ()
    assert account.sim.count("token") == 0
