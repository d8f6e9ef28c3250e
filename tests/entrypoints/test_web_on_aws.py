"""The API's function: the same answers as a server's, under our own name, with nothing left behind an answer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.core.signing_in import Session
from sync.core.user_name import ME
from sync.entrypoints.api.app import create_app
from sync.entrypoints.aws_web import ending
from sync.entrypoints.aws_web import function as web
from sync.entrypoints.aws_web.arriving import NotOurs, address_of, arrived
from sync.sim.athlete import run
from tests.support.entrypoints.lambdas import Context
from tests.support.entrypoints.web_on_aws import (
    BEHIND,
    EDGE,
    PUBLIC,
    VIEWER,
    Browser,
    WebWorld,
    answer_of,
    event,
    web_on_aws,
)
from tests.support.world import DAY, HOUR

FIRST = 900000001
OF_A_SERVER = ("/api/live", "/api/events", "/api/export")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[WebWorld]:
    with web_on_aws(tmp_path, monkeypatch, capsys) as world:
        yield world


def ran(world: WebWorld) -> None:
    """A run with everything, long before now: a function asks the machine for the time."""
    world.clock.set(datetime.now(UTC) - DAY)
    world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=10))
    world.ticks(6, every=HOUR)
    world.clock.set(datetime.now(UTC))


def asked_without_more() -> list[str]:
    """Every address below /api that is looked at without naming anything."""
    paths = create_app(None).openapi()["paths"]  # type: ignore[arg-type]  # it serves nobody
    looks = (path for path, ways in paths.items() if "get" in ways and "{" not in path)
    return [path for path in looks if not path.startswith(OF_A_SERVER)]


def test_every_look_is_answered_over_dynamodb_and_none_by_a_mistake(world: WebWorld) -> None:
    ran(world)
    browser = world.signed_in()
    found = {path: browser.get(path).status for path in asked_without_more()}
    bad = {path: status for path, status in found.items() if status not in (200, 303, 422)}
    assert bad == {}
    assert len(found) > 20
    shown = browser.get("/api/activities").json()["runs"]
    assert len(shown) == 1
    name = shown[0]["id"]
    route = browser.get(f"/api/activities/{name}/route")
    assert (route.status, route.headers["content-encoding"], route.json()["v"]) == (200, "gzip", 2)
    assert browser.get(f"/api/activities/{name}/route", if_none_match=route.headers["etag"]).status == 304


def test_a_link_signs_one_browser_in_once_with_a_cookie_of_this_host_alone(world: WebWorld) -> None:
    browser, link = Browser(), world.link()
    assert browser.get("/api/activities").status == 401
    answer = browser.ask("POST", "/api/sign-in", {"link": link})
    (cookie,) = answer.cookies
    parts = {each.strip().lower() for each in cookie.split(";")[1:]}
    assert cookie.startswith("__Host-runtrack=")
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts
    assert not any(each.startswith("domain") for each in parts)
    assert browser.get("/api/me").json()["name"] == ME
    assert Browser().ask("POST", "/api/sign-in", {"link": link}).status == 401
    assert "no-store" in browser.get("/api/me").headers["cache-control"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 204),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "", "origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "", "origin": f"https://{BEHIND}"}, 403),
    ],
)
def test_a_wish_from_another_page_is_refused_by_the_name_that_browsers_know(
    world: WebWorld, headers: dict[str, str], status: int
) -> None:
    browser = world.signed_in()
    assert browser.ask("POST", "/api/sign-out", **headers).status == status


def test_an_older_browser_is_known_by_the_origin_under_our_own_name(world: WebWorld) -> None:
    browser = world.signed_in()
    sent = event("POST", "/api/sign-out", origin=PUBLIC, cookie=f"__Host-runtrack={browser.cookies['__Host-runtrack']}")
    assert web.on_request(sent, Context(29.0))["statusCode"] == 204


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (f"{VIEWER}, {EDGE}", VIEWER),
        (f"made up, 10.0.0.1, {VIEWER}, {EDGE}", VIEWER),
        (f"2001:db8::7, {EDGE}", "2001:db8::7"),
        (f"made up, {EDGE}", EDGE),
        (EDGE, EDGE),
        ("", EDGE),
    ],
)
def test_a_stranger_is_counted_by_the_address_that_cloudfront_saw(forwarded: str, address: str) -> None:
    assert address_of(forwarded, EDGE) == address


def test_where_nobody_stands_between_api_gateway_knows_the_address() -> None:
    told = event("GET", "/api/me", x_forwarded_for=f"made up, {VIEWER}")
    told["requestContext"] |= {"domainName": BEHIND}
    assert arrived(told, BEHIND)["requestContext"]["http"]["sourceIp"] == EDGE


def test_nothing_that_others_say_of_our_name_arrives() -> None:
    seen = arrived(
        event("GET", "/api/me", x_forwarded_host="evil.example", forwarded="host=evil.example"), "runs.example.org"
    )
    assert seen["headers"]["host"] == "runs.example.org"
    assert "evil.example" not in json.dumps(seen)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"version": "1.0", "requestContext": {"http": {}}},
        {"Records": []},
        {"version": "2.0", "requestContext": None},
    ],
)
def test_an_event_of_something_else_is_refused_and_said(world: WebWorld, other: dict[str, Any]) -> None:
    with pytest.raises(NotOurs):
        arrived(other, "runs.example.org")
    world.signed_in()
    assert answer_of(web.on_request(other, Context(29.0))).json()["type"] == "urn:runtrack:no-request"


def test_before_anything_is_pushed_it_says_what_to_do_and_is_not_stuck_with_that(world: WebWorld) -> None:
    key = world.cloud.parameter("sealing_key")
    world.cloud.set_parameter("sealing_key", "unset")
    answer = Browser().get("/api/sign-in")
    assert (answer.status, "push-credentials" in answer.json()["detail"]) == (503, True)
    world.cloud.set_parameter("sealing_key", key)
    assert Browser().get("/api/sign-in").status == 200


def test_a_store_that_refuses_is_a_problem_and_no_stack_trace(world: WebWorld) -> None:
    world.cloud.wire.forget()
    world.cloud.wire.refuse = 0
    answer = Browser().get("/api/sign-in")
    world.cloud.wire.refuse = None
    assert (answer.status, answer.json()["type"]) == (503, "urn:runtrack:not-ready")
    assert Browser().get("/api/sign-in").status == 200


def test_that_a_session_was_used_today_is_noted_before_the_answer_is_given(world: WebWorld) -> None:
    """Behind it the function stands still, and what had begun would be lost or done days later."""
    browser = world.signed_in()
    (session,) = world.store.all(Session, ME)
    world.store.put(replace(session, seen=session.seen - timedelta(days=3)))
    assert browser.get("/api/me").status == 200
    (after,) = world.store.all(Session, ME)
    assert after.seen == session.seen


def test_a_session_that_was_ended_elsewhere_is_over_with_the_next_wish(world: WebWorld) -> None:
    browser = world.signed_in()
    assert browser.get("/api/me").status == 200
    for session in world.store.all(Session, ME):
        world.store.remove(session)
    assert browser.ask("PUT", "/api/preferences", {"changes": {}}).status == 401


def test_what_has_changed_is_asked_for_since_no_stream_can_be_held_open(world: WebWorld) -> None:
    ran(world)
    browser = world.signed_in()
    assert browser.get("/api/events").status == 404
    first = browser.get("/api/changed")
    assert (first.status, first.json()["stream"]) == (200, False)
    left = browser.get("/api/me").headers["ratelimit"]
    assert browser.get("/api/changed", if_none_match=first.headers["etag"]).status == 304
    again = browser.get("/api/changed", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ratelimit"].partition(";t")[0] == left.partition(";t")[0], "and that is not counted"
    world.garmin.add(run(FIRST + 1, world.now - HOUR, km=2.0, every=60))
    world.ticks(1)
    assert browser.get("/api/changed", if_none_match=first.headers["etag"]).status == 200


def test_an_answer_that_lambda_would_not_give_back_is_said_to_be_too_large(
    world: WebWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(world)
    browser = world.signed_in()
    name = browser.get("/api/activities").json()["runs"][0]["id"]
    whole = browser.get(f"/api/activities/{name}/file.gpx")
    assert (whole.status, whole.headers["content-encoding"]) == (200, "gzip")
    monkeypatch.setattr(ending, "MOST", 200)
    refused = browser.get(f"/api/activities/{name}/file.gpx")
    assert (refused.status, refused.json()["type"]) == (413, "urn:runtrack:answer-too-large")


def test_a_login_that_only_works_at_home_is_said_to_be_made_there(world: WebWorld) -> None:
    refused = world.signed_in().ask("POST", "/api/connections/garmin/login", {"given": {}})
    assert (refused.status, refused.json()["type"]) == (409, "urn:runtrack:at-home")
    assert "`runtrack push-credentials`" in refused.json()["detail"]


def test_a_shared_run_is_shown_to_a_stranger_with_its_picture(world: WebWorld) -> None:
    ran(world)
    browser = world.signed_in()
    name = browser.get("/api/activities").json()["runs"][0]["id"]
    made = browser.ask("POST", "/api/shares", {"run": name, "until": None, "shows": ["map"]})
    assert (made.status, made.json()["url"]) == (201, f"{PUBLIC}/s/{made.json()['id']}")
    id = made.json()["id"]
    assert Browser().get(f"/api/shared/{id}").json()["route"]
    picture = Browser().get(f"/s/{id}/picture.png")
    assert (picture.status, picture.body[:4]) == (200, b"\x89PNG")
