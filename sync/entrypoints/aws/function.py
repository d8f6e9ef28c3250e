"""The Lambda functions: a tick when the schedule fires, or, for many users, one for each message of a queue.

A function keeps its wired application between two events, and its rows nowhere but in DynamoDB. What goes wrong is
one log line and one figure for the alarms; nothing is repeated by AWS, for the next minute does the same work.
"""

import json
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sync.config import Settings, SettingsError
from sync.core.errors import UNOPENED
from sync.core.user import Connection
from sync.engine import alarms
from sync.engine.live.turn import in_turn
from sync.engine.people import people
from sync.engine.tick import read_routes, tick
from sync.entrypoints import logs
from sync.entrypoints.aws import turns
from sync.entrypoints.environment import with_parameters
from sync.entrypoints.notices import in_language, words_for
from sync.ports import Sleep, StoreBroken, StoreBusy
from sync.stores.files import FolderFiles
from sync.stores.near_files import NearFiles
from sync.wiring import Kept, Wired, build, kept

AT_ONCE, KNOWN_SECONDS = 8, 300.0
RECEIVE_SECONDS, FOLLOW_SECONDS = 15.0, 15.0  # of the minute for messengers, and for runs in progress of many users
RESERVE = 3.0  # seconds before the function's end in which nothing is begun: saving what came is quicker
ROUTE_LEAST = 35.0
"""Seconds that a file gets at least: with the function's least timeout, 45 s, an idle tick leaves more than that."""
SCRATCH = Path(tempfile.gettempdir())  # the only folder of a function that can be written
log = logging.getLogger("runtrack.aws")
_first: list[Wired] = []  # of this copy of the function; the others share its clients
_warm: list[Wired] = []  # those that nobody uses now
_building = threading.Lock()
_known: list[tuple[float, list[str]]] = []  # who there was, and when that was read
_told: list[bool] = []  # that nothing is connected


def on_schedule(event: object, context: Any) -> dict[str, object]:
    """One minute: everybody's tick, or, with a queue, the turns of those whose minute it is."""
    logs.configure("json")
    return _said(partial(_minute, context), context)


def on_batch(event: Mapping[str, Any], context: Any) -> dict[str, object]:
    """A tick for each user whose turn came by the queue, all at once, for most of a tick is waiting for a service.
    Those that fail are named, and come again."""
    logs.configure("json")
    records = list(event.get("Records", ()))
    with ThreadPoolExecutor(max_workers=max(1, len(records)), thread_name_prefix="turn") as threads:
        done = list(threads.map(lambda record: _said(partial(_turn, record), context), records))
    failed = [record for record, said in zip(records, done, strict=True) if not said["ok"]]
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in failed]}


def _minute(context: Any, wired: Wired, left: Callable[[], float]) -> dict[str, float]:
    if wired.app.messengers:
        from sync.engine.receiving import receive  # most installations have none

        receive(wired.app, datetime.now(UTC), lambda: min(left(), RECEIVE_SECONDS))
    if not wired.settings.queue_url:  # who follows a run looks with their own tick
        return _everybodys(context, wired, left)
    from sync.engine.live.following_live import follow

    follow(wired.app, datetime.now(UTC), lambda: min(left(), FOLLOW_SECONDS))
    parts = wired.store.user_parts()
    handed = turns.hand_out(wired.settings.queue_url, parts, datetime.now(UTC), left=left)
    if handed.parts_left:  # other ones each time
        log.error("no time for every turn", extra={"parts_left": handed.parts_left, "parts": len(parts)})
    return {"Ticks": 1, "TickErrors": float(bool(handed.parts_left)), "HandedOut": handed.turns}


def _everybodys(context: Any, wired: Wired, left: Callable[[], float]) -> dict[str, float]:
    """The ticks of a few people side by side, each with a line of its own in the log; returns the first one's figures.
    Whoever waits for a service holds up nobody else."""
    names = _people(wired)
    begin = int(time.time()) // 60 % len(names)  # where there is no time for all, it is not the same ones who wait
    first, *others = (*names[begin:], *names[:begin])
    if not others:
        return _tick(wired, first, left)
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="turn") as threads:
        for name in others:
            threads.submit(_said, partial(_one_turn, name), context)
        return _tick(wired, first, left)


def _people(wired: Wired) -> list[str]:
    """Who there is, read now and then: in an installation of one person the answer is always the same."""
    now = time.monotonic()
    if not _known or now - _known[0][0] > KNOWN_SECONDS:
        _known[:] = [(now, people(wired.app))]
    return _known[0][1]


def _turn(record: Mapping[str, Any], wired: Wired, left: Callable[[], float]) -> dict[str, float]:
    """The tick of the user that a message is about, where there is time for a slow request."""
    return _one_turn(turns.user_of(record), wired, left)


def _one_turn(user: str, wired: Wired, left: Callable[[], float]) -> dict[str, float]:
    if left() < wired.settings.http_seconds:
        log.warning("no time left", extra={"user": user})
        return {"TickErrors": 1}
    return _tick(wired, user, left)


def _tick(wired: Wired, user: str, left: Callable[[], float]) -> dict[str, float]:
    """One tick of one user, then as many routes as there is time for; returns the figures."""
    now, store = datetime.now(UTC), wired.store
    budget = (wired.app.target_name, wired.app.target_client)
    store.begin(user, now, (budget,))
    try:
        report = tick(wired.app, user, now, left)
        in_turn(wired.app, user, now, left, follows=not wired.settings.queue_url)
        seconds = left() - RESERVE - 1
        if seconds >= ROUTE_LEAST:  # else they are still due
            read_routes(replace(wired.app, timing=replace(wired.app.timing, route_seconds=seconds)), user, now, left)
        figures = {name: float(value) for name, value in alarms.figures(wired.app, user, now, report).items()}
        unopened = any(link.login_needed.startswith(UNOPENED) for link in store.all(Connection, user))
        return figures | ({UNOPENED: 1.0} if unopened else {})
    finally:
        store.end()


def _said(work: Callable[[Wired, Callable[[], float]], dict[str, float]], context: Any) -> dict[str, object]:
    """Run it, and tell the log and the alarms how it went. Never raises: a stack trace by AWS would say less."""
    begun, figures = time.monotonic(), dict[str, float]()
    environment, wired = os.environ.get("RUNTRACK_ENVIRONMENT", "production"), None
    try:
        wired = _wired()
        if wired is None:
            if not _told:  # once, not each minute
                log.warning("nothing is connected", extra={"advice": "run `runtrack push-credentials` at home"})
                _told.append(True)
            figures = {"Ticks": 1, "LoginNeeded": 1}
        else:
            seconds = context.get_remaining_time_in_millis() / 1000 - RESERVE
            figures = work(wired, lambda: seconds - (time.monotonic() - begun))
            if figures.pop(UNOPENED, 0.0):
                forget()  # the key may be another one by now
            else:
                _warm.append(wired)
    except SettingsError as error:
        log.error("wrong settings", extra={"problems": error.problems})
        figures = {"TickErrors": 1}
    except StoreBroken as error:
        log.error("refused", extra={"reason": error.reason, "advice": error.advice})
        if wired is not None and isinstance(error, StoreBusy):
            _warm.append(wired)  # nothing is wrong with it, and wiring a new one asks AWS for still more
        else:
            forget()  # a new key or secret is read the next time
        figures = {"TickErrors": 1}
    except Exception:
        log.exception("bug")
        figures = {"TickErrors": 1}
    _tell(environment, figures | {"Milliseconds": round((time.monotonic() - begun) * 1000)})
    return {"ok": not figures.get("TickErrors"), **figures}


def _wired() -> Wired | None:
    """A wired application that nobody else uses now: what it knows is of one tick. Made once for each copy of the
    function and thread. None until there is a key to seal with, which the first `push-credentials` makes."""
    with _building:
        if _warm:
            return _warm.pop()
        if not _first:
            settings = Settings.read(with_parameters(os.environ), data_dir=SCRATCH, config_dir=SCRATCH)
            if not settings.sealing_key:
                return None
            _first.append(build(settings, kept=_kept, words=words_for(settings), translate=in_language))
            return _first[0]
        return _first[0].another()


def _kept(settings: Settings, sleep: Sleep) -> Kept:
    """Rows in DynamoDB, files in S3, and under /tmp sealed tokens for which there is no other place just now."""
    rows, files = kept(settings, sleep)
    return rows, NearFiles(files, FolderFiles(SCRATCH / "runtrack"), "spill")


def forget() -> None:
    """Begin anew with the next event, as a cold copy does."""
    with _building:
        _first.clear()
        _warm.clear()
        _told.clear()
        _known.clear()


def _tell(environment: str, figures: Mapping[str, float]) -> None:
    """One line in CloudWatch's embedded metric format: figures by environment, and by nothing that costs more."""
    units = {"Milliseconds": "Milliseconds"}
    metrics = [
        {"Name": name, "Unit": units.get(name, "Seconds" if name.endswith("Seconds") else "Count")} for name in figures
    ]
    about = {"Namespace": "Runtrack", "Dimensions": [["environment"]], "Metrics": metrics}
    line = {"_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [about]}, "environment": environment}
    sys.stdout.write(json.dumps(line | dict(figures)) + "\n")  # in one go: threads tell theirs at the same time
    sys.stdout.flush()
