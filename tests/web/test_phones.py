"""A phone on the page of connections: an address, its code and steps, shown once; heard of, and revoked."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.web.conftest import Desk, desk_of
from tests.web.test_every_page import violations


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Desk]:
    desk = desk_of(chromium, address, theme=request.param)
    yield desk
    desk.context.close()
    assert desk.wrong == []


def card(page: Page, name: str = "Phones") -> Locator:
    found = page.get_by_role("region", name=name, exact=True)
    found.scroll_into_view_if_needed()
    return found


def test_a_phone_is_set_up_heard_of_and_revoked_with_the_keyboard(themed: Desk) -> None:
    phones = card(themed.open("/connections"))
    expect(phones.get_by_text("only be reached on this machine")).to_be_visible()
    phones.get_by_label("Its name").fill("<b>Pixel</b>")
    phones.get_by_label("Its name").press("Enter")
    made = phones.get_by_role("group")
    expect(made).to_be_focused()
    expect(made.get_by_role("listitem")).to_have_count(3)
    expect(made.get_by_text("Move", exact=False).first).to_be_visible()
    code = made.get_by_role("img")
    expect(code).to_be_visible()
    assert code.evaluate("(one) => one.complete && one.naturalWidth > 0")
    assert (made.get_by_role("link").get_attribute("href") or "").startswith("owntracks:///config?inline=")
    assert violations(themed) == []
    place = urlsplit(made.locator("code").inner_text())
    answer = themed.context.request.post(f"{themed.address}{place.path}", data='{"_type":"encrypted"}')
    assert (answer.status, answer.json()) == (200, [])
    themed.page.reload()
    phones = card(themed.page)
    expect(phones.get_by_text("remove the encryption key", exact=False)).to_be_visible()
    expect(phones.locator("code")).to_have_count(0)
    assert violations(themed) == []
    phones.get_by_role("button", name="Revoke <b>Pixel</b>").press("Enter")
    expect(phones.get_by_role("button", name="Revoke")).to_have_count(0)
    assert themed.context.request.post(f"{themed.address}{place.path}", data="{}").status == 404


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_what_is_shown_once_fits_and_is_german_for_a_german(width: int, chromium: Browser, address: str) -> None:
    desk = desk_of(chromium, address, width=width, language="de-DE")
    phones = card(desk.open("/connections"), "Handys")
    phones.get_by_label("App").select_option("gpslogger")
    phones.get_by_role("button", name="Adresse anlegen").click()
    expect(phones.get_by_text("Installiere GPSLogger", exact=False)).to_be_visible()
    assert "%LAT" in phones.locator("code").inner_text()
    over = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0
    phones.get_by_role("button", name="Widerrufen").click()
    expect(phones.get_by_role("button", name="Widerrufen")).to_have_count(0)
    desk.context.close()
