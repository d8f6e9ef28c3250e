"""Read models of runs for a page: a page of the list with each run's digest, one run, a year's calendar."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from sync.app import App
from sync.core.activity import Activity
from sync.core.digest import Digest
from sync.core.run_list import EVERYTHING, Cursor, Summary, Wanted
from sync.engine import story
from sync.engine.asks.possible import Doing, possible
from sync.engine.asks.refusals import NotFound, SeveralLegs
from sync.engine.digests import digest_of, digests_of
from sync.engine.listed import listed


@dataclass(frozen=True, slots=True)
class LineView[Glance]:
    """A run of a list; `digest`: what is worked out from its route, None until that was read."""

    run: Summary
    digest: Glance | None


@dataclass(frozen=True, slots=True)
class PageView[Glance]:
    """A page of the list, and where the next one begins (None at the end)."""

    lines: tuple[LineView[Glance], ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class RunView:
    """One run, what comes next, and what can be asked for now. `places`: its pages, by service."""

    row: Activity
    digest: Digest | None
    next: story.Next
    can: tuple[Doing, ...]
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A year's runs, oldest first; `years`: all that have runs, newest first."""

    year: int
    years: tuple[int, ...]
    runs: tuple[Summary, ...]


def page[Glance](
    app: App,
    user: str,
    shape: type[Glance],
    wanted: Wanted = EVERYTHING,
    *,
    after: Cursor | None = None,
    limit: int = 50,
) -> PageView[Glance]:
    """Newest first. Two reads, however many runs are on it. `shape`: a digest, or a class with some of its fields."""
    found = app.store.page(user, wanted, after=after, limit=limit)
    keys = [run.key for run in found.runs if run.route == "read"]
    digests = dict(zip(keys, digests_of(app, keys, shape), strict=True))
    return PageView(tuple(LineView(run, digests.get(run.key)) for run in found.runs), found.next)


def found(app: App, user: str, wanted: Wanted, limit: int) -> list[Activity]:
    """The newest runs that are wanted, whole."""
    rows = (app.store.activity(run.key) for run in listed(app.store, user, wanted, at_once=limit))
    return list(islice(filter(None, rows), limit))


def run(app: App, user: str, asked: str) -> Activity:
    """The row of a name, as an address has it: of several legs the one of exactly this name. Raises `NoSuchName`,
    `NotFound`, `SeveralLegs`."""
    rows = story.find(app, user, asked)
    if not rows:
        raise NotFound(asked)
    exact = [row for row in rows if asked.strip() in (row.name, row.key.short)]
    if len(rows) > 1 and not exact:
        raise SeveralLegs(asked, rows)
    return (exact or rows)[0]


def seen(app: App, row: Activity, now: datetime) -> RunView:
    """All that a run's own page shows at its top."""
    return RunView(row, digest_of(app, row.key), story.comes_next(app, row, now), possible(row, now), _places(app, row))


def calendar(app: App, user: str, year: int) -> CalendarView:
    """The runs that began in a year (UTC)."""
    whole = Wanted(since=_first(year), until=_first(year + 1))
    runs = tuple(listed(app.store, user, whole))
    return CalendarView(year, tuple(_years(app, user)), runs[::-1])


def _years(app: App, user: str) -> Iterator[int]:
    """From the newest run to the newest before its year, and so on: a look for each year that has runs."""
    wanted, after = EVERYTHING, None
    while True:
        found = app.store.page(user, wanted, after=after, limit=1)
        if found.runs:
            year = found.runs[0].start.astimezone(UTC).year
            yield year
            wanted, after = replace(EVERYTHING, until=_first(year)), None
        elif (after := found.next) is None:
            return


def _first(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)


def _places(app: App, row: Activity) -> tuple[tuple[str, str], ...]:
    ids = {row.key.source: row.key.id} | ({app.target_name: str(row.target_id)} if row.target_id is not None else {})
    pages = ((name, app.services[name].service.run_page) for name in ids if name in app.services)
    return tuple((name, page.format(ids[name])) for name, page in pages if page)
