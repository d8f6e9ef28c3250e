"""What a month on AWS costs is computed right from what a tick uses, and a zip that is not there is not passed over."""

from typing import Any

import pytest

from tests.bench.aws import _weights
from tests.bench.aws_cost import Work, bill, billed, for_many, for_one
from tests.bench.aws_units import size, used
from tests.bench.aws_zips import Zips

IDLE = Work(cpu=0.0, calls=1.0, requests=2.0, reads=5.0, writes=1.0, log=600.0)
NOTHING = Work(cpu=0.0)


def test_lambda_bills_a_share_of_a_processor_and_all_the_waiting() -> None:
    assert billed(Work(cpu=10.0)) == pytest.approx(69.1015625)  # 10 ms x 1769 / 256
    assert billed(IDLE) == 310.0  # Garmin 300, DynamoDB twice 5
    assert billed(Work(cpu=10.0, calls=2.0, requests=3.0)) == pytest.approx(684.1015625)


def test_a_million_ticks_cost_what_the_price_list_says() -> None:
    month = bill([(1_000_000, IDLE)], invocations=1_000_000, queue=2_000_000, metrics=6, alarms=6)
    assert month.running == pytest.approx(1.0333385)  # 310,000 s x 0.25 GB
    assert month.requests == pytest.approx(0.20)
    assert month.reads == pytest.approx(0.625)  # 5 M units
    assert month.writes == pytest.approx(0.625)
    assert month.queue == pytest.approx(0.80)
    assert month.schedule == pytest.approx(0.0432)  # one call a minute
    assert month.logs == pytest.approx(0.30)  # 0.6 GB
    assert month.metrics == pytest.approx(1.80)
    assert month.alarms == pytest.approx(0.60)
    assert month.work == pytest.approx(3.3265385)
    assert month.watching == pytest.approx(2.70)
    assert str(month) == "running 1.03, requests 0.20, reads 0.62, writes 0.62, queue 0.80, schedule 0.04"


def test_one_user_ticks_each_minute_and_looks_back_each_hour() -> None:
    month = for_one(Work(cpu=0.0, writes=1.0), Work(cpu=0.0, writes=11.0), NOTHING)
    assert month.requests == pytest.approx(0.00864)  # 43,200
    assert month.writes == pytest.approx(0.0315)  # 42,480 + 720 x 11 = 50,400 units
    assert (month.queue, month.running) == (0.0, 0.0)


def test_a_thousand_users_tick_every_five_minutes_in_batches_of_ten() -> None:
    hourly, handing = Work(cpu=0.0, reads=7.0, writes=1.0), Work(cpu=0.0, reads=75.0)
    month = for_many(1000, Work(cpu=0.0, reads=5.0), hourly, handing, NOTHING, sends=20.0, copies=6)
    assert month.reads == pytest.approx(5.985)  # 7.92 M x 5 + 0.72 M x 7 + 43,200 x 75
    assert month.writes == pytest.approx(0.45)
    assert month.requests == pytest.approx(0.18144)  # 864,000 batches and 43,200 minutes
    assert month.queue == pytest.approx(1.2996)  # sent 864,000, received and deleted as often, 657,000 for nothing


def test_a_cold_copy_is_paid_every_two_hours() -> None:
    cold = Work(cpu=256.0)
    assert for_one(NOTHING, NOTHING, cold).running == pytest.approx(0.002122811)  # 360 x 1.769 s x 0.25 GB
    six = for_many(0, NOTHING, NOTHING, NOTHING, cold, sends=0.0, copies=6)
    assert six.running == pytest.approx(0.012736864)


def text(length: int) -> dict[str, Any]:
    return {"userId": {"S": "x" * length}}


def asked(operation: str, body: Any, answer: Any = None, service: str = "dynamodb") -> dict[str, Any]:
    return {"service": service, "operation": operation, "asked": body, "answer": answer or {}}


def test_an_item_is_as_large_as_its_names_and_values() -> None:
    assert size({"user": {"S": "me"}, "n": {"N": "-12345"}, "flag": {"BOOL": True}, "ü": {"S": "ö"}}) == 6 + 5 + 5 + 4


def test_reads_are_rounded_up_by_item_in_a_batch_and_as_a_whole_in_a_query() -> None:
    consistent = {"ConsistentRead": True}
    batch = asked(
        "BatchGetItem",
        {"RequestItems": {"a": {"Keys": [{}, {}, {}], **consistent}}},
        {"Responses": {"a": [text(100), text(5000)]}},
    )
    query = asked("Query", consistent, {"Items": [text(100)] * 50})
    nothing = asked("Query", consistent, {"Items": []})
    found = used([batch, query, nothing], {})
    assert (found.reads, found.read_units) == (3, 1 + 2 + 1 + 2 + 1)  # one of the batch is not there
    assert used([asked("GetItem", {}, {"Item": text(10)})], {}).read_units == 0.5  # not consistent
    assert used([asked("GetItem", consistent)], {}).read_units == 1


def test_writes_are_rounded_up_and_paid_again_for_each_index_that_the_item_is_in() -> None:
    indexes = {"ledger": ("wake", "start")}
    plain = asked("PutItem", {"TableName": "users", "Item": text(1018)})
    larger = asked("PutItem", {"TableName": "users", "Item": text(1019)})
    waiting = asked("PutItem", {"TableName": "ledger", "Item": text(10) | {"wake": {"S": "0"}}})
    gone = asked("DeleteItem", {"TableName": "users", "Key": text(2)})
    wishes = [{"PutRequest": {"Item": text(10)}}, {"DeleteRequest": {"Key": text(10)}}]
    batch = asked("BatchWriteItem", {"RequestItems": {"plays": wishes}})
    assert [used([one], indexes).write_units for one in (plain, larger, waiting, gone, batch)] == [1, 2, 2, 1, 2]


def test_requests_to_other_services_are_counted_apart() -> None:
    found = used(
        [asked("GetParameters", None, service="ssm"), asked("PutItem", {"TableName": "a", "Item": text(1)})], {}
    )
    assert (found.others, found.reads, found.writes) == (1, 0, 1)


def test_a_zip_that_is_not_there_breaks_a_limit_and_says_why_but_not_in_a_quick_run() -> None:
    zips = Zips(missing=["layer for arm64: not built, or out of date: make layer ARCH=arm64"])
    (missed,), (told,) = _weights(zips, quick=False), _weights(zips, quick=True)
    assert (missed.name, missed.value, missed.within) == ("zips not built", 1, False)
    assert missed.about == "layer for arm64: not built, or out of date: make layer ARCH=arm64"
    assert told.within is None
