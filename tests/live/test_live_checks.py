"""The program, with simulators in the part of the real services: what it says, its exit code, the calls it makes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.sim.athlete import fit_bytes, run
from tests.live.person import Doctor, Person, each, person, with_, without
from tests.support.world import HOUR


@pytest.fixture
def me(tmp_path: Path) -> Iterator[Person]:
    with person(tmp_path) as made:
        yield made


def test_services_that_are_as_simulated_are_fine(me: Person) -> None:
    assert me.runs("--no-upload") == 0, me.text
    assert me.said == [
        "ok            Garmin: the newest five",
        "ok            Garmin: a page with startDate",
        "ok            Garmin: the original of the newest run",
        f"Strava: the refresh token is traded for an access token. The answer goes into {me.kept_file} before it is "
        "used. If Strava rotates the refresh token, the old one is dead for whatever else uses it.",
        "ok            Strava: the token answer",
        "ok            Strava: the athlete",
        "ok            Strava: a window of the list",
        "ok            Strava: the rate headers\n    X-RateLimit-Limit 200,2000\n    X-ReadRateLimit-Limit 100,1000",
        "ok            Strava: the result of an unknown upload",
        "\n8 ok, 0 differs, 0 could not run",
    ]
    assert me.garmin.counts() == {"list": 2, "download": 1}
    assert me.strava.counts() == {"token": 1, "athlete": 1, "list": 1, "result": 1}


def test_differences_are_shown_with_what_was_assumed(me: Person) -> None:
    me.garmin.doctors["list"] = each(without("startTimeGMT"))
    me.strava.doctors["athlete"] = with_(premium="yes")
    assert me.runs("--no-upload") == 1
    assert me.said[0] == (
        "differs       Garmin: the newest five\n"
        "    assumed: a list, newest first, of items as the adapter reads them; times in UTC and local, durations in "
        "seconds; null keys left out\n"
        "    [].startTimeGMT is missing in 5 of 5"
    )
    assert me.said[5] == (
        "differs       Strava: the athlete\n"
        "    assumed: an object with a numeric id\n"
        "    premium holds text, not true or false"
    )
    assert me.said[-1] == "\n5 ok, 3 differs, 0 could not run"


@pytest.mark.parametrize(
    ("doctor", "line"),
    [
        (lambda items: [*items, items[-1]], "6 items, 5 were asked for"),
        (lambda items: [{"activityId": 1}, *items[1:]], "the adapter reads 4 of 5 items"),
        (lambda items: {"activities": items}, "garmin: the activity list is not a list"),
    ],
)
def test_what_garmins_adapter_cannot_read_is_a_difference(me: Person, doctor: Doctor, line: str) -> None:
    me.garmin.doctors["list"] = doctor
    assert me.runs("--only", "garmin") == 1, me.text
    assert f"    {line}" in me.text.splitlines()


@pytest.mark.parametrize(
    ("endpoint", "doctor", "line"),
    [
        ("athlete", lambda _: [], "strava: the answer on the athlete is not one"),
        ("list", each(with_(start_date="yesterday")), "the adapter reads 0 of 3 items"),
        ("list", each(with_(start_date="2020-01-01T00:00:00Z")), "3 of 3 lie outside the window"),
    ],
)
def test_what_stravas_adapter_cannot_read_is_a_difference(me: Person, endpoint: str, doctor: Doctor, line: str) -> None:
    me.strava.doctors[endpoint] = doctor
    assert me.runs("--only", "strava", "--no-upload") == 1, me.text
    assert f"    {line}" in me.text.splitlines()


@pytest.mark.parametrize(
    ("changes", "code", "line"),
    [
        ({"original": "html"}, 1, "the adapter gets no file out of it: a web page instead of a file"),
        ({"original": "404"}, 1, "the adapter gets no file out of it: Garmin has no file of it"),
        ({"original": "gpx"}, 0, "it holds gpx"),
        ({"original": "several fits"}, 0, "2 entries, 2 of them named <id>_ACTIVITY.fit"),
    ],
)
def test_the_original_of_the_newest_run_is_opened(me: Person, changes: Any, code: int, line: str) -> None:
    me.garmin.add(run(910000014, me.clock.now() - HOUR, km=3.0, **changes))
    assert me.runs("--only", "garmin") == code, me.text
    assert f"    {line}" in me.text.splitlines()


def test_an_original_that_is_another_run_is_a_difference(me: Person) -> None:
    began = me.clock.now() - HOUR
    other = run(1, began - timedelta(minutes=5), km=4.0).recording
    assert other is not None
    me.garmin.add(run(910000014, began, km=3.0, original="bytes", files=(("1_ACTIVITY.fit", fit_bytes(other)),)))
    assert me.runs("--only", "garmin") == 1
    assert me.said[2].splitlines()[2:] == [
        "    the file begins 300 s from the list item's start",
        "    the file lasts 1360 s, the list item 1020 s",
    ]


def test_no_value_of_an_answer_is_shown(me: Person) -> None:
    me.garmin.doctors["list"] = each(with_(activityName=5, startLatitude="45.1234", ownerFullName=None))
    me.strava.doctors["athlete"] = with_(firstname={"secret": "Robin"}, id="9100000001")
    assert me.runs("--no-upload") == 1
    assert not [shown for shown in ("45.1234", "Robin", "9100000001", "Lyon") if shown in me.text]


def test_an_account_without_activities_cannot_be_judged(me: Person) -> None:
    for activity in me.garmin.activities:
        me.garmin.remove(activity.garmin_id)
    for shown in me.strava.alive():
        me.strava.delete(shown.id)
    assert me.runs("--no-upload") == 2
    assert "could not run Garmin: the newest five" in me.text
    assert "    the list is empty" in me.text
    assert "    the lists have shown no recorded run" in me.text
    assert "    no activity on Strava in the last 90 days" in me.text
    assert "4 ok, 0 differs, 4 could not run" in me.text


@pytest.mark.parametrize("fault", ["reset before the effect", "500", "429", "403", "timeout before the effect"])
def test_a_service_that_does_not_answer_is_no_difference(me: Person, fault: str) -> None:
    me.garmin.inject("list", fault)
    me.strava.inject("athlete", fault)
    assert me.runs("--no-upload") == 2, me.text
    assert "could not run Garmin: the newest five" in me.text
    assert "could not run Strava: the athlete" in me.text
    assert me.said[-1] == "\n6 ok, 0 differs, 2 could not run"
    assert (me.garmin.armed(), me.strava.armed()) == (0, 0)


def test_a_missing_permission_is_named(me: Person) -> None:
    me.refresh_token = str(me.strava.tokens(frozenset({"read"}))["refresh_token"])
    assert me.runs("--only", "strava", "--no-upload") == 2
    assert "    the consent lacks a permission that is needed" in me.text
