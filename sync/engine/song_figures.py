"""The figures of a run's songs: made with its route, and made anew when other songs are laid onto it.

They are of plays, and go with them: when a source is disconnected, and when plays are kept no longer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sync.app import App
from sync.core.activity import Activity
from sync.core.key import Key
from sync.core.music import live_of
from sync.core.route import Route
from sync.core.song_figures import SongFigures, song_figures
from sync.engine import saving

if TYPE_CHECKING:
    from sync.core.soundtrack import Part


def figures_of(app: App, key: Key) -> SongFigures | None:
    """The kept ones, None when there are none yet."""
    return app.store.load(SongFigures, key.user, key.source, key.id, str(key.leg))


def make(app: App, run: Activity, parts: "Sequence[Part]", route: Route | None) -> bool:
    """Of the songs that are laid onto it; without any nothing is kept. Safe to repeat: equal figures are not saved
    again. `route`: None where it is kept no longer. Whether it is other than before."""
    before = figures_of(app, run.key)
    if not parts:
        if before is not None:
            app.store.remove(before)
        return before is not None
    made = song_figures(run.key, run.start, parts, route, before)
    made = replace(made, version=before.version if before else 0)
    return made != before and saving.put(app.store, made) is not None


def are_of(app: App, key: Key, parts: "Sequence[Part]") -> bool:
    """Whether the kept ones are of these songs, by the present rules."""
    kept = figures_of(app, key)
    return not parts if kept is None else kept.is_of(parts)


def laid_anew(app: App, user: str, until: datetime, now: datetime) -> None:
    """The runs that began before `until`, and of whose songs something is kept, are due: their plays may have gone.
    Safe to repeat."""
    for kept in app.store.all(SongFigures, user):
        row = app.store.activity(Key(user, kept.source, kept.id, kept.leg)) if kept.began < until else None
        if row is not None and row.route == "read" and (row.route_due is None or row.route_due > now):
            saving.save(app.store, replace(row, route_due=now))


def forget(app: App, user: str, service: str) -> None:
    """The songs of which this service alone has told, or was alone seen to play. Safe to repeat."""
    own = {service, live_of(service)}
    for kept in app.store.all(SongFigures, user):
        left = tuple(one for one in kept.songs if not one.sources or not own.issuperset(one.sources))
        if not left:
            app.store.remove(kept)
        elif left != kept.songs:
            saving.put(app.store, replace(kept, songs=left, made_of=""))
