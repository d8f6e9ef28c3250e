"""The simulated Spotify's accounts, asked by plain requests: consent, codes, PKCE, refreshing, the end after 6 months.

The challenge of RFC 7636's appendix B stands for any: its verifier is known, and nothing here computes one.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sync.sim.clock import HandClock
from sync.sim.spotify import SimSpotify
from tests.support.sim.spotify_client import asked

NOON = datetime(2026, 5, 15, 12, 0, tzinfo=UTC)
DAY = 86_400
SCOPE = "user-read-recently-played"
REDIRECT = "http://127.0.0.1:9322/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def sim(clock: HandClock) -> Iterator[SimSpotify]:
    sim = SimSpotify(clock.now, client_secret="application-secret")
    sim.start()
    yield sim
    sim.stop()


def agrees(sim: SimSpotify, **query: str) -> requests.Response:
    """What the authorization page answers once the person has pressed its button."""
    usual = {
        "client_id": "spotify-client",
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "scope": SCOPE,
        "state": "s t&a=te",
        "code_challenge_method": "S256",
        "code_challenge": CHALLENGE,
    }
    return requests.get(f"{sim.url}/authorize", params=usual | query, allow_redirects=False, timeout=5)


def sent_back(answer: requests.Response) -> dict[str, str]:
    """The query that the browser carries to the redirect URI."""
    assert answer.status_code == 302
    where, _, query = answer.headers["Location"].partition("?")
    assert where == REDIRECT
    return {name: values[0] for name, values in parse_qs(query).items()}


def code_of(sim: SimSpotify, **query: str) -> str:
    return sent_back(agrees(sim, **query))["code"]


def traded(sim: SimSpotify, code: str, **form: str) -> requests.Response:
    usual = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        "client_id": "spotify-client",
    }
    return requests.post(f"{sim.url}/api/token", data=usual | form, timeout=5)


def refreshed(sim: SimSpotify, token: Any) -> requests.Response:
    form = {"grant_type": "refresh_token", "refresh_token": str(token), "client_id": "spotify-client"}
    return requests.post(f"{sim.url}/api/token", data=form, timeout=5)


def dead(answer: requests.Response) -> str:
    """Why a code or a refresh token is not accepted."""
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    return str(answer.json()["error_description"])


# -- the page ---------------------------------------------------------------------------------------


def test_agreeing_leads_back_with_a_code_and_the_state_untouched(sim: SimSpotify) -> None:
    back = sent_back(agrees(sim))
    assert back.keys() == {"code", "state"}
    assert back["state"] == "s t&a=te"
    assert code_of(sim) != back["code"]


def test_cancelling_leads_back_with_an_error_and_the_state(sim: SimSpotify) -> None:
    sim.denies = True
    assert sent_back(agrees(sim)) == {"error": "access_denied", "state": "s t&a=te"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"client_id": "another"}, "INVALID_CLIENT: Invalid client"),
        ({"redirect_uri": "http://localhost:9322/callback"}, "INVALID_CLIENT: Invalid redirect URI"),
        ({"redirect_uri": "http://192.0.2.1:9322/callback"}, "INVALID_CLIENT: Invalid redirect URI"),
        ({"redirect_uri": "http://127.0.0.1:9322/elsewhere"}, "INVALID_CLIENT: Invalid redirect URI"),
        ({"redirect_uri": "http://127.0.0.1:9322.example.org/callback"}, "INVALID_CLIENT: Invalid redirect URI"),
        ({"response_type": "token"}, "response_type must be code"),
        ({"code_challenge_method": "plain"}, "code_challenge_method must be S256"),
        ({"code_challenge": ""}, "code_challenge_method must be S256"),
    ],
)
def test_a_wrong_request_stays_on_the_page_and_redirects_nowhere(
    sim: SimSpotify, query: dict[str, str], words: str
) -> None:
    answer = agrees(sim, **query)
    assert (answer.status_code, answer.text, "Location" in answer.headers) == (400, words, False)


def test_a_loopback_address_may_have_any_port_unless_that_is_switched_off(sim: SimSpotify) -> None:
    other = "http://127.0.0.1:40123/callback"
    assert agrees(sim, redirect_uri=other).headers["Location"].startswith(f"{other}?code=")
    sim.any_port = False
    assert agrees(sim, redirect_uri=other).status_code == 400
    assert agrees(sim).status_code == 302
    sim.redirects.add("https://runner.example.org/callback")
    assert agrees(sim, redirect_uri="https://runner.example.org/callback").status_code == 302


# -- code for tokens --------------------------------------------------------------------------------


def test_a_code_is_traded_for_tokens_of_an_hour_that_open_the_list(sim: SimSpotify) -> None:
    answer = traded(sim, code_of(sim))
    tokens = answer.json()
    assert answer.status_code == 200
    assert tokens == {
        "access_token": sim.issued[0],
        "token_type": "Bearer",
        "scope": SCOPE,
        "expires_in": 3600,
        "refresh_token": sim.issued[1],
    }
    assert asked(sim, tokens["access_token"]).status_code == 200
    assert refreshed(sim, tokens["refresh_token"]).status_code == 200


def test_what_is_granted_may_be_less_than_what_was_asked_for(sim: SimSpotify) -> None:
    sim.grants = ()
    tokens = traded(sim, code_of(sim)).json()
    assert tokens["scope"] == ""
    assert asked(sim, tokens["access_token"]).status_code == 403


def test_a_code_works_once(sim: SimSpotify) -> None:
    code = code_of(sim)
    assert traded(sim, code).status_code == 200
    assert dead(traded(sim, code)) == "Invalid authorization code"
    assert dead(traded(sim, "made up")) == "Invalid authorization code"


def test_a_code_lives_for_ten_minutes(sim: SimSpotify, clock: HandClock) -> None:
    early, late = code_of(sim), code_of(sim)
    clock.advance(600)
    assert traded(sim, early).status_code == 200
    clock.advance(1)
    assert dead(traded(sim, late)) == "Invalid authorization code"


def test_a_code_belongs_to_its_redirect_uri_and_its_verifier(sim: SimSpotify) -> None:
    other = "http://127.0.0.1:9323/callback"
    assert dead(traded(sim, code_of(sim), redirect_uri=other)) == "Invalid redirect URI"
    assert dead(traded(sim, code_of(sim), code_verifier=VERIFIER[:-1] + "x")) == "code_verifier was incorrect"
    assert dead(traded(sim, code_of(sim), code_verifier=CHALLENGE)) == "code_verifier was incorrect"
    assert dead(traded(sim, code_of(sim), code_verifier="")) == "code_verifier was incorrect"


def test_a_secret_may_be_left_out_but_not_be_wrong(sim: SimSpotify) -> None:
    def with_basic(name: str, secret: str) -> requests.Response:
        form = {"grant_type": "refresh_token", "refresh_token": sim.tokens()["refresh_token"], "client_id": name}
        return requests.post(f"{sim.url}/api/token", data=form, auth=(name, secret), timeout=5)

    assert with_basic("spotify-client", "application-secret").status_code == 200
    for name, secret in (("spotify-client", "wrong"), ("another", "application-secret"), ("spotify-client", "")):
        refused = with_basic(name, secret)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client")
    assert traded(sim, code_of(sim), client_id="another").json()["error"] == "invalid_client"
    assert traded(sim, code_of(sim), grant_type="password").json()["error"] == "unsupported_grant_type"


# -- refreshing -------------------------------------------------------------------------------------


def test_a_refresh_usually_brings_no_new_refresh_token_and_the_old_one_goes_on(sim: SimSpotify) -> None:
    old = sim.tokens()["refresh_token"]
    for _ in range(3):
        fresh = refreshed(sim, old).json()
        assert "refresh_token" not in fresh
        assert asked(sim, fresh["access_token"]).status_code == 200


def test_a_refresh_may_bring_a_new_one_and_kill_the_old_one(sim: SimSpotify) -> None:
    sim.rotates = True
    old = sim.tokens()["refresh_token"]
    fresh = refreshed(sim, old).json()
    assert dead(refreshed(sim, old)) == "Refresh token revoked"
    assert refreshed(sim, fresh["refresh_token"]).status_code == 200


@pytest.mark.parametrize("rotates", [False, True])
def test_six_months_after_the_consent_it_ends_however_often_it_was_refreshed(
    sim: SimSpotify, clock: HandClock, rotates: bool
) -> None:
    sim.rotates = rotates
    token = sim.tokens()["refresh_token"]
    for _ in range(3):
        token = refreshed(sim, token).json().get("refresh_token", token)
        clock.advance(61 * DAY)
    token = refreshed(sim, token).json().get("refresh_token", token)
    clock.advance(1)
    assert dead(refreshed(sim, token)) == "Refresh token expired"


def test_a_consent_that_is_taken_back_kills_every_token_of_it(sim: SimSpotify) -> None:
    tokens = sim.tokens()
    sim.revoke()
    assert asked(sim, tokens["access_token"]).status_code == 401
    assert dead(refreshed(sim, tokens["refresh_token"])) == "Refresh token revoked"


def test_an_outage_of_the_token_endpoint_is_a_web_page_and_a_limit_is_json(sim: SimSpotify) -> None:
    sim.inject("token", "500")
    assert refreshed(sim, "any").headers["Content-Type"].startswith("text/html")
    sim.inject("token", "429 with Retry-After")
    limited = refreshed(sim, "any")
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "120")
    assert limited.json()["error"] == "server_error"


def test_codes_and_tokens_are_hard_to_guess(sim: SimSpotify) -> None:
    tokens = sim.tokens()
    assert min(map(len, (code_of(sim), tokens["access_token"], tokens["refresh_token"]))) >= 32
    assert len(set(sim.issued)) == len(sim.issued) == 2
    assert urlsplit(agrees(sim).headers["Location"]).fragment == ""
