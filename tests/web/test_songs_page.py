"""Songs between friends in the pages: one is pasted, sent, answered; and friends are made by a link, in any browser.

`RUNTRACK_PICTURES=1` keeps what is seen for docs/songs.md.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sync.sim.song_pages import apple_id
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA, listen
from tests.support.world import MINUTE
from tests.web.club import CREW_OPEN, CREW_PLAYED, CREW_RAN, FOR_ANNA, OPEN, PLAYED, RAN, SILENT, WAITS, Club, club
from tests.web.conftest import Desk, desk_of
from tests.web.test_every_page import violations

PICTURES = Path(__file__).parents[2] / "docs" / "pictures" / "songs"
SHOWN = ("send", "songs-light-390", "groups", "join-open")
"""The pictures that docs/songs.md shows."""
NEW, NEW_TO_CREW = SONGS[25], SONGS[24]
LINK = f"https://music.apple.com/us/song/{apple_id(NEW)}"


@pytest.fixture(scope="module")
def friends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club(tmp_path_factory.mktemp("club")) as there:
        yield there


@pytest.fixture
def anna(chromium: Browser, friends: Club) -> Iterator[Desk]:
    desk = desk_of(chromium, friends.address)
    friends.signs_in(desk, ANNA)
    yield desk
    desk.context.close()
    assert desk.wrong == []


def kept(desk: Desk, name: str) -> None:
    """The whole page, in a window that is as high."""
    if os.environ.get("RUNTRACK_PICTURES") and name in os.environ.get("RUNTRACK_PICTURES_OF", SHOWN):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page, window = desk.page, desk.page.viewport_size
        assert window is not None
        high = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": window["width"], "height": high})
        page.screenshot(path=PICTURES / f"{name}.png")
        page.set_viewport_size(window)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/songs", "/friends", "/join/none"])
def test_axe_finds_nothing_and_no_width_scrolls_sideways(
    chromium: Browser, friends: Club, theme: str, path: str
) -> None:
    for width in (1440, 768, 390, 320):
        desk = desk_of(
            chromium, friends.address, width=width, theme=theme, language="de-DE" if width == 768 else "en-GB"
        )
        friends.signs_in(desk, ANNA)
        desk.open(path).wait_for_load_state("networkidle")
        over = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, width
        assert violations(desk) == []
        assert [each for each in desk.wrong if "404" not in each] == []
        kept(desk, f"{path.split('/')[1]}-{theme}-{width}")
        desk.context.close()


def test_what_became_of_a_song_is_told_and_never_that_it_was_not_played(anna: Desk) -> None:
    page = anna.open("/songs")
    sent = page.get_by_role("region", name="You sent")
    rows = {
        song.title: sent.get_by_role("listitem").filter(has=page.get_by_role("heading", name=song.title))
        for song in (RAN, PLAYED, WAITS, OPEN, SILENT)
    }
    expect(rows[RAN.title]).to_contain_text("Jonas ran to it: km")
    expect(rows[RAN.title]).to_contain_text("/km")
    expect(rows[PLAYED.title]).to_contain_text("Jonas played it")
    expect(rows[WAITS.title]).to_contain_text("Not seen yet")
    expect(rows[WAITS.title]).to_contain_text("for later & <3")
    expect(rows[OPEN.title]).to_contain_text("Cleo has connected no music yet")
    expect(rows[SILENT.title]).to_contain_text("Sent. Ben tells no more of it.")
    assert "not played" not in page.locator("main").inner_text()
    expect(page.get_by_role("region", name="Jonas ran to it")).to_contain_text(RAN.title)


def test_a_link_is_pasted_a_friend_chosen_and_the_song_goes_and_comes_back(anna: Desk, friends: Club) -> None:
    page = anna.open("/songs")
    page.get_by_label("Paste a link from any music service").fill(f"look: {LINK}?l=de")
    expect(page.get_by_role("heading", name=NEW.title)).to_be_visible()
    page.get_by_role("button", name="Cleo", exact=True).click()
    expect(page.get_by_text("You learn when it is played.")).to_be_visible()
    assert violations(anna) == []
    page.get_by_label("A line to go with it").fill("second lap")
    kept(anna, "send")
    page.get_by_role("button", name="Send to Cleo").click()
    expect(page.get_by_role("status").filter(has_text="On its way to Cleo.")).to_be_visible()
    row = page.get_by_role("region", name="You sent").get_by_role("listitem").filter(has_text=NEW.title)
    expect(row).to_contain_text("second lap")
    row.get_by_role("button", name="Take back").click()
    expect(row).to_contain_text("Taken back")


def test_a_song_goes_to_a_group_and_each_of_it_is_told_of_as_far_as_they_say(anna: Desk) -> None:
    page = anna.open("/songs")
    page.get_by_label("Paste a link").fill(f"https://music.apple.com/us/song/{apple_id(NEW_TO_CREW)}")
    page.get_by_role("button", name="Tuesday crew", exact=True).first.click()
    expect(page.get_by_text("3 people get it, with your name.")).to_be_visible()
    page.get_by_role("button", name="Send to Tuesday crew").click()
    expect(page.get_by_role("status").filter(has_text="On its way to Tuesday crew.")).to_be_visible()
    sent = page.get_by_role("region", name="You sent").get_by_role("listitem")
    new = sent.filter(has=page.get_by_role("heading", name=NEW_TO_CREW.title))
    expect(new).to_contain_text("Tuesday crew")
    expect(new).to_contain_text("Not seen yet")
    ran = sent.filter(has=page.get_by_role("heading", name=CREW_RAN.title))
    expect(ran).to_contain_text("Run to by 1")
    expect(ran).to_contain_text(re.compile(r"Jonas ran to it: km [\d.]+–[\d.]+ at \d:\d\d /km"))
    expect(ran).not_to_contain_text("Ben")
    came = page.get_by_role("region", name="For you").get_by_role("listitem").filter(has_text=CREW_PLAYED.title)
    expect(came).to_contain_text("Ben in Tuesday crew")


def test_a_groups_week_begins_with_what_was_run_to_most(anna: Desk) -> None:
    week = anna.open("/songs").get_by_role("region", name="Tuesday crew, seven days")
    songs = week.get_by_role("listitem")
    expect(songs.first).to_contain_text(CREW_RAN.title)
    expect(songs.first).to_contain_text("from you")
    expect(songs.first).to_contain_text("Run to by Jonas")
    expect(songs.nth(1)).to_contain_text(CREW_PLAYED.title)
    expect(songs.nth(1)).to_contain_text("Played by Cleo")
    expect(songs.filter(has_text=CREW_OPEN.title)).to_contain_text("Not seen yet")
    expect(week.get_by_text("Sent:")).to_contain_text("Cleo 1")


def test_a_group_is_made_people_are_asked_and_taken_off_and_it_is_closed(anna: Desk, friends: Club) -> None:
    page = anna.open("/friends")
    groups = page.get_by_role("region", name="Groups")
    groups.get_by_label("A new group").fill("Early birds")
    groups.get_by_role("button", name="Make", exact=True).click()
    expect(groups.get_by_text("Nobody else yet.")).to_be_visible()
    groups.get_by_role("button", name="Invite Early birds").click()
    groups.get_by_role("button", name="Cleo", exact=True).click()
    expect(groups.get_by_role("list", name="Who is in Early birds")).to_contain_text("Cleo No answer yet")
    groups.get_by_label("Anybody else: a link, from").fill("Anna")
    groups.get_by_role("button", name="Make a link").click()
    link = groups.get_by_role("status").locator("code").inner_text()
    assert violations(anna) == []
    kept(anna, "groups")
    expect(page.get_by_text("into Early birds")).to_be_visible()
    groups.get_by_role("list", name="Who is in Early birds").get_by_role("button", name="Take off Cleo").click()
    page.get_by_role("dialog").get_by_role("button", name="Take off").click()
    expect(groups.get_by_text("Nobody else yet.")).to_be_visible()
    groups.get_by_role("button", name="Invite Early birds").click()

    friends.signs_in(anna, "ben")  # who is signed in joins by one press
    page = anna.open(link.removeprefix(friends.address))
    expect(page.get_by_text("Anna invites you into the group Early birds.")).to_be_visible()
    assert violations(anna) == []
    page.get_by_label("That I played it").check()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="You are in Early birds.")).to_be_visible()
    friends.signs_in(anna, ANNA)
    groups = anna.open("/friends").get_by_role("region", name="Groups")
    expect(groups.get_by_role("list", name="Who is in Early birds")).to_contain_text("Tells you when a song was played")
    groups.get_by_role("button", name="Rename Early birds").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_have_value("Early birds")
    assert violations(anna) == []
    dialog.get_by_label("Name").fill("<b>Late</b> birds")
    dialog.get_by_role("button", name="Save").click()
    expect(groups.get_by_role("heading", name="<b>Late</b> birds")).to_be_visible()
    groups.get_by_role("button", name="Close <b>Late</b> birds").click()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(groups.get_by_text("birds")).to_have_count(0)


def test_who_is_asked_into_a_group_joins_says_what_is_told_and_leaves(anna: Desk) -> None:
    page = anna.open("/friends")
    groups = page.get_by_role("region", name="Groups")
    expect(groups.get_by_text("Jonas asks you in")).to_be_visible()
    tells = groups.get_by_label("What the others of Hill & valley <3 learn")
    tells.select_option("Also that it was on a run")
    groups.get_by_role("button", name="Join Hill & valley <3").click()
    expect(groups.get_by_text("Made by Jonas")).to_be_visible()
    expect(tells).to_have_value("on a run")
    groups.get_by_role("button", name="Leave Hill & valley <3").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    expect(groups.get_by_text("You left it")).to_be_visible()


def test_a_friend_is_called_as_one_likes(anna: Desk) -> None:
    page = anna.open("/friends")
    page.get_by_role("button", name="Rename Jonas").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Jo")
    assert violations(anna) == []
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Jo", exact=True)).to_be_visible()
    page.get_by_role("button", name="Rename Jo").click()
    dialog.get_by_label("Name").fill("Jonas")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Jonas", exact=True)).to_be_visible()


def test_a_song_of_a_friend_is_marked_in_the_run_that_was_run_to_it(friends: Club, chromium: Browser) -> None:
    for width in (1280, 390):
        desk = desk_of(chromium, friends.address, width=width)
        friends.signs_in(desk, ME)
        page = desk.open("/runs/900000001")
        songs = page.get_by_role("region", name="Soundtrack").get_by_role("listitem")
        expect(songs.filter(has_text=RAN.title)).to_contain_text("from Anna")
        songs.filter(has_text=RAN.title).get_by_role("button").click()
        expect(page.locator(".now")).to_contain_text("from Anna")
        assert violations(desk) == []
        kept(desk, f"run-{width}")
        desk.context.close()


def test_what_is_no_song_is_refused_in_place(anna: Desk) -> None:
    page = anna.open("/songs")
    page.get_by_label("Paste a link from any music service").fill("https://www.deezer.com/album/1")
    expect(page.get_by_role("alert")).to_contain_text("please send a single song")
    page.get_by_label("Paste a link from any music service").fill("good morning")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_contain_text("This is no link to a song")
    anna.wrong.clear()  # a browser's console names each refusal


def test_a_song_is_answered_and_an_open_page_of_its_sender_hears_of_a_play_by_itself(
    anna: Desk, friends: Club, chromium: Browser
) -> None:
    page = anna.open("/songs")
    came = page.get_by_role("region", name="For you").get_by_role("listitem").filter(has_text=FOR_ANNA.title)
    expect(came).to_contain_text("Jonas")
    came.get_by_role("button", name="Later").click()
    expect(page.get_by_role("status").filter(has_text="seven days more")).to_be_visible()
    came.get_by_role("button", name="I played it").click()
    expect(came).to_contain_text("You said that you played it. Jonas is told that you played it.")
    with anna.page.expect_response("**/api/events"):
        page = anna.open("/songs")
    row = page.get_by_role("region", name="You sent").get_by_role("listitem").filter(has_text=WAITS.title)
    expect(row).to_contain_text("Not seen yet")
    listen(friends.world, WAITS, friends.world.now + MINUTE)
    friends.world.clock.advance(1800)
    friends.world.ticks(3)
    expect(row).to_contain_text("Jonas played it")


def test_what_a_friend_learns_is_changed_and_a_friendship_ends(anna: Desk, friends: Club) -> None:
    page = anna.open("/friends")
    page.get_by_label("What Ben learns of your listening").select_option("Nothing")
    page.reload()
    expect(page.get_by_label("What Ben learns of your listening")).to_have_value("nothing")
    page.get_by_role("button", name="Mute Ben").click()
    expect(page.get_by_role("button", name="Unmute Ben")).to_be_visible()
    page.get_by_role("button", name="End Ben").click()
    page.get_by_role("dialog").get_by_role("button", name="End").click()
    expect(page.get_by_role("button", name="Mute Ben")).to_have_count(0)


def test_somebody_new_comes_by_a_link_says_what_is_told_and_names_a_music_service(
    anna: Desk, friends: Club, chromium: Browser
) -> None:
    page = anna.open("/friends")
    page.get_by_label("Who you are to them").fill("Anna from the club")
    page.get_by_label("What they learn of your listening").select_option("Also where, pace and heart rate")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_role("status").locator("code").inner_text()
    assert violations(anna) == []
    kept(anna, "invite")

    stranger = desk_of(chromium, friends.address, width=390)
    page = stranger.open(link.removeprefix(friends.address))
    expect(page.get_by_text("Anna from the club invites you.")).to_be_visible()
    expect(page.get_by_text("at which pace and heart rate.")).to_be_visible()
    assert violations(stranger) == []
    kept(stranger, "join-open")
    page.get_by_label("That I played it").check()
    page.get_by_label("Your name here").fill("Dora")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="You and Anna from the club are friends.")).to_be_visible()
    page.get_by_role("button", name="Connect Last.fm").click()
    page.get_by_label("Your user name at Last.fm").fill(friends.world.lastfm.user)
    page.get_by_role("button", name="Connect Last.fm").last.click()
    expect(page.get_by_text("Last.fm is connected.")).to_be_visible()
    assert violations(stranger) == []
    kept(stranger, "joined")
    assert link.rpartition("/")[2] not in page.url
    page.get_by_role("link", name="To your songs").click()
    expect(page.get_by_role("heading", name="Songs", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Send to Anna from the club")).to_be_visible()
    assert stranger.wrong == []
    stranger.open(link.removeprefix(friends.address))
    page.get_by_role("heading", name="This invitation is over").wait_for()
    stranger.context.close()


def test_on_ones_own_machine_the_page_says_how_a_second_person_comes(desk: Desk) -> None:
    page = desk.open("/friends")
    expect(page.get_by_text("Nobody else reaches this address.")).to_be_visible()
    expect(page.get_by_text("runtrack users add NAME")).to_be_visible()
    page.get_by_label("A new group").fill("Alone")
    page.get_by_role("button", name="Make", exact=True).click()
    page.get_by_role("button", name="Invite Alone").click()
    expect(page.get_by_text("runtrack groups invite ")).to_be_visible()
    assert violations(desk) == []
    page.get_by_role("button", name="Close Alone").click()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_text("A song to a group goes to everybody in it.")).to_be_visible()
