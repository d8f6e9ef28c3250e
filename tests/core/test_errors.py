"""Errors carry facts: a reason of bounded length, the service, and what their kind needs."""

import pytest

from sync.core.errors import (
    AppInactive,
    LoginNeeded,
    Missing,
    NotThere,
    OutOfTime,
    RateLimited,
    Rejected,
    SyncError,
    Unavailable,
    Unclear,
    Unopened,
)
from sync.core.store_errors import KeyLost, SealBroken, StoreBroken, StoreBusy
from tests.support.core.rows import NOW

PLAIN = (Unavailable, OutOfTime, NotThere, LoginNeeded, AppInactive, Missing, Rejected, Unclear)


@pytest.mark.parametrize("kind", PLAIN)
def test_an_error_says_its_reason_and_its_service(kind: type[SyncError]) -> None:
    error = kind("no answer", service="strava")
    assert (str(error), error.reason, error.service, kind("no answer").service) == (
        "no answer",
        "no answer",
        "strava",
        "",
    )


@pytest.mark.parametrize("length", [0, 1, 499, 500, 501, 60_000])
def test_a_services_own_words_are_cut(length: int) -> None:
    reason = Rejected("x" * length).reason
    assert reason == ("x" * length if length <= 500 else "x" * 499 + "…")


def test_each_kind_carries_what_is_needed_to_go_on() -> None:
    limited = RateLimited("the day is used up", NOW, service="strava", doubling=True)
    assert (limited.reason, limited.service, limited.until, limited.doubling) == (
        "the day is used up",
        "strava",
        NOW,
        True,
    )
    plain = RateLimited("429", NOW)
    assert (plain.service, plain.doubling) == ("", False)
    login = LoginNeeded("a scope is missing", service="strava", scopes=("activity:write",))
    assert (login.reason, login.service, login.scopes) == ("a scope is missing", "strava", ("activity:write",))
    assert LoginNeeded("revoked").scopes == ()
    assert (Rejected("no").certain, Rejected("403", certain=False).certain) == (True, False)
    unopened = Unopened("another key made it", service="garmin")
    assert (unopened.reason, unopened.service) == ("its stored tokens cannot be opened: another key made it", "garmin")


@pytest.mark.parametrize("kind", [StoreBroken, StoreBusy, SealBroken, KeyLost])
def test_an_error_of_the_store_says_the_way_out(kind: type[StoreBroken]) -> None:
    error = kind("the disk is full", "make room")
    assert (str(error), error.reason, error.advice) == ("the disk is full", "the disk is full", "make room")
