"""What each refusal of Strava means: of its API and of its token server."""

from datetime import UTC, datetime, timedelta

import pytest

from sync.adapters.status_error import StatusError
from sync.adapters.strava_refusals import LOGIN_WAIT, What, of_api, of_login
from sync.core.backoff import DAY
from sync.core.bundle import InvalidGrant
from sync.core.errors import (
    AppInactive,
    LoginNeeded,
    Missing,
    RateLimited,
    Rejected,
    SyncError,
    Unavailable,
    Unclear,
)

NOW = datetime(2026, 3, 14, 9, 7, tzinfo=UTC)
LATER = datetime(2026, 3, 14, 9, 15, 5, tzinfo=UTC)
BODY = {
    "token": b'{"errors":[{"resource":"Athlete","field":"access_token","code":"invalid"}]}',
    "scope": b'{"errors":[{"resource":"AccessToken","field":"activity:write_permission","code":"missing"}]}',
    "app": b'{"errors":[{"resource":"Application","field":"","code":"invalid"}]}',
    "inactive": b'{"message":"Forbidden","errors":[{"resource":"Application","field":"Status","code":"Inactive"}]}',
    "else": b'{"message":"Forbidden"}',
}


@pytest.mark.parametrize(
    ("status", "body", "what", "expected"),
    [
        (401, "token", What.LIST, None),
        (401, "scope", What.UPLOAD, LoginNeeded),
        (401, "app", What.LIST, AppInactive),
        (403, "inactive", What.UPLOAD, AppInactive),
        (402, "else", What.LIST, AppInactive),
        (403, "else", What.UPLOAD, Unavailable),
        (404, "else", What.RESULT, Missing),
        (404, "else", What.LIST, Unavailable),
        (404, "else", What.UPLOAD, Rejected),
        *((429, "else", what, RateLimited) for what in What),
        (500, "else", What.UPLOAD, Unclear),
        (502, "else", What.UPLOAD, Unclear),
        (408, "else", What.UPLOAD, Unclear),
        (302, "else", What.UPLOAD, Unclear),
        (500, "else", What.LIST, Unavailable),
        (503, "else", What.RESULT, Unavailable),
        (400, "else", What.UPLOAD, Rejected),
        (413, "else", What.UPLOAD, Rejected),
        (400, "else", What.LIST, Unavailable),
    ],
)
def test_what_a_refusal_means(status: int, body: str, what: What, expected: type[SyncError] | None) -> None:
    meaning = of_api(StatusError(status, {}, BODY[body]), what, lambda: LATER)
    assert meaning is None if expected is None else type(meaning) is expected


def test_a_429_of_the_api_lasts_as_long_as_the_budget_says_whatever_a_header_says() -> None:
    refused = StatusError(429, {"Retry-After": "1"}, b'{"message":"Rate Limit Exceeded"}')
    meaning = of_api(refused, What.LIST, lambda: LATER)
    assert isinstance(meaning, RateLimited)
    assert (meaning.until, meaning.reason) == (LATER, "strava: Rate Limit Exceeded")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, "app", AppInactive),
        (401, "app", AppInactive),
        (403, "inactive", AppInactive),
        (403, "app", Unavailable),
        (400, "token", InvalidGrant),
        (401, "token", Unavailable),
        (403, "else", Unavailable),
        (429, "else", RateLimited),
        (503, "else", Unavailable),
    ],
)
def test_what_a_refused_login_means(status: int, body: str, expected: type[Exception]) -> None:
    assert type(of_login(StatusError(status, {}, BODY[body]), NOW)) is expected


@pytest.mark.parametrize(
    ("headers", "wait"),
    [({}, LOGIN_WAIT), ({"Retry-After": "90"}, timedelta(seconds=90)), ({"Retry-After": "9e9"}, DAY)],
)
def test_a_429_of_the_token_server_lasts_as_long_as_it_says_and_at_most_a_day(
    headers: dict[str, str], wait: timedelta
) -> None:
    meaning = of_login(StatusError(429, headers, b""), NOW)
    assert isinstance(meaning, RateLimited)
    assert meaning.until == NOW + wait
