"""The simulated Strava takes uploads over real HTTP, judges them by its clock and finds duplicates."""

import gzip
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sync.sim.clock import HandClock
from sync.sim.strava import SimStrava
from tests.support.sim.fit_files import START, file_id, fit, run_fit
from tests.support.sim.strava_client import Client

FAILED = "There was an error processing your activity."


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START + timedelta(hours=2))


@pytest.fixture
def sim(clock: HandClock) -> Iterator[SimStrava]:
    service = SimStrava(clock.now)
    service.start()
    yield service
    service.stop()


@pytest.fixture
def client(sim: SimStrava, clock: HandClock) -> Client:
    return Client(sim, clock)


def test_an_upload_becomes_an_activity_with_the_sent_texts(sim: SimStrava, client: Client) -> None:
    posted = client.post(run_fit(), external_id="garmin-1", name="Côte {1}", description="a\nb")
    assert posted.status_code == 201
    assert posted.json() == {
        "id": 7000000001,
        "id_str": "7000000001",
        "external_id": None,
        "error": None,
        "status": "Your activity is still being processed.",
        "activity_id": None,
    }
    assert client.get("/athlete/activities").json() == []
    done = client.result(posted)
    assert (done["status"], done["error"]) == ("Your activity is ready.", None)
    assert done["external_id"] == "garmin-1.fit"
    detail = client.get(f"/activities/{done['activity_id']}").json()
    assert (detail["name"], detail["description"]) == ("Côte {1}", "a\nb")
    assert (detail["external_id"], detail["upload_id"]) == ("garmin-1.fit", posted.json()["id"])
    assert (detail["elapsed_time"], detail["distance"], detail["sport_type"]) == (2461, 8000.0, "Run")
    [post] = sim.posts
    assert (post.external_id, post.name) == ("garmin-1", "Côte {1}")
    assert post.sha256 == hashlib.sha256(run_fit()).hexdigest()


def test_an_upload_progresses_by_the_clock_and_not_by_being_polled(client: Client, clock: HandClock) -> None:
    posted = client.post(run_fit())
    for _ in range(5):
        assert client.get(f"/uploads/{posted.json()['id']}").json()["activity_id"] is None
    clock.advance(1.9)
    assert client.sim.alive() == []
    clock.advance(0.1)
    assert len(client.sim.alive()) == 1


def test_without_texts_the_file_name_and_the_time_of_day_are_used(client: Client) -> None:
    done = client.result(client.post(run_fit(sub_sport=3), "run 1.fit"))
    shown = client.get(f"/activities/{done['activity_id']}").json()
    assert shown["name"] == "Morning Trail Run"
    assert (shown["external_id"], shown["sport_type"], shown["type"]) == ("run 1.fit", "TrailRun", "Run")
    assert shown["start_date"] == "2026-03-14T07:00:00Z"
    assert shown["start_date_local"] == "2026-03-14T08:00:00Z"
    assert (shown["timezone"], shown["utc_offset"]) == ("(GMT+01:00) Europe/Paris", 3600.0)


def test_fields_count_from_the_query_as_well(client: Client) -> None:
    query = {"data_type": "fit", "external_id": "garmin-5.fit", "name": "From the query"}
    posted = client.call("POST", "/uploads", params=query, files={"file": ("file", run_fit())})
    done = client.result(posted)
    assert done["external_id"] == "garmin-5.fit"
    assert client.sim.find(done["activity_id"]).name == "From the query"


def test_a_sent_sport_type_overrides_the_file(client: Client) -> None:
    done = client.result(client.post(run_fit(), sport_type="Hike", trainer="1"))
    assert (client.sim.find(done["activity_id"]).sport_type, client.sim.alive()[0].trainer) == ("Hike", True)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"no fit at all", "The file is malformed."),
        (fit(file_id()), "Time information is missing from file."),
        (gzip.compress(run_fit()), "The file is malformed."),
    ],
    ids=["not fit", "no times", "gzip sent as fit"],
)
def test_a_bad_file_is_refused_when_it_is_processed(client: Client, data: bytes, error: str) -> None:
    posted = client.post(data)
    assert (posted.status_code, posted.json()["error"]) == (201, None)
    done = client.result(posted)
    assert (done["status"], done["error"], done["activity_id"]) == (FAILED, error, None)
    assert client.sim.ever == 0


def test_a_zipped_file_is_accepted_as_such(client: Client) -> None:
    done = client.result(client.post(gzip.compress(run_fit()), data_type="fit.gz", external_id="garmin-1"))
    assert done["external_id"] == "garmin-1.fit.gz"
    assert done["activity_id"] is not None


@pytest.mark.parametrize("fields", [{"data_type": "exe"}, {"sport_type": "running"}])
def test_a_request_that_is_no_upload_is_a_400(client: Client, fields: dict[str, str]) -> None:
    refused = client.post(run_fit(), **fields)
    assert (refused.status_code, refused.json()["status"]) == (400, FAILED)
    assert refused.json()["error"]
    assert client.post(b"").status_code == 400
    assert client.sim.posts == []


def test_an_unknown_upload_or_activity_is_not_found(client: Client) -> None:
    for path in ("/uploads/5", "/uploads/None", "/activities/5", "/activities/x"):
        refused = client.get(path)
        assert (refused.status_code, refused.json()["message"]) == (404, "Record Not Found")


# -- duplicates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("plain", "garmin-2.fit duplicate of activity {id}"),
        (
            "href",
            "garmin-2.fit duplicate of <a href='/activities/{id}' target='_blank'>Run 42 &amp; 7</a>",
        ),
        (
            "absolute href",
            "garmin-2.fit duplicate of <a href='https://www.strava.com/activities/{id}' target='_blank'>"
            "Run 42 &amp; 7</a>",
        ),
    ],
)
def test_a_duplicate_names_the_first_in_each_of_stravas_texts(client: Client, words: Any, expected: str) -> None:
    client.sim.duplicate_words = words
    first = client.sim.add(START + timedelta(seconds=90), 2400, 7900, name="Run 42 & 7")
    done = client.result(client.post(run_fit(), "garmin-2.fit"))
    assert done["error"] == expected.format(id=first)
    assert (done["status"], done["activity_id"]) == (FAILED, None)
    assert client.sim.ever == 1


def test_a_duplicate_of_an_upload_still_in_progress_is_found(client: Client) -> None:
    first, second = client.post(run_fit()), client.post(run_fit())
    kept = client.result(first)["activity_id"]
    assert client.result(second)["error"] == f"garmin-1.fit duplicate of activity {kept}"


def test_uploads_that_fell_due_together_are_judged_in_the_order_they_fell_due(client: Client) -> None:
    client.sim.processing_seconds = 60
    slow = client.post(run_fit())
    client.sim.processing_seconds = 1
    fast = client.post(run_fit())
    client.clock.advance(3600)
    assert client.result(fast)["activity_id"] is not None
    assert "duplicate" in client.result(slow)["error"]


def test_with_no_processing_time_the_verdict_is_in_the_answer(client: Client) -> None:
    client.sim.processing_seconds = 0
    assert client.post(run_fit()).json()["activity_id"] is not None
    assert "duplicate of" in client.post(run_fit()).json()["error"]


@pytest.mark.parametrize(("later", "elapsed"), [(121, 2461.0), (0, 2200.0)], ids=["another start", "another length"])
def test_another_start_or_length_is_no_duplicate(client: Client, later: int, elapsed: float) -> None:
    client.sim.add(START, 2461, 8000)
    done = client.result(client.post(run_fit(START + timedelta(seconds=later), elapsed)))
    assert done["activity_id"] is not None
    assert client.sim.doubled() == []


def test_without_the_duplicate_check_the_double_is_there_to_be_counted(client: Client) -> None:
    client.sim.duplicate_check = False
    for _ in range(2):
        client.result(client.post(run_fit()))
    assert [len(group) for group in client.sim.doubled()] == [2]


@pytest.mark.parametrize("keeps_id", [False, True])
def test_a_deleted_activity_is_gone_and_its_file_is_accepted_again(client: Client, keeps_id: bool) -> None:
    client.sim.deleted_keeps_id = keeps_id
    posted = client.post(run_fit())
    first = client.result(posted)["activity_id"]
    client.sim.delete(first)
    gone = client.result(posted)
    assert (gone["status"], gone["error"]) == ("The created activity has been deleted.", None)
    assert gone["activity_id"] == (first if keeps_id else None)
    assert client.get(f"/activities/{first}").status_code == 404
    assert client.put(first, name="x").status_code == 404
    assert client.get("/athlete/activities").json() == []
    assert client.result(client.post(run_fit()))["activity_id"] not in (None, first)
    assert (client.sim.ever, len(client.sim.alive())) == (2, 1)
