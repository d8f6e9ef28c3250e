"""A folder alone is a complete set-up: a file that is put there becomes a run with its map, without any account."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, expect

from sync.config import Settings
from sync.sim.clock import FastClock
from sync.sim.demo_world import SPEED
from sync.sim.fit_writer import write_fit
from sync.sim.recording import Recording
from tests.web.conftest import desk_of, served
from tests.web.newcomer import working
from tests.web.test_every_page import violations

PATIENCE = 60_000.0


def test_a_file_in_a_folder_becomes_a_run_in_the_browser(chromium: Browser, tmp_path: Path) -> None:
    runs, clock = tmp_path / "runs", FastClock(datetime.now(UTC), SPEED)
    runs.mkdir()
    settings = Settings.read({"RUNTRACK_FOLDER": str(runs)}, data_dir=tmp_path, config_dir=tmp_path / "config")
    with working(settings, clock.now, every=60 / SPEED), served(settings, clock.now) as address:
        jog = Recording(clock.now() - timedelta(hours=1), elapsed=1200, distance=3600, every=5)
        (runs / "morning.fit").write_bytes(write_fit(jog))
        desk = desk_of(chromium, address)
        page = desk.open("/")
        expect(page.locator("a.run", has_text="3.60")).to_be_visible(timeout=PATIENCE)
        page.locator("a.run").click()
        expect(page.locator(".leaflet-overlay-pane canvas")).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_text("Kept here").first).to_be_visible()
        desk.open("/connections")
        beside = page.get_by_role("region", name="There without a login")
        expect(beside.get_by_text("FIT, GPX and TCX files that are put there become runs.")).to_be_visible()
        assert violations(desk) == []
        assert desk.wrong == []
        desk.context.close()
