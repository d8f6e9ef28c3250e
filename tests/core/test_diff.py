"""Which runs Strava lacks: the matching rule at its edges, what is wanted, and when older pages are read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sync.core.activity import Key
from sync.core.diff import (
    Page,
    bare,
    began_with,
    find,
    foreign,
    local_date,
    must_read_on,
    skip_reason,
    unknown,
    window,
)
from sync.core.user import Preferences
from tests.support.core.rows import DAY, HOUR, MINUTE, NOW, START, listed, on_strava, row

SECOND = timedelta(seconds=1)
HIDDEN = datetime(2026, 3, 14, 0, 0, 1)


# -- the matching rule ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "external_id", ["garmin-900000001", "garmin-900000001.fit", "garmin-900000001.fit.gz", "garmin-900000001.gpx"]
)
def test_our_external_id_is_recognised_whatever_start_and_length(external_id: str) -> None:
    other = on_strava(external_id=external_id, start=START - 3 * DAY, elapsed=1.0)
    match = find(row(), [on_strava(elapsed=9.0), other])
    assert match is not None
    assert (match.ours, match.why) == (True, "Strava lists it with our external id garmin-900000001")


@pytest.mark.parametrize("external_id", ["garmin-9000000010", "garmin-900000001-1", "garmin_ping_900000001", ""])
def test_another_external_id_is_not_ours(external_id: str) -> None:
    assert find(row(), [on_strava(external_id=external_id, start=START - DAY)]) is None


def test_a_leg_is_recognised_by_its_own_external_id() -> None:
    leg = row(key=Key("me", "garmin", "900000001", 2))
    assert find(leg, [on_strava(external_id="garmin-900000001-2.fit", elapsed=1.0)]) is not None
    assert find(leg, [on_strava(external_id="garmin-900000001.fit", elapsed=1.0)]) is None


def test_our_upload_is_recognised_by_its_id() -> None:
    match = find(row(upload_id=77), [on_strava(start=START - DAY)])
    assert match is not None
    assert (match.ours, match.why) == (True, "Strava lists it with our upload 77")
    assert find(row(), [on_strava(start=START - DAY, upload_id=None)]) is None


@pytest.mark.parametrize(
    ("apart", "same"),
    [(0 * SECOND, True), (2 * MINUTE, True), (-2 * MINUTE, True), (121 * SECOND, False), (-121 * SECOND, False)],
)
def test_the_start_may_differ_by_two_minutes(apart: timedelta, same: bool) -> None:
    assert (find(row(), [on_strava(start=START + apart)]) is not None) is same


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
    assert (find(row(elapsed=ours), [on_strava(elapsed=theirs)]) is not None) is same


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"distance": 8079.0}, True),
        ({"distance": 8100.0}, False),
        ({"elapsed": 2800.0}, False),
        ({"local_start": HIDDEN + DAY}, False),
        ({"local_start": HIDDEN + SECOND}, False),
    ],
)
def test_a_hidden_start_is_matched_by_day_distance_and_length(changes: dict[str, object], same: bool) -> None:
    hidden = on_strava(start=HIDDEN.replace(tzinfo=UTC) - HOUR, local_start=HIDDEN)
    assert (find(row(), [replace(hidden, **changes)]) is not None) is same  # type: ignore[arg-type]


def test_the_day_of_a_hidden_start_is_the_runners() -> None:
    late = row(start=datetime(2026, 3, 14, 23, 30, tzinfo=UTC), offset=3600)
    assert str(local_date(late)) == "2026-03-15"
    assert str(local_date(replace(late, offset=None))) == "2026-03-14"
    hidden = on_strava(start=datetime(2026, 3, 14, 23, 0, 1, tzinfo=UTC), local_start=HIDDEN + DAY)
    assert find(late, [hidden]) is not None
    assert find(late, [replace(hidden, local_start=HIDDEN)]) is None


def test_of_several_similar_ones_the_nearest_start_wins_and_a_visible_start_over_a_hidden_one() -> None:
    far, near = on_strava(id=1, start=START + 2 * MINUTE), on_strava(id=2, start=START - MINUTE)
    hidden = on_strava(id=3, start=HIDDEN.replace(tzinfo=UTC), local_start=HIDDEN)
    match = find(row(), [hidden, far, near])
    assert match is not None
    assert (match.id, match.ours) == (2, False)


def test_an_unnamed_duplicate_is_of_the_nearest_start_whatever_its_length() -> None:
    items = [on_strava(id=1, start=START + 2 * MINUTE, elapsed=1.0), on_strava(id=2, start=START + MINUTE, elapsed=1.0)]
    match = began_with(row(), items)
    assert match is not None
    assert match.id == 2
    assert began_with(row(), [on_strava(start=START + 3 * MINUTE)]) is None


def test_the_listing_window_reaches_a_day_around_all_starts() -> None:
    assert window([NOW, NOW - 5 * DAY, NOW - DAY]) == (NOW - 6 * DAY, NOW + DAY)


def test_only_known_endings_are_taken_off() -> None:
    assert [bare(name) for name in ("a.fit", "a.fit.gz", "a.tcx", "a.gpx.gz", "a.zip", "a")] == [
        "a", "a", "a", "a", "a.zip", "a",
    ]  # fmt: skip


# -- what is wanted -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wants", "reason"),
    [
        ({}, Preferences(), None),
        ({"type_key": "trail_running", "type_id": 6, "parent_type_id": 1}, Preferences(), None),
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
        ({"distance": 1000.0}, Preferences(min_distance=1000.0), None),
        ({"type_key": "multi_sport", "type_id": 89, "multisport": True}, Preferences(), None),
    ],
)
def test_what_is_not_wanted_says_why(changes: dict[str, object], wants: Preferences, reason: str | None) -> None:
    assert skip_reason(replace(listed(), **changes), wants) == reason  # type: ignore[arg-type]


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
