"""Spotify: which song a link is, by its API where the person has connected it, else the title alone by oEmbed.

docs/services/songs.md. Without a login nobody says whose song it is: the artist stays unknown.
"""

from typing import Any

from sync.adapters.oembed import OEmbedSongs
from sync.adapters.spotify import SpotifyPlays, bearer, song_of
from sync.adapters.spotify_fields import API, NAME
from sync.adapters.status_error import StatusError
from sync.core.bundle import Bundle
from sync.core.errors import AppInactive, LoginNeeded, Unavailable
from sync.core.found_song import FoundSong, at
from sync.core.music import Song
from sync.core.song_link import SongLink


class SpotifySongs:
    """One user's view of its songs at one moment. See `ports.SongFinder`."""

    name = NAME
    names = False

    def __init__(self, account: SpotifyPlays, pages: OEmbedSongs) -> None:
        self._account, self._pages = account, pages

    def linked(self, link: SongLink) -> FoundSong | None:
        try:
            told = self._account.call(lambda bundle: self._told(link, bundle))
        except (LoginNeeded, AppInactive):  # who is not connected, or no longer, still has a link
            return self._pages.linked(link)
        if told is None:
            return None
        try:
            song = song_of(told)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unavailable("spotify: the song cannot be read", service=NAME) from error
        return at(link, FoundSong(song.title, song.artist, song.seconds, song.isrc, cover=song.cover))

    def named(self, song: Song) -> FoundSong | None:
        return None

    def _told(self, link: SongLink, bundle: Bundle) -> Any:
        try:
            return self._account.get(f"{API}/v1/tracks/{link.id}", bearer(bundle))
        except StatusError as refused:
            if refused.status in (400, 404):
                return None
            raise
