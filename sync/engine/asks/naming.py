"""Which run a person means."""

from sync.app import App
from sync.core.activity import Activity
from sync.engine import story
from sync.engine.asks.refusals import NotFound, SeveralLegs


def runs_named(app: App, user: str, asked: str) -> list[Activity]:
    """The rows of a name as `story.find` takes it, at least one: every leg where none is said. Raises `NoSuchName`,
    `NotFound`."""
    rows = story.find(app, user, asked)
    if not rows:
        raise NotFound(asked)
    return rows


def run_named(app: App, user: str, asked: str) -> Activity:
    """The one row of a name. Raises `NoSuchName`, `NotFound`, `SeveralLegs`."""
    rows = runs_named(app, user, asked)
    if len(rows) > 1:
        raise SeveralLegs(asked, rows)
    return rows[0]
