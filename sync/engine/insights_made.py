"""Make a person's insights of what is kept of the songs of each run, and of the catalogues' facts.

Of runs without a file of their own there is nothing to take, and what the target knows is not analysed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.insights.experiment import SHUFFLE
from sync.core.insights.kept import AT_MOST_EVERY, Insights
from sync.core.insights.records import records
from sync.core.insights.sample import Sample, facts_names, sample
from sync.core.insights.too_few import too_few
from sync.core.insights.tops import tops
from sync.core.recipes import INSIGHTS
from sync.core.song_facts import Facts
from sync.core.song_figures import SongFigures
from sync.engine import saving
from sync.engine.experiment import taken_in
from sync.engine.insights import insights_of
from sync.ports import NotComputed, Statistics

AT_ONCE = 500  # facts in one read


def make(app: App, user: str, now: datetime, seconds: float) -> Insights | None:
    """Made of what is kept now, and saved; None when there are no statistics here, or another worker was faster.

    Safe to run twice: the same sample gives the same. What came to nothing is tried again in an hour, and what was
    found before stays."""
    if app.statistics is None:
        return None
    before = insights_of(app, user) or Insights(user)
    (runs, known), streamed = given(app, user), app.preferences.insights_of_all_plays
    of_all = sample(runs, known, streamed=streamed)
    made = replace(before, left_out=of_all.left_out)
    made = replace(
        made, records=records(runs, streamed=streamed), tops=tops(runs, _clocks(app, user), streamed=streamed)
    )
    if (shuffled := taken_in(app, user, runs, known, streamed=streamed)) is not None:
        of_lists = app.store.load(Insights, user, SHUFFLE) or Insights(user, of=SHUFFLE)
        saving.put(app.store, _computed(app.statistics, of_lists, shuffled, seconds, now))
    return saving.put(app.store, _computed(app.statistics, made, of_all, seconds, now))


def _computed(statistics: Statistics, before: Insights, of: Sample, seconds: float, now: datetime) -> Insights:
    """What has not changed is not computed again."""
    made = replace(before, made_at=now, due=None, failed="")
    if before.findings is not None and (before.recipe, before.made_of) == (INSIGHTS, of.fingerprint):
        return made
    try:
        found = too_few(of, of.least) or statistics.findings(of, seconds)
    except NotComputed as error:
        return replace(made, failed=error.reason, due=now + AT_MOST_EVERY)
    names = {str(number): song for number, song in enumerate(of.songs)}
    named = {one.song: names[one.song] for one in found.songs.ranked if one.song in names}
    return replace(made, recipe=INSIGHTS, made_of=of.fingerprint, findings=found, songs=named)


type Known = dict[str, tuple[float | None, float | None]]
"""Tempo and energy by `facts_name`."""


def given(app: App, user: str) -> tuple[list[SongFigures], Known]:
    """The songs of the runs that may be analysed, and what the catalogues say of them."""
    runs = _analysed(app, user)
    return runs, _known(app, runs)


def _analysed(app: App, user: str) -> list[SongFigures]:
    """Of runs with a file of their own."""
    return [one for one in app.store.all(SongFigures, user) if one.source != app.target_name]


def _clocks(app: App, user: str) -> dict[tuple[str, str, int], int]:
    """Each run's own clock, where it has one."""
    rows = app.store.activities(user)
    return {(row.key.source, row.key.id, row.key.leg): row.offset for row in rows if row.offset is not None}


def _known(app: App, runs: Sequence[SongFigures]) -> Known:
    """Of their songs."""
    names, found = facts_names(runs), dict[str, tuple[float | None, float | None]]()
    for begin in range(0, len(names), AT_ONCE):
        some = names[begin : begin + AT_ONCE]
        for name, facts in zip(some, app.store.load_each(Facts, [(each,) for each in some], Facts), strict=True):
            if facts is not None:
                found[name] = facts.bpm, facts.energy
    return found
