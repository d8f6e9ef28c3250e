"""ListenBrainz as a source of plays: an account's listens, paged downwards in time.

Source: docs/services/listenbrainz.md. No login is needed, a token is optional; every call is made at once and once.
"""

import logging
import math
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from sync.adapters import account_name, account_name_source
from sync.adapters.clean import text
from sync.adapters.listenbrainz_items import play_of, song_of
from sync.adapters.music_http import MusicHttp
from sync.adapters.play_fields import moment, readable
from sync.adapters.status_error import StatusError, retry_after
from sync.core.errors import LoginNeeded, RateLimited, SyncError, Unavailable
from sync.core.exchange import Batch, OnNow
from sync.core.music import Play
from sync.login_field import Field
from sync.service import Built, Host, Hosts, Parts, Role, Service

API = "https://api.listenbrainz.org"
NAME = "listenbrainz"
PAGE = 100
PAGES = 25
"""The most that one call of ours fetches: 2,500 listens, which are five days without a break."""
BELOW = timedelta(minutes=15)
"""How far below a window is read: listens need not come in order."""
WAIT = timedelta(minutes=1)

log = logging.getLogger("runtrack.listenbrainz")


class ListenBrainz:
    """ListenBrainz for all users."""

    def __init__(self, hosts: Hosts, *, seconds: float = 30.0) -> None:
        self._http = MusicHttp(NAME, hosts, seconds=seconds)

    def for_user(self, user: str, name: str, now: datetime, token: str = "") -> "ListenBrainzPlays":
        """The listens of the account `name`, as plays of our `user`. `token`: the account's own, "" for none."""
        return ListenBrainzPlays(self, user, name, now, token)

    def check(self, name: str, now: datetime, token: str = "") -> str:
        """The account's name as ListenBrainz writes it. Raises `LoginNeeded` when there is none of this name, or when
        the token is not its token."""
        if not token:
            return text(self.page(name, now, count="1").get("user_id")) or name
        answer = self._get(f"{API}/1/validate-token", {}, name, token, now)
        if not isinstance(answer, dict) or not isinstance(answer.get("valid"), bool):
            raise _unknown_shape()
        if not answer["valid"]:
            raise LoginNeeded("ListenBrainz does not accept this token", service=NAME)
        owner = text(answer.get("user_name"))
        if owner.casefold() != name.casefold():
            raise LoginNeeded(f"this token belongs to {owner or 'somebody else'}, not to {name}", service=NAME)
        return owner

    def page(self, name: str, now: datetime, token: str = "", *, of: str = "listens", **asked: str) -> dict[str, Any]:
        """The payload of one page of listens, or of what is `playing-now`. Raises our errors."""
        answer = self._get(f"{API}/1/user/{quote(name, safe='')}/{of}", asked, name, token, now)
        try:
            payload = answer["payload"]
            if isinstance(payload["listens"], list):
                return dict(payload)
        except (KeyError, TypeError, ValueError):
            pass
        raise _unknown_shape()

    def _get(self, url: str, asked: dict[str, str], name: str, token: str, now: datetime) -> Any:
        try:
            return self._http.get(url, asked, {"Authorization": f"Token {token}"} if token else None)
        except StatusError as refused:
            raise _refusal(refused, name, now) from None


class ListenBrainzPlays:
    """One account at one moment (a `PlaySource`, and a `NowSource`)."""

    scopes: tuple[str, ...] = ()

    def __init__(self, service: ListenBrainz, user: str, name: str, now: datetime, token: str) -> None:
        self._service, self._user, self._name, self._now, self._token = service, user, name, now, token

    def recent(self, since: datetime) -> Batch:
        return self._down(since, None)

    def between(self, start: datetime, end: datetime) -> Batch:
        return self._down(start, end)

    def on_now(self) -> OnNow:
        """Without a position; it is forgotten there when the song should be over."""
        listens = self._service.page(self._name, self._now, self._token, of="playing-now")["listens"]
        on = (one for one in listens if isinstance(one, dict) and one.get("playing_now") is True)
        song = next(map(song_of, on), None)
        return OnNow(song, playing=song is not None)

    def _down(self, start: datetime, end: datetime | None) -> Batch:
        """Every listen of a window, read from its end downwards. Bounds are exclusive and in whole seconds, so that
        each page begins with the second that the one before ended with."""
        found: dict[tuple[int, str], Play] = {}
        told: list[Any] = []
        cut_off = False
        before = None if end is None else math.floor(end.timestamp()) + 1
        for _ in range(PAGES):
            bound = {} if before is None else {"max_ts": str(before)}
            payload = self._service.page(self._name, self._now, self._token, count=str(PAGE), **bound)
            for play in filter(None, (play_of(item, self._user) for item in payload["listens"])):
                found[play.ms, play.song.key] = play
            told += payload["listens"]
            oldest = _oldest(payload["listens"])
            if oldest is None or oldest < (start - BELOW).timestamp() or _is_last(payload, oldest):
                break
            before = oldest + 1 if before is None or oldest + 1 < before else oldest
        else:
            cut_off = True
            log.warning("more listens in one window than are fetched", extra={"window": [str(start), str(end)]})
        readable(told, list(found), NAME)
        inside = [play for play in found.values() if start <= play.played_at and (end is None or play.played_at <= end)]
        return Batch(tuple(sorted(inside, key=lambda play: play.played_at, reverse=True)), full=cut_off)


def _oldest(listens: list[Any]) -> int | None:
    """The earliest time on a page in seconds, None when there is none."""
    return min(filter(None, map(_seconds, listens)), default=None)


def _seconds(listen: Any) -> int | None:
    try:
        return int(moment(listen["listened_at"]).timestamp())
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _is_last(payload: dict[str, Any], oldest: int) -> bool:
    """Whether there is nothing below this page. The time of an account's first listen comes from a cache and can be
    out of date, so that it is believed only of a page that is not full."""
    first = payload.get("oldest_listen_ts")
    return len(payload["listens"]) < PAGE and isinstance(first, int) and oldest <= first


def _refusal(refused: StatusError, name: str, now: datetime) -> SyncError:
    words = f"{NAME}: {refused}"
    match refused.status:
        case 401:
            return LoginNeeded("ListenBrainz does not accept the stored token", service=NAME)
        case 404:
            return LoginNeeded(f"ListenBrainz has no such user: {name}", service=NAME)
        case 429:
            until = retry_after(refused.headers.get("X-RateLimit-Reset-In"), now) or refused.retry_after(now)
            return RateLimited(words, until or now + WAIT, service=NAME, doubling=until is None)
    return Unavailable(words, service=NAME)


def _unknown_shape() -> Unavailable:
    return Unavailable(f"{NAME}: an answer of an unknown shape", service=NAME)


def _build(parts: Parts) -> Built:
    return account_name_source.built(SERVICE, ListenBrainz(parts.hosts, seconds=parts.seconds), parts)


TOKEN = Field(
    "token",
    hidden=True,
    metavar="TOKEN",
    about="Your user token, if you want it to be used (- reads it from stdin)",
)
SERVICE = Service(
    name=NAME,
    title="ListenBrainz",
    about="Connect ListenBrainz by its user name; listens are public there, so that no token is needed.",
    roles=frozenset({Role.PLAYS}),
    build=_build,
    hosts=(Host(API, "LISTENBRAINZ_API_URL", "Base of ListenBrainz's API."),),
    fields=(account_name.name_field("ListenBrainz"), TOKEN),
    how_to="https://listenbrainz.org/settings/ shows yours.",
    quiet="does your player submit to this account?",
    limits="told in each answer (X-RateLimit-…)",
    policy="public data (CC0); shown to its owner only all the same",
    german="sync.adapters.listenbrainz_german",
)
