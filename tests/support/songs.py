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
        return self.pages.settings | super().environ
