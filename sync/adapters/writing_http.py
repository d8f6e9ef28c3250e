"""The door to a service that is written to: one bounded exchange, and what is known of it without a good answer.

A write whose answer is lost may have been carried out (`Unclear`): whoever sends it says whether it may come again. A
token may stand in an address here (Telegram's does): no error of an exchange knows one.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sync.adapters.bounds import JSON_BYTES, LEAST_SECONDS, REFRESH_SECONDS, TooLarge
from sync.adapters.json_text import parsed
from sync.adapters.music_http import MusicHttp
from sync.adapters.network_trouble import causes
from sync.adapters.status_error import StatusError, is_html
from sync.core.errors import Unavailable, Unclear

if TYPE_CHECKING:
    from sync.adapters.httpx2_client import Received


class WritingHttp(MusicHttp):
    """One service's door."""

    def exchange(self, method: str, url: str, *, write: bool, least: float = LEAST_SECONDS, **what: Any) -> "Received":
        """The answer, whatever its status. `least`: the seconds that have to be left for it; `what`: as httpx2 takes
        it. Raises `Unclear` where a `write` may have arrived, else `Unavailable`, and `OutOfTime` where nothing was
        sent."""
        import httpx2

        from sync.adapters import httpx2_client
        from sync.adapters.network_trouble import network_error

        url = self._hosts.rewrite(method, url)
        patience = self._seconds
        try:
            return httpx2_client.send(
                self._open(), method, url, patience=patience, least=least, most=JSON_BYTES, **what
            )
        except (httpx2.HTTPError, OSError) as error:
            raise network_error(error, service=self._service, write=write) from None  # it may know the address

    def write(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any],
        headers: Mapping[str, str],
        params: Mapping[str, str] | None = None,
        *,
        again: bool = False,
    ) -> Any:
        """The JSON of a 2xx answer to a JSON body. Raises `StatusError` for a refusal in the service's own words,
        `Unclear` where it may have been carried out, `Unavailable` where it certainly was not, `OutOfTime`. `again`: it
        may be repeated, so that `Unavailable` is all that there is to know."""
        what = {"json": dict(body), "headers": dict(headers), "params": dict(params or {})}
        answer = self.exchange(method, url, write=not again, least=REFRESH_SECONDS, **what)
        if not 200 <= answer.status < 300:
            raise StatusError(answer.status, answer.headers, answer.body)
        try:
            return parsed(answer.body)
        except ValueError:
            words = "the answer is a web page" if is_html(answer.body) else "the answer is not JSON"
            raise (Unavailable if again else Unclear)(f"{self._service}: {words}", service=self._service) from None


def was_too_large(error: BaseException) -> bool:
    """Whether an answer was larger than any may be."""
    return any(isinstance(cause, TooLarge) for cause in causes(error))
