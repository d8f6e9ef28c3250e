"""The simulated ListenBrainz, asked by plain requests: its bounds, its shapes, its limits."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from sync.sim.clock import HandClock
from sync.sim.listenbrainz import IMPORTER, SimListenBrainz
from sync.sim.songbook import SONGS, Heard, playlist

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def sim(clock: HandClock) -> Iterator[SimListenBrainz]:
    sim = SimListenBrainz(clock.now)
    sim.start()
    yield sim
    sim.stop()


def asked(sim: SimListenBrainz, *, user: str = "", token: str = "", **more: str | int) -> requests.Response:
    url = f"{sim.url}/1/user/{user or sim.user}/listens"
    return requests.get(url, params=more, headers={"Authorization": f"Token {token}"} if token else {}, timeout=5)


def payload(sim: SimListenBrainz, **more: Any) -> Any:
    answer = asked(sim, **more)
    assert answer.status_code == 200
    return answer.json()["payload"]


def times(sim: SimListenBrainz, **more: Any) -> list[int]:
    return [item["listened_at"] for item in payload(sim, **more)["listens"]]


def fill(sim: SimListenBrainz, hours: float = 3) -> list[int]:
    """When the songs of some hours were reported to have been heard, newest first."""
    heard = playlist("listenbrainz", NOON - hours * HOUR, NOON - timedelta(minutes=6))
    for one in heard:
        assert sim.heard(one)
    return [int(one.start.timestamp()) for one in reversed(heard)]


def test_a_program_dates_a_listen_by_its_start(sim: SimListenBrainz) -> None:
    sim.heard(Heard(SONGS[0], NOON - HOUR, 180.0), client="Pano Scrobbler")
    found = payload(sim)
    start = int((NOON - HOUR).timestamp())
    assert (found["count"], found["latest_listen_ts"], found["oldest_listen_ts"]) == (1, start, start)
    (item,) = found["listens"]
    assert (item["listened_at"], item["inserted_at"], item["user_name"]) == (start, start + 180, "synthetic_runner")
    assert item["track_metadata"] == {
        "artist_name": SONGS[0].artist,
        "track_name": SONGS[0].title,
        "release_name": SONGS[0].album,
        "additional_info": {
            "duration_ms": round(SONGS[0].seconds * 1000),
            "submission_client": "Pano Scrobbler",
        },
        "mbid_mapping": {
            "recording_mbid": "00000000-0000-4000-8000-000000000001",
            "artist_mbids": ["00000000-0000-0000-0000-000000000001"],
        },
    }


def test_the_importer_dates_it_by_its_end_and_says_where_it_is_from(sim: SimListenBrainz) -> None:
    sim.heard(Heard(SONGS[0], NOON - HOUR, 31.0), client=IMPORTER)
    sim.mapped = False
    (item,) = payload(sim)["listens"]
    assert item["listened_at"] == int((NOON - HOUR).timestamp()) + 31
    assert "mbid_mapping" not in item["track_metadata"]
    info = item["track_metadata"]["additional_info"]
    assert (info["music_service"], info["submission_client"]) == ("spotify.com", "listenbrainz")
    assert info["origin_url"] == f"https://open.spotify.com/track/{SONGS[0].spotify_id}"
    assert info["isrc"] == "QZTST2600001"
    assert not sim.heard(Heard(SONGS[0], NOON - HOUR, 30.0), client=IMPORTER)
    assert not sim.heard(Heard(SONGS[0], NOON - HOUR, 31.0), client="a phone")


def test_bounds_are_exclusive_and_the_newest_come_first(sim: SimListenBrainz) -> None:
    known = fill(sim)
    assert times(sim, count=1000) == known
    assert times(sim) == known[:25]
    assert times(sim, max_ts=known[3], min_ts=known[7]) == known[4:7]
    assert times(sim, max_ts=known[3], count=2) == known[4:6]


def test_a_lower_bound_alone_gives_the_oldest_after_it(sim: SimListenBrainz) -> None:
    known = fill(sim)
    assert times(sim, min_ts=known[-1], count=3) == known[-4:-1]
    assert times(sim, min_ts=known[-1], count=0) == []


def test_never_more_than_a_thousand(sim: SimListenBrainz) -> None:
    assert len(fill(sim, 70)) > 1000
    assert len(times(sim, count=5000)) == 1000


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ({"max_ts": 100, "min_ts": 100}, 400, "max_ts should be greater than min_ts"),
        ({"max_ts": "now"}, 400, "Invalid max_ts argument: now"),
        ({"count": -1}, 400, "'count' should be a non-negative integer"),
        ({"user": "nobody"}, 404, "Cannot find user: nobody"),
        ({"token": "wrong"}, 401, "Invalid authorization token."),
    ],
)
def test_what_cannot_be_answered_is_refused(
    sim: SimListenBrainz, more: dict[str, Any], status: int, words: str
) -> None:
    answer = asked(sim, **more)
    assert (answer.status_code, answer.json()) == (status, {"code": status, "error": words})


def test_too_many_calls_are_refused_until_the_window_is_over(sim: SimListenBrainz, clock: HandClock) -> None:
    sim.limit = 3
    clock.advance(4)
    answers = [asked(sim) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert (answers[3].headers["X-RateLimit-Limit"], answers[3].headers["X-RateLimit-Reset-In"]) == ("3", "6")
    clock.advance(6)
    assert asked(sim).status_code == 200


def test_an_injected_refusal_counts_and_is_worded_like_its_own(sim: SimListenBrainz) -> None:
    sim.inject("listens", "429")
    refused = asked(sim)
    assert (refused.status_code, refused.headers["X-RateLimit-Remaining"]) == (429, "29")
    assert refused.json()["error"].startswith("You have exceeded your rate limit")
    sim.inject("listens", "500")
    assert asked(sim).json() == {"code": 500, "error": "An unknown error occured."}
    sim.inject("listens", "wrong type")
    assert asked(sim).json() == {"payload": []}


def test_a_token_is_checked(sim: SimListenBrainz) -> None:
    def check(token: str) -> Any:
        head = {"Authorization": f"Token {token}"} if token else {}
        return requests.get(f"{sim.url}/1/validate-token", headers=head, timeout=5).json()

    assert check(sim.token) == {"code": 200, "message": "Token valid.", "valid": True, "user_name": "synthetic_runner"}
    assert check("wrong") == {"code": 200, "message": "Token invalid.", "valid": False}
    assert check("")["code"] == 400


def test_a_late_listen_appears_behind_newer_ones(sim: SimListenBrainz, clock: HandClock) -> None:
    sim.heard(Heard(SONGS[0], NOON - 2 * HOUR, 290), reported_at=NOON + HOUR)
    sim.heard(Heard(SONGS[1], NOON - HOUR, 290))
    assert len(times(sim)) == 1
    clock.advance(3600)
    assert times(sim) == [int((NOON - HOUR).timestamp()), int((NOON - 2 * HOUR).timestamp())]
