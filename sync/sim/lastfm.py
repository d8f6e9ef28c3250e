"""The simulated Last.fm: one user's scrobbles, in the words and with the oddities of its one endpoint.

Source: docs/services/lastfm.md. Whether `from` and `to` belong to the window is not public: here neither does.
Not played: anything that needs a user's own session, and the limit of calls, which has no public number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote_plus

from werkzeug.wrappers import Request, Response

from sync.core.music import Habit
from sync.sim.clock import Now
from sync.sim.http import SimService, answer
from sync.sim.player import Player
from sync.sim.songbook import SONGS, Heard, SimSong

MOST, USUAL = 200, 50
WORDS = {
    3: "Invalid Method - No method with that name in this package",
    6: "User not found",
    8: "Operation failed - Most likely the backend service failed. Please try again.",
    9: "Invalid session key - Please re-authenticate",
    10: "Invalid API key - You must be granted a valid key by last.fm",
    11: "Service Offline - This service is temporarily offline. Try again later.",
    16: "The service is temporarily unavailable, please try again.",
    17: "Login: User required to be logged in",
    26: "Suspended API key - Access for your account has been suspended, please contact Last.fm",
    29: "Rate Limit Exceeded - Your IP has made too many requests in a short period",
}
USUAL_STATUS = {3: 400, 6: 404, 8: 500, 9: 403, 10: 403, 11: 503, 16: 503, 17: 403, 26: 403, 29: 429}
_CODE_OF = {401: 9, 403: 10, 404: 6, 429: 29, 503: 11}


@dataclass(frozen=True, slots=True)
class _Scrobble:
    song: SimSong
    uts: int
    reported_at: datetime


class SimLastfm(SimService):
    """Last.fm for one user. Knobs, which may be turned at any time:

    * `now_playing`: the song that is on; it is put before every page, even one of a past window.
    * `player`: the same as it changes; what was on is still said to be for `lingers` seconds.
    * `hidden`: the user has switched on "Hide recent listening".
    * `renames`: the new names that fields of a play have from now on.
    * `other_user`: answers hold this user's data instead, as the real service's sometimes do.
    """

    name = "lastfm"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = (("recent", "GET", "/2.0/"),)

    def __init__(self, now: Now, *, user: str = "synthetic_runner", api_key: str = "0" * 32) -> None:
        super().__init__(now)
        self.user, self.api_key = user, api_key
        self.now_playing: SimSong | None = None
        self.player, self.lingers = Player(), 0.0
        self.hidden = False
        self.renames: dict[str, str] = {}
        self.other_user = ""
        self._scrobbles: list[_Scrobble] = []
        self._errors: list[tuple[int, int]] = []

    # -- what a test or the demo does -------------------------------------------------------------

    def heard(self, heard: Heard, *, reported_at: datetime | None = None, habit: Habit = Habit.START) -> bool:
        """The user's player tells of a listening once it is over (or at `reported_at`); returns whether it does so at
        all: a song of more than 30 s, half of it or four minutes of it."""
        song = heard.song
        if song.seconds <= 30 or heard.seconds < min(song.seconds / 2, 240):
            return False
        at = heard.end if habit == Habit.END else heard.start
        with self.lock:
            self._scrobbles.append(_Scrobble(song, int(at.timestamp()), reported_at or heard.end))
        return True

    def error(self, code: int, status: int | None = None, times: int = 1) -> None:
        """The next answers are this error, with any HTTP status (the usual one when none is given)."""
        with self.lock:
            self._errors += [(code, USUAL_STATUS[code] if status is None else status)] * times

    # -- the endpoint -----------------------------------------------------------------------------

    def recent(self, request: Request) -> Response:
        asked = request.args
        if self._errors:
            return _error(*self._errors.pop(0))
        if asked.get("format") != "json":
            return Response('<?xml version="1.0"?><lfm status="ok"/>', mimetype="text/xml")
        if asked.get("api_key") != self.api_key:
            return _error(10)
        if asked.get("method", "").lower() != "user.getrecenttracks":
            return _error(3)
        if asked.get("user", "").lower() != self.user.lower():
            return _error(6)
        if self.hidden:
            return _error(17)
        try:
            numbers = {name: int(asked[name]) for name in ("from", "to", "limit", "page") if name in asked}
        except ValueError:
            return _error(6, 400)
        limit, page = min(max(numbers.get("limit", USUAL), 1), MOST), max(numbers.get("page", 1), 1)
        found = self._found(numbers.get("from"), numbers.get("to"))
        return self._page(found, limit, page, extended=asked.get("extended") == "1")

    def _on_now(self) -> SimSong | None:
        on = self.player.at(self.now(), lingers=self.lingers)
        return on.heard.song if on is not None and (on.playing or self.lingers) else self.now_playing

    def _found(self, after: int | None, before: int | None) -> list[_Scrobble]:
        """Newest first. Another user's answer holds one song of theirs, which is in any window."""
        now = self.now()
        if self.other_user:
            at = now if before is None else datetime.fromtimestamp(before, UTC)
            return [_Scrobble(SONGS[-1], int((at - timedelta(minutes=5)).timestamp()), now)]
        inside = [
            one
            for one in self._scrobbles
            if one.reported_at <= now and (after is None or after < one.uts) and (before is None or one.uts < before)
        ]
        return sorted(inside, key=lambda one: one.uts, reverse=True)

    def _page(self, found: Sequence[_Scrobble], limit: int, page: int, *, extended: bool) -> Response:
        items = [_item(one.song, one.uts, extended) for one in found[(page - 1) * limit : page * limit]]
        items = [{self.renames.get(name, name): value for name, value in item.items()} for item in items]
        if (song := self._on_now()) is not None:
            items.insert(0, _item(song, None, extended))
        attributes = {
            "user": self.other_user or self.user,
            "page": str(page),
            "perPage": str(limit),
            "total": str(len(found)),
            "totalPages": str(-(-len(found) // limit)),
        }
        shown: Any = items[0] if len(items) == 1 else items
        return answer({"recenttracks": {"track": shown, "@attr": attributes}})

    # -- the service's own words ------------------------------------------------------------------

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        return _error(_CODE_OF.get(status, 8), status)

    def wrong_type(self, endpoint: str) -> Response:
        return answer({"recenttracks": []})


def _error(code: int, status: int | None = None) -> Response:
    return answer(
        {"error": code, "message": WORDS[code], "links": []}, USUAL_STATUS[code] if status is None else status
    )


def _item(song: SimSong, uts: int | None, extended: bool) -> dict[str, Any]:
    """One scrobble; without a time: what is on now."""
    page = f"https://www.last.fm/music/{quote_plus(song.artist)}"
    artist: dict[str, Any] = {"mbid": "", "#text": song.artist}
    if extended:
        artist = {"url": page, "name": song.artist, "image": [], "mbid": ""}
    item: dict[str, Any] = {
        "artist": artist,
        "streamable": "0",
        "image": [{"size": "small", "#text": ""}],
        "mbid": "",
        "album": {"mbid": "", "#text": song.album},
        "name": song.title,
        "url": f"{page}/_/{quote_plus(song.title)}",
    }
    if extended:
        item["loved"] = "0"
    if uts is None:
        return item | {"@attr": {"nowplaying": "true"}}
    return item | {"date": {"uts": str(uts), "#text": f"{datetime.fromtimestamp(uts, UTC):%d %b %Y, %H:%M}"}}
