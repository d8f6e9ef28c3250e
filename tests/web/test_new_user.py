"""A new user with nothing but a browser: from an empty page to the first run that is on Strava with its songs.

`RUNTRACK_PICTURES=1` keeps what they see for docs/getting-started.md.
"""

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.web.conftest import Desk, desk_of
from tests.web.newcomer import newcomer
from tests.web.test_connections import EACH, given, login_of

PICTURES = Path(__file__).parents[2] / "docs" / "pictures" / "getting-started"
PATIENCE = 90_000.0


def kept(desk: Desk, name: str) -> None:
    """A picture of what is seen now, for the page in docs."""
    if os.environ.get("RUNTRACK_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        desk.page.wait_for_load_state("networkidle")
        desk.page.screenshot(path=PICTURES / f"{name}.png")


def test_from_nothing_to_the_first_run_with_its_songs(chromium: Browser, tmp_path: Path) -> None:
    with newcomer(tmp_path) as new:
        desk = desk_of(chromium, new.address, width=1000)
        page = desk.open("/")
        expect(page.get_by_role("heading", name="Your first run will appear here")).to_be_visible()
        kept(desk, "1-empty")
        page.get_by_role("link", name="Connect services").click()
        login = login_of(page, "Strava")
        expect(login.get_by_text(re.compile("callback", re.IGNORECASE)).first).to_be_visible()
        kept(desk, "2-strava")
        given(login, "Save and go on", client_id=new.world.strava.client_id, secret=new.world.strava.client_secret)
        login.get_by_role("button", name="Connect Strava").click()
        login.get_by_role("link", name="Go to Strava").click()
        expect(page.get_by_text("Strava is connected.")).to_be_visible()
        EACH["Spotify"](page, new)
        EACH["Garmin"](page, new)
        page.reload()
        kept(desk, "3-connected")
        page.get_by_role("link", name="Runs", exact=True).click()
        first = page.locator("a.run", has_text="On Strava with its songs").first
        expect(first).to_be_visible(timeout=PATIENCE)
        kept(desk, "4-runs")
        first.click()
        name = page.url.rpartition("/")[2]
        about = f"{new.address}/api/activities/{name}"
        while desk.context.request.get(about).json()["route"]["state"] == "due":
            page.wait_for_load_state("networkidle")
        desk.open(f"/runs/{name}")
        page.locator(".leaflet-overlay-pane canvas").wait_for()
        expect(page.get_by_role("region", name="Soundtrack").get_by_role("button").first).to_be_visible()
        kept(desk, "5-run")
        assert any(each.description for each in new.world.strava.alive())
        desk.open("/preferences")
        older = page.get_by_role("region", name="Older runs")
        older.get_by_label("From").fill("2020-01-01")
        older.get_by_role("button", name="Get them").click()
        expect(older.get_by_text(re.compile(r"^The last time brought \d+ of \d+ since"))).to_be_visible(
            timeout=PATIENCE
        )
        assert new.world.strava.doubled() == []
        assert desk.wrong == []
        desk.context.close()
