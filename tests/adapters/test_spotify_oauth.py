"""Spotify's consent: the address, code for tokens, and each refusal."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from werkzeug.wrappers import Response

from sync.adapters.spotify_oauth import Grant, SpotifyOAuth
from sync.adapters.tokens import Bundle
from sync.core.errors import AppInactive, RateLimited, Rejected, SyncError, Unavailable
from sync.core.secret import Secret
from tests.support.adapters.spotify_account import NOON, SCOPE, Account, error_of, opened

HOUR = timedelta(hours=1)
REDIRECT = "http://127.0.0.1:9322/callback"
STATE = "state & more"
SECRET = "application-secret-canary"


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    with opened(tmp_path) as account:
        yield account


def agreed(account: Account) -> tuple[str, str]:
    """(the code that the browser comes back with, the verifier of this consent)."""
    address, verifier = account.oauth.begin(REDIRECT, STATE)
    place = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
    return parse_qs(urlsplit(place).query)["code"][0], verifier


def granted(account: Account) -> Grant:
    code, verifier = agreed(account)
    return account.oauth.exchange(code, REDIRECT, verifier, account.now)


def says(account: Account, status: int, body: Any) -> None:
    account.sim.says.append(Response(body if isinstance(body, str) else json.dumps(body), status))


# -- the address ------------------------------------------------------------------------------------


def test_the_address_asks_for_a_code_with_a_challenge_and_what_is_needed_only(account: Account) -> None:
    address, verifier = account.oauth.begin(REDIRECT, STATE)
    assert address.partition("?")[0] == f"{account.sim.url}/authorize"
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query, strict_parsing=True).items()}
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    assert query == {
        "client_id": "spotify-client",
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "scope": f"{SCOPE} user-read-currently-playing",
        "state": STATE,
        "code_challenge_method": "S256",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
    }
    assert 43 <= len(verifier) <= 128  # RFC 7636, section 4.1
    assert set(verifier) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    assert account.sim.count() == 0


def test_every_consent_has_a_verifier_of_its_own(account: Account) -> None:
    assert len({account.oauth.begin(REDIRECT, STATE)[1] for _ in range(20)}) == 20


# -- code for tokens ----------------------------------------------------------------------------------


def test_a_code_becomes_tokens_scopes_and_the_account_that_never_changes(account: Account) -> None:
    grant = granted(account)
    assert (grant.scopes, grant.account) == ((SCOPE, "user-read-currently-playing"), "synthetic-account")
    assert grant.bundle.fields == dict(zip(("access_token", "refresh_token"), account.sim.issued[-2:], strict=True))
    assert grant.bundle.expires_at == NOON + HOUR
    assert account.sim.counts() == {"authorize": 1, "token": 1, "me": 1}


def test_without_a_secret_none_is_sent_and_with_one_it_is_in_the_header_only(account: Account, tmp_path: Path) -> None:
    granted(account)
    token = next(request for request in account.sim.asked if request.path == "/api/token")
    assert "Authorization" not in token.headers
    with opened(tmp_path / "other", client_secret=SECRET) as confidential:
        granted(confidential)
        token = next(request for request in confidential.sim.asked if request.path == "/api/token")
        assert token.authorization is not None
        assert (token.authorization.username, token.authorization.password) == ("spotify-client", SECRET)
        assert SECRET not in str(token.form)


def test_a_code_works_once_and_only_for_its_redirect_uri_and_its_verifier(account: Account) -> None:
    code, verifier = agreed(account)
    account.oauth.exchange(code, REDIRECT, verifier, NOON)
    other = account.oauth.begin(REDIRECT, STATE)[1]
    fresh = [agreed(account) for _ in range(3)]
    dead = (
        (code, REDIRECT, verifier),
        ("made up", REDIRECT, verifier),
        (fresh[0][0], REDIRECT, other),
        (fresh[1][0], REDIRECT + "/", fresh[1][1]),
        (fresh[2][0], REDIRECT, ""),
    )
    for used in dead:
        error = error_of(account, partial(account.oauth.exchange, *used, NOON))
        words = "Spotify does not accept this code (used already, or too old)"
        assert (type(error), error.reason) == (Rejected, words)


def test_a_code_that_is_more_than_ten_minutes_old_is_refused(account: Account) -> None:
    code, verifier = agreed(account)
    account.clock.advance(601)
    assert type(error_of(account, lambda: account.oauth.exchange(code, REDIRECT, verifier, account.now))) is Rejected


@pytest.mark.parametrize(
    ("said", "scopes"), [("", ()), (f"a {SCOPE}  b", ("a", SCOPE, "b")), (None, ()), ("another", ("another",))]
)
def test_the_scopes_are_what_was_granted_not_what_was_asked_for(
    account: Account, said: str | None, scopes: tuple[str, ...]
) -> None:
    code, verifier = agreed(account)
    says(account, 200, {"access_token": "a", "refresh_token": "r", "expires_in": 3600, "scope": said})
    assert account.oauth.exchange(code, REDIRECT, verifier, NOON).scopes == scopes


@pytest.mark.parametrize("fault", ["403", "429", "500", "200 HTML", "wrong type", "reset before the effect", "401"])
def test_not_knowing_whose_account_it_is_stops_nobody(account: Account, fault: str) -> None:
    account.sim.inject("me", fault)
    grant = granted(account)
    assert (grant.account, grant.scopes) == ("", (SCOPE, "user-read-currently-playing"))


def test_the_older_id_names_the_account_where_there_is_no_other(account: Account) -> None:
    code, verifier = agreed(account)
    says(account, 200, account.sim.tokens())
    says(account, 200, {"id": "synthetic", "display_name": "Synthetic Runner"})
    assert account.oauth.exchange(code, REDIRECT, verifier, NOON).account == "synthetic"


# -- what the token endpoint says -------------------------------------------------------------------


TOKENS = {"access_token": "a", "refresh_token": "r"}
WRONG_CLIENT = "Spotify does not accept this client id and secret"
NO_TOKEN = "spotify login: the answer holds no token"
NO_JSON = "spotify: the answer is not JSON"
WEB_PAGE = "<!DOCTYPE html><html></html>"


@pytest.mark.parametrize(
    ("status", "said", "kind", "reason"),
    [
        (400, {"error": "invalid_client", "error_description": "Invalid client secret"}, AppInactive, WRONG_CLIENT),
        (401, {"error": "invalid_client"}, AppInactive, WRONG_CLIENT),
        (400, {"error": "invalid_request"}, Unavailable, "spotify login: HTTP 400"),
        (403, "Forbidden", Unavailable, "spotify login: HTTP 403"),
        (429, "Too many requests", RateLimited, "spotify login: HTTP 429"),
        (500, {"error": "server_error"}, Unavailable, "spotify login: HTTP 500"),
        (502, WEB_PAGE, Unavailable, "spotify login: HTTP 502"),
        (200, WEB_PAGE, Unavailable, NO_JSON),
        (200, "", Unavailable, NO_JSON),
        (200, [], Unavailable, NO_TOKEN),
        (200, {"access_token": ""}, Unavailable, NO_TOKEN),
        (200, {"error": "invalid_grant"}, Unavailable, NO_TOKEN),
        (200, {"access_token": "a", "expires_in": 3600}, Unavailable, NO_TOKEN),
        (200, TOKENS | {"expires_in": "soon"}, Unavailable, NO_TOKEN),
        (200, TOKENS | {"expires_in": "nan"}, Unavailable, NO_TOKEN),
        (200, TOKENS | {"expires_in": 1e300}, Unavailable, NO_TOKEN),
    ],
)
def test_each_answer_to_a_code_becomes_one_error(
    account: Account, status: int, said: Any, kind: type[SyncError], reason: str
) -> None:
    code, verifier = agreed(account)
    says(account, status, said)
    error = error_of(account, lambda: account.oauth.exchange(code, REDIRECT, verifier, NOON))
    assert (type(error), error.reason) == (kind, reason)


@pytest.mark.parametrize("lifetime", [{}, {"expires_in": None}, {"expires_in": "3600"}])
def test_a_token_whose_life_is_not_told_lives_for_an_hour(account: Account, lifetime: dict[str, Any]) -> None:
    code, verifier = agreed(account)
    says(account, 200, TOKENS | lifetime)
    assert account.oauth.exchange(code, REDIRECT, verifier, NOON).bundle == Bundle(TOKENS, NOON + HOUR)


def test_a_wrong_secret_is_the_applications_fault_and_is_not_repeated(account: Account) -> None:
    code, verifier = agreed(account)
    wrong = SpotifyOAuth(account.hosts, account.sim.client_id, Secret(SECRET), seconds=2)
    error = error_of(account, lambda: wrong.exchange(code, REDIRECT, verifier, NOON))
    assert (type(error), error.reason) == (AppInactive, WRONG_CLIENT)
    assert SECRET not in f"{error!r} {error.__cause__!r} {wrong!r} {vars(wrong)}"
