"""What an error does to a run that is safe on Strava, while its soundtrack is written: the row, error by error."""

from datetime import timedelta
from typing import Any

import pytest

from sync.core.activity import WELL, State
from sync.core.annotation import AFTER_UPLOAD
from sync.core.backoff import SECOND_LOOKS, backoff
from sync.core.error_table import GAVE_UP, row_after
from sync.core.errors import Missing, Rejected, SyncError, Unavailable, Unclear
from tests.support.core.rows import DAY, HOUR, NOW, row

LATER, UPTIME = NOW + HOUR, timedelta(days=9)
ONCE = {"tries": 1, "failing_since": LATER, "failing_for": timedelta(0), "last_failure": UPTIME}
LAST = len(SECOND_LOOKS)
CASES: tuple[tuple[SyncError | Exception, dict[str, Any], State, str, timedelta | None, dict[str, Any]], ...] = (
    (
        Unclear("reset"),
        {},
        State.UPLOADED,
        "the answer to the write was lost (reset): its text is read again first",
        AFTER_UPLOAD,
        ONCE,
    ),
    (Unavailable("500"), {}, State.UPLOADED, "try 1 failed: 500", None, ONCE),
    (
        Unavailable("500"),
        {"tries": 99, "failing_since": NOW, "failing_for": 3 * DAY, "last_failure": UPTIME},
        State.UPLOADED,
        f"no soundtrack: {GAVE_UP}; the last answer: 500",
        None,
        WELL,
    ),
    (
        Missing("404"),
        {},
        State.UPLOADED,
        "404: looked for again, for one such answer proves nothing (1 of 4)",
        SECOND_LOOKS[0],
        ONCE | {"absences": 1},
    ),
    (
        Missing("404"),
        {"absences": LAST},
        State.DELETED,
        "it is no longer on Strava, or not visible to Runtrack",
        None,
        {},
    ),
    (
        Missing("404"),
        {"absences": LAST + 1},
        State.ANNOTATED,
        "its soundtrack was not written: Strava lists it but does not show it to Runtrack",
        None,
        {},
    ),
    (
        Rejected("403", certain=False),
        {"absences": LAST - 1},
        State.UPLOADED,
        "403: looked for again, for one such answer proves nothing (4 of 4)",
        SECOND_LOOKS[-1],
        ONCE | {"absences": LAST},
    ),
    (
        Rejected("403", certain=False),
        {"absences": LAST},
        State.ANNOTATED,
        "its soundtrack was not written: 403",
        None,
        {},
    ),
    (Rejected("too long"), {}, State.ANNOTATED, "its soundtrack was not written: too long", None, {}),
    (KeyError("x"), {}, State.UPLOADED, "bug in Runtrack: KeyError: 'x'", None, ONCE),
    (KeyError("x"), {"tries": 2}, State.UPLOADED, "bug in Runtrack: KeyError: 'x'", None, WELL),
)


@pytest.mark.parametrize(("error", "before", "state", "why", "waits", "fields"), CASES)
def test_an_error_while_the_soundtrack_is_written(
    error: Exception, before: dict[str, Any], state: State, why: str, waits: timedelta | None, fields: dict[str, Any]
) -> None:
    run = row(State.UPLOADED, target_id=7, **before)
    after = row_after(error, run, LATER, intent=False, uptime=UPTIME, target="Strava")
    assert after is not None
    assert (after.state, after.reason, after.target_id, after.history[-1].at) == (state, why, 7, LATER)
    assert {name: getattr(after, name) for name in fields} == fields
    wait = backoff(run.key.external_id, 1) if fields is ONCE and waits is None else waits
    assert after.due == (None if wait is None else LATER + wait)
    if state is State.ANNOTATED:
        assert after.music.outcome == "left alone"
        assert after.music.closed
        assert why.endswith(after.music.closed)
