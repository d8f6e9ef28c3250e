"""`runtrack login garmin --tokens`: token files made elsewhere."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.adapters.tokens import Bundle
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.entrypoints.person import Outcome, Person, at_home, connection
from tests.support.world import HOUR, World


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    with at_home(tmp_path, monkeypatch) as person:
        yield person


@pytest.fixture
def world(person: Person) -> World:
    return person.world


def stored(world: World) -> Bundle:
    return world.wired.keepers["garmin"].usable(ME, world.now)


def test_a_token_file_is_tried_once_and_kept(world: World, person: Person) -> None:
    world.garmin.add(run(900000001, world.now - HOUR))
    file = world.folder / "garmin_tokens.json"
    file.write_text(world.garmin.tokens() + "\n")
    done = person.runs("login", "garmin", "--tokens", str(file))
    assert (done.code, done.err) == (0, "")
    assert done.out == "Garmin is connected (account 1000001). The next tick goes on with it by itself.\n"
    assert world.garmin.counts() == {"list": 1}
    assert stored(world).fields == json.loads(file.read_text())


def test_the_folder_of_a_token_file_and_standard_input_will_do(world: World, person: Person) -> None:
    (world.folder / "tokens").mkdir()
    (world.folder / "tokens" / "garmin_tokens.json").write_text(world.garmin.tokens())
    assert person.runs("login", "garmin", "--tokens", "tokens").code == 0
    second = world.garmin.tokens()
    assert person.runs("login", "garmin", "--tokens", "-", typed=second + "\n").code == 0
    assert stored(world).fields == json.loads(second)


def test_an_expired_token_file_is_refreshed_and_the_new_tokens_are_kept(world: World, person: Person) -> None:
    old = world.garmin.tokens()
    world.clock.advance(20 * 3600)
    assert person.runs("login", "garmin", "--tokens", "-", typed=old).code == 0
    assert world.garmin.counts() == {"refresh": 1, "list": 1}
    fields = stored(world).fields
    assert fields != json.loads(old)
    assert world.garmin.accepts(fields["di_token"])


def test_tokens_that_garmin_does_not_accept_leave_the_old_ones_in_place(world: World, person: Person) -> None:
    world.log_in()
    before = connection(world, "garmin")
    dead = world.garmin.tokens()
    good = world.garmin.tokens()
    world.garmin._access.pop(json.loads(dead)["di_token"])
    world.garmin._refresh.pop(json.loads(dead)["di_refresh_token"])
    done = person.runs("login", "garmin", "--tokens", "-", typed=dead)
    assert done.code == 1
    assert done.err == "Garmin does not accept these tokens (invalid_grant). Nothing was stored.\n"
    assert connection(world, "garmin") == before
    assert person.runs("login", "garmin", "--tokens", "-", typed=good).code == 0


@pytest.mark.parametrize("fault", ["500", "403", "429", "timeout before the effect", "200 HTML"])
def test_when_garmin_cannot_be_asked_tokens_are_kept_with_a_warning(world: World, person: Person, fault: str) -> None:
    world.garmin.inject("list", fault)
    tokens = world.garmin.tokens()
    done = person.runs("login", "garmin", "--tokens", "-", typed=tokens)
    assert done.code == 0
    assert done.err.startswith("The tokens could not be tried (garmin: ")
    assert done.err.endswith("). They are stored all the same.\n")
    assert stored(world).fields == json.loads(tokens)


def test_tokens_of_another_account_are_not_mixed_in(world: World, person: Person) -> None:
    world.garmin.add(run(900000001, world.now - HOUR))
    world.log_in()
    world.ticks(1)
    before = connection(world, "garmin")
    world.garmin.owner_id = 1000002
    done = person.runs("login", "garmin", "--tokens", "-", typed=world.garmin.tokens())
    assert done.code == 1
    assert done.err == (
        "This is another Garmin account (1000002) than the one whose runs "
        f"{world.folder}/data/runtrack.sqlite holds (1000001). Nothing was stored.\n"
        "A second account needs a name of its own: `runtrack users add NAME`, then the same with --user NAME.\n"
    )
    assert connection(world, "garmin") == before


def test_files_of_garth_are_refused_by_name(world: World, person: Person) -> None:
    (world.folder / "garth").mkdir()
    (world.folder / "garth" / "oauth1_token.json").write_text('{"oauth_token": "a", "oauth_token_secret": "b"}')
    done = person.runs("login", "garmin", "--tokens", "garth")
    assert done == Outcome(
        1,
        "",
        "garth/oauth1_token.json holds no tokens that can be used: it is a token file of garth or of another old "
        "program, which Garmin no longer takes. Nothing was stored.\n"
        "What is needed is garmin_tokens.json, written by garminconnect 0.3 or newer.\n",
    )


def test_a_token_file_that_is_not_there_is_named(world: World, person: Person) -> None:
    done = person.runs("login", "garmin", "--tokens", "nowhere.json")
    assert done == Outcome(1, "", "nowhere.json cannot be read: No such file or directory. Nothing was stored.\n")
