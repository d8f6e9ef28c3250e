"""The words by which the list finds a run by its songs: written with its soundtrack, gone with the plays."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sync.app import App
from sync.core.annotation import Annotation
from sync.core.heard import heard
from sync.core.run_list import Summary, Wanted
from sync.engine import saving
from sync.engine.listed import listed
from sync.engine.soundtrack import parts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.core.soundtrack import Part


def known_by(music: Annotation, parts: "Sequence[Part]") -> Annotation:
    """With the words of these songs."""
    return replace(music, heard=heard(part.song for part in parts))


def made_anew(app: App, run: Summary) -> None:
    """From the plays that there are now. Safe to repeat: equal words are not saved again."""
    row = app.store.activity(run.key) if run.music.songs or run.music.heard else None
    if row is not None and (music := known_by(row.music, parts_of(app, row))) != row.music:
        saving.save(app.store, replace(row, music=music))


def forget(app: App, user: str, *, until: datetime | None = None) -> None:
    """Of the runs that began before `until`, None: of all. Safe to repeat."""
    for run in listed(app.store, user, Wanted(until=until)):
        row = app.store.activity(run.key) if run.music.heard else None
        if row is not None:
            saving.save(app.store, replace(row, music=replace(row.music, heard="")))
