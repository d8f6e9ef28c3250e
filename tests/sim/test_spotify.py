"""The simulated Spotify's list of plays, asked by plain requests: fifty at most, and late ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from sync.core.music import Habit
from sync.sim.clock import HandClock
from sync.sim.songbook import SONGS, Heard, playlist
from sync.sim.spotify import SimSpotify
from tests.support.sim.spotify_client import asked, bearer, page

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def sim(clock: HandClock) -> Iterator[SimSpotify]:
    sim = SimSpotify(clock.now)
    sim.start()
    yield sim
    sim.stop()


def times(sim: SimSpotify, **query: str | int) -> list[datetime]:
    return [datetime.fromisoformat(item["played_at"]) for item in page(sim, **query)["items"]]


def ms(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def whole(at: datetime) -> datetime:
    """Without the microseconds that Spotify does not show."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def minutes_ago(count: int) -> Heard:
    """A song that ended so many minutes before noon, after 45 s."""
    return Heard(SONGS[count % len(SONGS)], NOON - count * MINUTE - 45 * SECOND, 45)


# -- the page -------------------------------------------------------------------------------------


def test_a_page_of_one_play_looks_like_this_and_popularity_is_not_in_it(sim: SimSpotify) -> None:
    song = SONGS[0]
    start = datetime(2026, 11, 15, 6, 50, 32, 893_777, tzinfo=UTC) - timedelta(seconds=song.seconds)
    sim.heard(Heard(song, start, song.seconds))
    assert page(sim) == {
        "items": [
            {
                "track": {
                    "id": "4aBcSynthetic000000001",
                    "uri": "spotify:track:4aBcSynthetic000000001",
                    "name": song.title,
                    "type": "track",
                    "duration_ms": round(song.seconds * 1000),
                    "explicit": False,
                    "is_local": False,
                    "external_ids": {"isrc": "QZTST2600001"},
                    "external_urls": {"spotify": "https://open.spotify.com/track/4aBcSynthetic000000001"},
                    "artists": [{"id": "323b8ad871658ce5d20134", "name": "Hill Repeats"}],
                    "album": {
                        "id": f"album-{song.album}",
                        "name": song.album,
                        "images": [
                            {
                                "url": "https://i.scdn.co/image/640a2eb90f7e701ad25ea9803936c282aa1a236ca4c",
                                "height": 640,
                                "width": 640,
                            },
                            {
                                "url": "https://i.scdn.co/image/300a2eb90f7e701ad25ea9803936c282aa1a236ca4c",
                                "height": 300,
                                "width": 300,
                            },
                            {
                                "url": "https://i.scdn.co/image/64a2eb90f7e701ad25ea9803936c282aa1a236ca4c",
                                "height": 64,
                                "width": 64,
                            },
                        ],
                        "release_date": "2021-05-07",
                    },
                },
                "played_at": "2026-11-15T06:50:32.893Z",
                "context": None,
            }
        ],
        "next": f"{sim.url}/v1/me/player/recently-played?before=1794725432893&limit=50",
        "cursors": {"after": "1794725432893", "before": "1794725432893"},
        "limit": 50,
        "href": f"{sim.url}/v1/me/player/recently-played",
    }


def test_nothing_played_is_an_empty_list_with_null_cursors(sim: SimSpotify) -> None:
    assert page(sim) == {
        "items": [],
        "next": None,
        "cursors": None,
        "limit": 50,
        "href": f"{sim.url}/v1/me/player/recently-played",
    }


def test_the_newest_fifty_are_held_newest_first_and_the_next_page_is_promised_but_empty(sim: SimSpotify) -> None:
    for count in range(60, 0, -1):
        assert sim.heard(minutes_ago(count))
    assert times(sim) == [NOON - count * MINUTE for count in range(1, 51)] == sim.held()
    promised = page(sim)["next"]
    beyond = requests.get(promised, headers=bearer(sim), timeout=5)
    assert (beyond.status_code, beyond.json()["items"], beyond.json()["next"]) == (200, [], None)


def test_twenty_are_shown_when_no_limit_is_asked_for_and_its_bounds_are_1_and_50(sim: SimSpotify) -> None:
    for count in range(30, 0, -1):
        sim.heard(minutes_ago(count))
    where = f"{sim.url}/v1/me/player/recently-played"
    bare = requests.get(where, headers=bearer(sim), timeout=5)
    assert len(bare.json()["items"]) == 20
    assert len(page(sim, limit=1)["items"]) == 1
    for wrong in (0, 51, "many"):
        assert asked(sim, limit=wrong).json() == {"error": {"status": 400, "message": "Invalid limit"}}


def test_a_cursor_leaves_its_own_instant_out_and_only_one_may_be_given(sim: SimSpotify) -> None:
    for count in (1, 2, 3, 4):
        sim.heard(minutes_ago(count))
    second = ms(NOON - 2 * MINUTE)
    assert times(sim, after=second) == [NOON - MINUTE]
    assert times(sim, before=second) == [NOON - 3 * MINUTE, NOON - 4 * MINUTE]
    assert asked(sim, after=1, before=second).status_code == 400


# -- what is recorded, and when it shows ------------------------------------------------------------


def test_played_at_is_the_end_of_a_play_with_its_pause_or_the_start(sim: SimSpotify) -> None:
    start = NOON - HOUR
    sim.heard(Heard(SONGS[0], start, 120, paused=30))
    sim.habit = Habit.START
    sim.heard(Heard(SONGS[1], start + 10 * MINUTE, 120, paused=30))
    assert times(sim) == [start + 10 * MINUTE, start + 150 * SECOND]


def test_some_milliseconds_may_be_added(sim: SimSpotify) -> None:
    sim.heard(minutes_ago(5))
    sim.jitter_ms = 7
    sim.heard(minutes_ago(5))
    assert times(sim) == [NOON - 5 * MINUTE + timedelta(milliseconds=7), NOON - 5 * MINUTE]


def test_what_was_heard_for_thirty_seconds_or_less_is_not_recorded(sim: SimSpotify) -> None:
    assert not sim.heard(Heard(SONGS[0], NOON - HOUR, 30.0))
    assert sim.heard(Heard(SONGS[1], NOON - HOUR, 30.001))
    assert [item["track"]["name"] for item in page(sim)["items"]] == [SONGS[1].title]


def test_a_play_that_is_still_going_on_is_not_there_yet(sim: SimSpotify, clock: HandClock) -> None:
    sim.heard(Heard(SONGS[0], NOON - MINUTE, 180))
    assert times(sim) == []
    clock.advance(120)
    assert times(sim) == [NOON + 2 * MINUTE]


def test_a_late_play_shows_up_behind_newer_ones_where_no_after_cursor_sees_it(
    sim: SimSpotify, clock: HandClock
) -> None:
    sim.heard(minutes_ago(60), reported_at=NOON + HOUR)
    sim.heard(minutes_ago(10))
    newest = NOON - 10 * MINUTE
    assert times(sim) == [newest]
    clock.advance(3600)
    assert times(sim) == [newest, NOON - HOUR]
    assert times(sim, after=ms(newest)) == []


def test_a_late_play_older_than_the_fifty_never_shows(sim: SimSpotify, clock: HandClock) -> None:
    sim.heard(minutes_ago(60), reported_at=NOON + MINUTE)
    for count in range(50, 0, -1):
        sim.heard(minutes_ago(count))
    clock.advance(3600)
    assert NOON - HOUR not in times(sim)


def test_an_evening_of_music_is_listed_as_it_was_heard_and_holds_songs_only(sim: SimSpotify) -> None:
    heard = playlist("spotify", NOON - 2 * HOUR, NOON - 6 * MINUTE)
    for one in heard:
        sim.heard(one)
    items = page(sim)["items"]
    assert [(item["track"]["uri"], datetime.fromisoformat(item["played_at"])) for item in items] == [
        (one.song.uri, whole(one.end)) for one in reversed(heard)
    ]
    assert {item["track"]["type"] for item in items} == {"track"}
    gone = {"popularity", "available_markets", "linked_from", "preview_url"}
    assert [gone & item["track"].keys() for item in items] == [set()] * len(heard)


def test_a_local_file_has_neither_id_nor_isrc(sim: SimSpotify) -> None:
    sim.heard(Heard(SONGS[0], NOON - HOUR, 60), local=True)
    song = page(sim)["items"][0]["track"]
    assert (song["id"], song["is_local"], song["external_ids"]) == (None, True, {})
    assert song["uri"].startswith("spotify:local:Hill+Repeats:")
