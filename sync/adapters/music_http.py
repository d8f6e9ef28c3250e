"""The one place that sends to the music services: httpx2 with base URLs, bounds, certificates, and plain errors.

httpx2 (0.1 s to import) is loaded by the first call, so that a tick that asks nobody does not pay for it. No redirect
is followed, nothing is repeated or waited for: what a refusal means is for the adapter to say.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sync.adapters.bounds import JSON_BYTES, LEAST_SECONDS, REFRESH_SECONDS
from sync.adapters.json_text import parsed
from sync.adapters.status_error import StatusError
from sync.core.errors import Unavailable
from sync.service import Hosts

if TYPE_CHECKING:
    from sync.adapters.httpx2_client import Received

PAGE_BYTES = 2_000_000
"""The most of a web page: what it says of itself stands at its beginning."""


class MusicHttp:
    """One service's door. `service` is the name that its errors carry."""

    def __init__(self, service: str, hosts: Hosts, *, seconds: float = 30.0) -> None:
        """`seconds`: the patience with one exchange."""
        self._service, self._hosts, self._seconds = service, hosts, seconds
        self._client: Any = None

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        may_be_empty: bool = False,
    ) -> Any:
        """The JSON of a 2xx answer; None for a 204, where that means something. Raises
        `http.StatusError` for any other status, `Unavailable` for network trouble and for an answer that is no JSON or
        too large, `OutOfTime` when the tick is nearly over."""
        return self._send("GET", url, may_be_empty, params=dict(params or {}), headers=dict(headers or {}))

    def post(self, url: str, data: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Any:
        """The same for a form that is posted; only for calls that may be repeated."""
        return self._send("POST", url, False, data=dict(data), headers=dict(headers or {}))

    def page(self, url: str) -> "Received":
        """A web page, or a redirect as it is, whatever the status. Raises as `get` does, but `StatusError`."""
        return self._exchange("GET", url, PAGE_BYTES)

    def _send(self, method: str, url: str, may_be_empty: bool, **what: Any) -> Any:
        answer = self._exchange(method, url, JSON_BYTES, **what)
        if not 200 <= answer.status < 300:
            raise StatusError(answer.status, answer.headers, answer.body)
        if may_be_empty and answer.status == 204:
            return None
        try:
            return parsed(answer.body)
        except ValueError as error:
            raise Unavailable(f"{self._service}: the answer is not JSON", service=self._service) from error

    def _exchange(self, method: str, url: str, most: int, **what: Any) -> "Received":
        import httpx2

        from sync.adapters import httpx2_client
        from sync.adapters.network_trouble import network_error

        url = self._hosts.rewrite(method, url)
        least = LEAST_SECONDS if method == "GET" else REFRESH_SECONDS
        try:
            return httpx2_client.send(self._open(), method, url, patience=self._seconds, least=least, most=most, **what)
        except (httpx2.HTTPError, OSError) as error:
            raise network_error(error, service=self._service, write=False) from error

    def _open(self) -> Any:
        if self._client is None:
            from sync.adapters import httpx2_client
            from sync.adapters.network_trouble import ca_bundle

            self._client = httpx2_client.client(ca_bundle(os.environ))
        return self._client
