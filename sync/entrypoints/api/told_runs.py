"""A run's views as answers."""

from datetime import UTC
from typing import Any

import msgspec

from sync.app import App
from sync.core.activity import Activity
from sync.core.digest import EFFORTS, Digest
from sync.core.run_list import Summary
from sync.core.states import ON_TARGET, How, State
from sync.engine import story
from sync.engine.run_files import forms
from sync.engine.run_pages import CalendarView, PageView, RunView
from sync.entrypoints.api.answers import runs
from sync.entrypoints.api.language import in_language
from sync.service import Service


class Glance(msgspec.Struct):
    """What a line of the list has of a digest. The places on the way are passed on as they are kept."""

    moving: float
    heart_rate: float | None
    line: msgspec.Raw = msgspec.Raw(b"[]")


def page(app: App, view: PageView[Glance], following: str | None) -> bytes:
    """A `runs.RunList` as JSON. It is the answer that is asked for most and has most in it: made of models, which check
    value by value what is known to be right, it takes thrice the time."""
    target = app.services[app.target_name].service
    lines = [_line(target, each.run, each.digest) for each in view.lines]
    for line in lines:
        line |= {"words": in_language(line["words"]), "reason": in_language(line["reason"])}
    return msgspec.json.encode({"runs": lines, "next": following})


def one(app: App, seen: RunView) -> runs.Run:
    row = seen.row
    return runs.Run(
        **_line(app.services[app.target_name].service, row, seen.digest),
        multisport=row.multisport,
        kept=row.is_kept,
        privacy=row.privacy,
        text_closed=row.music.closed,
        route=_route(row),
        digest=_digest(seen.digest),
        places=[runs.Place(service=name, title=app.title(name), url=url) for name, url in seen.places],
        next=_next(seen.next),
        can=[each.value for each in seen.can],
        formats=list(forms(row, placed=bool(seen.digest and seen.digest.line))),
    )


def why(row: Activity, coming: story.Next) -> runs.Why:
    return runs.Why(
        id=row.name,
        history=[runs.Decision(at=each.at, state=each.state, why=each.why) for each in row.history],
        next=_next(coming),
        beside=list(coming.beside),
    )


def calendar(view: CalendarView) -> runs.Calendar:
    return runs.Calendar(
        year=view.year,
        years=list(view.years),
        sports=sorted({run.sport for run in view.runs}),
        runs=[
            runs.CalendarRun(
                id=run.name,
                start=run.start,
                offset=run.offset,
                title=run.title,
                sport=run.sport,
                elapsed=run.elapsed,
                distance=run.distance,
                state=run.state,
                songs=run.music.songs,
            )
            for run in view.runs
        ],
    )


def in_words(run: Summary | Activity, target: str) -> str:
    """The state as a person says it."""
    match run.state:
        case State.DISCOVERED:
            return "Kept here" if run.due is None else "New, not sent yet"
        case State.SUBMITTING:
            return "Sending"
        case State.SUBMITTED:
            return f"{target} is processing"
        case State.UPLOADED if run.due is not None:
            return f"On {target}, waiting for music"
        case State.UPLOADED:
            return f"Already on {target}" if run.how is How.ALREADY_THERE else f"On {target}"
        case State.ANNOTATED:
            return f"On {target} with its songs" if run.music.songs else f"On {target}, no music"
        case State.SKIPPED:
            return f"Left out: {run.reason}"
        case State.FAILED:
            return f"Failed: {run.reason}"
    return f"Deleted on {target}, stays so"


def _line(target: Service, run: Summary | Activity, digest: Digest | Glance | None) -> dict[str, Any]:
    there = run.target_id is not None and run.state in ON_TARGET
    return {
        "id": run.name,
        "title": run.title,
        "sport": run.sport,
        "start": run.start.astimezone(UTC),
        "offset": run.offset,
        "elapsed": run.elapsed,
        "moving": digest.moving if digest else None,
        "distance": run.distance,
        "heart_rate": digest.heart_rate if digest else None,
        "state": run.state,
        "words": in_words(run, target.title),
        "reason": run.reason,
        "how": run.how,
        "due": run.due.astimezone(UTC) if run.due else None,
        "target_id": run.target_id,
        "target_url": target.run_page.format(run.target_id) if there and target.run_page else None,
        "backfill": run.backfill,
        "songs": run.music.songs,
        "music": run.music.outcome,
        "line": digest.line if digest else (),
    }


def _digest(digest: Digest | None) -> runs.DigestAnswer | None:
    if digest is None:
        return None
    return runs.DigestAnswer(
        moving=digest.moving,
        distance=digest.distance,
        gain=digest.gain,
        heart_rate=digest.heart_rate,
        most_heart_rate=digest.most_heart_rate,
        cadence=digest.cadence,
        kilometres=list(digest.kilometres),
        miles=list(digest.miles),
        efforts=[
            runs.Effort(name=name, distance=metres, seconds=digest.efforts[name])
            for name, metres in EFFORTS.items()
            if name in digest.efforts
        ],
    )


def _route(row: Activity) -> runs.RouteState:
    if row.route.startswith("none"):
        return runs.RouteState(state="none", why=row.route.removeprefix("none: "))
    if row.route == "read":
        return runs.RouteState(state="read", why="")
    return runs.RouteState(state="due" if row.route == "due" else "not kept", why="")


def _next(coming: story.Next) -> runs.Next:
    return runs.Next(words=coming.words, due=coming.due, waits=coming.waits)
