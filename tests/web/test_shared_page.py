"""A run behind a link: whoever has it sees it, without the shell of its owner, until the link is ended."""

from playwright.sync_api import expect

from tests.web.conftest import Desk
from tests.web.test_every_page import violations


def test_the_owner_chooses_what_a_link_shows_and_how_long(desk: Desk, run_path: str) -> None:
    page = desk.open(run_path)
    page.get_by_role("button", name="Share", exact=True).click()
    asked = page.get_by_role("dialog", name="Share")
    asked.get_by_label("Songs").uncheck()
    asked.get_by_label("How long it holds").select_option("Until you end it")
    assert violations(desk) == []
    asked.get_by_role("button", name="Make a link").click()
    expect(asked.get_by_text("Title and day, Map, Figures")).to_be_visible()
    link = asked.locator("code").inner_text()
    seen = desk.context.request.get(f"{desk.address}/api/shared/{link.rpartition('/')[2]}").json()
    assert (seen["shows"], seen["songs"]) == (["map", "figures"], [])
    asked.get_by_role("button", name="End the link").click()
    asked.get_by_role("button", name="Close").click()
    expect(asked).to_be_hidden()
    page.get_by_role("button", name="Share", exact=True).click()
    expect(asked.get_by_role("button", name="Make a link")).to_be_visible()


def test_a_link_is_made_opened_by_a_stranger_and_ended(desk: Desk, run_path: str) -> None:
    page = desk.open(run_path)
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("dialog[open] code").inner_text()
    desk.open("/s/" + link.rpartition("/s/")[2])
    expect(page.get_by_role("region", name="Soundtrack")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    assert violations(desk) == []
    desk.open(run_path)
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="End the link").click()
    expect(page.get_by_role("button", name="Make a link")).to_be_visible()
