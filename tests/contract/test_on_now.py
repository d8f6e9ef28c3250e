"""What the engine relies on in who knows what plays now (`ports.on_now.NowSource`), held against all three."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Response

from sync.adapters.http import Hosts
from sync.adapters.lastfm import API as LASTFM
from sync.adapters.lastfm import Lastfm
from sync.adapters.listenbrainz import API as LISTENBRAINZ
from sync.adapters.listenbrainz import ListenBrainz
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, SyncError, Unavailable
from sync.core.exchange import OnNow
from sync.core.secret import Secret
from sync.ports import PlaySource
from sync.ports.on_now import NowSource
from sync.sim.clock import HandClock
from sync.sim.faults import FAULTS
from sync.sim.lastfm import SimLastfm
from sync.sim.listenbrainz import SimListenBrainz
from sync.sim.songbook import SONGS, Heard
from sync.sim.spotify import SimSpotify
from sync.sim.spotify_oauth import ON_NOW, SCOPE
from tests.support.adapters.spotify_account import NOON, Account, opened

NAMES = ("spotify", "lastfm", "listenbrainz")
KEY = "0" * 32
type Sim = SimSpotify | SimLastfm | SimListenBrainz


@dataclass
class Place:
    """A source at the simulator's time, by name."""

    name: str
    sim: Sim
    clock: HandClock
    bind: Callable[[datetime], Any]

    @property
    def source(self) -> Any:
        return self.bind(self.clock.now())

    def on_now(self) -> OnNow:
        found: OnNow = self.source.on_now()
        return found

    def error(self) -> SyncError:
        with pytest.raises(SyncError) as raised:
            self.on_now()
        return raised.value

    def says(self, told: Any, status: int = 200) -> None:
        """Whatever is asked from now on."""
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.sim.finish = lambda *_: Response(body, status, mimetype="application/json")  # type: ignore[method-assign]  # in its place


@pytest.fixture(params=NAMES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    yield from at(request.param, tmp_path)


@pytest.fixture
def spotify(tmp_path: Path) -> Iterator[Place]:
    yield from at("spotify", tmp_path)


@pytest.fixture
def lastfm(tmp_path: Path) -> Iterator[Place]:
    yield from at("lastfm", tmp_path)


@pytest.fixture
def listenbrainz(tmp_path: Path) -> Iterator[Place]:
    yield from at("listenbrainz", tmp_path)


def at(name: str, folder: Path) -> Iterator[Place]:
    if name == "spotify":
        with opened(folder, seconds=1.0) as account:
            account.login(SCOPE, ON_NOW)
            account.sim.hang_seconds = 3.0
            yield Place(name, account.sim, account.clock, bound(account))
        return
    clock = HandClock(NOON)
    sim = SimLastfm(clock.now, api_key=KEY) if name == "lastfm" else SimListenBrainz(clock.now, limit=1000)
    sim.start()
    sim.hang_seconds = 3.0
    hosts = Hosts({LASTFM: sim.url, LISTENBRAINZ: sim.url})
    service = Lastfm(hosts, Secret(KEY), seconds=1.0) if name == "lastfm" else ListenBrainz(hosts, seconds=1.0)
    yield Place(name, sim, clock, lambda now: service.for_user("me", sim.user, now))
    sim.stop()


def bound(account: Account) -> Callable[[datetime], Any]:
    return lambda now: account.spotify.for_user("me", now, account.keeper)


def test_it_is_a_play_source_that_says_which_permission_it_takes(place: Place) -> None:
    assert isinstance(place.source, NowSource)
    assert place.source.scopes == ((ON_NOW,) if place.name == "spotify" else ())
    tapedeck: type[Any] = type("TapeDeck", (), dict.fromkeys(("recent", "between"), lambda *_: None))
    plays: PlaySource = tapedeck()
    assert not isinstance(plays, NowSource)


def test_the_song_of_now_is_told_by_one_call_and_nothing_where_none_plays(place: Place) -> None:
    assert place.on_now() == OnNow()
    first, second = Heard(SONGS[0], NOON, 100.0), Heard(SONGS[1], NOON + timedelta(seconds=100), 90.0)
    place.sim.player.plays([first, second])
    for heard, into in ((first, 0.0), (first, 99.0), (second, 0.0), (second, 41.0)):
        place.clock.set(heard.start + timedelta(seconds=into))
        before = place.sim.count()
        on = place.on_now()
        assert place.sim.count() == before + 1
        assert on.song is not None
        assert (on.song.title, on.song.artist, on.playing) == (heard.song.title, heard.song.artist, True)
        assert on.position == (into if place.name == "spotify" else None)
    place.clock.advance(50)
    assert place.on_now() == OnNow()


def test_plays_that_were_heard_before_are_not_what_plays_now(place: Place) -> None:
    place.sim.heard(Heard(SONGS[2], NOON - timedelta(seconds=300), 250.0))
    assert place.on_now() == OnNow()
    place.sim.player.plays([Heard(SONGS[0], NOON, 100.0)])
    on = place.on_now()
    assert on.song is not None
    assert on.song.title == SONGS[0].title


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_of_our_errors_and_the_next_answer_is_as_ever(place: Place, fault: str) -> None:
    place.sim.player.plays([Heard(SONGS[0], NOON, 100.0)])
    endpoint = "recent" if place.name == "lastfm" else "on_now"
    place.sim.inject(endpoint, fault)
    found = "none at all" if (fault, place.name) == ("204", "spotify") else SONGS[0].title
    assert told(place) in (place.name, found)
    assert told(place) == SONGS[0].title


def told(place: Place) -> str:
    """The title of what plays now, or who could not tell."""
    try:
        song = place.on_now().song
    except SyncError as error:
        return error.service
    return song.title if song is not None else "none at all"


@pytest.mark.parametrize("told", [[], 7, "x", {"item": []}, {"payload": {}}, {"recenttracks": 1}, b"<html>"])
def test_an_answer_of_another_shape_is_no_song_and_no_silence(place: Place, told: Any) -> None:
    place.says(told)
    assert isinstance(place.error(), Unavailable)


# -- Spotify ------------------------------------------------------------------------------------------


def spotify_says(place: Place, **fields: Any) -> OnNow:
    song = {"name": "One", "type": "track", "uri": "spotify:track:1", "duration_ms": 200_000, "artists": []}
    usual = {"timestamp": 1, "progress_ms": 61_500, "is_playing": True, "currently_playing_type": "track", "item": song}
    place.says(usual | fields)
    return place.on_now()


def test_the_position_is_of_the_answer_and_not_reckoned_from_its_time_stamp(spotify: Place) -> None:
    assert spotify_says(spotify, timestamp=1).position == 61.5
    assert spotify_says(spotify, timestamp=10**18).position == 61.5


@pytest.mark.parametrize(
    ("told", "position"),
    [(None, None), (0, 0.0), (250_000, 200.0), (-5, 0.0), (10**400, None), ("61500", 61.5), ("x", None), ([], 0.0)],
)
def test_a_position_that_cannot_be_is_none_or_within_the_song(
    spotify: Place, told: Any, position: float | None
) -> None:
    found = spotify_says(spotify, progress_ms=told).position
    assert found == position


def test_a_pause_is_told_and_where_it_is(spotify: Place) -> None:
    spotify.sim.player.plays([Heard(SONGS[0], NOON, 100.0, paused=60.0)])
    for seconds, position, playing in ((40, 40.0, True), (70, 50.0, False), (130, 70.0, True)):
        spotify.clock.set(NOON + timedelta(seconds=seconds))
        on = spotify.on_now()
        assert (on.position, on.playing) == (position, playing)


@pytest.mark.parametrize("what", ["ad", "episode"])
def test_an_advertisement_or_an_episode_is_no_song(tmp_path: Path, what: Any) -> None:
    for place in at("spotify", tmp_path):
        assert isinstance(place.sim, SimSpotify)
        place.sim.interrupted = what
        assert place.on_now() == OnNow()


def test_an_episode_that_comes_with_its_item_and_a_song_without_a_name_are_none(spotify: Place) -> None:
    assert spotify_says(spotify, item={"type": "episode", "name": "Talk"}) == OnNow()
    assert spotify_says(spotify, item={"type": "track", "name": ""}) == OnNow()
    assert spotify_says(spotify, item={"type": "track", "name": "x", "artists": 7}) == OnNow()


def test_a_login_without_the_permission_names_it_and_can_be_asked_for_plays_as_ever(tmp_path: Path) -> None:
    with opened(tmp_path, seconds=1.0) as account:
        account.login(SCOPE)
        source = bound(account)(NOON)
        with pytest.raises(LoginNeeded) as raised:
            source.on_now()
        assert raised.value.scopes == (ON_NOW,)
        assert source.recent(NOON).plays == ()


def test_a_refused_token_is_refreshed_once(spotify: Place) -> None:
    spotify.sim.inject("on_now", "401")
    assert spotify.on_now() == OnNow()
    assert spotify.sim.count("token") == 1


def test_hours_of_waiting_are_told_as_they_are(spotify: Place) -> None:
    assert isinstance(spotify.sim, SimSpotify)
    spotify.sim.refuses = "quota, hours"
    error = spotify.error()
    assert isinstance(error, RateLimited)
    assert (error.until - NOON).total_seconds() == pytest.approx(20_520, abs=1)
    assert not error.doubling
    spotify.sim.refuses = "quota"
    error = spotify.error()
    assert isinstance(error, RateLimited)
    assert error.doubling


# -- Last.fm, ListenBrainz ----------------------------------------------------------------------------


def test_of_two_items_that_were_not_asked_for_and_of_one_without_its_list_the_one_that_is_on_counts(
    lastfm: Place,
) -> None:
    on = {"name": "One", "artist": {"#text": "A"}, "@attr": {"nowplaying": "true"}}
    over = {"name": "Two", "artist": {"name": "B"}, "date": {"uts": "1794725231"}}
    for told in ([on, over], on, [on]):
        lastfm.says({"recenttracks": {"track": told, "@attr": {"user": "Synthetic_Runner"}}})
        found = lastfm.on_now()
        assert found.song is not None
        assert (found.song.title, found.song.artist, found.position) == ("One", "A", None)
    for told in ([over], over, [], [on | {"name": ""}]):
        lastfm.says({"recenttracks": {"track": told, "@attr": {"user": "synthetic_runner"}}})
        assert lastfm.on_now() == OnNow()
    lastfm.says({"recenttracks": {"track": on, "@attr": {"user": "somebody_else"}}})
    assert isinstance(lastfm.error(), Unavailable)


@pytest.mark.parametrize(("code", "kind"), [(17, LoginNeeded), (10, AppInactive), (29, RateLimited), (8, Unavailable)])
def test_its_number_says_what_is_wrong(lastfm: Place, code: int, kind: type[SyncError]) -> None:
    assert isinstance(lastfm.sim, SimLastfm)
    lastfm.sim.error(code, 200)
    assert type(lastfm.error()) is kind


def test_a_listen_without_anything_else_is_enough_and_one_that_is_over_is_none(listenbrainz: Place) -> None:
    about = {"artist_name": "A", "track_name": "One"}
    told = {"playing_now": True, "track_metadata": about | {"additional_info": {"duration_ms": 198_333}}}
    listenbrainz.says({"payload": {"count": 1, "playing_now": True, "listens": [told]}})
    song = listenbrainz.on_now().song
    assert song is not None
    assert (song.title, song.seconds) == ("One", 198.333)
    for wrong in ({"track_metadata": about}, {"playing_now": True}, 7, {"playing_now": True, "track_metadata": {}}):
        listenbrainz.says({"payload": {"count": 1, "listens": [wrong]}})
        assert listenbrainz.on_now() == OnNow()
