"""A login that has to wait: a running countdown on a terminal, elsewhere one line."""

import math
import sys
from datetime import datetime, timedelta

from sync.entrypoints.cli.screen import Place


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
