"""Sports: what files call them, what a run without a title is called, and types that nobody knows."""

from datetime import UTC, datetime

import pytest

from sync.core.activity_types import unknown_types
from sync.core.default_title import default_title, noun
from sync.core.sport_names import sport_named


@pytest.mark.parametrize(
    ("word", "sport"),
    [
        ("Running", "running"),
        ("trail_run", "trail_running"),
        ("Trail Running", "trail_running"),
        ("9", "running"),
        ("BIKING", "cycling"),
        ("Open-Water Swimming", "open_water_swimming"),
        ("", "other"),
        ("Chess", "other"),
    ],
)
def test_the_word_of_a_file_is_understood_however_it_is_written(word: str, sport: str) -> None:
    assert sport_named(word) == sport


@pytest.mark.parametrize(
    ("sport", "word"),
    [
        ("running", "Run"),
        ("trail_running", "Run"),
        ("virtual_run", "Run"),
        ("cycling", "Ride"),
        ("gravel_cycling", "Ride"),
        ("road_biking", "Ride"),
        ("virtual_ride", "Ride"),
        ("cyclocross", "Ride"),
        ("casual_walking", "Walk"),
        ("hiking", "Hike"),
        ("open_water_swimming", "Swim"),
        ("indoor_rowing", "Row"),
        ("yoga", "Activity"),
        ("", "Activity"),
    ],
)
def test_a_family_of_sports_has_one_noun(sport: str, word: str) -> None:
    assert noun(sport) == word


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        *((hour, "Night") for hour in (0, 3, 22, 23)),
        *((hour, "Morning") for hour in (4, 10)),
        *((hour, "Lunch") for hour in (11, 13)),
        *((hour, "Afternoon") for hour in (14, 17)),
        *((hour, "Evening") for hour in (18, 21)),
    ],
)
def test_a_run_without_a_title_is_called_by_the_time_of_day(hour: int, part: str) -> None:
    assert default_title("running", datetime(2026, 3, 14, hour, 59, tzinfo=UTC), 0) == f"{part} Run"


@pytest.mark.parametrize(
    ("offset", "lon", "title"),
    [
        (None, None, "Morning Hike"),  # 10:30 in UTC
        (1800, 90.0, "Lunch Hike"),
        (0, 90.0, "Morning Hike"),
        (-7 * 3600, None, "Night Hike"),
        (None, 7.6, "Lunch Hike"),
        (None, 7.4, "Morning Hike"),
        (None, 52.4, "Lunch Hike"),
        (None, 52.6, "Afternoon Hike"),
        (None, -105.0, "Night Hike"),
    ],
)
def test_the_clock_is_the_runners_and_is_guessed_by_the_longitude(
    offset: int | None, lon: float | None, title: str
) -> None:
    assert default_title("hiking", datetime(2026, 3, 14, 10, 30, tzinfo=UTC), offset, lon) == title


def test_a_type_that_nobody_knows_is_told_with_what_may_be_meant() -> None:
    assert unknown_types(["all", "running", "virtual_run", "yoga", "uncategorized", "street_running"]) == []
    assert unknown_types(["yogga", "all", "zzzzzz"]) == [
        "RUNTRACK_ACTIVITY_TYPES: yogga is no activity type of Garmin that Runtrack knows; did you mean yoga?",
        "RUNTRACK_ACTIVITY_TYPES: zzzzzz is no activity type of Garmin that Runtrack knows",
    ]
