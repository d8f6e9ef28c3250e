"""How the pages look to a person: chosen in one browser, kept by the server, and so in every other one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import Desk, desk_of

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
LOOKS = ("language", "units", "time_zone", "theme")


@pytest.fixture
def plain(desk: Desk) -> Iterator[Desk]:
    """A desk whose choices are gone again for the next test."""
    yield desk
    changes = dict.fromkeys(LOOKS)
    desk.context.request.put(f"{desk.address}/api/preferences", data={"changes": changes}, headers=SAME_SITE)


def test_what_is_chosen_in_one_browser_holds_in_another(plain: Desk, chromium: Browser, run_path: str) -> None:
    page = plain.open("/preferences")
    looks = page.get_by_role("region", name="These pages")
    for name in ("Miles", "Dark", "Deutsch"):
        with page.expect_response(lambda answer: answer.request.method == "PUT"):
            looks.get_by_role("button", name=name).click()
    other = desk_of(chromium, plain.address)
    there = other.open(run_path)
    expect(there.locator("html")).to_have_attribute("lang", "de")
    expect(there.locator("html")).to_have_attribute("data-theme", "dark")
    expect(there.locator(".figures")).to_contain_text("mi")
    assert other.wrong == []
    other.context.close()


def test_the_theme_of_the_button_is_kept_as_well(plain: Desk, chromium: Browser) -> None:
    page = plain.open("/")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.get_by_role("button", name="Dark theme").click()
    other = desk_of(chromium, plain.address)
    expect(other.open("/connections").locator("html")).to_have_attribute("data-theme", "dark")
    other.context.close()


def test_a_time_zone_holds_for_every_time_that_has_no_clock_of_its_own(plain: Desk) -> None:
    page = plain.open("/preferences")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.get_by_label("Time zone").focus()  # the zones are listed when they are wanted
        page.get_by_label("Time zone").select_option("Pacific/Kiritimati")
    page.reload()
    expect(page.get_by_label("Time zone")).to_have_value("Pacific/Kiritimati")


def test_settings_are_named_in_german_too(plain: Desk, chromium: Browser) -> None:
    german = desk_of(chromium, plain.address, language="de-DE")
    page = german.open("/preferences")
    expect(page.get_by_label("Kürzeste Strecke")).to_be_visible()
    expect(page.get_by_text("Shorter activities are skipped")).to_have_count(0)
    expect(german.open("/connections").get_by_text("Was du gehört hast", exact=False)).to_be_visible()
    assert german.wrong == []
    german.context.close()
