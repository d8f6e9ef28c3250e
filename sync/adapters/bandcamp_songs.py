"""Bandcamp: "Song, by Artist", as a song's page says of itself in its `og:title` (docs/services/songs.md)."""

import re
from datetime import datetime
from html import unescape

from sync.adapters.clean import text
from sync.adapters.music_http import MusicHttp
from sync.adapters.play_fields import link_of
from sync.adapters.songfacts_words import asked
from sync.adapters.status_error import StatusError
from sync.core.found_song import FoundSong, at
from sync.core.music import Song
from sync.core.song_link import SongLink
from sync.service import Hosts

_META = re.compile(r"<meta\s([^<>]{1,2000})>", re.IGNORECASE)
_PART = re.compile(r"""([a-z:-]{1,20})\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


class BandcampSongs:
    """Its songs at one moment. See `ports.SongFinder`."""

    name = "bandcamp"
    names = False

    def __init__(self, hosts: Hosts, now: datetime, *, seconds: float) -> None:
        self._http, self._now = MusicHttp(self.name, hosts, seconds=seconds), now

    def linked(self, link: SongLink) -> FoundSong | None:
        told = asked(self.name, self._now, lambda: self._page(link.address))
        title, by, artist = told.get("og:title", "").rpartition(", by ") if told is not None else ("", "", "")
        if told is None or not by:
            return None
        return at(link, FoundSong(text(title), text(artist), cover=link_of(told.get("og:image"))))

    def named(self, song: Song) -> FoundSong | None:
        return None

    def _page(self, address: str) -> dict[str, str] | None:
        """What a page says of itself; None where there is none."""
        answer = self._http.page(address)
        if answer.status in (404, 410):
            return None  # a web page says so, for people
        if answer.status != 200:
            raise StatusError(answer.status, answer.headers, answer.body)
        return said_of_itself(answer.body.decode("utf-8", "replace"))


def said_of_itself(page: str) -> dict[str, str]:
    """The Open Graph properties of a web page, the first of each name."""
    found = dict[str, str]()
    for meta in _META.finditer(page):
        parts = {name.lower(): one or other for name, one, other in _PART.findall(meta[1])}
        found.setdefault(parts.get("property", ""), unescape(parts.get("content", "")))
    return found
