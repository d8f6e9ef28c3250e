"""MusicBrainz: the ISRC of a recording that a scrobbler named by its MusicBrainz id.

One request a second for each address, 503 for more, and a User-Agent with a contact; it is told who asks.
https://musicbrainz.org/doc/MusicBrainz_API, docs/services/songfacts.md.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sync.adapters.music_http import MusicHttp
from sync.adapters.songfacts_words import asked, isrc_of, strange
from sync.core.errors import RateLimited
from sync.core.exchange import FoundFacts
from sync.core.music import Song
from sync.service import Built, Host, Hosts, Parts, Role, Service
from sync.setting import Option, plain_text

MUSICBRAINZ = "https://musicbrainz.org"
EACH = timedelta(seconds=1)

_MBID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class MusicBrainz:
    """See `ports.SongFacts`. `contact`: an e-mail address or web page of whoever runs this."""

    name = "musicbrainz"
    most = 1

    def __init__(self, hosts: Hosts, *, seconds: float, version: str, contact: str) -> None:
        self._http = MusicHttp(self.name, hosts, seconds=seconds)
        self._agent = f"Runtrack/{version} ( {' '.join(contact.split())} )"
        self._next: datetime | None = None

    def knows(self, song: Song) -> bool:
        """With an id of its own, and only if there is something left to tell."""
        return bool(_MBID.fullmatch(song.mbid.lower())) and not song.isrc

    def look_up(self, songs: Sequence[Song], now: datetime) -> dict[str, FoundFacts]:
        """Raises `RateLimited` without a call when the last one was less than a second ago."""
        askable = [song for song in songs if self.knows(song)]
        if not askable:
            return {}
        [song] = askable
        if self._next is not None and self._next - EACH <= now < self._next:
            raise RateLimited(f"{self.name}: one request a second", self._next, service=self.name)
        self._next = now + EACH
        url = f"{MUSICBRAINZ}/ws/2/recording/{song.mbid.lower()}"
        headers = {"User-Agent": self._agent, "Accept": "application/json"}
        answer = asked(self.name, now, lambda: self._http.get(url, {"inc": "isrcs", "fmt": "json"}, headers))
        if answer is None:
            return {}
        if not isinstance(answer, dict) or not isinstance(answer.get("isrcs", []), list):
            raise strange(self.name)
        isrc = next(filter(None, map(isrc_of, answer.get("isrcs", []))), "")
        return {song.key: FoundFacts(isrc=isrc)} if isrc else {}


def _build(parts: Parts) -> Built | None:
    """It wants to know who asks: without a contact it is left out."""
    contact = parts.values["MUSICBRAINZ_CONTACT"]
    if not contact:
        return None
    catalogue = MusicBrainz(parts.hosts, seconds=parts.seconds, version=_version(), contact=contact)
    return Built(SERVICE, catalogue, facts=catalogue)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # only when it is needed: a slow import

    try:
        return version("runtrack")
    except PackageNotFoundError:  # a bare checkout, or the Lambda zip
        return "0"


SERVICE = Service(
    name=MusicBrainz.name,
    title="MusicBrainz",
    roles=frozenset({Role.FACTS}),
    build=_build,
    hosts=(Host(MUSICBRAINZ, "MUSICBRAINZ_API_URL", "Base of MusicBrainz."),),
    options=(
        Option(
            "MUSICBRAINZ_CONTACT",
            "",
            plain_text,
            "Your e-mail or web page: MusicBrainz wants to know who asks, and is asked only if this is set.",
        ),
    ),
    limits="a call in a second for each address",
    policy="public data (CC0)",
    german="sync.adapters.musicbrainz_german",
)
