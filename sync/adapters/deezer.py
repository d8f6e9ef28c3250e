"""Deezer: the tempo of one song by its ISRC. A bpm of 0 is unknown, and errors come with HTTP 200.

music.md section 6. Some tempos are double or half of what a runner counts; that is for the reader of them to settle.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sync.adapters.http import Hosts
from sync.adapters.music_http import MusicHttp
from sync.adapters.songfacts_words import asked, bpm_of, isrc_of, strange
from sync.core.errors import RateLimited, Unavailable
from sync.core.exchange import Found
from sync.core.music import Song

DEEZER = "https://api.deezer.com"
QUOTA, NO_DATA = 4, 800
PAUSE = timedelta(minutes=1)
"""Deezer counts over 5 seconds; it never says how long to wait."""


class Deezer:
    """See `ports.SongFacts`."""

    name = "deezer"
    most = 1

    def __init__(self, hosts: Hosts, *, seconds: float = 10.0) -> None:
        self._http = MusicHttp(self.name, hosts, seconds=seconds)

    def knows(self, song: Song) -> bool:
        return bool(isrc_of(song.isrc))

    def look_up(self, songs: Sequence[Song], now: datetime) -> dict[str, Found]:
        askable = [song for song in songs if self.knows(song)]
        if not askable:
            return {}
        [song] = askable
        url = f"{DEEZER}/track/isrc:{isrc_of(song.isrc)}"
        answer = asked(self.name, now, lambda: self._http.get(url))
        if answer is None:
            return {}
        if not isinstance(answer, dict):
            raise strange(self.name)
        if "error" in answer:
            return self._refused(answer["error"], now)
        bpm = bpm_of(answer.get("bpm"))
        return {song.key: Found(bpm=bpm)} if bpm else {}

    def _refused(self, error: object, now: datetime) -> dict[str, Found]:
        code, words = (error.get("code"), error.get("message")) if isinstance(error, dict) else (None, "")
        if code == NO_DATA:
            return {}
        said = f"{self.name}: error {code}, {words}"
        if code == QUOTA:
            raise RateLimited(said, now + PAUSE, service=self.name, doubling=True)
        raise Unavailable(said, service=self.name)
