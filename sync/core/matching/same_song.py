"""Whether two songs are one recording, beyond doubt: for a confirmation, which must never be false."""

from sync.core.matching.likeness import name_of
from sync.core.music import Song
from sync.core.song_length import length_of

SAME_LENGTH = 3.0
"""Seconds by which the length of one recording differs from service to service."""


def same_song(a: Song, b: Song) -> bool:
    """The same id, the same ISRC, or the same names and length. Where a length is not known the artists must be the
    same to the last word: there is nothing else to go by."""
    if (a.uri and a.uri == b.uri) or (a.isrc and a.isrc == b.isrc):
        return True
    one, other = name_of(a), name_of(b)
    both = one.artists & other.artists
    if one.core != other.core or one.versions != other.versions or not both:
        return False
    first, second = length_of(a), length_of(b)
    if not first or not second:
        return one.artists == other.artists
    return abs(first - second) <= SAME_LENGTH
