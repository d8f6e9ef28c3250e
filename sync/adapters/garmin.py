"""Garmin Connect as an `ActivitySource`, on garminconnect 0.3.20 used as a transport.

Assumptions (docs/services/garmin.md; nothing was tried against the live service): hosts connectapi and diauth; list
items as `garmin_items` reads them; 403, 427 and 429 on the list mean "this client or network is blocked", never "bad
token"; the refresh token rotates on every use. The library is never asked to log in here, and its own refresh is
switched off: it swallows failures and knows no lease. Private names of the library that are used: `PRIVATE_NAMES`.
"""

import base64
import json
import logging
import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sync.adapters.bounds import FILE_BYTES, JSON_BYTES, REFRESH_SECONDS, exchange
from sync.adapters.garmin_items import page_of
from sync.adapters.garmin_library import complete, light
from sync.adapters.http import Hosts, HttpSession, StatusError, is_html, refuse
from sync.adapters.json_text import parsed
from sync.adapters.network_trouble import ca_bundle, causes, network_error
from sync.adapters.originals import open_original
from sync.adapters.requests_pool import Pool
from sync.core.backoff import COOLING, COOLING_LOGIN, capped
from sync.core.bundle import Bundle, InvalidGrant, without_access
from sync.core.diff import Listed, Page
from sync.core.errors import LoginNeeded, Missing, RateLimited, Rejected, SyncError, Unavailable
from sync.core.original import Original
from sync.ports import Sleep
from sync.service import Tokens

T = TypeVar("T")
DOWNLOADS = "/download-service/"
LIST = "/activitylist-service/activities/search/activities"
BLOCKED = (403, 427, 429)
PRIVATE_NAMES = (
    "_api_session",
    "_http_post",
    "_refresh_di_token",
    "_refresh_session",
    "_token_expires_soon",
    "_di_token_url",
    "_connectapi",
    "_connect",
    "_sso",
)


class Garmin:
    """All users' Garmin accounts. `for_user` binds one of them to a moment."""

    def __init__(self, hosts: Hosts, *, domain: str = "com", seconds: float = 30.0, sleep: Sleep = time.sleep) -> None:
        self._hosts, self._domain, self._seconds, self._sleep = hosts, domain, seconds, sleep
        self._pool = Pool(lambda url: FILE_BYTES if DOWNLOADS in url else JSON_BYTES)
        self._latest: tuple[dict[str, str], Any] | None = None  # tokens, and the client that holds them

    def for_user(self, user: str, now: datetime, tokens: Tokens) -> "GarminSource":
        return GarminSource(self, tokens, user, now)

    def library(self) -> Any:
        """A garminconnect client without credentials, so that it cannot log in by accident, on our connections. It
        takes no cookies."""
        light()
        import garminconnect

        if (its := logging.getLogger("garminconnect")).level != logging.CRITICAL:  # setting it empties caches
            its.setLevel(logging.CRITICAL)  # it logs tracebacks of what we handle
        garmin = garminconnect.Garmin(is_cn=self._domain == "cn", retry_attempts=0)
        client: Any = garmin.client
        cookies = client._api_session.cookies
        client._api_session = HttpSession(self._hosts, self._seconds, refuse, self._sleep, pool=self._pool)
        client._api_session.cookies = cookies
        client._refresh_session = lambda: None
        client._token_expires_soon = lambda: False
        client._http_post = poster(client, self._hosts, self._seconds)
        return garmin

    def loaded(self, bundle: Bundle) -> Any:
        """A client of these tokens: the last one while they stay the same, for making one takes as long as the rest
        of a call. Nothing of one user is seen by the next."""
        latest = self._latest
        if latest is None or latest[0] != bundle.fields:
            latest = self._latest = dict(bundle.fields), self._made(bundle)
        return latest[1]

    def _made(self, bundle: Bundle) -> Any:
        garmin = self.library()
        garmin.client.loads(json.dumps(bundle.fields))
        return garmin

    def refresh(self, bundle: Bundle, now: datetime) -> Bundle:
        """One refresh at diauth: the new bundle. Everything that is not a clear answer leaves the old one in place."""
        client = self._made(bundle).client  # it is changed by the refresh
        answers: list[Any] = []
        send = client._http_post

        def listen(url: str, **kwargs: Any) -> Any:
            answers.append(send(url, **kwargs))
            return answers[-1]

        client._http_post = listen
        try:
            with exchange(self._seconds, least=REFRESH_SECONDS):
                client._refresh_di_token()
            return bundle_of(client.dumps())
        except Exception as error:
            if not answers:
                raise network_error(error, service="garmin", write=False) from error
            raise _refresh_refusal(answers[-1], bundle, now) from error


def poster(client: Any, hosts: Hosts, seconds: float) -> Callable[..., Any]:
    """What a garminconnect client posts its secrets with: curl, or requests where curl cannot be loaded. Which of them,
    the first post finds out."""
    send = client._http_post
    trusted = ca_bundle(os.environ) or True  # curl looks at its own variables, and only at import

    def post(url: str, **kwargs: Any) -> Any:
        kwargs["timeout"] = seconds
        if not complete().HAS_CFFI:
            return HttpSession(hosts, seconds, lambda _: None).post(url, **kwargs)
        return send(hosts.rewrite("POST", url), verify=trusted, **kwargs)

    return post


class GarminSource:
    """One user's account at one moment. See `ports.ActivitySource`."""

    name = "garmin"

    def __init__(self, garmin: Garmin, tokens: Tokens, user: str, now: datetime) -> None:
        self._garmin, self._tokens, self._user, self._now = garmin, tokens, user, now

    def recent(self, limit: int, start: int = 0, since: date | None = None) -> Page[Listed]:
        params = {"start": str(start), "limit": str(limit)}
        if since is not None:
            params["startDate"] = since.isoformat()
            params["endDate"] = (self._now + timedelta(days=1)).date().isoformat()
        items = self._call(lambda garmin: garmin.connectapi(LIST, params=params))
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise Unavailable("garmin: the activity list is not a list", service="garmin")
        return page_of(items)

    def original(self, id: str) -> tuple[Original, ...]:
        def download(garmin: Any) -> bytes:
            return bytes(garmin.download_activity(id, garmin.ActivityDownloadFormat.ORIGINAL))

        return open_original(self._call(download, one_file=True))

    def keep_alive(self) -> None:
        self._tokens.renewed(self._user, self._now)

    def _call(self, call: Callable[[Any], T], *, one_file: bool = False) -> T:
        """Send with a usable token; after a 401 once more with a refreshed one; then a person is needed."""
        bundle = self._tokens.usable(self._user, self._now)
        try:
            return self._translated(call, bundle, one_file)
        except _Unauthorized:
            bundle = self._tokens.renewed(self._user, self._now, refused=bundle)
        try:
            return self._translated(call, bundle, one_file)
        except _Unauthorized as error:
            raise LoginNeeded("garmin refuses a token that was refreshed a moment ago", service="garmin") from error

    def _translated(self, call: Callable[[Any], T], bundle: Bundle, one_file: bool) -> T:
        try:
            return call(self._garmin.loaded(bundle))
        except SyncError:
            raise
        except Exception as error:
            refused = next((cause for cause in causes(error) if isinstance(cause, StatusError)), None)
            if refused is None:
                if _is_not_json(error):
                    raise Unavailable("garmin: a web page instead of data", service="garmin") from error
                raise network_error(error, service="garmin", write=False) from error
            raise _refusal(refused, self._now, one_file) from error


class _Unauthorized(Exception):
    """401: the token may have died early; worth one refresh."""


def _refusal(refused: StatusError, now: datetime, one_file: bool) -> Exception:
    """What a refused list or download means."""
    words = f"garmin: {refused}"
    match refused.status:
        case 401:
            return _Unauthorized(words)
        case 404 if one_file:
            return Missing("Garmin has no file of it", service="garmin")
        case 403 if one_file and not is_html(refused.body):  # a page is about this client, not about this file
            return Rejected(f"Garmin does not hand out this file ({refused.head})", service="garmin", certain=False)
        case status if status in BLOCKED:
            until = refused.retry_after(now) or now + COOLING
            return RateLimited(words, capped(until, now), service="garmin")
    return Unavailable(words, service="garmin")


def _refresh_refusal(answer: Any, bundle: Bundle, now: datetime) -> Exception:
    """What a refused refresh means; the library hides the body, so it is read from the answer itself."""
    refused = StatusError(int(answer.status_code), answer.headers, bytes(answer.content))
    if refused.status in (400, 401) and b"invalid_grant" in refused.body:
        return InvalidGrant("invalid_grant")
    if refused.status in BLOCKED:
        told = refused.retry_after(now)
        until = told or now + COOLING_LOGIN
        return RateLimited(f"garmin login: {refused}", capped(until, now), service="garmin", doubling=told is None)
    if 200 <= refused.status < 300:
        error = Unavailable("garmin login: the answer holds no token", service="garmin")
        return without_access(error, bundle, _json(refused.body), "di_refresh_token")
    return Unavailable(f"garmin login: {refused}", service="garmin")


def _json(body: bytes) -> object:
    try:
        return parsed(body)
    except ValueError:
        return None


def bundle_of(dumped: str) -> Bundle:
    """A garminconnect token file as a bundle. Raises ValueError when it is none."""
    try:
        fields = parsed(dumped)
        kept = {name: fields[name].strip() for name in ("di_token", "di_refresh_token", "di_client_id")}
        if not all(kept.values()):
            raise ValueError
        claims = kept["di_token"].split(".")[1]
        expires = parsed(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"]
        return Bundle(kept, datetime.fromtimestamp(float(expires), UTC))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"not a garminconnect token file ({type(error).__name__})") from None


def _is_not_json(error: BaseException) -> bool:
    return any(isinstance(c, json.JSONDecodeError) or is_html(str(c).encode()) for c in causes(error))
