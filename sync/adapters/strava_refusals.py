"""What a refusal of Strava means, as one of our errors: of its API and of its token server, each status in one place.

Source: docs/services/strava.md#refusals. Texts were recorded by others, none was tried live.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto

from sync.adapters.status_error import StatusError
from sync.adapters.strava_fields import SCOPES
from sync.core.backoff import capped
from sync.core.bundle import InvalidGrant
from sync.core.errors import (
    AppInactive,
    LoginNeeded,
    Missing,
    RateLimited,
    Rejected,
    SyncError,
    Unavailable,
    Unclear,
)

LOGIN_WAIT = timedelta(minutes=15)
"""How long the token server is left alone when it does not say for how long."""


class What(Enum):
    """What was asked of the API: the same status means different things to each."""

    LIST = auto()
    RESULT = auto()
    TEXT = auto()
    UPLOAD = auto()
    WRITE = auto()

    @property
    def writes(self) -> bool:
        return self in (What.UPLOAD, What.WRITE)


def of_api(refused: StatusError, what: What, after_429: Callable[[], datetime]) -> SyncError | None:
    """The error that a refusal stands for; None for a 401 that a refresh may cure. `after_429`: when a rate limit that
    is used up comes back, which the answer itself does not say."""
    words, body = f"strava: {refused}", refused.body
    match refused.status:
        case 401 if b'"missing"' in body:
            return LoginNeeded("the consent lacks a permission that is needed", service="strava", scopes=tuple(SCOPES))
        case 401 if b'"Application"' in body:
            return AppInactive("Strava does not accept the client id and secret", service="strava")
        case 401:
            return None
        case 402 | 403 if refused.status == 402 or _is_inactive(body):
            return AppInactive("Strava has deactivated this API application", service="strava")
        case 403:
            return Unavailable(words, service="strava")
        case 404 if what in (What.RESULT, What.TEXT, What.WRITE):
            return Missing("not known to Strava", service="strava")
        case 429:
            return _rate_limited(refused, "strava", after_429())
        case status if status >= 500 or status == 408 or status < 400:
            return Unclear(words, service="strava") if what.writes else Unavailable(words, service="strava")
    if not what.writes:
        return Unavailable(words, service="strava")  # a list that is refused says nothing about the run
    what_of = "the file" if what is What.UPLOAD else "the text"
    certain = refused.status in (400, 413, 415, 422)  # the others are about something else than what was sent
    return Rejected(f"Strava refused {what_of}: {refused.head}", service="strava", certain=certain)


def of_login(refused: StatusError, now: datetime) -> SyncError | InvalidGrant:
    """The error that a refused code or refresh stands for."""
    body = refused.body
    if b"Application" in body and (refused.status in (400, 401) or b"nactive" in body):
        return AppInactive(
            "Strava does not accept this client id and secret, or has deactivated the application", service="strava"
        )
    if refused.status == 400:
        return InvalidGrant("its token was revoked or replaced")
    if refused.status == 429:
        return _rate_limited(refused, "strava login", capped(refused.retry_after(now) or now + LOGIN_WAIT, now))
    return Unavailable(f"strava login: {refused}", service="strava")


def _rate_limited(refused: StatusError, where: str, until: datetime) -> RateLimited:
    return RateLimited(f"{where}: {refused.head}", until, service="strava")


def _is_inactive(body: bytes) -> bool:
    return b"Application" in body and b"nactive" in body
