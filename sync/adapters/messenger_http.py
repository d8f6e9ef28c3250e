"""Sending by a messenger: one write by the shared client, and what is known of it when there is no good answer.

A write whose answer is lost may have been carried out (`Unclear`): whoever sends it says whether it may come again.
"""

from collections.abc import Mapping
from typing import Any

from sync.adapters.bounds import JSON_BYTES, REFRESH_SECONDS, TooLarge
from sync.adapters.json_text import parsed
from sync.adapters.music_http import MusicHttp
from sync.adapters.network_trouble import causes
from sync.adapters.status_error import StatusError, is_html
from sync.core.errors import Unclear


class MessengerHttp(MusicHttp):
    """One messenger's door."""

    def write(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any],
        headers: Mapping[str, str],
        params: Mapping[str, str] | None = None,
    ) -> Any:
        """The JSON of a 2xx answer to a JSON body. Raises `StatusError` for a refusal in the service's own words,
        `Unclear` where it may have been carried out, `Unavailable` where it certainly was not, `OutOfTime`."""
        import httpx2

        from sync.adapters import httpx2_client
        from sync.adapters.network_trouble import network_error

        url = self._hosts.rewrite(method, url)
        how: dict[str, Any] = {"json": dict(body), "headers": dict(headers), "params": dict(params or {})}
        try:
            answer = httpx2_client.send(
                self._open(),
                method,
                url,
                patience=self._seconds,
                least=REFRESH_SECONDS,
                most=JSON_BYTES,
                **how,
            )
        except (httpx2.HTTPError, OSError) as error:
            sent = not isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout)
            raise network_error(error, service=self._service, write=sent) from error
        said = StatusError(answer.status, answer.headers, answer.body)
        if not 200 <= answer.status < 300:
            raise said
        try:
            return parsed(answer.body)
        except ValueError:
            words = "the answer is a web page" if is_html(answer.body) else "the answer is not JSON"
            raise Unclear(f"{self._service}: {words}", service=self._service) from None


def was_too_large(error: BaseException) -> bool:
    """Whether an answer was larger than any may be."""
    return any(isinstance(cause, TooLarge) for cause in causes(error))
