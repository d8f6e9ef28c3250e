"""The answers without an end, the page of a challenge and the redirects, seen by a plain client."""

import socket
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests

from sync.sim.clock import HandClock
from sync.sim.http import FAULTS, Fault
from sync.sim.strava import SimStrava
from sync.sim.unbounded import bomb

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)


@pytest.fixture
def sim() -> Iterator[SimStrava]:
    strava = SimStrava(HandClock(NOW).now)
    strava.drip_seconds = 0.01
    strava.start()
    yield strava
    strava.stop()


def get(sim: SimStrava, **how: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {sim.tokens()['access_token']}"}
    return requests.get(f"{sim.url}/api/v3/athlete", headers=headers, timeout=0.3, **how)  # type: ignore[arg-type]  # whatever the test gives it


def test_a_bomb_is_small_valid_and_never_held(sim: SimStrava) -> None:
    tracemalloc.start()
    wire, decoded, reader = 0, 0, zlib.decompressobj(31)
    for piece in bomb(50, b"[]"):
        wire += len(piece)
        while piece:
            plain = reader.decompress(piece, 65536)
            decoded += len(plain)
            piece = reader.unconsumed_tail
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (decoded, plain[-2:], reader.eof) == (50_000_002, b"[]", True)
    assert wire < 60_000
    assert peak < 3_000_000


def test_an_answer_that_explodes_is_the_services_own_with_much_before_it(sim: SimStrava) -> None:
    expected = get(sim).json()
    sim.bomb_megabytes = 2
    sim.inject("athlete", "bomb")
    answer = get(sim)
    assert (len(answer.content) > 2_000_000, answer.json()) == (True, expected)


def test_a_dripping_answer_outlives_a_timeout_that_counts_from_byte_to_byte(sim: SimStrava) -> None:
    sim.inject("athlete", "drip")
    answer = get(sim, stream=True)
    assert len([piece for piece, _ in zip(answer.iter_content(1), range(60), strict=False)]) == 60  # 0.6 s
    answer.close()


def test_headers_can_drip_too(sim: SimStrava) -> None:
    sim.inject("athlete", FAULTS["drip in the headers"])
    with socket.create_connection(("127.0.0.1", int(sim.url.rsplit(":", 1)[1])), timeout=0.3) as plain:
        plain.sendall(b"GET /api/v3/athlete HTTP/1.0\r\n\r\n")
        assert b"".join(plain.recv(1) for _ in range(60)).startswith(b"HTTP/1.1 200 OK\r\nX-Long: ")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_what_follows_a_redirect_is_kept_by_the_host_that_it_leads_to(sim: SimStrava, status: int) -> None:
    sim.inject("token", Fault("moved", status=status, how="redirect"))
    requests.post(f"{sim.url}/oauth/token", data={"refresh_token": "s3cret"}, timeout=5)
    (stray,) = sim.strays
    kept = status in (307, 308)  # the others make a GET of it
    assert (stray.method, stray.path, b"s3cret" in stray.body) == ("POST" if kept else "GET", "/oauth/token", kept)


@pytest.mark.parametrize("name", ["Cloudflare 403", "Cloudflare 503"])
def test_a_challenge_comes_with_the_headers_of_cloudflare(sim: SimStrava, name: str) -> None:
    sim.inject("athlete", name)
    answer = get(sim)
    assert (answer.status_code, answer.headers["CF-Mitigated"]) == (FAULTS[name].status, "challenge")
    assert "Just a moment" in answer.text
