"""The simulated Spotify's refusals: tokens, scopes, Premium, rate limits, outages, each in its own words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

import pytest
import requests

from sync.sim.clock import HandClock
from sync.sim.spotify import SimSpotify
from tests.support.sim.spotify_client import asked, bearer, page

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def sim(clock: HandClock) -> Iterator[SimSpotify]:
    sim = SimSpotify(clock.now)
    sim.start()
    yield sim
    sim.stop()


def test_the_profile_has_the_id_that_never_changes_and_nothing_that_was_taken_away(sim: SimSpotify) -> None:
    me = requests.get(f"{sim.url}/v1/me", headers=bearer(sim), timeout=5).json()
    assert (me["account_id"], me["id"]) == ("synthetic-account", "synthetic")
    assert {"country", "email", "explicit_content", "followers", "product"} & me.keys() == set()


def test_a_token_lives_for_an_hour_and_its_scope_is_looked_at(sim: SimSpotify, clock: HandClock) -> None:
    token, other = str(sim.tokens()["access_token"]), str(sim.tokens("playlist-modify-private")["access_token"])
    refused = asked(sim, other)
    assert (refused.status_code, refused.json()["error"]["message"]) == (403, "Insufficient client scope")
    clock.advance(3599)
    assert asked(sim, token).status_code == 200
    clock.advance(1)
    expired = {"error": {"status": 401, "message": "The access token expired"}}
    assert (asked(sim, token).status_code, asked(sim, token).json()) == (401, expired)
    assert asked(sim, "made up").json() == expired


def test_access_tokens_may_die_early(sim: SimSpotify) -> None:
    token = str(sim.tokens()["access_token"])
    sim.expire_access()
    assert asked(sim, token).status_code == 401


@pytest.mark.parametrize(
    ("knob", "status", "kind", "words"),
    [
        ("not premium", 403, "application/json", '"Active premium subscription required for the owner of the app."'),
        ("not premium, plain", 403, "text/plain", "Active premium subscription required for the owner of the app."),
        ("not listed", 403, "application/json", "the user may not be registered"),
        ("quota", 429, "application/json", '"message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}'),
        ("plain 429", 429, "text/plain", "Too many requests"),
        ("html", 502, "text/html", "<!DOCTYPE html>"),
    ],
)
def test_it_refuses_in_each_of_its_ways_until_it_is_over(
    sim: SimSpotify,
    knob: Literal["not premium", "not premium, plain", "not listed", "quota", "plain 429", "html"],
    status: int,
    kind: str,
    words: str,
) -> None:
    sim.refuses = knob
    answer = asked(sim)
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (status, kind)
    assert words in answer.text
    assert answer.headers.get("Retry-After") == ("79892" if knob == "plain 429" else None)
    sim.refuses = ""
    assert page(sim)["items"] == []


def test_faults_are_worded_as_the_service_words_them(sim: SimSpotify) -> None:
    for fault, status, words in (
        ("429", 429, "API rate limit exceeded"),
        ("403", 403, "Forbidden"),
        ("500", 500, "Server error"),
    ):
        sim.inject("recent", fault)
        assert asked(sim).json() == {"error": {"status": status, "message": words}}
    sim.inject("recent", "wrong type")
    assert asked(sim).json() == {"items": {"unexpected": True}}
    sim.inject("recent", "429 with Retry-After")
    assert asked(sim).headers["Retry-After"] == "120"
