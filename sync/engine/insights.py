"""A person's insights: as they are kept, when they are due, and having them made anew.

They are made in their own time, apart from the tick (`insights_made`), when runs have changed. What an idle tick asks
for is loaded with the first question.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sync.app import App
from sync.engine import saving

if TYPE_CHECKING:
    from sync.core.insights.kept import Insights


def insights_of(app: App, user: str) -> "Insights | None":
    """As they are kept, None when they were never asked for."""
    from sync.core.insights.kept import MUSIC, Insights

    return app.store.load(Insights, user, MUSIC)


def are_due(app: App, user: str, now: datetime) -> bool:
    """Whether they are to be made now; a read of an index that is usually empty."""
    if app.statistics is None:
        return False
    from sync.core.insights.kept import Insights

    return bool(app.store.open_ones(Insights, user, now))


def ask(app: App, user: str, now: datetime) -> None:
    """Something that they are made of has changed. Safe to repeat, and to lose against another worker: who was faster
    has asked as well, or is about to be done, and each day asks again (`once_a_day`)."""
    if app.statistics is None:
        return
    from sync.core.insights.kept import Insights

    known = insights_of(app, user) or Insights(user)
    if (asked := known.asked(now)) != known:
        saving.put(app.store, asked)


def once_a_day(app: App, user: str, now: datetime) -> None:
    """Facts of songs come in by themselves, days later. Safe to repeat."""
    known = insights_of(app, user) if app.statistics is not None else None
    if known is not None and (known.made_at is None or now - known.made_at >= timedelta(days=1)):
        ask(app, user, now)


def start_over(app: App, user: str, now: datetime) -> None:
    """What was found goes, and an experiment's lists: they name songs that are kept no longer. Made anew of what is
    left. Safe to repeat."""
    from sync.core.insights.experiment import SHUFFLE, Experiment
    from sync.core.insights.kept import MUSIC, Insights

    saving.remove(app.store, Experiment, user)
    saving.remove(app.store, Insights, user, SHUFFLE)
    if saving.remove(app.store, Insights, user, MUSIC):
        ask(app, user, now)
