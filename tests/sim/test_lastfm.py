"""The simulated Last.fm, asked by plain requests: its shapes, its oddities and its refusals."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from sync.sim.clock import HandClock
from sync.sim.lastfm import SimLastfm
from sync.sim.songbook import SONGS, Heard, playlist

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def sim() -> Iterator[SimLastfm]:
    sim = SimLastfm(HandClock(NOON).now)
    sim.start()
    yield sim
    sim.stop()


def asked(sim: SimLastfm, **more: str | int) -> requests.Response:
    usual: dict[str, str | int] = {
        "method": "user.getRecentTracks",
        "user": sim.user,
        "api_key": sim.api_key,
        "format": "json",
    }
    return requests.get(f"{sim.url}/2.0/", params={**usual, **more}, timeout=5)


def page(sim: SimLastfm, **more: str | int) -> Any:
    answer = asked(sim, **more)
    assert answer.status_code == 200
    return answer.json()["recenttracks"]


def fill(sim: SimLastfm, hours: int = 3) -> list[Heard]:
    heard = playlist("lastfm", NOON - hours * HOUR, NOON - timedelta(minutes=6))
    for one in heard:
        assert sim.heard(one)
    return heard


def test_a_scrobble_is_dated_by_the_start_of_the_play_and_has_no_length(sim: SimLastfm) -> None:
    sim.heard(Heard(SONGS[0], datetime(2026, 11, 15, 6, 47, 11, 900_000, tzinfo=UTC), 180))
    only = page(sim)["track"]
    assert only == {
        "artist": {"mbid": "", "#text": "Hill Repeats"},
        "streamable": "0",
        "image": [{"size": "small", "#text": ""}],
        "mbid": "",
        "album": {"mbid": "", "#text": SONGS[0].album},
        "name": SONGS[0].title,
        "url": only["url"],
        "date": {"uts": "1794725231", "#text": "15 Nov 2026, 06:47"},
    }
    assert only["url"].startswith("https://www.last.fm/music/")


def test_no_scrobble_an_empty_list_one_an_object_two_a_list(sim: SimLastfm) -> None:
    assert page(sim)["track"] == []
    assert page(sim)["@attr"] == {
        "user": "synthetic_runner",
        "page": "1",
        "perPage": "50",
        "total": "0",
        "totalPages": "0",
    }
    sim.heard(Heard(SONGS[0], NOON - HOUR, 180))
    assert isinstance(page(sim)["track"], dict)
    sim.heard(Heard(SONGS[1], NOON - HOUR / 2, 180))
    assert [item["name"] for item in page(sim)["track"]] == [SONGS[1].title, SONGS[0].title]


def test_pages_are_newest_first_and_do_not_overlap(sim: SimLastfm) -> None:
    heard = fill(sim)
    times = [int(item["date"]["uts"]) for number in range(1, 9) for item in page(sim, limit=7, page=number)["track"]]
    assert times == [int(one.start.timestamp()) for one in reversed(heard)]
    assert page(sim, limit=7)["@attr"]["totalPages"] == str(-(-len(heard) // 7))
    assert page(sim, limit=7, page=99)["track"] == []


def test_no_page_holds_more_than_200(sim: SimLastfm) -> None:
    fill(sim, 20)
    assert len(page(sim, limit=1000)["track"]) == 200


def test_a_window_leaves_its_bounds_out(sim: SimLastfm) -> None:
    for minute in range(4):
        sim.heard(Heard(SONGS[minute], NOON - HOUR + timedelta(minutes=minute), 290))
    first = int((NOON - HOUR).timestamp())
    assert page(sim, **{"from": first, "to": first + 180})["@attr"]["total"] == "2"
    assert page(sim, **{"from": first - 1, "to": first + 181})["@attr"]["total"] == "4"


def test_what_is_on_now_is_put_before_any_window_and_is_not_counted(sim: SimLastfm) -> None:
    fill(sim)
    sim.now_playing = SONGS[5]
    past = page(sim, limit=3, to=int((NOON - HOUR).timestamp()))
    assert len(past["track"]) == 4
    assert past["track"][0]["@attr"] == {"nowplaying": "true"}
    assert "date" not in past["track"][0]
    alone = page(sim, to=1000)
    assert alone["track"]["name"] == SONGS[5].title
    assert alone["@attr"]["total"] == "0"


def test_extended_answers_name_the_artist_elsewhere(sim: SimLastfm) -> None:
    sim.heard(Heard(SONGS[0], NOON - HOUR, 180))
    item = page(sim, extended=1)["track"]
    assert (item["artist"]["name"], "#text" in item["artist"], item["loved"]) == (SONGS[0].artist, False, "0")


def test_what_was_hardly_heard_is_not_scrobbled_and_what_comes_late_shows_up_late() -> None:
    clock = HandClock(NOON)
    sim = SimLastfm(clock.now)
    assert not sim.heard(Heard(SONGS[0], NOON - HOUR, SONGS[0].seconds / 2 - 1))
    assert sim.heard(Heard(SONGS[1], NOON - HOUR, SONGS[1].seconds), reported_at=NOON + HOUR)
    sim.start()
    try:
        assert page(sim)["@attr"]["total"] == "0"
        clock.advance(3600)
        assert page(sim)["@attr"]["total"] == "1"
    finally:
        sim.stop()


def test_another_users_answer_says_whose_it_is_and_holds_their_song(sim: SimLastfm) -> None:
    fill(sim)
    sim.other_user = "somebody_else"
    answer = page(sim)
    assert answer["@attr"]["user"] == "somebody_else"
    assert answer["track"]["name"] == SONGS[-1].title


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"user": "nobody"}, 404, 6),
        ({"from": "yesterday"}, 400, 6),
        ({"api_key": "wrong"}, 403, 10),
        ({"method": "user.getEverything"}, 400, 3),
    ],
)
def test_what_cannot_be_answered_is_refused_by_number(
    sim: SimLastfm, more: dict[str, str], status: int, code: int
) -> None:
    answer = asked(sim, **more)
    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_a_user_may_hide_and_names_do_not_mind_capitals(sim: SimLastfm) -> None:
    assert page(sim, user="Synthetic_Runner")["@attr"]["user"] == "synthetic_runner"
    sim.hidden = True
    answer = asked(sim)
    assert (answer.status_code, answer.json()["error"]) == (403, 17)
    assert answer.json()["message"] == "Login: User required to be logged in"


@pytest.mark.parametrize("code", [6, 8, 9, 10, 11, 16, 17, 26, 29])
def test_every_error_comes_with_any_status_and_then_it_is_over(sim: SimLastfm, code: int) -> None:
    sim.error(code, 200)
    assert asked(sim).json()["error"] == code
    sim.error(code)
    refused = asked(sim)
    assert refused.status_code >= 400
    assert refused.json()["error"] == code
    assert asked(sim).status_code == 200


def test_faults_are_worded_as_the_service_words_them(sim: SimLastfm) -> None:
    for fault, status, code in (("429", 429, 29), ("500", 500, 8), ("403", 403, 10), ("401", 401, 9)):
        sim.inject("recent", fault)
        answer = asked(sim)
        assert (answer.status_code, answer.json()["error"]) == (status, code)
    sim.inject("recent", "200 HTML")
    assert asked(sim).headers["Content-Type"].startswith("text/html")
    sim.inject("recent", "wrong type")
    assert asked(sim).json() == {"recenttracks": []}
