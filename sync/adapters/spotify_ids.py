"""Spotify's ids of songs, wherever they are met: its own URIs, web addresses, and what others tell of them."""

import re
from typing import Any

from sync.adapters.clean import text
from sync.core.music import Song

_URI = re.compile(
    r"(?:spotify:track:|https?://open\.spotify\.com/(?:intl-[a-z-]+/)?track/)([A-Za-z0-9]{22})(?:[?#].*)?"
)
_ANY_LENGTH = re.compile(r"(?:spotify:track:|https://open\.spotify\.com/track/)([0-9A-Za-z]{1,40})(?:[?#].*)?")


def uri_of(value: Any) -> str:
    """`spotify:track:…` of a URI or the web address of a song, "" of anything else."""
    found = _URI.fullmatch(text(value))
    return f"spotify:track:{found[1]}" if found else ""


def page_of(uri: str) -> str:
    """The web page of a `uri_of`."""
    return f"https://open.spotify.com/track/{uri.rpartition(':')[2]}" if uri else ""


def id_of(song: Song) -> str:
    """The bare id of a song that came from there, "" of any other."""
    matches = (_ANY_LENGTH.fullmatch(text) for text in (song.uri, song.link))
    return next((match[1] for match in matches if match), "")
