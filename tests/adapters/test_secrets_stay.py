"""Secrets reach the host they are for and no other, and nothing of this machine takes their place."""

import base64
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from sync.adapters.garmin import Garmin, bundle_of
from sync.adapters.garmin_login import GarminLogin
from sync.adapters.http import Hosts, HttpSession, StatusError, refuse
from sync.adapters.lastfm import API as LASTFM
from sync.adapters.music_http import MusicHttp
from sync.adapters.spotify_fields import ACCOUNTS
from sync.adapters.spotify_oauth import SpotifyOAuth
from sync.adapters.strava_oauth import StravaOAuth
from sync.adapters.tokens import Bundle, InvalidGrant
from sync.core.errors import SyncError
from sync.core.secret import Secret
from sync.sim.another_host import AnotherHost
from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin
from sync.sim.wire import CountingHandler

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
TOKENS = Bundle({"access_token": "a", "refresh_token": "s3cret"}, NOW)
SECRET = Secret("s3cret")


@contextmanager
def serving(answer: Callable[[Request], Response]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, Request.application(answer), threaded=True, request_handler=CountingHandler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def refresh_garmin(base: str) -> None:
    tokens = bundle_of(SimGarmin(HandClock(NOW).now).tokens())
    Garmin(Hosts({"https://diauth.garmin.com": base})).refresh(tokens, NOW + timedelta(hours=1))


def sign_in_at_garmin(base: str) -> None:
    GarminLogin(Hosts({"https://sso.garmin.com": base})).sign_in("me@example.org", SECRET, NOW)


def refresh_strava(base: str) -> None:
    StravaOAuth(Hosts({"https://www.strava.com/oauth": base}), "1", SECRET).refresh(TOKENS, NOW)


def exchange_at_strava(base: str) -> None:
    StravaOAuth(Hosts({"https://www.strava.com/oauth": base}), "1", SECRET).exchange("code", NOW)


def revoke_at_strava(base: str) -> None:
    StravaOAuth(Hosts({"https://www.strava.com/oauth": base}), "1", SECRET).revoke(TOKENS)


def refresh_spotify(base: str) -> None:
    SpotifyOAuth(Hosts({ACCOUNTS: base}), "1", SECRET).refresh(TOKENS, NOW)


def exchange_at_spotify(base: str) -> None:
    SpotifyOAuth(Hosts({ACCOUNTS: base}), "1", SECRET).exchange("code", "http://127.0.0.1", "verifier", NOW)


def ask_lastfm(base: str) -> None:
    MusicHttp("lastfm", Hosts({LASTFM: base})).get(LASTFM, {"api_key": "s3cret"})


def call_strava(base: str) -> None:
    session = HttpSession(Hosts({"https://www.strava.com": base}), 5, refuse)
    session.post("https://www.strava.com/uploads", headers={"Authorization": "Bearer s3cret"}, data=b"x")


SENDS = (
    refresh_garmin,
    sign_in_at_garmin,
    refresh_strava,
    exchange_at_strava,
    revoke_at_strava,
    refresh_spotify,
    exchange_at_spotify,
    ask_lastfm,
    call_strava,
)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("send", SENDS)
def test_no_secret_follows_a_redirect_to_another_host_or_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, send: Callable[[str], None], status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("random.uniform", lambda low, high: 0.0)  # a sign-in waits like a person
    elsewhere, asked = AnotherHost(), list[str]()

    def away(request: Request) -> Response:
        asked.append(request.path)
        return Response(status=status, headers={"Location": elsewhere.url + request.full_path})

    try:
        with serving(away) as base, pytest.raises((SyncError, StatusError, InvalidGrant)):
            send(base)
        assert asked
        assert elsewhere.strays == []
        assert SECRET.value not in caplog.text  # the answer's headers hold the address that was asked
    finally:
        elsewhere.stop()


def test_within_its_host_a_sign_in_follows_redirects_and_drops_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Garmin's widget leads from the password to the page that asks for a code."""
    from garminconnect import client as library

    from sync.adapters.garmin_curl import bound

    bound(library)
    seen = list[tuple[str, str, bytes]]()

    def answer(request: Request) -> Response:
        seen.append((request.method, request.full_path, request.get_data()))
        if request.path == "/signin":
            return Response(status=302, headers={"Location": "/verify?id=7"})
        return Response("<title>Success</title>")

    bounded = vars(library)["cffi_requests"]
    with serving(answer) as base, bounded.Session(impersonate="chrome") as session:
        answered = session.post(f"{base}/signin", params={"a": "1"}, data={"password": "s3cret"})
    assert (answered.status_code, answered.text, answered.url) == (200, "<title>Success</title>", f"{base}/verify?id=7")
    assert seen == [("POST", "/signin?a=1", b"password=s3cret"), ("GET", "/verify?id=7", b"")]


def test_a_login_of_netrc_takes_no_tokens_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login wrong password wrong\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".netrc").symlink_to(netrc)
    sent = list[str]()

    def answer(request: Request) -> Response:
        sent.append(request.headers.get("Authorization", ""))
        return Response("{}", mimetype="application/json")

    bearer = {"Authorization": "Bearer s3cret"}
    with serving(answer) as base:
        HttpSession(Hosts({"https://www.strava.com": base}), 5, refuse).get("https://www.strava.com/", headers=bearer)
        MusicHttp("lastfm", Hosts({LASTFM: base})).get(LASTFM, headers=bearer)
        MusicHttp("lastfm", Hosts({LASTFM: base})).get(LASTFM)
        with pytest.raises(SyncError):
            refresh_garmin(base)
        with pytest.raises(SyncError):
            refresh_strava(base)
    wrong = base64.b64encode(b"wrong:wrong").decode()
    assert sent[:3] == ["Bearer s3cret", "Bearer s3cret", ""]
    assert wrong not in " ".join(sent)
    assert (len(sent), sent[4]) == (5, "")
