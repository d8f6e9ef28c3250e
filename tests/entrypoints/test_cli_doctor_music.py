"""`runtrack doctor` and the music: each connected source's login, permissions, answer and plays, and the template."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.adapters.tokens import Bundle
from sync.core.user import Connection
from sync.sim.songbook import SONGS, Heard
from sync.wiring import ME
from tests.support.entrypoints.commands import Said, runtrack
from tests.support.entrypoints.listened import aged, checks_in
from tests.support.music import FOREVER, MusicWorld
from tests.support.world import HOUR

NO_MUSIC = (
    "No music source is connected: `runtrack login spotify`, `runtrack login listenbrainz NAME` or "
    "`runtrack login lastfm NAME` connects one."
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MusicWorld]:
    """In the present: the services answer with the time of this machine, and a wrong clock would be one more check."""
    with MusicWorld(tmp_path, seconds=30.0, start=datetime.now(UTC).replace(microsecond=0)) as made:
        yield made


def of_music(said: Said) -> dict[str, str]:
    """The verdicts on the music only."""
    begins = ("Spotify", "Last.fm", "ListenBrainz", "soundtrack", "template")
    return {name: mark for name, (mark, _) in checks_in(said).items() if name.startswith(begins)}


def test_without_a_music_source_one_line_says_how_to_connect_one(world: MusicWorld) -> None:
    said = runtrack(world, "doctor")
    assert (said.code, of_music(said), said.lines[-1]) == (0, {}, NO_MUSIC)
    world.connect("lastfm")
    assert NO_MUSIC not in runtrack(world, "doctor").out


def test_before_the_first_start_the_line_is_there_as_well(world: MusicWorld, tmp_path: Path) -> None:
    elsewhere = {"RUNTRACK_DATABASE": str(tmp_path / "x" / "a.sqlite"), "RUNTRACK_KEY_FILE": str(tmp_path / "x.key")}
    assert runtrack(world, "doctor", environ=elsewhere).lines[-1] == NO_MUSIC


def test_all_three_in_order_are_fine_at_one_call_each(world: MusicWorld) -> None:
    world.connect("spotify", "lastfm", "listenbrainz")
    world.plays(world.now - HOUR, timedelta(seconds=600), "spotify", "lastfm", "listenbrainz")
    world.tick()
    world.forget_calls()
    said = runtrack(world, "doctor")
    assert (said.code, said.err) == (0, "")
    assert of_music(said) == {
        "Spotify login": "fine",
        "Spotify permissions": "fine",
        "Spotify answers": "fine",
        "Spotify plays": "fine",
        "ListenBrainz login": "fine",
        "ListenBrainz answers": "fine",
        "ListenBrainz plays": "fine",
        "Last.fm login": "fine",
        "Last.fm answers": "fine",
        "Last.fm plays": "fine",
        "soundtrack text": "fine",
    }
    seen = checks_in(said)
    ends = world.now + timedelta(days=181)
    assert seen["Spotify login"][1].endswith(f"; a new consent is due by {ends:%d %b %Y} (in 181 days)")
    assert seen["Spotify permissions"][1] == "user-read-recently-played"
    assert seen["Spotify plays"][1].endswith("ago)")
    assert [sum(sim.counts().values()) for sim in (world.spotify, world.lastfm, world.listenbrainz)] == [1, 1, 1]


def test_looking_changes_nothing_that_is_stored_of_the_music(world: MusicWorld) -> None:
    world.connect("spotify", "lastfm")
    before = [world.connection(service) for service in ("spotify", "lastfm")]
    world.plays(world.now - HOUR, timedelta(seconds=600), "spotify", "lastfm")
    assert runtrack(world, "doctor").code == 0
    assert [world.connection(service) for service in ("spotify", "lastfm")] == before
    assert runtrack(world, "plays").out.startswith("No plays are known")


def test_an_expired_token_is_refreshed_and_fine(world: MusicWorld) -> None:
    world.connect("spotify")
    world.spotify.expire_access()
    assert of_music(runtrack(world, "doctor"))["Spotify answers"] == "fine"
    assert world.spotify.count("token") == 1


ENDS = [(150, "fine"), (152, "note"), (180, "note")]


def test_spotifys_end_is_told_thirty_days_before(world: MusicWorld) -> None:
    world.connect("spotify")
    world.spotify.heard(Heard(SONGS[0], world.now - HOUR, 200))
    world.tick()
    for days, verdict in ENDS:
        aged(world, "spotify", days)
        said = runtrack(world, "doctor")
        mark, rest = checks_in(said)["Spotify login"]
        ends = world.now + timedelta(days=181 - days)
        assert (mark, said.code, f"{ends:%d %b %Y}" in rest) == (verdict, 0, True), days
        assert ("run `runtrack login spotify`" in rest) == (verdict == "note")
        assert checks_in(said)["Spotify answers"][0] == "fine"


def test_a_consent_that_was_withdrawn_is_found_out(world: MusicWorld) -> None:
    world.connect("spotify", "lastfm")
    world.spotify.revoke()
    said = runtrack(world, "doctor")
    mark, rest = checks_in(said)["Spotify answers"]
    assert (said.code, mark) == (1, "needs you")
    assert rest.endswith("run `runtrack login spotify`")
    assert checks_in(said)["Last.fm answers"][0] == "fine"


def test_a_login_that_is_known_to_be_dead_is_not_tried_again(world: MusicWorld) -> None:
    world.connect("spotify")
    world.spotify.revoke()
    world.tick()
    world.forget_calls()
    said = runtrack(world, "doctor")
    assert (said.code, of_music(said)) == (1, {"Spotify login": "needs you", "soundtrack text": "fine"})
    assert world.spotify.counts() == {}


def test_a_permission_that_is_lacking_needs_a_new_consent(world: MusicWorld) -> None:
    granted = world.spotify.tokens("user-top-read")
    fields = {name: str(granted[name]) for name in ("access_token", "refresh_token")}
    world.wired.keepers["spotify"].save_login(
        ME, Bundle(fields, world.now + HOUR), world.now, scopes=("user-top-read",), account="synthetic"
    )
    said = runtrack(world, "doctor")
    assert (said.code, checks_in(said)["Spotify permissions"]) == (
        1,
        ("needs you", "user-read-recently-played not granted run `runtrack login spotify`"),
    )
    assert checks_in(said)["Spotify answers"][0] == "needs you"


REFUSED = ["not premium", "not premium, plain", "not listed"]


def test_an_application_that_spotify_refuses_is_explained(world: MusicWorld) -> None:
    world.connect("spotify")
    for refusal in REFUSED:
        vars(world.spotify)["refuses"] = refusal
        said = runtrack(world, "doctor")
        mark, rest = checks_in(said)["Spotify answers"]
        assert (said.code, mark) == (1, "needs you"), refusal
        assert "at https://developer.spotify.com/dashboard: the owner needs Premium, you must be in its User" in rest


REFUSALS = [
    (6, "needs you", "run `runtrack login lastfm NAME`"),
    (10, "needs you", "set LASTFM_API_KEY to a key of https://www.last.fm/api/accounts"),
    (17, "needs you", "https://www.last.fm/settings/privacy"),
    (8, "note", "try again when it answers"),
    (29, "note", "not asked before "),
]


def test_what_lastfm_refuses_is_told_with_the_way_out(world: MusicWorld) -> None:
    world.connect("lastfm")
    for code, verdict, words in REFUSALS:
        world.lastfm.error(code)
        said = runtrack(world, "doctor")
        mark, rest = checks_in(said)["Last.fm answers"]
        assert (mark, words in rest, said.code) == (verdict, True, int(verdict == "needs you")), code


@pytest.mark.parametrize(
    ("service", "name", "setting"),
    [("lastfm", "Last.fm", "LASTFM_API_KEY"), ("spotify", "Spotify", "SPOTIFY_CLIENT_ID")],
)
def test_a_setting_that_is_missing_is_named_and_nobody_is_asked(
    world: MusicWorld, service: str, name: str, setting: str
) -> None:
    world.connect(service)
    said = runtrack(world, "doctor", environ={setting: ""})
    assert (said.code, checks_in(said)[f"{name} answers"]) == (
        1,
        ("needs you", f"{setting} is not set set it, or run `runtrack logout {service}`"),
    )
    assert (world.spotify.counts(), world.lastfm.counts()) == ({}, {})


def test_a_token_that_listenbrainz_does_not_know_any_more_is_found_out(world: MusicWorld) -> None:
    bundle = Bundle({"token": "00000000-0000-4000-8000-0000000dead0"}, FOREVER)
    world.wired.keepers["listenbrainz"].save_login(ME, bundle, world.now, scopes=(), account=world.listenbrainz.user)
    said = runtrack(world, "doctor")
    assert (said.code, checks_in(said)["ListenBrainz answers"]) == (
        1,
        ("needs you", "ListenBrainz does not accept this token run `runtrack login listenbrainz NAME`"),
    )
    assert world.listenbrainz.counts() == {"validate": 1}


def test_a_service_that_asked_us_to_wait_is_left_alone(world: MusicWorld) -> None:
    world.connect("spotify")
    world.spotify.refuses = "plain 429"
    world.tick()
    world.forget_calls()
    mark, rest = checks_in(runtrack(world, "doctor"))["Spotify answers"]
    assert (mark, rest.startswith("not asked before "), world.spotify.counts()) == ("note", True, {})


def test_another_key_file_does_not_open_a_music_login(world: MusicWorld, tmp_path: Path) -> None:
    world.connect("lastfm")
    other = tmp_path / "other.key"
    other.touch(mode=0o600)
    other.write_text(43 * "A" + "\n")
    said = runtrack(world, "doctor", RUNTRACK_KEY_FILE=str(other))
    assert (said.code, checks_in(said)["Last.fm login"][0], world.lastfm.counts()) == (1, "needs you", {})


def test_nothing_secret_is_shown(world: MusicWorld) -> None:
    world.connect("spotify", "lastfm", "listenbrainz")
    said = runtrack(world, "doctor")
    secrets = [world.lastfm.api_key, *world.wired.keepers["spotify"].usable(ME, world.now).fields.values()]
    assert [secret for secret in secrets if secret in said.out + said.err] == []
    assert world.store.load(Connection, ME, "spotify") is not None
