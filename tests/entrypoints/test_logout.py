"""`runtrack logout`: what is forgotten, what stays, what the service is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.entrypoints.person import Outcome, Person, at_home, connection
from tests.support.world import HOUR, MINUTE, World


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    with at_home(tmp_path, monkeypatch) as person:
        yield person


@pytest.fixture
def world(person: Person) -> World:
    return person.world


def test_a_logout_forgets_the_tokens_and_keeps_the_ledger(world: World, person: Person) -> None:
    world.log_in()
    world.garmin.add(run(900000001, world.now - HOUR))
    world.ticks(2)
    world.wired.app.files.put("spill/me-garmin", b"a rotated token that waits for the store")
    done = person.runs("logout", "garmin")
    assert done == Outcome(
        0,
        "Garmin is disconnected. The tokens are forgotten on this machine; Garmin has no way to end them sooner than "
        "they expire.\n",
        "",
    )
    assert connection(world, "garmin") is None
    assert world.wired.app.files.get("spill/me-garmin") is None
    assert world.row(900000001).state is State.UPLOADED
    world.forget_calls()
    world.ticks(1, every=MINUTE)
    assert world.garmin.counts() == {}


def test_a_logout_from_garmin_when_not_connected_is_fine(person: Person) -> None:
    assert person.runs("logout", "garmin") == Outcome(0, "Garmin is not connected.\n", "")
    unknown = person.runs("logout", "fitbit")
    assert unknown.code == 2
    assert "'fitbit'" in unknown.err


def test_a_logout_ends_the_connection_at_strava_too(world: World, person: Person) -> None:
    world.log_in_strava()
    tokens = world.wired.keepers["strava"].usable(ME, world.now).fields
    done = person.runs("logout", "strava")
    assert done == Outcome(0, "Strava is disconnected. Strava has ended the connection as well.\n", "")
    assert connection(world, "strava") is None
    assert not world.strava.grants.knows(tokens["refresh_token"])


def test_a_logout_without_strava_forgets_the_tokens_and_says_what_is_left(world: World, person: Person) -> None:
    world.log_in_strava()
    world.strava.inject("revoke", "502 HTML", 2)
    done = person.runs("logout", "strava")
    assert done == Outcome(
        0,
        "Strava is disconnected. Strava could not be told (strava: HTTP 502: a web page): remove Runtrack at "
        "https://www.strava.com/settings/apps as well.\n",
        "",
    )
    assert connection(world, "strava") is None


def test_a_logout_of_tokens_that_are_dead_already_is_fine(world: World, person: Person) -> None:
    world.log_in_strava()
    world.strava.revoke_all()
    world.clock.advance(7 * 3600)
    done = person.runs("logout", "strava")
    assert done == Outcome(0, "Strava is disconnected. Strava had ended the connection already.\n", "")
    assert connection(world, "strava") is None


def test_a_logout_works_although_the_sealing_key_is_lost(world: World, person: Person) -> None:
    world.log_in_strava()
    (world.folder / "config" / "sealing.key").unlink()
    done = person.runs("logout", "strava")
    assert done.code == 0
    assert "Strava could not be told (its stored tokens cannot be opened: the sealing key " in done.out
    assert connection(world, "strava") is None


def test_a_refresh_token_in_the_environment_is_pointed_out(world: World, person: Person) -> None:
    token = str(world.strava.tokens()["refresh_token"])
    done = person.runs("logout", "strava", STRAVA_REFRESH_TOKEN=token)
    assert done.code == 0
    assert done.err == (
        "STRAVA_REFRESH_TOKEN is still set: take it out of the environment and .env, or it is used again.\n"
    )
    assert not world.strava.grants.knows(token)


def test_a_logout_from_strava_when_not_connected_is_fine(world: World, person: Person) -> None:
    assert person.runs("logout", "strava") == Outcome(0, "Strava is not connected.\n", "")
    assert world.strava.counts() == {}
