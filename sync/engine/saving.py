"""Saves that another worker may have been ahead of: given up, because it has decided, or repeated on what it saved."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.activity import Activity
from sync.core.budget import Budget
from sync.core.user import Connection
from sync.ports import Conflict, Doc, Store, StoreBroken

TRIES = 5


def put(store: Store, document: Doc) -> Doc | None:
    """Save a document; None when another worker was faster, whose state counts."""
    try:
        return store.put(document)
    except Conflict:
        return None


def remove(store: Store, of: type[Doc], *key: str) -> bool:
    """Remove the document of this key; whether there was one."""
    known = store.load(of, *key)
    if known is not None:
        store.remove(known)
    return known is not None


def changed(store: Store, of: type[Doc], key: Sequence[str], change: Callable[[Doc], Doc]) -> Doc | None:
    """Apply `change`, which is pure but may raise, to the document of this key: as it is kept then, None where there is
    none. What changes nothing is not saved. Raises `Conflict` where another worker was faster each time."""
    for _ in range(TRIES):
        known = store.load(of, *key)
        if known is None:
            return None
        wanted = change(known)
        if wanted == known:
            return known
        if (saved := put(store, wanted)) is not None:
            return saved
    raise Conflict


def save(store: Store, row: Activity) -> Activity | None:
    """The same for a row: None when another worker has moved it on, whose decision stands."""
    try:
        return store.save(row)
    except Conflict:
        return None


def target_budget(app: App) -> Budget:
    """The budget of our client id at the target, a fresh one where nothing is known of it yet."""
    key = app.target_name, app.target_client
    return app.store.load(Budget, *key) or Budget(*key)


def connection(store: Store, user: str, service: str, change: Callable[[Connection], Connection]) -> None:
    """Apply `change` to a connection, if there is one and if it changes anything. Safe to repeat: `change` is pure."""
    try:
        changed(store, Connection, (user, service), change)
    except Conflict:  # what is kept stands, and the change is not made: that is no state to go on from
        raise StoreBroken(
            f"the {service} connection keeps being changed by another program", "stop the other one"
        ) from None


def budget(app: App, now: datetime, change: Callable[[Budget], Budget]) -> None:
    """The same for the budget of our client id at the target."""
    for _ in range(TRIES):
        current = target_budget(app)
        wanted = change(current.at(now))
        if replace(wanted, counted_at=None) == replace(current, counted_at=None):
            return
        if put(app.store, wanted) is not None:
            return
    raise StoreBroken(f"the {app.target_title} budget keeps being changed by another program", "stop the other one")
