"""Commands show times in the machine's zone: here it is UTC, unless a test says another one (`commands.in_zone`)."""

from collections.abc import Iterator

import pytest

from tests.entrypoints.commands import in_zone


@pytest.fixture(autouse=True)
def _in_utc() -> Iterator[None]:
    with in_zone("UTC"):
        yield
