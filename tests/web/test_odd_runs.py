"""Runs unlike most stay whole: no map, no music, a day long, 200 songs; on a wide and on a narrow screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import Desk, desk_of
from tests.web.odd_runs import A_DAY, MANY_SONGS, NO_MUSIC, NO_ROUTE, TREADMILL, Odd, show
from tests.web.test_every_page import violations

EACH = {
    "a day": A_DAY,
    "200 songs": MANY_SONGS,
    "a treadmill": TREADMILL,
    "no route": NO_ROUTE,
    "no music": NO_MUSIC,
}


@pytest.fixture(params=[1280, 320])
def sized(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Desk]:
    desk = desk_of(chromium, address, width=request.param)
    yield desk
    desk.context.close()
    assert desk.wrong == []


@pytest.mark.parametrize("kind", EACH)
def test_the_page_of_an_odd_run_is_whole(kind: str, sized: Desk) -> None:
    odd: Odd = EACH[kind]
    page = sized.open(show(sized.page, odd))
    expect(page.get_by_role("region", name="Soundtrack")).to_be_visible()
    expect(page.get_by_role("heading", name="In this run")).to_be_visible()
    expect(page.get_by_role("slider", name="Moment of the run")).to_have_attribute("max", str(int(odd.seconds)))
    page.keyboard.press("]")
    assert violations(sized) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_on_a_treadmill_the_pace_of_each_song_is_the_picture(desk: Desk) -> None:
    page = desk.open(show(desk.page, TREADMILL))
    indoors = page.get_by_role("region", name="Pace of each song")
    expect(indoors).to_contain_text("Indoors: no map, the pace is the picture")
    expect(indoors.locator("i")).to_have_count(18)  # nine songs, and a silence after each
    expect(page.locator(".leaflet-container")).to_have_count(0)


def test_a_run_without_a_route_says_why_and_still_plays(desk: Desk) -> None:
    page = desk.open(show(desk.page, NO_ROUTE))
    expect(page.get_by_text("There is no route of this run. it was typed in by hand")).to_be_visible()
    expect(page.locator(".uplot")).to_have_count(0)
    page.get_by_role("button", name="Play the run").click()
    expect(page.get_by_role("slider", name="Moment of the run")).not_to_have_value("0")


def test_without_music_the_run_still_plays(desk: Desk) -> None:
    page = desk.open(show(desk.page, NO_MUSIC))
    expect(page.get_by_text("No songs were found for this run.")).to_be_visible()
    page.get_by_role("button", name="Play the run").click()
    expect(page.get_by_role("slider", name="Moment of the run")).not_to_have_value("0")


def test_of_200_songs_those_around_the_knob_are_enlarged_and_one_is_found_by_name(desk: Desk) -> None:
    page = desk.open(show(desk.page, MANY_SONGS))
    songs = page.get_by_role("region", name="Soundtrack")
    songs.get_by_role("searchbox").fill("song 180 of")
    songs.get_by_role("button", name="Song 180 of a long way").click()
    expect(page.locator(".lens")).to_contain_text("8:49:00")
    expect(page.get_by_role("slider", name="Moment of the run")).to_have_value("32220")


def test_of_a_day_a_part_is_looked_at_and_its_night_is_shaded(desk: Desk) -> None:
    page = desk.open(show(desk.page, A_DAY))
    lanes = page.get_by_role("group", name="Pace, heart rate, cadence and elevation over time")
    expect(lanes.locator(".night")).to_have_count(1)
    over = lanes.locator(".over").bounding_box()
    assert over is not None
    page.mouse.move(over["x"] + 100, over["y"] + 40)
    page.mouse.down()
    page.mouse.move(over["x"] + 200, over["y"] + 40, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Show the whole run").click()
    expect(page.get_by_role("button", name="Show the whole run")).to_have_count(0)
