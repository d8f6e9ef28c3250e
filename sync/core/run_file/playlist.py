"""The songs of a run as a playlist: M3U, XSPF and JSPF.

A player finds what has an address; XSPF and JSPF (xspf.org, version 1) name the others too."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sync.core.run_file.schemas import xml
from sync.core.run_file.whole import SongAt, iso

SPACE = "http://xspf.org/ns/0/"


def m3u8(title: str, began: int, songs: Sequence[SongAt]) -> bytes:
    """An entry is its address: a song without one is a comment. `began`: milliseconds since 1970 (UTC)."""
    return "".join(f"{line}\n" for line in _m3u8(title, songs)).encode()


def _m3u8(title: str, songs: Sequence[SongAt]) -> Iterator[str]:
    yield "#EXTM3U"
    yield f"#PLAYLIST:{title}"
    for song in songs:
        if song.link:
            yield f"#EXTINF:{-1 if song.seconds is None else round(song.seconds)},{song.name}"
            yield song.link
        else:
            yield f"# no address is known of: {song.name}"


def xspf(title: str, began: int, songs: Sequence[SongAt]) -> bytes:
    entries = "".join(f"<track>{''.join(_entry(song))}</track>\n" for song in songs)
    head = f"<title>{xml(title)}</title><creator>Runtrack</creator><date>{iso(began)}</date>"
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<playlist version="1" xmlns="{SPACE}">\n'
    return f"{start}{head}\n<trackList>\n{entries}</trackList>\n</playlist>\n".encode()


def _entry(song: SongAt) -> Iterator[str]:
    """In the order that the schema wants."""
    if song.link:
        yield f"<location>{xml(song.link)}</location>"
    yield f"<title>{xml(song.title)}</title>"
    if song.artist:
        yield f"<creator>{xml(song.artist)}</creator>"
    if song.album:
        yield f"<album>{xml(song.album)}</album>"
    if song.seconds is not None:
        yield f"<duration>{round(song.seconds * 1000)}</duration>"


def jspf(title: str, began: int, songs: Sequence[SongAt]) -> bytes:
    entries = [_fields(song) for song in songs]
    whole = {"title": title, "creator": "Runtrack", "date": iso(began), "track": entries}
    return json.dumps({"playlist": whole}, ensure_ascii=False, separators=(",", ":")).encode()


def _fields(song: SongAt) -> dict[str, Any]:
    known = {"location": [song.link] if song.link else None, "title": song.title, "creator": song.artist or None}
    length = None if song.seconds is None else round(song.seconds * 1000)
    return {name: value for name, value in (known | {"album": song.album or None, "duration": length}).items() if value}
