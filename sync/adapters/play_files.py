"""Reads files of old plays: an extended streaming history or ListenBrainz's export, zipped or not.

What a file is, is seen from its first item. Source: docs/services/plays.md (an export as the way in for plays that
never reach a service's API), and the readme of each export.
"""

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

from sync.adapters.json_stream import items
from sync.adapters.listenbrainz_items import play_of
from sync.adapters.originals import sniff
from sync.adapters.play_fields import UNREADABLE
from sync.adapters.play_zip import LIMITS, Limits, json_files, names_in
from sync.adapters.spotify_history import ACCOUNT_DATA, FILES, INSTEAD, KIND
from sync.adapters.spotify_history import play_of as play_of_history
from sync.core.music import Play, Song

LISTENBRAINZ = "a ListenBrainz export"
EXPECTED = f"What is needed is {FILES} or {LISTENBRAINZ} (a zip with listens/YYYY/MM.jsonl, or a JSON list of listens)."


@dataclass(frozen=True, slots=True)
class PlayFile:
    """What was found in a file. `left_out`: how many entries, by the reason why they were left out."""

    plays: tuple[Play, ...]
    kind: str
    left_out: dict[str, int]


def plays_in(data: bytes, name: str, user: str, *, limits: Limits = LIMITS) -> PlayFile:
    """The plays of a file as plays of `user`, in the file's order. Raises ValueError with a message that says what was
    found instead; then nothing of the file is to be used."""
    kind = sniff(data)
    if kind not in ("zip", "json"):
        raise ValueError(f"no plays in it; found: {_what(data, kind, name)}. {EXPECTED}")
    zipped = kind == "zip"
    reading, where = _Reading(user), ""
    try:
        for inside, file in json_files(data, limits) if zipped else [("", io.BytesIO(data))]:
            where = inside and f"{inside}: "
            reading.read(file)
    except ValueError as error:
        raise ValueError(f"{where}{error}.") from None
    if not reading.kinds:
        if reading.left_out[ACCOUNT_DATA]:
            raise ValueError(INSTEAD)
        found = _listed(names_in(data, limits)) if zipped else reading.seen
        raise ValueError(f"no plays in it; found: {found or 'nothing'}. {EXPECTED}")
    return PlayFile(tuple(reading.plays), " and ".join(sorted(reading.kinds)), dict(reading.left_out))


class _Reading:
    """The plays that have been read so far."""

    def __init__(self, user: str) -> None:
        self._user = user
        self.plays: list[Play] = []
        self.left_out: Counter[str] = Counter()
        self.kinds: set[str] = set()
        self.seen = ""
        self._songs: dict[Song, Song] = {}

    def read(self, file: BinaryIO) -> None:
        """All plays of one JSON file. Raises ValueError."""
        stream = items(file)
        for first in stream:
            self._sort_in(first, chain((first,), stream))
            return
        self.seen = "an empty list"

    def _sort_in(self, first: Any, stream: Iterator[Any]) -> None:
        keys = first.keys() if isinstance(first, dict) else set()
        if {"ts", "ms_played"} <= keys:
            self.kinds.add(KIND)
            self._take(play_of_history(item, self._user) for item in stream)
        elif {"listened_at", "track_metadata"} <= keys:
            self.kinds.add(LISTENBRAINZ)
            self._take(play_of(item, self._user) or UNREADABLE for item in stream)
        elif {"endTime", "msPlayed"} <= keys:
            self.left_out[ACCOUNT_DATA] += sum(1 for _ in stream)
        else:
            self.seen = f"JSON with {_listed(map(str, keys)) or type(first).__name__}"

    def _take(self, found: Iterable[Play | str]) -> None:
        """Plays are kept, with one object for each song however often it was played; reasons are counted."""
        for one in found:
            if isinstance(one, str):
                self.left_out[one] += 1
            else:
                song = self._songs.setdefault(one.song, one.song)
                self.plays.append(Play(one.user, one.source, one.played_at, song, one.client, one.heard, one.habit))


def _what(data: bytes, kind: str, name: str) -> str:
    """A file that is neither a zip nor JSON, in words."""
    if not data:
        return "nothing, it is empty"
    if kind == "html":
        return "a web page"
    return f"a recording ({kind})" if kind else f"something else ({name[-60:]})"


def _listed(names: Iterable[str]) -> str:
    """The first few of many names, cut to a line."""
    first = list(islice(names, 6))
    return ", ".join(name[:60] for name in first[:5]) + (" …" if len(first) > 5 else "")
