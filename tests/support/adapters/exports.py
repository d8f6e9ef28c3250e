"""Exports of old plays for tests: entries of Spotify's history, listens, and zips of them."""

import io
import json
import zipfile
from typing import Any

import pytest

from sync.adapters.play_files import PlayFile, plays_in
from sync.sim.songbook import SONGS

URI = "spotify:track:4aBcSynthetic000000001"
AUDIO = "Spotify Extended Streaming History/Streaming_History_Audio_2025-2026_0.json"
EXPECTED = (
    "What is needed is Spotify's extended streaming history (my_spotify_data.zip, or a Streaming_History_Audio_….json "
    "of it) or a ListenBrainz export (a zip with listens/YYYY/MM.jsonl, or a JSON list of listens)."
)


def entry(**more: Any) -> dict[str, Any]:
    """One entry of Spotify's extended history, with all that it carries."""
    return {
        "ts": "2026-05-07T06:50:32Z",
        "platform": "ios",
        "ms_played": 198333,
        "conn_country": "FR",
        "ip_addr": "192.0.2.17",
        "master_metadata_track_name": "Aerobic Threshold",
        "master_metadata_album_artist_name": "Cadence 180",
        "master_metadata_album_album_name": "Aerobic LP",
        "spotify_track_uri": URI,
        "episode_name": None,
        "episode_show_name": None,
        "spotify_episode_uri": None,
        "audiobook_title": None,
        "audiobook_uri": None,
        "reason_start": "trackdone",
        "reason_end": "trackdone",
        "shuffle": False,
        "skipped": False,
        "offline": False,
        "offline_timestamp": 1,
        "incognito_mode": False,
    } | more


def listen(number: int = 0, **more: Any) -> dict[str, Any]:
    song = SONGS[number]
    about = {"track_name": song.title, "artist_name": song.artist, "additional_info": {"submission_client": "a phone"}}
    return {"listened_at": 1794725231 + 200 * number, "track_metadata": about} | more


def zipped(*files: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return into.getvalue()


def read(data: bytes, name: str = "export.zip") -> PlayFile:
    return plays_in(data, name, "me")


def refused(data: bytes, name: str = "export.zip", **how: Any) -> str:
    with pytest.raises(ValueError, match=r"\.$") as raised:
        plays_in(data, name, "me", **how)
    return str(raised.value)


GOOD = json.dumps([entry(), entry()])
"""A whole file of Spotify's history."""
