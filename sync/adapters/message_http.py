"""The door to a messenger: JSON there and back, in one bounded exchange. What a refusal means, its adapter says.

A token may stand in an address here (Telegram's does): no error and no line of the log names one.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sync.adapters.bounds import JSON_BYTES, LEAST_SECONDS
from sync.service import Hosts

if TYPE_CHECKING:
    from sync.adapters.httpx2_client import Received


class MessageHttp:
    """`service` is the name that its errors carry."""

    def __init__(self, service: str, hosts: Hosts, *, seconds: float) -> None:
        """`seconds`: the patience with one exchange."""
        self._service, self._hosts, self._seconds = service, hosts, seconds
        self._client: Any = None

    def exchange(
        self,
        method: str,
        url: str,
        *,
        write: bool,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> "Received":
        """The answer, whatever its status. Raises `Unclear` where a `write` may have arrived, else `Unavailable`, and
        `OutOfTime` where nothing was sent."""
        import httpx2

        from sync.adapters import httpx2_client
        from sync.adapters.network_trouble import network_error

        what = {"json": json} if json is not None else {"content": content} if content is not None else {}
        try:
            return httpx2_client.send(
                self._open(),
                method,
                self._hosts.rewrite(method, url),
                patience=self._seconds,
                least=LEAST_SECONDS,
                most=JSON_BYTES,
                headers=dict(headers or {}),
                **what,
            )
        except (httpx2.HTTPError, OSError) as error:
            raise network_error(error, service=self._service, write=write) from None  # it may know the address

    def _open(self) -> Any:
        if self._client is None:
            from sync.adapters import httpx2_client
            from sync.adapters.network_trouble import ca_bundle

            self._client = httpx2_client.client(ca_bundle(os.environ))
        return self._client
