"""What changes is shown without being asked for: one event stream for all tabs of a browser."""

from playwright.sync_api import Page, Request, expect

from sync.sim.demo_world import SPEED
from tests.web.conftest import Desk, Year
from tests.web.newcomer import working

PATIENCE = 60_000.0
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def streams(page: Page) -> list[Request]:
    """Those that this tab asks for from now on."""
    asked = list[Request]()
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/api/events") else None)
    return asked


def test_a_run_that_moves_elsewhere_is_asked_for_anew(desk: Desk) -> None:
    with desk.page.expect_response("**/api/events"):
        page = desk.open("/")
    page.wait_for_load_state("networkidle")
    run = page.locator("a.run").first.get_attribute("href") or ""
    with page.expect_response(lambda answer: "/api/activities?" in answer.url):
        path = f"{desk.address}/api/activities/{run.rpartition('/')[2]}/annotate"
        assert desk.context.request.post(path, headers=SAME_SITE).ok


def test_of_two_tabs_one_has_the_stream_and_the_other_takes_it_over(desk: Desk) -> None:
    first = streams(desk.page)
    with desk.page.expect_response("**/api/events"):
        desk.open("/")
    other = desk.context.new_page()
    second = streams(other)
    other.goto(desk.address + "/connections")
    expect(other.get_by_role("heading", name="Connections")).to_be_visible()
    other.wait_for_load_state("networkidle")
    assert (len(first), len(second)) == (1, 0)
    with other.expect_response("**/api/events"):
        desk.page.close()
    assert len(second) == 1


def test_a_new_run_turns_up_in_the_list_and_gets_its_songs_while_one_watches(desk: Desk, year: Year) -> None:
    page = desk.open("/")
    loaded = list[Request]()
    page.on("request", lambda request: loaded.append(request) if request.is_navigation_request() else None)
    with working(year.settings, year.world.clock.now, every=60 / SPEED):
        year.world.come_home()
        run = page.locator("a.run", has_text="One more while you watch")
        expect(run).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_role("heading", name="One more while you watch")).to_be_visible()
        expect(run).to_contain_text("On Strava with its songs", timeout=PATIENCE)
    assert loaded == []
