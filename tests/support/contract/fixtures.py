"""Each test of a store is made once for every implementation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.ports import Store
from tests.support.contract.stores import FACTORIES, Factory


@pytest.fixture(params=FACTORIES, ids=lambda factory: factory.name)
def factory(request: pytest.FixtureRequest) -> Factory:
    made: Factory = request.param
    return made


@pytest.fixture
def store(factory: Factory, tmp_path: Path) -> Iterator[Store]:
    opened = factory.open(tmp_path)
    yield opened
    opened.close()
