"""Apple Music: a song by its number in a country's shop, or by its names, from the iTunes Search API.

No key and no ISRC; about 20 calls a minute, and a song that this country's shop does not have is an empty answer.
https://performance-partners.apple.com/search-api, docs/services/songs.md.
"""

from datetime import datetime
from typing import Any

from sync.adapters.apple_fields import ITUNES, PAGES, USUAL_COUNTRY
from sync.adapters.clean import measure, text
from sync.adapters.music_http import MusicHttp
from sync.adapters.pace_of_calls import PaceOfCalls
from sync.adapters.play_fields import link_of
from sync.adapters.songfacts_words import asked, strange
from sync.core.found_song import FoundSong, at
from sync.core.matching.same_song import same_song
from sync.core.music import Song
from sync.core.song_link import SongLink, page_of
from sync.service import Hosts

MOST_FOUND = 25
PIXELS = "300x300"


class AppleSongs:
    """Its songs at one moment; `pace` counts the calls of all moments. See `ports.SongFinder`."""

    name = "apple"
    names = True

    def __init__(self, hosts: Hosts, pace: PaceOfCalls, now: datetime, *, seconds: float) -> None:
        self._http, self._pace, self._now = MusicHttp(self.name, hosts, seconds=seconds), pace, now

    def linked(self, link: SongLink) -> FoundSong | None:
        for country in dict.fromkeys((link.country or USUAL_COUNTRY, USUAL_COUNTRY)):
            for found in self.songs("lookup", {"id": link.id, "country": country}):
                if found.ids.get(self.name) == link.id:
                    return at(link, found)
        return None

    def named(self, song: Song) -> FoundSong | None:
        asked_for = {"term": f"{song.artist} {song.title}", "entity": "song", "limit": str(MOST_FOUND)}
        found = self.songs("search", asked_for | {"country": USUAL_COUNTRY})
        return next((each for each in found if same_song(each.as_song(), song)), None)

    def songs(self, path: str, params: dict[str, str]) -> list[FoundSong]:
        """What one call finds. Raises our errors, `RateLimited` without a call where there were 20 in this minute."""
        self._pace.one_more(self._now)
        answer = asked(self.name, self._now, lambda: self._http.get(f"{ITUNES}/{path}", params))
        results = answer.get("results") if isinstance(answer, dict) else [] if answer is None else None
        if not isinstance(results, list):
            raise strange(self.name)
        return [song for each in results if (song := _song(each)) is not None]


def _song(told: Any) -> FoundSong | None:
    """One result; None for an album, a video, or what cannot be read."""
    try:
        if told.get("kind") != "song" or not text(told["trackName"]) or not text(told["artistName"]):
            return None
        number = str(int(told["trackId"]))
        seconds = measure(told.get("trackTimeMillis")) / 1000 or None
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return None
    page = page_of("apple", number, [PAGES], USUAL_COUNTRY)
    cover = link_of(told.get("artworkUrl100")).replace("100x100", PIXELS)
    names = text(told["trackName"]), text(told["artistName"])
    return FoundSong(*names, seconds, ids={"apple": number}, pages={"apple": page} if page else {}, cover=cover)
