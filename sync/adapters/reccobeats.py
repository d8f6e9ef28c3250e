"""ReccoBeats: tempo, key, energy and the other features of many songs at once, by their Spotify ids.

Its answers are in no order, songs that it does not know are missing, and beyond 40 ids the rest is dropped without
a word (docs/services/songfacts.md).
"""

from collections.abc import Sequence
from datetime import datetime

from sync.adapters.music_http import MusicHttp
from sync.adapters.songfacts_words import asked, bpm_of, decibels_of, isrc_of, share_of, step_of, strange
from sync.adapters.spotify_ids import id_of
from sync.core.exchange import FoundFacts
from sync.core.music import Song
from sync.service import Built, Host, Hosts, Parts, Role, Service

RECCOBEATS = "https://api.reccobeats.com"
SHARES = (
    *("energy", "danceability", "valence"),
    *("acousticness", "instrumentalness", "liveness", "speechiness"),
)


class ReccoBeats:
    """See `ports.SongFacts`."""

    name = "reccobeats"
    most = 40

    def __init__(self, hosts: Hosts, *, seconds: float = 10.0) -> None:
        self._http = MusicHttp(self.name, hosts, seconds=seconds)

    def knows(self, song: Song) -> bool:
        return bool(id_of(song))

    def look_up(self, songs: Sequence[Song], now: datetime) -> dict[str, FoundFacts]:
        keys: dict[str, list[str]] = {}
        for song in songs:
            if identity := id_of(song):
                keys.setdefault(identity, []).append(song.key)
        if len(keys) > self.most:
            raise ValueError(f"{len(keys)} songs in one call, at most {self.most}")
        if not keys:
            return {}
        url = f"{RECCOBEATS}/v1/audio-features"
        answer = asked(self.name, now, lambda: self._http.get(url, {"ids": ",".join(keys)}))
        if answer is None:
            return {}
        content = answer.get("content") if isinstance(answer, dict) else None
        if not isinstance(content, list):
            raise strange(self.name)
        found = {_last_segment(item.get("href")): _found(item) for item in content if isinstance(item, dict)}
        return {
            key: found[one]
            for one, names in keys.items()
            if found.get(one, FoundFacts()) != FoundFacts()
            for key in names
        }


def _found(item: dict[str, object]) -> FoundFacts:
    shares = {name: share_of(item.get(name)) for name in SHARES}
    return FoundFacts(
        isrc_of(item.get("isrc")),
        bpm_of(item.get("tempo")),
        loudness=decibels_of(item.get("loudness")),
        key=step_of(item.get("key"), 11),
        mode=step_of(item.get("mode"), 1),
        **shares,
    )


def _last_segment(href: object) -> str:
    return href.partition("?")[0].rstrip("/").rpartition("/")[2] if isinstance(href, str) else ""


def _build(parts: Parts) -> Built:
    catalogue = ReccoBeats(parts.hosts, seconds=parts.seconds)
    return Built(SERVICE, catalogue, facts=catalogue)


SERVICE = Service(
    name=ReccoBeats.name,
    title="ReccoBeats",
    roles=frozenset({Role.FACTS}),
    build=_build,
    hosts=(Host(RECCOBEATS, "RECCOBEATS_API_URL", "Base of ReccoBeats."),),
    limits="not published; a 429 says for how long",
    policy="free of charge",
)
