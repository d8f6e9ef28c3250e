"""A world in which songs are sent: the music services, and the pages that links lead to."""

from pathlib import Path
from typing import Any

from sync.sim.http import SimService
from sync.sim.song_pages import SimSongPages
from tests.support.music import MusicWorld


class SongWorld(MusicWorld):
    """See the module and `MusicWorld`."""

    def __init__(self, folder: Path, **how: Any) -> None:
        super().__init__(folder, **how)
        self.pages = SimSongPages(self.clock.now)

    @property
    def services(self) -> tuple[SimService, ...]:
        return (*super().services, self.pages)

    @property
    def bases(self) -> dict[str, str]:
        return super().bases | self.pages.bases

    @property
    def environ(self) -> dict[str, str]:
        there = {
            "SPOTIFY_PLAYER_URL": "open.spotify.com",
            "YOUTUBE_URL": "www.youtube.com",
            "SOUNDCLOUD_URL": "soundcloud.com",
            "ITUNES_API_URL": "itunes.apple.com",
        }
        return {name: f"{self.pages.url}/{host}" for name, host in there.items()} | super().environ
