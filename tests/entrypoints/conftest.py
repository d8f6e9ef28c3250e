"""Commands show times in the machine's zone: here it is UTC, unless a test says another one (`commands.in_zone`). What
the tests keep in the environment is no setting, and unknown ones are refused."""

from collections.abc import Iterator

import pytest

from tests.conftest import SEED
from tests.support.entrypoints.commands import in_zone


@pytest.fixture(autouse=True)
def _as_a_person_has_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(SEED, raising=False)
    with in_zone("UTC"):
        yield
