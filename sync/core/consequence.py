"""What an error means for the row it happened to: DESIGN section 3 as one pure function. None: untouched."""

from dataclasses import replace
from datetime import datetime

from sync.core.activity import ON_STRAVA, Activity, State
from sync.core.annotation import AFTER_UPLOAD
from sync.core.errors import (
    DEFINITELY_NOT_SENT,
    AppInactive,
    LoginNeeded,
    Missing,
    OutOfTime,
    RateLimited,
    Rejected,
    Unavailable,
    Unclear,
)
from sync.core.retry import BUG_TRIES, backoff, gives_up


def row_after(error: Exception, row: Activity, now: datetime, *, intent: bool) -> Activity | None:
    """The row after `error`. `intent`: this very step saved `submitting` before it failed, so a definite refusal
    means that nothing was sent; a row that was `submitting` already stays so until it is settled."""
    reason = str(error)
    if row.state in ON_STRAVA:
        return _music_after(error, row, now)
    if intent and isinstance(error, DEFINITELY_NOT_SENT):
        row = row.unsent(now, f"certainly not sent: {reason}", due=now)
    match error:
        case RateLimited() | LoginNeeded() | AppInactive() | OutOfTime():
            return row if intent else None
        case Unavailable():
            return _tries_again(row, now, reason)
        case Unclear():
            return row.waits(now, f"the answer was lost ({reason}): it is looked for before it is sent again", row.due)
        case Missing() if row.state is State.DISCOVERED:
            return row.skipped(now, f"no file: {reason}")
        case Missing() | Rejected():
            return row.failed(now, reason)
        case _:
            return _our_bug(row, now, error)


def _music_after(error: Exception, row: Activity, now: datetime) -> Activity | None:
    """The run itself is safe on Strava; only what is written into it may fail."""
    reason = str(error)
    tries, since = row.tries + 1, row.failing_since or now
    later = now + backoff(row.key.external_id, tries)
    match error:
        case RateLimited() | LoginNeeded() | AppInactive() | OutOfTime():
            return None
        case Missing():
            return row.deleted(now, "it is no longer on Strava, or not visible to Runtrack")
        case Rejected():
            return row.annotated(now, row.music.left_alone(reason), f"its soundtrack was not written: {reason}", None)
        case Unclear():
            why = f"the answer to the write was lost ({reason}): its text is read again first"
            return row.waits(now, why, now + AFTER_UPLOAD, tries=tries, failing_since=since)
        case Unavailable() if gives_up(since, now):
            return row.waits(now, f"no soundtrack: gave up after 72 hours; the last answer: {reason}", None, tries=0)
        case Unavailable():
            return row.waits(now, f"try {tries} failed: {reason}", later, tries=tries, failing_since=since)
    bug = f"bug in Runtrack: {type(error).__name__}: {error}"[:300]
    if tries >= BUG_TRIES:
        return row.waits(now, bug, None, tries=0)
    return row.waits(now, bug, later, tries=tries, failing_since=since)


def _tries_again(row: Activity, now: datetime, reason: str) -> Activity:
    since = row.failing_since or now
    tries = row.tries + 1
    if gives_up(since, now) and row.state is State.DISCOVERED:
        return replace(row, tries=tries).failed(now, f"gave up after 72 hours; the last answer: {reason}")
    due = now + backoff(row.key.external_id, tries)
    return row.waits(now, f"try {tries} failed: {reason}", due, tries=tries, failing_since=since)


def _our_bug(row: Activity, now: datetime, error: Exception) -> Activity:
    reason = f"bug in Runtrack: {type(error).__name__}: {error}"[:300]
    tries = row.tries + 1
    if tries >= BUG_TRIES and row.state is not State.SUBMITTING:
        return row.failed(now, reason)
    due = now + backoff(row.key.external_id, tries)
    return row.waits(now, reason, due, tries=tries, failing_since=row.failing_since or now)
