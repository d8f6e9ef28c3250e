"""Every exchange of every HTTP library ends: at its time limit, at its size, and with the tick that it is part of."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.adapters import sockets
from sync.adapters.bounds import exchange
from sync.adapters.garmin import Garmin, bundle_of
from sync.adapters.garmin_login import GarminLogin
from sync.adapters.http import Hosts, HttpSession, StatusError, refuse
from sync.adapters.music_http import MusicHttp
from sync.adapters.network_trouble import network_error
from sync.adapters.notify import AppriseNotifier
from sync.adapters.short_links import ShortLinks
from sync.adapters.strava_fields import OAUTH
from sync.adapters.strava_oauth import StravaOAuth
from sync.adapters.tokens import Bundle, InvalidGrant
from sync.core.errors import OutOfTime, SyncError, Unavailable, Unclear
from sync.core.secret import Secret
from sync.core.song_link import ShortLink
from sync.core.time_left import within
from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin
from tests.support.adapters.raw_server import DRIPS, deaf, exploding, server

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
PATIENCE = 0.4
SLACK = 4.0  # seconds that a loaded machine may add


def by_requests(base: str, seconds: float = PATIENCE) -> None:
    """As Garmin's and Strava's API is called."""
    try:
        HttpSession(Hosts({"https://www.strava.com": base}), seconds, refuse).get("https://www.strava.com/athlete")
    except OSError as error:
        raise network_error(error, service="strava", write=False) from error


def by_curl(base: str, seconds: float = PATIENCE) -> None:
    """As Garmin's token is refreshed."""
    bundle = bundle_of(SimGarmin(HandClock(NOW).now).tokens())
    Garmin(Hosts({"https://diauth.garmin.com": base}), seconds=seconds).refresh(bundle, NOW + timedelta(hours=1))


def by_httpx2(base: str, seconds: float = PATIENCE) -> None:
    """As the music services are called."""
    MusicHttp("lastfm", Hosts({"https://last.fm": base}), seconds=seconds).get("https://last.fm/2.0/")


def by_page(base: str, seconds: float = PATIENCE) -> None:
    """As a page that somebody sent is looked at."""
    MusicHttp("bandcamp", Hosts({"https://vo2.bandcamp.com": base}), seconds=seconds).page("https://vo2.bandcamp.com/x")


def by_short_link(base: str, seconds: float = PATIENCE) -> None:
    """As a short link is followed."""
    link = ShortLink("deezer", "https://link.deezer.com/s/x")
    ShortLinks(Hosts({"https://link.deezer.com": base}), seconds=seconds).follow(link, ())


def by_strava_login(base: str, seconds: float = PATIENCE) -> None:
    """As Strava's token is refreshed."""
    oauth = StravaOAuth(Hosts({OAUTH: base}), "12345", Secret("secret"), seconds=seconds)
    oauth.refresh(Bundle({"access_token": "a", "refresh_token": "b"}, NOW), NOW)


WAYS: dict[str, Callable[..., None]] = {
    "requests": by_requests,
    "curl": by_curl,
    "httpx2": by_httpx2,
    "page": by_page,
    "short link": by_short_link,
}


@pytest.mark.parametrize("drip", DRIPS)
@pytest.mark.parametrize("way", WAYS)
def test_an_answer_without_an_end_is_cut_at_the_time_limit(way: str, drip: str) -> None:
    scheme, script = DRIPS[drip]
    with server(script) as port:
        begin = time.monotonic()
        with pytest.raises(Unavailable, match=r"no (answer|connection) within the time limit"):
            WAYS[way](f"{scheme}://127.0.0.1:{port}")
        assert time.monotonic() - begin < PATIENCE + SLACK


@pytest.mark.parametrize("way", WAYS)
def test_an_exchange_gets_no_more_than_the_tick_has_left(way: str) -> None:
    with server(DRIPS["body"][1]) as port:
        begin = time.monotonic()
        with within(lambda: 21.2 - 20 * (way != "curl")), pytest.raises(Unavailable):
            WAYS[way](f"http://127.0.0.1:{port}", 1.0 if way == "curl" else 30.0)
        assert time.monotonic() - begin < 1.2 + SLACK


@pytest.mark.parametrize("way", WAYS)
def test_with_too_little_time_left_nothing_is_sent(way: str) -> None:
    reached = threading.Event()
    with server(lambda _: reached.set()) as port, within(lambda: 0.9), pytest.raises(OutOfTime, match="no time left"):
        WAYS[way](f"http://127.0.0.1:{port}", 30.0)
    assert not reached.is_set()


def test_a_refresh_token_is_sent_only_with_enough_time_for_the_answer() -> None:
    with server(DRIPS["silence"][1]) as port, within(lambda: 19.0), pytest.raises(OutOfTime):
        by_curl(f"http://127.0.0.1:{port}", 30.0)


def test_a_post_that_the_other_side_does_not_even_read_ends_in_time_and_may_have_arrived() -> None:
    with server(deaf) as port:
        session = HttpSession(Hosts({"https://www.strava.com": f"http://127.0.0.1:{port}"}), PATIENCE, refuse)
        begin = time.monotonic()
        with pytest.raises(OSError) as raised:  # noqa: PT011
            session.post("https://www.strava.com/uploads", data=bytes(20_000_000))
        assert time.monotonic() - begin < PATIENCE + SLACK
    assert isinstance(network_error(raised.value, service="strava", write=True), Unclear)


@pytest.mark.parametrize("way", WAYS)
def test_a_bomb_is_dropped_when_it_is_too_large(way: str) -> None:
    with server(exploding(100)) as port, pytest.raises(Unavailable, match=r"the answer is larger than [28] MB"):
        WAYS[way](f"http://127.0.0.1:{port}", 10.0)


BOMBED = """
import resource, sys
from tests.adapters.test_bounds import WAYS
from sync.core.errors import Unavailable
way = WAYS[sys.argv[1]]
def one(base):
    try:
        way(base, 20.0)
    except Unavailable:
        pass
one("http://127.0.0.1:9")  # the libraries are loaded
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
one(sys.argv[2])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000)
"""


@pytest.mark.parametrize("way", WAYS)
def test_a_gigabyte_of_blanks_costs_a_few_megabytes_of_memory(way: str, capsys: pytest.CaptureFixture[str]) -> None:
    with server(exploding(1000)) as port:
        command = [sys.executable, "-c", BOMBED, way, f"http://127.0.0.1:{port}"]
        root = Path(__file__).resolve().parents[2]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    megabytes = int(done.stdout)
    with capsys.disabled():
        print(f"\na bomb of 1,000 MB by {way}: {megabytes} MB of memory")
    assert megabytes < 40


def test_the_heartbeat_ends_too() -> None:
    with server(DRIPS["body"][1]) as port:
        begin = time.monotonic()
        with within(lambda: 1.1):
            AppriseNotifier((), f"http://127.0.0.1:{port}/beat").heartbeat()
        assert time.monotonic() - begin < 1.1 + SLACK


def test_a_sign_in_meets_the_same_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: 0.0)
    with server(exploding(100)) as port:
        where = Hosts({"https://sso.garmin.com": f"http://127.0.0.1:{port}"})
        with pytest.raises(SyncError):
            GarminLogin(where).sign_in("me@example.org", Secret("x"), NOW)


def test_a_name_look_up_that_hangs_is_given_up_and_asked_for_only_once_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, over = list[str](), threading.Event()

    def hanging(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        over.wait(10)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    begin = time.monotonic()
    for _ in range(2):
        with exchange(0.1), pytest.raises(socket.gaierror, match="no answer from the name servers"):
            sockets.addresses("service.test", 443)
    with pytest.raises(Unavailable, match="no connection within the time limit"):  # after a second try
        by_requests("https://service.test", 0.1)
    with pytest.raises(Unavailable, match="its name could not be resolved"):
        by_httpx2("https://service.test", 0.1)
    assert time.monotonic() - begin < 0.4 + SLACK
    assert asked == ["service.test"]
    over.set()


@pytest.mark.parametrize("status", ["200 OK", "500 Oops", "400 Bad"])
@pytest.mark.parametrize("way", [by_strava_login, by_curl, by_httpx2])
def test_an_answer_that_is_nested_without_an_end_is_no_bug_of_ours(way: Callable[..., None], status: str) -> None:
    """Python's JSON raises RecursionError for it, which is no ValueError."""

    def nested(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(f"HTTP/1.1 {status}\r\nConnection: close\r\n\r\n".encode() + b"[" * 1_000_000)

    with server(nested) as port, pytest.raises((SyncError, StatusError, InvalidGrant)):
        way(f"http://127.0.0.1:{port}", 10.0)
