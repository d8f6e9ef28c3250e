"""What the command line says of a wish that was refused, and with which exit code it ends."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from sync.core.activity import Activity
from sync.engine.asks.refusals import (
    BeingChanged,
    InTheFuture,
    NoSongs,
    NoSuchName,
    NotFound,
    NotPossible,
    Refused,
    SeveralLegs,
    TemplateUnusable,
    Why,
)
from sync.entrypoints.cli.screen import fail
from sync.entrypoints.cli.text.times import run_name, until
from sync.entrypoints.cli.text.words import RUN

IN_THE_WAY = {
    Why.ON_STRAVA: ": it is on Strava already: https://www.strava.com/activities/{row.strava_id}",
    Why.NOT_ON_STRAVA: " is not on Strava ({row.state}: {row.reason}).",
    Why.ANSWER_LOST: ": it was sent and the answer was lost: it is looked for on Strava before it is sent again "
    "({turn}); sending it now could make a double",
    Why.WITH_STRAVA: ": Strava has the file and works on it: {turn}",
    Why.DUE_NOW: ": its turn is now, at the next tick: {row.reason}",
    Why.DELETED: ": it was deleted on Strava, and what you delete there stays deleted; if you want it back, say "
    "`--force`, and it is sent as a new activity",
}
TEXT_HAS_LEFT = (
    "The text of {name} has left with the upload: `runtrack annotate {name} --remove` takes it out once the run is on "
    "Strava."
)


@contextmanager
def refusals_told(now: datetime, instead: Mapping[Why, str] | None = None) -> Iterator[None]:
    """Say a refusal on stderr and leave. `instead`: other words for what is in the way of this wish."""
    try:
        yield
    except Refused as refusal:
        raise fail(*told(refusal, now, instead or {})) from None


def told(refusal: Refused, now: datetime, instead: Mapping[Why, str]) -> tuple[str, int]:
    """The sentence, and the exit code: 2 for what was typed, 1 for what is so."""
    match refusal:
        case NoSuchName(asked=asked):
            return f"{asked!r} is no name of a run: give {RUN}", 2
        case NotFound(asked=asked):
            return f"no run {asked!r} in the ledger: `runtrack list` shows what there is", 2
        case SeveralLegs(asked=asked, rows=rows):
            each = "\n".join(f"  {run_name(row)}  {row.sport}, {row.state}: {row.reason}" for row in rows)
            return f"{asked} has {len(rows)} legs; say which one:\n{each}", 2
        case NotPossible(row=row, why=why):
            return _in_the_way(row, why, now, instead), 1
        case BeingChanged(row=row):
            return f"{run_name(row)} is being worked on at this moment: try again.", 1
        case TemplateUnusable(wrong=wrong):
            return f"The template cannot be used: {wrong}", 2
        case NoSongs(named=named):
            return "No songs are known for it." if named else "No run with music is known yet.", 1
        case InTheFuture(since=since):
            return f"--since {since:%Y-%m-%d} is in the future: a backfill brings older runs", 2
    raise AssertionError(f"no words for {type(refusal).__name__}")


def _in_the_way(row: Activity, why: Why, now: datetime, instead: Mapping[Why, str]) -> str:
    name = run_name(row)
    if why is Why.TEXT_HAS_LEFT:
        return TEXT_HAS_LEFT.format(name=name)
    turn = f"its turn is {until(row.due, now)}" if row.due is not None else ""
    return name + instead.get(why, IN_THE_WAY[why]).format(row=row, turn=turn)
