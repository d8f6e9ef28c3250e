"""The page of insights: an answer before each picture, its doubt beside it, and what is missing where none is.

Of a simulated life whose runs are kept as the engine keeps them, and worked out by the real statistics.
`RUNTRACK_PICTURES=1` keeps what is seen for docs/insights.md, `RUNTRACK_PICTURES_OF=all` the rest too.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from sync.core.insights.findings import Finding, InStepFinding, Lack, Missing, Songs
from sync.core.insights.kept import Insights
from sync.core.insights.sample import Sample
from sync.core.insights.too_few import too_few
from sync.engine import insights_made
from sync.wiring import ME
from tests.support.entrypoints.web import served
from tests.support.insights.found import FINDINGS, HIGHER, INSIGHTS
from tests.support.insights.kept import keep
from tests.support.insights.samples import of_life
from tests.support.insights.ways import give_ways
from tests.support.insights.worlds import kit, live
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR
from tests.web.conftest import Desk, desk_of
from tests.web.test_every_page import violations

PICTURES = Path(__file__).parents[2] / "docs" / "pictures" / "insights"
SHOWN = ("life-light-1440",)
"""The pictures that docs/insights.md shows."""
RUNS = 100


@dataclass(frozen=True)
class Shown:
    """`life`: what was found of the simulated life."""

    world: MusicWorld
    address: str
    life: Insights

    def put(self, kept: Insights | None) -> None:
        """These are the insights that the page is to show."""
        before = self.world.store.load(Insights, ME, "music")
        if before is not None:
            self.world.store.remove(before)
        if kept is not None:
            year = str(self.world.now.year)  # of which there are runs here
            tops = replace(kept.tops, years=tuple(replace(one, name=year) for one in kept.tops.years[:1]))
            self.world.store.put(replace(kept, tops=tops, version=0))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    start = datetime.now(UTC).replace(microsecond=0) - HOUR  # the browser has a clock of its own
    with MusicWorld(tmp_path_factory.mktemp("insights"), start=start) as world:
        world.connect("spotify", playlists=True)
        keep(world.store, of_life(live(kit(RUNS, -3.0), 2), 140), first=start - RUNS * 2 * DAY, every=2 * DAY)
        give_ways(world.store)
        made = insights_made.make(world.wired.app, ME, world.now, 60.0)
        assert made is not None
        with served(world) as address:
            yield Shown(world, address, made)


@pytest.fixture
def desk(chromium: Browser, shown: Shown) -> Iterator[Desk]:
    desk = desk_of(chromium, shown.address)
    shown.put(shown.life)
    yield desk
    desk.context.close()
    assert desk.wrong == []


def chapter(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def test_the_answer_comes_first_with_its_doubt_and_the_placebo(desk: Desk) -> None:
    page = desk.open("/insights")
    faster = chapter(page, "Do you run faster to faster songs?")
    expect(faster.locator("p").first).to_contain_text("Within the same run you ran about")
    expect(faster.get_by_role("img", name="The line goes through")).to_be_visible()
    expect(faster).to_contain_text("You chose the songs: perhaps fast ones when you feel strong.")
    expect(faster).to_contain_text("Only a shuffled list tells cause from choice")
    rows = faster.get_by_role("table", name="How sure each figure is").get_by_role("row")
    expect(rows.filter(has_text="Placebo: pace, by the next song")).to_contain_text(" to ")
    faster.get_by_role("button", name="Energy").click()
    expect(chapter(page, "Do you run faster to livelier songs?")).to_be_visible()


def test_the_keyboard_reaches_everything_on_the_page(desk: Desk) -> None:
    page = desk.open("/insights")
    page.get_by_role("button", name="Energy").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Energy")).to_have_attribute("aria-pressed", "true")
    page.get_by_text("How this is counted").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("It cannot show why.")).to_be_visible()


def test_a_dot_is_hollow_where_it_may_be_chance(desk: Desk, shown: Shown) -> None:
    shown.put(INSIGHTS)
    songs = chapter(desk.open("/insights"), "Songs you run faster to")
    clear, chance = (songs.get_by_role("listitem").filter(has_text=each) for each in ("Early Train", "Final Hour"))
    expect(clear.get_by_role("img")).to_have_attribute("aria-label", "−3.5 s/km, 90 % between −5.8 and −1.3")
    expect(chance.get_by_role("img")).to_have_attribute(
        "aria-label", "+0.5 s/km, 90 % between −2.0 and +3.0, may be chance"
    )
    expect(clear.locator("circle.hollow")).to_have_count(0)
    expect(chance.locator("circle.hollow")).to_have_count(1)


def test_records_have_their_date_and_how_often_the_song_was_played(desk: Desk, shown: Shown) -> None:
    shown.put(INSIGHTS)
    best = chapter(desk.open("/insights"), "Best efforts within a song")
    row = best.get_by_role("row").filter(has_text="Early Train")
    expect(row).to_contain_text("4:12")
    expect(row.get_by_role("link")).to_have_attribute("href", "/runs/900000001")
    best.get_by_role("button", name="400 m").click()
    expect(best.get_by_role("row").filter(has_text="Final Hour")).to_contain_text("1:28")


def test_steps_stand_beside_what_chance_gives(desk: Desk, shown: Shown) -> None:
    shown.put(INSIGHTS)
    step = chapter(desk.open("/insights"), "Do your steps go with the beat?")
    expect(step.get_by_text("More than chance.")).to_be_visible()
    expect(step.locator("dd")).to_have_text(["12 %", "8 %"])


def test_what_is_run_to_most_is_told_by_month_kilometre_and_hour(desk: Desk, shown: Shown) -> None:
    shown.put(INSIGHTS)
    when = chapter(desk.open("/insights"), "What you run to, and when")
    expect(when.get_by_role("heading", level=3)).to_contain_text("March 2026")
    when.get_by_role("button", name="9 km Feb").click()
    expect(when.get_by_role("heading", level=3)).to_contain_text("February 2026 7 runs")
    expect(when.get_by_role("listitem").last).to_contain_text("Early Train Hill Repeats, 12 plays")
    when.get_by_role("button", name="Kilometre", exact=True).click()
    expect(when.get_by_role("heading", level=3)).to_contain_text("Kilometre 1")
    when.get_by_role("button", name="Hour").click()
    expect(when.get_by_role("heading", level=3)).to_contain_text("From 07:00")
    most = chapter(desk.page, "Most run to")
    most.get_by_role("button", name="Songs").click()
    expect(most.get_by_role("listitem").first).to_contain_text("Early Train Hill Repeats")


def test_a_shuffle_experiment_is_begun_its_list_read_and_ended(desk: Desk) -> None:
    shuffle = chapter(desk.open("/insights"), "Shuffle experiment")
    expect(shuffle).to_contain_text("The one way to tell cause from choice")
    shuffle.get_by_role("button", name="Begin").click()
    expect(shuffle.get_by_text("0 of 20 runs")).to_be_visible()
    shuffle.get_by_text("List 1, for the next run").click()
    expect(shuffle.get_by_role("listitem")).to_have_count(40)
    assert violations(desk) == []
    picture(desk, "experiment")
    shuffle.get_by_role("button", name="As a playlist of mine").click()
    expect(shuffle.get_by_role("link", name="40 songs at Spotify")).to_have_attribute("target", "_blank")
    shuffle.get_by_role("button", name="End it").click()
    expect(shuffle.get_by_role("button", name="Begin another")).to_be_visible()


def test_songs_for_ones_steps_are_found_and_become_a_playlist(desk: Desk, shown: Shown) -> None:
    songs = chapter(desk.open("/insights"), "Songs for your steps")
    songs.get_by_role("button", name="Find songs").click()
    expect(songs).to_contain_text("That is how you usually run.")
    steps = songs.get_by_label("Steps a minute")
    assert 160 < int(steps.input_value()) < 176
    expect(songs.get_by_role("listitem")).to_have_count(5)
    expect(songs.get_by_role("listitem").first).to_contain_text("bpm")
    assert violations(desk) == []
    picture(desk, "cadence")
    songs.get_by_role("button", name="As a playlist of mine").click()
    expect(songs.get_by_role("link", name="songs at Spotify")).to_be_visible()
    steps.fill("171")
    steps.press("Enter")
    expect(songs).to_contain_text("for 171 steps a minute. You usually take 16")
    expect(songs.get_by_role("link")).to_have_count(0)
    steps.fill("300")
    steps.press("Enter")
    assert steps.evaluate("input => input.validity.rangeOverflow")


def test_without_the_permission_the_way_to_it_is_said(desk: Desk, shown: Shown) -> None:
    world = shown.world
    known = world.connection("spotify")
    world.store.put(replace(known, scopes=("user-read-recently-played",)))
    songs = chapter(desk.open("/insights"), "Songs for your steps")
    songs.get_by_role("button", name="Find songs").click()
    songs.get_by_role("button", name="As a playlist of mine").click()
    expect(songs.get_by_role("alert")).to_contain_text("You have not allowed playlists at Spotify: connect it again")
    world.store.put(replace(world.connection("spotify"), scopes=known.scopes))
    desk.wrong.clear()  # a browser's console names the refusal


def test_the_years_poster_is_there_to_be_taken_along(desk: Desk) -> None:
    poster = chapter(desk.open("/insights"), "The year")
    poster.scroll_into_view_if_needed()
    picture = poster.get_by_role("img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") == 900
    with desk.page.expect_download() as saved:
        poster.get_by_role("link", name="Save as a picture").click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")


EQUAL = replace(INSIGHTS, findings=replace(FINDINGS, songs=Songs((), 0.0, (Missing(Lack.EQUAL_SONGS, 0, 0),))))
ALIKE = replace(FINDINGS.features[0], in_all=Finding(None, (Missing(Lack.ALIKE, 1.0, 8.0),)), dots=())
FEW = replace(INSIGHTS, findings=too_few(Sample((), ())), records=())
PUSH = replace(FINDINGS.features[0], heart_rate=Finding(HIGHER))
STATES: dict[str, tuple[Insights | None, str]] = {
    "nothing yet": (None, "It begins with your first run to music"),
    "under way": (Insights(ME, due=datetime(2026, 1, 1, tzinfo=UTC)), "This page fills by itself."),
    "too few runs": (FEW, "0 of 30 runs."),
    "songs do not differ": (EQUAL, "Your songs do not differ beyond chance: there is no ranking."),
    "songs are equally fast": (
        replace(INSIGHTS, findings=replace(FINDINGS, features=(ALIKE, FINDINGS.features[1]))),
        "All your songs are equally fast.",
    ),
    "a push": (
        replace(INSIGHTS, findings=replace(FINDINGS, features=(PUSH, FINDINGS.features[1]))),
        "a push, not an easier run, may explain it",
    ),
    "no exchange": (
        replace(INSIGHTS, findings=replace(FINDINGS, in_step=InStepFinding(None, (Missing(Lack.SHUFFLES, 0, 1),)))),
        "The songs of a run cannot be exchanged",
    ),
    "it failed": (replace(INSIGHTS, failed="took longer than 60 s"), "The last time it came to nothing"),
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_says_what_it_is(state: str, desk: Desk, shown: Shown) -> None:
    kept, words = STATES[state]
    shown.put(kept)
    page = desk.open("/insights")
    expect(page.get_by_text(words).first).to_be_visible()
    assert violations(desk) == []
    assert "NaN" not in page.locator("main").inner_text()
    picture(desk, state.replace(" ", "-"))


def test_where_runs_are_missing_it_says_how_many_more(desk: Desk, shown: Shown) -> None:
    shown.put(FEW)
    faster = chapter(desk.open("/insights"), "Do you run faster to faster songs?")
    expect(faster.get_by_text("It cannot be told yet.")).to_be_visible()
    expect(faster.get_by_role("listitem").first).to_contain_text("30 to go")
    expect(faster.get_by_role("img")).to_have_count(0)


def test_where_the_server_does_not_answer_it_says_so_and_asks_again(desk: Desk) -> None:
    desk.page.route("**/api/insights", lambda route: route.fulfill(status=503, body="down"))
    page = desk.open("/insights")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(desk) == []
    desk.page.unroute("**/api/insights")
    page.get_by_role("button", name="Load again").click()
    expect(page.get_by_role("heading", name="Insights", exact=True)).to_be_visible()
    desk.wrong.clear()  # a browser's console names the refusal


def test_while_it_is_asked_for_the_page_has_its_shape(desk: Desk) -> None:
    waiting: list[Route] = []
    desk.page.route("**/api/insights", lambda route: waiting.append(route))
    desk.page.goto(desk.address + "/insights")
    expect(desk.page.get_by_text("Loading")).to_be_attached()
    expect(desk.page.locator("[aria-busy=true] .card")).to_be_visible()
    waiting[0].continue_()
    expect(desk.page.get_by_role("heading", name="Insights", exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_no_width_scrolls_sideways(chromium: Browser, shown: Shown, theme: str) -> None:
    shown.put(shown.life)
    for width in (1440, 768, 390, 320):
        language = "de-DE" if width == 768 else "en-GB"
        desk = desk_of(chromium, shown.address, width=width, theme=theme, language=language)
        desk.open("/insights").wait_for_load_state("networkidle")
        over = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, width
        assert violations(desk) == []
        picture(desk, f"life-{theme}-{width}")
        assert desk.wrong == []
        desk.context.close()


def picture(desk: Desk, name: str) -> None:
    """The whole page, in a window that is as high; `RUNTRACK_PICTURES_OF` is a folder for all of them."""
    elsewhere = os.environ.get("RUNTRACK_PICTURES_OF")
    if elsewhere or (os.environ.get("RUNTRACK_PICTURES") and name in SHOWN):
        folder, page, window = Path(elsewhere) if elsewhere else PICTURES, desk.page, desk.page.viewport_size
        assert window is not None
        folder.mkdir(parents=True, exist_ok=True)
        high = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": window["width"], "height": high})
        page.screenshot(path=folder / f"{name}.png")
        page.set_viewport_size(window)
