"""A deletion whatever services, rows and files do: it comes to its end, and the receipt says no more than is so."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.user import Connection, User
from sync.engine.asks import delete
from sync.engine.asks.revoking import Told
from sync.ports import Conflict, StoreBroken
from sync.sim.http import FAULTS
from sync.wiring import ME
from tests.engine.test_delete import deleted, left, lived
from tests.support.engine.dynamo_world import DynamoWorld, held_open
from tests.support.engine.secret_watch import leaks, listening
from tests.support.engine.watched import Watch, WatchedWorld
from tests.support.world import DAY, World


@pytest.fixture(scope="module", autouse=True)
def cloud() -> Iterator[None]:
    with held_open():
        yield


AS_STRAVA_SAYS_IT = ("204", "empty 200")
"""Strava's own answer to the end of a login is 200 and nothing else, whatever it did."""


def of_strava(done: delete.Swept) -> Told:
    return next(one for one in done.told if one.service == "strava")


# -- the services ----------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, pytest.param(9, marks=pytest.mark.long)])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("endpoint", ["revoke", "token"])
def test_whatever_strava_answers_all_is_deleted_and_its_login_is_only_called_ended_when_it_is(
    endpoint: str, fault: str, times: int, tmp_path: Path
) -> None:
    patience = 0.4 if FAULTS[fault].slow else 10.0
    with listening() as heard, World(tmp_path, seconds=patience) as world:
        lived(world)
        if endpoint == "token":
            world.clock.advance(DAY.total_seconds())  # the access token has expired: it would be refreshed first
        world.strava.inject(endpoint, fault, times)
        done = deleted(world)
        assert left(world) == []
        assert world.store.users() == []
        told = of_strava(done)
        assert told.why is not None
        if told.why == "" and not (endpoint == "revoke" and fault in AS_STRAVA_SAYS_IT):
            assert world.strava.connected() == 0
        elif times == 1 and endpoint == "revoke":
            assert world.strava.connected() == 0, "one answer that went wrong is asked for once more"
        assert world.strava.strays == []
        assert leaks(world, heard) == []


def test_the_tokens_are_told_to_end_without_a_new_one_where_none_is_to_be_had(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        lived(world)
        world.clock.advance(DAY.total_seconds())
        world.strava.inject("token", "500", 9)
        told = of_strava(deleted(world))
        assert told.why
        assert world.strava.connected() == 0


def test_a_service_whose_code_breaks_hinders_nothing(tmp_path: Path) -> None:
    def breaks(user: str, now: object) -> None:
        raise ZeroDivisionError(user)

    with World(tmp_path) as world:
        lived(world)
        services = dict(world.wired.app.services)
        services["garmin"] = replace(services["garmin"], revoke=breaks)
        app = replace(world.wired.app, services=services)
        delete.begin(app, ME, world.now)
        done = delete.finish(app, ME, world.now, alone=True)
        assert left(world) == []
        (told,) = (one for one in done.told if one.service == "garmin")
        assert told.why == "ZeroDivisionError: me"


# -- the rows and the files ------------------------------------------------------------------------


def refused_at(world: WatchedWorld, at: int, error: Callable[[str], Exception]) -> tuple[list[str], bool]:
    """A deletion in which one call of the store, the files or the wire ends so. What was called, and whether it was
    refused by that."""
    watch = Watch()

    def refuse(name: str) -> None:
        if name.startswith(("store.", "files.", "dynamodb.")) and name.endswith("begins"):
            raise error(name)

    watch.at, watch.act = at, refuse
    world.watch = watch
    world.restart()
    try:
        deleted(world)
    except (StoreBroken, Conflict):
        return watch.passed, True
    finally:
        world.watch = Watch()
        world.restart()
    return watch.passed, False


ERRORS: dict[str, Callable[[str], Exception]] = {
    "the disk is full": lambda name: StoreBroken(f"cannot write ({name})", "free some space"),
    "another one was faster": lambda name: Conflict(name),
}


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("kind", [WatchedWorld, pytest.param(DynamoWorld, marks=pytest.mark.long)])
def test_a_refusal_at_any_call_leaves_a_deletion_that_goes_on(
    kind: type[WatchedWorld], error: str, every: int, tmp_path: Path
) -> None:
    at, refused, called = 1 - every, 0, True
    while called:
        at += every
        with kind(tmp_path / str(at)) as world:
            lived(world)
            passed, was_refused = refused_at(world, at, ERRORS[error])
            called, refused = len(passed) >= at, refused + was_refused
            marked = world.store.load(User, ME)
            if marked is not None and marked.leaving is not None:
                assert not world.tick().moved
            if delete.is_there(world.wired.app, ME):
                deleted(world)
            assert left_in(world) == [], passed[-1]
            assert world.store.users() == []
            assert world.strava.connected() == 0
    assert refused
    assert at > 30


def left_in(world: WatchedWorld) -> list[Any]:
    """As `left`, in whichever place the files are."""
    files = [
        name
        for folder in (*delete.FOLDERS, "spill")
        for name in world.wired.app.files.older_than(folder, world.now + 9 * DAY)
    ]
    return [*left(world), *files]


def test_a_login_of_a_service_that_is_not_there_any_more_goes_with_the_token_that_waited(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        lived(world)
        world.store.put(Connection(ME, "elsewhere", "v2.sealed"))
        world.wired.app.files.put(f"spill/{ME}-elsewhere", b"v2.sealed")
        deleted(world)
        assert left(world) == []
