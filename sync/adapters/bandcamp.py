"""Bandcamp as a service: how its addresses read, and who finds its songs (`bandcamp_songs.py`)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sync.service import Built, Parts, Role, Service, SongPages

if TYPE_CHECKING:
    from sync.adapters.bandcamp_songs import BandcampSongs


def _build(parts: Parts) -> Built:
    def songs(user: str, now: datetime) -> "BandcampSongs":
        from sync.adapters.bandcamp_songs import BandcampSongs  # which no tick needs

        return BandcampSongs(parts.hosts, now, seconds=parts.seconds)

    return Built(SERVICE, None, songs=songs)


SERVICE = Service(
    name="bandcamp",
    title="Bandcamp",
    roles=frozenset({Role.SONGS}),
    build=_build,
    patience=5.0,
    song_pages=SongPages(
        service="bandcamp",
        hosts=("*.bandcamp.com",),
        id=r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?/[A-Za-z0-9_-]{1,200}",
        songs=(r"(?P<whose>[a-z0-9-]+)\.bandcamp\.com/track/(?P<name>[A-Za-z0-9_-]{1,200})",),
        page="https://{whose}.bandcamp.com/track/{name}",
        others={"album": "album", "music": "artist"},
        search="https://bandcamp.com/search?q={words}&item_type=t",
    ),
    limits="none is published",
    policy="only the title of what somebody sends is read, and whose it is",
)
