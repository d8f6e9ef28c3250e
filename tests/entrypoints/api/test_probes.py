"""What other programs ask a server: whether it lives and can answer, and figures for Prometheus."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from sync.core.signing_in import Scope
from sync.core.user import User
from sync.engine.asks import api_tokens
from sync.entrypoints.api import app as application
from sync.ports import StoreBroken
from sync.sim.athlete import run
from tests.support.entrypoints.web import browser, far_browser, site_of
from tests.support.world import DAY, HOUR, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


def figures(text: str) -> dict[str, float]:
    return {
        "".join([sample.name, *(f" {value}" for value in sample.labels.values())]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_figures_are_those_of_the_ledger_at_that_moment(world: World) -> None:
    world.garmin.add(run(1, world.now - HOUR), run(2, world.now - 2 * HOUR))
    world.until_quiet()
    world.clock.advance(30)
    with browser(world) as client:
        assert client.get("/healthz").text == "alive\n"
        assert client.get("/api/no-such").status_code == 404
        answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    told = figures(answer.text)
    assert told["runtrack_runs uploaded"] == 2
    assert told["runtrack_runs failed"] == 0
    assert told["runtrack_tick_age_seconds"] == 30
    assert told["runtrack_tick_overdue"] == 0
    assert told["runtrack_service_fine strava"] == 1
    assert told["runtrack_http_answers_total 200"] == 1
    assert told["runtrack_http_answers_total 404"] == 1
    assert told["runtrack_event_streams"] == 0


def test_who_never_ticked_and_is_not_connected_is_told_as_such(tmp_path: Path) -> None:
    with World(tmp_path, login=False) as world, browser(world) as client:
        told = figures(client.get("/metrics").text)
    assert (told["runtrack_tick_age_seconds"], told["runtrack_tick_overdue"], told["runtrack_needs_person"]) == (
        -1,
        1,
        1,
    )
    assert told["runtrack_service_fine garmin"] == 0


def test_a_server_is_ready_when_it_reads_its_database_and_has_its_pages(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    with site_of(world) as site:
        from fastapi.testclient import TestClient

        with TestClient(application.create_app(site, pages=pages), base_url=site.address) as client:
            answer = client.get("/readyz")
            assert (answer.status_code, answer.text) == (503, "the pages are not built: `make web` builds them\n")
            (pages / "index.html").write_text("<!DOCTYPE html>")
            answer = client.get("/readyz")
            assert (answer.status_code, answer.text) == (200, "ready\n")

            def broken(*_: object) -> None:
                raise StoreBroken("it is no database", "look at it")

            monkeypatch.setattr(type(site.installation.store), "load", broken)
            answer = client.get("/readyz")
            assert (answer.status_code, answer.text) == (
                503,
                "the database cannot be read: `runtrack doctor` says why\n",
            )


def test_strangers_learn_no_figure_and_a_token_tells_its_owner_their_own(world: World) -> None:
    world.store.put(User("anna", world.now - DAY))
    world.garmin.add(run(1, world.now - HOUR))
    world.until_quiet()
    _, word = api_tokens.make_token(world.store, "anna", "prometheus", Scope.READ, "s" * 43, world.now)
    with far_browser(world) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/metrics").status_code == 401
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {word}"})
    assert answer.status_code == 200
    assert figures(answer.text)["runtrack_runs uploaded"] == 0
