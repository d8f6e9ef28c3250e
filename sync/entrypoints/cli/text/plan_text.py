"""What `plan` prints: the next tick as a dry run, with a look at Garmin only where looking changes nothing."""

from collections.abc import Iterable
from datetime import datetime

from sync.adapters.garmin import MARGIN
from sync.config import Settings
from sync.core.activity import Activity
from sync.core.diff import Listed, Page
from sync.core.errors import SyncError
from sync.core.plan import Action
from sync.core.user import Connection
from sync.engine import health
from sync.engine.preview import Preview, preview
from sync.engine.reading import NEWEST
from sync.engine.story import STEP_WORDS
from sync.entrypoints.cli.screen import fail, opened
from sync.entrypoints.cli.text import json_text
from sync.entrypoints.cli.text.layout import print_page
from sync.entrypoints.cli.text.times import local_start, run_name, until
from sync.entrypoints.cli.text.words import counted
from sync.stores.looking_only import WouldChange
from sync.wiring import ME, Wired


def show(settings: Settings, now: datetime, *, as_json: bool) -> None:
    """Print the dry run. Raises `SettingsError`, `StoreBroken`."""
    if not settings.bucket and not settings.database.exists():
        none = f"There is no ledger yet ({settings.database}): log in, then start `runtrack run`."
        if as_json:
            raise fail(none, 1)
        print(none)
        return
    quiet = settings.unseeded  # storing such a token is the tick's business
    with opened(quiet, looks=True) as wired:
        listed, left_out = _newest(wired, now)
        seen = preview(wired.app, ME, now, listed)
        if as_json:
            newest = None if listed is None else listed.sent
            print(json_text.plan(now, seen, newest, left_out, wired.app.store.next_due(ME)))
        else:
            print_page("\n".join(_lines(seen, listed, left_out, now, wired)))


def _newest(wired: Wired, now: datetime) -> tuple[Page[Listed] | None, str]:
    """Garmin's newest five, or why they were not looked at."""
    if why := health.blocks(wired.app, ME, now).garmin:
        return None, why
    link = wired.app.store.load(Connection, ME, "garmin")
    if link is None or link.expires_at is None or link.expires_at - now <= MARGIN:
        return None, "the login has to be refreshed first, and a refresh changes it"
    try:
        return wired.app.source(ME, now).recent(NEWEST), ""
    except WouldChange:
        return None, "Garmin refuses the stored token, and a refresh changes it"
    except SyncError as error:
        return None, error.reason


def _lines(seen: Preview, listed: Page[Listed] | None, left_out: str, now: datetime, wired: Wired) -> Iterable[str]:
    yield "The next tick would"
    if listed is None:
        yield f"  look for new runs on Garmin (left out here: {left_out})"
    else:
        yield f"  find {len(seen.fresh)} new on Garmin (of the newest {listed.sent})"
    for row in seen.fresh:
        yield f"    {_name(row)}: {row.reason}" + (f", {until(row.due, now)}" if row.due and row.due > now else "")
    for note in seen.notes:
        yield f"  {note}"
    yield from _actions(seen.actions, "", wired)
    yield from _actions(seen.backfill_actions, " of the backfill", wired)
    if seen.held:
        yield f"  leave {seen.held} more of the backfill for later: its share of the limits is used up"
    if not (seen.actions or seen.backfill_actions or seen.held or seen.fresh):
        due = wired.app.store.next_due(ME)
        yield "  take no run further" + (f"; the next one is due {until(due, now)}" if due and due > now else "")


def _actions(actions: tuple[Action, ...], of: str, wired: Wired) -> Iterable[str]:
    if actions:
        yield f"  take {counted(len(actions), 'run')}{of} further"
    annotate_only = wired.app.preferences.annotate_only
    for action in actions:
        words = STEP_WORDS[action.step]
        if annotate_only and action.step == "submit":
            words = "look for it on Strava (annotate-only: it is not sent)"
        yield f"    {_name(action.row)}: " + (f"wait: {action.waits}" if action.waits else words)


def _name(row: Activity) -> str:
    return f"{run_name(row)} ({local_start(row)} {row.title or '-'})"
