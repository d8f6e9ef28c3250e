"""A person who is being deleted: from the mark on no tick of theirs begins, and one that is under way sends nothing."""

from datetime import datetime, timedelta

from sync.app import App
from sync.core.user import Connection, User
from sync.core.user_name import ME
from sync.ports import Store


def has_turns(store: Store, user: str) -> bool:
    """Whether a tick may begin. Who is not known and has no login either may have been deleted since the turn was dealt
    out, which must not bring them back; only the one who is there from the first start on needs no login."""
    known = store.load(User, user)
    if known is not None:
        return known.leaving is None
    return user == ME or bool(store.all(Connection, user))


def is_marked(store: Store, user: str) -> bool:
    """Whether the person is being deleted, as this store has read it: one read."""
    known = store.load(User, user)
    return known is not None and known.leaving is not None


def is_leaving(store: Store, user: str) -> bool:
    """As it is now, whatever the tick has read at its beginning."""
    return is_marked(store.another(), user)


def quiet_at(app: App, since: datetime) -> datetime:
    """From when on nothing that had begun before the mark is at work any more: the settle time is longer than any tick
    (`app.Timing` sees to it), and than the reading of a route."""
    routes = timedelta(seconds=2 * app.timing.route_seconds + app.timing.skew_seconds)
    return since + max(app.timing.settle, routes)
