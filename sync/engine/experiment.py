"""A person's shuffle experiment: as it is kept, its runs taken in, and what was found of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sync.app import App
from sync.core.insights.experiment import ENOUGH, SHUFFLE, Experiment, followed
from sync.core.insights.kept import Insights
from sync.core.insights.sample import Sample, sample
from sync.core.song_figures import SongFigures
from sync.engine import saving


def experiment_of(app: App, user: str) -> Experiment | None:
    return app.store.load(Experiment, user)


def of_lists(app: App, user: str) -> tuple[Experiment | None, Insights | None]:
    """The experiment, and what was found of it."""
    return experiment_of(app, user), app.store.load(Insights, user, SHUFFLE)


def taken_in(
    app: App,
    user: str,
    runs: Sequence[SongFigures],
    known: Mapping[str, tuple[float | None, float | None]],
    *,
    streamed: bool,
) -> Sample | None:
    """What the statistics are given of its runs, which are noted; None without an experiment. Safe to repeat: the same
    runs are the same, and what was begun anew meanwhile is looked at the next time."""
    kept = experiment_of(app, user)
    if kept is None:
        return None
    found = list(followed(kept, runs))
    ran = tuple(one for one, _ in found)
    if ran != kept.ran and saving.put(app.store, replace(kept, ran=ran)) is None:
        return None
    return replace(sample([run for _, run in found], known, streamed=streamed), least=ENOUGH)
