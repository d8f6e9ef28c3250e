"""`runtrack preferences`: what is one's own, what is the installation's, and what follows from it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.budget import Budget
from sync.core.own_settings import OwnSecrets, OwnSettings
from sync.core.user import Connection
from sync.engine.asks.preferences import LONGEST, OTHER_CLIENT
from sync.sim.athlete import run
from sync.sim.strava import SimStrava
from tests.support.entrypoints.commands import Said, runtrack
from tests.support.entrypoints.person import files_holding
from tests.support.people import PeopleWorld, Somebody
from tests.support.world import DAY, HOUR

SECRET = "a-secret-of-annas-own"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[PeopleWorld]:
    with PeopleWorld(tmp_path, RUNTRACK_MIN_DISTANCE_KM="1") as world:
        yield world


@pytest.fixture
def anna(world: PeopleWorld) -> Somebody:
    return world.add("anna", "garmin", "strava")


def prefers(world: PeopleWorld, *arguments: str, user: str = "anna") -> Said:
    return runtrack(world, "preferences", *arguments, "--user", user)


def in_force(world: PeopleWorld, user: str = "anna") -> dict[str, tuple[str, str]]:
    seen = json.loads(prefers(world, "--json", user=user).out)["preferences"]
    return {one["name"]: (one["value"], one["from"]) for one in seen}


def test_each_value_says_where_it_comes_from_and_is_nobody_elses(world: PeopleWorld, anna: Somebody) -> None:
    said = prefers(world, "activity-types=cycling,running", "RUNTRACK_TITLE_EMOJI=off")
    assert said.lines == [
        "name            value            from",
        "activity_types  cycling,running  own",
        "title_emoji     off              own",
        "It holds from the next tick on.",
    ]
    seen = in_force(world)
    assert seen["activity_types"] == ("cycling,running", "own")
    assert seen["title_emoji"] == ("off", "own")
    assert seen["min_distance_km"] == ("1", "environment")
    assert seen["annotate_only"] == ("no", "default")
    assert {origin for _, origin in in_force(world, "me").values()} == {"environment", "default"}
    assert prefers(world, "--reset", "activity_types", "--reset", "title-emoji").code == 0
    assert in_force(world) == in_force(world, "me")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("colour=red", "'colour' is no setting of your own: there are style, template, title_emoji"),
        ("database=/tmp/x", "'database' is no setting of your own"),
        ("min_distance_km=far", "min_distance_km is 'far', but must be kilometres between 0 and 1000. Nothing was"),
        ("style=", "style must be a value (to go back to the installation's, reset it)."),
        ("strava_client_id=77", "strava_client_id and strava_client_secret belong together: strava_client_secret is"),
        (f"notify_urls=ntfy://{'x' * LONGEST}", "notify_urls must be at most 20,480 signs."),
        ("notify_urls=nothing", "notify_urls must be Apprise URLs separated by spaces."),
        (
            "since=2020-01-01",
            "runs count from 2026-03-07 on, and that date only moves on: `runtrack backfill --since",
        ),
        ("style", "'style' is not NAME=VALUE"),
        ("template=no-such-file", "no-such-file cannot be read: No such file or directory. Nothing was changed."),
    ],
)
def test_what_is_refused_is_said_with_the_way_out_and_nothing_is_changed(
    world: PeopleWorld, anna: Somebody, given: str, said: str
) -> None:
    refused = prefers(world, "title_emoji=off", given)
    assert refused.code in (1, 2)
    assert (refused.out, refused.err[: len(said)]) == ("", said)
    assert world.store.load(OwnSettings, "anna") is None


def test_a_template_that_makes_no_text_is_refused_with_its_line(world: PeopleWorld, anna: Somebody) -> None:
    (world.folder / "mine.txt").write_text("{% for song in %}")
    said = prefers(world, f"template={world.folder}/mine.txt")
    assert said.code == 2
    assert said.err.startswith("template must be a template that makes a text: line 1: ")


def test_each_ones_runs_go_by_their_own_settings(world: PeopleWorld, anna: Somebody) -> None:
    (world.folder / "mine.txt").write_text("Anna's own words {{ title }}")
    assert prefers(world, "activity_types=cycling", "min_distance_km=0", f"template={world.folder}/mine.txt").code == 0
    anna.log_in("lastfm")
    world.plays(world.now - HOUR, HOUR / 2, "lastfm")
    for number, one in enumerate((world.me, anna)):
        one.garmin.add(run(100 + number, world.now - HOUR, type_key="cycling", km=0.5))
        one.garmin.add(run(200 + number, world.now - 2 * HOUR, km=5))
    for _ in range(5):
        for name in ("me", "anna"):
            world.tick_of(name)
        world.clock.advance(60)
    assert {row.key.id: row.state for row in world.me.rows()} == {"100": State.SKIPPED, "200": State.UPLOADED}
    assert {row.key.id: row.state for row in anna.rows()} == {"101": State.ANNOTATED, "201": State.SKIPPED}
    assert ["Anna's own words" in (each.description or "") for each in anna.strava.alive()] == [True]


def own_client(world: PeopleWorld, anna: Somebody) -> Somebody:
    """Anna with an API application of her own at Strava."""
    theirs = SimStrava(world.clock.now, client_id="777", client_secret=SECRET, athlete_id=anna.strava.athlete_id)
    world.accounts("strava").append(theirs)
    said = runtrack(world, "preferences", "strava_client_id=777", f"strava_client_secret={SECRET}", "--user", "anna")
    assert (said.code, SECRET in said.out) == (0, False)
    return Somebody("anna", anna.garmin, theirs, world)


def test_a_login_of_another_client_id_is_void_and_a_new_one_goes_by_ones_own(
    world: PeopleWorld, anna: Somebody
) -> None:
    with_own = own_client(world, anna)
    link = world.store.load(Connection, "anna", "strava")
    assert link is not None
    assert link.login_needed == OTHER_CLIENT
    with_own.log_in("strava")
    with_own.garmin.add(run(7, world.now - HOUR))
    world.clock.advance(DAY.total_seconds())  # the access token is over: it is refreshed with her client's secret
    world.tick_of("anna")
    world.tick_of("me")
    assert len(with_own.strava.posts) == 1
    assert with_own.strava.count("token") == 1
    assert anna.strava.count("list", "upload") == 0
    spent = {client: world.store.load(Budget, "strava", client) for client in ("777", world.strava.client_id)}
    assert spent["777"] is not None
    assert spent["777"].overall.quarter_used >= 2
    assert spent[world.strava.client_id] is None, "nobody else's budget was touched"


def test_one_application_that_is_refused_holds_up_nobody_elses(world: PeopleWorld, anna: Somebody) -> None:
    with_own = own_client(world, anna).log_in("strava")
    with_own.strava.inactive = True
    for number, one in enumerate((world.me, with_own)):
        one.garmin.add(run(100 + number, world.now - HOUR))
    for _ in range(4):
        for name in ("me", "anna"):
            world.tick_of(name)
        world.clock.advance(60)
    assert [row.state for row in world.me.rows()] == [State.UPLOADED]
    refused, fine = (world.store.load(Budget, "strava", client) for client in ("777", world.strava.client_id))
    assert refused is not None
    assert fine is not None
    assert (refused.inactive, fine.inactive) == (True, False)


def test_a_secret_is_sealed_and_stays_readable_when_the_key_is_another_one(world: PeopleWorld, anna: Somebody) -> None:
    own_client(world, anna)
    box = world.store.load(OwnSecrets, "anna")
    assert box is not None
    assert list(box.sealed) == ["STRAVA_CLIENT_SECRET"]
    assert files_holding(SECRET, world.folder) == []
    assert SECRET not in prefers(world, "--json").out
    assert runtrack(world, "rotate-key").code == 0
    world.restart()
    again = world.store.load(OwnSecrets, "anna")
    assert again is not None
    assert again.sealed != box.sealed
    assert (
        world.wired.app.sealer.open(again.sealed["STRAVA_CLIENT_SECRET"], *again.bound_to("STRAVA_CLIENT_SECRET"))
        == SECRET
    )


def test_a_later_since_date_holds_and_is_no_news(world: PeopleWorld, anna: Somebody) -> None:
    anna.garmin.add(run(1, world.now - 3 * DAY), run(2, world.now - HOUR))
    assert prefers(world, "since=2026-03-13").code == 0
    world.tick_of("anna")
    assert [row.key.id for row in anna.rows()] == ["2"]
    assert "since" not in runtrack(world, "status", "--user", "anna").err


def test_nothing_that_is_passed_around_holds_a_secret_in_the_clear(world: PeopleWorld, anna: Somebody) -> None:
    world.restart(RUNTRACK_NOTIFY_URLS="ntfy://a-topic-nobody-may-know")
    shown = repr(world.wired.app)
    assert world.strava.client_secret not in shown
    assert "a-topic-nobody-may-know" not in shown
    seen = json.loads(prefers(world, "--json").out)["preferences"]
    assert {(one["name"], one["set"], one["value"]) for one in seen if one["secret"] and one["set"]} == {
        ("lastfm_api_key", True, ""),
        ("notify_urls", True, ""),
        ("strava_client_secret", True, ""),
    }
