"""A run's digest, kept: made when its route is read, and made anew by other rules (`derived` says when)."""

from collections.abc import Sequence
from dataclasses import replace

from sync.app import App
from sync.core.digest import Digest, digest
from sync.core.key import Key
from sync.core.recipes import DIGEST
from sync.core.route import Route
from sync.engine import saving


def digest_of(app: App, key: Key) -> Digest | None:
    """The kept digest, None when there is none yet."""
    return app.store.load(Digest, key.user, key.source, key.id, str(key.leg))


def digests_of[As](app: App, keys: Sequence[Key], shape: type[As]) -> list[As | None]:
    """Those of several runs, in their order, in one read; `shape`: see `Store.load_each`."""
    return app.store.load_each(Digest, [(key.user, key.source, key.id, str(key.leg)) for key in keys], shape)


def make(app: App, key: Key, route: Route) -> None:
    """Safe to repeat: an equal digest is not saved again."""
    before, made = digest_of(app, key), digest(key, route)
    made = replace(made, version=before.version if before else 0)
    if made != before:
        saving.put(app.store, made)


def is_of_now(app: App, key: Key) -> bool:
    """Whether the kept one is by the present rules."""
    kept = digest_of(app, key)
    return kept is not None and kept.recipe == DIGEST
