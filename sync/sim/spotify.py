"""The simulated Spotify: fifty plays and no more, as the Web API shows them to an application in Development Mode.

Source: docs/services/spotify.md. Its playlists are in `spotify_playlists.py`. Not played: everything but those, the
profile, recently-played, what plays now, and one song.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Literal

from werkzeug.wrappers import Request, Response

from sync.core.music import Habit, millis
from sync.sim.clock import Now
from sync.sim.http import HTML, answer
from sync.sim.player import Player
from sync.sim.songbook import SONGS, Heard, SimSong
from sync.sim.spotify_api import refused_with as _error
from sync.sim.spotify_oauth import ON_NOW, SCOPE
from sync.sim.spotify_playlists import OF_PLAYLISTS, SpotifyPlaylists

HELD = 50
LEAST = 30.0


@dataclass(frozen=True, slots=True)
class _Played:
    song: SimSong
    at: datetime
    reported_at: datetime
    local: bool


class SimSpotify(SpotifyPlaylists):
    """Spotify for one listener. Knobs, which may be turned at any time (others are in the base classes):

    * `habit`: whether `played_at` is the end or the start of a play; `jitter_ms` is added to it.
    * `renames`: the new names that fields of a play have from now on.
    * `player`: what plays now; `interrupted`: an "ad" or an "episode" does instead.
    """

    name = "spotify"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("authorize", "GET", "/authorize"),
        ("token", "POST", "/api/token"),
        ("me", "GET", "/v1/me"),
        ("recent", "GET", "/v1/me/player/recently-played"),
        ("on_now", "GET", "/v1/me/player/currently-playing"),
        ("song", "GET", "/v1/tracks/<ident>"),
        *OF_PLAYLISTS,
    )

    def __init__(self, now: Now, *, client_id: str = "spotify-client", client_secret: str = "") -> None:
        super().__init__(now, client_id=client_id, client_secret=client_secret)
        self.habit: Habit = Habit.END
        self.jitter_ms = 0
        self.renames: dict[str, str] = {}
        self.player = Player()
        self.interrupted: Literal["", "ad", "episode"] = ""
        self._played: list[_Played] = []

    # -- what a test or the demo does -------------------------------------------------------------

    def heard(self, heard: Heard, *, reported_at: datetime | None = None, local: bool = False) -> bool:
        """The listener hears a song: known at its end, or at `reported_at` when the player was offline. Returns
        whether Spotify records it at all (more than 30 s of it)."""
        if heard.seconds <= LEAST:
            return False
        at = heard.end if self.habit == Habit.END else heard.start
        at = at.replace(microsecond=at.microsecond // 1000 * 1000) + timedelta(milliseconds=self.jitter_ms)
        with self.lock:
            self._played.append(_Played(heard.song, at, reported_at or heard.end, local))
        return True

    def held(self) -> list[datetime]:
        """The `played_at` of the plays that it holds now, newest first."""
        with self.lock:
            return [played.at for played in self._held()]

    # -- endpoints --------------------------------------------------------------------------------

    def me(self, request: Request) -> Response:
        refused = self._guard(request, "")
        return refused or answer(
            {
                "account_id": "synthetic-account",
                "id": "synthetic",
                "display_name": "Synthetic Runner",
                "type": "user",
                "uri": "spotify:user:synthetic",
            }
        )

    def recent(self, request: Request) -> Response:
        refused = self._guard(request, SCOPE)
        if refused is not None:
            return refused
        try:
            numbers = {name: int(request.args[name]) for name in ("limit", "after", "before") if name in request.args}
        except ValueError:
            return _error(400, "Invalid limit")
        if not 1 <= numbers.get("limit", 20) <= HELD or {"after", "before"} <= numbers.keys():
            return _error(400, "Invalid limit" if "after" not in numbers else "after and before")
        found = [
            played
            for played in self._held()
            if numbers.get("after", 0) < millis(played.at) < numbers.get("before", 10**15)
        ][: numbers.get("limit", 20)]
        shown = [
            {"track": _song(played), "played_at": _stamp(played.at), "context": _context(played)} for played in found
        ]
        items = [{self.renames.get(name, name): value for name, value in item.items()} for item in shown]
        if not items:
            return answer({"items": [], "next": None, "cursors": None, "limit": HELD, "href": request.base_url})
        oldest, newest = millis(found[-1].at), millis(found[0].at)
        return answer(
            {
                "items": items,
                "next": f"{request.base_url}?before={oldest}&limit={HELD}",
                "cursors": {"after": str(newest), "before": str(oldest)},
                "limit": HELD,
                "href": request.base_url,
            }
        )

    def on_now(self, request: Request) -> Response:
        """`timestamp` is when the player was last touched, as with the real one."""
        refused = self._guard(request, ON_NOW)
        if refused is not None:
            return refused
        shown: dict[str, Any] = {
            "context": None,
            "actions": {"disallows": {}},
            "is_playing": True,
            "progress_ms": 7_000,
        }
        if self.interrupted:
            return answer(shown | {"timestamp": 0, "currently_playing_type": self.interrupted, "item": None})
        on = self.player.at(self.now())
        if on is None:
            return Response(b"", 204)
        progress, changed = round(on.position * 1000), millis(on.heard.start)
        shown |= {"is_playing": on.playing, "progress_ms": progress, "timestamp": changed}
        return answer(shown | {"currently_playing_type": "track", "item": _told(on.heard.song)})

    def song(self, request: Request, ident: str) -> Response:
        """Any user may ask for any song."""
        found = next((one for one in SONGS if one.spotify_id == ident), None)
        refused = self._guard(request, "")
        return refused or (answer(_told(found)) if found else _error(404, "Resource not found"))

    # -- what every answer has in common ----------------------------------------------------------

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        if endpoint == "token":
            if status >= 500:
                return Response(HTML, status=status, mimetype="text/html")
            return answer({"error": "server_error", "error_description": "Refused"}, status)
        words = {401: "The access token expired", 403: "Forbidden", 429: "API rate limit exceeded"}
        return _error(status, words.get(status, "Server error"))

    def wrong_type(self, endpoint: str) -> Response:
        return answer({"items": {"unexpected": True}} if endpoint in ("recent", "playlists", "on_now") else [])

    def _held(self) -> list[_Played]:
        now = self.now()
        there = [played for played in self._played if played.reported_at <= now]
        return sorted(there, key=lambda played: played.at, reverse=True)[:HELD]


def _images(album: str) -> list[dict[str, Any]]:
    name = hashlib.sha256(album.encode()).hexdigest()[:40]
    return [{"url": f"https://i.scdn.co/image/{size}{name}", "height": size, "width": size} for size in (640, 300, 64)]


def _context(played: _Played) -> dict[str, Any] | None:
    """Some are played from a playlist; of the others the service does not know from what."""
    if played.song.number % 2:
        return None
    uri = f"spotify:playlist:synthetic{played.song.number % 5}"
    return {"type": "playlist", "uri": uri, "href": "", "external_urls": {}}


def _song(played: _Played) -> dict[str, Any]:
    song, shown = played.song, _told(played.song)
    if played.local:
        uri = f"spotify:local:{song.artist}:{song.album}:{song.title}:{song.seconds:.0f}".replace(" ", "+")
        shown |= {"id": None, "uri": uri, "is_local": True, "external_ids": {}, "external_urls": {}}
    return shown


def _told(song: SimSong) -> dict[str, Any]:
    return {
        "id": song.spotify_id,
        "uri": song.uri,
        "name": song.title,
        "type": "track",
        "duration_ms": round(song.seconds * 1000),
        "explicit": False,
        "is_local": False,
        "external_ids": {"isrc": song.isrc},
        "external_urls": {"spotify": f"https://open.spotify.com/track/{song.spotify_id}"},
        "artists": [{"id": hashlib.sha256(song.artist.encode()).hexdigest()[:22], "name": song.artist}],
        "album": {
            "id": f"album-{song.album}",
            "name": song.album,
            "images": _images(song.album),
            "release_date": "2021-05-07",
        },
    }


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
