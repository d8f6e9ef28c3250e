"""The simulated catalogues over real HTTP: what they know, what they get wrong, and how they refuse."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.sim.clock import HandClock
from sync.sim.songbook import SONGS
from sync.sim.songfacts import SimCatalogues, deezer_bpm, deezer_knows, musicbrainz_knows, reccobeats_knows

AGENT = "Runtrack/1.0 ( runner@example.org )"


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 15, 8, 0, tzinfo=UTC))


@pytest.fixture
def sim(clock: HandClock) -> Iterator[SimCatalogues]:
    service = SimCatalogues(clock.now)
    service.start()
    yield service
    service.stop()


def get(sim: SimCatalogues, path: str, agent: str = AGENT) -> tuple[int, Any]:
    request = urllib.request.Request(sim.url + path, headers={"User-Agent": agent})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_musicbrainz_tells_the_isrcs_of_a_recording(sim: SimCatalogues, clock: HandClock) -> None:
    assert get(sim, f"/ws/2/recording/{SONGS[0].mbid}?inc=isrcs&fmt=json")[1]["isrcs"] == [SONGS[0].isrc]
    clock.advance(1)
    assert get(sim, f"/ws/2/recording/{SONGS[2].mbid}?inc=isrcs&fmt=json")[1]["isrcs"] == []
    clock.advance(1)
    assert get(sim, "/ws/2/recording/00000000-0000-4000-8000-999999999999?fmt=json")[0] == 404


def test_musicbrainz_takes_one_request_a_second_from_who_says_who_they_are(
    sim: SimCatalogues, clock: HandClock
) -> None:
    path = f"/ws/2/recording/{SONGS[0].mbid}?inc=isrcs&fmt=json"
    assert [get(sim, path)[0] for _ in range(2)] == [200, 503]
    clock.advance(0.9)
    assert get(sim, path)[0] == 503
    clock.advance(1)
    assert get(sim, path)[0] == 200
    clock.advance(1)
    assert [get(sim, path, agent)[0] for agent in ("Runtrack/1.0", "")] == [503, 503]
    assert sim.refused == 4


def test_reccobeats_answers_in_no_order_and_leaves_out_what_it_does_not_know(sim: SimCatalogues) -> None:
    ids = [song.spotify_id for song in SONGS[:20]]
    status, found = get(sim, f"/v1/audio-features?ids={','.join([*ids, 'nobody'])}")
    told = [item["href"].rpartition("/")[2] for item in found["content"]]
    assert status == 200
    assert sorted(told) == sorted(song.spotify_id for song in SONGS[:20] if reccobeats_knows(song))
    assert told != sorted(told)
    assert [item["tempo"] for item in found["content"] if item["isrc"] == SONGS[4].isrc] == [0.0]


def test_reccobeats_drops_the_forty_first_id_without_a_word(sim: SimCatalogues) -> None:
    known = [song.spotify_id for song in SONGS if reccobeats_knows(song)]
    found = get(sim, f"/v1/audio-features?ids={','.join(known[:60])}")[1]["content"]
    assert {item["href"].rpartition("/")[2] for item in found} == set(known[:40])


def test_deezer_tells_a_tempo_that_may_be_zero_or_double_or_half(sim: SimCatalogues) -> None:
    told = {song.number: get(sim, f"/track/isrc:{song.isrc}")[1].get("bpm") for song in SONGS[:40]}
    assert told == {song.number: deezer_bpm(song) if deezer_knows(song) else None for song in SONGS[:40]}
    kinds = {None if not deezer_knows(song) else deezer_bpm(song) / song.bpm for song in SONGS}
    assert kinds == {None, 0.0, 0.5, 1.0, 2.0}


def test_deezer_refuses_with_success(sim: SimCatalogues, clock: HandClock) -> None:
    assert get(sim, "/track/isrc:QZTST2699999") == (
        200,
        {"error": {"type": "DataException", "message": "no data", "code": 800}},
    )
    answers = [get(sim, f"/track/isrc:{SONGS[0].isrc}")[1] for _ in range(50)]
    quota = {"error": {"type": "Exception", "message": "Quota limit exceeded", "code": 4}}
    assert [answer == quota for answer in answers] == [False] * 49 + [True]
    clock.advance(5)
    assert get(sim, f"/track/isrc:{SONGS[0].isrc}")[1]["isrc"] == SONGS[0].isrc


def test_each_catalogue_knows_some_songs_and_not_all() -> None:
    for knows in (musicbrainz_knows, reccobeats_knows, deezer_knows):
        assert 0 < sum(map(knows, SONGS)) < len(SONGS)


def test_nobodys_limits_count_when_the_catalogues_are_patient(sim: SimCatalogues) -> None:
    sim.patient = True
    assert {get(sim, f"/ws/2/recording/{SONGS[0].mbid}", agent="")[0] for _ in range(3)} == {200}
