"""The demo's athlete as an installation has them that has seen their whole year."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from sync.adapters.garmin import bundle_of
from sync.config import Settings
from sync.core.bundle import Bundle
from sync.entrypoints.daemon.loop import Daemon
from sync.entrypoints.demo.year import YearOfSoundtracks
from sync.entrypoints.notices import on_one_machine
from sync.ports import Store
from sync.sim.demo_world import DemoWorld
from sync.wiring import ME, build

LONGEST = 150.0
"""Seconds in which the daemon gets through the demo's year."""
EVERY = 0.3
"""Seconds between two of its ticks: one file of an older run is fetched in each."""
DRAWN = 8
"""Runs with songs and a route, so that the first screen of the list is full of both."""


def worked(
    world: DemoWorld, folder: Path, *, until: Callable[[Store], bool] = lambda _: True, longest: float = LONGEST
) -> Settings:
    """The settings of the installation in this folder, worked by the real daemon until enough is there to be looked at:
    the songs of the year, some routes and none that is still to be read, and what `until` waits for. Then it stands
    still."""
    oldest = min(activity.start for activity in world.recorded).date().isoformat()
    environ = {**world.environ, "RUNTRACK_SINCE": oldest}
    settings = Settings.read(environ, data_dir=folder, config_dir=folder / "config")
    wired = build(settings, words=on_one_machine.words)
    tokens, account = world.source_login
    wired.keepers["garmin"].save_login(ME, bundle_of(tokens), world.clock.now(), scopes=(), account=account)
    for one in world.music_logins:
        bundle = Bundle(one.fields, world.clock.now() + one.lasts)
        wired.keepers[one.service].save_login(ME, bundle, world.clock.now(), scopes=one.scopes, account=one.account)
    daemon = Daemon(wired, now=world.clock.now, every=EVERY)
    year = YearOfSoundtracks(wired, world)
    worker = threading.Thread(target=daemon.work, name="daemon")
    worker.start()
    end = time.monotonic() + longest
    try:
        while not (year.written and _ready(wired.app.store) and until(wired.app.store)) and time.monotonic() < end:
            time.sleep(0.2)
            year.ask(world.listed())
    finally:
        daemon.stop()
        worker.join()
        wired.close()
    return settings


def _ready(store: Store) -> bool:
    rows = store.activities(ME)
    drawn = [row for row in rows if row.route == "read" and row.music.songs]
    return len(drawn) >= DRAWN and not any(row.route == "due" for row in rows)
