"""How alike two songs are as two sources name them: the core of the title, its versions, the words of the artists.

Services spell one song in many ways: "Song - Remastered 2011", "Song (feat. X)", "Song". What tells one version from
another counts less than the rest, for the sources often lose it; what tells one song from another counts fully.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from sync.core.music import Song
from sync.core.song_length import length_of

_PIECES = re.compile(r"\s[-–—]\s|[(\[]|\s(?=(?:feat|ft)\.?\s)", re.IGNORECASE)
KINDS_OF_RECORDING = frozenset(
    ("live", "remix", "mix", "acoustic", "instrumental", "demo", "extended", "unplugged", "session")
)
VERSION = KINDS_OF_RECORDING.union(
    (
        "remaster",
        "remastered",
        "edit",
        "version",
        "mono",
        "stereo",
        "feat",
        "ft",
        "featuring",
        "with",
        "bonus",
        "radio",
    ),
    ("single", "deluxe", "edition", "explicit", "clean", "cover", "original"),
)
_PART = {"part": "part", "pt": "part", "vol": "vol", "volume": "vol", "chapter": "chapter", "no": "no", "nr": "no"}
_NUMBER = {roman: str(n) for n, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii"), 1)}
_SMALL = frozenset(("the", "and"))
_NOBODY = _SMALL | {"feat", "ft", "featuring", "with", "various", "artists", "va"}

UNSURE_ARTIST, OTHERVERSION, OTHER_LENGTH = 0.9, 0.75, 0.8
_SAME_LENGTH = 3.0  # seconds
_LENGTH_APART, _LENGTH_SHARE = 35.0, 0.25  # seconds, and of the longer: more is another recording


class Name(NamedTuple):
    """What a title and an artist come to. `core`: the words that make it this song; `versions`: the words that make it
    another recording; `artists`: the words of their names (empty: unknown)."""

    core: frozenset[str]
    versions: frozenset[str]
    artists: frozenset[str]


def name_of(song: Song) -> Name:
    """The name as a person would compare it; a title of nothing but signs stands for itself."""
    return _name(song.title, song.artist)


def key_of(song: Song) -> object:
    """What tells songs of one source apart."""
    return song.uri or _name(song.title, song.artist)


def likeness(a: Song, b: Song) -> float:
    """Between 0 (two songs) and 1 (surely one), whoever names them."""
    if (a.uri and a.uri == b.uri) or (a.isrc and a.isrc == b.isrc):
        return 1.0
    one, other = name_of(a), name_of(b)
    if one.core != other.core:
        return 0.0
    known = one.artists and other.artists
    if known and one.artists.isdisjoint(other.artists):
        return 0.0
    alike = 1.0 if known else UNSURE_ARTIST
    if one.versions != other.versions:
        alike *= OTHERVERSION
    first, second = length_of(a), length_of(b)
    if first and second and abs(first - second) > max(_LENGTH_APART, _LENGTH_SHARE * max(first, second)):
        alike *= OTHER_LENGTH
    return alike


def may_be_one(a: Song, b: Song) -> bool:
    """Whether two songs that are not alike by name may be one where everything else says so: the titles have no script
    in common, or an artist is the same and either the lengths are too or one title is in the other."""
    one, other = _scripts(a.title), _scripts(b.title)
    if one and other and one.isdisjoint(other):
        return True
    first, second = name_of(a), name_of(b)
    if first.core == second.core:
        return False
    if first.artists and second.artists and first.artists.isdisjoint(second.artists):
        return False
    seconds = length_of(a), length_of(b)
    if seconds[0] and seconds[1] and abs(seconds[0] - seconds[1]) <= _SAME_LENGTH:
        return True
    more = first.core ^ second.core
    return (first.core <= second.core or second.core <= first.core) and not any(map(str.isdigit, more))


@lru_cache(maxsize=20_000)
def _name(title: str, artist: str) -> Name:
    first, *rest = pieces_of(title)
    of_versions = [piece for piece in rest if first and not VERSION.isdisjoint(piece)]
    versions = (KINDS_OF_RECORDING.intersection(piece) for piece in of_versions)
    return Name(frozenset(core_of(title)), frozenset().union(*versions), frozenset(_words(artist)) - _NOBODY)


@lru_cache(maxsize=20_000)
def core_of(title: str) -> tuple[str, ...]:
    """The words of `Name.core`, in order and as often as the title has them."""
    core, *rest = pieces_of(title)
    for piece in rest:
        core += _numbers(piece) if core and not VERSION.isdisjoint(piece) else piece
    words = tuple(word for word in _uniform(core) if word not in _SMALL)
    return words or tuple(core) or (title.casefold(),)


def pieces_of(title: str) -> list[list[str]]:
    """The words of a title, and of each piece that stands behind a dash or in brackets, or that names guests."""
    return [_words(piece) for piece in _PIECES.split(title)]


def _words(text: str) -> list[str]:
    """Without case, accents and signs; an apostrophe parts no word."""
    text = unicodedata.normalize("NFKD", text.casefold())
    kept = (sign if sign.isalnum() else " " for sign in text if sign not in "'’`" and not unicodedata.combining(sign))
    return "".join(kept).split()


def _numbers(piece: list[str]) -> list[str]:
    """The "part 2" of a piece that is about a version otherwise."""
    at = next((i for i, word in enumerate(piece) if word in _PART), len(piece))
    return piece[at : at + 2]


def _uniform(words: Iterable[str]) -> list[str]:
    """ "Pt. II" as "part 2"."""
    found, counted = list[str](), False
    for word in words:
        found.append(_NUMBER.get(word, word) if counted else _PART.get(word, word))
        counted = word in _PART
    return found


@lru_cache(maxsize=20_000)
def _scripts(title: str) -> frozenset[str]:
    return frozenset(unicodedata.name(sign, "?").partition(" ")[0] for sign in title if sign.isalpha())
