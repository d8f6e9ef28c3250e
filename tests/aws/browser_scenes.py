"""What somebody sees in a real browser at the distribution's name."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.aws.deployed import Deployed, Failed
from tests.aws.edge_server import browser_at
from tests.aws.visitor import edge_of
from tests.aws.web_scenes import link_for_a_browser

NOT_HERE = ("/api/events", "/api/live")
"""What only a process that stays can answer; the pages ask otherwise then."""
NOT_ALWAYS = "/text"
"""What is in no place but for some runs: the page is there without it."""
EXPECTED = ("Service Worker registration blocked", "Failed to load resource: the server responded with a status of 404")
"""Of the browser's words: we block the one, and look at each address of the other."""


def a_browser_sees_a_run(deployed: Deployed) -> None:
    """In Chromium a link signs in, the list and a run with its songs are seen, and nothing breaks the pages' policy."""
    edge = edge_of(deployed)
    with browser_at(edge, deployed.folder) as context:
        page, wrong, failed = context.new_page(), list[str](), list[str]()
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("response", lambda told: failed.append(urlsplit(told.url).path) if told.status >= 400 else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        _answers(page, edge.address + link_for_a_browser(deployed, edge), edge.host)
        page.get_by_role("link", name="There Already").first.click()
        expect(page.locator("h1").first).to_contain_text("There Already")
        expect(page.locator("#soundtrack")).to_be_visible()
        page.reload()  # a page's own address, which is no file
        expect(page.locator("h1").first).to_contain_text("There Already")
        (cookie,) = (each for each in context.cookies() if each["name"].startswith("__Host-"))
        if not (cookie["secure"] and cookie["httpOnly"] and cookie["domain"] == edge.host):
            raise Failed(f"the session's cookie is {cookie}")
        if broken := [each for each in wrong if not each.startswith(EXPECTED) and "NAME_NOT_RESOLVED" not in each]:
            raise Failed(f"the browser complained: {broken}")
        if left := [each for each in failed if not each.startswith(NOT_HERE) and not each.endswith(NOT_ALWAYS)]:
            raise Failed(f"answered with an error: {left}")


def _answers(page: Page, address: str, host: str) -> None:
    answered = page.goto(address)
    if answered is None or answered.status != 200:
        raise Failed(f"{host} answered with {answered and answered.status}")


SCENES = (a_browser_sees_a_run,)
