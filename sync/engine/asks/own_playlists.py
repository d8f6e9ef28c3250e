"""Playlists of a person's own songs at a music service: for a number of steps a minute, and the shuffle experiment's.

Each is one playlist that is changed in place (`playlists.playlist`, which says why asking twice is safe).
"""

from datetime import datetime

from sync.app import App
from sync.core.insights.for_cadence import FASTEST, SLOWEST
from sync.engine.asks.playlists import Made, playlist
from sync.engine.asks.refusals import Refused
from sync.engine.experiment import experiment_of
from sync.engine.for_cadence import ForCadence, as_heard, for_cadence, known_as

OF_CADENCE, OF_EXPERIMENT = "cadence", "shuffle"


class NoCadence(Refused):
    """Nobody said how many steps a minute, or not between `SLOWEST` and `FASTEST`, and none are recorded."""


class NoneFits(Refused):
    """No song of theirs goes with so many `steps` a minute."""

    def __init__(self, steps: int) -> None:
        super().__init__(steps)
        self.steps = steps


class NoListNow(Refused):
    """No experiment is under way, so that there is no list for the next run."""


def cadence_songs(app: App, user: str, steps: int | None) -> ForCadence:
    """The songs for so many steps a minute, None: the usual. Raises `NoCadence`."""
    if steps is not None and not SLOWEST <= steps <= FASTEST:
        raise NoCadence
    seen = for_cadence(app, user, steps)
    if seen.steps is None:
        raise NoCadence
    return seen


def cadence_playlist(app: App, user: str, steps: int | None, now: datetime) -> Made:
    """One for each number of steps. Raises `NoCadence`, `NoneFits`, and as `playlist` does."""
    seen = cadence_songs(app, user, steps)
    if not seen.songs:
        raise NoneFits(seen.steps or 0)
    told = [(one.artist, one.title, one.song, one.facts) for one in seen.songs]
    name = app.in_language("My songs for {steps} steps a minute").format(steps=seen.steps)
    about = app.in_language("What I run to that goes with {steps} steps a minute, what I run to most first.")
    id = f"{OF_CADENCE}:{seen.steps}"
    return playlist(app, user, id, name, about.format(steps=seen.steps), known_as(app, told), now)


def experiment_playlist(app: App, user: str, now: datetime) -> Made:
    """The list for the next run, in its order; the one of the run before makes room for it. All of it or nothing: what
    counts ends at the first other song. Raises `NoListNow`, and as `playlist` does."""
    kept = experiment_of(app, user)
    if kept is None or kept.ended is not None:
        raise NoListNow
    songs = as_heard(app, user, ((one.artist, one.title) for one in kept.order(kept.next_number)))
    name = app.in_language("My shuffle experiment: the next run")
    about = app.in_language("From its first song on, without skipping, and with the player's own shuffling off.")
    return playlist(app, user, OF_EXPERIMENT, name, about, songs, now, whole=True)
