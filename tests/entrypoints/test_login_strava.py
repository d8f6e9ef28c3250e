"""`runtrack login strava`: the real command, the real callback server, a simulated Strava."""

import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from sync.adapters.strava_fields import ASKED
from sync.entrypoints.cli.login.callback import AwaitedAnswer, listening
from sync.sim.athlete import run
from tests.support.entrypoints.person import Outcome, Person, at_home, connection, ended_at, visit
from tests.support.world import HOUR, World, closed_port


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


# -- the browser -------------------------------------------------------------------------------------


def test_a_consent_in_the_browser_connects_strava(world: World, person: Person, port: str) -> None:
    done = person.runs("login", "strava", "--port", port, clicks=visit)
    assert (done.code, done.out) == (
        0,
        "Strava is connected (athlete 9100000001). The next tick goes on with it by itself.\n",
    )
    kept = connection(world, "strava")
    assert kept is not None
    assert (kept.account, kept.scopes, kept.authorized_at) == ("9100000001", ASKED, world.now)
    assert kept.expires_at == world.now + timedelta(hours=6)
    assert world.strava.counts() == {"authorize": 1, "token": 1}


def test_a_run_is_uploaded_with_the_new_connection(world: World, person: Person, port: str) -> None:
    person.runs("login", "garmin", "--tokens", "-", typed=world.garmin.tokens())
    person.runs("login", "strava", "--port", port, clicks=visit)
    world.garmin.add(run(900000001, world.now - HOUR, title="Morning Run"))
    world.ticks(2)
    assert [activity.name for activity in world.strava.alive()] == ["Morning Run"]


def test_the_page_asks_for_the_scopes_and_returns_to_localhost(world: World, person: Person, port: str) -> None:
    asked: list[dict[str, list[str]]] = []

    def look(url: str) -> None:
        asked.append(parse_qs(urlsplit(url).query))
        visit(url)

    person.runs("login", "strava", "--port", port, clicks=look)
    (query,) = asked
    assert len(query.pop("state")[0]) == 22  # 128 bits in base64url
    assert query == {
        "client_id": ["12345"],
        "redirect_uri": [f"http://localhost:{port}/callback"],
        "response_type": ["code"],
        "approval_prompt": ["auto"],
        "scope": ["read,activity:read_all,activity:write"],
    }


def test_saying_no_stores_nothing(world: World, person: Person, port: str) -> None:
    world.strava.deny = True
    done = person.runs("login", "strava", "--port", port, clicks=visit)
    assert done.code == 1
    assert done.err.endswith("Strava is not connected: you said no on its page. Nothing was stored.\n")
    assert connection(world, "strava") is None


@pytest.mark.parametrize(
    ("granted", "box"),
    [
        ({"read", "activity:write"}, "“View data about your private activities” (activity:read_all)"),
        ({"read", "activity:read_all"}, "“Upload your activities to Strava” (activity:write)"),
        (
            {"read"},
            "“View data about your private activities” (activity:read_all) and “Upload your activities to Strava” "
            "(activity:write)",
        ),
    ],
)
def test_a_box_that_was_left_out_is_named(world: World, person: Person, port: str, granted: set[str], box: str) -> None:
    world.strava.granted_scopes = frozenset(granted)
    done = person.runs("login", "strava", "--port", port, clicks=visit)
    assert done.code == 1
    assert done.err.endswith(
        f"Strava did not grant everything. Nothing was stored; start again and leave {box} ticked.\n"
    )
    assert connection(world, "strava") is None
    assert world.strava.count("token") == 0


def test_a_foreign_callback_gets_a_400_and_the_waiting_goes_on(world: World, person: Person, port: str) -> None:
    answers: list[tuple[int, str]] = []

    def attack_then_click(url: str) -> None:
        forged = urlencode({"code": "stolen", "scope": "read", "state": "guessed"})
        for path in (f"/callback?{forged}", "/callback?code=stolen", "/callback", "/favicon.ico"):
            answer = requests.get(f"http://127.0.0.1:{port}{path}", timeout=5)
            answers.append((answer.status_code, path))
        page = visit(url)
        answers.append((page.status_code, "the real one"))
        assert "You can close this page" in page.text

    done = person.runs("login", "strava", "--port", port, clicks=attack_then_click)
    assert done.code == 0
    assert [status for status, _ in answers] == [400, 400, 400, 404, 200]


def test_a_port_that_is_taken_is_named_with_both_ways_out(world: World, person: Person) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        done = person.runs("login", "strava", "--port", str(port))
        assert done == Outcome(
            1,
            "",
            f"port {port} on localhost cannot be used (Address already in use): choose another one with --port, "
            "or paste the answer with --no-browser\n",
        )


def test_the_server_listens_on_the_loopback_address_only() -> None:
    with listening(0, AwaitedAnswer("Strava", "s")) as server:
        assert server.server_address[0] == "127.0.0.1"


# -- pasting -----------------------------------------------------------------------------------------


def bare_query(url: str) -> str:
    return urlsplit(ended_at(url)).query + "\n"


def test_the_redirect_address_may_be_pasted(world: World, person: Person, port: str) -> None:
    done = person.pastes(lambda url: ended_at(url) + "\n", "login", "strava", "--no-browser", "--port", port)
    assert done.code == 0
    kept = connection(world, "strava")
    assert kept is not None
    assert kept.scopes == ASKED


def test_pasting_works_although_the_port_is_taken(world: World, person: Person) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = str(other.getsockname()[1])
        done = person.pastes(bare_query, "login", "strava", "--no-browser", "--port", port)
    assert (done.code, connection(world, "strava") is not None) == (0, True)


def test_code_and_state_alone_will_do_but_the_scopes_are_unknown(world: World, person: Person, port: str) -> None:
    def code_and_state(url: str) -> str:
        query = parse_qs(urlsplit(ended_at(url)).query)
        return f"{query['code'][0]} {query['state'][0]}\n"

    done = person.pastes(code_and_state, "login", "strava", "--no-browser", "--port", port)
    assert done.code == 0
    assert "What you granted is not in what you pasted." in done.err
    kept = connection(world, "strava")
    assert kept is not None
    assert kept.scopes == ()


def test_what_is_pasted_wrongly_is_said_and_may_be_pasted_again(world: World, person: Person, port: str) -> None:
    def clumsy(url: str) -> str:
        right = ended_at(url)
        state = parse_qs(urlsplit(right).query)["state"][0]
        return f"hello\n\n{right.replace(state, 'A' * 22)}\n{right}\n"

    done = person.pastes(clumsy, "login", "strava", "--no-browser", "--port", port)
    assert done.code == 0
    assert done.err.count("Not taken: that is not Strava's answer: paste the whole address") == 1
    assert done.err.count("Not taken: this answer does not belong to the login that is waiting") == 1


def test_with_nobody_to_paste_and_no_server_it_ends(world: World, person: Person) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = str(other.getsockname()[1])
        done = person.pastes(lambda _: "", "login", "strava", "--no-browser", "--port", port)
    assert done.code == 1
    assert done.err.endswith("Strava is not connected: its answer was not pasted. Nothing was stored.\n")


def test_on_a_terminal_the_answer_may_be_pasted_while_the_browser_is_waited_for(
    world: World, person: Person, port: str
) -> None:
    done = person.pastes(lambda url: ended_at(url) + "\n", "login", "strava", "--port", port, terminal=True)
    assert (done.code, connection(world, "strava") is not None) == (0, True)
    assert "copy that page's address, paste it here" in done.err


def test_what_is_piped_in_is_left_alone_while_the_browser_is_waited_for(
    world: World, person: Person, port: str
) -> None:
    def paste_then_click(url: str) -> str:
        visit(url)
        return "hello\n"

    done = person.pastes(paste_then_click, "login", "strava", "--port", port)
    assert done.code == 0
    assert "Not taken" not in done.err
    assert "paste it here" not in done.err
