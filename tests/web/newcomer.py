"""Somebody who has never used Runtrack: services with their accounts, an empty installation, its daemon and its pages.

Nothing is set: the applications' ids and the logins are all typed into the pages. The simulated consent pages agree at
once, and know the redirect address as if the newcomer had entered it there.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sync.config import Settings
from sync.entrypoints.daemon.loop import Daemon
from sync.entrypoints.notices import on_one_machine
from sync.sim.play_world import PlayWorld
from sync.wiring import build
from tests.web.conftest import served

TYPED = ("STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET", "SPOTIFY_CLIENT_ID", "LASTFM_API_KEY")
"""What an installation that nobody has touched lacks."""


@dataclass(frozen=True)
class Newcomer:
    """`address`: of the pages; `world`: the services."""

    address: str
    world: PlayWorld


@contextmanager
def newcomer(folder: Path, every: float = 1.0) -> Iterator[Newcomer]:
    """Work for them, a tick in each of `every` seconds."""
    world = PlayWorld(lambda text: None)
    world.start(0)
    try:
        environ = {name: text for name, text in world.environ.items() if name not in TYPED}
        settings = Settings.read(environ, data_dir=folder, config_dir=folder / "config")
        with working(settings), served(settings, _now) as address:
            world.spotify.redirects |= {f"{address}/api/connections/spotify/callback"}
            yield Newcomer(address, world)
    finally:
        world.stop()


@contextmanager
def working(settings: Settings, now: Callable[[], datetime] | None = None, every: float = 1.0) -> Iterator[None]:
    """A daemon, while the block lasts."""
    wired = build(settings, words=on_one_machine.words)
    daemon = Daemon(wired, now=now or _now, every=every)
    worker = threading.Thread(target=daemon.work, name="daemon")
    worker.start()
    try:
        yield
    finally:
        daemon.stop()
        worker.join()


def _now() -> datetime:
    return datetime.now(UTC)
