"""Apple Music as a service: how its addresses read, and who finds its songs (`apple_songs.py`)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sync.adapters.apple_fields import ITUNES, PAGES
from sync.adapters.pace_of_calls import PaceOfCalls
from sync.service import Built, Host, Parts, Role, Service

if TYPE_CHECKING:
    from sync.adapters.apple_songs import AppleSongs


def _build(parts: Parts) -> Built:
    pace = PaceOfCalls("apple", 20, timedelta(minutes=1))

    def songs(user: str, now: datetime) -> "AppleSongs":
        from sync.adapters.apple_songs import AppleSongs  # which no tick needs

        return AppleSongs(parts.hosts, pace, now, seconds=parts.seconds)

    return Built(SERVICE, None, songs=songs)


SERVICE = Service(
    name="apple",
    title="Apple Music",
    roles=frozenset({Role.SONGS}),
    build=_build,
    hosts=(Host(ITUNES, "ITUNES_API_URL", "Base of iTunes."),),
    patience=5.0,
    song_pages=PAGES,
    limits="about 20 calls a minute for each address",
    policy="what is found is shown beside a link to Apple Music",
)
