"""`runtrack login spotify` when it does not come to a login: each is said, nothing is stored, what was there stays."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.entrypoints.person import Outcome, Person, connection, ended_at, files_holding, hurry, visit
from tests.support.music import MusicWorld
from tests.support.world import closed_port

SCOPE, ON_NOW = "user-read-recently-played", "user-read-currently-playing"
OVER = "Nothing was stored; start again.\n"
DEAD_CODE = f"Spotify does not accept this code (used already, or too old). {OVER}"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path, seconds=3.0) as world:
        yield world


@pytest.fixture
def person(world: MusicWorld, monkeypatch: pytest.MonkeyPatch) -> Person:
    hurry(monkeypatch, 20.0)  # a broken login ends the test
    return Person(world, monkeypatch)


def tries(person: Person, clicks: Callable[[str], object] = visit, **environ: Any) -> Outcome:
    return person.runs("login", "spotify", "--port", str(closed_port()), clicks=clicks, **environ)


def ends_with(world: MusicWorld, done: Outcome, words: str) -> None:
    """It failed with these last words, without a traceback, and left neither a connection nor a token."""
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith(words)
    assert "Traceback" not in done.err
    assert connection(world, "spotify") is None
    assert [name for token in world.spotify.issued for name in files_holding(token, world.folder)] == []


# -- before the page ----------------------------------------------------------------------------------


def test_without_an_application_it_says_where_to_get_one(world: MusicWorld, person: Person) -> None:
    done = person.runs("login", "spotify", SPOTIFY_CLIENT_ID="")
    assert done == Outcome(
        1,
        "",
        "SPOTIFY_CLIENT_ID is missing: make an application of your own at https://developer.spotify.com/dashboard "
        "(redirect URI http://127.0.0.1:9322/callback; its owner needs Premium) and put its client id into .env.\n",
    )
    assert world.calls() == {}


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_refused(world: MusicWorld, person: Person, port: str) -> None:
    done = person.runs("login", "spotify", "--port", port)
    assert done.code == 2
    assert "--port" in done.err
    assert world.calls() == {}


# -- the page -----------------------------------------------------------------------------------------


def test_saying_no_stores_nothing(world: MusicWorld, person: Person) -> None:
    world.spotify.denies = True
    ends_with(world, tries(person), "Spotify is not connected: you said no on its page. Nothing was stored.\n")
    assert world.spotify.count("token") == 0


@pytest.mark.parametrize("granted", [(), ("playlist-modify-private",), (f"{SCOPE}-and-more",)])
def test_a_consent_without_the_scope_is_refused_by_name(
    world: MusicWorld, person: Person, granted: tuple[str, ...]
) -> None:
    world.spotify.grants = granted
    words = f"Spotify did not grant {SCOPE}, without which no play can be seen. Nothing was stored; start again and "
    ends_with(world, tries(person), f"{words}agree to what its page asks for.\n")


def test_an_answer_to_another_login_is_not_taken(world: MusicWorld, person: Person) -> None:
    def wrong_state(url: str) -> str:
        return ended_at(url).replace("state=", "state=x") + "\n"

    with closing(socket.create_server(("127.0.0.1", 0))) as other:  # so that nothing but the paste is waited for
        port = str(other.getsockname()[1])
        done = person.pastes(wrong_state, "login", "spotify", "--no-browser", "--port", port)
    words = "Not taken: this answer does not belong to the login that is waiting (its state is another one).\n"
    ends_with(world, done, f"{words}Spotify is not connected: its answer was not pasted. Nothing was stored.\n")
    assert world.spotify.count("token") == 0


def test_without_an_answer_it_ends(world: MusicWorld, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch, 0.3)
    done = tries(person, lambda _: None)
    ends_with(world, done, f"Spotify is not connected: no answer within 0.005 min. {OVER}")
    assert world.spotify.count() == 0


def test_a_state_is_good_for_one_answer_and_a_code_for_one_login(world: MusicWorld, person: Person) -> None:
    """The same address is pasted twice; then its code is brought to a second login."""
    seen: list[str] = []

    def twice(url: str) -> str:
        seen.append(ended_at(url))
        return f"{seen[0]}\n{seen[0]}\n"

    done = person.pastes(twice, "login", "spotify", "--no-browser", "--port", str(closed_port()))
    assert done.code == 0
    assert done.err.count("Not taken: this answer does not belong to the login that is waiting") == 1
    assert world.spotify.count("token") == 1
    before = connection(world, "spotify")

    def used_code(url: str) -> None:
        old, new = (
            dict(part.split("=") for part in place.partition("?")[2].split("&")) for place in (seen[0], ended_at(url))
        )
        port = url.partition("127.0.0.1%3A")[2].partition("%2F")[0]
        requests.get(f"http://127.0.0.1:{port}/callback?code={old['code']}&state={new['state']}", timeout=5)

    again = tries(person, used_code)
    assert (again.code, again.err.endswith(DEAD_CODE)) == (1, True)
    assert connection(world, "spotify") == before


def test_a_code_of_another_consent_is_refused_by_its_verifier(world: MusicWorld, person: Person) -> None:
    """A code that somebody else obtained with a consent of their own does not fit the verifier of this login."""

    def injected(url: str) -> None:
        theirs = ended_at(url.replace("code_challenge=", "code_challenge=x"))
        requests.get(theirs, timeout=5)

    ends_with(world, tries(person, injected), DEAD_CODE)


def test_a_code_that_is_too_old_is_said(world: MusicWorld, person: Person) -> None:
    def dawdle(url: str) -> None:
        place = ended_at(url)
        world.clock.advance(601)
        requests.get(place, timeout=5)

    ends_with(world, tries(person, dawdle), DEAD_CODE)


# -- Spotify's own refusals -----------------------------------------------------------------------------


def test_a_wrong_client_secret_is_said_and_not_shown(world: MusicWorld, person: Person) -> None:
    world.spotify.client_secret = "the-right-one"
    done = tries(person, SPOTIFY_CLIENT_SECRET="canary-secret")
    words = "Spotify does not accept this client id and secret. Nothing was stored; look at "
    ends_with(world, done, f"{words}https://developer.spotify.com/dashboard.\n")
    assert "canary" not in done.err


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("500", "spotify login: HTTP 500"),
        ("502 HTML", "spotify login: HTTP 502"),
        ("429", "spotify login: HTTP 429"),
        ("200 HTML", "spotify: the answer is not JSON"),
        ("wrong type", "spotify login: the answer holds no token"),
        ("reset after the effect", "spotify: the connection broke off"),
    ],
)
def test_spotify_being_down_is_said_and_a_second_try_works(
    world: MusicWorld, person: Person, fault: str, words: str
) -> None:
    world.spotify.inject("token", fault)
    ends_with(world, tries(person), f"{words}. {OVER}")
    assert tries(person).code == 0


def test_what_was_connected_before_stays_as_it_was(world: MusicWorld, person: Person) -> None:
    world.connect("spotify")
    before = world.connection("spotify")

    def refuses(**knobs: Any) -> None:
        for name, value in knobs.items():
            setattr(world.spotify, name, value)
        assert tries(person).code == 1
        assert world.connection("spotify") == before

    refuses(grants=())
    refuses(grants=None, denies=True)
    world.spotify.inject("token", "500")
    refuses(denies=False)
    world.tick()
    assert world.connection("spotify").last_ok == world.now


def test_an_account_that_is_not_told_is_connected_and_what_may_be_wrong_is_said(
    world: MusicWorld, person: Person
) -> None:
    """A user whom the application's owner has not allow-listed gets as far as this."""
    world.spotify.refuses = "not listed"
    done = tries(person)
    assert (done.code, done.out.partition(" Its plays")[0]) == (0, "Spotify is connected (account unknown).")
    assert done.err.endswith(
        "Spotify would not say whose account this is. If you are not among the application's users, or its owner has "
        "no Premium, no play will come: `runtrack status` tells within 5 minutes.\n"
    )
    kept = world.connection("spotify")
    assert (kept.account, kept.scopes, kept.authorized_at) == ("", (SCOPE, ON_NOW), world.now)
