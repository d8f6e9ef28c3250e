"""Whether two songs are one recording, beyond doubt: for a confirmation, which must never be false."""

import re
from functools import lru_cache

from sync.core.matching.likeness import VERSION, core_of, name_of, pieces_of
from sync.core.music import Song
from sync.core.song_length import length_of

SAME_LENGTH = 3.0
"""Seconds by which the length of one recording differs from service to service."""
_GUESTS = frozenset(("feat", "ft", "featuring", "with"))
_SAME_RECORDING = frozenset(
    ("remaster", "remastered", "version", "edition", "edit", "radio", "mono", "stereo", "single", "album", "deluxe"),
).union(("bonus", "track", "explicit", "clean", "original", "the"))
"""Words of a version that is the same music, sooner or later published."""
_BETWEEN_NAMES = re.compile(r"\s*[,;/&+]\s*|\s+(?:and|und|x|vs\.?|with|feat\.?|ft\.?|featuring)\s+", re.IGNORECASE)


def same_song(a: Song, b: Song) -> bool:
    """The same id, the same ISRC, or the same title, in the same order, kind of recording, artist and length. Where
    a length is not known the artists must be the same to the last word: there is nothing else to go by."""
    if (a.uri and a.uri == b.uri) or (a.isrc and a.isrc == b.isrc):
        return True
    one, other = name_of(a), name_of(b)
    if core_of(a.title) != core_of(b.title) or one.versions != other.versions or not one.artists & other.artists:
        return False
    if _kind(a.title) != _kind(b.title):
        return False
    first, second = length_of(a), length_of(b)
    if not first or not second:
        return one.artists == other.artists
    return abs(first - second) <= SAME_LENGTH and (one.artists == other.artists or _shared(a.artist, b.artist))


@lru_cache(maxsize=20_000)
def _kind(title: str) -> frozenset[str]:
    """The words that make it another recording than the plain one: who remixed it, where it was played live, that it is
    for karaoke, sped up, or in another language."""
    found = set[str]()
    for piece in pieces_of(title)[1:]:
        if VERSION.isdisjoint(piece):
            continue  # it belongs to the title
        guests = next((place for place, word in enumerate(piece) if word in _GUESTS), len(piece))
        found |= {word for word in piece[:guests] if not (word in _SAME_RECORDING or _is_year(word))}
    return frozenset(found)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal()


def _shared(one: str, other: str) -> bool:
    """Whether all whom one of them names are among those whom the other one names: services tell the first artist, or
    all. Another band with a name in its own ("X Tribute Band") is not among them."""
    first, second = _names(one), _names(other)
    return first <= second or second <= first


@lru_cache(maxsize=20_000)
def _names(artist: str) -> frozenset[frozenset[str]]:
    return frozenset(name_of(Song("", name)).artists for name in _BETWEEN_NAMES.split(artist) if name.strip())
