"""Strava's answer: what belongs to this login, how long it is waited for, and Strava's own refusals."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from sync.adapters.strava_service import SERVICE
from sync.engine.asks import connect
from sync.entrypoints.cli.login.callback import Answer, AwaitedAnswer, listening, wait
from sync.login import NotConnected, NotOurs, Open
from sync.wiring import ME
from tests.support.entrypoints.person import Outcome, Person, at_home, connection, ended_at, files_holding, visit
from tests.support.world import World, closed_port


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    with at_home(tmp_path, monkeypatch) as person:
        yield person


@pytest.fixture
def world(person: Person) -> World:
    return person.world


@pytest.fixture
def port() -> str:
    return str(closed_port())


def test_a_state_is_good_once() -> None:
    awaited = AwaitedAnswer("Strava", "5eed")
    query = urlencode({"code": "c", "state": awaited.state, "scope": "read,activity:write"})
    assert awaited.judge(query) == Answer({"code": "c", "state": awaited.state, "scope": "read,activity:write"})
    with pytest.raises(NotOurs):
        awaited.judge(query)


def test_every_login_has_a_state_of_its_own(world: World) -> None:
    login, where = connect.login_of(world.wired.app, "strava"), {"redirect": "http://localhost:9321/callback"}
    steps = [login.begin(where, world.now) for _ in range(50)]
    assert len({step.state["state"] for step in steps if isinstance(step, Open)}) == 50


def test_without_an_answer_it_gives_up_and_says_so() -> None:
    awaited = AwaitedAnswer("Strava", "5eed")
    with listening(0, awaited) as server, pytest.raises(NotConnected) as error:
        wait(awaited, server, None, 0.3)
    assert str(error.value) == ("Strava is not connected: no answer within 0.005 min. Nothing was stored; start again.")
    assert SERVICE.page is not None
    assert SERVICE.page.seconds == 5 * 60


def test_an_open_connection_that_says_nothing_does_not_hold_up_the_answer() -> None:
    """Browsers open such connections in advance."""
    awaited = AwaitedAnswer("Strava", "5eed")
    with listening(0, awaited) as server, closing(socket.create_connection(("127.0.0.1", server.server_port))):
        server.handle_request()
        awaited.taken.put(Answer({"code": "c"}))
        assert wait(awaited, server, None, 5.0) == Answer({"code": "c"})


# -- Strava's own refusals ----------------------------------------------------------------------------


def test_without_an_application_it_says_where_to_get_one(world: World, person: Person) -> None:
    done = person.runs("login", "strava", STRAVA_CLIENT_ID="", STRAVA_CLIENT_SECRET="")
    assert done == Outcome(
        2,
        "",
        "Some settings are wrong:\n"
        "  STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET are missing: make an API application of your own at "
        "https://www.strava.com/settings/api (callback domain: localhost) and put both into .env\n",
    )


def test_a_wrong_client_secret_is_said(world: World, person: Person, port: str) -> None:
    done = person.runs("login", "strava", "--port", port, clicks=visit, STRAVA_CLIENT_SECRET="canary-secret")
    assert done.code == 1
    assert done.err.endswith(
        "Strava does not accept this client id and secret, or has deactivated the application. Nothing was stored; "
        "look at https://www.strava.com/settings/api.\n"
    )
    assert "canary" not in done.err
    assert connection(world, "strava") is None


def test_a_code_that_is_too_old_is_said(world: World, person: Person, port: str) -> None:
    def dawdle(url: str) -> None:
        place = ended_at(url)
        world.clock.advance(700)
        requests.get(place, timeout=5)

    done = person.runs("login", "strava", "--port", port, clicks=dawdle)
    assert done.code == 1
    assert done.err.endswith(
        "Strava does not accept this code (used already, or too old). Nothing was stored; start again.\n"
    )


def test_an_outage_during_the_exchange_stores_nothing(world: World, person: Person, port: str) -> None:
    world.strava.inject("token", "502 HTML")
    done = person.runs("login", "strava", "--port", port, clicks=visit)
    assert (done.code, connection(world, "strava")) == (2, None)
    assert done.err.endswith("strava login: HTTP 502: a web page\n")


def test_neither_code_nor_tokens_are_shown_or_stored_in_clear(world: World, person: Person, port: str) -> None:
    codes: list[str] = []

    def click(url: str) -> None:
        place = ended_at(url)
        codes.extend(parse_qs(urlsplit(place).query)["code"])
        requests.get(place, timeout=5)

    done = person.runs("login", "strava", "--port", port, clicks=click)
    fields = world.wired.keepers["strava"].usable(ME, world.now).fields
    for secret in (*codes, fields["access_token"], fields["refresh_token"], world.strava.client_secret):
        assert secret not in done.out + done.err
        assert files_holding(secret, world.folder) == []
    assert len(codes) == 1
