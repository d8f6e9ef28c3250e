"""The Lambda functions: a tick when the schedule fires, or, for many users, one for each message of a queue.

A function keeps its wired application between two events, and its rows nowhere but in DynamoDB. What goes wrong is
one log line and one figure for the alarms; nothing is repeated by AWS, for the next minute does the same work.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sync.config import Settings, SettingsError
from sync.core.budget import Budget
from sync.core.user import Connection
from sync.engine.report import Report
from sync.engine.tick import read_routes, tick
from sync.entrypoints import logs, turns
from sync.entrypoints.environment import with_parameters
from sync.ports import StoreBroken
from sync.wiring import ME, House, build

RESERVE = 3.0  # seconds before the function's end in which nothing is begun: saving what came is quicker
SCRATCH = Path("/tmp")  # noqa: S108  (the only folder of a function that can be written; nothing of worth goes there)
log = logging.getLogger("runtrack.aws")
_warm: dict[str, House] = {}


def on_schedule(event: object, context: Any) -> dict[str, object]:
    """One minute: the tick of the only user, or, with a queue, the turns of those whose minute it is."""
    logs.configure("json")
    return _said(lambda house, left: _minute(house, left), context)


def on_batch(event: Mapping[str, Any], context: Any) -> dict[str, object]:
    """A tick for each user whose turn came by the queue. Those that fail are named, and come again."""
    logs.configure("json")
    failed: list[dict[str, str]] = []
    for record in event.get("Records", ()):
        user = turns.user_of(record)
        done = _said(lambda house, left, user=user: _tick(house, user, left), context)  # type: ignore[misc]
        if not done["ok"]:
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _minute(house: House, left: Callable[[], float]) -> dict[str, float]:
    if not house.settings.queue_url:
        return _tick(house, ME, left)
    handed = turns.hand_out(house.settings.queue_url, house.store.users(), datetime.now(UTC))  # type: ignore[attr-defined]
    return {"Ticks": 1, "HandedOut": handed}


def _tick(house: House, user: str, left: Callable[[], float]) -> dict[str, float]:
    """One tick of one user, then as many routes as there is time for; returns the figures."""
    now, store = datetime.now(UTC), house.store
    budget = ("strava", house.app.strava_client)
    store.begin(user, now, (budget,))  # type: ignore[attr-defined]
    try:
        report = tick(house.app, user, now, left)
        read_routes(house.app, user, now, left)
        return _figures(house, user, now, report)
    finally:
        store.end()  # type: ignore[attr-defined]


def _figures(house: House, user: str, now: datetime, report: Report) -> dict[str, float]:
    links = house.store.all(Connection, user)
    known = house.store.load(Budget, "strava", house.app.strava_client)
    oldest = min((row.due for row in house.store.due(now, user=user, limit=1) if row.due), default=now)
    return {
        "Ticks": float(not report.failed),
        "TickErrors": float(bool(report.failed)),
        "OldestDueSeconds": (now - oldest).total_seconds(),
        "LoginNeeded": float(sum(bool(link.login_needed) for link in links)),
        "AppInactive": float(bool(known and known.inactive)),
    }


def _said(work: Callable[[House, Callable[[], float]], dict[str, float]], context: Any) -> dict[str, object]:
    """Run it, and tell the log and the alarms how it went. Never raises: a stack trace by AWS would say less."""
    begun = time.monotonic()
    environment = os.environ.get("RUNTRACK_ENVIRONMENT", "production")
    try:
        house = _house()
        seconds = context.get_remaining_time_in_millis() / 1000 - RESERVE
        figures = work(house, lambda: seconds - (time.monotonic() - begun))
    except SettingsError as error:
        log.error("wrong settings", extra={"problems": error.problems})
        figures = {"TickErrors": 1}
    except StoreBroken as error:
        log.error("refused", extra={"reason": error.reason, "advice": error.advice})
        _warm.clear()  # a new key or secret is read the next time
        figures = {"TickErrors": 1}
    except Exception:
        log.exception("bug")
        figures = {"TickErrors": 1}
    _tell(environment, figures | {"Milliseconds": round((time.monotonic() - begun) * 1000)})
    return {"ok": not figures.get("TickErrors"), **figures}


def _house() -> House:
    """The wired application: made once for each copy of the function."""
    if "house" not in _warm:
        settings = Settings.read(with_parameters(os.environ), data_dir=SCRATCH, config_dir=SCRATCH)
        _warm["house"] = build(settings)
    return _warm["house"]


def _tell(environment: str, figures: Mapping[str, float]) -> None:
    """One line in CloudWatch's embedded metric format: figures by environment, and by nothing that costs more."""
    units = {"Milliseconds": "Milliseconds", "OldestDueSeconds": "Seconds"}
    metrics = [{"Name": name, "Unit": units.get(name, "Count")} for name in figures]
    about = {"Namespace": "Runtrack", "Dimensions": [["environment"]], "Metrics": metrics}
    line = {"_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [about]}, "environment": environment}
    print(json.dumps(line | dict(figures)), file=sys.stdout, flush=True)
