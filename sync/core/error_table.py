"""What an error means for the row it happened to: one pure function. None: untouched.

It is the table of errors: docs/architecture.md#the-table-of-errors.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sync.core.activity import ON_TARGET, WELL, Activity, State
from sync.core.annotation import AFTER_UPLOAD
from sync.core.backoff import BUG_TRIES, LONGEST, SECOND_LOOKS, backoff, failing_longer, gives_up
from sync.core.errors import (
    DEFINITELY_NOT_SENT,
    AppInactive,
    LoginNeeded,
    Missing,
    NotThere,
    OutOfTime,
    RateLimited,
    Rejected,
    Unavailable,
    Unclear,
)

GAVE_UP, NO_FILE = "gave up after 72 hours", "no file: "


def row_after(
    error: Exception,
    row: Activity,
    now: datetime,
    *,
    intent: bool,
    uptime: timedelta = timedelta(0),
    longest: timedelta = LONGEST,
    target: str = "the target",
) -> Activity | None:
    """The row after `error`. `intent`: this very step saved `submitting` before it failed, so a definite refusal
    means that nothing was sent; a row that was `submitting` already stays so until it is settled. `uptime`: how long
    ticks have run; `longest`: the longest that it may wait (0: it stays due, for its service is left alone anyway);
    `target`: what that is called."""
    reason = str(error)
    failures = _failures(row, now, uptime)
    if row.state in ON_TARGET:
        return _music_after(error, row, now, failures, longest, target)
    doubtful = isinstance(error, Missing) or (isinstance(error, Rejected) and not error.certain)
    if intent and (doubtful or isinstance(error, DEFINITELY_NOT_SENT)):
        row = row.unsent(now, f"certainly not sent: {reason}", due=now)
    if doubtful:
        return looked_for_again(row, now, reason, failures) or _gone(error, row, now)
    match error:
        case RateLimited() | LoginNeeded() | AppInactive() | OutOfTime() | NotThere():
            return row if intent else None
        case Unavailable():
            return _tries_again(row, now, reason, failures, longest)
        case Unclear():
            return row.waits(now, f"the answer was lost ({reason}): it is looked for before it is sent again", row.due)
        case Rejected():
            return row.failed(now, reason)
        case _:
            return _our_bug(row, now, error, failures)


def looked_for_again(row: Activity, now: datetime, reason: str, failures: Mapping[str, Any]) -> Activity | None:
    """The row that was told "it is not there", waiting for its next look; None when it has had them all."""
    if row.absences >= len(SECOND_LOOKS):
        return None
    why = f"{reason}: looked for again, for one such answer proves nothing ({row.absences + 1} of {len(SECOND_LOOKS)})"
    return row.waits(now, why, now + SECOND_LOOKS[row.absences], absences=row.absences + 1, **failures)


def _gone(error: Exception, row: Activity, now: datetime) -> Activity:
    if isinstance(error, Missing) and row.state is State.DISCOVERED:
        return row.skipped(now, f"{NO_FILE}{error}")
    return row.failed(now, str(error))


def _failures(row: Activity, now: datetime, uptime: timedelta) -> dict[str, Any]:
    """What one more failure adds to the row."""
    return {
        "tries": row.tries + 1,
        "failing_since": row.failing_since or now,
        "failing_for": failing_longer(row.failing_for, row.last_failure, uptime),
        "last_failure": uptime,
    }


def _music_after(
    error: Exception, row: Activity, now: datetime, failures: dict[str, Any], longest: timedelta, target: str
) -> Activity | None:
    """The run itself is safe on the target; only what is written into it may fail."""
    reason, tries = str(error), row.tries + 1
    match error:
        case RateLimited() | LoginNeeded() | AppInactive() | OutOfTime():
            return None
        case Missing():
            return looked_for_again(row, now, reason, failures) or _not_shown(row, now, target)
        case Rejected(certain=False) if row.absences < len(SECOND_LOOKS):
            return looked_for_again(row, now, reason, failures)
        case Rejected():
            return row.annotated(now, row.music.left_alone(reason), f"its soundtrack was not written: {reason}", None)
        case Unclear():
            why = f"the answer to the write was lost ({reason}): its text is read again first"
            return row.waits(now, why, now + AFTER_UPLOAD, **failures)
        case Unavailable() if gives_up(failures["failing_for"], tries):
            why = f"no soundtrack: {GAVE_UP}; the last answer: {reason}"
            return row.waits(now, why, None, **WELL)
        case Unavailable():
            return row.waits(now, f"try {tries} failed: {reason}", _later(row, now, longest), **failures)
    bug = _bug(error)
    if tries >= BUG_TRIES:
        return row.waits(now, bug, None, **WELL)
    return row.waits(now, bug, _later(row, now, LONGEST), **failures)


def _not_shown(row: Activity, now: datetime, target: str) -> Activity:
    """After all looks. The step counts one more where the target's list still has it (`engine/gone.py`)."""
    if row.absences > len(SECOND_LOOKS):
        why = f"{target} lists it but does not show it to Runtrack"
        return row.annotated(now, row.music.left_alone(why), f"its soundtrack was not written: {why}", None)
    return row.deleted(now, f"it is no longer on {target}, or not visible to Runtrack")


def _tries_again(row: Activity, now: datetime, reason: str, failures: dict[str, Any], longest: timedelta) -> Activity:
    tries = row.tries + 1
    if gives_up(failures["failing_for"], tries) and row.state is State.DISCOVERED:
        return replace(row, **failures).failed(now, f"{GAVE_UP}; the last answer: {reason}")
    return row.waits(now, f"try {tries} failed: {reason}", _later(row, now, longest), **failures)


def _our_bug(row: Activity, now: datetime, error: Exception, failures: dict[str, Any]) -> Activity:
    if row.tries + 1 >= BUG_TRIES and row.state is not State.SUBMITTING:
        return row.failed(now, _bug(error))
    return row.waits(now, _bug(error), _later(row, now, LONGEST), **failures)


def _later(row: Activity, now: datetime, longest: timedelta) -> datetime:
    return now + min(backoff(row.key.external_id, row.tries + 1), longest)


def _bug(error: Exception) -> str:
    return f"bug in Runtrack: {type(error).__name__}: {error}"[:300]
