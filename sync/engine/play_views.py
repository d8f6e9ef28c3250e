"""Plays page by page, newest first, with the gaps among them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sync.app import App
from sync.core.music import Gap, Play

FIRST_WINDOW, FIRST_DAY = timedelta(days=1), datetime(1990, 1, 1, tzinfo=UTC)
"""How far back is looked at first; each further look goes twice as far."""


@dataclass(frozen=True, slots=True)
class PlaysPage:
    """Newest first. `next`: before when the next page begins, None at the end."""

    plays: tuple[Play, ...]
    gaps: tuple[Gap, ...]
    next: datetime | None


def page(app: App, user: str, before: datetime, *, limit: int, source: str = "") -> PlaysPage:
    """Plays that began (as the source says it) before a moment: some `limit`, all of one moment together."""
    found = list[Play]()
    end, window = before, FIRST_WINDOW
    while len(found) <= limit and end > FIRST_DAY:
        since = max(end - window, FIRST_DAY)
        some = app.store.plays(user, since, end, source=source)
        found += [play for play in reversed(some) if play.played_at < end]
        end, window = since, window * 2
    last = found[limit - 1].played_at if len(found) > limit else None
    shown = tuple(play for play in found if last is None or play.played_at >= last)
    begin = last or FIRST_DAY
    gaps = (
        gap
        for gap in app.store.all(Gap, user)
        if gap.after < before and begin < gap.before and source in ("", gap.source)
    )
    more = last is not None and len(found) > len(shown)
    return PlaysPage(shown, tuple(sorted(gaps, key=lambda gap: gap.after, reverse=True)), last if more else None)


def gaps_of(app: App, user: str, since: datetime, until: datetime) -> list[Gap]:
    """Those that touch a time, by their beginning."""
    found = (gap for gap in app.store.all(Gap, user) if gap.after < until and since < gap.before)
    return sorted(found, key=lambda gap: gap.after)
