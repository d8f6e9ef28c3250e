"""`python -m tests.lighthouse [--times N] [PAGE...]`: what `make lighthouse` starts.

Lighthouse (of npm, named in this folder: the product has nothing of it) loads each page in Debian's Chromium as a phone
of middling speed does, over the demo's year. Exit code 1 when a page has less than it must.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from rich.console import Console
from rich.table import Table

import pdm_build
from sync.sim.demo_world import pretend_athlete
from tests.bench.children import environ
from tests.bench.web.server import serving
from tests.support.entrypoints.year import worked
from tests.support.world import closed_port

HERE = Path(__file__).parent
THERE = HERE.parents[1] / "build" / "lighthouse"
"""Where it is installed: its 180 MB are no sources of ours."""
LEAST = {"performance": 95, "accessibility": 100}
"""Of 100."""
PAGES = ("/", "/runs/…", "/connections", "/preferences", "/help")
TIMES, LOOKS = 3, 3
FLAGS = "--headless=new --no-sandbox --host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'"
"""Nothing but loopback is reached: the tiles of the map are missing."""


@dataclass(frozen=True)
class Score:
    """What a page has of each of `LEAST`, the best of several tries: a busy machine can only make it slower. `wrong`:
    what it failed of reachability."""

    page: str
    reached: dict[str, int]
    wrong: tuple[str, ...]

    @property
    def enough(self) -> bool:
        return all(self.reached[name] >= least for name, least in LEAST.items())


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make lighthouse", description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE", default=PAGES, help=f"of {', '.join(PAGES)}")
    parser.add_argument("--times", type=int, default=TIMES, help="tries of each page, of which the best counts")
    given = parser.parse_args(arguments)
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("This needs Debian's Chromium: apt-get install chromium", file=sys.stderr)
        return 2
    THERE.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(HERE / name, THERE / name)
    pdm_build.npm(THERE, "ci", "--fetch-retries=1")
    with tempfile.TemporaryDirectory(prefix="runtrack-lighthouse-") as folder:
        scores = measured(given.pages, given.times, browser, Path(folder))
    print_table(scores)
    return 0 if all(score.enough for score in scores) else 1


def measured(pages: Sequence[str], times: int, browser: str, folder: Path) -> list[Score]:
    """Each page of the demo's year, served as a user has it."""
    world = pretend_athlete()
    try:
        settings, port = worked(world, folder), closed_port()
        at = {"RUNTRACK_DATABASE": str(settings.database), "RUNTRACK_KEY_FILE": str(settings.key_file)}
        arguments = ("-m", "sync.entrypoints", "web", "--port", str(port))
        with serving(arguments, port, folder, environ(None, **world.environ, **at)):
            base = f"http://127.0.0.1:{port}"
            return [
                scored(page, base + page.replace("…", run_with_songs(base)), times, browser, folder) for page in pages
            ]
    finally:
        world.stop()


def run_with_songs(base: str) -> str:
    runs = httpx2.get(f"{base}/api/activities", params={"music": "true"}).json()["runs"]
    return str(next(run["id"] for run in runs if run["songs"] > 2 and run["line"]))


def scored(page: str, address: str, times: int, browser: str, folder: Path) -> Score:
    reports = [report(address, browser, folder / "report.json") for _ in range(times)]
    reached = {name: max(round(100 * each["categories"][name]["score"]) for each in reports) for name in LEAST}
    audits = reports[0]["audits"]
    asked = [each["id"] for each in reports[0]["categories"]["accessibility"]["auditRefs"] if each["weight"]]
    return Score(page, reached, tuple(audits[id]["title"] for id in asked if audits[id]["score"] not in (None, 1)))


def report(address: str, browser: str, to: Path) -> dict[str, Any]:
    """One try, as Lighthouse tells of it. Now and then Chromium's record of the loading lacks its beginning
    (NO_NAVSTART), which says nothing of the page: it looks again. Raises `CalledProcessError` when it cannot look."""
    program = THERE / "node_modules" / "lighthouse" / "cli" / "index.js"
    asked = [
        f"--only-categories={','.join(LEAST)}",
        f"--chrome-flags={FLAGS}",
        "--quiet",
        "--no-enable-error-reporting",
    ]
    command = [str(pdm_build.node()), str(program), address, *asked, "--output=json", f"--output-path={to}"]
    for left in reversed(range(LOOKS)):
        done = subprocess.run(command, env={**os.environ, "CHROME_PATH": browser}, check=not left)
        if done.returncode == 0:
            break
    told: dict[str, Any] = json.loads(to.read_text())
    return told


def print_table(scores: Sequence[Score]) -> None:
    table = Table(title="Lighthouse, a phone of middling speed, the best of some tries", title_justify="left")
    table.add_column("page", no_wrap=True)
    for name, least in LEAST.items():
        table.add_column(f"{name} (least {least})", justify="right")
    table.add_column("what is wrong")
    for score in scores:
        table.add_row(score.page, *(str(score.reached[name]) for name in LEAST), "; ".join(score.wrong))
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
