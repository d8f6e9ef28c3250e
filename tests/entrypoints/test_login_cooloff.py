"""After Garmin has refused a login, `runtrack login garmin` leaves it alone for a while."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import run
from tests.support.entrypoints.person import Outcome, Person, at_home, connection
from tests.support.world import HOUR, World

TYPED = "robin@example.org\ncorrect horse\n"


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    with at_home(tmp_path, monkeypatch) as person:
        yield person


@pytest.fixture
def world(person: Person) -> World:
    return person.world


@pytest.mark.parametrize("fault", ["429", "427", "403", "captcha", "html", "429 in JSON"])
def test_a_refusal_starts_a_cool_off_in_which_garmin_is_left_alone(world: World, person: Person, fault: str) -> None:
    world.garmin.sso_fault = fault
    first = person.runs("login", "garmin", typed=TYPED)
    assert first.code == 1
    assert "Garmin refuses logins from here for now" in first.err
    assert first.err.endswith(
        "try again at 11:00 (in 2 h); `runtrack login garmin --tokens FILE` takes a garminconnect token file made on "
        "another machine.\n"
    )
    world.garmin.sso_fault = None
    world.forget_calls()
    world.clock.advance(100)
    second = person.runs("login", "garmin", typed=TYPED)
    assert second == Outcome(
        1,
        "",
        "Garmin has refused a login lately, and each further attempt may prolong that: it was not asked again.\n"
        "--force asks it all the same; `runtrack login garmin --tokens FILE` takes a garminconnect token file made on "
        "another machine.\n"
        "try again at 11:00 (in 1 h 59 min)\n",
    )
    assert world.calls() == {}


def test_the_cool_off_doubles_up_to_a_day_and_is_forgotten_after_a_success(world: World, person: Person) -> None:
    world.garmin.sso_fault = "429"
    waits = []
    for _ in range(6):
        person.runs("login", "garmin", typed=TYPED)
        known = connection(world, "garmin-login")
        assert known is not None
        assert known.blocked_until is not None
        waits.append((known.blocked_until - world.now) / HOUR)
        world.clock.set(known.blocked_until)
    assert waits == [2, 4, 8, 16, 24, 24]
    world.garmin.sso_fault = None
    assert person.runs("login", "garmin", typed=TYPED).code == 0
    assert connection(world, "garmin-login") is None


def test_force_tries_within_the_cool_off(world: World, person: Person) -> None:
    world.garmin.sso_fault = "429"
    person.runs("login", "garmin", typed=TYPED)
    world.garmin.sso_fault = None
    assert person.runs("login", "garmin", "--force", typed=TYPED).code == 0


def test_a_refused_login_does_not_stop_tokens_that_work(world: World, person: Person) -> None:
    world.log_in()
    world.garmin.sso_fault = "429"
    assert person.runs("login", "garmin", typed=TYPED).code == 1
    world.garmin.add(run(900000001, world.now - HOUR))
    world.ticks(2)
    assert world.row(900000001).state is State.UPLOADED


def test_a_cool_off_from_a_clock_that_was_wrong_is_not_believed(world: World, person: Person) -> None:
    world.garmin.sso_fault = "429"
    person.runs("login", "garmin", typed=TYPED)
    world.clock.advance(-3 * 86400)
    world.garmin.sso_fault = None
    assert person.runs("login", "garmin", typed=TYPED).code == 0


def test_on_a_terminal_the_cool_off_is_counted_down(
    world: World, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.garmin.sso_fault = "429"
    person.runs("login", "garmin", typed=TYPED)
    world.clock.advance(2 * 3600 - 90)
    watching = Person(world, monkeypatch, terminal=True)
    done = watching.runs("login", "garmin", typed=TYPED)
    assert done.code == 1
    assert watching.slept == 90
    assert "0:01:30" in done.err
    assert "0:00:01" in done.err
    assert "The time is over: you can log in now." in done.err


def test_a_sign_in_that_is_out_of_order_starts_no_cool_off(world: World, person: Person) -> None:
    for endpoint in ("sso_page", "sso_login", "sso_embed"):
        world.garmin.inject(endpoint, "502 HTML", times=3)
    done = person.runs("login", "garmin", typed=TYPED)
    assert done.code == 2
    assert done.err.endswith("Garmin's sign-in is out of order (Widget embed returned 502)\n")
    assert connection(world, "garmin-login") is None
