"""The cool-off of Garmin logins: after a refusal no login is tried for 2 hours, then 4, 8, at most 24.

It is a `Connection` of its own, because a blocked *login* says nothing about the tokens of an earlier one: the
connection "garmin" and its own `blocked_until` are about those.
"""

import math
import sys
from dataclasses import replace
from datetime import datetime, timedelta

from sync.core.errors import RateLimited
from sync.core.retry import DAY, doubled
from sync.core.user import Connection
from sync.entrypoints.cli.screen import Place
from sync.ports import Conflict, Store

SERVICE = "garmin-login"


def cooling_until(store: Store, user: str, now: datetime) -> datetime | None:
    """When the next login may be tried; None: now. A time that is more than a day away comes from a wrong clock."""
    known = store.load(Connection, user, SERVICE)
    if known is None or known.blocked_until is None or not now < known.blocked_until <= now + DAY:
        return None
    return known.blocked_until


def begin(store: Store, user: str, refusal: RateLimited, now: datetime) -> datetime:
    """Save that Garmin has refused a login; returns the end of the cool-off. It doubles while refusals follow each
    other within a day."""
    while True:
        known = store.load(Connection, user, SERVICE) or Connection(user, SERVICE, "")
        hits = known.blocked_hits if known.blocked_until and now - known.blocked_until < DAY else 0
        until = doubled(refusal.until, now, hits)
        try:
            store.put(replace(known, blocked_until=until, blocked_why=refusal.reason, blocked_hits=hits + 1))
            return until
        except Conflict:
            continue  # another login was refused in the same moment: count on top of it


def over(store: Store, user: str) -> None:
    """Garmin looks at logins again."""
    known = store.load(Connection, user, SERVICE)
    if known is not None:
        store.remove(known)


def show(until: datetime, place: Place) -> None:
    """A running countdown on a terminal, until it is over or Ctrl-C; elsewhere one line."""
    if not sys.stderr.isatty():
        print(line(until, place.now()), file=sys.stderr)
        return
    from rich.console import Console
    from rich.live import Live

    try:
        with Live(console=Console(stderr=True), auto_refresh=False) as live:
            while (now := place.now()) < until:
                live.update(
                    f"{line(until, now)}  {clock(until - now)}  Ctrl-C leaves, the time counts on", refresh=True
                )
                place.sleep(1.0)
            live.update("The time is over: you can log in now.", refresh=True)
    except KeyboardInterrupt:
        pass  # the person has seen it


def line(until: datetime, now: datetime) -> str:
    """`try again at 11:00 (in 1 h 58 min)`, on this machine's clock."""
    return f"try again at {until.astimezone():%H:%M} (in {rounded(until - now)})"


def rounded(left: timedelta) -> str:
    """`1 h 58 min`; never less than is left."""
    hours, minutes = divmod(max(1, math.ceil(left.total_seconds() / 60)), 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


def clock(left: timedelta) -> str:
    """`1:57:59`."""
    seconds = max(0, int(left.total_seconds()))
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
