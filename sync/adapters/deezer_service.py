"""Deezer as a service: what it says about itself (docs/services/songfacts.md, docs/services/songs.md)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sync.adapters.deezer import DEEZER, PAGES, Deezer
from sync.service import Built, Host, Parts, Role, Service

if TYPE_CHECKING:
    from sync.adapters.deezer_songs import DeezerSongs


def _build(parts: Parts) -> Built:
    catalogue = Deezer(parts.hosts, seconds=parts.seconds)

    def songs(user: str, now: datetime) -> "DeezerSongs":
        from sync.adapters.deezer_songs import DeezerSongs  # which no tick needs

        return DeezerSongs(catalogue, now)

    return Built(SERVICE, catalogue, facts=catalogue, songs=songs)


SERVICE = Service(
    name=Deezer.name,
    title="Deezer",
    roles=frozenset({Role.FACTS, Role.SONGS}),
    build=_build,
    hosts=(Host(DEEZER, "DEEZER_API_URL", "Base of Deezer's API."),),
    song_pages=PAGES,
    limits="50 calls in 5 seconds for each address",
    policy="tempos are looked up song by song and shown to their owner",
)
