"""Rights beside calls: what `make aws-e2e` compares, tried on planted differences."""

import json

import pytest

from tests.aws.calls import Call, call_of
from tests.aws.rights import allowed, difference, needs_of, of_the_key

ACCOUNT = "123456789012"
LEDGER = f"arn:aws:dynamodb:eu-central-1:{ACCOUNT}:table/ledger"
SIGNED = "AWS4-HMAC-SHA256 Credential=KEY/20260314/eu-central-1/{}/aws4_request, SignedHeaders=host, Signature=0"
POLICY = {
    "Statement": [
        {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": LEDGER},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::files/originals/*"]},
    ]
}


def made(service: str, operation: str = "", *, uri: str = "/", method: str = "POST", **told: object) -> Call:
    headers = {"Authorization": SIGNED.format(service)} | ({"X-Amz-Target": f"Any.{operation}"} if operation else {})
    call = call_of(method, uri, headers, json.dumps(told).encode(), ACCOUNT)
    assert call is not None
    return call


def calls() -> list[Call]:
    return [
        made("dynamodb", "GetItem", TableName="ledger"),
        made("dynamodb", "Query", TableName="ledger"),
        made("s3", uri="/files/originals/me/1.fit.z", method="GET"),
    ]


def test_rights_that_are_those_used_differ_in_nothing() -> None:
    assert not difference(allowed([POLICY]), needs_of(calls()))


def test_a_call_that_no_policy_allows_is_named() -> None:
    more = [*calls(), made("dynamodb", "PutItem", TableName="ledger"), made("dynamodb", "GetItem", TableName="users")]
    assert str(difference(allowed([POLICY]), needs_of(more))).splitlines() == [
        f"used but not allowed: dynamodb:GetItem on {LEDGER.replace('ledger', 'users')}",
        f"used but not allowed: dynamodb:PutItem on {LEDGER}",
    ]


def test_a_right_that_nobody_used_is_named() -> None:
    assert str(difference(allowed([POLICY]), needs_of(calls()[1:]))) == (
        f"allowed but not used: dynamodb:GetItem on {LEDGER}"
    )


def test_a_star_covers_the_objects_of_its_folder_only() -> None:
    other = made("s3", uri="/files/routes/me/1.json.z", method="GET")
    (missing,) = difference(allowed([POLICY]), needs_of([*calls(), other])).missing
    assert missing == ("s3:GetObject", "arn:aws:s3:::files/routes/me/1.json.z")


def test_an_index_is_a_resource_of_its_own() -> None:
    asked = made("dynamodb", "Query", TableName="ledger", IndexName="wake")
    assert asked.needs == (("dynamodb:Query", f"{LEDGER}/index/wake"),)


def test_a_batch_needs_its_right_on_each_table() -> None:
    asked = made("dynamodb", "BatchGetItem", RequestItems={"users": {}, "ledger": {}})
    assert [arn.rpartition("/")[2] for _, arn in asked.needs] == ["users", "ledger"]


def test_a_call_of_which_nothing_is_known_passes_by_nobody() -> None:
    with pytest.raises(ValueError, match="what does kms Encrypt need"):
        needs_of([made("kms", "Encrypt")])


def test_a_condition_or_a_denial_in_a_policy_is_not_compared_by_guess() -> None:
    with pytest.raises(ValueError, match="only plain permissions"):
        allowed([{"Statement": {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "x"}}])


def test_a_key_of_ones_own_is_needed_for_what_is_read_and_written_with_it() -> None:
    needs = {("s3:PutObject", "a"), ("ssm:GetParameters", "b"), ("dynamodb:Query", "c")}
    assert of_the_key(needs, "arn:key") == {("kms:GenerateDataKey", "arn:key"), ("kms:Decrypt", "arn:key")}
    assert of_the_key(needs, "") == set()


def test_what_nobody_has_signed_is_no_call() -> None:
    assert call_of("GET", "/", {}, b"", ACCOUNT) is None
