"""The head facts of a FIT file: sports, start, length, local time."""

import pytest

from sync.adapters.fit_skim import offset_of, sport_key, sports, summary
from sync.core.route import NoRoute
from sync.sim.fit_writer import not_an_activity, truncated, without_time, write_fit
from sync.sim.garmin_types import TYPES
from sync.sim.recording import Recording
from tests.support.adapters.fit_messages import ENUM, RUN, START, T0, UINT32, file_of, message, record, session


@pytest.mark.parametrize("sport", sorted(TYPES))
def test_every_kind_of_recording_is_known_by_its_garmin_key(sport: str) -> None:
    data = write_fit(Recording(START, sport=sport, elapsed=20, distance=60))
    assert sports(data) == (sport,)
    assert summary(data).sport == sport


def test_the_summary_of_a_run() -> None:
    short = summary(write_fit(RUN))
    assert (short.start, short.offset, short.elapsed) == (START, 7200, 600)
    assert (short.distance, short.sport) == (2000, "running")


def test_the_summary_of_several_sessions_spans_them() -> None:
    data = file_of(session(100, 1), session(0, 5, 18), message(34, (253, UINT32, T0), (5, UINT32, T0 - 18_000)))
    short = summary(data + file_of(session(200, 1, elapsed=50)))
    assert (short.start, short.elapsed, short.sport) == (START, 250, "multi_sport")
    assert (short.offset, short.distance) == (-18_000, None)
    assert short.sports == ("running", "open_water_swimming", "running")
    assert sports(data) == ("running", "open_water_swimming")


def test_a_session_without_elapsed_time_lasts_until_it_was_written() -> None:
    data = file_of(message(18, (2, UINT32, T0), (253, UINT32, T0 + 33), (5, ENUM, 1)))
    assert summary(data).elapsed == 33


def test_a_file_that_breaks_off_after_its_session_still_has_a_summary() -> None:
    data = file_of(session(0, 1), record(0), record(1))
    assert summary(data[:-10]) == summary(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a FIT file"),
        (b"PK\x03\x04 and so on", "not a FIT file"),
        (not_an_activity(), "no session"),
        (without_time(RUN), "no session with a start"),
        (truncated(write_fit(RUN)), "no session"),
    ],
)
def test_a_file_without_a_session_has_no_summary(data: bytes, reason: str) -> None:
    with pytest.raises(NoRoute, match=f"^{reason}$"):
        summary(data)


@pytest.mark.parametrize(
    ("east", "offset"),
    [
        (0, 0),
        (7200, 7200),
        (-18_000, -18_000),
        (20_700, 20_700),
        (50_400, 50_400),
        (7195, 7200),
        (7000, None),
        (54_000, None),
        (-46_800, None),
    ],
)
def test_local_time_is_off_by_whole_quarters_of_an_hour(east: int, offset: int | None) -> None:
    assert offset_of(T0, T0 + east) == offset


def test_an_unknown_sport_is_other_and_an_unknown_sub_sport_its_sport() -> None:
    assert (sport_key(None, None), sport_key(200, 3), sport_key(1, 200)) == ("other", "other", "running")
