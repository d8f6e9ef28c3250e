"""Every single fault at every endpoint that the sync uses, with Strava's own duplicate check switched off."""

from pathlib import Path

import pytest

from sync.sim.http import FAULTS
from tests.support.engine.matrix import ENDPOINTS, Service, play

UPLOAD = ("strava", "upload")  # where the check makes the difference


@pytest.mark.parametrize("times", [1, pytest.param(3, marks=pytest.mark.soak)], ids=["once", "three times"])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    ("service", "endpoint"),
    [pytest.param(*row, id=" ".join(row), marks=() if row == UPLOAD else pytest.mark.long) for row in ENDPOINTS],
)
def test_a_fault_loses_doubles_and_betrays_nothing_without_stravas_duplicate_check(
    tmp_path: Path, service: Service, endpoint: str, fault: str, times: int
) -> None:
    play(tmp_path, service, endpoint, fault, times=times, checked=False)
