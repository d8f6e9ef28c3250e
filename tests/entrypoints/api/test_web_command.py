"""`runtrack web`: where it listens, what it says, and how it ends."""

import json
import signal
from pathlib import Path

import pytest
import requests
from fastapi.testclient import TestClient

from sync.entrypoints.api.access.policy import is_loopback
from sync.entrypoints.api.app import create_app
from tests.support.entrypoints import processes
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.web import ADDRESS, site_of
from tests.support.world import World


def test_it_prints_its_address_serves_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        with processes.start(world, "web", "--port", "0") as process:
            try:
                assert process.stdout is not None
                said = process.stdout.readline()
                address = said.removeprefix("Runtrack is at ").strip()
                assert requests.get(f"{address}/api/activities", timeout=10).json() == {"runs": [], "next": None}
            finally:
                process.terminate()
            code, _, err = processes.finished(process)
        (logged,) = map(json.loads, err.splitlines())
        assert (logged["path"], logged["status"]) == ("/api/activities", 200)
        assert code == -signal.SIGTERM  # as uvicorn ends: by the signal that it was told with


def test_a_server_without_pages_says_how_they_are_made(tmp_path: Path) -> None:
    with World(tmp_path) as world, site_of(world) as site:
        client = TestClient(create_app(site, pages=tmp_path / "nowhere"), base_url=ADDRESS)
        answer = client.get("/runs/1")
    assert (answer.status_code, "<code>make web</code>" in answer.text) == (503, True)


def test_pages_are_served_by_name_and_everything_else_is_the_one_page(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    (pages / "assets").mkdir(parents=True)
    for name, text in (("index.html", "one page"), ("icon.svg", "<svg/>"), (".built-from", "x"), ("assets/a.js", "1")):
        (pages / name).write_text(text)
    with World(tmp_path) as world, site_of(world) as site:
        client = TestClient(create_app(site, pages=pages), base_url=ADDRESS)
        found = {
            path: (answer.status_code, answer.text, answer.headers.get("cache-control"))
            for path in ("/", "/runs/1", "/icon.svg", "/.built-from", "/..%2F..%2Fdata", "/assets/a.js", "/assets/b.js")
            if (answer := client.get(path)) is not None
        }
    shown = (200, "one page", "no-cache")
    assert {path: found[path] for path in ("/", "/runs/1", "/.built-from", "/..%2F..%2Fdata")} == dict.fromkeys(
        ("/", "/runs/1", "/.built-from", "/..%2F..%2Fdata"), shown
    )
    assert found["/icon.svg"] == (200, "<svg/>", "no-cache")
    assert found["/assets/a.js"] == (200, "1", "public, max-age=31536000, immutable")
    assert found["/assets/b.js"][0] == 404


def test_it_refuses_a_port_that_is_taken(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        port = world.garmin.url.rpartition(":")[2]
        said = runtrack(world, "web", "--port", port)
        assert said.code == 2
        assert f"Port {port} of 127.0.0.1 cannot be used (Address already in use): try `--port 0`." in said.err


@pytest.mark.parametrize(
    ("host", "holds"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.2", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_only_a_loopback_address_is_this_machine_alone(host: str, holds: bool) -> None:
    assert is_loopback(host) is holds
