"""An installation on AWS by its name, as the Terraform files name its parts, and the key that seals its tokens."""

import re
import sys
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sync.adapters.seal import AesSealer, key_of, new_key
from sync.core.user import Connection
from sync.core.user_name import ME
from sync.ports import StoreBroken

if TYPE_CHECKING:
    from sync.stores.dynamo import DynamoStore
    from sync.stores.s3_files import S3Files

PRODUCTION = "production"
NAME = re.compile(r"[a-z][a-z0-9-]{0,14}[a-z0-9]")  # what terraform/variables.tf accepts
APPLY = "run `make tf-apply` first (ENV=… for another environment than production)"


@dataclass(frozen=True)
class Installation:
    """Where an installation keeps its rows, files and secrets. `parameters` is the path above `sealing_key`."""

    environment: str
    region: str
    bucket: str
    parameters: str
    store: "DynamoStore"
    files: "S3Files"
    ssm: Any

    @property
    def where(self) -> str:
        return f"{self.environment} on AWS ({self.region})"

    @property
    def environ(self) -> dict[str, str]:
        """What points every command of this machine at the installation."""
        return {
            "RUNTRACK_ENVIRONMENT": self.environment,
            "RUNTRACK_TABLE_PREFIX": prefix(self.environment),
            "RUNTRACK_BUCKET": self.bucket,
            "RUNTRACK_PARAMETERS": self.parameters,
        }

    @property
    def key_name(self) -> str:
        return f"{self.parameters}/sealing_key"

    def sealer(self, arriving: Collection[tuple[str, str]] = ()) -> AesSealer:
        """Made from the installation's key; one is made where Terraform's placeholder still stands, and none is ever
        replaced. None is made either beside stored logins that it could not open, but for those (user, service) that
        are `arriving` to replace them. Raises `StoreBroken`."""
        from sync.stores.parameters import UNSET, Parameters

        text = self._key()
        if text == UNSET:
            stored = {(link.user, link.service) for link in self.store.all(Connection) if link.sealed}
            if left := sorted(stored - set(arriving)):
                logins = ", ".join(service if user == ME else f"{service} of {user}" for user, service in left)
                reason = f"the key in the parameter {self.key_name} is gone, and logins there need it: {logins}"
                way_out = "restore it, or push those logins anew as well (`runtrack login …` here first)"
                raise StoreBroken(reason, way_out)
            Parameters(self.parameters, ssm=self.ssm).write("sealing_key", new_key())
            text = self._key()  # what stands there counts, whoever wrote it
        try:
            return AesSealer(key_of(text))
        except StoreBroken:
            reason = f"the parameter {self.key_name} holds no sealing key"
            raise StoreBroken(
                reason, "write `unset` into it to have a new one made; logins there are void then"
            ) from None

    def _key(self) -> str:
        from sync.stores.dynamo_errors import explained

        with explained("SSM", "ssm:GetParameters", f"the parameter {self.key_name}"):
            answer = self.ssm.get_parameters(Names=[self.key_name], WithDecryption=True)
        if not answer["Parameters"]:
            raise StoreBroken(f"the parameter {self.key_name} does not exist in {self.region}", APPLY)
        return str(answer["Parameters"][0]["Value"])


def prefix(environment: str) -> str:
    """What stands before the name of everything that the account knows by name."""
    return "" if environment == PRODUCTION else f"{environment}-"


def find(environment: str, bucket: str = "") -> Installation:
    """The installation of that name in the account and region of the AWS login. Without `bucket` its name is worked
    out from the account, which is asked for. Raises `StoreBroken`, `ValueError` for what can be no name."""
    if not NAME.fullmatch(environment):
        raise ValueError(f"{environment!r} is no environment: it has 2 to 16 lower-case letters, digits and hyphens")
    try:
        from sync.stores.dynamo import DynamoStore
        from sync.stores.dynamo_tables import Tables
        from sync.stores.s3_files import S3Files
    except ModuleNotFoundError as error:
        from sync.wiring import WITH_AWS

        raise StoreBroken(f"AWS needs {error.name}, which is not installed", WITH_AWS) from error
    dynamodb = _client("dynamodb")
    region = str(dynamodb.meta.region_name)
    bucket = bucket or f"{prefix(environment)}runtrack-{_account()}-{region}"
    store = DynamoStore(Tables(prefix(environment), dynamodb=dynamodb))
    return Installation(environment, region, bucket, f"/runtrack/{environment}", store, S3Files(bucket), _client("ssm"))


def _client(service: str) -> Any:
    from sync.stores.aws_client import client

    return client(service)


def _account() -> str:
    from sync.stores.dynamo_errors import explained

    with explained("STS", "sts:GetCallerIdentity", "your AWS account"):
        return str(_client("sts").get_caller_identity()["Account"])


def main(arguments: list[str]) -> None:
    """`python -m sync.entrypoints.cli.installation [ENVIRONMENT]`: prints its settings, one NAME=value a line."""
    from sync.entrypoints.ending import told

    def show() -> None:
        try:
            found = find(*arguments or [PRODUCTION])
        except ValueError as error:
            raise StoreBroken(str(error), "name one such as production or dev") from None
        print("\n".join(f"{name}={text}" for name, text in found.environ.items()))

    told(show)


if __name__ == "__main__":
    main(sys.argv[1:])
