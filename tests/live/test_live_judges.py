"""Each judge finds a difference that is planted in an answer, and says where; the simulator's own answer has none."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from tests.live import checks_garmin, checks_strava
from tests.live.checks import Check
from tests.live.person import Doctor, each, with_, without
from tests.live.real_services import Asked
from tests.live.shape import Findings
from tests.live.simulated import simulated
from tests.support.world import START

ALL = {check.name: check for check in (*checks_garmin.CHECKS, *checks_strava.CHECKS)}
NEWEST, SINCE, ORIGINAL = (check.name for check in checks_garmin.CHECKS)
TOKEN, ATHLETE, LISTING, RATES, UNKNOWN = (check.name for check in checks_strava.CHECKS)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Asked]]:
    """The simulators' answers to every question."""
    with simulated(tmp_path_factory.mktemp("simulated"), START, music=False) as accounts:
        yield {name: check.ask(accounts) for name, check in ALL.items()}


def doctored(asked: Asked, doctor: Doctor) -> Asked:
    return replace(asked, answer=replace(asked.answer, body=json.dumps(doctor(asked.answer.json)).encode()))


@pytest.mark.parametrize("check", ALL.values(), ids=ALL)
def test_an_answer_as_the_simulator_gives_it_has_no_difference(check: Check, asked: Mapping[str, Asked]) -> None:
    found = check.judge(asked[check.name], asked[check.name])
    assert found.differences == []


@pytest.mark.parametrize(
    ("name", "doctor", "lines"),
    [
        (NEWEST, each(without("startTimeGMT")), ["[].startTimeGMT is missing in 5 of 5"]),
        (NEWEST, each(without("hasPolyline")), ["[].hasPolyline is missing, the simulator always sends it"]),
        (NEWEST, each(lambda i: i | {"activityId": str(i["activityId"])}), ["[].activityId holds text, not number"]),
        (
            NEWEST,
            each(lambda i: i | {"activityType": without("typeId")(i["activityType"])}),
            ["[].activityType.typeId is missing in 5 of 5"],
        ),
        (
            NEWEST,
            each(lambda i: i | {"endTimeGMT": i["endTimeGMT"].replace(" ", "T") + "Z"}),
            ["[].endTimeGMT holds a time like 2026-03-14T07:00:00Z, not a time like 2026-03-14 07:00:00"],
        ),
        (NEWEST, lambda items: items[::-1], ["the list is not newest first"]),
        (NEWEST, lambda items: [items[0] | {"ownerId": 7}, *items[1:]], ["the items have several owners"]),
        (
            NEWEST,
            each(lambda i: i | {"beginTimestamp": i["beginTimestamp"] // 1000}),
            ["beginTimestamp is not startTimeGMT in milliseconds in 4 of 5"],
        ),
        (
            NEWEST,
            each(lambda i: i | {"elapsedDuration": i["elapsedDuration"] * 1000}),
            ["elapsedDuration is not the seconds from startTimeGMT to endTimeGMT in 4 of 5"],
        ),
        (
            NEWEST,
            each(with_(startTimeLocal="2026-03-12 00:00:07")),
            ["startTimeLocal is no time zone away from startTimeGMT in 4 of 5"],
        ),
        (
            SINCE,
            lambda items: [*items[:-1], items[-1] | {"startTimeLocal": "2019-01-01 00:00:00", "parent": True}],
            ["1 items are older than startDate"],
        ),
        (TOKEN, with_(expires_at="1773500000"), ["expires_at holds text, not number"]),
        (TOKEN, without("token_type"), ["token_type is missing, the simulator always sends it"]),
        (TOKEN, with_(expires_in=86400), ["the access token lives longer than six hours, or is as good as expired"]),
        (TOKEN, with_(expires_in=60), ["the access token lives longer than six hours, or is as good as expired"]),
        (ATHLETE, with_(premium="yes"), ["premium holds text, not true or false"]),
        (ATHLETE, without("id"), ["id is missing in 1 of 1"]),
        (LISTING, each(without("external_id")), ["[].external_id is missing in 4 of 4"]),
        (LISTING, each(with_(elapsed_time="41:00")), ["[].elapsed_time holds text, not number"]),
        (
            LISTING,
            each(lambda i: i | {"start_date_local": i["start_date"]}),
            ["start_date_local is not start_date + utc_offset in 4 of 4"],
        ),
        (UNKNOWN, without("message"), ["message is missing in 1 of 1"]),
        (UNKNOWN, with_(message=7), ["message holds number, not text"]),
        (UNKNOWN, with_(errors=["not found"]), ["errors[] holds text, not object"]),
    ],
)
def test_a_planted_difference_is_found(name: str, doctor: Doctor, lines: list[str], asked: Mapping[str, Asked]) -> None:
    found = ALL[name].judge(doctored(asked[name], doctor), asked[name])
    assert found.differences == lines


def rates(headers: Mapping[str, str], asked: Mapping[str, Asked]) -> Findings:
    answer = replace(asked[RATES].answer, headers=CaseInsensitiveDict(headers))
    return ALL[RATES].judge(replace(asked[RATES], answer=answer), asked[RATES])


def test_rate_headers_may_be_written_in_any_case_and_more_of_them_are_only_listed(asked: Mapping[str, Asked]) -> None:
    real = {name.lower(): text for name, text in asked[RATES].answer.headers.items()}
    found = rates(real | {"X-WriteRateLimit-Limit": "1,2"}, asked)
    assert found.differences == []
    assert found.notes == [
        "X-RateLimit-Limit 200,2000",
        "X-ReadRateLimit-Limit 100,1000",
        "new: x-writeratelimit-limit",
    ]


def test_rate_headers_that_are_missing_or_no_numbers_are_differences(asked: Mapping[str, Asked]) -> None:
    real = {"X-RateLimit-Limit": "200", "X-RateLimit-Usage": "1,2", "X-ReadRateLimit-Usage": ","}
    assert rates(real, asked).differences == [
        "X-RateLimit-Limit is '200', not two numbers",
        "X-ReadRateLimit-Limit is missing",
        "X-ReadRateLimit-Usage is ',', not two numbers",
    ]


def test_another_status_for_an_unknown_upload_is_a_difference(asked: Mapping[str, Asked]) -> None:
    real = replace(asked[UNKNOWN], answer=replace(asked[UNKNOWN].answer, status=200))
    assert ALL[UNKNOWN].judge(real, asked[UNKNOWN]).differences == ["HTTP 200, not 404"]


def test_new_keys_and_optional_ones_that_are_absent_are_only_listed(asked: Mapping[str, Asked]) -> None:
    def change(item: Any) -> Any:
        return without("averageHR")(item) | {"shoes": {"name": "a"}, "weather": 1}

    found = ALL[NEWEST].judge(doctored(asked[NEWEST], each(change)), asked[NEWEST])
    assert found.differences == []
    assert found.notes == ["not seen: [].averageHR", "new: [].shoes", "new: [].weather"]
