"""Original files and routes in an S3 bucket: zlib-compressed, each written in one request, whole or not at all."""

import zlib
from collections.abc import Iterator
from datetime import datetime
from itertools import batched
from typing import Any

from botocore.exceptions import ClientError

from sync.ports import StoreBroken
from sync.stores.aws_client import client
from sync.stores.dynamo_errors import Unsure, explained

AT_ONCE = 1000  # versions that S3 forgets in one request


class S3Files:
    """See `ports.Files`. A name such as `originals/me/900000001.fit` becomes that key, plus `.z`."""

    def __init__(self, bucket: str, *, region: str = "", s3: Any = None) -> None:
        """`s3`: a client to share; without it one is made when the first file is asked for."""
        self._bucket, self._region, self._made = bucket, region, s3

    def put(self, name: str, data: bytes) -> None:
        key = _key(name)
        try:
            with explained("S3", "s3:PutObject", self._what, writes=True):
                self._s3.put_object(Bucket=self._bucket, Key=key, Body=zlib.compress(data, 6))
        except Unsure as unsure:
            raise StoreBroken(f"no clear answer from S3 to {unsure}", "try again: it repeats safely") from unsure

    def get(self, name: str) -> bytes | None:
        key = _key(name)
        with explained("S3", "s3:GetObject", self._what):
            try:
                return zlib.decompress(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read())
            except zlib.error:
                return None  # damaged counts as absent: its source still has it
            except ClientError as error:
                if error.response["Error"]["Code"] != "NoSuchKey":
                    raise
                return None

    def delete(self, name: str) -> None:
        key = _key(name)
        try:
            with explained("S3", "s3:DeleteObject", self._what, writes=True):
                self._s3.delete_object(Bucket=self._bucket, Key=key)
        except Unsure as unsure:
            raise StoreBroken(f"no clear answer from S3 to {unsure}", "try again: it repeats safely") from unsure

    def older_than(self, prefix: str, before: datetime) -> Iterator[str]:
        """Listed a thousand at a time as they are taken. The role needs s3:ListBucket, which also makes S3 say of a
        missing file that it is missing, and not that it is forbidden."""
        where: dict[str, str] = {"Bucket": self._bucket, "Prefix": f"{prefix}/"}
        while True:
            with explained("S3", "s3:ListBucket", self._what):
                page = self._s3.list_objects_v2(**where)
            for found in page.get("Contents", ()):
                if found["LastModified"] < before and found["Key"].endswith(".z"):
                    yield found["Key"].removesuffix(".z")
            if not page.get("IsTruncated"):
                return
            where["ContinuationToken"] = page["NextContinuationToken"]

    def erase(self, name: str) -> int:
        """Needs s3:ListBucketVersions and s3:DeleteObjectVersion, which no function has: a person does this."""
        key, gone = _key(name), set[str]()
        with explained("S3", "s3:ListBucketVersions", self._what):
            pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=name)
            found = [
                {"Key": one["Key"], "VersionId": one["VersionId"]}
                for page in pages
                for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
                if one["Key"] == key or one["Key"].startswith(f"{name}/")
            ]
        for some in batched(found, AT_ONCE):
            self._forget(list(some))
            gone |= {one["Key"] for one in some}
        return len(gone)

    def _forget(self, versions: list[dict[str, str]]) -> None:
        try:
            with explained("S3", "s3:DeleteObjectVersion", self._what, writes=True):
                answer = self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": versions, "Quiet": True})
        except Unsure as unsure:
            raise StoreBroken(f"no clear answer from S3 to {unsure}", "try again: it repeats safely") from unsure
        if errors := answer.get("Errors"):
            reason = f"S3 keeps {len(errors)} versions in {self._what}: {errors[0].get('Code')}"
            raise StoreBroken(reason, "allow s3:DeleteObjectVersion there, and run it again")

    @property
    def _what(self) -> str:
        return f"the bucket {self._bucket}"

    @property
    def _s3(self) -> Any:
        if self._made is None:
            self._made = client("s3", self._region)
        return self._made


def _key(name: str) -> str:
    if ".." in name.split("/") or name.startswith("/"):
        raise ValueError(f"not a file name of ours: {name!r}")
    return f"{name}.z"
