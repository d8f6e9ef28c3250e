"""Texts that services send are cut where they come in: a row, and whatever holds it, stays small."""

from pathlib import Path
from typing import Any

import pytest

from sync.adapters.clean import MOST, text
from sync.adapters.garmin_items import listed_of
from sync.adapters.strava_answers import on_target, result_of
from sync.core.activity import State
from sync.core.errors import SyncError, Unavailable
from sync.sim.athlete import run
from tests.support.world import HOUR, World

HUGE = "an error " * 300_000  # 2.7 MB
RUN = 900000001


def test_a_text_is_cut_and_says_so() -> None:
    assert text("♫" * MOST) == "♫" * MOST
    assert text("♫" * (MOST + 1)) == "♫" * (MOST - 1) + "…"
    assert len(text(HUGE)) <= MOST
    assert text(HUGE, 20) == "an error an error a…"


def test_an_error_holds_no_more_of_a_services_words_than_a_person_reads() -> None:
    error = Unavailable(f"strava: {HUGE}", service="strava")
    assert len(error.reason) == len(str(error)) == SyncError.MOST


@pytest.mark.parametrize(
    "answer",
    [
        {"status": HUGE, "error": None},
        {"status": "", "error": HUGE},
        {"error": HUGE + " duplicate of activity 12"},
    ],
)
def test_what_strava_says_of_an_upload_is_cut(answer: dict[str, Any]) -> None:
    assert len(result_of(answer).words) <= MOST


def test_what_a_list_says_of_an_activity_is_cut() -> None:
    named = {"activityName": HUGE, "activityType": {"typeKey": HUGE, "typeId": HUGE}, "ownerId": HUGE}
    listed = listed_of({"activityId": 1, "startTimeGMT": "2026-03-14 09:00:00", **named})
    assert listed is not None
    assert (len(listed.title), len(listed.type_key), listed.type_id, listed.owner) == (MOST, MOST, None, None)
    there = on_target({"id": 1, "start_date": "2026-03-14T09:00:00Z", "external_id": HUGE, "sport_type": HUGE})
    assert there is not None
    assert max(len(there.external_id), len(there.sport)) <= MOST


def test_a_refusal_of_three_megabytes_leaves_a_small_database(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(RUN, world.now - HOUR, km=1, every=20, title="x" * 3_000_000))
        refusal = world.strava.refusal

        def wordy(status: int, endpoint: str, request: Any) -> Any:
            answer = refusal(status, endpoint, request)
            answer.set_data(answer.get_data().replace(b'"message": "', b'"message": "' + HUGE.encode()))
            return answer

        world.strava.refusal = wordy  # type: ignore[method-assign]  # a stand-in on this one object
        world.strava.inject("list", "500", 3)
        world.strava.inject("upload", "500", 3)
        world.until_quiet()
        assert world.row(RUN).state is State.UPLOADED
        database = world.wired.settings.database
        assert sum(path.stat().st_size for path in database.parent.glob(database.name + "*")) < 1_000_000
