"""Deezer: the tempo of one song by its ISRC, or by its names where no ISRC is known.

Source: docs/services/songfacts.md. A bpm of 0 is unknown, and errors come with HTTP 200. What a search finds has no
tempo and no ISRC: its page is asked for those. Some tempos are double or half of what a runner counts; that is for
the reader of them to settle.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sync.adapters.music_http import MusicHttp
from sync.adapters.songfacts_words import asked, bpm_of, isrc_of, strange
from sync.core.errors import RateLimited, Unavailable
from sync.core.exchange import FoundFacts
from sync.core.music import Song, plain
from sync.service import Hosts, SongPages

DEEZER = "https://api.deezer.com"
QUOTA, NO_DATA = 4, 800
PAUSE = timedelta(minutes=1)
"""Deezer counts over 5 seconds; it never says how long to wait."""
MOST_FOUND = 25
ALIKE = 5.0
"""Seconds by which the length of one recording may differ from service to service."""

_GUEST = re.compile(r"\s*[(\[](?:feat|ft|with)\b.*?[)\]]|\s+(?:feat|ft)\.\s.*", re.IGNORECASE)
_SEVERAL = re.compile(r",\s|\s&\s|\s(?:feat|ft)\.?\s|\sx\s|\s/\s", re.IGNORECASE)


class Deezer:
    """See `ports.SongFacts`."""

    name = "deezer"
    most = 1

    def __init__(self, hosts: Hosts, *, seconds: float = 10.0) -> None:
        self._http = MusicHttp(self.name, hosts, seconds=seconds)

    def knows(self, song: Song) -> bool:
        return bool(isrc_of(song.isrc) or (_asked_as(song.title) and _asked_as(song.artist)))

    def look_up(self, songs: Sequence[Song], now: datetime) -> dict[str, FoundFacts]:
        askable = [song for song in songs if self.knows(song)]
        if not askable:
            return {}
        [song] = askable
        if isrc := isrc_of(song.isrc):
            bpm = bpm_of(self.get(f"track/isrc:{isrc}", {}, now).get("bpm"))
            return {song.key: FoundFacts(bpm=bpm)} if bpm else {}
        number = self._search(song, now)
        about = self.get(f"track/{number}", {}, now) if number is not None else {}
        found = FoundFacts(isrc_of(about.get("isrc")), bpm_of(about.get("bpm")))
        return {song.key: found} if found != FoundFacts() else {}

    def _search(self, song: Song, now: datetime) -> int | None:
        """Deezer's number of the song, None when there is none, or nobody could say which one it is."""
        same = [item for item in self.searched(song, now) if _is_same(item, song)]
        lengths = [float(item["duration"]) for item in same]
        if song.seconds is None and lengths and max(lengths) - min(lengths) > ALIKE:
            return None  # a single and an album version, or a take on a stage: their tempos may differ
        return int(same[0]["id"]) if same else None

    def searched(self, song: Song, now: datetime) -> list[Any]:
        """What a search for its names brings up, namesakes among it."""
        query = f'artist:"{_asked_as(_SEVERAL.split(song.artist)[0])}" track:"{_asked_as(song.title)}"'
        answer = self.get("search", {"q": query, "limit": str(MOST_FOUND)}, now)
        items = answer.get("data", []) if answer else []
        if not isinstance(items, list):
            raise strange(self.name)
        return items

    def get(self, path: str, params: dict[str, str], now: datetime) -> dict[str, Any]:
        """One answer; {} when Deezer has no data. Raises our errors."""
        answer = asked(self.name, now, lambda: self._http.get(f"{DEEZER}/{path}", params))
        if answer is None:
            return {}
        if not isinstance(answer, dict):
            raise strange(self.name)
        return self._refused(answer["error"], now) if "error" in answer else answer

    def _refused(self, error: object, now: datetime) -> dict[str, Any]:
        code, words = (error.get("code"), error.get("message")) if isinstance(error, dict) else (None, "")
        if code == NO_DATA:
            return {}
        said = f"{self.name}: error {code}, {words}"
        if code == QUOTA:
            raise RateLimited(said, now + PAUSE, service=self.name, doubling=True)
        raise Unavailable(said, service=self.name)


def _asked_as(name: str) -> str:
    """A name as it is searched for: without its guests, and without the quotes that end it."""
    return " ".join(_GUEST.sub("", name).replace('"', " ").split())


def _is_same(item: Any, song: Song) -> bool:
    """Whether this is the recording, not a namesake: the same artist and title, and the same length where it is
    known. A search also finds covers, karaoke, remixes and concerts."""
    try:
        number, length = int(item["id"]), float(item["duration"])
        artist, title = plain(item["artist"]["name"]), plain(_asked_as(item["title"]))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return False
    artists = {plain(song.artist), plain(_SEVERAL.split(song.artist)[0])} - {""}
    alike = song.seconds is None or abs(length - song.seconds) <= ALIKE
    return number > 0 and artist in artists and title == plain(_asked_as(song.title)) and alike


PAGES = SongPages(
    service=Deezer.name,
    hosts=("deezer.com", "www.deezer.com"),
    id=r"[0-9]{1,15}",
    songs=(r"[a-z.]+/(?:[a-z]{2}(?:-[a-z]{2})?/)?track/(?P<id>[0-9]{1,15})",),
    page="https://www.deezer.com/track/{id}",
    others={"album": "album", "playlist": "playlist", "artist": "artist", "show": "podcast", "episode": "episode"},
    short=("link.deezer.com", "deezer.page.link", "dzr.page.link"),
    letter="d",
    search="https://www.deezer.com/search/{words}",
)
