"""The sealer of a key that lies in a file: there already, or made for the first login and never beside stored ones."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from sync.adapters.all import SERVICES
from sync.adapters.seal import AesSealer, key_of, new_key
from sync.core.role import Role
from sync.core.secret import Secret
from sync.core.user import Connection
from sync.ports import KeyLost, SealBroken, Sealer, Store, StoreBroken


class Keys(Protocol):
    """Where keys are kept as texts: `stores.key_file.KeyFile`."""

    path: Path

    def read(self) -> tuple[str, ...]: ...

    def make(self, text: str) -> None: ...


def sealer_of(given: Secret, keys: Keys, store: Store) -> Sealer:
    """With the key of the settings or the one that is in its file, else one that makes a key for the first login.
    Raises `StoreBroken` when a key is there but of no use."""
    if given:
        return AesSealer(key_of(given.value))
    return _found(keys) or LateSealer(keys, store)


class LateSealer:
    """Where there is no key yet: looks for one when something is to be opened, and makes one for the first seal."""

    def __init__(self, keys: Keys, store: Store) -> None:
        self._keys, self._store = keys, store
        self._sealer: AesSealer | None = None

    def seal(self, clear: str, *about: str) -> str:
        sealer = self._known()
        if sealer is None:
            if self._stored():
                raise KeyLost(*self._lost())
            self._keys.make(new_key())
            sealer = self._known()
        assert sealer is not None
        return sealer.seal(clear, *about)

    def open(self, sealed: str, *about: str) -> str:
        sealer = self._known()
        if sealer is None:
            raise SealBroken(*self._lost())
        return sealer.open(sealed, *about)

    def _known(self) -> AesSealer | None:
        self._sealer = self._sealer or _found(self._keys)
        return self._sealer

    def _stored(self) -> list[str]:
        return sorted({link.service for link in self._store.all(Connection) if link.sealed})

    def _lost(self) -> tuple[str, str]:
        return f"the sealing key {self._keys.path} is gone", lost_key_advice(self._stored())


def lost_key_advice(services: Iterable[str]) -> str:
    """The ways out of a lost key, for the logins that are stored. A logout of a music service would take its plays
    along."""
    without = {each.name for each in SERVICES if Role.PLAYS not in each.roles}
    commands = [f"`runtrack logout {name}{'' if name in without else ' --keep-plays'}`" for name in services]
    return (
        "restore it from your backup; without one, forget the logins that nothing opens any more "
        f"({', '.join(commands)}) and log in again, which makes a new key"
    )


def _found(keys: Keys) -> AesSealer | None:
    texts = keys.read()
    try:
        return AesSealer(*map(key_of, texts)) if texts else None
    except StoreBroken:
        way_out = "restore it from your backup, or delete it and log in again"
        raise StoreBroken(f"{keys.path} does not hold a sealing key", way_out) from None
