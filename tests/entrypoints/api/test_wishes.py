"""What a person asks for about a run, and backfills, over the API."""

from pathlib import Path

from sync.core.activity import State
from sync.sim.athlete import run
from tests.support.entrypoints.three_runs import FIRST, three_runs
from tests.support.entrypoints.web import browser
from tests.support.world import DAY, HOUR, World


def test_a_wish_changes_the_run_and_one_that_is_not_possible_is_refused(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        three_runs(world)
        with browser(world) as client:

            def asked(method: str, number: int, what: str, **body: object) -> tuple[int, str, str]:
                answer = client.request(method, f"/api/activities/{FIRST + number}/{what}", json=body or None)
                told = answer.json()
                return answer.status_code, told.get("state", told.get("type")), told.get("detail", told.get("reason"))

            refused, not_there = "urn:runtrack:not-possible", (404, "urn:runtrack:not-found", "There is no such run.")
            on_target = (409, refused, "It is on the target already.")
            for method, number, what, body, expected in (
                ("POST", 0, "retry", {"force": False}, on_target),
                ("POST", 0, "skip", {}, on_target),
                ("POST", 1, "annotate", {}, (409, refused, "It is not on the target.")),
                ("DELETE", 1, "text", {}, (409, refused, "It is not on the target.")),
                ("POST", 0, "annotate", {}, (200, "uploaded", "annotate: asked for")),
                ("DELETE", 0, "text", {}, (200, "uploaded", "annotate: asked for")),
                ("POST", 0, "no-text", {}, (200, "uploaded", "annotate --off: you want no soundtrack for it")),
                ("POST", 1, "skip", {}, (200, "skipped", "you never want it uploaded")),
                ("POST", 1, "retry", {"force": True}, (200, "discovered", "you asked for it to be started over")),
                ("POST", 7, "skip", {}, not_there),
                ("GET", 0, "text", {}, (404, "urn:runtrack:no-songs", "No song is known yet.")),
            ):
                assert asked(method, number, what, **body) == expected, (method, number, what)
            own = client.put("/api/preferences", json={"changes": {"template": "{{ count }} songs"}})
            assert own.status_code == 200
            assert client.put(f"/api/activities/{FIRST}/style", json={"style": "top"}).json()["state"] == "uploaded"
            known = {each["name"]: each["value"] for each in client.get("/api/preferences").json()["preferences"]}
            assert (known["style"], known["template"]) == ("top", "")
            odd = client.put(f"/api/activities/{FIRST}/style", json={"style": "odd"})
            assert (odd.status_code, odd.json()["errors"][0]["field"]) == (422, "style")
            more = client.post(f"/api/activities/{FIRST}/retry", json={"forec": True})
            assert (more.status_code, more.json()["errors"][0]["field"]) == (422, "forec")
            unreadable = client.post(
                f"/api/activities/{FIRST}/retry", content="{", headers={"Content-Type": "application/json"}
            )
            assert unreadable.json()["type"] == "urn:runtrack:unreadable"


def test_a_backfill_is_begun_called_off_and_taken_up_again(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.garmin.add(*(run(FIRST + n, world.now - n * DAY - 20 * DAY, km=2.0, every=10) for n in range(30)))
        world.tick()
        with browser(world) as client:
            assert client.get("/api/backfills").json() == {"backfill": None}
            assert client.delete("/api/backfills").json()["type"] == "urn:runtrack:none-under-way"
            for since in ("2026-13-01", "yesterday", "2027-01-01"):
                answer = client.post("/api/backfills", json={"since": since})
                assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "since")
            begun = client.post("/api/backfills", json={"since": "2026-01-01"}).json()["backfill"]
            assert (begun["phase"], begun["since"], begun["total"]) == ("list", "2026-01-01T00:00:00Z", 0)
            world.ticks(1)
            under_way = client.get("/api/backfills").json()["backfill"]
            assert (under_way["phase"], under_way["total"]) == ("work", 30)
            assert under_way["eta"] is not None
            off = client.delete("/api/backfills").json()["backfill"]
            assert (off["phase"], off["to_send"]) == ("done", 0)
            world.until_quiet()
            left_out = world.rows(State.SKIPPED)
            assert (len(left_out), world.rows(State.DISCOVERED)) == (10, [])
            assert {row.reason for row in left_out} == {"its backfill was called off"}
            assert len(left_out) + len(world.rows(State.UPLOADED)) == 30
            client.post("/api/backfills", json={"since": "2026-01-01"})
            world.clock.advance(HOUR.total_seconds())
            world.until_quiet()
            assert len(world.rows(State.UPLOADED)) == 30
            assert client.get("/api/backfills").json()["backfill"]["phase"] == "done"
