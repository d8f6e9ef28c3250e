"""A run behind a link: whoever has it sees it, without the shell of its owner, until the link is ended."""

from playwright.sync_api import expect

from tests.web.conftest import Desk
from tests.web.test_every_page import violations


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
