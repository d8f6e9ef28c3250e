"""`runtrack login spotify`: the real command, the real callback server, a simulated Spotify."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from sync.adapters.spotify_service import SERVICE
from sync.sim.songbook import SONGS, Heard
from sync.wiring import ME
from tests.support.entrypoints.person import Outcome, Person, connection, ended_at, files_holding, hurry, visit
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, closed_port

SCOPE, ON_NOW = "user-read-recently-played", "user-read-currently-playing"
PLAYLISTS = ("playlist-modify-private", "playlist-read-private")
CONNECTED = (
    "Spotify is connected (account synthetic-account). Its plays are captured from now on.\n"
    "Spotify forgets every consent after six months: Runtrack reminds you 30, 7 and 1 days before.\n"
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path, seconds=3.0) as world:
        yield world


@pytest.fixture
def person(world: MusicWorld, monkeypatch: pytest.MonkeyPatch) -> Person:
    hurry(monkeypatch, 20.0)  # a broken login ends the test
    return Person(world, monkeypatch)


@pytest.fixture
def port() -> str:
    return str(closed_port())


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def nothing_stored(world: MusicWorld) -> bool:
    """Neither a connection nor any token on the disk."""
    left = [name for token in world.spotify.issued for name in files_holding(token, world.folder)]
    return connection(world, "spotify") is None and left == []


# -- the browser ------------------------------------------------------------------------------------


def test_a_consent_in_the_browser_connects_spotify(world: MusicWorld, person: Person, port: str) -> None:
    done = person.runs("login", "spotify", "--port", port, clicks=visit)
    assert (done.code, done.out) == (0, CONNECTED)
    kept = connection(world, "spotify")
    assert kept is not None
    assert (kept.account, kept.scopes, kept.authorized_at) == ("synthetic-account", (SCOPE, ON_NOW), world.now)
    assert kept.expires_at == world.now + HOUR
    assert world.spotify.counts() == {"authorize": 1, "token": 1, "me": 1}


def test_plays_are_captured_from_then_on(world: MusicWorld, person: Person, port: str) -> None:
    person.runs("login", "spotify", "--port", port, clicks=visit)
    world.spotify.heard(Heard(SONGS[0], world.now - HOUR, 120))
    world.tick()
    found = world.store.plays(ME, world.now - DAY, world.now)
    assert [(play.source, play.song.title) for play in found] == [("spotify", SONGS[0].title)]


def test_the_page_asks_for_two_scopes_and_returns_to_127_0_0_1(world: MusicWorld, person: Person, port: str) -> None:
    asked: list[dict[str, str]] = []

    def look(url: str) -> None:
        asked.append(query_of(url))
        visit(url)

    for _ in range(2):
        person.runs("login", "spotify", "--port", port, clicks=look)
    first, second = asked
    for name, least in (("state", 22), ("code_challenge", 43)):  # 128 bits in base64url, a SHA-256
        assert first[name] != second.pop(name)
        assert len(first.pop(name)) == least
    assert (
        first
        == second
        == {
            "client_id": "spotify-client",
            "response_type": "code",
            "redirect_uri": f"http://127.0.0.1:{port}/callback",
            "scope": f"{SCOPE} {ON_NOW}",
            "code_challenge_method": "S256",
        }
    )


def test_playlists_are_asked_for_when_the_person_says_so(world: MusicWorld, person: Person, port: str) -> None:
    assert person.runs("login", "spotify", "--playlists", "--port", port, clicks=visit).code == 0
    assert world.connection("spotify").scopes == (SCOPE, ON_NOW, *PLAYLISTS)


def test_a_login_of_before_with_one_permission_alone_goes_on(world: MusicWorld) -> None:
    world.connect("spotify")
    assert world.connection("spotify").scopes == (SCOPE,)
    world.tick()
    assert world.connection("spotify").login_needed == ""


def test_a_new_consent_replaces_the_old_one_and_its_complaint(world: MusicWorld, person: Person, port: str) -> None:
    world.connect("spotify")
    world.spotify.revoke()
    world.ticks(2)
    before = world.connection("spotify")
    assert before.login_needed != ""
    world.clock.advance(timedelta(days=200).total_seconds())
    assert person.runs("login", "spotify", "--port", port, clicks=visit).code == 0
    kept = world.connection("spotify")
    assert (kept.login_needed, kept.authorized_at, kept.version) == ("", world.now, before.version + 1)


def test_a_foreign_answer_gets_a_400_and_the_waiting_goes_on(world: MusicWorld, person: Person, port: str) -> None:
    answers: list[int] = []

    def attack_then_click(url: str) -> None:
        place = urlsplit(ended_at(url))
        forged = urlencode({"code": "stolen", "state": "guessed"})
        for path in (f"/callback?{forged}", "/callback?code=stolen", "/callback?error=access_denied", "/favicon.ico"):
            answers.append(requests.get(f"http://127.0.0.1:{port}{path}", timeout=5).status_code)
        page = requests.get(place.geturl(), timeout=5)
        answers.append(page.status_code)
        assert "Spotify has answered. You can close this page" in page.text

    done = person.runs("login", "spotify", "--port", port, clicks=attack_then_click)
    assert (done.code, answers) == (0, [400, 400, 400, 404, 200])


def test_a_port_that_is_taken_is_named_with_both_ways_out(world: MusicWorld, person: Person) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        done = person.runs("login", "spotify", "--port", str(port))
    assert done == Outcome(
        1,
        "",
        f"port {port} on localhost cannot be used (Address already in use): choose another one with --port, "
        "or paste the answer with --no-browser\n",
    )
    assert nothing_stored(world)


# -- pasting ----------------------------------------------------------------------------------------


def code_and_state(url: str) -> str:
    query = query_of(ended_at(url))
    return f"{query['code']} {query['state']}\n"


def clumsy(url: str) -> str:
    right = ended_at(url)
    return f"hello\n\n{right.replace(query_of(right)['state'], 'A' * 22)}\n{right}\n"


@pytest.mark.parametrize(
    "paste",
    [lambda url: ended_at(url) + "\n", lambda url: urlsplit(ended_at(url)).query + "\n", code_and_state, clumsy],
    ids=["the address", "its query", "code and state", "after two wrong ones"],
)
def test_without_a_browser_the_answer_is_pasted(
    world: MusicWorld, person: Person, port: str, paste: Callable[[str], str]
) -> None:
    done = person.pastes(paste, "login", "spotify", "--no-browser", "--port", port)
    assert (done.code, done.out) == (0, CONNECTED)
    assert done.err.startswith("Open this address:\n\n  http://127.0.0.1:")
    assert ("Not taken: that is not Spotify's answer: paste the whole address" in done.err) is (paste is clumsy)
    assert ("Not taken: this answer does not belong to the login" in done.err) is (paste is clumsy)
    assert world.connection("spotify").scopes == (SCOPE, ON_NOW)


def test_pasting_works_although_the_port_is_taken(world: MusicWorld, person: Person) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = str(other.getsockname()[1])
        done = person.pastes(lambda url: ended_at(url) + "\n", "login", "spotify", "--no-browser", "--port", port)
    assert (done.code, done.out) == (0, CONNECTED)


def test_with_nobody_to_paste_and_no_server_it_ends(world: MusicWorld, person: Person) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = str(other.getsockname()[1])
        done = person.pastes(lambda _: "", "login", "spotify", "--no-browser", "--port", port)
    assert done.code == 1
    assert done.err.endswith("Spotify is not connected: its answer was not pasted. Nothing was stored.\n")
    assert nothing_stored(world)


def test_nothing_secret_is_shown_or_stored_in_clear(world: MusicWorld, person: Person, port: str) -> None:
    codes: list[str] = []

    def click(url: str) -> None:
        place = ended_at(url)
        codes.append(query_of(place)["code"])
        requests.get(place, timeout=5)

    secret = world.spotify.client_secret = "canary-of-the-application"
    done = person.runs("login", "spotify", "--port", port, clicks=click, SPOTIFY_CLIENT_SECRET=secret)
    assert done.code == 0
    assert (len(codes), len(world.spotify.issued)) == (1, 2)
    for hidden in (*codes, *world.spotify.issued, secret):
        assert hidden not in done.out + done.err
        assert files_holding(hidden, world.folder) == []


def test_the_answer_is_waited_for_as_long_as_a_code_lives() -> None:
    assert SERVICE.page is not None
    assert SERVICE.page.seconds == 10 * 60
