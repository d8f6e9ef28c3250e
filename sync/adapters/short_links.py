"""Follows the short links that apps make, three steps at most.

Nothing else is ever asked: each step must lead to a host of the list to the letter, and is asked by https; so no
address of a local network can be met. No body is read beyond a cap, and one time limit holds for all steps together.
"""

from collections.abc import Sequence

from sync.adapters.bounds import exchange
from sync.adapters.music_http import MusicHttp
from sync.adapters.network_trouble import network_error
from sync.core.errors import Unavailable
from sync.core.song_link import NotASong, ShortLink, SongLink, SongPages, of_address
from sync.service import Hosts

STEPS = 3
REDIRECTS = (301, 302, 303, 307, 308)


class ShortLinks:
    """See `ports.LinkFollower`."""

    def __init__(self, hosts: Hosts, *, seconds: float = 5.0) -> None:
        """`seconds`: the patience with all steps together."""
        self._hosts, self._seconds = hosts, seconds

    def follow(self, link: ShortLink, pages: Sequence[SongPages]) -> SongLink | NotASong | None:
        try:
            with exchange(self._seconds):
                return self._followed(link, pages)
        except TimeoutError as error:
            raise network_error(error, service=link.service, write=False) from error

    def _followed(self, link: ShortLink, pages: Sequence[SongPages]) -> SongLink | NotASong | None:
        http = MusicHttp(link.service, self._hosts, seconds=self._seconds)
        for _ in range(STEPS):
            answer = http.page(link.address)
            if answer.status in (404, 410):
                return None
            if answer.status not in REDIRECTS:
                raise Unavailable(f"{link.service}: HTTP {answer.status} for a short link", service=link.service)
            leads_to = answer.headers.get("Location", "")
            if not leads_to.lower().startswith(("https://", "http://")):
                return None  # a place on the same host is not the song
            found = of_address(leads_to, pages)
            if not isinstance(found, ShortLink):
                return found
            link = found
        return None
