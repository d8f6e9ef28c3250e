"""Longer answers are packed for whoever takes that, and say the same."""

import pytest
from fastapi.testclient import TestClient

from sync.entrypoints.api.packing import LEAST

PACKED, PLAIN = {"Accept-Encoding": "br, gzip"}, {"Accept-Encoding": "identity"}
SHORT, LONG = "/api/activities/900000002/why", "/api/connections"


@pytest.mark.parametrize("path", [LONG, "/api/openapi.json", "/api/preferences"])
def test_a_long_answer_is_a_third_of_itself_and_says_the_same(client: TestClient, path: str) -> None:
    packed, plain = client.get(path, headers=PACKED), client.get(path, headers=PLAIN)
    assert (packed.status_code, packed.headers["content-encoding"]) == (200, "gzip")
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    lengths = [int(each.headers["content-length"]) for each in (packed, plain)]
    assert lengths[0] * 2.5 < lengths[1] == len(plain.content)
    assert packed.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", SHORT, 200),
        ("GET", "/api/activities/none/why", 404),
        ("POST", "/api/connections", 405),
    ],
)
def test_what_is_short_or_no_answer_to_a_look_is_sent_as_it_is(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path, headers=PACKED)
    assert (answer.status_code, answer.headers.get("content-encoding")) == (status, None)
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert len(answer.content) < LEAST


def test_what_is_kept_packed_is_not_packed_again(client: TestClient) -> None:
    route = client.get("/api/activities/900000001/route", headers=PACKED)
    assert route.headers["content-encoding"] == "gzip"
    assert route.json()["time"]
