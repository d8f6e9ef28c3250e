"""Deezer: which song a link is, and the number and page of a song that is known by its names (docs/services/songs.md).

Its catalogue is the only one that tells an ISRC without a key.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sync.adapters.clean import measure, text
from sync.adapters.deezer import PAGES, Deezer
from sync.adapters.play_fields import link_of
from sync.adapters.songfacts_words import isrc_of
from sync.core.found_song import FoundSong
from sync.core.matching.same_song import same_song
from sync.core.music import Song
from sync.core.song_link import SongLink, page_of


class DeezerSongs:
    """Its songs at one moment. See `ports.SongFinder`."""

    name = Deezer.name
    names = True

    def __init__(self, catalogue: Deezer, now: datetime) -> None:
        self._catalogue, self._now = catalogue, now

    def linked(self, link: SongLink) -> FoundSong | None:
        return found(self._catalogue.get(f"track/{link.id}", {}, self._now))

    def named(self, song: Song) -> FoundSong | None:
        """The first that is it: a search brings what is listened to most at its beginning."""
        for item in self._catalogue.searched(song, self._now):
            there = found(item)
            if there is not None and same_song(there.as_song(), song):
                whole = found(self._catalogue.get(f"track/{there.ids[self.name]}", {}, self._now))
                return whole or there
        return None


def found(told: Mapping[str, Any]) -> FoundSong | None:
    """A song as Deezer tells it; None for what cannot be read."""
    try:
        names = text(told["title"]), text(told["artist"]["name"])
        number, seconds = str(int(told["id"])), measure(told.get("duration")) or None
        cover = link_of((told.get("album") or {}).get("cover_medium"))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    page = page_of(Deezer.name, number, [PAGES])
    if not all(names) or not page:
        return None
    ids, pages = {Deezer.name: number}, {Deezer.name: page}
    return FoundSong(*names, seconds, isrc_of(told.get("isrc")), ids, pages, cover)
