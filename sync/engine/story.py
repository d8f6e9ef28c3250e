"""One run's story: found by any of its names, every decision in order, and what comes next."""

import re
from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.activity import ON_STRAVA, Activity, Key, State
from sync.core.ownership import leaves_it
from sync.core.plan import StepName, Task, planned
from sync.engine import blocks, ownership
from sync.engine.asks.refusals import NoSuchName
from sync.engine.table import STATE_STEPS, STEPS

ANNOTATE_ONLY = "look for it on Strava (annotate-only: it is not sent)"

_ROW = re.compile(r"(?:garmin-)?(\d{1,18})(?:-(\d{1,4}))?(?:\.fit|\.gpx|\.tcx)?")
_STRAVA_ROW = re.compile(r"strava-(\d{1,18})")
_GARMIN = re.compile(r"https?://[^/\s]*garmin\.(?:com|cn)/\S*?activity/(\d{1,18})\b\S*", re.IGNORECASE)
_STRAVA = re.compile(r"https?://[^/\s]*strava\.com/activities/(\d{1,18})\b\S*", re.IGNORECASE)

AGAIN = "look again for its music, and change its description when there is more (its songs are in already)"
TAKEN_OUT = "take our text and emoji out of it again, as you asked"


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next to a run: the step in plain words and when, and what it waits for besides time. `beside`: the
    other rows on the same activity on Strava, and which of them has its text."""

    words: str
    due: datetime | None
    waits: str = ""
    beside: tuple[str, ...] = ()


def find(app: App, user: str, asked: str) -> list[Activity]:
    """The rows that `asked` names, by leg: a Garmin id (all its legs), `id-leg`, an external id, the URL of an
    activity at Garmin or Strava, or a Strava id. Empty when nothing is known by it. Raises `NoSuchName`."""
    asked = asked.strip()
    if found := _STRAVA.fullmatch(asked):
        return app.store.on_strava(user, int(found[1]))
    if found := _GARMIN.fullmatch(asked):
        return _legs(app, user, _number(found[1]))
    if found := _STRAVA_ROW.fullmatch(asked):
        row = app.store.activity(Key(user, "strava", _number(found[1])))
        return [row] if row is not None else app.store.on_strava(user, int(found[1]))
    found = _ROW.fullmatch(asked)
    if found is None:
        raise NoSuchName(asked)
    number, leg = _number(found[1]), found[2]
    if leg is not None:
        row = app.store.activity(Key(user, "garmin", number, int(leg)))
        return [row] if row is not None else []
    return _legs(app, user, number) or app.store.on_strava(user, int(number))


def comes_next(app: App, row: Activity, now: datetime) -> Next:
    """What will be done with this row, by the same plan that the tick acts on."""
    if row.due is None or row.state not in STATE_STEPS:
        return Next(_over(row), None, beside=_beside(app, row))
    state = blocks.of_user(app, row.key.user, now)
    (task,) = planned([row], STATE_STEPS.values(), state.for_rows)
    return Next(words_of(task, app), row.due, task.waits, _beside(app, row))


def words_of(task: Task, app: App) -> str:
    """What a step does, in plain words, as the table has it."""
    if app.preferences.annotate_only and task.step is StepName.SUBMIT:
        return ANNOTATE_ONLY
    return step_words(task.step, task.row)


def step_words(step: StepName, row: Activity | None) -> str:
    """The same where everybody's runs are sent: of a run whose songs are in, or are to be taken out, it says so."""
    if row is not None and step is StepName.ANNOTATE:
        if row.music.removing:
            return TAKEN_OUT
        if row.music.standing or row.music.ours:
            return AGAIN
    return STEPS[step].words


def _beside(app: App, row: Activity) -> tuple[str, ...]:
    words = []
    for other in ownership.others(app, row):
        if other.state in ON_STRAVA:
            its = "leaves the soundtrack to this one" if leaves_it(other) else other.how
            words.append(f"{other.key.short} ({row.music.closed if leaves_it(row) else its})")
    return tuple(words)


def _over(row: Activity) -> str:
    """Why nothing comes next, and how a person can change that."""
    match row.state:
        case State.UPLOADED | State.ANNOTATED:
            return "nothing: it is on Strava"
        case State.DELETED:
            return f"nothing: what you delete stays deleted; `runtrack retry --force {row.name}` sends it anew"
    return f"nothing by itself; `runtrack retry {row.name}` starts it over"


def _number(digits: str) -> str:
    return str(int(digits))


def _legs(app: App, user: str, id: str) -> list[Activity]:
    """All rows of one Garmin activity; legs are numbered without gaps."""
    rows: list[Activity] = []
    while (row := app.store.activity(Key(user, "garmin", id, len(rows)))) is not None:
        rows.append(row)
    return rows
