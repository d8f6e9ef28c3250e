"""Last.fm as a source of plays: pages of `user.getRecentTracks`, checked to be the user's own.

Source: docs/services/lastfm.md. Only an API key and a name are needed; every call is made at once and once.
"""

import logging
import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sync.adapters import account_name, account_name_source
from sync.adapters import lastfm_answers as words
from sync.adapters.music_http import MusicHttp
from sync.adapters.play_fields import readable
from sync.adapters.status_error import StatusError
from sync.core.errors import AppInactive, Unavailable
from sync.core.exchange import Batch, OnNow
from sync.core.music import Play
from sync.core.secret import Secret
from sync.service import Built, Host, Hosts, Parts, Role, Service
from sync.setting import secret

API = "https://ws.audioscrobbler.com"
PAGE = 200
PAGES = 25
"""The most that one call of ours fetches: 5,000 plays, which are two weeks without a break."""

log = logging.getLogger("runtrack.lastfm")


class Lastfm:
    """Last.fm for all users of one API key."""

    def __init__(self, hosts: Hosts, api_key: Secret, *, seconds: float = 30.0) -> None:
        self._http, self._key = MusicHttp(words.SERVICE, hosts, seconds=seconds), api_key

    def for_user(self, user: str, name: str, now: datetime, token: str = "") -> "LastfmPlays":
        """The plays of the account `name`, as plays of our `user`. A token is not needed."""
        return LastfmPlays(self, user, name, now)

    def check(self, name: str, now: datetime, token: str = "") -> str:
        """The account's name as Last.fm writes it. Raises `LoginNeeded` when there is none, or when its plays are
        hidden: the plays themselves are asked for, since the account's page says nothing of that."""
        return words.owner_of(self.page(name, now, limit="1"))

    def page(self, name: str, now: datetime, **asked: str) -> Any:
        """One page of an account's plays. Raises our errors; `Unavailable` when it is somebody else's."""
        params = {"method": "user.getRecentTracks", "user": name, "api_key": self._key.value, "format": "json"}
        try:
            answer = self._http.get(f"{API}/2.0/", params | asked)
        except StatusError as refused:
            raise words.refusal(refused, name, now) from None
        if (error := words.error_in(answer, name, now)) is not None:
            raise error
        owner = words.owner_of(answer)
        if owner.casefold() != name.casefold():
            raise Unavailable(f"{words.SERVICE}: the answer holds another user's plays", service=words.SERVICE)
        return answer


class LastfmPlays:
    """One account at one moment (a `PlaySource`, and a `NowSource`)."""

    scopes: tuple[str, ...] = ()

    def __init__(self, lastfm: Lastfm, user: str, name: str, now: datetime) -> None:
        self._lastfm, self._user, self._name, self._now = lastfm, user, name, now

    def recent(self, since: datetime) -> Batch:
        return self._window(since, None)

    def between(self, start: datetime, end: datetime) -> Batch:
        return self._window(start, end)

    def on_now(self) -> OnNow:
        """It comes before the newest play, and without a position. It lingers for a while after a pause."""
        items = words.items_of(self._lastfm.page(self._name, self._now, limit="1"))
        song = next((words.song_of(item) for item in items if words.is_on_now(item)), None)
        return OnNow(song, playing=song is not None)

    def _window(self, start: datetime, end: datetime | None) -> Batch:
        """Every play of a window. A second more is asked for at both ends, because nobody says whether they belong to
        it, and what is outside is left out here."""
        asked = {"from": str(math.floor(start.timestamp()) - 1), "limit": str(PAGE)}
        if end is not None:
            asked["to"] = str(math.floor(end.timestamp()) + 1)
        found: dict[tuple[int, str], Play] = {}
        told: list[Any] = []
        cut_off = False
        for number in range(1, PAGES + 1):
            page = self._lastfm.page(self._name, self._now, **asked, page=str(number))
            items = [item for item in words.items_of(page) if not words.is_on_now(item)]
            found |= {(play.ms, play.song.key): play for play in self._plays(items)}
            told += items
            last = words.pages_of(page)
            if not items or (last is not None and number >= last):
                break
        else:
            cut_off = True
            log.warning("more plays in one window than are fetched", extra={"window": [str(start), str(end)]})
        readable(told, list(found), words.SERVICE)
        inside = [play for play in found.values() if start <= play.played_at and (end is None or play.played_at <= end)]
        return Batch(tuple(sorted(inside, key=lambda play: play.played_at, reverse=True)), full=cut_off)

    def _plays(self, items: Iterable[Any]) -> Iterable[Play]:
        return filter(None, (words.play_of(item, self._user) for item in items))


def _build(parts: Parts) -> Built:
    key = parts.values["LASTFM_API_KEY"]
    return account_name_source.built(SERVICE, Lastfm(parts.hosts, key, seconds=parts.seconds), parts)


SERVICE = Service(
    name=words.SERVICE,
    title="Last.fm",
    about="Connect Last.fm by its user name. Needs LASTFM_API_KEY.",
    roles=frozenset({Role.PLAYS}),
    build=_build,
    hosts=(Host(API, "LASTFM_API_URL", "Base of Last.fm's API."),),
    options=(
        secret("LASTFM_API_KEY", "Your Last.fm API key (https://www.last.fm/api/account/create).", personal=True),
    ),
    needs=("LASTFM_API_KEY",),
    how_to=(
        "Last.fm needs an API key: make one at https://www.last.fm/api/account/create (it takes a minute, and no "
        "callback address) and set LASTFM_API_KEY to it."
    ),
    fields=(account_name.name_field("Last.fm"),),
    quiet="does your player scrobble to this account?",
    advice={AppInactive: "set LASTFM_API_KEY to a key of https://www.last.fm/api/accounts"},
    limits="no number is published; error 29 asks to wait",
    policy="shown to its owner only; its terms allow personal use",
    german="sync.adapters.lastfm_german",
)
