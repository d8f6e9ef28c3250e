"""S3 in process (moto), one bucket at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sync.stores.s3_files import S3Files
from tests.support.contract import dynamo


@contextmanager
def bucket(name: str) -> Iterator[S3Files]:
    """A bucket that is there until the end of the block."""
    with client() as s3:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": dynamo.REGION})
        yield S3Files(name, s3=s3)


@contextmanager
def client() -> Iterator[Any]:
    """A client of its own, for a test to disturb."""
    dynamo.enter("s3-")
    made = dynamo.fresh_client("s3")
    try:
        yield made
    finally:
        made.close()
        dynamo.leave("s3-")
