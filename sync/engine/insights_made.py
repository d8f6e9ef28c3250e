"""Make a person's insights of what is kept of the songs of each run, and of the catalogues' facts.

Of runs without a file of their own there is nothing to take, and what the target knows is not analysed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.insights.kept import AT_MOST_EVERY, Insights
from sync.core.insights.records import records
from sync.core.insights.sample import Sample, facts_names, sample
from sync.core.insights.too_few import too_few
from sync.core.insights.tops import tops
from sync.core.recipes import INSIGHTS
from sync.core.song_facts import Facts
from sync.core.song_figures import SongFigures
from sync.engine import saving
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
    runs, streamed = _analysed(app, user), app.preferences.insights_of_all_plays
    given = sample(runs, _known(app, runs), streamed=streamed)
    made = replace(before, made_at=now, due=None, failed="", left_out=given.left_out)
    made = replace(
        made, records=records(runs, streamed=streamed), tops=tops(runs, _clocks(app, user), streamed=streamed)
    )
    if not (before.findings is not None and (before.recipe, before.made_of) == (INSIGHTS, given.fingerprint)):
        made = _computed(app.statistics, made, given, seconds, now)
    return saving.put(app.store, made)


def _computed(statistics: Statistics, before: Insights, given: Sample, seconds: float, now: datetime) -> Insights:
    try:
        found = too_few(given) or statistics.findings(given, seconds)
    except NotComputed as error:
        return replace(before, failed=error.reason, due=now + AT_MOST_EVERY)
    names = {str(number): song for number, song in enumerate(given.songs)}
    named = {one.song: names[one.song] for one in found.songs.ranked if one.song in names}
    return replace(before, recipe=INSIGHTS, made_of=given.fingerprint, findings=found, songs=named)


def _analysed(app: App, user: str) -> list[SongFigures]:
    """Of runs with a file of their own."""
    return [one for one in app.store.all(SongFigures, user) if one.source != app.target_name]


def _clocks(app: App, user: str) -> dict[tuple[str, str, int], int]:
    """Each run's own clock, where it has one."""
    rows = app.store.activities(user)
    return {(row.key.source, row.key.id, row.key.leg): row.offset for row in rows if row.offset is not None}


def _known(app: App, runs: Sequence[SongFigures]) -> dict[str, tuple[float | None, float | None]]:
    """Tempo and energy of their songs."""
    names, found = facts_names(runs), dict[str, tuple[float | None, float | None]]()
    for begin in range(0, len(names), AT_ONCE):
        some = names[begin : begin + AT_ONCE]
        for name, facts in zip(some, app.store.load_each(Facts, [(each,) for each in some], Facts), strict=True):
            if facts is not None:
                found[name] = facts.bpm, facts.energy
    return found
