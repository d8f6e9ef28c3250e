"""Times as people read them: on this machine's clock (TZ sets another zone), a run's start on its own; a run's name."""

from datetime import UTC, datetime, timedelta

from sync.core.activity import Activity


def moment(at: datetime | None, *, otherwise: str = "never") -> str:
    """`14 Mar 2026 10:00 CET`: in this machine's zone, which is named."""
    return otherwise if at is None else f"{at.astimezone():%d %b %Y %H:%M %Z}"


def hour(at: datetime) -> str:
    """`10:00 CET`, for what is less than a day away."""
    return f"{at.astimezone():%H:%M %Z}"


def local_start(row: Activity) -> str:
    """When a run began on the runner's own clock there, and that clock's zone: `2026-03-14 10:00 +01`, or UTC."""
    shown = f"{row.start.astimezone(UTC) + timedelta(seconds=row.offset or 0):%Y-%m-%d %H:%M}"
    return f"{shown} {'UTC' if row.offset is None else _offset(row.offset)}"


def run_name(row: Activity) -> str:
    """What a run is called in lists, and what every command takes: its key, with the leg when there are several."""
    return row.name


def _offset(seconds: int) -> str:
    """ISO 8601's short form: `+01`, `-03:30`."""
    hours, minutes = divmod(round(abs(seconds) / 60), 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}" + (f":{minutes:02}" if minutes else "")


def span(length: timedelta) -> str:
    """`40 s`, `12 min`, `5 h`, `3 days`."""
    seconds = abs(length.total_seconds())
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 2 * 3600:
        return f"{seconds // 60:.0f} min"
    return f"{seconds // 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds // 86400:.0f} days"


def clock(seconds: float) -> str:
    """`4:05`, `1:02:03`, `-0:40`."""
    whole = round(abs(seconds))
    hours, minutes = whole // 3600, whole // 60 % 60
    sign = "-" if seconds < 0 and whole else ""
    return f"{sign}{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{sign}{minutes}:{whole % 60:02}"


def until(at: datetime, now: datetime) -> str:
    """`now` for what is due, else `in 12 min`."""
    return "now" if at <= now else f"in {span(at - now)}"
