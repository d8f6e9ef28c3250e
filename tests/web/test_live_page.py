"""The page of a run in progress: it goes on by itself, says what it does not know, and shows others what a link shows.

`RUNTRACK_PICTURES=1` keeps what is seen for docs/live.md.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sync.core.live.now_playing import NowPlaying
from sync.core.live.shown import LiveLink
from sync.core.music import Habit, Play, Song
from sync.core.privacy import PrivacyZones, Zone
from sync.core.shared_run import mark_of
from sync.core.user import User
from sync.wiring import ME
from tests.support.entrypoints.web import served
from tests.support.live.circles import SECOND, hears, place, point, told
from tests.support.world import HOUR, World
from tests.web.conftest import Desk, desk_of
from tests.web.test_every_page import violations

PICTURES = Path(__file__).parents[2] / "docs" / "pictures" / "live"
MARA, STILL = "mara", "tom"
HOSTILE = Song("<img src=x onerror=alert(1)>", "Kitchen & Astronauts", 255.0)
SONGS = (Song("Half Past Thunder", "Kitchen Astronauts", 255.0), Song("Good Shoes", "Copper Pigeons", 275.0), HOSTILE)
NOW = Song("Run the Reservoir", "Tin Weather", 231.0)


@dataclass(frozen=True)
class Running:
    """`begun`: when all three set off; of the owner and Mara it is still told, Tom was seen last six minutes ago."""

    world: World
    address: str
    begun: datetime

    def goes_on(self, seconds: int, user: str = ME) -> None:
        told(self.world.store, [point(seconds, begun=self.begun)], user=user)


def link_of(user: str) -> str:
    return f"/l/{mark_of(user)}s3cr3t"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    now = datetime.now(UTC).replace(microsecond=0)  # the browser has a clock of its own
    begun = now - 1200 * SECOND
    with World(tmp_path_factory.mktemp("live"), start=now) as world:
        for user, until in ((ME, 1200), (MARA, 1200), (STILL, 840)):
            world.store.put(User(user, begun))
            told(world.store, [point(seconds, begun=begun) for seconds in range(0, until, 10)], user=user)
            at = begun + 40 * SECOND
            for song in SONGS:
                world.store.add_plays([Play(user, "lastfm", at, song, habit=Habit.START)])
                at += timedelta(seconds=song.seconds or 0)
            world.store.put(LiveLink(user, mark_of(user) + "s3cr3t", now, now + HOUR))
            if until == 1200:
                hears(world.store, NowPlaying(user, "spotify", now, NOW, now - 60 * SECOND, now, True))
        world.store.put(PrivacyZones(MARA, (Zone(*place(0), 150.0, 0.2, 0.1),)))
        with served(world) as address:
            yield Running(world, address, begun)


@pytest.fixture
def desk(chromium: Browser, running: Running) -> Iterator[Desk]:
    desk = desk_of(chromium, running.address)
    yield desk
    assert desk.wrong == []
    desk.context.close()


def test_the_runner_sees_where_how_fast_and_to_which_song(desk: Desk) -> None:
    page = desk.open("/live")
    expect(page.get_by_role("heading", name="You, running now")).to_be_visible()
    expect(page.get_by_text("5:00", exact=True).first).to_be_visible()
    expect(page.locator(".playing")).to_contain_text("Run the Reservoir")
    expect(page.locator(".playing")).to_contain_text("3:51")
    expect(page.locator("ol li")).to_have_count(3)
    expect(page.locator("ol")).to_contain_text(HOSTILE.title)  # as text
    expect(page.locator(".mark.pin")).to_have_count(1)


def test_a_new_point_is_on_the_page_without_a_reload(desk: Desk, running: Running) -> None:
    page = desk.open("/live")
    before = page.locator("dl > div").nth(2).inner_text()
    running.goes_on(1210)
    expect(page.locator("dl > div").nth(2)).not_to_have_text(before)


def test_no_news_is_said_and_the_song_was_playing(desk: Desk) -> None:
    page = desk.open(link_of(STILL))
    expect(page.locator(".pill")).to_contain_text("No news for")
    expect(page.get_by_text("Last seen at 2.8 km")).to_be_visible()
    expect(page.locator(".playing")).to_contain_text("Was playing")
    expect(page.locator(".mark.stale")).to_have_count(1)


def test_others_see_what_the_zones_leave_and_are_told_so(desk: Desk) -> None:
    page = desk.open(link_of(MARA))
    expect(page.get_by_role("heading", name="Mara, running now")).to_be_visible()
    expect(page.get_by_text("keeps private are not shown")).to_be_visible()
    expect(page.get_by_text("since ")).to_have_count(0)
    expect(page.get_by_role("button", name="Share")).to_have_count(0)
    assert page.locator("header").count() == 0


def test_a_link_is_made_by_keyboard_and_ended(desk: Desk, running: Running) -> None:
    page = desk.open("/live")
    page.get_by_role("button", name="Share").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    links = dialog.locator(".link")
    expect(links).to_have_count(1)
    dialog.get_by_label("For how long").select_option("12")
    dialog.get_by_role("button", name="Make a link").press("Enter")
    expect(links).to_have_count(2)
    links.first.get_by_role("button", name="End it").press("Enter")
    expect(links).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_link_that_leads_nowhere_says_so(desk: Desk, running: Running) -> None:
    desk.page.goto(running.address + "/l/xxnone")
    expect(desk.page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    desk.wrong.clear()  # the browser tells of the 404 itself


def test_nobody_runs_and_the_page_says_how_somebody_would(chromium: Browser, tmp_path: Path) -> None:
    with World(tmp_path, start=datetime.now(UTC)) as world, served(world) as address:
        desk = desk_of(chromium, address)
        page = desk.open("/live")
        expect(page.get_by_role("heading", name="Nobody is running")).to_be_visible()
        world.store.put(User(ME, world.now))
        told(world.store, [point(seconds, begun=world.now - 60 * SECOND) for seconds in range(0, 60, 10)], user=ME)
        expect(page.get_by_role("heading", name="You, running now")).to_be_visible()  # by itself
        desk.context.close()


def test_where_streams_are_blocked_the_page_asks_for_what_is_new(chromium: Browser, running: Running) -> None:
    desk = desk_of(chromium, running.address)
    desk.page.route("**/api/live/events", lambda route: route.fulfill(status=503))
    desk.page.clock.install()
    page = desk.page
    page.goto(running.address + "/live")
    expect(page.get_by_role("heading", name="You, running now")).to_be_visible()
    before = page.locator("dl > div").nth(2).inner_text()
    running.goes_on(1250)
    page.clock.run_for(10_500)
    expect(page.locator("dl > div").nth(2)).not_to_have_text(before)
    desk.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_no_width_scrolls_sideways(chromium: Browser, running: Running, theme: str) -> None:
    for width, path in ((1440, "/live"), (768, link_of(MARA)), (390, link_of(STILL)), (390, "/live"), (320, "/live")):
        desk = desk_of(
            chromium, running.address, width=width, theme=theme, language="de-DE" if width == 768 else "en-GB"
        )
        page = desk.open(path)
        expect(page.locator(".mark").first).to_be_attached()
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, width
        assert violations(desk) == []
        if os.environ.get("RUNTRACK_PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{'own' if path == '/live' else 'link'}-{theme}-{width}.png")
        assert desk.wrong == []
        desk.context.close()
