"""What a user wants of what Garmin lists, when a service is left alone, and texts that do not show."""

from datetime import timedelta

import pytest

from sync.core.preferences import Preferences
from sync.core.secret import Secret
from sync.core.user import Connection, Looked, User
from tests.support.core.rows import NOW


@pytest.mark.parametrize(
    ("types", "key", "ids", "wanted"),
    [
        (("running",), "running", (None, None), True),
        (("running",), "anything", (1, None), True),
        (("running",), "anything", (18, 1), True),
        (("running",), "trail_running", (None, None), True),
        (("running",), "virtual_run", (None, None), True),
        (("running",), "obstacle_run", (None, None), True),
        (("running",), "ultra_run", (None, None), True),
        (("running",), "running_late", (None, None), False),
        (("running",), "cycling", (2, 17), False),
        (("running",), "", (None, None), False),
        (("cycling",), "cycling", (2, 17), True),
        (("cycling",), "running", (1, 17), False),
        (("trail_running",), "trail_running", (6, 1), True),
        (("trail_running",), "running", (1, 17), False),
        (("hiking", "running"), "trail_running", (6, 1), True),
        (("all",), "", (None, None), True),
        ((), "running", (1, 17), False),
    ],
)
def test_running_is_the_whole_family_and_another_type_is_itself(
    types: tuple[str, ...], key: str, ids: tuple[int | None, int | None], wanted: bool
) -> None:
    assert Preferences(types).wants(key, *ids) is wanted


def test_a_type_without_ids_is_judged_by_its_name() -> None:
    assert Preferences().wants("street_running")
    assert not Preferences().wants("cycling")


@pytest.mark.parametrize(("seconds", "blocked"), [(None, False), (-1, False), (0, False), (1, True)])
def test_a_service_is_left_alone_until_the_moment_that_was_said(seconds: int | None, blocked: bool) -> None:
    until = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert Connection("me", "strava", "", blocked_until=until).is_blocked(NOW) is blocked


def test_a_seal_is_bound_to_the_user_and_the_service() -> None:
    assert Connection("me", "strava", "sealed").bound_to == ("connection", "me", "strava", "tokens")


def test_a_secret_shows_nowhere_but_tells_whether_there_is_one() -> None:
    secret = Secret("hunter2")
    assert f"{secret} {secret!s} {secret!r}" == "*** *** Secret()"
    assert (bool(secret), bool(Secret("")), secret.value) == (True, False, "hunter2")


def test_the_latest_of_a_source_takes_the_place_of_the_one_before() -> None:
    user = User("me", NOW)
    assert (user.looked("garmin"), user.looks, user.unreadable, user.has_looked) == (Looked("garmin"), (), (), False)
    old, folder = Looked("garmin", NOW, ("1",), "print", ("8",)), Looked("folder", unreadable=("9", "10"))
    latest = Looked("garmin", NOW + timedelta(hours=1))
    both = user.with_looked(old).with_looked(folder)
    assert both.looks == (folder, old)
    assert (both.looked("garmin"), both.looked("folder"), both.unreadable) == (old, folder, ("9", "10", "8"))
    assert both.with_looked(latest).looks == (folder, latest)
    assert both.has_looked
    assert not user.with_looked(folder).has_looked
    assert User("me", NOW, target_looked_at=NOW).has_looked
