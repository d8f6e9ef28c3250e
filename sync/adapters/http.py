"""The one place that sends over `requests`: base URLs, timeouts, certificates, and refusals as one exception.

garminconnect and stravalib are given this session, so that both see the same timeouts, follow no redirect to
another host, and report every refusal as `Refused` before their own error mapping loses the status.
"""

import json
import os
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectTimeout
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_fixed
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from sync.core.errors import SyncError, Unavailable, Unclear
from sync.ports import Sleep

CONNECT_SECONDS = 5.0
HEAD = 200


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


class Refused(Exception):
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


class Answer(requests.Response):
    """A response whose JSON is read by the standard library. Plain requests takes simplejson where that is installed
    (as it is beside AWS's runtime), which refuses the NaN of a strange activity and with it the whole list."""

    def json(self, **kwargs: Any) -> Any:
        try:
            return json.loads(self.content, **kwargs)
        except ValueError as error:
            raise requests.JSONDecodeError(str(error), self.text[:200], 0) from None


class _Answering(HTTPAdapter):
    def build_response(self, req: Any, resp: Any) -> Answer:
        response = super().build_response(req, resp)
        response.__class__ = Answer
        return cast(Answer, response)


class Session(requests.Session):
    """A `requests.Session` that rewrites base URLs, always has a timeout, follows no redirects, and tries a GET whose
    connection was refused once more (a service that restarts behind its load balancer)."""

    def __init__(
        self, hosts: Hosts, seconds: float, seen: Callable[[requests.Response], None], sleep: Sleep = time.sleep
    ) -> None:
        super().__init__()
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Answering())
        self._again = Retrying(
            retry=retry_if_exception(_refused),
            stop=stop_after_attempt(2),
            wait=wait_fixed(0.5),
            sleep=sleep,
            reraise=True,
        )
        self._hosts, self._timeout = hosts, (min(CONNECT_SECONDS, seconds), seconds)
        self.verify = ca_bundle(os.environ) or True
        self.hooks["response"] = [lambda response, *_args, **_kwargs: seen(response)]

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = self._timeout  # garminconnect brings its own shorter one, stravalib none at all
        kwargs["allow_redirects"] = False

        def send() -> requests.Response:
            return super(Session, self).request(method, self._hosts.rewrite(str(method), str(url)), *args, **kwargs)

        return self._again(send) if method == "GET" else send()


def refuse(response: requests.Response) -> None:
    """Raise `Refused` for everything that is not a 2xx."""
    if not 200 <= response.status_code < 300:
        raise Refused(response.status_code, response.headers, response.content)


def _message(body: bytes) -> str:
    """The `message` of a JSON error as the services write it, with what Strava says it is about, or ""."""
    try:
        answer = json.loads(body)
        if isinstance(answer.get("error"), dict):  # as Spotify nests it
            return str(answer["error"]["message"])
        words = answer["message"]
        about = [f"{error['resource']} {error['field']} {error['code']}" for error in answer.get("errors") or []]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return f"{words} ({', '.join(about)})" if about else str(words)


def is_html(body: bytes) -> bool:
    return body[:64].lstrip().lower().startswith((b"<!doctype", b"<html"))


def network_error(error: BaseException, *, service: str, write: bool) -> SyncError:
    """A failure without an answer: `Unclear` for a write that may have arrived, else `Unavailable`."""
    words = f"{service}: {_plain(error)}"
    if write and not never_sent(error):
        return Unclear(words, service=service)
    return Unavailable(words, service=service)


def never_sent(error: BaseException) -> bool:
    """Whether no byte of the request can have arrived: name not found, refused, connect timeout, bad certificate."""
    sure = (NewConnectionError, NameResolutionError, ConnectTimeoutError, ConnectTimeout, ssl.SSLCertVerificationError)
    return any(isinstance(cause, sure) for cause in causes(error))


def _refused(error: BaseException) -> bool:
    return any(isinstance(cause, NewConnectionError) for cause in causes(error))


def causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything inside it; requests and urllib3 nest by `args` and `reason` as well."""
    queue, seen = [error], set[int]()
    while queue:
        current = queue.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = (current.__cause__, current.__context__, getattr(current, "reason", None), *current.args)
        queue += [cause for cause in inner if isinstance(cause, BaseException)]


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


def ca_bundle(environ: Mapping[str, str]) -> str | None:
    """The certificates to trust: requests, httpx2 and curl each know only some of these variables."""
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        if environ.get(name):
            return environ[name]
    return None


def _plain(error: BaseException) -> str:
    for cause in causes(error):
        match cause:
            case NameResolutionError():
                return "its name could not be resolved"
            case NewConnectionError():  # before its base class, the connect timeout
                return "connection refused"
            case ConnectTimeoutError() | ConnectTimeout():
                return "no connection within the time limit"
            case ssl.SSLCertVerificationError():
                return f"its certificate is not trusted ({cause.verify_message})"
            case requests.Timeout():
                return "no answer within the time limit"
    return f"the connection broke ({type(error).__name__})"
