"""Where a look is done: in the event loop while it is short, beside it for whom it takes long."""

import asyncio
import threading
from pathlib import Path

from sync.app import App
from sync.config import Settings
from sync.entrypoints.api.site import LONG, Site
from tests.support.entrypoints.web import ADDRESS
from tests.support.world import World


async def places(site: Site, clock: list[float], looks: list[tuple[str, str, float]]) -> list[str]:
    """Where each look of a kind, a person and a length in seconds was done."""
    found, loop = list[str](), threading.current_thread()

    async def look(kind: str, user: str, seconds: float) -> None:
        def work(app: App) -> None:
            clock[0] += seconds
            found.append("loop" if threading.current_thread() is loop else "thread")

        await site.short_look(kind, user, work)

    for each in looks:
        await look(*each)
    return found


def test_a_look_that_took_long_is_done_beside_the_loop_until_it_is_short_again(tmp_path: Path) -> None:
    clock, short, long = [0.0], LONG / 2, LONG * 2
    looks = [
        ("music", "anna", short),
        ("music", "anna", long),
        ("music", "anna", long),
        ("music", "me", short),
        ("status", "anna", short),
        ("music", "anna", short),
        ("music", "anna", short),
    ]
    with World(tmp_path) as world:
        settings = Settings.read(world.environ, data_dir=world.folder, config_dir=world.folder)
        site = Site(settings, address=ADDRESS, now=world.clock.now, timer=lambda: clock[0])
        try:
            found = asyncio.run(places(site, clock, looks))
        finally:
            site.close()
    assert found == ["loop", "loop", "thread", "loop", "loop", "thread", "loop"]
