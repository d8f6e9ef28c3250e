"""A part of the pages that cannot be fetched: its place says so, and another try brings it."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.web.conftest import Desk

PARTS = [
    ("map", "The map could not be loaded.", ".leaflet-overlay-pane canvas"),
    ("Lanes", "The charts could not be loaded.", ".uplot"),
    ("Highlights", "The highlights could not be loaded.", "#highlights"),
    ("parts", "The rest of this page could not be loaded.", ".mark.pin span"),
]
PARTS_OF_RUNS = [
    ("Latest", "The latest run could not be loaded.", ".latest h2"),
    ("Year", "The calendar could not be loaded.", ".year .card"),
]


def script(name: str) -> re.Pattern[str]:
    return re.compile(rf"/assets/{name}-[^/]+\.js$")


def forgiven(desk: Desk, name: str) -> None:
    """What is refused here the browser writes into its console."""
    desk.wrong = [
        each for each in desk.wrong if not re.search(rf"/assets/{name}-|ERR_FAILED|dynamically imported", each)
    ]


@pytest.mark.parametrize(("name", "said", "what"), PARTS)
def test_a_missing_part_of_a_run_is_told_in_its_place_and_comes_with_another_try(
    desk: Desk, run_path: str, name: str, said: str, what: str
) -> None:
    desk.context.route(script(name), lambda route: route.abort())
    desk.page.goto(desk.address + run_path)
    lack = desk.page.get_by_role("alert").filter(has_text=said)
    expect(lack).to_be_visible()
    expect(desk.page.locator("h1")).to_be_visible()
    desk.context.unroute(script(name))
    lack.get_by_role("button", name="Try again").click()
    expect(desk.page.locator(what).first).to_be_visible()
    expect(lack).to_have_count(0)
    forgiven(desk, name)


@pytest.mark.parametrize(("name", "said", "what"), PARTS_OF_RUNS)
def test_a_missing_part_of_the_runs_is_told_in_its_place_and_comes_with_another_try(
    desk: Desk, name: str, said: str, what: str
) -> None:
    desk.context.route(script(name), lambda route: route.abort())
    desk.page.goto(desk.address)
    lack = desk.page.get_by_role("alert").filter(has_text=said)
    expect(lack).to_be_visible()
    desk.context.unroute(script(name))
    lack.get_by_role("button", name="Try again").click()
    expect(desk.page.locator(what).first).to_be_visible()
    expect(lack).to_have_count(0)
    forgiven(desk, name)


def test_a_page_whose_script_is_gone_though_the_server_answers_is_a_newer_one(desk: Desk) -> None:
    page = desk.open("/")
    desk.context.route(script("Help"), lambda route: route.fulfill(status=404, body="{}"))
    page.locator("header a[href='/help']").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a newer Runtrack")
    desk.context.unroute(script("Help"))
    page.get_by_role("button", name="Load again").click()
    expect(page.get_by_role("heading", name="Help", level=1)).to_be_visible()
    desk.wrong = [each for each in desk.wrong if "404" not in each]
    forgiven(desk, "Help")


def test_a_page_whose_script_nobody_sends_is_not_called_a_newer_one(desk: Desk) -> None:
    page = desk.open("/")
    desk.context.route("**/*", lambda route: route.abort())
    page.locator("header a[href='/help']").click()
    expect(page.get_by_role("alert")).to_contain_text("Runtrack does not answer")
    forgiven(desk, "Help")


def test_what_a_run_is_made_of_is_asked_for_before_the_pages_are_there(desk: Desk, run_path: str) -> None:
    waiting = list[Route]()
    desk.context.route(script("shell"), lambda route: waiting.append(route))
    with desk.page.expect_request(lambda request: request.url.endswith(f"/api/activities/{run_path.split('/')[-1]}")):
        desk.page.goto(desk.address + run_path, wait_until="commit")
    assert not desk.page.locator("h1").count()
    while not waiting:
        desk.page.wait_for_timeout(50)
    desk.context.unroute(script("shell"))
    for route in waiting:
        route.continue_()
    expect(desk.page.locator("h1")).to_be_visible()
