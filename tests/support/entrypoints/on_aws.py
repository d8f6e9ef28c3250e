"""An installation on AWS in this process (moto), made as Terraform would make it, and its wire, where requests are
counted and refused."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import botocore.handlers
import botocore.loaders
import botocore.session
import pytest

from sync.entrypoints.cli import installation
from sync.entrypoints.cli.installation import Installation
from sync.entrypoints.environment import PARAMETERS
from tests.support.contract import dynamo
from tests.support.world import World

ACCOUNT = "123456789012"
LOGIN = {
    "AWS_REGION": dynamo.REGION,
    "AWS_DEFAULT_REGION": dynamo.REGION,
    "AWS_ACCESS_KEY_ID": "made-up",
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    "AWS_CONFIG_FILE": "/nonexistent",
}


@dataclass
class Wire:
    """Every request to AWS, in order, as IAM names it; `refuse` is the number of the one (from 0) that is denied."""

    requests: list[str] = field(default_factory=list)
    refuse: int | None = None
    code: str = "AccessDeniedException"

    def __call__(self, model: Any, **_: Any) -> Any:
        self.requests.append(f"{model.service_model.service_name}:{model.name}")
        if self.refuse is None or len(self.requests) - 1 != self.refuse:
            return None
        return SimpleNamespace(status_code=400), {"Error": {"Code": self.code, "Message": "no"}}

    def forget(self) -> None:
        self.requests.clear()


@dataclass
class Deployed:
    """What `terraform apply` leaves: tables, bucket, placeholders of the secrets."""

    environment: str
    wire: Wire

    @property
    def prefix(self) -> str:
        return "" if self.environment == "production" else f"{self.environment}-"

    @property
    def bucket(self) -> str:
        return f"{self.prefix}runtrack-{ACCOUNT}-{dynamo.REGION}"

    @property
    def environ(self) -> dict[str, str]:
        """What `make status` sets."""
        return {
            "RUNTRACK_ENVIRONMENT": self.environment,
            "RUNTRACK_TABLE_PREFIX": self.prefix,
            "RUNTRACK_BUCKET": self.bucket,
            "RUNTRACK_PARAMETERS": f"/runtrack/{self.environment}",
        }

    def found(self) -> Installation:
        return installation.find(self.environment)

    def apply(self) -> None:
        tables = dynamo.fresh_client("dynamodb")
        for definition in dynamo.definitions(self.prefix):
            tables.create_table(**definition)
        where = {"LocationConstraint": dynamo.REGION}
        dynamo.fresh_client("s3").create_bucket(Bucket=self.bucket, CreateBucketConfiguration=where)
        for name in PARAMETERS:
            self.set_parameter(name, "unset")

    def set_parameter(self, name: str, value: str) -> None:
        dynamo.fresh_client("ssm").put_parameter(
            Name=f"/runtrack/{self.environment}/{name}", Value=value, Type="SecureString", Overwrite=True
        )

    def parameter(self, name: str) -> str:
        found = dynamo.fresh_client("ssm").get_parameter(
            Name=f"/runtrack/{self.environment}/{name}", WithDecryption=True
        )
        return str(found["Parameter"]["Value"])


def _session() -> Any:
    """A session as botocore makes it, but for the descriptions of the services, which it reads anew for each."""
    made = botocore.session.Session()
    made.register_component("data_loader", _loader())
    return made


@cache
def _loader() -> Any:
    return botocore.loaders.create_loader()


@contextmanager
def account(patch: pytest.MonkeyPatch, environment: str = "dev", *, applied: bool = True) -> Iterator[Deployed]:
    """An AWS account with one installation in it (or, without `applied`, an empty one), and a login to it."""
    assert not dynamo._open, "another test has left the cloud open"
    wire = Wire()
    dynamo.enter("account-")
    try:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in LOGIN.items():
            patch.setenv(name, value)
        deployed = Deployed(environment, wire)
        if applied:
            deployed.apply()
        handlers = [*botocore.handlers.BUILTIN_HANDLERS, ("before-call", wire)]
        patch.setattr(botocore.handlers, "BUILTIN_HANDLERS", handlers)
        patch.setattr(botocore.session, "get_session", _session)
        yield deployed
    finally:
        dynamo.leave("account-")


def world_on(cloud: Deployed, folder: Path) -> World:
    """A world whose store is the installation's, as the Lambda sees it. Its clock begins at the present, for doctor
    compares clocks."""
    settings: dict[str, Any] = cloud.environ | {"RUNTRACK_SEALING_KEY": cloud.parameter("sealing_key")}
    return World(folder, start=datetime.now(UTC).replace(microsecond=0), seconds=30.0, **settings)
