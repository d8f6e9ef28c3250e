"""A selection of a person's runs to take along: files of each, tables for analysis, a calendar; made as it is taken.

It is not brought back: `asks/export.py` makes what is. Nothing is changed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sync.app import App
from sync.core.activity import Activity
from sync.core.digest import Digest
from sync.core.run_calendar import Event, calendar
from sync.core.tables import PARTS, PLAYS, RUNS, TABLES, Row, Table, schema
from sync.core.template_values import one_line
from sync.engine import soundtrack_views
from sync.engine.asks.export import ALWAYS, Entry, somebody, still_here
from sync.engine.asks.privacy_zones import zones_of
from sync.engine.digests import digest_of
from sync.engine.run_files import Form, NoFile, run_file

FIRST, LAST = datetime.min.replace(tzinfo=UTC), ALWAYS
"""From and to when everything is."""
type Packer = Callable[[Table, Iterable[Row]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Selection:
    """Runs that began from `since` on and before `until`. `forms`: files of each run; `tables`: how a file of a table
    ends, and what makes it; `with_calendar`: an event a run; `cut_zones`: the files are without what lies in the
    person's privacy zones."""

    since: datetime
    until: datetime
    forms: tuple[Form, ...] = ()
    tables: Mapping[str, Packer] = field(default_factory=dict)
    with_calendar: bool = False
    cut_zones: bool = False


def take_out(app: App, user: str, chosen: Selection, now: datetime) -> Iterator[Entry]:
    """The entries, the tables first. A run of which a form cannot be made (indoors there is no GPX) is left out of it.
    Raises `NobodyThere` before the first one, and `Leaving` before it or behind the last: half of what there was is not
    what was chosen."""
    somebody(app, user)
    for ending, pack in chosen.tables.items():
        for table in TABLES:
            yield Entry(f"{table.name}.{ending}", pack(table, rows_of(app, user, table, chosen.since, chosen.until)))
    if chosen.tables:
        yield Entry("README.md", [_about(chosen).encode()])
    if chosen.with_calendar:
        yield Entry(
            "runs.ics", calendar((_event(app, row) for row in _runs(app, user, chosen.since, chosen.until)), now)
        )
    zones = zones_of(app.store, user) if chosen.cut_zones else ()
    for row in _runs(app, user, chosen.since, chosen.until) if chosen.forms else ():
        for form in chosen.forms:
            with suppress(NoFile):
                made = run_file(app, row, form, zones=zones)
                yield Entry(f"{form}/{made.name}", [made.data])
    still_here(app, user)


def rows_of(app: App, user: str, table: Table, since: datetime, until: datetime) -> Iterator[Row]:
    """The rows of a table of `core/tables.py`, of runs and plays that began in that time; read as they are taken."""
    if table is PLAYS:
        yield from _plays(app, user, since, until)
        return
    of_run: Callable[[App, Activity], Iterable[Row]] = _run if table is RUNS else _parts
    for row in _runs(app, user, since, until):
        yield from of_run(app, row)


def _runs(app: App, user: str, since: datetime, until: datetime) -> Iterator[Activity]:
    return (row for row in app.store.every_run(user) if since <= row.start < until and not row.forgotten)


def _run(app: App, row: Activity) -> Iterator[Row]:
    seen = digest_of(app, row.key)
    moving, gain = (seen.moving, seen.gain) if seen else (None, None)
    beats, steps = (seen.heart_rate, seen.cadence) if seen else (None, None)
    length = (row.elapsed, moving, row.distance, gain)
    there = (row.music.songs, str(row.state), row.target_id)
    yield (row.name, row.start, row.offset, one_line(row.title), row.sport, *length, beats, steps, *there)


def _parts(app: App, row: Activity) -> Iterator[Row]:
    for line in soundtrack_views.lines(app, row):
        begins, song, ran, facts = row.start + line.offset, line.song, line.figures, line.facts
        isrc = song.isrc or (facts.isrc if facts else "")
        beat, energy = (facts.bpm, facts.energy) if facts else (None, None)
        yield (
            *(row.name, line.number, begins, begins + line.lasts, line.inside, ran.distance, ran.metres),
            *(one_line(song.artist), one_line(song.title), isrc or None, beat, energy),
            *(ran.pace, ran.heart_rate, ran.cadence, " ".join(line.sources)),
        )


def _plays(app: App, user: str, since: datetime, until: datetime) -> Iterator[Row]:
    for play in app.store.every_play(user):
        song = play.song
        if since <= play.played_at < until:
            named = (one_line(song.artist), one_line(song.title), one_line(song.album) or None)
            ids = (song.isrc or None, song.uri or None, one_line(play.client) or None)
            yield (play.played_at, play.source, *named, song.seconds, play.heard, *ids)


def _event(app: App, row: Activity) -> Event:
    seen = digest_of(app, row.key)
    title = one_line(row.title) or row.sport
    return Event(row.name, title, row.start, row.elapsed, "\n".join(_told(row, seen)))


def _told(row: Activity, seen: Digest | None) -> Iterator[str]:
    yield f"{row.distance / 1000:.2f} km, {row.sport.replace('_', ' ')}"
    if seen is not None and seen.heart_rate is not None:
        yield f"{seen.heart_rate:.0f} beats a minute"
    if row.music.songs:
        yield f"{row.music.songs} {'song' if row.music.songs == 1 else 'songs'}"


def _about(chosen: Selection) -> str:
    since, until = (f"{at.astimezone(UTC):%Y-%m-%d}" for at in (chosen.since, chosen.until))
    head = ["# Runs, songs and plays as tables", "", f"Of what began from {since} on and before {until} (UTC)."]
    more = ["An empty field is not known. A text that begins like a formula (`=`, `+`, `-`, `@` …) has a `'` before it"]
    of_parts = f"`{PARTS.name}` has a row for each time a song was heard on a run: a song heard twice is there twice."
    return "\n".join([*head, *more, "in CSV. Times are UTC.", *schema(), "", of_parts]) + "\n"
