"""The shuffle experiment, as a person asks for it: begun with lists of their own songs, and ended."""

from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.insights.experiment import SHUFFLE, Experiment, chosen
from sync.core.insights.findings import Missing
from sync.core.insights.kept import Insights
from sync.engine import insights_made, saving
from sync.engine.asks.refusals import Refused
from sync.engine.experiment import experiment_of
from sync.engine.insights import ask


class UnderWay(Refused):
    """There is one already, since `began`."""

    def __init__(self, began: datetime) -> None:
        super().__init__(began)
        self.began = began


class NoLists(Refused):
    """Lists cannot be made of this person's songs; `missing` says of what there is too little."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__(missing)
        self.missing = missing


def begin(app: App, user: str, seed: int, now: datetime) -> Experiment:
    """One that was ended before goes, with what was found. `seed`: of a generator that nobody steers. Raises
    `UnderWay`, `NoLists`, `Conflict`."""
    before = experiment_of(app, user)
    if before is not None and before.ended is None:
        raise UnderWay(before.began)
    songs, missing = chosen(*insights_made.given(app, user), streamed=app.preferences.insights_of_all_plays)
    if missing:
        raise NoLists(missing)
    saving.remove(app.store, Insights, user, SHUFFLE)
    return app.store.put(Experiment(user, now, seed, songs, version=before.version if before else 0))


def end(app: App, user: str, now: datetime) -> Experiment | None:
    """It takes in no more runs; what was found stays. None where there is none; ended twice it stays as it was."""
    kept = saving.changed(app.store, Experiment, (user,), lambda one: one if one.ended else replace(one, ended=now))
    if kept is not None:
        ask(app, user, now)
    return kept
