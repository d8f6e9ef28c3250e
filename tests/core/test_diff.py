"""Which runs Strava lacks: the matching rule at its edges, what is wanted, and when older pages are read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest

from sync.core import diff
from sync.core.activity import Key
from sync.core.diff import (
    Match,
    Page,
    bare,
    began_with,
    fingerprint,
    foreign,
    judged_by_list,
    local_date,
    must_read_on,
    same_workout,
    skip_reason,
    unknown,
    window,
)
from sync.core.preferences import Preferences
from tests.support.core.rows import DAY, HOUR, MINUTE, NOW, START, listed, on_target, row

SECOND = timedelta(seconds=1)
HIDDEN = datetime(2026, 3, 14, 0, 0, 1)
find = partial(diff.find, target="Strava")


# -- the matching rule ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "external_id", ["garmin-900000001", "garmin-900000001.fit", "garmin-900000001.fit.gz", "garmin-900000001.gpx"]
)
def test_our_external_id_is_recognised_whatever_start_and_length(external_id: str) -> None:
    other = on_target(external_id=external_id, start=START - 3 * DAY, elapsed=1.0)
    match = find(row(), [on_target(id=1, elapsed=9.0), other])
    assert match == Match(12_000_000_001, "Strava lists it with our external id garmin-900000001", ours=True)


@pytest.mark.parametrize("external_id", ["garmin-9000000010", "garmin-900000001-1", "garmin_ping_900000001", ""])
def test_another_external_id_is_not_ours(external_id: str) -> None:
    assert find(row(), [on_target(external_id=external_id, start=START - DAY)]) is None


def test_a_leg_is_recognised_by_its_own_external_id() -> None:
    leg = row(key=Key("me", "garmin", "900000001", 2))
    assert find(leg, [on_target(external_id="garmin-900000001-2.fit", elapsed=1.0)]) is not None
    assert find(leg, [on_target(external_id="garmin-900000001.fit", elapsed=1.0)]) is None


def test_our_upload_is_recognised_by_its_id() -> None:
    match = find(row(upload_id=77), [on_target(start=START - DAY)])
    assert match == Match(12_000_000_001, "Strava lists it with our upload 77", ours=True)
    assert find(row(), [on_target(start=START - DAY, upload_id=None)]) is None


@pytest.mark.parametrize(
    ("apart", "same"),
    [(0 * SECOND, True), (2 * MINUTE, True), (-2 * MINUTE, True), (121 * SECOND, False), (-121 * SECOND, False)],
)
def test_the_start_may_differ_by_two_minutes(apart: timedelta, same: bool) -> None:
    assert (find(row(), [on_target(start=START + apart)]) is not None) is same


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (2720.0, 2720.0, True),
        (2720.0, 2774.0, True),
        (2720.0, 2776.0, False),
        (2720.0, 2666.0, True),
        (2720.0, 2665.0, False),
        (100.0, 110.0, True),
        (100.0, 111.0, False),
        (0.0, 10.0, True),
    ],
)
def test_the_length_may_differ_by_two_percent_and_always_by_ten_seconds(ours: float, theirs: float, same: bool) -> None:
    assert (find(row(elapsed=ours), [on_target(elapsed=theirs)]) is not None) is same


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"distance": 8079.0}, True),
        ({"distance": 8100.0}, False),
        ({"distance": 0.0}, False),
        ({"elapsed": 2800.0}, False),
        ({"local_start": HIDDEN + DAY}, False),
        ({"local_start": HIDDEN + SECOND}, False),
    ],
)
def test_a_hidden_start_is_matched_by_day_distance_and_length(changes: dict[str, object], same: bool) -> None:
    hidden = on_target(start=HIDDEN.replace(tzinfo=UTC) - HOUR, local_start=HIDDEN)
    why = "Strava has one with a hidden start on the same day, of the same distance and length"
    match = Match(12_000_000_001, why, ours=False) if same else None
    assert find(row(), [replace(hidden, **changes)]) == match  # type: ignore[arg-type]  # the field is a parameter


def test_the_day_of_a_hidden_start_is_the_runners() -> None:
    late = row(start=datetime(2026, 3, 14, 23, 30, tzinfo=UTC), offset=3600)
    assert str(local_date(late)) == "2026-03-15"
    assert str(local_date(replace(late, offset=None))) == "2026-03-14"
    last = datetime(2026, 3, 14, 23, 59, 59, tzinfo=UTC)
    assert {str(local_date(row(start=last, offset=offset))) for offset in (None, 0, -3600)} == {"2026-03-14"}
    in_tokyo = last.astimezone(timezone(timedelta(hours=9)))
    assert str(local_date(row(start=in_tokyo, offset=0))) == "2026-03-14", "whatever zone its start is told in"
    hidden = on_target(start=datetime(2026, 3, 14, 23, 0, 1, tzinfo=UTC), local_start=HIDDEN + DAY)
    assert find(late, [hidden]) is not None
    assert find(late, [replace(hidden, local_start=HIDDEN)]) is None


def test_of_several_similar_ones_the_nearest_start_wins_and_a_visible_start_over_a_hidden_one() -> None:
    far, near = on_target(id=1, start=START + 2 * MINUTE), on_target(id=2, start=START - MINUTE)
    hidden = on_target(id=3, start=HIDDEN.replace(tzinfo=UTC), local_start=HIDDEN)
    match = find(row(), [hidden, far, near])
    assert match == Match(2, "Strava has an activity with the same start and length", ours=False)


def test_an_unnamed_duplicate_is_of_the_nearest_start_whatever_its_length() -> None:
    items = [on_target(id=1, start=START + 2 * MINUTE, elapsed=1.0), on_target(id=2, start=START + MINUTE, elapsed=1.0)]
    assert began_with(row(), items) == Match(2, "one of the same start is there", ours=False)
    assert began_with(row(), items[:1]) is not None
    assert began_with(row(), [on_target(start=START + 2 * MINUTE + SECOND)]) is None


@pytest.mark.parametrize(
    ("apart", "longer", "same"),
    [
        (0 * SECOND, 0, True),
        (2 * MINUTE, 0, True),
        (-2 * MINUTE, 0, True),
        (121 * SECOND, 0, False),
        (0 * SECOND, 54, True),
        (0 * SECOND, 56, False),
        (121 * SECOND, 56, False),
    ],
)
def test_two_rows_are_of_one_workout_by_the_rule_of_stravas_list(apart: timedelta, longer: float, same: bool) -> None:
    other = row(start=START + apart, elapsed=2720.0 + longer)
    assert same_workout(row(), other) is same_workout(other, row()) is same


def test_the_listing_window_reaches_a_day_around_all_starts() -> None:
    assert window([NOW, NOW - 5 * DAY, NOW - DAY]) == (NOW - 6 * DAY, NOW + DAY)


def test_only_known_endings_are_taken_off() -> None:
    assert [bare(name) for name in ("a.fit", "a.fit.gz", "a.tcx", "a.gpx.gz", "a.zip", "a")] == [
        "a",
        "a",
        "a",
        "a",
        "a.zip",
        "a",
    ]


# -- what is wanted -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wants", "reason"),
    [
        ({}, Preferences(), None),
        ({"type_key": "a_new_word", "type_id": 6, "parent_type_id": 1}, Preferences(), None),
        ({"type_key": "a_new_word", "type_id": 1, "parent_type_id": 17}, Preferences(), None),
        ({"manual": True}, Preferences(), "typed in by hand on Garmin, so there is no file"),
        (
            {"type_key": "cycling", "type_id": 2, "parent_type_id": 17},
            Preferences(),
            "cycling is not among the activity types (running)",
        ),
        (
            {"type_key": "", "type_id": None, "parent_type_id": None},
            Preferences(("hiking", "running")),
            "its type is not among the activity types (hiking, running)",
        ),
        ({"type_key": "cycling", "type_id": 2, "parent_type_id": 17}, Preferences(("all",)), None),
        ({"distance": 940.0}, Preferences(min_distance=1000.0), "0.94 km is shorter than the minimum of 1.00 km"),
        ({"distance": 21097.5}, Preferences(min_distance=42195.0), "21.10 km is shorter than the minimum of 42.20 km"),
        ({"distance": 1000.0}, Preferences(min_distance=1000.0), None),
        ({"type_key": "multi_sport", "type_id": 89, "multisport": True}, Preferences(), None),
    ],
)
def test_what_is_not_wanted_says_why(changes: dict[str, object], wants: Preferences, reason: str | None) -> None:
    assert skip_reason(replace(listed(), **changes), wants) == reason  # type: ignore[arg-type]  # the field is a parameter
    assert reason is None or judged_by_list(reason), "another type or distance on the list takes it up again"


@pytest.mark.parametrize("reason", ["", "not on Strava", "no file: 404", "you said so: 5 km is enough", "is shorter"])
def test_what_the_list_did_not_judge_the_list_does_not_take_up_again(reason: str) -> None:
    assert not judged_by_list(reason)


def test_the_lists_fingerprint_is_another_one_when_rows_would_follow_and_only_then() -> None:
    first, second = listed(1), listed(2)
    before = fingerprint([first, second])
    assert before == fingerprint([second, first])
    assert len(before) == 16
    followed = [
        replace(first, **{name: value})  # type: ignore[arg-type]  # the field is a parameter
        for name, value in {
            "id": "3",
            "title": "Evening Run",
            "type_key": "hiking",
            "type_id": 2,
            "parent_type_id": 1,
            "distance": 8001.0,
            "manual": True,
        }.items()
    ]
    assert len({before, *(fingerprint([one, second]) for one in followed), fingerprint([first])}) == 9
    assert fingerprint([replace(first, start=NOW, elapsed=1.0, owner=5), second]) == before
    assert fingerprint([listed(title="\ud83d")]) != before, "half of a sign that Garmin cut"


def test_unknown_ones_are_those_without_a_row_since_the_date_oldest_first() -> None:
    page = [
        listed(3, start=NOW),
        listed(2, start=NOW - HOUR),
        listed(2, start=NOW - HOUR),
        listed(1, start=NOW - 2 * HOUR),
        listed(0, start=NOW - 3 * HOUR),
    ]
    assert [int(item.id) for item in unknown(page, {"3"}, NOW - 2 * HOUR)] == [1, 2]


@pytest.mark.parametrize(
    ("known", "since", "sent", "limit", "on"),
    [
        (set(), NOW - DAY, 2, 2, True),
        (set(), NOW - DAY, 3, 3, True),  # one of them could not be read
        ({"1"}, NOW - DAY, 2, 2, False),
        ({"1"}, NOW - DAY, 3, 3, False),
        (set(), NOW - HOUR, 2, 2, True),
        (set(), NOW - HOUR + SECOND, 2, 2, False),
        (set(), NOW - DAY, 2, 3, False),
    ],
)
def test_older_pages_are_read_while_a_full_page_is_all_new(
    known: set[str], since: datetime, sent: int, limit: int, on: bool
) -> None:
    page = Page((listed(2, start=NOW), listed(1, start=NOW - HOUR)), sent)
    assert must_read_on(page, known, since, limit) is on


def test_items_of_another_account_are_foreign() -> None:
    mine, theirs, unsaid = listed(1), listed(2, owner=5), listed(3, owner=None)
    assert foreign([mine, theirs, unsaid], 1000001) == [theirs]
    assert foreign([mine, theirs], None) == []
