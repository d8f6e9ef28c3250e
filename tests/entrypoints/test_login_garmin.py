"""`runtrack login garmin`: the real command, garminconnect's real login, a simulated Garmin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.adapters.tokens import Bundle
from sync.core.activity import State
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.entrypoints.person import Outcome, Person, at_home, connection, files_holding
from tests.support.world import HOUR, World

TYPED = "robin@example.org\ncorrect horse\n"


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    with at_home(tmp_path, monkeypatch) as person:
        yield person


@pytest.fixture
def world(person: Person) -> World:
    return person.world


def stored(world: World) -> Bundle:
    return world.wired.keepers["garmin"].usable(ME, world.now)


def test_a_login_is_kept_sealed_and_a_running_daemon_goes_on_with_it(world: World, person: Person) -> None:
    world.log_in_strava()
    world.garmin.add(run(900000001, world.now - HOUR))
    world.ticks(1)
    assert world.rows() == []
    done = person.runs("login", "garmin", typed=TYPED)
    assert done == Outcome(
        0,
        "Garmin is connected (account 1000001). The next tick goes on with it by itself.\n",
        "Garmin e-mail: Garmin password (not shown, not stored): Asking Garmin, which takes up to half a minute …\n",
    )
    kept = connection(world, "garmin")
    assert kept is not None
    assert (kept.account, kept.login_needed, kept.authorized_at) == ("1000001", "", world.now)
    world.ticks(3)
    assert world.row(900000001).state is State.UPLOADED


def test_one_command_is_one_login_and_one_look_at_the_list(world: World, person: Person) -> None:
    person.runs("login", "garmin", "--email", "robin@example.org", typed="correct horse\n")
    assert world.garmin.counts() == {"sso_page": 1, "sso_login": 1, "refresh": 1, "profile": 1, "list": 1}


def test_the_owner_is_the_one_of_the_list_not_the_profiles_id(world: World, person: Person) -> None:
    """An empty account names no owner; nothing is guessed then."""
    person.runs("login", "garmin", typed=TYPED)
    kept = connection(world, "garmin")
    assert kept is not None
    assert kept.account == ""


def test_a_wrong_password_is_said_and_starts_no_cool_off(world: World, person: Person) -> None:
    done = person.runs("login", "garmin", typed="robin@example.org\nwrong horse\n")
    assert done.code == 1
    assert done.err.endswith("Garmin does not accept this e-mail and password. Nothing was stored.\n")
    assert connection(world, "garmin") is None
    assert connection(world, "garmin-login") is None
    assert person.runs("login", "garmin", typed=TYPED).code == 0


def test_a_login_without_lasting_tokens_stores_nothing(world: World, person: Person) -> None:
    world.garmin.sso_fault = "no ticket"
    done = person.runs("login", "garmin", typed=TYPED)
    assert (done.code, connection(world, "garmin")) == (1, None)
    assert done.err.endswith("Garmin accepted the login, but gave no token that lasts. Nothing was stored.\n")


# -- MFA ----------------------------------------------------------------------------------------------


def test_a_wrong_code_may_be_corrected_three_times_in_the_same_login(world: World, person: Person) -> None:
    world.garmin.mfa_code = "123456"
    done = person.runs("login", "garmin", typed=TYPED + "000000\n000000\n000000\n 123456 \n")
    assert done.code == 0
    assert done.err == (
        "Garmin e-mail: Garmin password (not shown, not stored): Asking Garmin, which takes up to half a minute …\n"
        "Code from Garmin (e-mail, SMS or app): Garmin does not accept this code. Try again (3 left).\n"
        "Code from Garmin (e-mail, SMS or app): Garmin does not accept this code. Try again (2 left).\n"
        "Code from Garmin (e-mail, SMS or app): Garmin does not accept this code. Try again (1 left).\n"
        "Code from Garmin (e-mail, SMS or app): "
    )
    assert world.garmin.count("sso_login") == 1


def test_after_four_wrong_codes_it_ends(world: World, person: Person) -> None:
    world.garmin.mfa_code = "123456"
    done = person.runs("login", "garmin", typed=TYPED + "000000\n" * 4 + "123456\n")
    assert done.code == 1
    assert done.err.endswith("Garmin does not accept this code. Nothing was stored.\n")
    assert connection(world, "garmin") is None


def test_nobody_there_to_enter_the_code_is_said(world: World, person: Person) -> None:
    world.garmin.mfa_code = "123456"
    done = person.runs("login", "garmin", typed=TYPED)
    assert done.code == 1
    assert done.err.endswith("Nobody answers: run this command in a terminal.\n")


# -- secrets ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [None, "429", "403", "captcha", "html", "no ticket"])
def test_the_password_and_the_code_are_nowhere(
    world: World, person: Person, capfd: pytest.CaptureFixture[str], fault: str | None
) -> None:
    world.garmin.password, world.garmin.mfa_code = "canary horse", "271828"
    world.garmin.sso_fault = fault
    done = person.runs("login", "garmin", typed="robin@example.org\ncanary horse\n314159\n271828\n")
    assert done.code == (0 if fault is None else 1)
    outside = capfd.readouterr()
    said = done.out + done.err + outside.out + outside.err
    for secret in ("canary", "271828", "314159", "robin@"):
        assert secret not in said
        assert files_holding(secret, world.folder) == []
    if fault is None:
        tokens = stored(world)
        for secret in tokens.fields["di_token"], tokens.fields["di_refresh_token"]:
            assert secret not in said
            assert files_holding(secret, world.folder) == []
    assert world.folder.joinpath("data/runtrack.sqlite").stat().st_size > 0
