"""The simulated ListenBrainz: one user's listens and the check of a token, with its bounds, limits and words.

Source: docs/services/listenbrainz.md. Bounds are exclusive; with `min_ts` alone the oldest listens after it are given.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from sync.core.music import Habit
from sync.sim.clock import Now
from sync.sim.http import SimService, answer
from sync.sim.player import Player
from sync.sim.songbook import Heard, SimSong

MOST, USUAL = 1000, 25
IMPORTER = "listenbrainz"
"""The submission client of its own Spotify importer, which writes the end of a play into `listened_at`."""
_WINDOW = 10  # seconds in which so many calls are allowed
_LIMITED = "sim.listenbrainz.limited"


@dataclass(frozen=True, slots=True)
class _Listen:
    song: SimSong
    at: int
    reported_at: datetime
    client: str


class SimListenBrainz(SimService):
    """ListenBrainz for one user. Knobs, which may be turned at any time:

    * `mapped`: whether listens come with their `mbid_mapping`.
    * `renames`: the new names that fields of a listen have from now on.
    * `player`: what plays now.
    * `limit`: calls that are allowed in ten seconds of the simulator's clock.
    """

    name = "listenbrainz"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("listens", "GET", "/1/user/<user>/listens"),
        ("on_now", "GET", "/1/user/<user>/playing-now"),
        ("validate", "GET", "/1/validate-token"),
    )

    def __init__(
        self,
        now: Now,
        *,
        user: str = "synthetic_runner",
        token: str = "00000000-0000-4000-8000-00000000feed",
        limit: int = 30,
    ) -> None:
        super().__init__(now)
        self.user, self.token, self.limit = user, token, limit
        self.mapped = True
        self.renames: dict[str, str] = {}
        self.player = Player()
        self._listens: list[_Listen] = []
        self._window, self._used = 0, 0

    # -- what a test or the demo does -------------------------------------------------------------

    def heard(
        self,
        heard: Heard,
        *,
        reported_at: datetime | None = None,
        habit: Habit | None = None,
        client: str = "Pano Scrobbler",
    ) -> bool:
        """A program tells of a listening once it is over (or at `reported_at`); returns whether it does so at all: the
        importer of what Spotify reports (more than 30 s), any other of half a song or four minutes of it.

        `habit`: what it writes into `listened_at`; by default the importer the end, any other the start."""
        song, imported = heard.song, client == IMPORTER
        if heard.seconds <= 30 if imported else heard.seconds < min(song.seconds / 2, 240):
            return False
        ends = (habit or (Habit.END if imported else Habit.START)) == Habit.END
        at = heard.end if ends else heard.start
        with self.lock:
            self._listens.append(_Listen(song, int(at.timestamp()), reported_at or heard.end, client))
        return True

    # -- endpoints --------------------------------------------------------------------------------

    def listens(self, request: Request, user: str) -> Response:
        if refused := self._refused(request, user):
            return refused
        numbers: dict[str, int] = {}
        for name in ("max_ts", "min_ts", "count"):
            try:
                numbers |= {name: int(request.args[name])} if name in request.args else {}
            except ValueError:
                return _error(f"Invalid {name} argument: {request.args[name]}", 400)
        before, after, count = numbers.get("max_ts"), numbers.get("min_ts"), numbers.get("count", USUAL)
        if count < 0:
            return _error("'count' should be a non-negative integer", 400)
        if before is not None and after is not None and before <= after:
            return _error("max_ts should be greater than min_ts", 400)
        return self._page(self._known(), before, after, min(count, MOST))

    def on_now(self, request: Request, user: str) -> Response:
        """A listen without a time; nothing of a song that is paused."""
        if refused := self._refused(request, user):
            return refused
        on = self.player.at(self.now())
        song = on.heard.song if on is not None and on.playing else None
        payload: dict[str, Any] = {"count": int(song is not None), "playing_now": True, "user_id": self.user}
        if song is None:
            return answer({"payload": payload | {"listens": []}})
        listen = self._shown(_Listen(song, 0, self.now(), "Pano Scrobbler"))
        about = listen["track_metadata"]
        about.pop("mbid_mapping", None)
        return answer({"payload": payload | {"listens": [{"playing_now": True, "track_metadata": about}]}})

    def _refused(self, request: Request, user: str) -> Response | None:
        if refused := self._limited(request):
            return refused
        given = request.headers.get("Authorization")
        if given is not None and given != f"Token {self.token}":
            return _error("Invalid authorization token.", 401)
        return _error(f"Cannot find user: {user}", 404) if user.lower() != self.user.lower() else None

    def validate(self, request: Request) -> Response:
        if refused := self._limited(request):
            return refused
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if not token:
            return _error("You need to provide an Authorization token.", 400)
        if kind != "Token" or token != self.token:
            return answer({"code": 200, "message": "Token invalid.", "valid": False})
        return answer({"code": 200, "message": "Token valid.", "valid": True, "user_name": self.user})

    # -- what every answer has in common ----------------------------------------------------------

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        words = {401: "Invalid authorization token.", 403: "Forbidden", 404: f"Cannot find user: {self.user}"}
        return _error(words.get(status, "An unknown error occured."), status) if status != 429 else _too_many()

    def wrong_type(self, endpoint: str) -> Response:
        return answer({"payload": []} if endpoint != "validate" else [])

    def finish(self, response: Response, endpoint: str, request: Request) -> Response:
        self._limited(request)  # a call that a fault kept from the endpoint counts as well
        response.headers["X-RateLimit-Limit"] = str(self.limit)
        response.headers["X-RateLimit-Remaining"] = str(max(0, self.limit - self._used))
        response.headers["X-RateLimit-Reset-In"] = str(_WINDOW - int(self.now().timestamp()) % _WINDOW)
        return response

    # -- inside -----------------------------------------------------------------------------------

    def _limited(self, request: Request) -> Response | None:
        """Count the request once; the refusal when there were too many."""
        if _LIMITED in request.environ:
            return None
        request.environ[_LIMITED] = True
        window = int(self.now().timestamp()) // _WINDOW
        self._used = self._used + 1 if window == self._window else 1
        self._window = window
        return _too_many() if self._used > self.limit else None

    def _known(self) -> list[_Listen]:
        now = self.now()
        return sorted((one for one in self._listens if one.reported_at <= now), key=lambda one: one.at, reverse=True)

    def _page(self, known: Sequence[_Listen], before: int | None, after: int | None, count: int) -> Response:
        inside = [
            one for one in known if (before is None or one.at < before) and (after is None or after < one.at)
        ]  # newest first
        forward = after is not None and before is None
        shown = inside[max(0, len(inside) - count) :] if forward else inside[:count]
        payload: dict[str, Any] = {
            "count": len(shown),
            "latest_listen_ts": known[0].at if known else 0,
            "oldest_listen_ts": known[-1].at if known else 0,
            "user_id": self.user,
            "listens": [
                {self.renames.get(name, name): value for name, value in self._shown(one).items()} for one in shown
            ],
        }
        return answer({"payload": payload})

    def _shown(self, one: _Listen) -> dict[str, Any]:
        song = one.song
        info: dict[str, Any] = {"duration_ms": round(song.seconds * 1000), "submission_client": one.client}
        if one.client == IMPORTER:
            page = f"https://open.spotify.com/track/{song.spotify_id}"
            info |= {"isrc": song.isrc, "music_service": "spotify.com", "origin_url": page, "spotify_id": page}
        metadata: dict[str, Any] = {
            "artist_name": song.artist,
            "track_name": song.title,
            "release_name": song.album,
            "additional_info": info,
        }
        if self.mapped:
            metadata["mbid_mapping"] = {"recording_mbid": song.mbid, "artist_mbids": [str(uuid.UUID(int=song.number))]}
        return {
            "inserted_at": int(one.reported_at.timestamp()),
            "listened_at": one.at,
            "recording_msid": str(uuid.UUID(int=song.number << 64)),
            "user_name": self.user,
            "track_metadata": metadata,
        }


def _error(words: str, status: int) -> Response:
    return answer({"code": status, "error": words}, status)


def _too_many() -> Response:
    return _error(
        "You have exceeded your rate limit. See the X-RateLimit-* response headers for more information.", 429
    )
