"""The states of a row: every way from one to the next, what each transition changes, and the history it leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.activity import FINAL, HISTORY_HEAD, HISTORY_TAIL, Activity, Decision, Key, State
from sync.core.annotation import Annotation, MusicOutcome
from sync.core.states import ALLOWED, How
from tests.support.core.rows import DAY, HOUR, MINUTE, NOW, row

LATER = NOW + HOUR


@pytest.mark.parametrize(
    ("key", "external_id", "short"),
    [
        (Key("me", "garmin", "900000001"), "garmin-900000001", "900000001"),
        (Key("me", "garmin", "900000001", 2), "garmin-900000001-2", "900000001-2"),
    ],
)
def test_the_external_id_is_made_of_garmins_id_and_the_leg_alone(key: Key, external_id: str, short: str) -> None:
    assert (key.external_id, key.short) == (external_id, short)


@pytest.mark.parametrize("to", State)
@pytest.mark.parametrize("start", State)
def test_only_the_ways_of_the_table_are_open(start: State, to: State) -> None:
    before = row(start)
    if to is start or to in ALLOWED[start]:
        assert before.move(to, LATER, "why", due=None).state is to
    else:
        with pytest.raises(ValueError, match=f"900000001: no way from {start} to {to}"):
            before.move(to, LATER, "why", due=None)


def test_the_table_is_what_the_design_says() -> None:
    shown = {str(a): " ".join(sorted(str(b) for b in ways)) for a, ways in ALLOWED.items()}
    assert shown == {
        "discovered": "failed skipped submitting uploaded",
        "submitting": "deleted discovered failed skipped submitted submitting uploaded",
        "submitted": "deleted failed submitting uploaded",
        "uploaded": "annotated deleted",
        "annotated": "deleted",
        "skipped": "discovered",
        "failed": "discovered skipped",
        "deleted": "discovered",
    }
    assert {state for state in State if ALLOWED[state] <= {State.DISCOVERED, State.SKIPPED}} == FINAL


def test_every_transition_says_why_in_the_reason_and_in_the_history() -> None:
    after = row().waits(LATER, "not yet", LATER + HOUR)
    assert (after.reason, after.due, after.state) == ("not yet", LATER + HOUR, State.DISCOVERED)
    assert [(d.at, d.state, d.why) for d in after.history] == [
        (NOW, State.DISCOVERED, "new on Garmin"),
        (LATER, State.DISCOVERED, "not yet"),
    ]


def test_the_intent_to_send_counts_the_attempt_and_waits_for_the_settle_time() -> None:
    intent = row(upload_id=5, looks=3).submitting(LATER, "ab12", 10 * MINUTE, "sending", "fit")
    assert (intent.state, intent.attempt, intent.sha256, intent.sent_at) == (State.SUBMITTING, 1, "ab12", LATER)
    assert (intent.due, intent.upload_id, intent.looks, intent.original) == (LATER + 10 * MINUTE, None, 0, "fit")
    assert intent.submitting(LATER, "ab12", MINUTE, "again", "fit").attempt == 2


def test_what_was_certainly_not_sent_gives_the_attempt_back() -> None:
    intent = row().submitting(NOW, "ab12", 10 * MINUTE, "sending", "fit")
    unsent = intent.unsent(LATER, "refused", LATER)
    assert (unsent.state, unsent.attempt, unsent.sent_at, unsent.due) == (State.DISCOVERED, 0, None, LATER)


def test_a_success_forgets_the_failures_before_it() -> None:
    failing = row(State.SUBMITTING, tries=4, failing_since=NOW - DAY, looks=2)
    for after in (failing.submitted(LATER, 5, LATER), failing.uploaded(LATER, 9, How.UPLOADED, "there")):
        assert (after.tries, after.failing_since, after.looks) == (0, None, 0)
    assert failing.submitted(LATER, 5, LATER).upload_id == 5


@pytest.mark.parametrize(
    ("original", "route", "expected", "due"),
    [("fit", "", "due", LATER), ("gpx", "", "due", LATER), ("", "", "", None), ("fit", "read", "read", None)],
)
def test_an_uploaded_run_whose_file_is_kept_is_due_for_its_route_once(
    original: str, route: str, expected: str, due: object
) -> None:
    after = row(original=original, route=route).uploaded(LATER, 9, How.UPLOADED, "there")
    assert (after.route, after.route_due, after.target_id, after.how) == (expected, due, 9, "uploaded")
    assert after.due is None


def test_final_states_wait_for_nothing() -> None:
    intent = row(State.SUBMITTING)
    assert {intent.skipped(NOW, "x").due, intent.failed(NOW, "x").due, intent.deleted(NOW, "x").due} == {None}
    assert {intent.skipped(NOW, "x").state, intent.failed(NOW, "x").state, intent.deleted(NOW, "x").state} == FINAL


@pytest.mark.parametrize("state", sorted(FINAL))
def test_a_person_who_asks_again_gets_a_fresh_start(state: State) -> None:
    old = row(state, tries=9, failing_since=NOW, looks=4, sent_at=NOW, absent_at=NOW, upload_id=7, attempt=2, due=None)
    again = old.again(LATER, "asked for", backfill=True)
    assert (again.state, again.due, again.tries, again.looks) == (State.DISCOVERED, LATER, 0, 0)
    assert (again.failing_since, again.sent_at, again.absent_at, again.upload_id) == (None, None, None, None)
    assert (again.attempt, again.backfill) == (2, True)


SOON = LATER + MINUTE
ILL = {"tries": 9, "failing_since": NOW - DAY, "failing_for": HOUR, "last_failure": DAY, "absences": 3}
WELL = {"tries": 0, "failing_since": None, "failing_for": timedelta(0), "last_failure": None, "absences": 0}
TOLD = WELL | {"absences": 3}  # a person is told of a file that was not there, and hears when it is over


@pytest.mark.parametrize(
    ("start", "transition", "to", "due", "health"),
    [
        (State.DISCOVERED, lambda a: a.submitting(LATER, "ab", MINUTE, "why", "fit"), State.SUBMITTING, SOON, ILL),
        (State.SUBMITTING, lambda a: a.unsent(LATER, "why", SOON), State.DISCOVERED, SOON, ILL),
        (State.SUBMITTED, lambda a: a.waits(LATER, "why", SOON), State.SUBMITTED, SOON, ILL),
        (State.SUBMITTED, lambda a: a.failed(LATER, "why"), State.FAILED, None, ILL),
        (State.SUBMITTED, lambda a: a.deleted(LATER, "why"), State.DELETED, None, ILL),
        (State.SUBMITTED, lambda a: a.uploaded(LATER, 9, "adopted", "why", due=SOON), State.UPLOADED, SOON, WELL),
        (State.UPLOADED, lambda a: a.annotated(LATER, Annotation(), "why", SOON), State.ANNOTATED, SOON, WELL),
        (State.DISCOVERED, lambda a: a.skipped(LATER, "why"), State.SKIPPED, None, TOLD),
        (State.FAILED, lambda a: a.again(LATER, "why"), State.DISCOVERED, LATER, WELL),
    ],
)
def test_a_row_that_gets_further_gets_well_and_every_way_says_when_and_why(
    start: State, transition: Callable[[Activity], Activity], to: State, due: datetime | None, health: dict[str, object]
) -> None:
    before = row(start, attempt=1, backfill=True, **ILL)
    after = transition(before)
    assert (after.state, after.due, after.reason) == (to, due, "why")
    assert after.history == (*before.history, Decision(LATER, to, "why"))
    assert {name: getattr(after, name) for name in ILL} == health
    assert after.backfill is (start is not State.FAILED), "one run that is asked for again has a new run's place"


def test_an_upload_and_a_correction_are_in_the_history_too() -> None:
    sent = row(State.SUBMITTING, **ILL).submitted(LATER, 5, SOON, "Strava")
    assert (sent.due, sent.history[-1]) == (SOON, Decision(LATER, State.SUBMITTED, "Strava took the file as upload 5"))
    assert {name: getattr(sent, name) for name in ILL} == WELL
    music = Annotation(outcome=MusicOutcome.COMPLETE, songs=2)
    assert row(State.UPLOADED).annotated(LATER, music, "why", None).music == music
    corrected = sent.corrected(SOON, "Garmin calls it hiking now")
    told = Decision(SOON, State.SUBMITTED, "Garmin calls it hiking now")
    assert corrected == replace(sent, history=(*sent.history, told))


@given(count=st.integers(0, 200))
def test_a_long_history_keeps_its_beginning_and_its_end(count: int) -> None:
    activity = row()
    for number in range(count):
        activity = activity.waits(NOW + timedelta(seconds=number), f"try {number}", NOW)
    whys = [decision.why for decision in activity.history]
    everything = ["new on Garmin", *(f"try {number}" for number in range(count))]
    if len(everything) <= HISTORY_HEAD + HISTORY_TAIL:
        assert whys == everything
    else:
        assert whys == everything[:HISTORY_HEAD] + everything[-HISTORY_TAIL:]
