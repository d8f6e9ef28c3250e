"""A login's steps, rendered by something else than a terminal: a page that forgets everything between two requests."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from sync.engine.asks import connect
from sync.login import Ask, Done, NotConnected, NotOurs, Open, Step, parsed, query_of
from sync.wiring import ME
from tests.support.entrypoints.person import at_home, connection, ended_at
from tests.support.music import MusicWorld
from tests.support.world import World

OVER_SOCKETS = True

BACK = {"strava": {"redirect": "http://localhost:9/callback"}, "spotify": {"redirect": "http://127.0.0.1:9/callback"}}


def walked(world: World, service: str, given: Mapping[str, str], answer: Callable[[Step], Mapping[str, str]]) -> Done:
    """The steps to the end. A state crosses from one request to the next as text."""
    app = world.wired.app
    step = connect.begin(app, ME, service, given, world.now)
    while not isinstance(step, Done):
        assert isinstance(step, Ask | Open)
        state = json.loads(json.dumps(dict(step.state)))
        step = connect.go_on(app, ME, service, state, answer(step), world.now)
    return step


def clicked(step: Step) -> Mapping[str, str]:
    """What the consent page sends back."""
    assert isinstance(step, Open)
    return parsed(query_of(ended_at(step.url)))


@pytest.fixture
def music(tmp_path: Path) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path, seconds=3.0) as world:
        yield world


def test_a_name_is_asked_for_where_it_was_not_given(music: MusicWorld) -> None:
    done = walked(music, "lastfm", {}, lambda _: {"name": music.lastfm.user.upper()})
    assert (done.account, music.connection("lastfm").account) == (music.lastfm.user, music.lastfm.user)


@pytest.mark.parametrize("service", ["spotify", "strava"])
def test_a_consent_comes_back_through_a_page(music: MusicWorld, service: str) -> None:
    before = connection(music, service)
    assert walked(music, service, BACK[service], clicked).account
    after = music.connection(service)
    assert after.sealed != (before.sealed if before else "")
    assert after.scopes


@pytest.mark.parametrize("service", ["spotify", "strava"])
def test_an_answer_of_another_login_is_not_taken_and_a_no_connects_nobody(music: MusicWorld, service: str) -> None:
    with pytest.raises(NotOurs):
        walked(music, service, BACK[service], lambda step: {**clicked(step), "state": "another"})
    with pytest.raises(NotConnected, match="you said no on its page"):
        walked(music, service, BACK[service], lambda step: {"state": clicked(step)["state"], "error": "access_denied"})
    assert connection(music, "spotify") is None


def test_password_and_code_are_asked_for_and_a_wrong_code_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at_home(tmp_path, monkeypatch) as person:
        world, codes = person.world, iter(["000000", "123456"])
        world.garmin.mfa_code = "123456"
        notes: list[str] = []

        def typed(step: Step) -> Mapping[str, str]:
            assert isinstance(step, Ask)
            notes.append(step.note)
            if [field.name for field in step.fields] == ["code"]:
                return {"code": next(codes)}
            return {"email": "robin@example.org", "password": "correct horse"}

        assert walked(world, "garmin", {}, typed).bundle.fields
        assert notes == ["", "", "Garmin does not accept this code. Try again (3 left)."]
        assert connection(world, "garmin") is not None
        with pytest.raises(NotConnected, match="begin it again"):  # its attempt is over
            connect.go_on(world.wired.app, ME, "garmin", {"attempt": "gone", "left": "3"}, {"code": "1"}, world.now)
