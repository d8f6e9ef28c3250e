"""The one place that sends over `requests`: base URLs, bounds, certificates, and refusals as one exception.

garminconnect and stravalib are given this session, so that both have the same bounds, follow no redirect to
another host, and report every refusal as `StatusError` before their own error mapping loses the status.
"""

import math
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from sync.adapters.bounds import CONNECT_SECONDS, LEAST_SECONDS, exchange
from sync.adapters.json_text import parsed
from sync.adapters.network_trouble import ca_bundle, causes
from sync.adapters.requests_pool import Pool
from sync.ports import Sleep

HEAD = 200
AGAIN_SECONDS = 0.5


class Hosts:
    """Where the services' well-known base URLs really are (`STRAVA_API_URL` and friends, or a simulator)."""

    def __init__(self, bases: Mapping[str, str]) -> None:
        self._bases = sorted(bases.items(), key=lambda pair: -len(pair[0]))

    def rewrite(self, method: str, url: str) -> str:
        """The URL with the longest known base replaced. `method` lets a test treat one endpoint differently."""
        for known, real in self._bases:
            if url.startswith(known):
                return real.rstrip("/") + url[len(known) :]
        return url


class StatusError(Exception):
    """An answer that is no success. Never shows the request (its headers hold the token)."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body
        super().__init__(f"HTTP {status}: {self.head}")

    @property
    def head(self) -> str:
        """What the answer says, for a person to read: its own message, or its beginning."""
        if is_html(self.body):
            return "a web page"
        text = _message(self.body) or self.body[:HEAD].decode("utf-8", "replace")
        return " ".join(text.split())[:HEAD]

    def retry_after(self, now: datetime) -> datetime | None:
        """The Retry-After header (seconds or a date) as a time, None when it is missing or nonsense."""
        return retry_after(self.headers.get("Retry-After"), now)


class HttpSession(requests.Session):
    """A `requests.Session` that rewrites base URLs, bounds each exchange in time and bytes (`bounds.py`), follows no
    redirects, takes proxies but no logins from the environment, and tries a GET whose connection was refused once
    more (a service that restarts behind its load balancer)."""

    def __init__(
        self,
        hosts: Hosts,
        seconds: float,
        seen: Callable[[requests.Response], None],
        sleep: Sleep = time.sleep,
        *,
        pool: Pool | None = None,
        least: float = math.inf,
    ) -> None:
        """`seconds`: the patience with one exchange; `pool`: the connections, when they are shared; `least`: how much
        of its patience the tick must have left for it before anything but a GET is sent."""
        super().__init__()
        pool = pool or Pool()
        for scheme in ("https://", "http://"):
            self.mount(scheme, pool)
        self._hosts, self._seconds, self._least, self._sleep = hosts, seconds, least, sleep
        self.verify = ca_bundle(os.environ) or True
        self.auth = _as_it_is  # with none at all, requests puts a login from ~/.netrc in the token's place
        self.hooks["response"] = [lambda response, *_args, **_kwargs: seen(response)]

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs |= {"allow_redirects": False, "stream": True}  # the pool reads the body, within its bounds

        def send() -> requests.Response:
            return super(HttpSession, self).request(method, self._hosts.rewrite(str(method), str(url)), *args, **kwargs)

        least = LEAST_SECONDS if method == "GET" else self._least
        with exchange(self._seconds, least=least) as seconds:
            kwargs["timeout"] = (min(CONNECT_SECONDS, seconds), seconds)  # garminconnect brings its own, stravalib none
            return self._twice(send) if method == "GET" else send()

    def _twice(self, send: Callable[[], requests.Response]) -> requests.Response:
        try:
            return send()
        except Exception as error:
            if not _refused(error):
                raise
        self._sleep(AGAIN_SECONDS)
        return send()


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def refuse(response: requests.Response) -> None:
    """Raise `StatusError` for everything that is not a 2xx."""
    if not 200 <= response.status_code < 300:
        raise StatusError(response.status_code, response.headers, response.content)


def _message(body: bytes) -> str:
    """The `message` of a JSON error as the services write it, with what Strava says it is about, or ""."""
    try:
        answer = parsed(body)
        if isinstance(answer.get("error"), dict):  # as Spotify nests it
            return str(answer["error"]["message"])
        words = answer["message"]
        about = [f"{error['resource']} {error['field']} {error['code']}" for error in answer.get("errors") or []]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return f"{words} ({', '.join(about)})" if about else str(words)


def is_html(body: bytes) -> bool:
    return body[:64].lstrip().lower().startswith((b"<!doctype", b"<html"))


def _refused(error: BaseException) -> bool:
    return any(isinstance(cause, NewConnectionError) for cause in causes(error))


def retry_after(header: str | None, now: datetime) -> datetime | None:
    if not header:
        return None
    try:
        return datetime.fromtimestamp(now.timestamp() + float(header), UTC)
    except (ValueError, OverflowError):
        pass  # not a number of seconds: perhaps a date
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
