"""The list of runs: filters in the address, few rows drawn, states in words."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Desk


def rows(desk: Desk) -> int:
    return desk.page.locator("a.run").count()


def test_filters_stand_in_the_address_and_come_back_from_it(desk: Desk) -> None:
    page = desk.open("/")
    page.get_by_role("button", name="With songs").click()
    expect(page).to_have_url(re.compile(r"\?state=with_songs$"))
    page.reload()
    expect(page.get_by_role("button", name="With songs")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("searchbox", name="Run, song or artist").fill("no run is called like this")
    expect(page.get_by_text("No run is like this")).to_be_visible()
    page.get_by_role("button", name="Show all runs").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.locator("a.run").first).to_be_visible()


def test_only_the_rows_near_the_screen_are_drawn(desk: Desk) -> None:
    page = desk.open("/")
    assert 0 < rows(desk) < 40
    before = page.locator("a.run").first.get_attribute("href")
    page.mouse.wheel(0, 20_000)
    expect(page.locator("a.run").first).not_to_have_attribute("href", before or "")
    assert rows(desk) < 60


def test_a_run_with_songs_has_their_strip_and_its_route_their_colours(desk: Desk, run_path: str) -> None:
    row = desk.open("/").locator(f"a.run[href='{run_path}']")
    expect(row.locator(".strip i").nth(2)).to_be_visible()
    expect(row.locator("svg path[stroke='#c85800']").first).to_be_attached()


def test_most_runs_of_the_year_have_songs(desk: Desk) -> None:
    runs = desk.context.request.get(f"{desk.address}/api/calendar").json()["runs"]
    runs = [run for run in runs if run["state"] in ("uploaded", "annotated")]
    assert len(runs) > 120
    assert sum(run["songs"] > 0 for run in runs) > 0.75 * len(runs)


def test_a_row_leads_to_its_run_and_back_again(desk: Desk) -> None:
    page = desk.open("/")
    page.locator("a.run").first.click()
    expect(page).to_have_url(re.compile(r"/runs/"))
    expect(page.get_by_role("region", name="Soundtrack")).to_be_visible()
    page.go_back()
    expect(page.locator("a.run").first).to_be_visible()


def test_the_theme_is_turned_and_stays_turned(desk: Desk) -> None:
    page = desk.open("/")
    page.get_by_role("button", name="Dark theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_first_page_says_how_things_are_before_it_shows_them(desk: Desk) -> None:
    page = desk.open("/")
    expect(
        page.get_by_text(re.compile("All caught up|Runs are on their way|Something needs you|has not looked"))
    ).to_be_visible()
    expect(page.get_by_text("Latest run", exact=False)).to_be_visible()


def test_a_problem_says_what_is_pressed_in_the_pages_and_leads_there(desk: Desk) -> None:
    notice = desk.open("/").locator(".notice.warn")
    expect(notice).to_contain_text("The run's page tells more, and there you can have it tried again.")
    expect(notice).not_to_contain_text("`")
    notice.get_by_role("link", name="See the run").click()
    expect(desk.page.get_by_role("button", name="Try again")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/runs?q=a"])
def test_what_the_list_needs_is_asked_for_once_though_it_is_asked_for_early(path: str, desk: Desk) -> None:
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url.removeprefix(desk.address)))
    desk.open(path)
    expect(desk.page.locator("a.run .strip").first).to_be_visible()
    own = next(number for number, each in enumerate(asked) if each.startswith("/api/preferences"))
    early = [each for each in asked[:own] if each.startswith("/api/")]
    assert sorted(urlsplit(each).path for each in early) == ["/api/activities", "/api/calendar", "/api/status"]
    shown = next(number for number, each in enumerate(asked) if each.startswith("/api/strips"))
    assert [asked[:shown].count(each) for each in early] == [1, 1, 1]
