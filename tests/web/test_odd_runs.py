"""Runs unlike most stay whole: no map, no music, a day long, 200 songs; on a wide and on a narrow screen."""

from collections.abc import Iterator
from dataclasses import replace

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


@pytest.mark.parametrize("width", [1280, 390])
def test_of_280_songs_few_are_drawn_and_every_one_is_reached_by_keys(
    width: int, chromium: Browser, address: str
) -> None:
    desk = desk_of(chromium, address, width=width)
    page = desk.open(show(desk.page, replace(MANY_SONGS, songs=280)))
    songs = page.get_by_role("region", name="Soundtrack")
    rows = songs.locator("li[data-song]")
    rows.first.get_by_role("button").focus()
    page.keyboard.press("End")
    last = songs.get_by_role("button", name="Song 280 of a long way")
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    expect(rows.last).to_contain_text("Song 280")
    expect(rows.last).to_have_attribute("aria-setsize", "280")
    expect(rows.last).to_have_attribute("aria-posinset", "280")
    page.keyboard.press("ArrowUp")
    expect(songs.get_by_role("button", name="Song 279 of a long way")).to_be_focused()
    assert rows.count() < 50
    page.keyboard.press("Home")
    expect(songs.get_by_role("button", name="Song 1 of a long way")).to_be_focused()
    heights = songs.locator("ol").evaluate(
        "list => [...list.children].map((row) => row.getBoundingClientRect().height)"
    )
    assert set(heights[:-1]) <= {34, 57, 95}  # as they are reckoned with where they are not drawn
    desk.context.close()
    assert desk.wrong == []


def test_of_280_songs_the_list_follows_the_one_that_plays(desk: Desk) -> None:
    page = desk.open(show(desk.page, replace(MANY_SONGS, songs=280)))
    songs = page.get_by_role("region", name="Soundtrack")
    page.get_by_role("slider", name="Moment of the run").focus()
    for _ in range(14):  # 70 %
        page.keyboard.press("PageUp")
    current = songs.locator("li.on")
    expect(current).to_be_in_viewport()
    expect(current).to_contain_text("Song 196 of a long way")
    expect(current).to_have_attribute("aria-posinset", "196")


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
