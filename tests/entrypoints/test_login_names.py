"""`runtrack login lastfm` and `login listenbrainz`: a name is checked by one call, then stored like any login."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.config import Settings
from sync.sim.lastfm import SimLastfm
from sync.sim.listenbrainz import SimListenBrainz
from sync.sim.songbook import SONGS, Heard
from sync.wiring import ME, build
from tests.support.entrypoints.person import Outcome, Person, at_home, connection, files_holding
from tests.support.world import HOUR, World

NOTHING = "Nothing was stored.\n"


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    with at_home(tmp_path, monkeypatch) as person:
        yield person


@pytest.fixture
def world(person: Person) -> World:
    return person.world


@pytest.fixture
def lastfm(world: World) -> Iterator[SimLastfm]:
    sim = SimLastfm(world.clock.now, user="Synthetic_Runner")
    sim.start()
    yield sim
    sim.stop()


@pytest.fixture
def listenbrainz(world: World) -> Iterator[SimListenBrainz]:
    sim = SimListenBrainz(world.clock.now, user="Synthetic_Runner")
    sim.start()
    yield sim
    sim.stop()


def to_lastfm(person: Person, sim: SimLastfm, *arguments: str, key: str = "") -> Outcome:
    return person.runs("login", "lastfm", *arguments, LASTFM_API_URL=sim.url, LASTFM_API_KEY=key or sim.api_key)


def to_listenbrainz(person: Person, sim: SimListenBrainz, *arguments: str, typed: str = "") -> Outcome:
    return person.runs("login", "listenbrainz", *arguments, typed=typed, LISTENBRAINZ_API_URL=sim.url)


def test_lastfm_is_connected_by_its_name_as_lastfm_writes_it(world: World, person: Person, lastfm: SimLastfm) -> None:
    done = to_lastfm(person, lastfm, "synthetic_RUNNER")
    assert (done.code, done.err) == (0, "")
    assert done.out == ("Last.fm is connected (user Synthetic_Runner). The next tick goes on with it by itself.\n")
    assert lastfm.counts() == {"recent": 1}
    known = connection(world, "lastfm")
    assert known is not None
    assert (known.account, known.authorized_at, known.login_needed) == ("Synthetic_Runner", world.now, "")
    assert world.wired.keepers["lastfm"].usable(ME, world.now).fields == {"name": "Synthetic_Runner"}


def test_the_stored_name_is_what_the_plays_are_asked_for(world: World, person: Person, lastfm: SimLastfm) -> None:
    lastfm.heard(Heard(SONGS[0], world.now - HOUR, 200))
    assert to_lastfm(person, lastfm, "synthetic_runner").code == 0
    known = connection(world, "lastfm")
    assert known is not None
    there = {"LASTFM_API_URL": lastfm.url, "LASTFM_API_KEY": lastfm.api_key}
    wired = build(Settings.read(world.environ | there, data_dir=world.folder, config_dir=world.folder))
    try:
        found = wired.services["lastfm"].adapter.for_user(ME, known.account, world.now).recent(world.now - 2 * HOUR)
    finally:
        wired.close()
    assert [play.song.title for play in found.plays] == [SONGS[0].title]


def test_without_a_key_nobody_is_asked_and_the_way_to_one_is_named(
    world: World, person: Person, lastfm: SimLastfm
) -> None:
    done = person.runs("login", "lastfm", "synthetic_runner", LASTFM_API_URL=lastfm.url)
    assert (done.code, done.out, lastfm.count()) == (1, "", 0)
    assert done.err == (
        "Last.fm needs an API key: make one at https://www.last.fm/api/account/create (it takes a minute, and no "
        "callback address) and set LASTFM_API_KEY to it.\n"
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (6, f"Last.fm has no such user: synthetic_runner. {NOTHING}"),
        (10, f"Last.fm does not accept the API key. {NOTHING}"),
        (26, f"Last.fm has suspended the API key. {NOTHING}"),
        (29, f"Last.fm asks to wait; try again in 5 min. {NOTHING}"),
        (
            17,
            'Last.fm shows nobody the plays of synthetic_runner while "Hide recent listening information" is on: '
            f"switch it off at https://www.last.fm/settings/privacy. {NOTHING}",
        ),
    ],
)
def test_what_lastfm_refuses_is_said_and_nothing_is_stored(
    world: World, person: Person, lastfm: SimLastfm, code: int, said: str
) -> None:
    lastfm.error(code)
    done = to_lastfm(person, lastfm, "synthetic_runner")
    assert (done.code, done.out, done.err) == (1, "", said)
    assert connection(world, "lastfm") is None


def test_a_service_that_is_away_connects_nobody(world: World, person: Person, listenbrainz: SimListenBrainz) -> None:
    listenbrainz.inject("listens", "502 HTML")
    done = to_listenbrainz(person, listenbrainz, "synthetic_runner")
    assert (done.code, done.err) == (1, f"listenbrainz: HTTP 502: a web page. {NOTHING}")
    assert connection(world, "listenbrainz") is None


@pytest.mark.parametrize("name", ["", "   ", "a\x1b[2Jb"])
def test_a_name_that_is_none_is_asked_of_nobody(person: Person, lastfm: SimLastfm, name: str) -> None:
    done = to_lastfm(person, lastfm, name)
    assert (done.code, done.err) == (1, "Name your account, as its page on the service shows it.\n")
    assert lastfm.count() == 0


def test_listenbrainz_needs_only_a_name(world: World, person: Person, listenbrainz: SimListenBrainz) -> None:
    done = to_listenbrainz(person, listenbrainz, "synthetic_runner")
    assert (done.code, done.err) == (0, "")
    assert done.out == ("ListenBrainz is connected (user Synthetic_Runner). The next tick goes on with it by itself.\n")
    assert listenbrainz.counts() == {"listens": 1}
    assert world.wired.keepers["listenbrainz"].usable(ME, world.now).fields == {"name": "Synthetic_Runner"}


@pytest.mark.parametrize("by_stdin", [True, False])
def test_a_token_is_checked_and_stored_sealed(
    world: World, person: Person, listenbrainz: SimListenBrainz, by_stdin: bool
) -> None:
    token = "-" if by_stdin else listenbrainz.token
    done = to_listenbrainz(person, listenbrainz, "synthetic_runner", "--token", token, typed=f"{listenbrainz.token}\n")
    assert (done.code, done.err) == (0, "")
    assert listenbrainz.counts() == {"validate": 1}
    assert listenbrainz.token not in done.out
    world.wired.close()
    assert files_holding(listenbrainz.token, world.folder) == []
    world.wired = world.build()
    bundle = world.wired.keepers["listenbrainz"].usable(ME, world.now)
    assert bundle.fields == {"token": listenbrainz.token}
    known = connection(world, "listenbrainz")
    assert known is not None
    assert known.account == "Synthetic_Runner"


def test_a_token_that_is_none_or_somebody_elses_is_refused(
    world: World, person: Person, listenbrainz: SimListenBrainz
) -> None:
    done = to_listenbrainz(person, listenbrainz, "synthetic_runner", "--token", "wrong-canary")
    assert (done.code, done.err) == (1, f"ListenBrainz does not accept this token. {NOTHING}")
    done = to_listenbrainz(person, listenbrainz, "other_runner", "--token", listenbrainz.token)
    assert (done.code, done.err) == (1, f"this token belongs to Synthetic_Runner, not to other_runner. {NOTHING}")
    done = to_listenbrainz(person, listenbrainz, "synthetic_runner", "--token", "-")
    assert (done.code, done.err) == (
        1,
        "This is no ListenBrainz token: https://listenbrainz.org/settings/ shows yours.\n",
    )
    assert connection(world, "listenbrainz") is None


def test_a_second_login_replaces_the_first(world: World, person: Person, listenbrainz: SimListenBrainz) -> None:
    to_listenbrainz(person, listenbrainz, "synthetic_runner", "--token", listenbrainz.token)
    to_listenbrainz(person, listenbrainz, "synthetic_runner")
    assert world.wired.keepers["listenbrainz"].usable(ME, world.now).fields == {"name": "Synthetic_Runner"}
