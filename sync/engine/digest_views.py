"""A run at a glance, and what it was like during each of its songs: as both are kept, so that nothing is worked out."""

from dataclasses import dataclass

from sync.app import App
from sync.core.activity import Activity
from sync.core.digest import Digest
from sync.core.song_figures import SongFigure
from sync.engine import digests, song_figures


@dataclass(frozen=True, slots=True)
class DigestView:
    """`digest`: None where no route of the run was read; `run.route` says why. `songs`: in the order in which they
    began, as they were when the figures were made; () of a run without any. Both follow new rules and other songs in
    the background (`sync/engine/routes.py`)."""

    run: Activity
    digest: Digest | None
    songs: tuple[SongFigure, ...]


def view(app: App, run: Activity) -> DigestView:
    """Two documents are read."""
    kept = song_figures.figures_of(app, run.key)
    return DigestView(run, digests.digest_of(app, run.key), kept.songs if kept is not None else ())
