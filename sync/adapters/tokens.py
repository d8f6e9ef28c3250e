"""Tokens that rotate: refreshed by one worker at a time, saved before they are used, never lost to a race.

The protocol (docs/architecture.md#tokens): take the lease by compare-and-set (which also proves that the store can be
written) → read again → refresh → save all fields and clear the lease in one write. `invalid_grant` → read again;
changed: use the newer token; unchanged: a person has to log in. A save that fails leaves the new token sealed in
`Files`, where the next read finds it.
"""

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sync.core.bundle import Bundle, InvalidGrant, OnlyRefreshToken
from sync.core.errors import LoginNeeded, RateLimited, Unopened
from sync.core.user import Connection
from sync.ports import Conflict, Files, SealBroken, Sealer, Sleep, Store, StoreBroken
from sync.service import Refresh as Refresh

if TYPE_CHECKING:
    from tenacity import Retrying

__all__ = ["LEASE", "Bundle", "InvalidGrant", "OnlyRefreshToken", "Refresh", "TokenKeeper"]

LEASE = timedelta(seconds=60)  # longer than one refresh with its timeout


class TokenKeeper:
    """The tokens of one service for all users."""

    def __init__(
        self,
        service: str,
        store: Store,
        files: Files,
        sealer: Sealer,
        refresh: Refresh,
        *,
        margin: timedelta,
        sleep: Sleep,
    ) -> None:
        """`margin`: refresh when less than this is left."""
        self.service, self._store, self._files, self._sealer = service, store, files, sealer
        self._refresh, self._margin = refresh, margin
        self._owner = secrets.token_hex(8)
        self._opened: tuple[tuple[str, str], Bundle] | None = None  # the last that was read, and what it lay in
        self._sleep = sleep

    def usable(self, user: str, now: datetime) -> Bundle:
        """The stored tokens, refreshed first when they are about to expire."""
        connection, bundle = self._read(user)
        if bundle.expires_at - now > self._margin:
            return bundle
        return self._exchange(connection, bundle, now)

    def stored(self, user: str) -> Bundle:
        """The tokens as they are, expired or not."""
        return self._read(user)[1]

    def renewed(self, user: str, now: datetime, refused: Bundle | None = None) -> Bundle:
        """A refresh although the clock does not ask for it. When `refused` is no longer what is stored, a sibling
        was faster and its tokens are returned without a call."""
        connection, bundle = self._read(user)
        if refused is not None and bundle.fields != refused.fields:
            return bundle
        return self._exchange(connection, bundle, now, refused=refused is not None)

    def save_login(self, user: str, bundle: Bundle, now: datetime, *, scopes: tuple[str, ...], account: str) -> None:
        """A person has logged in: whatever was stored is replaced, blocks and complaints are forgotten.

        When the account was last asked for its plays stays, so that what it heard meanwhile is asked for."""
        for _ in range(3):
            old = self._store.load(Connection, user, self.service)
            fresh = Connection(
                user,
                self.service,
                self._seal(user, bundle),
                bundle.expires_at,
                now,
                now,
                scopes,
                account,
                polled_at=old.polled_at if old and old.account == account else None,
                version=old.version if old else 0,
            )
            try:
                self._store.put(fresh)
            except Conflict:
                continue
            self._files.delete(self._spill(user))
            return
        raise StoreBroken("the connection is being changed by another program", "try again")

    def reseal(self, user: str) -> None:
        """Write the stored tokens again as they are, with the key that seals now; a token that waited for the store is
        taken in first. Safe to repeat. Raises `LoginNeeded` when there are none that can be opened."""
        for _ in range(5):
            connection, bundle = self._read(user)
            try:
                self._store.put(replace(connection, sealed=self._seal(user, bundle)))
                return
            except Conflict:
                continue  # another worker has changed the row: its tokens are the newer ones
        raise StoreBroken("the connection keeps being changed by another program", "stop it, and try again")

    def forget(self, user: str) -> None:
        """A person has logged out: the connection goes, and with it a token that waited for the store."""
        known = self._store.load(Connection, user, self.service)
        if known is not None:
            self._store.remove(known)
        self._files.delete(self._spill(user))

    # -- inside -----------------------------------------------------------------------------------

    def _read(self, user: str) -> tuple[Connection, Bundle]:
        connection = self._store.load(Connection, user, self.service)
        if connection is None or not connection.sealed:
            raise LoginNeeded(f"not connected to {self.service} yet", service=self.service)
        spilled = self._files.get(self._spill(user)) if connection.lease_owner else None  # who spilled holds the lease
        if spilled is not None:
            box = json.loads(spilled)
            if box["replaces"] == connection.sealed:  # else a later login or refresh has overtaken it
                bundle = self._open(user, box["sealed"])
                connection = self._store_bundle(connection, bundle, bundle.expires_at)
            self._files.delete(self._spill(user))
        return connection, replace(self._open(user, connection.sealed), version=connection.version)

    def _exchange(self, connection: Connection, bundle: Bundle, now: datetime, *, refused: bool = False) -> Bundle:
        user = connection.user
        if (
            connection.lease_until is not None
            and now < connection.lease_until
            and connection.lease_owner != self._owner
        ):
            return self._while_leased(connection, bundle, now, refused=refused)
        saving = self._saving()  # before the old token is spent: what is missing now harms nothing
        leased = replace(connection, lease_owner=self._owner, lease_until=now + LEASE)
        try:
            leased = self._store.put(leased)
        except Conflict:
            connection, newer = self._read(user)
            if newer.fields != bundle.fields:
                return newer
            return self._while_leased(connection, newer, now, refused=refused)
        try:
            fresh = self._refresh(bundle, now)
        except OnlyRefreshToken as error:
            self._keep(saving, leased, error.bundle, now)
            raise
        except InvalidGrant as error:
            _, newer = self._read(user)
            self._release(user)
            if newer.fields != bundle.fields:
                return newer
            raise LoginNeeded(
                f"{self.service} no longer accepts the stored login ({error})", service=self.service
            ) from error
        except BaseException:
            self._release(user)
            raise
        self._keep(saving, leased, fresh, now)
        return fresh

    def _while_leased(self, connection: Connection, bundle: Bundle, now: datetime, *, refused: bool) -> Bundle:
        """Somebody else refreshes: the old access token serves as long as it lives, else come back after the lease.
        One that the service has `refused` serves nobody, whatever its clock says."""
        if not refused and bundle.expires_at > now + timedelta(seconds=30):
            return bundle
        until = connection.lease_until or now + LEASE
        raise RateLimited(f"another worker is refreshing the {self.service} login", until, service=self.service)

    def _saving(self) -> "Retrying":
        """Saves once more after half a second. Its library is imported here: most ticks refresh nothing."""
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

        return Retrying(
            stop=stop_after_attempt(2),
            retry=retry_if_exception_type(StoreBroken),
            wait=wait_fixed(0.5),
            sleep=self._sleep,
            reraise=True,
        )

    def _keep(self, saving: "Retrying", leased: Connection, fresh: Bundle, now: datetime) -> None:
        """Save the rotated tokens before anybody uses them; if the store will not have them, spill them."""
        try:
            saving(self._store_bundle, leased, fresh, now)
        except StoreBroken:
            box = {"replaces": leased.sealed, "sealed": self._seal(leased.user, fresh)}
            self._files.put(self._spill(leased.user), json.dumps(box).encode())

    def _store_bundle(self, base: Connection, fresh: Bundle, now: datetime) -> Connection:
        """One write of all fields. A lost compare-and-set is repeated on the newer row: our token is the newest that
        exists, unless a person has logged in meanwhile, in which case theirs wins."""
        current = base
        for _ in range(5):
            try:
                return self._store.put(
                    replace(
                        current,
                        sealed=self._seal(base.user, fresh),
                        expires_at=fresh.expires_at,
                        refreshed_at=min(now, fresh.expires_at),
                        lease_owner="",
                        lease_until=None,
                    )
                )
            except Conflict:
                again = self._store.load(Connection, base.user, self.service)
                if again is None or again.authorized_at != base.authorized_at:
                    return again or base
                current = again
        raise StoreBroken("the connection keeps being changed by another program", "try again")

    def _release(self, user: str) -> None:
        current = self._store.load(Connection, user, self.service)
        if current is not None and current.lease_owner == self._owner:
            try:
                self._store.put(replace(current, lease_owner="", lease_until=None))
            except Conflict:
                pass  # the lease ends by itself

    def _spill(self, user: str) -> str:
        return f"spill/{user}-{self.service}"

    def _seal(self, user: str, bundle: Bundle) -> str:
        clear = json.dumps({"fields": bundle.fields, "expires_at": bundle.expires_at.timestamp()})
        return self._sealer.seal(clear, *Connection(user, self.service, "").bound_to)

    def _open(self, user: str, sealed: str) -> Bundle:
        if self._opened is not None and self._opened[0] == (user, sealed):
            return self._opened[1]  # each minute anew, and seldom another
        try:
            clear = json.loads(self._sealer.open(sealed, *Connection(user, self.service, "").bound_to))
        except SealBroken as error:  # this service only: the others go on
            raise Unopened(f"{error.reason} ({error.advice})", service=self.service) from error
        bundle = Bundle(clear["fields"], datetime.fromtimestamp(clear["expires_at"], UTC))
        self._opened = (user, sealed), bundle
        return bundle
