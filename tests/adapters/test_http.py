"""The one sender: base URLs, refusals, what is tried again, and what a broken connection means for a write."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from sync.adapters.http import Hosts, HttpSession, StatusError, refuse, retry_after
from sync.adapters.network_trouble import network_error, never_sent
from sync.core.errors import Unavailable, Unclear
from sync.sim.clock import HandClock
from sync.sim.http import FAULTS
from sync.sim.strava import SimStrava
from tests.support.world import closed_port

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
API = "https://www.strava.com/api/v3"


@pytest.fixture
def sim() -> Iterator[SimStrava]:
    strava = SimStrava(HandClock(NOW).now)
    strava.start()
    yield strava
    strava.stop()


def session(base: str, naps: list[float] | None = None, seconds: float = 5.0) -> HttpSession:
    waits = naps if naps is not None else []
    return HttpSession(Hosts({API: base}), seconds, refuse, sleep=waits.append)


def caught(send: Callable[[], object]) -> Exception:
    """What a call raises; the request itself never succeeds here."""
    try:
        send()
    except Exception as error:
        return error
    raise AssertionError("it worked")


def test_the_longest_known_base_is_replaced_and_other_hosts_are_left_alone() -> None:
    hosts = Hosts({"https://a.test": "http://x", "https://a.test/api/v3": "http://y/new/"})
    assert hosts.rewrite("GET", "https://a.test/api/v3/athlete?page=2") == "http://y/new/athlete?page=2"
    assert hosts.rewrite("GET", "https://a.test/oauth") == "http://x/oauth"
    assert hosts.rewrite("GET", "https://b.test/oauth") == "https://b.test/oauth"


def test_every_refusal_comes_out_with_its_status_body_and_headers(sim: SimStrava) -> None:
    sim.inject("athlete", "429 with Retry-After")
    error = caught(lambda: session(sim.url + "/api/v3").get(f"{API}/athlete"))
    assert isinstance(error, StatusError)
    assert (error.status, error.retry_after(NOW)) == (429, NOW + timedelta(seconds=120))
    assert str(error) == "HTTP 429: Rate Limit Exceeded (Application overall rate limit exceeded)"


def test_cloudflares_short_answer_is_said_in_words() -> None:
    assert (
        str(StatusError(429, {}, b"error code: 1015\n")) == "HTTP 429: Cloudflare, which guards it, lets us not through"
    )


def test_a_connection_that_breaks_is_said_in_words_and_the_librarys_are_for_the_log(sim: SimStrava) -> None:
    sim.inject("athlete", "reset before the effect")
    error = network_error(caught(lambda: session(sim.url + "/api/v3").get(f"{API}/athlete")), service="s", write=False)
    assert error.reason == "s: the connection broke off"
    assert error.detail.startswith("ConnectionError < ")


def test_a_web_page_is_called_one_and_not_quoted(sim: SimStrava) -> None:
    sim.inject("athlete", "502 HTML")
    assert str(caught(lambda: session(sim.url + "/api/v3").get(f"{API}/athlete"))) == "HTTP 502: a web page"


def test_a_redirect_is_not_followed_with_the_token(sim: SimStrava) -> None:
    query = f"client_id={sim.client_id}&redirect_uri=http://localhost:9/cb&response_type=code&scope=read"
    error = caught(
        lambda: session(sim.url).get(f"{API}/oauth/authorize?{query}", headers={"Authorization": "Bearer t"})
    )
    assert isinstance(error, StatusError)
    assert (error.status, sim.counts()) == (302, {"authorize": 1})


def test_a_refused_connection_is_tried_once_more_for_a_get_and_never_for_a_post() -> None:
    nobody = f"http://127.0.0.1:{closed_port()}"
    naps: list[float] = []
    error = caught(lambda: session(nobody, naps).get(f"{API}/athlete"))
    assert naps == [0.5]
    assert str(network_error(error, service="strava", write=False)) == "strava: connection refused"
    naps.clear()
    error = caught(lambda: session(nobody, naps).post(f"{API}/uploads", data=b"x"))
    assert naps == []
    assert isinstance(network_error(error, service="strava", write=True), Unavailable)


def test_a_get_that_was_refused_once_succeeds_the_second_time() -> None:
    port = closed_port()
    listeners: list[socket.socket] = []

    def wake(_: float) -> None:
        listeners.append(socket.create_server(("127.0.0.1", port)))

    impatient = HttpSession(Hosts({API: f"http://127.0.0.1:{port}"}), 0.2, refuse, sleep=wake)
    error = caught(lambda: impatient.get(f"{API}/athlete"))
    (listener,) = listeners
    listener.settimeout(5)
    connection, _ = listener.accept()  # the second try got through; nobody answered it
    assert connection.recv(100).startswith(b"GET /athlete")
    assert isinstance(error, requests.Timeout)
    connection.close()
    listener.close()


@pytest.mark.parametrize("fault", ["timeout before the effect", "timeout after the effect", "reset after the effect"])
def test_a_post_without_an_answer_is_unclear_and_a_get_is_repeatable(sim: SimStrava, fault: str) -> None:
    sender = session(sim.url + "/api/v3", seconds=0.3)
    sim.inject("upload", FAULTS[fault])
    write = caught(lambda: sender.post(f"{API}/uploads", data=b"x"))
    assert not never_sent(write)
    assert isinstance(network_error(write, service="strava", write=True), Unclear)
    sim.inject("athlete", FAULTS[fault])
    read = caught(lambda: sender.get(f"{API}/athlete"))
    assert isinstance(network_error(read, service="strava", write=False), Unavailable)


def test_a_cut_answer_is_no_answer(sim: SimStrava) -> None:
    sim.inject("token", "truncated")
    sender = HttpSession(Hosts({"https://www.strava.com/oauth": sim.url + "/oauth"}), 5.0, refuse)
    form = {"client_id": sim.client_id, "client_secret": sim.client_secret, "grant_type": "refresh_token"}
    form["refresh_token"] = str(sim.tokens()["refresh_token"])
    error = caught(lambda: sender.post("https://www.strava.com/oauth/token", data=form))
    words = str(network_error(error, service="strava", write=False))
    assert words == "strava: the connection broke off"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("120", NOW + timedelta(seconds=120)),
        ("1.5", NOW + timedelta(seconds=1.5)),
        ("Sat, 14 Mar 2026 10:00:00 GMT", NOW + timedelta(hours=1)),
        ("Sat, 14 Mar 2026 10:00:00 -0000", NOW + timedelta(hours=1)),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e300", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_nonsense_is_nothing(
    header: str | None, expected: datetime | None
) -> None:
    assert retry_after(header, NOW) == expected
