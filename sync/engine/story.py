"""One run's story: found by any of its names, every decision in order, and what comes next."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sync.app import App
from sync.core.activity import ON_TARGET, Activity, Key, State
from sync.core.annotation import MusicOutcome
from sync.core.key import FIRST_SOURCE
from sync.core.ownership import leaves_it
from sync.core.plan import StepName, Task, planned
from sync.engine import blocks, ownership
from sync.engine.asks.refusals import NoSuchName
from sync.engine.table import STATE_STEPS, STEPS

_RECORDING = re.compile(r"([a-z]+)-([0-9a-f]{16})(?:\.fit|\.gpx|\.tcx)?")  # by its fingerprint
_ROW = re.compile(r"(?:([a-z][a-z0-9_]*)-)?(\d{1,18})(?:-(\d{1,4}))?(?:\.fit|\.gpx|\.tcx)?")

AGAIN = "look again for its music, and change its description when there is more (its songs are in already)"
KEEPS = "fetch its file and keep it here (nothing is sent)"
TAKEN_OUT = "take our text and emoji out of it again, as you asked"


class WayOut(Enum):
    """What a person can do about a run."""

    START_OVER = auto()
    SEND_ANEW = auto()  # although it was deleted there
    SEE_PLAYS = auto()  # some may be missing
    SEND_KEPT = auto()  # once there is a target
    WRITE_ANEW = auto()  # its text is of a version before


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next to a run: the step in plain words and when, and what it waits for besides time. `beside`: the
    other rows on the same activity on the target, and which of them has its text. `ways_out`: what a person can do, for
    each way in to word for its own place."""

    words: str
    due: datetime | None
    waits: str = ""
    beside: tuple[str, ...] = ()
    ways_out: tuple[WayOut, ...] = ()


def find(app: App, user: str, asked: str) -> list[Activity]:
    """The rows that `asked` names, by leg: an id at its source (all its legs), `id-leg`, an external id, the URL of
    its page at the source or on the target, or an id on the target. Empty when nothing is known by it. Raises
    `NoSuchName`."""
    asked = asked.strip()
    for name, built in app.services.items():
        address = built.service.run_address
        if address and (found := re.fullmatch(address, asked, re.IGNORECASE)):
            on_target = name == app.target_name
            number = _number(found[1])
            return app.store.on_target(user, int(number)) if on_target else _legs(app, user, name, number)
    if (recording := _RECORDING.fullmatch(asked)) and any(each.service == recording[1] for each in app.sources):
        return _legs(app, user, recording[1], recording[2])
    found = _ROW.fullmatch(asked)
    if found is None or (found[1] and found[1] not in app.services):
        raise NoSuchName(asked)
    source, number, leg = found[1] or FIRST_SOURCE, _number(found[2]), found[3]
    if leg is not None:
        row = app.store.activity(Key(user, source, number, int(leg)))
        return [row] if row is not None else []
    return _legs(app, user, source, number) or app.store.on_target(user, int(number))


def comes_next(app: App, row: Activity, now: datetime) -> Next:
    """What will be done with this row, by the same plan that the tick acts on."""
    if row.due is None or row.state not in STATE_STEPS:
        return Next(_over(row, app.target_title), None, "", _beside(app, row), _ways_out(row))
    state = blocks.of_user(app, row.key.user, now)
    (task,) = planned([row], STATE_STEPS.values(), state.target, state.for_rows, sends=state.sends)
    words = words_of(task, app, sends=state.sends)
    return Next(words, row.due, task.waits, _beside(app, row), _ways_out(row))


def words_of(task: Task, app: App, *, sends: bool) -> str:
    """What a step does, in plain words, as the table has it. `sends`: as of `Blocks`."""
    if task.step is StepName.SUBMIT and not sends:
        return KEEPS
    if app.preferences.annotate_only and task.step is StepName.SUBMIT:
        return f"look for it on {app.target_title} (annotate-only: it is not sent)"
    return step_words(task.step, task.row, app.title(app.source_name), app.target_title)


def step_words(step: StepName, row: Activity | None, source: str, target: str) -> str:
    """The same where everybody's runs are sent: of a run whose songs are in, or are to be taken out, it says so.
    `source` and `target`: what these are called."""
    if row is not None and step is StepName.ANNOTATE:
        if row.music.removing:
            return TAKEN_OUT
        if row.music.standing or row.music.ours:
            return AGAIN
    return STEPS[step].told(source, target)


def _beside(app: App, row: Activity) -> tuple[str, ...]:
    words = []
    for other in ownership.others(app, row):
        if other.state in ON_TARGET:
            its = "leaves the soundtrack to this one" if leaves_it(other) else other.how
            words.append(f"{other.key.short} ({row.music.closed if leaves_it(row) else its})")
    return tuple(words)


def _over(row: Activity, target: str) -> str:
    """Why nothing comes next."""
    if row.is_kept:
        return "nothing: it is kept here"
    match row.state:
        case State.UPLOADED | State.ANNOTATED:
            return f"nothing: it is on {target}"
        case State.DELETED:
            return "nothing: what you delete stays deleted"
    return "nothing by itself"


def _ways_out(row: Activity) -> tuple[WayOut, ...]:
    if row.is_kept:
        return (WayOut.SEND_KEPT,)
    match row.state:
        case State.FAILED | State.SKIPPED:
            return (WayOut.START_OVER,)
        case State.DELETED:
            return (WayOut.SEND_ANEW,)
        case State.ANNOTATED:
            lacks = row.music.outcome in (MusicOutcome.PARTIAL, MusicOutcome.GAVE_UP)
            ways = (WayOut.SEE_PLAYS, lacks), (WayOut.WRITE_ANEW, row.music.is_of_before and not row.music.closed)
            return tuple(way for way, holds in ways if holds)
    return ()


def _number(digits: str) -> str:
    return str(int(digits))


def _legs(app: App, user: str, source: str, id: str) -> list[Activity]:
    """All rows of one recording; legs are numbered without gaps."""
    rows: list[Activity] = []
    while (row := app.store.activity(Key(user, source, id, len(rows)))) is not None:
        rows.append(row)
    return rows
