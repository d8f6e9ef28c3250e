"""Who there is in an installation: everybody's turn comes, and everybody can be seen in a list."""

from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.user import Connection, User
from sync.core.user_name import ME
from sync.ports import Store


@dataclass(frozen=True, slots=True)
class PersonView:
    """One of them: the services that are connected, how many runs are kept, from when on, and the last tick."""

    name: str
    connected: tuple[str, ...]
    runs: int
    since: datetime | None
    last_tick: datetime | None


def people(app: App) -> list[str]:
    """Everybody, by name. Who was never named is there as soon as something is connected, or when nobody else is, or
    while a source without a login, like a folder, is theirs alone."""
    names = app.store.users()
    if ME not in names and (not names or app.store.all(Connection, ME) or _has_source_of_own(app, names[0])):
        names = sorted([*names, ME])
    return names


def _has_source_of_own(app: App, other: str) -> bool:
    return any(source.serves(ME) and not source.serves(other) for source in app.sources if not source.login)


def everybody(app: App) -> list[PersonView]:
    """Everybody, as a list shows them."""
    return [seen_of(app.store, name) for name in people(app)]


def seen_of(store: Store, name: str) -> PersonView:
    person = store.load(User, name)
    return PersonView(
        name,
        tuple(link.service for link in store.all(Connection, name) if link.sealed),
        sum(store.counts(name).values()),
        person.since if person else None,
        person.ticked_at if person else None,
    )
