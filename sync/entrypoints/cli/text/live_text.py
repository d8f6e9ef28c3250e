"""Runs in progress as a table, and as JSON (docs/json.md)."""

from collections.abc import Sequence
from datetime import datetime

from sync.core.live.followed import LiveFollowed
from sync.core.live.run import LiveRun
from sync.entrypoints.cli.text.json_text import document
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.times import moment
from sync.entrypoints.cli.text.words import TITLES
from sync.entrypoints.live_words import OFF


def show(runs: Sequence[LiveRun], known: LiveFollowed | None, now: datetime, *, switched_on: bool) -> None:
    rows = [
        (
            TITLES.get(run.source, run.source),
            _who(run, known) or "-",
            moment(run.begun),
            moment(run.last),
            str(run.points),
            "stale" if run.is_stale(now) else "live",
        )
        for run in runs
    ]
    if rows:
        table(("from", "who", "since", "last point", "points", "state"), rows)
    else:
        print_page("No run is in progress, as far as is known.")
    if known is not None and known.over is not None:
        print_page(f"The run that was followed last is over: {known.over}.")
    elif known is not None:
        told = f", but cannot be just now: {known.why}" if known.why else ""
        print_page(f"A run at {TITLES.get(known.source, known.source)} is followed since {moment(known.since)}{told}.")
    elif not switched_on:
        print_page(OFF)


def as_json(runs: Sequence[LiveRun], known: LiveFollowed | None, now: datetime, *, switched_on: bool) -> str:
    followed = known and {
        "source": known.source,
        "name": known.name,
        "since": known.since.isoformat(),
        "last": known.last.isoformat() if known.last else None,
        "trouble": known.why,
        "over": str(known.over or ""),
    }
    told = [
        {
            "source": run.source,
            "name": _who(run, known),
            "begun": run.begun.isoformat(),
            "last": run.last.isoformat(),
            "points": run.points,
            "stale": run.is_stale(now),
        }
        for run in runs
    ]
    return document(switched_on=switched_on, runs=told, followed=followed)


def _who(run: LiveRun, known: LiveFollowed | None) -> str:
    return known.name if known is not None and (run.source, run.id) == (known.source, known.id) else run.device
