"""The auth calendar: when each login ends by itself, and the reminders before it does.

Spotify forgets a user six months after consent, however often the token is refreshed (docs/services/spotify.md);
Garmin's refresh token dies about 30 days after its last use (docs/services/garmin.md); Strava's, Last.fm's and
ListenBrainz's do not expire.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sync.app import App
from sync.core.notice import Notice, NoticeKind
from sync.core.user import Connection
from sync.engine.notices import open_notice

SPOTIFY_LIFE = timedelta(days=181)
"""The shortest six months there are."""
GARMIN_LIFE = timedelta(days=30)
REMIND_DAYS = (30, 7, 1)


def ends_at(link: Connection) -> datetime | None:
    """When a person has to log in again at the latest; None: not by the calendar, or not known."""
    if link.service == "spotify" and link.authorized_at is not None:
        return link.authorized_at + SPOTIFY_LIFE
    if link.service == "garmin" and link.refreshed_at is not None:
        return link.refreshed_at + GARMIN_LIFE
    return None


def remind(app: App, user: str, links: Iterable[Connection], now: datetime) -> set[str]:
    """Open the reminder that is due for Spotify's end; returns the reminders that a new login has made pointless.
    Safe to repeat: a reminder is keyed by its day."""
    over: set[str] = set()
    for link in links:
        end = ends_at(link)
        if link.service != "spotify" or end is None:
            continue
        passed = [days for days in REMIND_DAYS if now >= end - timedelta(days=days)]
        over |= {_problem(days) for days in REMIND_DAYS if days not in passed}
        if passed and not link.login_needed:
            ends = Notice(
                user,
                _problem(min(passed)),
                "",
                now,
                kind=NoticeKind.LOGIN_ENDS,
                service=link.service,
                reason="six months after your consent",
                until=end,
            )
            open_notice(app, ends)
    return over


def _problem(days: int) -> str:
    return f"expires:spotify:{days}"
