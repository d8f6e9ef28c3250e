"""Spotify: private playlists of a person who allowed them (docs/services/spotify.md#playlists).

Assumptions: there is no key by which a playlist that is made twice would appear once, so that an answer that is lost is
`Unclear`; a playlist is deleted by taking it off one's list, and lives on elsewhere; private ones are listed only with
a permission to read them; descriptions come escaped for HTML, in which a mark of letters, digits and - stays as it is.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sync.adapters.clean import text
from sync.adapters.spotify import SpotifyPlays, bearer, refusal
from sync.adapters.spotify_fields import API, NAME, OF_PLAYLISTS, PLAYER
from sync.adapters.spotify_ids import uri_of
from sync.adapters.status_error import StatusError
from sync.adapters.writing_http import WritingHttp
from sync.core.bundle import Bundle
from sync.core.errors import LoginNeeded, Missing, Rejected, SyncError, Unavailable, Unclear
from sync.core.music import Song

A_PAGE, MOST_PAGES, AT_ONCE = 50, 240, 100
"""Playlists of a page, pages of all that a person can have (11,000), and songs of one call."""
LONGEST_NAME, LONGEST_ABOUT = 100, 300
_ID = re.compile(r"[0-9A-Za-z]{1,40}")


class SpotifyPlaylists:
    """One user's playlists at one moment. See `ports.playlists.Playlists`."""

    name = NAME
    scopes: tuple[str, ...] = OF_PLAYLISTS

    def __init__(self, account: SpotifyPlays, http: WritingHttp) -> None:
        self._account, self._http = account, http

    def entry(self, song: Song) -> str:
        return uri_of(song.uri) or uri_of(song.link)

    def find(self, mark: str, id: str = "") -> str:
        marked = ""
        for number in range(MOST_PAGES):
            page = self._page(number)
            for each in page["items"]:
                found = each.get("id") if isinstance(each, dict) else None
                if not isinstance(found, str) or not _ID.fullmatch(found):
                    continue
                if id and found == id:
                    return id
                if not marked and mark in text(each.get("description"), 2 * LONGEST_ABOUT):
                    marked = found
            if not page.get("next") or (marked and not id):
                break
        return marked

    def make(self, name: str, about: str, mark: str) -> str:
        described = f"{_line(about, LONGEST_ABOUT - len(mark) - 1)} {mark}"
        asked = {"name": _line(name, LONGEST_NAME), "description": described, "public": False}
        told = self._write("POST", "me/playlists", asked, again=False)
        made = told.get("id") if isinstance(told, dict) else None
        if not isinstance(made, str) or not _ID.fullmatch(made):
            raise Unclear("spotify: the answer says of no playlist that it was made", service=NAME)
        return made

    def fill(self, id: str, entries: Sequence[str]) -> None:
        if not _ID.fullmatch(id):
            raise Missing("spotify: this is no id of a playlist", service=NAME)
        for begin in range(0, max(len(entries), 1), AT_ONCE):
            some = list(entries[begin : begin + AT_ONCE])
            self._write("POST" if begin else "PUT", f"playlists/{id}/items", {"uris": some}, again=True)

    def page(self, id: str) -> str:
        return f"{PLAYER}/playlist/{id}"

    def _page(self, number: int) -> dict[str, Any]:
        asked = {"limit": str(A_PAGE), "offset": str(A_PAGE * number)}

        def send(bundle: Bundle) -> Any:
            return self._http.get(f"{API}/v1/me/playlists", asked, bearer(bundle))

        told = self._account.call(send, _meaning)
        if not isinstance(told, dict) or not isinstance(told.get("items"), list):
            raise Unavailable("spotify: the list of playlists is not one", service=NAME)
        return told

    def _write(self, method: str, path: str, body: dict[str, Any], *, again: bool) -> Any:
        def send(bundle: Bundle) -> Any:
            return self._http.write(method, f"{API}/v1/{path}", body, bearer(bundle), again=again)

        return self._account.call(send, _meaning if again else _of_a_write)


def _line(words: str, most: int) -> str:
    """A description with a line break in it is refused (reported)."""
    return " ".join(words.split())[:most]


def _meaning(refused: StatusError, now: datetime) -> SyncError:
    """What a refusal other than 401 means here."""
    if refused.status == 403 and b"scope" in refused.body.lower():
        return LoginNeeded("the consent does not allow playlists", service=NAME, scopes=OF_PLAYLISTS)
    if refused.status == 404:
        return Missing("spotify: there is no such playlist", service=NAME)
    if refused.status in (400, 422):
        return Rejected(f"spotify: {refused}", service=NAME)
    return refusal(refused, now)


def _of_a_write(refused: StatusError, now: datetime) -> SyncError:
    """The same where it must not be repeated blindly."""
    return Unclear(f"spotify: {refused}", service=NAME) if refused.status >= 500 else _meaning(refused, now)
