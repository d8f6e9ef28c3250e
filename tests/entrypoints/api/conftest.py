"""What the tests of the API share."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.support.entrypoints.three_runs import three_runs
from tests.support.entrypoints.web import browser
from tests.support.world import World


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser for looks alone, in a world of three runs."""
    with World(tmp_path_factory.mktemp("three")) as world:
        three_runs(world)
        with browser(world) as client:
            yield client
