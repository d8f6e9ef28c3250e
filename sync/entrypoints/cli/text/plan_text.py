"""What `plan` prints: the next tick as a dry run, with a look at the source only where looking changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sync.config import Settings
from sync.core.activity import Activity
from sync.core.diff import Listed, Page
from sync.core.errors import SyncError
from sync.core.plan import Calls, StepName, Task
from sync.core.user import Connection
from sync.engine import blocks
from sync.engine.phase import PhaseName
from sync.engine.preview import Preview, preview
from sync.engine.reading import NEWEST
from sync.engine.story import words_of
from sync.engine.table import STEPS
from sync.entrypoints.cli.screen import fail, opened
from sync.entrypoints.cli.text import json_text
from sync.entrypoints.cli.text.layout import print_page
from sync.entrypoints.cli.text.times import local_start, run_name, until
from sync.entrypoints.cli.text.words import NAMES, SOURCE, counted
from sync.stores.looking_only import WouldChange
from sync.wiring import Wired


def show(settings: Settings, user: str, now: datetime, *, as_json: bool) -> None:
    """Print the dry run. Raises `SettingsError`, `StoreBroken`."""
    if not settings.bucket and not settings.database.exists():
        none = f"There is no ledger yet ({settings.database}): log in, then start `runtrack run`."
        if as_json:
            raise fail(none, 1)
        print(none)
        return
    quiet = settings.unseeded  # storing such a token is the tick's business
    with opened(quiet, user, looks=True) as wired:
        sources = blocks.of_user(wired.app, wired.user, now).sources
        looked = {service: _newest(wired, service, now) for service in sources}
        lists = {service: page for service, page in looked.items() if isinstance(page, Page)}
        left_out = {service: why for service, why in looked.items() if isinstance(why, str)}
        seen = preview(wired.app, wired.user, now, lists)
        if as_json:
            newest = lists[SOURCE.name].sent if SOURCE.name in lists else None
            print(
                json_text.plan(now, seen, newest, left_out.get(SOURCE.name, ""), wired.app.store.next_due(wired.user))
            )
        else:
            print_page("\n".join(_lines(seen, lists, left_out, now, wired)))


def _newest(wired: Wired, service: str, now: datetime) -> Page[Listed] | str:
    """A source's newest five, or why they were not looked at."""
    if why := blocks.of_user(wired.app, wired.user, now).why(service):
        return why
    source = next(each for each in wired.app.sources if each.service == service)
    link = wired.app.store.load(Connection, wired.user, service)
    margin = wired.services[service].service.refresh_margin
    if source.login and (link is None or link.expires_at is None or link.expires_at - now <= margin):
        return "the login has to be refreshed first, and a refresh changes it"
    try:
        return source.bind(wired.user, now).recent(NEWEST)
    except WouldChange:
        if not source.login:
            return "a look notes what it has seen"
        return f"{_service(service)} refuses the stored token, and a refresh changes it"
    except SyncError as error:
        return error.reason


def _lines(
    seen: Preview, lists: Mapping[str, Page[Listed]], left_out: Mapping[str, str], now: datetime, wired: Wired
) -> Iterable[str]:
    yield "The next tick would"
    looks = bool(seen.tasks[PhaseName.FIND])
    for service, why in left_out.items():
        if looks and not any(why in note for note in seen.notes):
            yield f"  look for new runs on {_service(service)} (left out here: {why})"
    for service, page in lists.items():
        fresh = sum(row.key.source == service for row in seen.fresh)
        yield f"  find {fresh} new on {_service(service)} (of the newest {page.sent})"
    for row in seen.fresh:
        yield f"    {_name(row)}: {row.reason}" + (f", {until(row.due, now)}" if row.due and row.due > now else "")
    for note in seen.notes:
        yield f"  {note}"
    yield from _asked("ask {} for new plays", StepName.POLL, seen)
    yield from _asked("ask {} for the plays of runs", StepName.PLAYS_OF_RUNS, seen)
    sent, music = seen.tasks[PhaseName.SEND], seen.tasks[PhaseName.MUSIC]
    yield from _runs("take {} further" if seen.sends else "keep {} here", sent, wired, sends=seen.sends)
    yield from _runs("look for the music of {}", music, wired, sends=seen.sends)
    yield from _runs("take {} of the backfill further", seen.tasks[PhaseName.BACKFILL_SEND], wired, sends=seen.sends)
    if seen.held:
        yield f"  leave {seen.held} more of the backfill for later: its share of the limits is used up"
    yield from _runs("fetch the file of {}", seen.tasks[PhaseName.FILES], wired, sends=seen.sends)
    yield from _asked("ask {} for facts about songs", StepName.ASK_FACTS, seen)
    yield from _runs("read the route of {}", seen.tasks[PhaseName.ROUTES], wired, sends=seen.sends)
    if seen.tasks[PhaseName.INSIGHTS]:
        yield f"  {STEPS[StepName.MAKE_INSIGHTS].words}"
    if seen.tasks[PhaseName.TIDY]:
        yield f"  {STEPS[StepName.TIDY].words}"
    if told := seen.tasks[PhaseName.NOTIFY]:
        yield f"  send {counted(len(told), 'notice')}"
    if not (seen.of_rows or seen.held or seen.fresh):
        due = wired.app.store.next_due(wired.user)
        yield "  take no run further" + (f"; the next one is due {until(due, now)}" if due and due > now else "")
    yield f"  call {', '.join(_calls(seen)) or 'no service'}"


def _asked(words: str, step: StepName, seen: Preview) -> Iterable[str]:
    """One line for all services that are asked, and one for each that would be but cannot."""
    tasks = [task for task in seen.besides if task.step is step]
    names = dict.fromkeys(_service(task.subject) for task in tasks if not task.waits)
    if names:
        yield "  " + words.format(", ".join(names))
    for task in tasks:
        if task.waits:
            yield f"  not {words.format(_service(task.subject))}: {task.waits}"


def _runs(words: str, tasks: Sequence[Task], wired: Wired, *, sends: bool) -> Iterable[str]:
    of_rows = [(task, task.row) for task in tasks if task.row is not None]
    if of_rows:
        yield "  " + words.format(counted(len(of_rows), "run"))
    for task, row in of_rows:
        yield f"    {_name(row)}: " + (f"wait: {task.waits}" if task.waits else words_of(task, wired.app, sends=sends))


def _calls(seen: Preview) -> Iterable[str]:
    """By service: how many calls, or how many at least and at most."""
    of: dict[str, Calls] = {}
    for one in seen.calls:
        known = of.get(one.service)
        of[one.service] = one if known is None else known + one
    for service, calls in of.items():
        least, most = calls.least, calls.most
        many = f"{least} or more" if most is None else f"{least}" if least == most else f"{least} to {most}"
        yield f"{_service(service)} {many}"


def _service(name: str) -> str:
    return NAMES.get(name, name)


def _name(row: Activity) -> str:
    return f"{run_name(row)} ({local_start(row)} {row.title or '-'})"
