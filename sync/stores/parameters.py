"""The secrets of an installation on AWS: encrypted parameters of the Systems Manager below one path."""

from collections.abc import Iterable
from typing import Any

from sync.stores.dynamo_errors import explained
from sync.stores.dynamo_tables import client

UNSET = "unset"
"""What Terraform writes for a secret that was left out: a parameter cannot be empty."""


class Parameters:
    """`path` without a slash at its end, such as /runtrack/production."""

    def __init__(self, path: str, *, ssm: Any = None) -> None:
        self._path, self._ssm = path.rstrip("/"), ssm or client("ssm")

    def read(self, names: Iterable[str]) -> dict[str, str]:
        """The values in clear, by name; what is not there or unset is left out. Raises `StoreBroken`."""
        wanted = [f"{self._path}/{name}" for name in names]
        with explained("SSM", "ssm:GetParameters", f"the parameters below {self._path}"):
            found = self._ssm.get_parameters(Names=wanted, WithDecryption=True)["Parameters"]
        values = {each["Name"].rpartition("/")[2]: each["Value"] for each in found}
        return {name: value for name, value in values.items() if value != UNSET}

    def write(self, name: str, value: str) -> None:
        """Replace one. Raises `StoreBroken`."""
        with explained("SSM", "ssm:PutParameter", f"the parameter {self._path}/{name}"):
            self._ssm.put_parameter(Name=f"{self._path}/{name}", Value=value, Type="SecureString", Overwrite=True)
