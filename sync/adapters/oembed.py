"""By oEmbed a service tells a page's title and maker, without a key.

https://oembed.com. Which parts a service fills in: docs/services/songs.md; some name no artist, none tells a length.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sync.adapters.clean import text
from sync.adapters.music_http import MusicHttp
from sync.adapters.play_fields import link_of
from sync.adapters.songfacts_words import asked, strange
from sync.adapters.status_error import StatusError, is_html
from sync.core.found_song import FoundSong, at
from sync.core.music import Song
from sync.core.song_link import SongLink
from sync.service import Hosts

_NONE_SUCH = (400, 401, 403, 404)
"""What a service answers of a page that is private, has gone, or never was."""

type Names = Callable[[str, str], tuple[str, str]]
"""Title and maker as they are told → title and artist of the song."""


class OEmbedSongs:
    """The songs of one service at one moment, by its `endpoint`. See `ports.SongFinder`."""

    names = False

    def __init__(
        self, service: str, hosts: Hosts, endpoint: str, named: Names, now: datetime, *, seconds: float
    ) -> None:
        self.name, self._endpoint, self._named, self._now = service, endpoint, named, now
        self._http = MusicHttp(service, hosts, seconds=seconds)

    def linked(self, link: SongLink) -> FoundSong | None:
        told = self._look(link.address)
        if told is None:
            return None
        title, artist = self._named(text(told.get("title")), text(told.get("author_name")))
        return at(link, FoundSong(title, artist, cover=link_of(told.get("thumbnail_url"))))

    def named(self, song: Song) -> FoundSong | None:
        return None

    def _look(self, address: str) -> Mapping[str, Any] | None:
        """What it tells of a page; None where there is none. Raises our errors."""

        def send() -> Any:
            try:
                return self._http.get(self._endpoint, {"url": address, "format": "json"})
            except StatusError as refused:
                if refused.status in _NONE_SUCH and not is_html(refused.body):
                    return None
                raise

        answer = asked(self.name, self._now, send)
        if answer is not None and not isinstance(answer, dict):
            raise strange(self.name)
        return answer
