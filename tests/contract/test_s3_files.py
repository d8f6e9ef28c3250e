"""Files in S3 beyond the contract: compressed, listed by prefix and age, refusals in words."""

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectTimeoutError

from sync.ports import StoreBroken
from sync.stores.s3_files import S3Files
from tests.support.contract import s3
from tests.support.contract.dynamo_trouble import Raw

NAME = "originals/me/900000001.fit"
LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def client() -> Iterator[Any]:
    with s3.client() as made:
        made.create_bucket(Bucket="a-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield made


@pytest.fixture
def files(client: Any) -> S3Files:
    return S3Files("a-bucket", s3=client)


def test_it_is_stored_compressed_under_its_name(files: S3Files, client: Any) -> None:
    files.put(NAME, bytes(100_000))
    data = client.get_object(Bucket="a-bucket", Key=f"{NAME}.z")["Body"].read()
    assert len(data) < 1000
    assert zlib.decompress(data) == bytes(100_000)


@pytest.mark.parametrize("damage", [b"", b"not compressed", b"\x78\x9c\x00", zlib.compress(b"x" * 99)[:-3]])
def test_a_damaged_file_counts_as_absent(files: S3Files, client: Any, damage: bytes) -> None:
    client.put_object(Bucket="a-bucket", Key=f"{NAME}.z", Body=damage)
    assert files.get(NAME) is None


def test_older_ones_are_named_by_prefix_and_age(files: S3Files) -> None:
    for name in ("originals/me/2", "originals/me/1", "originals/me2/3", "routes/me/1.json"):
        files.put(name, b"x")
    assert list(files.older_than("originals/me", LONG_AFTER)) == ["originals/me/1", "originals/me/2"]
    assert list(files.older_than("originals/me", datetime.now(UTC) - timedelta(days=1))) == []
    assert list(files.older_than("originals/nobody", LONG_AFTER)) == []


def test_a_long_listing_is_read_page_by_page(files: S3Files, client: Any) -> None:
    for number in range(5):
        files.put(f"originals/me/{number}", b"x")

    def by_two(params: dict[str, Any], **_: Any) -> None:
        params["MaxKeys"] = 2

    client.meta.events.register("provide-client-params.s3.ListObjectsV2", by_two)
    assert list(files.older_than("originals/me", LONG_AFTER)) == [f"originals/me/{number}" for number in range(5)]


DENIED = "AWS does not allow {} on the bucket a-bucket"
GONE = "the bucket a-bucket does not exist in this AWS account and region"


@pytest.mark.parametrize(("status", "code", "words"), [(403, "AccessDenied", DENIED), (404, "NoSuchBucket", GONE)])
def test_a_refusal_names_the_action_and_the_bucket(
    files: S3Files, client: Any, status: int, code: str, words: str
) -> None:
    def refuse(**_: Any) -> AWSResponse:
        body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        return AWSResponse("https://s3", status, {"content-type": "application/xml"}, Raw(body))

    client.meta.events.register_first("before-send.s3", refuse)
    for ask, action in asking(files):
        with pytest.raises(StoreBroken) as caught:
            ask()
        assert caught.value.reason == words.format(action)


def test_no_answer_is_said_to_be_none(files: S3Files, client: Any) -> None:
    def silence(**_: Any) -> None:
        raise ConnectTimeoutError(endpoint_url="https://s3")

    client.meta.events.register_first("before-send.s3", silence)
    for ask, action in asking(files):
        with pytest.raises(StoreBroken, match=rf"no (clear )?answer from S3 to {action} on the bucket a-bucket"):
            ask()


def test_a_version_that_s3_keeps_is_no_deletion(files: S3Files, client: Any) -> None:
    def keep(**_: Any) -> AWSResponse:
        body = b"<DeleteResult><Error><Key>k</Key><Code>AccessDenied</Code></Error></DeleteResult>"
        return AWSResponse("https://s3", 200, {"content-type": "application/xml"}, Raw(body))

    files.put(NAME, b"x")
    client.meta.events.register_first("before-send.s3.DeleteObjects", keep)
    with pytest.raises(StoreBroken, match="S3 keeps 1 versions in the bucket a-bucket: AccessDenied"):
        files.erase("originals/me")


def asking(files: S3Files) -> list[tuple[Any, str]]:
    return [
        (lambda: files.put(NAME, b"x"), "s3:PutObject"),
        (lambda: files.get(NAME), "s3:GetObject"),
        (lambda: files.delete(NAME), "s3:DeleteObject"),
        (lambda: list(files.older_than("originals", LONG_AFTER)), "s3:ListBucket"),
    ]
