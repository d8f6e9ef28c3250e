"""What the pages ask for most is answered as FastAPI answers it, only sooner."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Match

from sync.entrypoints.api import routes, straight
from tests.support.entrypoints.three_runs import three_runs
from tests.support.entrypoints.web import browser
from tests.support.world import World

ASKED = (
    "/api/status",
    "/api/calendar",
    "/api/plays",
    "/api/plays?limit=200",
    "/api/activities",
    "/api/activities?limit=1",
    "/api/activities/900000001",
    "/api/activities/900000001/music",
    "/api/activities/900000001/route",
)
AND_IN_OTHER_WAYS = (
    "/api/activities/nothing",
    "/api/activities/900000002/route",
    "/api/activities/",
    "/api/activities//music",
    "/api/activities/900000001/music/",
    "/api/activities/900000001/why",
    "/api/activities/900000001?limit=1",
    "/api/activities?limit=0",
    "/api/activities?limit=201",
    "/api/activities?limit=1&limit=2",
    "/api/activities?limit=%31",
    "/api/activities?limit=+1",
    "/api/activities?limit",
    "/api/activities?cursor=none",
    "/api/activities?cursor=",
    "/api/activities?cursor=" + "a" * 301,
    "/api/activities?q=run&limit=1",
    "/api/activities?site=1&person=anna",
    "/api/calendar?year=2026",
    "/api/status?",
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, TestClient]]:
    """A browser that is answered straight, and one that FastAPI alone answers."""
    with World(tmp_path_factory.mktemp("both")) as world, ExitStack() as stack:
        three_runs(world)
        client = stack.enter_context(browser(world))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(straight, "ASKED_MOST", frozenset())
            other = stack.enter_context(browser(world))
        yield client, other


@pytest.mark.parametrize("asked", [*ASKED, *AND_IN_OTHER_WAYS])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_an_answer_is_that_of_fastapi(
    both: tuple[TestClient, TestClient], method: str, asked: str, language: str
) -> None:
    wanted = {"Accept-Language": language}
    first, second = (client.request(method, asked, headers=wanted, follow_redirects=False) for client in both)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert without_counts(first.headers) == without_counts(second.headers)


def test_the_next_page_and_what_has_not_changed_are_those_of_fastapi(both: tuple[TestClient, TestClient]) -> None:
    for client in both:
        first = client.get("/api/activities?limit=2").json()
        after = client.get(f"/api/activities?limit=2&cursor={first['next']}").json()
        assert [len(first["runs"]), len(after["runs"]), after["next"]] == [2, 1, None]
        kept = client.get("/api/activities/900000001/route")
        again = client.get("/api/activities/900000001/route", headers={"If-None-Match": kept.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_asked_as_the_pages_ask_it_goes_straight(asked: str) -> None:
    path, _, query = asked.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}
    assert straight.Straight(routes.asked_first()).matches(scope)[0] is Match.FULL


def without_counts(headers: Mapping[str, str]) -> dict[str, str]:
    """`RateLimit` says how many seconds are left."""
    return {name: value for name, value in headers.items() if name != "ratelimit"}
