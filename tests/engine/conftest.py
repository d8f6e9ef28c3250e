"""What a verb leaves in a store is looked at in every implementation of it; worlds here are without sockets.

A module whose worlds are asked by another process, or whose figures are those of sockets, says `OVER_SOCKETS = True`.
"""

import pytest

from tests.support.contract.fixtures import factory as factory
from tests.support.contract.fixtures import store as store
from tests.support.world import World


@pytest.fixture(autouse=True)
def _without_sockets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(World, "over_sockets", getattr(request.module, "OVER_SOCKETS", False))
