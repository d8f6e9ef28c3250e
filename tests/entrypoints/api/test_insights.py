"""`GET /api/insights`: what is kept, in words of the reader's language and in figures; nothing is computed for it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sync.core.insights.experiment import SHUFFLE, Experiment, Ran
from sync.core.insights.findings import SongDifference
from sync.core.insights.kept import Insights
from sync.core.music import Song
from sync.core.song_facts import Facts
from sync.sim.songbook import SONGS as BOOK
from sync.wiring import ME
from tests.insights.test_experiment import SONGS, run
from tests.support.contract.values import NOON
from tests.support.engine.playlist_kinds import in_its_order, ran_to, shuffled
from tests.support.entrypoints.web import browser, far_browser
from tests.support.insights.found import FINDINGS, INSIGHTS
from tests.support.music import MusicWorld
from tests.support.world import World

MIX = [Song(one.title, one.artist, one.seconds, uri=one.uri) for one in BOOK[:5]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with browser(world) as client:
        yield client


def test_each_question_comes_with_its_answer_and_its_figures(world: World, client: TestClient) -> None:
    world.store.put(INSIGHTS)
    told = client.get("/api/insights").json()
    assert [one["name"] for one in told["answers"]] == ["tempo", "energy", "songs", "in step"]
    assert told["answers"][1]["sentences"][0] == (
        "No effect seen. More than ±1.3 s/km per 0.1 energy would probably have shown."
    )
    tempo = told["effects"][0]
    assert (tempo["feature"], tempo["what"], tempo["per"]) == ("tempo", "in all", 10)
    assert (tempo["low"], tempo["high"], tempo["claimed"]) == (-3, -1, True)
    assert told["songs"][0] == {
        "artist": "Hill Repeats",
        "title": "Early Train",
        "parts": 12,
        "estimate": -3.5,
        "low": -5.75,
        "high": -1.25,
        "clear": True,
    }
    assert (told["anew"], told["here"], told["made_at"]) == (False, True, "2026-03-14T12:00:00Z")


def test_the_words_are_in_the_readers_language(world: World, client: TestClient) -> None:
    world.store.put(INSIGHTS)
    told = client.get("/api/insights", headers={"Accept-Language": "de"}).json()
    assert told["answers"][0]["question"] == "Läufst du zu schnelleren Songs schneller?"
    assert told["answers"][0]["sentences"][0].startswith("Im selben Lauf warst du je 10 bpm etwa 2 s/km schneller")
    assert "±1,3 s/km je 0,1 Energie" in told["answers"][1]["sentences"][0]


def test_before_anything_was_worked_out_it_is_empty(world: World, client: TestClient) -> None:
    told = client.get("/api/insights").json()
    assert (told["made_at"], told["anew"], told["answers"], told["effects"]) == (None, False, [], [])
    world.store.put(Insights(ME, due=world.now))
    assert client.get("/api/insights").json()["anew"]


def test_nobody_else_sees_them(world: World) -> None:
    world.store.put(INSIGHTS)
    with far_browser(world) as stranger:
        assert stranger.get("/api/insights").status_code == 401


def test_many_songs_are_there_at_once(world: World, client: TestClient) -> None:
    """960 songs, as 1,500 runs have them: within 0.3 s."""
    many = tuple(SongDifference(str(number), 9, -1.0, -2.0, 0.5) for number in range(960))
    songs = {str(number): (f"Artist {number}", f"Song {number}") for number in range(960)}
    found = replace(FINDINGS, songs=replace(FINDINGS.songs, ranked=many))
    world.store.put(replace(INSIGHTS, findings=found, songs=songs))
    begun = time.process_time()
    assert len(client.get("/api/insights").json()["songs"]) == 960
    assert time.process_time() - begun < 0.3


def test_an_experiment_is_begun_shown_and_ended(world: World, client: TestClient) -> None:
    none = client.get("/api/insights/experiment").json()
    assert (none["began"], none["wanted"], none["songs"], none["effect"]) == (None, 20, [], None)
    refused = client.post("/api/insights/experiment", headers={"Accept-Language": "de"})
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "0 von 12 Songs mit bekanntem Tempo: lauf erst zu mehr davon.",
    )
    for one in SONGS:
        world.store.put(Facts(f"uri:{one.title}", Song(one.title, one.artist), bpm=one.tempo))
    world.store.put(run(1, *SONGS))
    begun = client.post("/api/insights/experiment").json()
    assert (begun["number"], len(begun["songs"]), begun["answer"]["known"]) == (1, 20, False)
    assert begun["songs"] == client.get("/api/insights/experiment").json()["songs"]
    assert client.post("/api/insights/experiment").json()["detail"] == (
        "An experiment is under way already: end it first."
    )
    ended = client.delete("/api/insights/experiment").json()
    assert (ended["ended"], ended["number"], ended["songs"]) == ("2026-03-14T09:00:30Z", None, [])


def test_songs_for_a_cadence_are_shown_and_become_a_playlist(tmp_path: Path) -> None:
    with MusicWorld(tmp_path / "music") as world, browser(world) as client:
        german = {"Accept-Language": "de"}
        none = client.get("/api/insights/cadence", headers=german).json()
        assert none["detail"] == "Sag, wie viele Schritte pro Minute."
        ran_to(world, MIX[:3])
        seen = client.get("/api/insights/cadence?steps=170").json()
        assert (seen["steps"], seen["usual"]) == (170, 172)
        first = {"artist": MIX[0].artist, "title": MIX[0].title, "tempo": 85.0, "steps": 2.0, "plays": 3}
        assert (seen["songs"][0], len(seen["songs"])) == (first, 3)
        for steps in ("119", "221", "1e9", "many", ""):
            assert client.get(f"/api/insights/cadence?steps={steps}").status_code == 422
            assert client.post("/api/insights/cadence", json={"steps": steps}).status_code == 422
        asked = {"steps": 170}
        assert client.post("/api/insights/cadence", json=asked).json()["type"].endswith("no-playlists")
        world.connect("spotify", playlists=True)
        made = client.post("/api/insights/cadence", json=asked).json()
        assert made == {
            "service": "spotify",
            "title": "Spotify",
            "url": f"https://open.spotify.com/playlist/{world.spotify.made[0].id}",
            "songs": 3,
            "left_out": 0,
            "new": True,
        }
        assert client.post("/api/insights/cadence", json=asked).json()["new"] is False
        refused = client.post("/api/insights/cadence", json={"steps": 140}, headers=german)
        said = "Keiner deiner Songs mit bekanntem Tempo passt zu 140 Schritten pro Minute."
        assert (refused.status_code, refused.json()["detail"]) == (409, said)


def test_the_experiments_list_becomes_a_playlist_in_its_order_or_none(tmp_path: Path) -> None:
    with MusicWorld(tmp_path / "music") as world, browser(world) as client:
        path = "/api/insights/experiment/playlist"
        assert client.post(path).json()["detail"] == "No experiment is under way: begin one first."
        world.connect("spotify", playlists=True)
        shuffled(world, [*MIX[:4], Song("Elsewhere", "Nobody")])
        refused = client.post(path, headers={"Accept-Language": "de"})
        assert refused.json()["detail"].startswith("Bei Spotify nicht bekannt: 1 von dieser Liste")
        shuffled(world, MIX[:5])
        assert client.post(path).json()["songs"] == 5
        assert world.spotify.made[0].uris == in_its_order(world, MIX[:5])
        with far_browser(world) as stranger:
            asked = (("POST", path), ("GET", "/api/insights/cadence"), ("POST", "/api/insights/cadence"))
            assert {stranger.request(*each).status_code for each in asked} == {401}


def test_what_chance_showed_is_said(world: World, client: TestClient) -> None:
    world.store.put(Experiment(ME, NOON, 7, SONGS, (Ran(1, "900000001", NOON, 9),)))
    world.store.put(replace(INSIGHTS, of=SHUFFLE))
    told = client.get("/api/insights/experiment").json()
    assert told["answer"]["sentences"][1] == (
        "Chance chose the order: it was the tempo, or what goes with it in these songs."
    )
    assert (told["effect"]["claimed"], told["ran"][0]["songs"], told["number"]) == (True, 9, 2)
