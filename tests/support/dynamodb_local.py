"""`make dynamodb-local`: a pretended AWS (moto) on loopback with our tables, bucket and parameters, until Ctrl-C."""

import signal
import sys
import threading

from sync.entrypoints.cli.installation import prefix
from sync.entrypoints.environment import PARAMETERS
from tests.aws.cloud import ACCOUNT, REGION, Cloud
from tests.support.contract.dynamo import definitions

ENVIRONMENT = "local"
NOTE = """\
# A pretended AWS inside this process: all of it is gone when it ends. In another terminal:
{exports}
# Then bring logins there (runtrack push-credentials --keep) and use runtrack status, list, why, doctor as ever."""


def fill(cloud: Cloud) -> str:
    """What `terraform apply` makes for the commands; returns the bucket's name."""
    tables = cloud.client("dynamodb")
    for definition in definitions(prefix(ENVIRONMENT)):
        tables.create_table(**definition)
    bucket = f"{prefix(ENVIRONMENT)}runtrack-{ACCOUNT}-{REGION}"
    cloud.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    for name in PARAMETERS:
        cloud.client("ssm").put_parameter(Name=f"/runtrack/{ENVIRONMENT}/{name}", Value="unset", Type="SecureString")
    return bucket


def exports(cloud: Cloud, bucket: str) -> str:
    """Lines for a shell."""
    ours = {
        "RUNTRACK_ENVIRONMENT": ENVIRONMENT,
        "RUNTRACK_TABLE_PREFIX": prefix(ENVIRONMENT),
        "RUNTRACK_BUCKET": bucket,
        "RUNTRACK_PARAMETERS": f"/runtrack/{ENVIRONMENT}",
    }
    return "\n".join(f"export {name}={text}" for name, text in {**cloud.environ(), **ours}.items())


def main() -> int:
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    with Cloud() as cloud:
        print(NOTE.format(exports=exports(cloud, fill(cloud))), flush=True)
        over.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
