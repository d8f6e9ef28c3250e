"""A page is left before its answers came: they are for nobody. The console stays empty, and nobody is led back."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.conftest import Desk

LIST, RUN = "/?state=with_songs", "/runs/{id}"

LATE = [
    (LIST, r"/api/activities\?"),
    (LIST, r"/api/strips\?"),
    (LIST, r"/api/status$"),
    (LIST, r"/api/calendar"),
    (RUN, r"/api/activities/[^/]+$"),
    (RUN, r"/api/activities/[^/]+/music$"),
    (RUN, r"/api/activities/[^/]+/route$"),
    (RUN, r"/api/activities/[^/]+/why$"),
    (RUN, r"/api/activities/[^/]+/text$"),
]


def held(desk: Desk, what: str) -> list[Route]:
    """The requests that are kept from the server."""
    routes: list[Route] = []
    desk.context.route(re.compile(what), lambda route: routes.append(route))
    return routes


def came(page: Page, routes: list[Route]) -> None:
    """They are answered, and the page has done with the answers what it does with them."""
    for route in routes:
        with page.expect_response(route.request.url) as answer:
            route.continue_()
        answer.value.finished()
    page.evaluate("() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 50))")


def asked(page: Page, routes: list[Route]) -> None:
    for _ in range(100):
        if routes:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the page did not ask")


@pytest.mark.parametrize(("begin", "late"), LATE)
def test_an_answer_that_comes_after_its_page_was_left_says_nothing(
    desk: Desk, run_path: str, begin: str, late: str
) -> None:
    page, routes = desk.page, held(desk, late)
    page.goto(desk.address + (run_path if begin == RUN else begin))
    asked(page, routes)
    page.locator("header a[href='/help']").click()
    expect(page.locator("h1")).to_have_text("Help")
    came(page, [route for route in routes if not route.request.failure])
    expect(page).to_have_url(re.compile("/help$"))


def test_who_types_and_leaves_at_once_stays_where_they_went(desk: Desk) -> None:
    page = desk.open("/")
    page.clock.install()
    page.get_by_role("searchbox", name="Run, song or artist").fill("hill")
    page.locator("header a[href='/help']").click()
    page.clock.run_for(1000)
    expect(page.locator("h1")).to_have_text("Help")
    expect(page).to_have_url(re.compile("/help$"))


def test_rows_of_filters_that_were_chosen_before_are_not_added(desk: Desk) -> None:
    page = desk.open("/")
    routes = held(desk, r"/api/activities\?.*cursor")
    page.mouse.wheel(0, 20_000)
    asked(page, routes)
    page.get_by_role("searchbox", name="Run, song or artist").fill("no run is called like this")
    expect(page.get_by_text("No run is like this")).to_be_visible()
    came(page, routes)
    expect(page.get_by_text("No run is like this")).to_be_visible()
