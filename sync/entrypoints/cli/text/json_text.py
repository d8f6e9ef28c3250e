"""What `--json` prints: one object for each reading command, as docs/json.md has it. Times are ISO 8601 in UTC.
`status` and `backfill` are in `json_status.py`.

Keys may be added under the same `SCHEMA`; renaming one, removing it or changing what it means takes the next number.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from sync.core.activity import Activity
from sync.core.key import FIRST_SOURCE
from sync.core.music import Song
from sync.core.plan import StepName, Task
from sync.engine.file_views import FileView
from sync.engine.preview import Preview
from sync.engine.soundtrack_views import Entry, Line
from sync.engine.story import KEEPS, Next, step_words
from sync.entrypoints.cli.text.times import run_name
from sync.entrypoints.cli.text.ways_out import file_words, ways_out
from sync.entrypoints.cli.text.words import SOURCE, TARGET

if TYPE_CHECKING:
    from sync.entrypoints.cli.checks.machine import Check

SCHEMA = 1


def document(**parts: object) -> str:
    """One command's answer."""
    return json.dumps({"schema": SCHEMA, **parts}, default=_plain, indent=2)


def runs(rows: Iterable[Activity]) -> str:
    return document(runs=[run_fields(row) for row in rows])


def files(found: Iterable[FileView]) -> str:
    """Of `list --files`."""
    return document(files=[file_fields(one) for one in found])


def file_fields(one: FileView) -> dict[str, object]:
    return {"name": one.name, "fate": one.fate, "why": file_words(one), "runs": [run_name(row) for row in one.runs]}


def stories(rows: Iterable[tuple[Activity, Next]], found: Iterable[FileView] = ()) -> str:
    """Of `why`: runs with their decisions and what comes next; the files that were asked for."""
    return document(
        files=[file_fields(one) for one in found],
        runs=[
            run_fields(row)
            | {
                "history": [{"at": each.at, "state": each.state, "why": each.why} for each in row.history],
                "next": {
                    "words": "; ".join((coming.words, *ways_out(row, coming))),
                    "due": coming.due,
                    "waits": coming.waits,
                },
            }
            for row, coming in rows
        ],
    )


def plan(now: datetime, seen: Preview, newest: int | None, left_out: str, next_due: datetime | None) -> str:
    """`newest`: how many runs of the source were looked at; None when they were not, `left_out` says why."""
    return document(
        now=now,
        garmin={"newest": newest, "left_out": left_out},
        new=[run_fields(row) for row in seen.fresh],
        notes=list(seen.notes),
        actions=[
            {"run": run_fields(task.row), "backfill": task.row.backfill, **_step(task, sends=seen.sends)}
            for task in seen.of_rows
            if task.row is not None
        ],
        besides=[{"subject": task.subject, **_step(task, sends=seen.sends)} for task in seen.besides],
        calls=[
            {"service": calls.service, "call": calls.call, "least": calls.least, "most": calls.most}
            for calls in seen.calls
        ],
        held=seen.held,
        next_due=next_due,
    )


def _step(task: Task, *, sends: bool) -> dict[str, object]:
    keeps = task.step is StepName.SUBMIT and not sends
    return {
        "step": task.step,
        "words": KEEPS if keeps else step_words(task.step, task.row, SOURCE.title, TARGET.title),
        "waits": task.waits,
    }


def plays(since: datetime, until: datetime, entries: Sequence[Entry]) -> str:
    return document(
        since=since,
        until=until,
        plays=[
            {"played_at": entry.at, "source": entry.play.source, **_song(entry.play.song)}
            for entry in entries
            if entry.play is not None
        ],
        gaps=[
            {
                "after": entry.gap.after,
                "before": entry.gap.before,
                "source": entry.gap.source,
                "sure": entry.gap.sure,
                "why": entry.gap.why,
            }
            for entry in entries
            if entry.gap is not None
        ],
    )


def soundtracks(rows: Iterable[tuple[Activity, Sequence[Line]]]) -> str:
    return document(runs=[run_fields(row) | {"songs": [_line(line) for line in lines]} for row, lines in rows])


def checks(seen: Iterable["Check"]) -> str:
    return document(
        checks=[
            {"name": check.name, "verdict": check.verdict.name.lower(), "seen": check.seen, "way_out": check.way_out}
            for check in seen
        ]
    )


def preview(run: Activity, text: str, not_written: str) -> str:
    """Of `annotate --preview`."""
    return document(run=run_fields(run), text=text, not_written=not_written or None)


def run_fields(row: Activity) -> dict[str, object]:
    """A run without its history: that is what `why` is for."""
    return {
        "run": run_name(row),
        "garmin_id": int(row.key.id) if row.key.source == FIRST_SOURCE else None,
        "leg": row.key.leg,
        "strava_id": row.target_id,
        "title": row.title,
        "sport": row.sport,
        "start": row.start,
        "offset": row.offset,
        "elapsed": row.elapsed,
        "distance": row.distance,
        "state": row.state,
        "reason": row.reason,
        "how": row.how,
        "due": row.due,
        "backfill": row.backfill,
        "privacy": row.privacy,
        "kept": row.is_kept,
        "route": row.route,
        "music": {"outcome": row.music.outcome, "songs": row.music.songs, "closed": row.music.closed},
    }


def _line(line: Line) -> dict[str, object]:
    facts, ran = line.facts, line.figures
    return {
        "number": line.number,
        **_song(line.song),
        "offset": line.offset.total_seconds(),
        "inside": line.inside,
        "distance": ran.distance,
        "pace": ran.pace,
        "heart_rate": ran.heart_rate,
        "cadence": ran.cadence,
        "bpm": line.tempo.bpm,
        "energy": facts.energy if facts else None,
        "danceability": facts.danceability if facts else None,
        "valence": facts.valence if facts else None,
        "sources": list(line.sources),
        "from": line.sent_by,
    }


def _song(song: Song) -> dict[str, object]:
    return {"artist": song.artist, "title": song.title, "seconds": song.seconds, "link": song.link}


def _plain(value: Any) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(type(value).__name__)
