"""The auth calendar: when each login ends by itself, and the reminders before it does.

How long a login lives is said by its service (`Service.lifetime`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sync.app import App
from sync.core.notice import Notice, NoticeKind
from sync.core.user import Connection
from sync.engine.notices import open_notice
from sync.service import Lifetime

REMIND_DAYS = (30, 7, 1)


def ends_at(app: App, link: Connection) -> datetime | None:
    """When a person has to log in again at the latest; None: not by the calendar, or not known."""
    lifetime = _lifetime(app, link)
    return None if lifetime is None else lifetime.end(link)


def warning(app: App, link: Connection, now: datetime) -> str:
    """What will need a person before long, "" when nothing will."""
    lifetime, end = _lifetime(app, link), ends_at(app, link)
    if lifetime is None or end is None or end - now > lifetime.warn or (lifetime.since_refresh and link.login_needed):
        return ""
    words = lifetime.warning if now < end or not lifetime.over else lifetime.over
    return words.format(end=end, left=(end - now).days, idle=(now - end + lifetime.length).days)


def remind(app: App, user: str, links: Iterable[Connection], now: datetime) -> set[str]:
    """Open the reminders that are due; returns those that a new login has made pointless. Safe to repeat: a reminder
    is keyed by its day."""
    over: set[str] = set()
    for link in links:
        lifetime, end = _lifetime(app, link), ends_at(app, link)
        if lifetime is None or not lifetime.ends or end is None:
            continue
        passed = [days for days in REMIND_DAYS if now >= end - timedelta(days=days)]
        over |= {_problem(link, days) for days in REMIND_DAYS if days not in passed}
        if passed and not link.login_needed:
            ends = Notice(
                user,
                _problem(link, min(passed)),
                "",
                now,
                kind=NoticeKind.LOGIN_ENDS,
                service=link.service,
                title=app.services[link.service].service.title,
                reason=lifetime.ends,
                until=end,
            )
            open_notice(app, ends)
    return over


def _lifetime(app: App, link: Connection) -> Lifetime | None:
    known = app.services.get(link.service)
    return known.service.lifetime if known is not None else None


def _problem(link: Connection, days: int) -> str:
    return f"expires:{link.service}:{days}"
