"""The songs of a run: the plays that we keep, laid onto it.

Matching is imported where plays are laid onto a run: most ticks have none to lay.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from sync.app import App
from sync.core.activity import Activity
from sync.core.music import Play, Song

if TYPE_CHECKING:
    from sync.core.soundtrack import Part

NEIGHBOURS = timedelta(hours=36)
"""Plays this far around a run say whether a source reports the end or the start of a play."""


def parts_of(app: App, run: Activity) -> "tuple[Part, ...]":
    """The plays laid onto the run, in order."""
    if not (plays := plays_of(app, run)):
        return ()
    from sync.core.soundtrack import soundtrack

    return soundtrack(run.start, run.elapsed, plays)


def songs_of(app: App, run: Activity) -> list[Song]:
    """The songs of `parts_of`."""
    return [part.song for part in parts_of(app, run)]


def plays_of(app: App, run: Activity) -> list[Play]:
    """The plays of the run's time and around it."""
    end = run.start + timedelta(seconds=run.elapsed)
    return app.store.plays(run.key.user, run.start - NEIGHBOURS, end + NEIGHBOURS)
