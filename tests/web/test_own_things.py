"""Preferences that are more than a value: ways in, privacy zones, older runs."""

import re
import zipfile

from playwright.sync_api import Route, expect

from tests.web.conftest import Desk
from tests.web.test_every_page import violations


def test_a_token_is_made_works_and_is_revoked(desk: Desk) -> None:
    page = desk.open("/preferences")
    access = page.get_by_role("region", name="Access")
    access.get_by_label("What it is for").fill("<b>My watch</b>")
    access.get_by_role("button", name="Make a token").click()
    word = access.locator("code").inner_text()
    assert violations(desk) == []
    assert desk.context.request.get(f"{desk.address}/api/me", headers={"Authorization": f"Bearer {word}"}).ok
    page.reload()
    expect(access.get_by_role("button", name="Revoke <b>My watch</b>")).to_be_visible()
    expect(access.locator("code")).to_have_count(0)
    access.get_by_role("button", name="Revoke").click()
    expect(access.get_by_role("button", name="Revoke")).to_have_count(0)
    refused = desk.context.request.get(f"{desk.address}/api/me", headers={"Authorization": f"Bearer {word}"})
    assert refused.status == 401


def test_another_browser_is_signed_out_and_this_one_is_not_offered(desk: Desk) -> None:
    """On loopback nobody is signed in, so the server's part is played here."""
    known = [
        {"id": name * 64, "agent": agent, "made": "2026-11-01T08:00:00Z", "seen": "2026-11-28", "this": name == "a"}
        for name, agent in [("a", "Firefox on Linux"), ("b", "Safari on iPhone")]
    ]

    def answered(route: Route) -> None:
        if route.request.method == "DELETE":
            known[:] = [each for each in known if not route.request.url.endswith(str(each["id"]))]
            route.fulfill(status=204)
        else:
            route.fulfill(json={"sessions": known})

    desk.page.route(re.compile(r"/api/sessions(/|$)"), answered)
    access = desk.open("/preferences").get_by_role("region", name="Access")
    expect(access.get_by_text("Firefox on Linux")).to_be_visible()
    expect(access.get_by_role("button", name="Sign out")).to_have_count(1)
    access.get_by_role("button", name="Sign out Safari on iPhone").click()
    expect(access.get_by_text("Safari on iPhone")).to_have_count(0)
    expect(access.get_by_text("Firefox on Linux")).to_be_visible()


def test_privacy_zones_are_drawn_named_saved_and_removed(desk: Desk) -> None:
    page = desk.open("/preferences")
    page.locator(".zones").scroll_into_view_if_needed()  # their map comes when it is near
    zones = page.get_by_role("region", name="Privacy zones", exact=True)
    area = zones.get_by_role("region", name="Map of the privacy zones")
    expect(area.locator(".way").first).to_be_attached()
    area.click(position={"x": 260, "y": 200})
    zones.get_by_label("Name").fill("Home")
    zones.get_by_role("slider", name="Radius of Home").press("End")
    zones.get_by_role("button", name="Add in the middle").click()
    expect(area.locator(".zone")).to_have_count(2)
    assert violations(desk) == []
    zones.get_by_role("button", name="Save the zones").click()
    expect(page.get_by_text("The zones hold from now on")).to_be_visible()
    page.reload()
    page.locator(".zones").scroll_into_view_if_needed()
    expect(zones.get_by_label("Name").first).to_have_value("Home")
    known = desk.context.request.get(f"{desk.address}/api/privacy-zones").json()["zones"]
    assert [(each["name"], each["radius"]) for each in known] == [("Home", 2000), ("", 300)]
    for _ in known:
        zones.get_by_role("button", name=re.compile("^Remove")).first.click()
    zones.get_by_role("button", name="Save the zones").click()
    expect(zones.get_by_role("button", name="Save the zones")).to_be_disabled()
    assert desk.context.request.get(f"{desk.address}/api/privacy-zones").json() == {"zones": []}


def test_older_runs_are_asked_for_and_called_off(desk: Desk) -> None:
    page = desk.open("/preferences")
    older = page.get_by_role("region", name="Older runs")
    older.get_by_label("From").fill("2019-01-31")
    older.get_by_role("button", name="Get them").click()
    expect(older.get_by_role("progressbar")).to_be_visible()
    assert violations(desk) == []
    older.get_by_role("button", name="Call it off").click()
    expect(older.get_by_text(re.compile(r"^The last time brought \d+ of \d+ since"))).to_be_visible()
    expect(older.get_by_role("progressbar")).to_have_count(0)


def test_everything_is_taken_along_as_one_zip(desk: Desk) -> None:
    page = desk.open("/preferences")
    out = page.get_by_role("region", name="Take it with you")
    expect(out).to_contain_text("brings it back")
    with page.expect_download() as saved:
        out.get_by_role("button", name="Download").click()
    assert re.fullmatch(r"runtrack-me-\d{4}-\d\d-\d\d\.zip", saved.value.suggested_filename)
    with zipfile.ZipFile(saved.value.path()) as archive:
        assert {"archive.json", "runs.jsonl", "plays.jsonl"} <= set(archive.namelist())
    expect(out.get_by_role("status")).to_contain_text(f"Sent: {len(archive.namelist())} files")
    assert violations(desk) == []


def test_a_selection_is_taken_along_with_its_days_and_without_zones(desk: Desk) -> None:
    page = desk.open("/preferences")
    out = page.get_by_role("region", name="Take it with you")
    out.get_by_role("button", name="Some of it").focus()
    page.keyboard.press("Enter")
    expect(out.get_by_label("GPX")).to_be_checked()
    expect(out.get_by_label("Cut out my privacy zones")).to_be_checked()
    out.get_by_label("FIT, as recorded").check()
    expect(out.get_by_label("Cut out my privacy zones")).to_be_disabled()
    expect(out.get_by_text("A recorded FIT file cannot be cut.")).to_be_visible()
    out.get_by_label("FIT, as recorded").uncheck()
    out.get_by_label("Calendar").check()
    out.get_by_label("From").fill("2026-01-02")
    out.get_by_label("To, included").fill("2026-01-01")
    expect(out.get_by_role("alert")).to_contain_text("lies before the first")
    expect(out.get_by_role("button", name="Download")).to_be_disabled()
    assert violations(desk) == []
    out.get_by_label("To, included").fill("2199-12-30")
    out.get_by_label("From").fill("")
    with page.expect_download() as saved:
        out.get_by_role("button", name="Download").click()
    assert saved.value.suggested_filename.endswith("-selection.zip")
    with zipfile.ZipFile(saved.value.path()) as archive:
        assert "runs.ics" in archive.namelist()
        assert {name.split("/")[0] for name in archive.namelist()} == {"gpx", "runs.ics"}
    assert saved.value.url.endswith("/api/export?as=gpx&as=calendar&until=2199-12-31&zones=cut")


def test_an_archive_that_is_under_way_or_broken_off_is_told_as_what_it_is(desk: Desk) -> None:
    states = [
        {"how": "under way", "files": 1204, "bytes": 312_400_000},
        {"how": "broken off", "files": 1300, "bytes": 402_000_000},
    ]

    def answered(route: Route) -> None:
        state = states[0] if len(states) == 1 else states.pop(0)
        route.fulfill(json={"parquet": False, "free": True, "began": "2026-03-14T09:00:00Z", **state})

    desk.page.route("**/api/export/progress", answered)
    out = desk.open("/preferences").get_by_role("region", name="Take it with you")
    expect(out.get_by_role("status")).to_contain_text("1,204 files, 312.4 MB so far. How large it becomes is not known")
    expect(out.get_by_role("button", name="Download")).to_be_disabled()
    expect(out.get_by_role("status")).to_contain_text("Broken off after 402.0 MB: what arrived is no archive")
    expect(out.get_by_role("button", name="Download")).to_be_enabled()
    out.get_by_role("button", name="Some of it").click()
    expect(out.get_by_label("Tables (Parquet)")).to_be_disabled()
    expect(out.get_by_text("Parquet needs Apache Arrow")).to_be_visible()
