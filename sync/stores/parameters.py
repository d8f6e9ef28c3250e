"""The secrets of an installation on AWS: encrypted parameters of the Systems Manager below one path."""

from collections.abc import Iterable
from typing import Any

from sync.ports import StoreBroken
from sync.stores.aws_client import client
from sync.stores.dynamo_errors import explained

UNSET = "unset"
"""What Terraform writes for a secret that was left out: a parameter cannot be empty."""


class Parameters:
    """`path` without a slash at its end, such as /runtrack/production."""

    def __init__(self, path: str, *, ssm: Any = None) -> None:
        self._path, self._ssm = path.rstrip("/"), ssm or client("ssm")

    def read(self, names: Iterable[str]) -> dict[str, str]:
        """The values in clear, by name; what is unset is left out. Raises `StoreBroken`, also when one is missing."""
        wanted = [f"{self._path}/{name}" for name in names]
        with explained("SSM", "ssm:GetParameters", f"the parameters below {self._path}"):
            answer = self._ssm.get_parameters(Names=wanted, WithDecryption=True)
        if missing := sorted(answer.get("InvalidParameters", ())):
            raise StoreBroken(f"the parameter {missing[0]} does not exist in this region", "run `make tf-apply`")
        values = {each["Name"].rpartition("/")[2]: each["Value"] for each in answer["Parameters"]}
        return {name: value for name, value in values.items() if value != UNSET}

    def write(self, name: str, value: str) -> None:
        """Replace one, encrypted by the KMS key that it had: a write that names none takes AWS's own. Raises
        `StoreBroken`."""
        full = f"{self._path}/{name}"
        with explained("SSM", "ssm:DescribeParameters", f"the parameter {full}"):
            wanted = [{"Key": "Name", "Option": "Equals", "Values": [full]}]
            found = self._ssm.describe_parameters(ParameterFilters=wanted)["Parameters"]
        key = {"KeyId": found[0]["KeyId"]} if found and found[0].get("KeyId") else {}
        with explained("SSM", "ssm:PutParameter", f"the parameter {full}"):
            self._ssm.put_parameter(Name=full, Value=value, Type="SecureString", Overwrite=True, **key)
