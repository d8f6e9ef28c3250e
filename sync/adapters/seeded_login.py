"""A login that begins with a refresh token from the environment."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sync.core.bundle import Bundle
from sync.core.user import Connection
from sync.ports import Store
from sync.service import Keeper


def sown(store: Store, keeper: Keeper, user: str, service: str, token: str) -> None:
    """Store it, unless there is a login that is not dead, or that began with this very token."""
    seed = hashlib.sha256(token.encode()).hexdigest()[:16]
    known = store.load(Connection, user, service)
    if known is not None and known.sealed and not (known.login_needed and known.seed != seed):
        return
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    bundle = Bundle({"access_token": "", "refresh_token": token}, epoch)
    keeper.save_login(user, bundle, epoch + timedelta(seconds=1), scopes=(), account="")
    saved = store.load(Connection, user, service)
    if saved is not None:
        store.put(replace(saved, seed=seed, authorized_at=None, refreshed_at=None))
