"""One entry of Spotify's extended streaming history as our Play: the exact end of a play, and how long it was heard.

Source: the readme of the export (ReadMeFirst_ExtendedStreamingHistory). The other fields of an entry, such as the
address of the device in the network, are never looked at.
"""

from datetime import UTC, datetime
from typing import Any

from sync.adapters.clean import measure, text
from sync.adapters.play_fields import UNREADABLE, plausible, spotify_link, spotify_uri
from sync.core.music import IMPORTED, Play, Song

SHORTEST = 30.0  # seconds
PODCAST = "podcasts and audiobooks"
BRIEF = "plays of less than 30 seconds"
PRIVATE = "plays in a private session"


def play_of(entry: Any, user: str) -> Play | str:
    """One entry, or why it is left out. What was heard in a private session is kept private, as Spotify's own list of
    recent plays does it."""
    try:
        title = text(entry.get("master_metadata_track_name"))
        if not title:
            spoken = any(text(value) for key, value in entry.items() if key.startswith(("episode_", "audiobook_")))
            return PODCAST if spoken else UNREADABLE
        heard = measure(entry["ms_played"]) / 1000
        at = plausible(utc(str(entry["ts"])))
        uri = spotify_uri(entry.get("spotify_track_uri"))
        artist = text(entry.get("master_metadata_album_artist_name"))
        album = text(entry.get("master_metadata_album_album_name"))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return UNREADABLE
    if not artist:
        return UNREADABLE
    if entry.get("incognito_mode") is True:
        return PRIVATE
    if heard < SHORTEST:
        return BRIEF
    song = Song(title, artist, uri=uri, album=album, link=spotify_link(uri))
    return Play(user, IMPORTED, at, song, heard=heard, habit="end")


def utc(written: str) -> datetime:
    """A time as Spotify writes it, which is UTC when it does not say so. Raises ValueError and OverflowError."""
    at = datetime.fromisoformat(written)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
