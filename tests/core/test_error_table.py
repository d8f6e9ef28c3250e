"""What each error does to a row, state by state, with and without a saved intent.

docs/architecture.md#the-table-of-errors.
"""

from datetime import timedelta
from typing import Any

import pytest

from sync.core.activity import Activity, State
from sync.core.error_table import GAVE_UP, row_after
from sync.core.errors import (
    AppInactive,
    LoginNeeded,
    Missing,
    NotThere,
    RateLimited,
    Rejected,
    SyncError,
    Unavailable,
    Unclear,
)
from tests.support.core.rows import DAY, HOUR, MINUTE, NOW, row

WAITING = (State.DISCOVERED, State.SUBMITTING, State.SUBMITTED)
ABOUT_THE_SERVICE = (
    RateLimited("429", NOW + HOUR),
    LoginNeeded("revoked"),
    AppInactive("inactive"),
    NotThere("not mounted"),
)
LATER = NOW + HOUR


def sending() -> Activity:
    """The row as it is when its intent has just been saved."""
    return row().submitting(NOW, "ab12", 10 * MINUTE, "sending", "fit")


@pytest.mark.parametrize("error", ABOUT_THE_SERVICE, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("state", WAITING)
def test_what_is_the_services_trouble_leaves_the_row_untouched(state: State, error: SyncError) -> None:
    assert row_after(error, row(state), LATER, intent=False) is None


@pytest.mark.parametrize("error", ABOUT_THE_SERVICE, ids=lambda error: type(error).__name__)
def test_refused_at_the_post_nothing_was_sent_and_no_attempt_is_burnt(error: SyncError) -> None:
    after = row_after(error, sending(), LATER, intent=True)
    assert after is not None
    assert (after.state, after.attempt, after.tries, after.due) == (State.DISCOVERED, 0, 0, LATER)
    assert after.reason == f"certainly not sent: {error}"


@pytest.mark.parametrize("state", WAITING)
def test_an_unavailable_service_is_tried_again_later(state: State) -> None:
    after = row_after(Unavailable("garmin: HTTP 500"), row(state, attempt=1), LATER, intent=False)
    assert after is not None
    assert (after.state, after.tries, after.failing_since, after.attempt) == (state, 1, LATER, 1)
    assert after.due is not None
    assert MINUTE <= after.due - LATER <= 2 * MINUTE
    assert after.reason == "try 1 failed: garmin: HTTP 500"


def test_an_unavailable_service_at_the_post_is_certainly_not_sent_and_tried_again() -> None:
    after = row_after(Unavailable("connection refused"), sending(), LATER, intent=True)
    assert after is not None
    assert (after.state, after.attempt, after.tries) == (State.DISCOVERED, 0, 1)
    assert [d.why for d in after.history[-2:]] == [
        "certainly not sent: connection refused",
        "try 1 failed: connection refused",
    ]


def failing(state: State = State.DISCOVERED, **changes: Any) -> Activity:
    """A row whose latest try was the 30th, an hour of ticks before it has failed for 72 hours of ticks."""
    changes = {
        "tries": 30,
        "failing_since": NOW - 9 * DAY,
        "failing_for": 3 * DAY - HOUR,
        "last_failure": DAY,
    } | changes
    return row(state, **changes)


def test_after_72_hours_of_failures_a_row_that_was_never_sent_fails_with_the_last_answer() -> None:
    after = row_after(Unavailable("HTTP 503"), failing(), NOW, intent=False, uptime=DAY + HOUR)
    assert after is not None
    assert (after.state, after.due) == (State.FAILED, None)
    assert after.reason == f"{GAVE_UP}; the last answer: HTTP 503"
    almost = row_after(Unavailable("HTTP 503"), failing(), NOW, intent=False, uptime=DAY + HOUR - MINUTE)
    assert almost is not None
    assert (almost.state, almost.tries) == (State.DISCOVERED, 31)


@pytest.mark.parametrize("state", [State.DISCOVERED, State.UPLOADED])
def test_days_in_which_a_row_was_not_tried_count_no_longer_than_a_backoff(state: State) -> None:
    """Its service waited for a login, say; the clock alone gives nothing up."""
    held = failing(state, failing_for=HOUR)
    after = row_after(Unavailable("HTTP 503"), held, NOW + 90 * DAY, intent=False, uptime=DAY + 90 * DAY)
    assert after is not None
    assert (after.state, after.failing_for) == (state, 7 * HOUR)
    assert after.due is not None


def test_where_its_service_answers_nothing_a_row_stays_due() -> None:
    after = row_after(Unavailable("HTTP 503"), failing(), NOW, intent=False, longest=timedelta(0))
    assert after is not None
    assert after.due == NOW


@pytest.mark.parametrize("state", [State.SUBMITTING, State.SUBMITTED])
def test_a_row_that_may_be_on_strava_is_never_given_up(state: State) -> None:
    after = row_after(Unavailable("HTTP 503"), failing(state, failing_for=30 * DAY), NOW, intent=False)
    assert after is not None
    assert after.state is state
    assert after.due is not None


def test_a_lost_answer_stays_submitting_until_the_settle_time() -> None:
    after = row_after(Unclear("no answer"), sending(), NOW + MINUTE, intent=True)
    assert after is not None
    assert (after.state, after.due, after.attempt) == (State.SUBMITTING, NOW + 10 * MINUTE, 1)
    assert after.reason == "the answer was lost (no answer): it is looked for before it is sent again"


DOUBTFUL = (Missing("not there"), Rejected("not handed out", certain=False))


@pytest.mark.parametrize("error", DOUBTFUL, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("state", [State.DISCOVERED, State.SUBMITTING, State.UPLOADED, State.ANNOTATED])
def test_what_is_not_there_is_looked_for_after_2_10_and_60_minutes_and_24_hours(state: State, error: SyncError) -> None:
    """Counted from look to look, so that sleep leaves none out."""
    current, now = row(state), NOW
    for wait in (2 * MINUTE, 10 * MINUTE, HOUR, DAY):
        after = row_after(error, current, now, intent=False)
        assert after is not None
        assert (after.state, after.due) == (state, now + wait)
        assert after.failing_since == NOW
        assert after.due is not None
        current, now = after, after.due + 7 * DAY  # it was asleep meanwhile
    last = row_after(error, current, now, intent=False)
    assert last is not None
    assert last.due is None
    gone = {State.DISCOVERED: State.SKIPPED, State.SUBMITTING: State.FAILED}.get(state, State.DELETED)
    refused = State.FAILED if state in WAITING else State.ANNOTATED
    assert last.state is (gone if isinstance(error, Missing) else refused)
    assert last.again(now, "retry").absences == 0 if state in WAITING else last.target_id == current.target_id


def test_a_run_without_a_file_is_skipped_with_the_reason() -> None:
    after = row_after(Missing("Garmin has no file of it"), row(absences=4), LATER, intent=False)
    assert after is not None
    assert (after.state, after.reason, after.due) == (State.SKIPPED, "no file: Garmin has no file of it", None)


def test_a_run_that_stravas_list_has_does_not_count_as_deleted_whatever_its_page_says() -> None:
    after = row_after(Missing("not known to Strava"), row(State.UPLOADED, absences=5), LATER, intent=False)
    assert after is not None
    assert (after.state, after.music.outcome, after.due) == (State.ANNOTATED, "left alone", None)


def test_a_doubtful_refusal_of_the_post_was_certainly_not_carried_out() -> None:
    after = row_after(Rejected("HTTP 405", certain=False), sending(), LATER, intent=True)
    assert after is not None
    assert (after.state, after.attempt, after.due) == (State.DISCOVERED, 0, LATER + 2 * MINUTE)


@pytest.mark.parametrize("state", WAITING)
def test_a_refusal_for_good_fails_at_once_with_the_words(state: State) -> None:
    after = row_after(Rejected("the file is malformed"), row(state), LATER, intent=False)
    assert after is not None
    assert (after.state, after.reason, after.due) == (State.FAILED, "the file is malformed", None)


def test_a_bug_gets_three_tries() -> None:
    current = row()
    for number in (1, 2):
        after = row_after(KeyError("x"), current, LATER, intent=False)
        assert after is not None
        assert (after.state, after.tries) == (State.DISCOVERED, number)
        assert after.due is not None
        assert after.due > LATER
        current = after
    last = row_after(KeyError("x"), current, LATER, intent=False)
    assert last is not None
    assert (last.state, last.reason) == (State.FAILED, "bug in Runtrack: KeyError: 'x'")


def test_a_bug_while_the_outcome_of_a_post_is_open_never_ends_the_row() -> None:
    after = row_after(KeyError("x"), row(State.SUBMITTING, tries=40), LATER, intent=False)
    assert after is not None
    assert after.state is State.SUBMITTING
    assert after.due is not None


def test_a_bug_after_the_upload_gives_up_only_what_comes_after_it() -> None:
    after = row_after(KeyError("x"), row(State.UPLOADED, tries=2, route="due"), LATER, intent=False)
    assert after is not None
    assert (after.state, after.due) == (State.UPLOADED, None)


def test_a_very_long_bug_message_is_cut() -> None:
    after = row_after(ValueError("x" * 5000), row(), LATER, intent=False)
    assert after is not None
    assert len(after.reason) == 300
