"""A page of the list asks the store as often for many runs as for few, on each of the two."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.digest import Digest
from sync.engine.run_pages import page
from sync.ports import Store
from sync.stores.dynamo import DynamoStore
from sync.stores.sqlite import SqliteStore
from tests.support.contract import dynamo
from tests.support.contract.stores import FACTORIES, Factory
from tests.support.contract.values import NOON, activity
from tests.support.world import World

MINUTE = timedelta(minutes=1)


def filled(store: Store, runs: int) -> None:
    """The oldest has no route, and no digest."""
    for number in range(runs):
        row = replace(activity(number, start=NOON + number * MINUTE), route="none: no file" if number == 0 else "read")
        store.add([row])
        if number:
            store.put(Digest("me", "garmin", str(number), 0, 1, float(number), None, None, None, None, None))


@contextmanager
def reads_of(store: Store) -> Iterator[list[str]]:
    """What is asked of either store while the block runs."""
    if isinstance(store, DynamoStore):
        with dynamo.requests_of(store) as requests:
            yield requests
        return
    assert isinstance(store, SqliteStore)
    asked = list[str]()
    store._db.set_trace_callback(asked.append)
    try:
        yield asked
    finally:
        store._db.set_trace_callback(None)


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.name)
@pytest.mark.parametrize("runs", [1, 4, 60])
def test_a_page_is_two_reads_however_many_runs_are_on_it(factory: Factory, runs: int, tmp_path: Path) -> None:
    store = factory.open(tmp_path / "store")
    with World(tmp_path / "world") as world:
        app = replace(world.wired.app, store=store)
        try:
            filled(store, runs)
            with reads_of(store) as asked:
                seen = page(app, "me", Digest, limit=100)
        finally:
            store.close()
    assert len(asked) == (1 if runs == 1 else 2)
    assert [line.digest.moving if line.digest else 0 for line in seen.lines] == [*range(runs - 1, -1, -1)]
