"""The door to LiveTrack: its page hands out a csrf token and cookies, and whatever is asked afterwards needs both.

What is known of that stands here and in docs/services/livetrack.md#protocol. No answer's own words go into an error:
they could repeat the address that was asked, which is a secret.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sync.adapters.json_text import parsed
from sync.adapters.status_error import is_html, retry_after
from sync.adapters.writing_http import WritingHttp
from sync.core.errors import Missing, RateLimited, Unavailable
from sync.ports.live import Blocked, NotTaken
from sync.service import Hosts

if TYPE_CHECKING:
    from sync.adapters.httpx2_client import Received

NAME = "livetrack"
WAIT = timedelta(minutes=2)
META = (
    re.compile(rb"""<meta[^>]*\bname=["']csrf-token["'][^>]*\bcontent=["']([\w.-]{8,200})["']""", re.IGNORECASE),
    re.compile(rb"""<meta[^>]*\bcontent=["']([\w.-]{8,200})["'][^>]*\bname=["']csrf-token["']""", re.IGNORECASE),
)
CHALLENGE = (b"_cf_chl", b"cf-chl", b"Just a moment...", b"challenge-platform")
COOKIES, COOKIE = 20, 4096


@dataclass(frozen=True, slots=True)
class Pair:
    """What lets one ask: of no run in particular."""

    token: str = field(repr=False)
    cookies: str = field(repr=False)


class Door:
    """For all users; `origin`s are asked by their well-known addresses."""

    def __init__(self, hosts: Hosts, *, seconds: float) -> None:
        self._http = WritingHttp(NAME, hosts, seconds=seconds)
        self._pairs = dict[str, Pair]()

    def page(self, address: str) -> "Received":
        """A page, or a redirect as it is. Raises `Blocked`, `Unavailable`."""
        answer = self._http.exchange("GET", address, write=False, headers={"Accept": "text/html"})
        if is_challenge(answer):
            raise Blocked(f"{NAME}: a page for browsers stands in its place", service=NAME)
        return answer

    def get(self, path: str, page: str, now: datetime) -> Any:
        """The JSON at a path, "" for an empty body. `page`: the address of the run's page, which hands out the pair.
        A pair that is taken no longer is asked for once more, and the same thing once more."""
        origin = "/".join(page.split("/", 3)[:3])
        for is_last in (False, True):
            pair = self._pairs.get(origin)
            if pair is None:
                pair = self._pairs[origin] = self._pair(page, now)
            answer = self._http.exchange("GET", origin + path, write=False, headers=_headers(pair, page))
            if is_challenge(answer):
                raise Blocked(f"{NAME}: a page for browsers stands in its place", service=NAME)
            if answer.status != 403:
                return _read(answer, now)
            self._pairs.pop(origin, None)
            if is_last:
                break
        raise NotTaken(f"{NAME}: it refuses the token of its own page", service=NAME)

    def _pair(self, page: str, now: datetime) -> Pair:
        answer = self.page(page)
        if answer.status == 429 or answer.status >= 500:
            raise _refusal(answer, now)
        pair = pair_of(answer)
        if pair is None:
            raise NotTaken(f"{NAME}: its page hands out no token (HTTP {answer.status})", service=NAME)
        return pair


def pair_of(answer: "Received") -> Pair | None:
    """What a page hands out."""
    found = next((match for meta in META if (match := meta.search(answer.body)) is not None), None)
    return Pair(found[1].decode(), _cookies(_set_cookies(answer.headers))) if found is not None else None


def is_challenge(answer: "Received") -> bool:
    """Whether it is Cloudflare's page, which wants a browser to prove itself."""
    if answer.headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    if not is_html(answer.body) or any(meta.search(answer.body) for meta in META):
        return False
    return answer.status == 403 or any(mark in answer.body for mark in CHALLENGE)


def _headers(pair: Pair, page: str) -> dict[str, str]:
    cookies = {"Cookie": pair.cookies} if pair.cookies else {}
    return {"Accept": "application/json", "livetrack-csrf-token": pair.token, "Referer": page} | cookies


def _read(answer: "Received", now: datetime) -> Any:
    if not 200 <= answer.status < 300:
        raise _refusal(answer, now)
    if not answer.body.strip():
        return ""
    try:
        return parsed(answer.body)
    except ValueError:
        raise Unavailable(f"{NAME}: the answer is not JSON", service=NAME) from None


def _refusal(answer: "Received", now: datetime) -> Missing | RateLimited | Unavailable:
    words = f"{NAME}: HTTP {answer.status}"
    if answer.status == 429:
        until = retry_after(answer.headers.get("Retry-After"), now)
        return RateLimited(words, max(until, now) if until else now + WAIT, service=NAME, doubling=until is None)
    if answer.status in (404, 410) and not is_html(answer.body):
        return Missing(f"{NAME}: the run is shown no longer", service=NAME)
    if answer.status >= 500 or answer.status < 400:
        return Unavailable(words, service=NAME)
    return NotTaken(words, service=NAME)


def _set_cookies(headers: Any) -> Iterable[str]:
    several = getattr(headers, "get_list", None)
    return several("set-cookie") if several is not None else filter(None, [headers.get("Set-Cookie")])


def _cookies(told: Iterable[str]) -> str:
    """What is to be sent back of them: name and value alone."""
    kept = dict[str, str]()
    for one in list(told)[:COOKIES]:
        name, is_pair, value = one.partition(";")[0].strip().partition("=")
        if is_pair and name and len(one) <= COOKIE and (name + value).isascii() and (name + value).isprintable():
            kept[name] = value
    return "; ".join(f"{name}={value}" for name, value in kept.items())
