"""The simulated Spotify's playlists, as an application in Development Mode can use them since March 2026.

Source: docs/services/spotify.md#playlists. They are made by `POST /me/playlists` and filled by `/playlists/{id}/items`;
what these replace (`/users/{id}/playlists`, `/playlists/{id}/tracks`) answers 403. Private ones are listed only with
the permission to read them, a new one after a while only, and descriptions come escaped for HTML. Taking one off the
list is all there is of deleting: by its id it lives on.
"""

import html
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now
from sync.sim.http import answer
from sync.sim.spotify_api import SpotifyApi, refused_with

MODIFY, READ = "playlist-modify-private", "playlist-read-private"
A_PAGE, AT_ONCE, LONGEST_NAME = 50, 100, 100
SONG = re.compile(r"spotify:(?:track|episode):[0-9A-Za-z]{22}")
OF_PLAYLISTS = (
    ("playlists", "GET", "/v1/me/playlists"),
    ("make_playlist", "POST", "/v1/me/playlists"),
    ("fill_playlist", "PUT", "/v1/playlists/<ident>/items"),
    ("add_to_playlist", "POST", "/v1/playlists/<ident>/items"),
    ("playlist_items", "GET", "/v1/playlists/<ident>/items"),
    ("gone", "GET", "/v1/playlists/<ident>/tracks"),
    ("gone", "PUT", "/v1/playlists/<ident>/tracks"),
    ("gone", "POST", "/v1/playlists/<ident>/tracks"),
    ("gone", "POST", "/v1/users/<ident>/playlists"),
)


@dataclass
class SimPlaylist:
    """One playlist. `listed`: it is on its owner's list; `fills`: what each replacing call put in."""

    id: str
    name: str
    description: str
    public: bool
    made_at: datetime
    owner: str = "synthetic"
    listed: bool = True
    uris: list[str] = field(default_factory=list)
    fills: list[list[str]] = field(default_factory=list)


class SpotifyPlaylists(SpotifyApi):
    """Knobs: `lists_after`: how long a new playlist is missing from the list; `odd_items`: the list holds nulls too."""

    def __init__(self, now: Now, *, client_id: str = "spotify-client", client_secret: str = "") -> None:
        super().__init__(now, client_id=client_id, client_secret=client_secret)
        self.made: list[SimPlaylist] = []
        self.lists_after = timedelta(0)
        self.odd_items = False

    # -- what a test or the demo does -------------------------------------------------------------

    def playlist_of(
        self, name: str, description: str = "", *, owner: str = "synthetic", public: bool = False
    ) -> SimPlaylist:
        """Somebody makes one by hand; another's is on the list because it is followed."""
        made = SimPlaylist(f"{len(self.made) + 1:022d}", name, description, public, self.now(), owner)
        self.made.append(made)
        return made

    # -- endpoints --------------------------------------------------------------------------------

    def playlists(self, request: Request) -> Response:
        """The newest first."""
        if refused := self._guard(request, ""):
            return refused
        limit, offset = (int(request.args.get(name, usual)) for name, usual in (("limit", 20), ("offset", 0)))
        if not 1 <= limit <= A_PAGE or offset < 0:
            return refused_with(400, "Invalid limit")
        reads, seen = self._may(request, READ), self.now() - self.lists_after
        there = [one for one in reversed(self.made) if one.listed and one.made_at <= seen and (one.public or reads)]
        shown: list[Any] = [_told(one) for one in there]
        shown = [None, *shown] if self.odd_items else shown
        ends = offset + limit
        following = f"{request.base_url}?offset={ends}&limit={limit}" if ends < len(shown) else None
        page = {"items": shown[offset:ends], "limit": limit, "offset": offset, "total": len(shown), "next": following}
        return answer({"href": request.base_url, "previous": None, **page})

    def make_playlist(self, request: Request) -> Response:
        if refused := self._guard(request, MODIFY):
            return refused
        asked: Any = request.get_json(silent=True)
        name = asked.get("name") if isinstance(asked, dict) else None
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME or "\n" in str(asked.get("description")):
            return refused_with(400, "Error parsing JSON.")
        if asked.get("public", True) is not False:
            return refused_with(403, "Insufficient client scope")
        made = self.playlist_of(name, str(asked.get("description") or ""))
        return answer(_told(made), 201)

    def fill_playlist(self, request: Request, ident: str) -> Response:
        """Replaces what is in it."""
        found, uris = self._asked(request, ident)
        if isinstance(found, Response):
            return found
        found.uris = uris
        found.fills.append(list(uris))
        return answer({"snapshot_id": f"snapshot{len(found.fills)}"})

    def add_to_playlist(self, request: Request, ident: str) -> Response:
        """At its end."""
        found, uris = self._asked(request, ident)
        if isinstance(found, Response):
            return found
        found.uris = [*found.uris, *uris]
        return answer({"snapshot_id": f"added{len(found.uris)}"}, 201)

    def playlist_items(self, request: Request, ident: str) -> Response:
        found = self._found(request, ident)
        if isinstance(found, Response):
            return found
        items = [{"added_at": None, "is_local": False, "item": {"uri": uri, "type": "track"}} for uri in found.uris]
        return answer({"items": items[:A_PAGE], "total": len(items), "next": None, "limit": A_PAGE, "offset": 0})

    def gone(self, request: Request, ident: str) -> Response:
        return self._guard(request, "") or refused_with(403, "Forbidden")

    # -- inside -----------------------------------------------------------------------------------

    def _found(self, request: Request, ident: str) -> SimPlaylist | Response:
        if refused := self._guard(request, MODIFY):
            return refused
        known = next((one for one in self.made if one.id == ident), None)
        if known is None:
            return refused_with(404, "Resource not found")
        return known if known.owner == "synthetic" else refused_with(403, "Forbidden")

    def _asked(self, request: Request, ident: str) -> tuple[SimPlaylist | Response, list[str]]:
        found = self._found(request, ident)
        asked: Any = request.get_json(silent=True)
        uris = asked.get("uris") if isinstance(asked, dict) else None
        if not isinstance(uris, list) or len(uris) > AT_ONCE:
            return refused_with(400, "You can add a maximum of 100 items per request."), []
        if not all(isinstance(uri, str) and SONG.fullmatch(uri) for uri in uris):
            return refused_with(400, "Invalid track uri"), []
        return found, uris


def _told(one: SimPlaylist) -> dict[str, Any]:
    return {
        "collaborative": False,
        "description": html.escape(one.description),
        "external_urls": {"spotify": f"https://open.spotify.com/playlist/{one.id}"},
        "href": f"https://api.spotify.com/v1/playlists/{one.id}",
        "id": one.id,
        "images": [],
        "items": {"href": f"https://api.spotify.com/v1/playlists/{one.id}/items", "total": len(one.uris)},
        "name": one.name,
        "owner": {"id": one.owner, "type": "user"},
        "public": one.public,
        "snapshot_id": f"snapshot{len(one.fills)}",
        "type": "playlist",
        "uri": f"spotify:playlist:{one.id}",
    }
