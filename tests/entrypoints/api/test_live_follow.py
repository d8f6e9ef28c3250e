"""A run in progress is followed over the API, by its person alone, and its link is told to nobody."""

from pathlib import Path

from tests.entrypoints.api.test_songs import as_person, problem
from tests.support.live_runs import LiveWorld
from tests.support.world import MINUTE

GERMAN = {"Accept-Language": "de"}


def test_a_run_is_followed_seen_and_stopped(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins()
        world.livetrack.leads["aBc"] = run.link
        world.tick()
        with as_person(world, "me") as me:
            assert me.get("/api/live/follow").json() == {"switched_on": True, "following": None}
            made = me.post("/api/live/follow", json={"link": "https://gar.mn/aBc"})
            assert (made.status_code, made.json()["on"], made.json()["service"]) == (201, True, "Garmin LiveTrack")
            world.looks(2 * MINUTE)
            seen = me.get("/api/live/follow")
            assert seen.json()["following"]["runner"] == "Ana"
            assert run.token not in made.text + seen.text
            assert me.delete("/api/live/follow").status_code == 204
            told = me.get("/api/live/follow", headers=GERMAN).json()["following"]
            assert (told["on"], told["over"]) == (False, "du hast es beendet")
            assert problem(me.delete("/api/live/follow")) == (404, "not-found")


def test_what_cannot_be_followed_is_refused_in_the_readers_language(tmp_path: Path) -> None:
    with LiveWorld(tmp_path, LIVETRACK="no") as world:
        world.tick()
        with as_person(world, "me") as me:
            answer = me.post("/api/live/follow", json={"link": world.begins().link}, headers=GERMAN)
            assert problem(answer) == (409, "not-followed")
            assert answer.json()["detail"].startswith("Laufenden Läufen zu folgen ist aus")
            assert problem(me.post("/api/live/follow", json={"link": "https://example.org"})) == (409, "not-followed")
            assert me.get("/api/live/follow").json() == {"switched_on": False, "following": None}


def test_a_service_that_does_not_answer_is_said_without_the_link(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        world.tick()
        world.livetrack.inject("short", "Cloudflare 403")
        with as_person(world, "me") as me:
            answer = me.post("/api/live/follow", json={"link": "gar.mn/aBc"})
            assert problem(answer) == (502, "service-trouble")
            assert "aBc" not in answer.text
