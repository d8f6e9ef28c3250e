"""Plain rows and listings for the tests of core: only what a test names is out of the ordinary."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.core.activity import Activity, Key, State, discovered
from sync.core.diff import Listed, OnTarget

NOW = datetime(2026, 3, 14, 9, 0, 30, tzinfo=UTC)
START = NOW - timedelta(hours=1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def row(state: State = State.DISCOVERED, **changes: Any) -> Activity:
    """An 8 km run of an hour ago, in Paris."""
    fresh = discovered(
        Key("me", "garmin", "900000001"),
        title="Morning Run",
        sport="running",
        start=START,
        offset=3600,
        elapsed=2720.0,
        distance=8000.0,
        now=NOW,
        due=NOW,
        why="new on Garmin",
    )
    return replace(fresh, state=state, **changes)


def listed(garmin_id: int = 900000001, **changes: Any) -> Listed:
    """The same run as Garmin lists it."""
    item = Listed("garmin", str(garmin_id), "Morning Run", "running", 1, 17, START, 3600, 2720.0, 8000.0, owner=1000001)
    return replace(item, **changes)


def on_target(**changes: Any) -> OnTarget:
    """The same run as Strava lists it, sent there by somebody else."""
    local = changes.get("start", START).replace(tzinfo=None) + timedelta(hours=1)
    return replace(OnTarget(12_000_000_001, "garmin_ping_5", 77, START, local, 2720.0, 8000.0), **changes)
