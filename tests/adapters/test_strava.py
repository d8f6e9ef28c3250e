"""Strava through stravalib as a mere transport: it never refreshes, never sleeps, never decides."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from sync.adapters.strava_answers import on_target, result_of, verdict
from sync.core.exchange import ResultKind
from sync.ports import Result
from sync.sim.athlete import run
from sync.sim.strava import SimStrava
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.world import HOUR, World

RUN = 900000001
HEAVY = ("stravalib", "pint", "pydantic", "fitparse", "fitdecode", "apprise", "rich", "typer", "apscheduler")

IDLE_TICK = """
import json, logging, sys, warnings
from datetime import datetime
from pathlib import Path
filters, showwarning = list(warnings.filters), warnings.showwarning
from sync.config import Settings
from sync.engine.tick import tick
from sync.wiring import build
import os
wired = build(Settings.read(dict(os.environ), data_dir=Path("."), config_dir=Path(".")))
report = tick(wired.app, "me", datetime.fromisoformat(sys.argv[1]), lambda: 50.0)
wired.close()
names = sys.argv[2].split(",")
same = warnings.filters[-len(filters):] == filters if filters else True
print(json.dumps({
    "polled": report.polled, "moved": len(report.moved), "loaded": [n for n in names if n in sys.modules],
    "catches warnings": warnings.showwarning is not showwarning,
    "shows deprecations": any(f[0] == "default" and f[2] is Warning and not f[1] for f in warnings.filters[:1]),
}))
"""


def ticked_elsewhere(world: World) -> str:
    """One tick in a fresh process; what it says of itself."""
    environ = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ} | world.environ
    done = subprocess.run(
        [sys.executable, "-c", IDLE_TICK, world.now.isoformat(), ",".join(HEAVY)],
        env=environ,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_idle_tick_loads_neither_stravalib_nor_anything_else_that_is_heavy(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        assert ticked_elsewhere(world) == (
            '{"polled": true, "moved": 0, "loaded": [], "catches warnings": false, "shows deprecations": false}'
        )


def test_a_tick_that_talks_to_strava_loads_stravalib_and_puts_back_what_its_import_changes(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        there = run(RUN, world.now - HOUR)
        world.garmin.add(there)
        world.strava.add(there.start, there.elapsed, there.distance)
        assert ticked_elsewhere(world) == (
            '{"polled": true, "moved": 1, "loaded": ["stravalib", "pint", "pydantic"], '
            '"catches warnings": false, "shows deprecations": false}'
        )


def test_stravalib_never_refreshes_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would, when it finds a client id and secret in the environment; the rotated token would be lost."""
    with World(tmp_path, seconds=10) as world:
        monkeypatch.setenv("STRAVA_CLIENT_ID", world.strava.client_id)
        monkeypatch.setenv("STRAVA_CLIENT_SECRET", world.strava.client_secret)
        world.strava.rotate = True
        world.garmin.add(run(RUN, world.now - HOUR, km=1, every=20))
        world.strava.expire_access()
        world.strava.inject("token", "500")
        world.tick()
        assert world.strava.counts() == {"list": 1, "token": 1}  # ours, which failed, and no other
        world.until_quiet()
        assert world.strava.counts()["token"] == 2
        assert (
            world.wired.keepers["strava"].usable("me", world.now).fields["refresh_token"] in world.strava.grants.issued
        )
        world.clock.advance(7 * 3600)
        world.garmin.add(run(RUN + 1, world.now - HOUR, km=1, every=20))
        world.until_quiet()
        assert world.strava.counts()["token"] == 3
        nothing_lost_nothing_doubled(world, [RUN, RUN + 1])


class Reading(SimStrava):
    """Keeps where the fields of an upload came from."""

    query = b"not asked"
    form: dict[str, str] | None = None

    def upload(self, request: Request) -> Response:
        self.query, self.form = request.query_string, request.form.to_dict()
        return super().upload(request)


def test_an_uploads_fields_are_in_its_body_and_not_in_its_url(tmp_path: Path) -> None:
    """In the URL a long title would end in access logs and at the 8 KB limit."""
    world = World(tmp_path, seconds=10)
    strava = world.strava = Reading(world.clock.now)
    with world:
        world.garmin.add(run(RUN, world.now - HOUR, km=1, every=20, title="Tempo {id} 100 %"))
        world.tick()
        assert strava.query == b""
        assert strava.form == {"data_type": "fit", "external_id": f"garmin-{RUN}", "name": "Tempo {id} 100 %"}


def test_a_rotated_refresh_token_is_stored_before_the_call_that_needs_it_and_survives_its_failure(
    tmp_path: Path,
) -> None:
    with World(tmp_path, seconds=10) as world:
        world.strava.rotate = True
        world.clock.advance(7 * 3600)
        world.garmin.add(run(RUN, world.now - HOUR, km=1, every=20))
        world.strava.inject("list", "500")
        world.tick()
        assert world.strava.counts() == {"token": 1, "list": 1}
        world.restart()
        kept = world.wired.keepers["strava"].usable("me", world.now).fields["refresh_token"]
        assert kept == world.strava.grants.issued[-1]
        world.clock.advance(7 * 3600)
        world.until_quiet()
        nothing_lost_nothing_doubled(world, [RUN])


# -- words --------------------------------------------------------------------------------------------

FAILED = "There was an error processing your activity."


@pytest.mark.parametrize(
    ("words", "activity"),
    [
        ("garmin-1.fit duplicate of activity 9000000002", 9000000002),
        ("garmin-1.fit Duplicate Of Activity 9000000002", 9000000002),
        ("garmin-1.fit duplicate of <a href='/activities/9000000002' target='_blank'>Run 42 &amp; 7</a>", 9000000002),
        ("x duplicate of <a href='https://www.strava.com/activities/9000000002'>activity 12 of 14</a>", 9000000002),
        ("<a href='/activities/1'>x</a>", None),
        ("garmin-1.fit duplicate of another activity", None),
    ],
)
def test_the_id_of_a_duplicate_comes_from_the_link_or_the_words_and_never_from_the_title(
    words: str, activity: int | None
) -> None:
    expected = (
        Result(ResultKind.DUPLICATE, activity, words)
        if "duplicate" in words.lower()
        else Result(ResultKind.ERROR, words=words)
    )
    assert verdict(words) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            {"status": "Your activity is still being processed.", "error": None, "activity_id": None},
            ResultKind.PROCESSING,
        ),
        ({"status": "Your activity is ready.", "error": None, "activity_id": 12}, ResultKind.READY),
        ({"status": "Your activity is ready.", "error": None, "activity_id": None}, ResultKind.PROCESSING),
        ({"status": FAILED, "error": "Time information is missing from file.", "activity_id": None}, ResultKind.ERROR),
        ({"status": FAILED, "error": "x duplicate of activity 3", "activity_id": None}, ResultKind.DUPLICATE),
        ({"status": "The created activity has been deleted.", "error": None, "activity_id": None}, ResultKind.DELETED),
        ({"status": "The created activity has been deleted.", "error": None, "activity_id": 12}, ResultKind.DELETED),
        ({"status": "A new sentence.", "activity_id": None}, ResultKind.PROCESSING),
        ({}, ResultKind.PROCESSING),
    ],
)
def test_an_upload_is_judged_by_its_fields_and_not_by_its_status_alone(
    answer: dict[str, object], expected: ResultKind
) -> None:
    assert result_of(answer).kind is expected


def test_a_listed_activity_full_of_nulls_is_read_and_a_hopeless_one_left_out() -> None:
    item = {
        "id": 12,
        "external_id": None,
        "upload_id": None,
        "start_date": "2026-03-14T07:00:00Z",
        "start_date_local": "2026-03-14T00:00:01Z",
        "elapsed_time": None,
        "distance": None,
    }
    found = on_target(item)
    assert found is not None
    assert (found.external_id, found.elapsed, found.distance, found.start_is_hidden) == ("", 0.0, 0.0, True)
    assert on_target({"id": 12}) is None
    assert on_target({"id": "twelve", "start_date": "today"}) is None
