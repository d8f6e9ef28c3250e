"""The page of one run: one cursor over map, lanes, slider and list, by mouse and by key."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import Desk, desk_of
from tests.web.test_every_page import violations


def test_a_key_moves_the_pin_the_clock_and_the_current_song(desk: Desk, run_path: str) -> None:
    page = desk.open(run_path)
    pin = page.locator(".mark.pin span")
    pin.wait_for()
    before = pin.bounding_box()
    slider = page.get_by_role("slider", name="Moment of the run")
    page.keyboard.press("]")
    page.keyboard.press("]")
    current = page.locator("li.on")
    expect(current).to_have_count(1)
    title = current.locator("b").first.inner_text()
    assert title in (slider.get_attribute("aria-valuetext") or "")
    assert pin.bounding_box() != before
    at = int(slider.input_value())
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert int(slider.input_value()) == at + 11


def test_it_plays_by_button_and_by_space(desk: Desk, run_path: str) -> None:
    page = desk.open(run_path)
    slider = page.get_by_role("slider", name="Moment of the run")
    page.keyboard.press("4")
    expect(page.get_by_role("button", name="Speed: 60 times")).to_be_visible()
    page.get_by_role("button", name="Play the run").click()
    expect(slider).not_to_have_value("0")
    page.locator("h1").click()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play the run")).to_be_visible()


def test_a_click_on_a_song_goes_to_where_it_began(desk: Desk, run_path: str) -> None:
    page = desk.open(run_path)
    page.get_by_role("region", name="Soundtrack").get_by_role("button").nth(1).click()
    expect(page.locator("li.on .ring")).to_have_text("2")
    expect(page.locator(".pill")).to_be_visible()


def test_the_route_is_drawn_without_a_single_tile_and_the_page_says_so(desk: Desk, run_path: str) -> None:
    page = desk.open(run_path)
    expect(page.get_by_text("Map pictures are not loading. Your route is.")).to_be_visible()
    assert page.locator(".leaflet-overlay-pane canvas").is_visible()
    assert any("tile.openstreetmap.org" in url for url in desk.elsewhere)


def test_the_colours_of_the_route_are_chosen_by_button_and_by_key(desk: Desk, run_path: str) -> None:
    page = desk.open(run_path)
    group = page.get_by_role("group", name="What the colours show")
    group.get_by_role("button", name="Pace").click()
    expect(group.get_by_role("button", name="Pace")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".scale").first).to_contain_text("/km")
    page.locator("h1").click()
    page.keyboard.press("m")
    expect(group.get_by_role("button", name="Pace")).to_have_attribute("aria-pressed", "false")


def test_a_link_with_a_moment_in_it_opens_there(desk: Desk, run_path: str) -> None:
    page = desk.open(f"{run_path}?t=300")
    expect(page.get_by_role("slider", name="Moment of the run")).to_have_value("300")


def test_a_run_that_does_not_exist_has_a_way_on(desk: Desk) -> None:
    page = desk.open("/help")
    page.goto(f"{desk.address}/runs/999")
    expect(page.get_by_role("alert")).to_contain_text("There is nothing at this address")
    expect(page.get_by_role("link", name="All runs", exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")  # its music is asked for as well, and is not there either
    desk.wrong = [each for each in desk.wrong if "404" not in each]


def test_everything_of_the_list_is_reached_by_keys_alone(desk: Desk, run_path: str) -> None:
    page = desk.open(run_path)
    page.get_by_role("region", name="Soundtrack").get_by_role("button").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("li.on .ring")).to_have_text("2")


def test_with_reduced_motion_playback_steps_from_song_to_song(chromium: Browser, address: str, run_path: str) -> None:
    desk = desk_of(chromium, address)
    desk.page.emulate_media(reduced_motion="reduce")
    page = desk.open(run_path)
    page.get_by_role("button", name="Play the run").click()
    expect(page.locator("li.on .ring")).to_have_text(re.compile("[12]"))
    desk.context.close()


@pytest.mark.parametrize("width", [1440, 320])
def test_a_hill_has_its_pace_on_the_flat_beside_the_song(
    chromium: Browser, address: str, run_path: str, width: int
) -> None:
    """With what it is; the music is the server's, but for a hill in it."""
    desk = desk_of(chromium, address, width=width)
    told = desk.context.request.get(f"{address}/api/activities/{run_path.rpartition('/')[2]}/music").json()
    told["songs"][0] |= {"flat_pace": 252.4, "at": 0.0, "cadence": 172.0, "tempo": 171.0}
    desk.page.route("**/api/activities/*/music", lambda route: route.fulfill(json=told))
    page = desk.open(f"{run_path}?t=5")
    song = page.locator("li.on .more")
    expect(song).to_contain_text("flat ≈ 4:12")
    expect(song.get_by_title("estimate")).to_be_visible()
    box = song.bounding_box()
    last = song.locator("span:visible").last.bounding_box()
    assert box is not None
    assert last is not None
    assert last["x"] + last["width"] <= box["x"] + box["width"] + 1
    assert violations(desk) == []
    desk.context.close()
