"""The one place that sends to the music services: httpx2 with base URLs, time limits, certificates, and plain errors.

httpx2 (0.1 s to import) is loaded by the first call, so that a tick that asks nobody does not pay for it. No redirect
is followed, nothing is repeated or waited for: what a refusal means is for the adapter to say.
"""

import logging
import os
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

from sync.adapters.http import CONNECT_SECONDS, Hosts, Refused, ca_bundle
from sync.core.errors import Unavailable

AGENT = "Runtrack/0.1 (self-hosted)"


class MusicHttp:
    """One service's door. `service` is the name that its errors carry."""

    def __init__(self, service: str, hosts: Hosts, *, seconds: float = 30.0) -> None:
        self._service, self._hosts, self._seconds = service, hosts, seconds
        self._client: Any = None

    def get(self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Any:
        """The JSON of a 2xx answer. Raises `http.Refused` for any other status, `Unavailable` for network trouble
        and for an answer that is no JSON."""
        return self._send("GET", url, params=dict(params or {}), headers=dict(headers or {}))

    def post(self, url: str, data: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Any:
        """The same for a form that is posted; only for calls that may be repeated."""
        return self._send("POST", url, data=dict(data), headers=dict(headers or {}))

    def _send(self, method: str, url: str, **what: Any) -> Any:
        import httpx2

        try:
            answer = self._open().request(method, self._hosts.rewrite(method, url), **what)
        except httpx2.TimeoutException as error:
            raise Unavailable(f"{self._service}: no answer within the time limit", service=self._service) from error
        except (httpx2.HTTPError, OSError) as error:
            words = f"{self._service}: the connection broke ({type(error).__name__})"
            raise Unavailable(words, service=self._service) from error
        if not answer.is_success:
            raise Refused(answer.status_code, answer.headers, answer.content)
        try:
            return answer.json()
        except (ValueError, RecursionError) as error:
            raise Unavailable(f"{self._service}: the answer is not JSON", service=self._service) from error

    def _open(self) -> Any:
        if self._client is None:
            import httpx2

            logging.getLogger("httpx2").setLevel(logging.WARNING)  # it would log addresses, and Last.fm's key is in one
            limits = httpx2.Timeout(self._seconds, connect=min(CONNECT_SECONDS, self._seconds))
            self._client = httpx2.Client(
                timeout=limits,
                verify=_trust(ca_bundle(os.environ)),
                follow_redirects=False,
                headers={"User-Agent": AGENT},
            )
        return self._client


@cache
def _trust(bundle: str | None) -> ssl.SSLContext:
    """The certificates to trust, read once for all services."""
    import certifi

    return ssl.create_default_context(cafile=bundle or certifi.where())
