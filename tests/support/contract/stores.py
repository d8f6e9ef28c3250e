"""Every implementation of `ports.Store` as a named factory: the contract suite runs on each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sync.ports import Store
from sync.stores.sqlite import SqliteStore
from tests.support.contract import dynamo


@dataclass(frozen=True)
class Factory:
    """How to open a store in a folder. `shared`: opening it twice there gives two handles to the same rows."""

    name: str
    open: Callable[[Path], Store]
    shared: bool


def _file(folder: Path) -> Store:
    return SqliteStore(folder / "runtrack.sqlite", sleep=lambda _: None)


def _memory(_: Path) -> Store:
    return SqliteStore(":memory:", sleep=lambda _: None)


FACTORIES = (
    Factory("sqlite file", _file, shared=True),
    Factory("sqlite memory", _memory, shared=False),
    Factory("dynamodb", dynamo.opened, shared=True),
)
