"""A browser (Debian's Chromium) and a server over the demo's athlete: a year of runs with music.

The world is worked by the real daemon until nothing is left to wait for; then it stands still, and every test looks at
the same one. Nothing but loopback is reached: whatever a page asks of another host is refused, and written down.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from sync.config import Settings
from sync.entrypoints.api.app import HERE, create_app
from sync.entrypoints.api.serve import Server, address_of, listening
from sync.entrypoints.api.site import Site
from sync.sim.demo_world import DemoWorld, pretend_athlete
from tests.support.entrypoints.year import worked

ASKED = replace(HERE, each_hour=100_000)
"""Some 170 tests ask one server what a person asks in a week."""
ARGUMENTS = ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These are a step of their own (`make test-web`), one browser and one server for all."""
    for item in items:
        if "tests/web" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Year:
    """The demo's athlete, the settings of their installation, and where its pages are served."""

    world: DemoWorld
    settings: Settings
    address: str


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """A year of runs, and the pages over it."""
    world = pretend_athlete()
    try:
        settings = worked(world, tmp_path_factory.mktemp("demo"))
        with served(settings, world.clock.now) as where:
            yield Year(world, settings, where)
    finally:
        world.stop()


@pytest.fixture(scope="session")
def address(year: Year) -> str:
    """Where the pages are served, over a year of runs."""
    return year.address


@contextmanager
def served(settings: Settings, now: Callable[[], datetime]) -> Iterator[str]:
    """The address of a server of these settings' pages, in a thread."""
    listener = listening("127.0.0.1", 0)
    site = Site(settings, address=address_of(listener), now=now)
    listener.listen()
    server = Server(uvicorn.Config(create_app(site, ASKED), log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield address_of(listener)
    finally:
        server.should_exit = True
        thread.join(10)
        site.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "the browser tests need Debian's Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Desk:
    """One window of the browser, and what its pages complained of. `elsewhere`: what was asked of other hosts."""

    page: Page
    context: BrowserContext
    address: str
    wrong: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go there and wait until the page shows what it has."""
        self.page.goto(self.address + path)
        self.page.locator("h1").first.wait_for()
        self.page.locator("[aria-busy=true]").first.wait_for(state="detached")
        return self.page


def desk_of(
    browser: Browser, address: str, *, width: int = 1280, theme: str = "light", language: str = "en-GB"
) -> Desk:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        locale=language,
        timezone_id="Europe/Oslo",
        reduced_motion="no-preference",
        service_workers="block",
    )
    context.set_default_timeout(15_000)
    desk = Desk(context.new_page(), context, address)

    def sent(route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", "localhost"):
            route.continue_()
        else:
            desk.elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", sent)
    desk.page.on("pageerror", lambda error: desk.wrong.append(str(error)))
    desk.page.on(
        "console",
        lambda told: desk.wrong.append(f"{told.text} {told.location}") if _complaint(told.type, told.text) else None,
    )
    return desk


def _complaint(kind: str, text: str) -> bool:
    """Refused tiles are no complaint, the page has to stand that; nor that the tests have no service worker."""
    return kind in ("error", "warning") and "ERR_FAILED" not in text and "blocked by Playwright" not in text


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Desk]:
    """A window in English, light, wide; at its end nothing may be in the console."""
    desk = desk_of(chromium, address)
    yield desk
    desk.context.close()
    assert desk.wrong == []


@pytest.fixture
def run_path(address: str, chromium: Browser) -> str:
    """The page of the newest run that has songs and a route."""
    context = chromium.new_context()
    try:
        runs = context.request.get(f"{address}/api/activities?limit=50&music=true").json()["runs"]
    finally:
        context.close()
    return next(f"/runs/{run['id']}" for run in runs if run["songs"] > 2 and run["line"])
