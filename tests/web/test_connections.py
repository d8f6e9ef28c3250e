"""Each service connected and disconnected by the pages alone, against the simulators."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sync.sim.play_world import MFA_CODE
from tests.web.conftest import Desk, desk_of
from tests.web.newcomer import Newcomer, newcomer
from tests.web.test_every_page import violations


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newcomer]:
    with newcomer(tmp_path_factory.mktemp("new")) as made:
        yield made


@pytest.fixture
def there(chromium: Browser, new: Newcomer) -> Iterator[Desk]:
    """A window on the connections; at its end nothing may be in the console."""
    desk = desk_of(chromium, new.address)
    desk.open("/connections")
    yield desk
    desk.context.close()
    assert desk.wrong == []


def row_of(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title, exact=True))


def login_of(page: Page, title: str) -> Locator:
    """Its steps, after "Connect" was pressed."""
    row_of(page, title).get_by_role("button", name=f"Connect {title}").click()
    return page.get_by_role("region", name=f"Connect {title}")


def lacks_settings(login: Locator) -> bool:
    """Whether it asks first for what an application there is called."""
    button = login.locator("footer button")
    expect(button).to_be_visible()
    return button.inner_text() == "Save and go on"


def given(login: Locator, button: str, **typed: str) -> None:
    """Fill in what is asked for, by a part of its label, and go on."""
    for label, text in typed.items():
        login.get_by_label(re.compile(label.replace("_", " "), re.IGNORECASE)).first.fill(text)
    login.get_by_role("button", name=button).click()


def connect_garmin(page: Page, world: Newcomer) -> None:
    login = login_of(page, "Garmin")
    given(login, "Connect Garmin", mail="runner@example.org")
    given(login, "Go on", password=world.world.garmin.password)
    given(login, "Go on", code=MFA_CODE)
    expect(login.get_by_text("Garmin is connected", exact=False).first).to_be_visible()
    login.get_by_role("button", name="Close").click()


def connect_strava(page: Page, world: Newcomer) -> None:
    login = login_of(page, "Strava")
    if lacks_settings(login):
        given(login, "Save and go on", client_id=world.world.strava.client_id, secret=world.world.strava.client_secret)
    login.get_by_role("button", name="Connect Strava").click()
    login.get_by_role("link", name="Go to Strava").click()
    expect(page.get_by_text("Strava is connected.")).to_be_visible()


def connect_spotify(page: Page, world: Newcomer) -> None:
    login = login_of(page, "Spotify")
    if lacks_settings(login):
        given(login, "Save and go on", client_id=world.world.spotify.client_id)
    login.get_by_role("button", name="Connect Spotify").click()
    login.get_by_role("link", name="Go to Spotify").click()
    expect(page.get_by_text("Spotify is connected.")).to_be_visible()


def connect_lastfm(page: Page, world: Newcomer) -> None:
    login = login_of(page, "Last.fm")
    if lacks_settings(login):
        given(login, "Save and go on", key=world.world.lastfm.api_key)
    given(login, "Connect Last.fm", user_name=world.world.lastfm.user)
    expect(login.get_by_text("Last.fm is connected", exact=False).first).to_be_visible()
    login.get_by_role("button", name="Close").click()


def connect_listenbrainz(page: Page, world: Newcomer) -> None:
    login = login_of(page, "ListenBrainz")
    given(login, "Connect ListenBrainz", user_name=world.world.listenbrainz.user, token=world.world.listenbrainz.token)
    expect(login.get_by_text("ListenBrainz is connected", exact=False).first).to_be_visible()
    login.get_by_role("button", name="Close").click()


EACH = {
    "Garmin": connect_garmin,
    "Strava": connect_strava,
    "Spotify": connect_spotify,
    "Last.fm": connect_lastfm,
    "ListenBrainz": connect_listenbrainz,
}


@pytest.mark.parametrize("title", EACH)
def test_a_service_is_connected_and_disconnected(title: str, there: Desk, new: Newcomer) -> None:
    page, row = there.page, row_of(there.page, title)
    EACH[title](page, new)
    expect(row.get_by_text("Connected", exact=True)).to_be_visible()
    assert violations(there) == []
    row.get_by_role("button", name=f"Disconnect {title}").click()
    asked = page.get_by_role("dialog", name=f"Disconnect {title}?")
    assert violations(there) == []
    asked.get_by_role("button", name="Disconnect", exact=True).click()
    expect(page.get_by_text(f"{title} is disconnected.")).to_be_visible()
    expect(row.get_by_text("Not connected")).to_be_visible()


def test_a_wrong_code_may_be_typed_again(there: Desk, new: Newcomer) -> None:
    login = login_of(there.page, "Garmin")
    given(login, "Connect Garmin", mail="runner@example.org")
    given(login, "Go on", password=new.world.garmin.password)
    given(login, "Go on", code="000000")
    expect(login.get_by_text("Try again", exact=False)).to_be_visible()
    given(login, "Go on", code=MFA_CODE)
    expect(login.get_by_text("Garmin is connected", exact=False).first).to_be_visible()


def test_a_consent_that_is_refused_is_told_on_the_way_back(there: Desk, new: Newcomer) -> None:
    new.world.strava.deny = True
    try:
        login = login_of(there.page, "Strava")
        if lacks_settings(login):
            strava = new.world.strava
            given(login, "Save and go on", client_id=strava.client_id, secret=strava.client_secret)
        login.get_by_role("button", name="Connect Strava").click()
        login.get_by_role("link", name="Go to Strava").click()
        expect(there.page.get_by_role("alert")).to_contain_text("Strava was not connected.")
    finally:
        new.world.strava.deny = False


def test_everything_is_disconnected_at_once(there: Desk, new: Newcomer) -> None:
    page = there.page
    for title in ("ListenBrainz", "Last.fm"):
        EACH[title](page, new)
    page.get_by_role("button", name="Disconnect everything").click()
    asked = page.get_by_role("dialog", name="Disconnect everything?")
    asked.get_by_role("button", name="Disconnect", exact=True).click()
    expect(page.get_by_text("ListenBrainz is disconnected.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Disconnect"))).to_have_count(0)


def test_the_days_on_which_one_is_needed_are_listed_and_one_logs_in_again_from_there(desk: Desk) -> None:
    page = desk.open("/connections")
    days = page.get_by_role("region", name="When you are needed")
    expect(days).to_contain_text("Nothing until")
    days.get_by_role("button", name="Spotify: log in again").click()
    expect(page.get_by_role("region", name="Connect Spotify")).to_be_in_viewport()
