"""Every page, in both themes and on every width: reachable for everybody, whole, and without a complaint."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.web.conftest import Desk, desk_of

AXE = (Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text()
PAGES = [
    "/",
    "RUN",
    "/live",
    "/insights",
    "/songs",
    "/friends",
    "/connections",
    "/preferences",
    "/help",
    "/sign-in",
    "/no/such/page",
]


def violations(desk: Desk) -> list[str]:
    """What axe finds on the page that is shown: rule, and where."""
    desk.page.evaluate(AXE)
    found: list[dict[str, Any]] = desk.page.evaluate("() => axe.run().then((told) => told.violations)")
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Desk]:
    desk = desk_of(chromium, address, theme=request.param)
    yield desk
    desk.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_the_console_is_quiet(path: str, themed: Desk, run_path: str) -> None:
    page = themed.open(run_path if path == "RUN" else path)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Control+End")  # what is large and stands at the end comes when it is near
    page.wait_for_load_state("networkidle")
    assert violations(themed) == []
    assert [each for each in themed.wrong if path != "/no/such/page" or "404" not in each] == []
    assert [url for url in themed.elsewhere if "tile.openstreetmap.org" not in url] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_no_page_scrolls_sideways(width: int, chromium: Browser, address: str, run_path: str) -> None:
    desk = desk_of(chromium, address, width=width)
    for path in PAGES:
        desk.open(run_path if path == "RUN" else path).wait_for_load_state("networkidle")
        over = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, path
    desk.context.close()


def test_axe_finds_what_is_wrong(desk: Desk) -> None:
    """That it is looking at all."""
    page = desk.open("/help")
    page.evaluate("() => document.querySelector('h1').append(document.createElement('img'))")
    assert any(each.startswith("image-alt") for each in violations(desk))


def test_the_pages_speak_german_to_a_german_browser(chromium: Browser, address: str, run_path: str) -> None:
    desk = desk_of(chromium, address, language="de-DE")
    page = desk.open("/")
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.get_by_role("link", name="Verbindungen").is_visible()
    states = set(page.locator(".state").all_inner_texts())
    assert {re.sub(r"bis .*", "bis", each) for each in states} <= {
        "Mit seinen Songs auf Strava",
        "Auf Strava",
        "Auf Strava, ohne Musik",
        "Auf Strava, wartet auf Musik bis",
        "Ausgelassen: walking gehört nicht zu den gewünschten Arten (running)",
        "Fehlgeschlagen: Strava konnte mit der Datei nichts anfangen: The file is malformed.",  # as Strava says it
        "Neu, noch nicht gesendet",
        "Wird gesendet",
        "Strava verarbeitet ihn",
        "War schon auf Strava",
    }
    expect(desk.open(run_path).get_by_role("heading", name="Was geschah")).to_be_visible()
    lines = page.get_by_role("region", name="Was geschah").locator("time ~ span")
    expect(lines.last).to_have_text("Neu bei Garmin")
    story = lines.all_inner_texts()
    assert [line for line in story if re.search(r"\b(the|its|it|is|has|was)\b", line)] == []
    assert desk.open("/help").get_by_role("heading", name="Erste Schritte").is_visible()
    assert desk.wrong == []
    desk.context.close()
