"""Music connections: `runtrack logout` of each, with and without its plays, and `runtrack status` with their ends."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.user import Connection
from sync.wiring import ME
from tests.support.entrypoints.commands import Said, runtrack
from tests.support.entrypoints.listened import RUN, on_target, uploaded
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR

NAMES = {"spotify": "Spotify", "lastfm": "Last.fm", "listenbrainz": "ListenBrainz"}
ALSO = {"spotify": " Remove Runtrack at https://www.spotify.com/account/apps as well."}


def listened(world: MusicWorld) -> None:
    """All three are connected and know the same three songs."""
    world.connect(*NAMES)
    world.plays(world.now - HOUR, timedelta(seconds=600), *NAMES)
    world.tick()
    assert [len(plays_of(world, service)) for service in NAMES] == [3, 3, 3]


def plays_of(world: MusicWorld, service: str) -> list[str]:
    found = runtrack(world, "plays", "--source", service).lines
    return [] if found[0].startswith("No plays") else found[1:]


def part(said: Said, name: str) -> list[str]:
    """The lines of one service in the page of `status`."""
    lines = said.lines
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name} "))
    end = next(number for number in range(start + 1, len(lines)) if not lines[number].startswith("   "))
    return [line.strip() for line in lines[start:end]]


# -- logout ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", NAMES)
def test_a_logout_forgets_the_login_and_its_plays_and_nothing_of_the_others(tmp_path: Path, service: str) -> None:
    with MusicWorld(tmp_path) as world:
        listened(world)
        world.forget_calls()
        said = runtrack(world, "logout", service)
        assert (said.code, said.err) == (0, "")
        assert said.out == f"{NAMES[service]} is disconnected. 3 plays of it were deleted.{ALSO.get(service, '')}\n"
        assert {other: len(plays_of(world, other)) for other in NAMES} == {
            other: 0 if other == service else 3 for other in NAMES
        }
        assert world.store.load(Connection, ME, service) is None
        assert world.calls() == {}
        world.ticks(16)
        asked = {call.partition(" ")[0] for call in world.calls()}
        assert asked & NAMES.keys() == NAMES.keys() - {service}


def test_a_logout_keeps_the_plays_when_asked_to(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        listened(world)
        for service, name in NAMES.items():
            said = runtrack(world, "logout", service, "--keep-plays")
            assert (said.code, said.err) == (0, "")
            assert said.out == f"{name} is disconnected. Its plays are kept.{ALSO.get(service, '')}\n"
            assert (len(plays_of(world, service)), world.store.load(Connection, ME, service)) == (3, None)


def test_a_logout_of_what_is_not_connected_is_fine(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        for service, name in NAMES.items():
            said = runtrack(world, "logout", service)
            assert (said.code, said.out, said.err) == (0, f"{name} is not connected.\n", "")


def test_what_was_written_stays_after_a_logout(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        uploaded(world)
        before = on_target(world).description
        assert before is not None
        assert runtrack(world, "logout", "spotify").code == 0
        world.until_quiet()
        assert on_target(world).description == before
        assert runtrack(world, "soundtrack", str(RUN)).lines[1] == (
            "  no songs are known for it; `runtrack plays` shows what was captured"
        )


# -- status ---------------------------------------------------------------------------------------


def test_without_a_music_source_status_says_how_to_connect_one(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        line = "music     no source is connected: run `runtrack login spotify`, `listenbrainz` or `lastfm`"
        assert line in runtrack(world, "status").lines
        world.connect("lastfm")
        assert line not in runtrack(world, "status").lines


def test_status_shows_each_connection_what_is_due_and_when_it_ends(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        listened(world)
        world.clock.advance(60)
        said = runtrack(world, "status")
        assert (said.code, said.err) == (0, "")
        assert part(said, "Spotify") == [
            "Spotify   fine",
            "last used 14 Mar 2026 09:00 UTC, authorised 14 Mar 2026 09:00 UTC, refreshed 14 Mar 2026 09:00 UTC, "
            "token good until 14 Mar 2026 10:00 UTC",
            "asked for plays again in 3 min",
            "this login ends about 11 Sep 2026 (in 180 days)",
            "permissions user-read-recently-played",
        ]
        assert part(said, "Last.fm") == [
            "Last.fm   fine",
            "last used 14 Mar 2026 09:00 UTC, authorised 14 Mar 2026 09:00 UTC",
            "asked for plays again in 12 min",
        ]
        assert part(said, "ListenBr.") == [
            "ListenBr. fine",
            "last used 14 Mar 2026 09:00 UTC, authorised 14 Mar 2026 09:00 UTC",
            "asked for plays again in 13 min",
        ]


def test_status_as_json_has_the_same(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify", "lastfm")
        world.tick()
        shown = json.loads(runtrack(world, "status", "--json").out)["services"]
        assert {name: link["connected"] for name, link in shown.items()} == {
            "garmin": True,
            "strava": True,
            "spotify": True,
            "listenbrainz": False,
            "lastfm": True,
        }
        wanted = ("state", "login_ends_at", "scopes", "scopes_missing", "warning", "token_expires_at")
        assert {name: shown["spotify"][name] for name in wanted} == {
            "state": "fine",
            "login_ends_at": "2026-09-11T09:00:30+00:00",
            "scopes": ["user-read-recently-played"],
            "scopes_missing": [],
            "warning": "",
            "token_expires_at": "2026-03-14T10:00:30+00:00",
        }
        assert (shown["lastfm"]["login_ends_at"], shown["lastfm"]["token_expires_at"]) == (None, None)
        assert shown["lastfm"]["asked_next_at"] > "2026-03-14T09:10"


@pytest.mark.parametrize(("days", "left"), [(151, "29 days"), (174, "6 days"), (180, "23 h")])
def test_the_end_of_spotifys_six_months_is_announced_in_time(tmp_path: Path, days: int, left: str) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.clock.advance((days * DAY + HOUR).total_seconds())
        world.log_in()
        world.tick()
        lines = part(runtrack(world, "status"), "Spotify")
        assert f"this login ends about 11 Sep 2026 (in {left})" in lines
        assert "! Spotify forgets this login about 11 Sep 2026: run `runtrack login spotify` before" in lines
        notices = [line for line in runtrack(world, "status").lines if line.startswith("! ")]
        assert [line.partition(" (since")[0] for line in notices] == [
            "! Spotify forgets this login on 11 Sep 2026, six months after your consent. Run `runtrack login spotify` "
            "before, so that no play is missed."
        ]
        world.connect("spotify")
        world.tick()
        assert "forgets this login" not in runtrack(world, "status").out


def test_a_consent_that_has_ended_needs_a_login_and_everything_else_goes_on(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify", "lastfm")
        world.spotify.revoke()
        world.ticks(2)
        said = runtrack(world, "status")
        state = part(said, "Spotify")[0]
        assert state.startswith("Spotify   needs a login: ")
        assert state.endswith("; run `runtrack login spotify`")
        assert part(said, "Last.fm")[0] == "Last.fm   fine"
        assert [line.partition(":")[0] for line in said.lines if line.startswith("! ")] == ["! Spotify needs a login"]


def test_a_service_that_asks_to_wait_is_shown_with_the_time(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify", "listenbrainz")
        world.spotify.refuses = "plain 429"
        world.listenbrainz.inject("listens", "502 HTML")
        world.tick()
        said = runtrack(world, "status")
        assert part(said, "Spotify")[0].startswith("Spotify   asks us to wait until 15 Mar 2026 07:12 UTC (in 22 h): ")
        assert part(said, "ListenBr.")[0] == (
            "ListenBr. has not answered since 14 Mar 2026 09:00 UTC: listenbrainz: HTTP 502: a web page"
        )
