"""One entry of Spotify's extended streaming history as our Play: the exact end of a play, and how long it was heard.

Source: the readme of the export (ReadMeFirst_ExtendedStreamingHistory). The other fields of an entry, such as the
address of the device in the network, are never looked at.
"""

from datetime import UTC, datetime
from typing import Any

from sync.adapters.clean import measure, text
from sync.adapters.play_fields import UNREADABLE, plausible
from sync.adapters.spotify_ids import page_of, uri_of
from sync.core.music import IMPORTED, Habit, Play, Song

KIND = "Spotify's extended streaming history"
FILES = f"{KIND} (my_spotify_data.zip, or a Streaming_History_Audio_….json of it)"
"""What it is called, and the files that it comes in."""
ACCOUNT_DATA = "plays of Spotify's account data, which have no exact time"
"""Another export, of which nothing can be taken; `INSTEAD` says so where it is all that there is."""
INSTEAD = (
    'This is Spotify\'s account data, whose plays have no exact time. Ask for the "Extended streaming history" at '
    "https://www.spotify.com/account/privacy/ (it takes Spotify up to 30 days) and import that."
)
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
        uri = uri_of(entry.get("spotify_track_uri"))
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
    song = Song(title, artist, uri=uri, album=album, link=page_of(uri))
    return Play(user, IMPORTED, at, song, heard=heard, habit=Habit.END)


def utc(written: str) -> datetime:
    """A time as Spotify writes it, which is UTC when it does not say so. Raises ValueError and OverflowError."""
    at = datetime.fromisoformat(written)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
