"""What a browser (Debian's Chromium) loads and when it shows it: the list, a run of 50,000 points, its playback, and
insights of 1,500 runs as they are kept.
"""

import gzip
import shutil
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sync.core.insights.kept import MUSIC, Insights
from sync.core.key import Key
from sync.engine import saving
from sync.entrypoints.api.app import PAGES
from sync.ports import Store
from sync.sim.athlete import run
from sync.sim.demo_world import EARLIER, DemoWorld, pretend_athlete
from sync.sim.songbook import playlist
from sync.stores.sqlite import SqliteStore
from sync.wiring import ME
from tests.bench.children import environ
from tests.bench.figures import Figure, of_several
from tests.bench.web.loading import p95
from tests.bench.web.server import serving
from tests.support.entrypoints.year import worked
from tests.support.insights.found import of_many
from tests.support.world import closed_port

PART = "in the browser"
POINTS, TIMES, FRAMES, PARTS = 50_000, 9, 600, 5
SONGS, DOTS = 960, 400
"""Of a runner of 1,500 runs, whose insights are kept."""
LIST_LIMIT, RUN_LIMIT, FRAME_LIMIT, INSIGHTS_LIMIT = 0.3, 0.8, 20.0, 0.3
FIRST_LIMIT, MORE_LIMIT = 40.0, 90.0
LONG = 990_000_001
"""The number of the run of so many points."""
ROW, PIN, DOT = "li[aria-posinset] a", ".mark.pin span", "figure svg circle"
"""What is there when the list is, when a run's map is, and when insights are with their picture."""
ARGUMENTS = ["--no-sandbox", "--font-render-hinting=none", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
"""Nothing but our own server is reached: tiles are refused at once. By the browser itself, for a handler of ours would
be asked about each request, and its time be counted."""
_WATCH = """window.shown = new Promise((done) => {
  const look = () => {
    if (!document.querySelector(%r)) return
    watcher.disconnect()
    requestAnimationFrame(() => setTimeout(() => done((window.shownAt = performance.now()))))
  }
  const watcher = new MutationObserver(look)
  watcher.observe(document, { childList: true, subtree: true })
})"""
"""Notes when the frame is over in which something is there, in ms since the address was asked for."""
_FRAMES = """count => new Promise((done) => {
  const took = []
  let before = performance.now()
  requestAnimationFrame(function next() {
    const now = performance.now()
    took.push(now - before)
    before = now
    if (took.length < count) requestAnimationFrame(next)
    else done(took)
  })
})"""
_SCRIPTS = """() => performance.getEntriesByType('resource')
  .filter((each) => each.name.endsWith('.js') && each.responseEnd <= window.shownAt).map((each) => each.name)"""


@dataclass(frozen=True)
class Shown:
    """`seconds` until it was there; `scripts`: what was loaded by then."""

    seconds: float
    scripts: frozenset[str]


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """Over the demo's year, with a long run in it; each time by a browser that has loaded nothing yet."""
    points, times, frames = (2_000, 2, 60) if quick else (POINTS, TIMES, FRAMES)
    world = pretend_athlete()
    try:
        _add(world, points)
        settings = worked(world, folder, until=_is_read, longest=300.0)
        with closing(SqliteStore(settings.database, sleep=time.sleep)) as store:
            saving.remove(store, Insights, ME, MUSIC)
            store.put(of_many(SONGS, DOTS))
        port = closed_port()
        at = {"RUNTRACK_DATABASE": str(settings.database), "RUNTRACK_KEY_FILE": str(settings.key_file)}
        arguments = ("-m", "sync.entrypoints", "web", "--port", str(port))
        with serving(arguments, port, folder, environ(None, **world.environ, **at)), sync_playwright() as playwright:
            program = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
            base = f"http://127.0.0.1:{port}"
            bare = [_open(browser, f"{base}/healthz", "body").seconds for _ in range(times)]
            lists = [_open(browser, f"{base}/", ROW) for _ in range(times)]
            runs = [_open(browser, f"{base}/runs/{LONG}", PIN) for _ in range(times)]
            insights = [_open(browser, f"{base}/insights", DOT) for _ in range(times)]
            pieces = _playback(browser, f"{base}/runs/{LONG}", frames)
    finally:
        world.stop()
    first, more = lists[0].scripts, runs[0].scripts - lists[0].scripts
    every = [each for piece in pieces for each in piece]
    best = min(p95(piece) for piece in pieces)
    about = f"{points:,} points, 60 times as fast, {len(every)} frames"
    return [
        Figure(PART, "JavaScript before the list is there", _size(first), "kB gzipped", FIRST_LIMIT),
        Figure(PART, "more before a run is there", _size(more), "kB gzipped", MORE_LIMIT),
        of_several(PART, "for comparison: an empty page", bare, "s wall"),
        of_several(PART, "the list is there after", [each.seconds for each in lists], "s wall", limit=LIST_LIMIT),
        of_several(PART, f"a run of {points:,} points", [each.seconds for each in runs], "s wall", limit=RUN_LIMIT),
        of_several(
            PART, f"insights with {SONGS} songs", [each.seconds for each in insights], "s wall", limit=INSIGHTS_LIMIT
        ),
        Figure(PART, "JavaScript before insights are there", _size(insights[0].scripts), "kB gzipped"),
        Figure(PART, "p95 of a frame of its playback", p95(every), "ms wall", FRAME_LIMIT, best, len(pieces), about),
    ]


def _add(world: DemoWorld, points: int) -> None:
    """A run with a point a second, of the days that are sent, and what was heard meanwhile."""
    long = run(LONG, world.clock.now() - timedelta(days=3), km=points / 400, elapsed=float(points), every=1)
    world.garmin.add(long)
    for heard in playlist(LONG, long.start - EARLIER, long.end):
        world.lastfm.heard(heard)


def _is_read(store: Store) -> bool:
    row = store.activity(Key(ME, "garmin", str(LONG)))
    return row is not None and row.route == "read"


def _open(browser: Browser, address: str, what: str) -> Shown:
    context = _context(browser)
    try:
        page = _shown(context, address, what)
        return Shown(float(page.evaluate("shownAt")) / 1000, frozenset(page.evaluate(_SCRIPTS)))
    finally:
        context.close()


def _shown(context: BrowserContext, address: str, what: str) -> Page:
    page = context.new_page()
    page.add_init_script(_WATCH % what)
    page.goto(address, wait_until="commit")
    page.evaluate("() => window.shown")
    return page


def _context(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block", locale="en-GB")
    context.set_default_timeout(60_000)
    return context


def _playback(browser: Browser, address: str, frames: int) -> list[list[float]]:
    """The milliseconds of its frames, in pieces."""
    context = _context(browser)
    try:
        page = _shown(context, address, PIN)
        page.keyboard.press("4")  # the fastest
        page.get_by_role("button", name="Play the run").click()
        page.evaluate(_FRAMES, 30)  # the beginning is another matter
        return [page.evaluate(_FRAMES, frames // PARTS) for _ in range(PARTS)]
    finally:
        context.close()


def _size(scripts: Sequence[str] | frozenset[str]) -> float:
    """In kB (1,000 bytes), each packed by itself."""
    files = (PAGES / urlsplit(each).path.lstrip("/") for each in scripts)
    return sum(len(gzip.compress(each.read_bytes())) for each in files) / 1000
