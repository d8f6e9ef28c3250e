"""Tokens made elsewhere: tried with one list call before they are kept, and files that are none."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from sync.adapters.garmin import bundle_of
from sync.adapters.garmin_login import InHand, token_file
from sync.adapters.http import Hosts
from sync.core.errors import LoginNeeded, Unavailable
from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin
from sync.sim.http import Fault

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def sim() -> Iterator[SimGarmin]:
    garmin = SimGarmin(HandClock(NOON).now)
    garmin.start()
    yield garmin
    garmin.stop()


def in_hand(sim: SimGarmin) -> InHand:
    hosts = Hosts({"https://connectapi.garmin.com": sim.url, "https://diauth.garmin.com": sim.url})
    return InHand(hosts, bundle_of(sim.tokens()), seconds=3.0)


def test_expired_tokens_are_refreshed_before_they_are_tried(sim: SimGarmin) -> None:
    hand = in_hand(sim)
    before = hand.bundle
    later = NOON + timedelta(hours=18)
    sim.now = lambda: later
    assert hand.first_page("me", later) == []
    assert hand.bundle.fields != before.fields
    assert sim.counts() == {"refresh": 1, "list": 1}


def test_tokens_that_garmin_does_not_know_need_a_login(sim: SimGarmin) -> None:
    hand = in_hand(sim)
    sim.revoke_all()
    with pytest.raises(LoginNeeded, match=r"^Garmin does not accept these tokens \(invalid_grant\)$"):
        hand.first_page("me", NOON)


def test_an_outage_says_nothing_about_the_tokens(sim: SimGarmin) -> None:
    sim.inject("list", Fault("503", status=503))
    with pytest.raises(Unavailable):
        in_hand(sim).first_page("me", NOON)


TOKENS = {"di_token": "h.eyJleHAiOjE3NzM1MDAwMDB9.s", "di_refresh_token": "r", "di_client_id": "c"}


def test_a_token_file_may_end_in_a_newline() -> None:
    assert token_file(json.dumps(TOKENS) + "\n").fields == TOKENS


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is not JSON"),
        ("null", "not a garminconnect token file (TypeError)"),
        (json.dumps(TOKENS | {"di_refresh_token": None}), "not a garminconnect token file (AttributeError)"),
        (json.dumps(TOKENS | {"di_client_id": " "}), "not a garminconnect token file (ValueError)"),
        (json.dumps(TOKENS | {"di_token": "opaque"}), "not a garminconnect token file (IndexError)"),
        (
            json.dumps({"oauth_token": "a", "oauth_token_secret": "b", "domain": "garmin.com"}),
            "it is a token file of garth or of another old program, which Garmin no longer takes",
        ),
        (
            json.dumps({"access_token": "a", "refresh_token": "b", "expires_at": 1}),
            "it is a token file of garth or of another old program, which Garmin no longer takes",
        ),
    ],
)
def test_what_is_no_token_file_is_said(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        token_file(text)
    assert str(error.value) == why
