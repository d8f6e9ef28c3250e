"""Clients of AWS's services: a person's by boto3, the function's by botocore, which boto3 stands on.

At a person's machine boto3's session finds the login and the region as every other tool does: profiles, AWS SSO,
`credential_process`, `~/.aws/config`. In the function there is only its role, and each cold start would pay for boto3's
own part (resources, S3 transfer) with 120 ms of import.
"""

import os
from functools import cache
from typing import Any

import botocore.loaders
import botocore.session
from botocore.config import Config

from sync.stores.dynamo_errors import explained

IN_THE_FUNCTION = "AWS_LAMBDA_FUNCTION_NAME"
"""Set by AWS in each function, and nowhere else."""


def client(service: str, region: str = "") -> Any:
    """A client with short timeouts and standard retries. `AWS_ENDPOINT_URL` is followed by itself. Raises
    `StoreBroken` where there is no such profile, no region, or nothing of the kind."""
    config = Config(
        connect_timeout=2,
        read_timeout=4,
        retries={"mode": "standard", "total_max_attempts": 4},
        tcp_keepalive=True,
    )
    where = region or os.environ.get("AWS_REGION")
    with explained(service, "a connection", f"the {service} service"):
        session = botocore.session.get_session()
        session.register_component("data_loader", _descriptions())
        if IN_THE_FUNCTION in os.environ:
            return session.create_client(service, region_name=where, config=config)
        return _by_boto3(session).client(service, region_name=where, config=config)


def _by_boto3(session: Any) -> Any:
    import boto3

    return boto3.Session(botocore_session=session)


@cache
def _descriptions() -> Any:
    """botocore's descriptions of AWS's services: what they share is read once, not again for each client."""
    return botocore.loaders.create_loader()
