"""The catalogues of songs, in the order in which they are asked: who knows the number, then who knows the tempo."""

from sync.adapters.deezer import DEEZER, Deezer
from sync.adapters.http import Hosts
from sync.adapters.musicbrainz import MUSICBRAINZ, MusicBrainz
from sync.adapters.reccobeats import RECCOBEATS, ReccoBeats
from sync.ports import SongFacts

__all__ = ["DEEZER", "MUSICBRAINZ", "RECCOBEATS", "Deezer", "MusicBrainz", "ReccoBeats", "catalogues"]


def catalogues(hosts: Hosts, *, contact: str = "", seconds: float = 10.0) -> tuple[SongFacts, ...]:
    """All that can be asked. MusicBrainz wants to know who asks: without a `contact` it is left out."""
    number: tuple[SongFacts, ...] = ()
    if contact:
        number = (MusicBrainz(hosts, seconds=seconds, version=_version(), contact=contact),)
    return (*number, ReccoBeats(hosts, seconds=seconds), Deezer(hosts, seconds=seconds))


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # only when it is needed: a slow import

    try:
        return version("runtrack")
    except PackageNotFoundError:  # a bare checkout, or the Lambda zip
        return "0"
