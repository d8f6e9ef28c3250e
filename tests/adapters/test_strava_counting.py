"""The calls of several workers with one client id are counted one by one, whoever saves first."""

from pathlib import Path
from typing import Any

import pytest

from sync.core.budget import Budget
from sync.ports import Doc, Store
from sync.wiring import ME
from tests.support.world import HOUR, World


class Contested:
    """A store in which another worker counts a call of its own just before each of the next `times` counts of ours."""

    def __init__(self, store: Store) -> None:
        self._store, self.times = store, 0

    def put(self, document: Doc) -> Doc:
        if isinstance(document, Budget) and self.times > 0:
            self.times -= 1
            known = self._store.load(Budget, document.service, document.client_id)
            assert known is not None
            assert document.counted_at is not None
            self._store.put(known.spent(document.counted_at, read=True))
        return self._store.put(document)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@pytest.mark.parametrize("times", [0, 1, 4])
def test_a_call_is_counted_although_another_worker_counts_at_the_same_moment(times: int, tmp_path: Path) -> None:
    made: list[Contested] = []

    def wrap(store: Store) -> Store:
        made.append(Contested(store))
        return made[-1]

    with World(tmp_path, wrap=wrap) as world:
        world.strava.rate_headers = "none"  # nothing but our own count tells
        target = world.wired.app.target(ME, world.now)
        target.listing(world.now - HOUR, world.now)
        made[-1].times = times
        target.listing(world.now - HOUR, world.now)
        budget = world.wired.app.store.load(Budget, "strava", world.strava.client_id)
        assert budget is not None
        assert (made[-1].times, world.strava.count("list")) == (0, 2)
        assert (budget.overall.quarter_used, budget.reads.day_used) == (2 + times, 2 + times)
