"""`/api/review`: a year in figures, and its poster; and `runtrack review`, which writes it to a file."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import uploaded
from tests.support.entrypoints.web import browser, far_browser
from tests.support.music import MusicWorld


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MusicWorld]:
    """A run with songs."""
    with MusicWorld(tmp_path_factory.mktemp("review"), seconds=10) as world:
        world.connect("lastfm")
        start = uploaded(world, play=False)
        world.plays(start, timedelta(seconds=600), "lastfm")
        world.ticks(30)
        yield world


@pytest.fixture
def client(world: MusicWorld) -> Iterator[TestClient]:
    with browser(world) as client:
        yield client


def test_a_year_in_figures(client: TestClient) -> None:
    told = client.get("/api/review/2026").json()
    assert (told["year"], told["runs"], told["with_music"], told["streak"]) == (2026, 1, 1, 1)
    assert told["plays"] >= 2
    assert told["song"]["title"]
    assert sum(told["months"]) == pytest.approx(told["metres"])


def test_a_year_without_a_run_is_not_there(client: TestClient) -> None:
    for year in ("1999", "0", "99999999", "-5"):
        assert client.get(f"/api/review/{year}").status_code == 404
    assert client.get("/api/review/1999/poster.png").status_code == 404


def test_its_poster_is_in_the_language_that_is_asked_for(client: TestClient) -> None:
    drawn = client.get("/api/review/2026/poster.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert ">runs<" in drawn.text
    assert "<polyline" in drawn.text
    assert ">Läufe<" in client.get("/api/review/2026/poster.svg?language=de").text
    assert client.get("/api/review/2026/poster.png").content.startswith(b"\x89PNG")


def test_nobody_else_sees_it(world: MusicWorld) -> None:
    with far_browser(world) as stranger:
        assert stranger.get("/api/review/2026").status_code == 401
        assert stranger.get("/api/review/2026/poster.svg").status_code == 401


def test_the_command_writes_the_poster_and_says_the_year(world: MusicWorld, tmp_path: Path) -> None:
    svg, png = tmp_path / "a.svg", tmp_path / "a.png"
    said = runtrack(world, "review", "2026", "--svg", str(svg), "--png", str(png), columns=80)
    assert said.lines[0].startswith("2026: 1 runs, ")
    assert svg.read_text().startswith("<svg")
    assert png.read_bytes().startswith(b"\x89PNG")
    assert json.loads(runtrack(world, "review", "--json").out)["year"] == 2026
    assert runtrack(world, "review", "1999").err == "There is no run in 1999.\n"
    assert "cannot be written" in runtrack(world, "review", "2026", "--svg", str(tmp_path)).err
