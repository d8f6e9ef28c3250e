"""`runtrack plays`, `soundtrack`, `annotate` and `import-plays`: the music as text, and what a person may ask of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sync.core.activity import ON_STRAVA, Activity
from sync.core.annotation import STARTS_WITHIN, Annotation
from sync.engine import capture, playlist
from sync.engine.desk import Desk
from sync.engine.soundtrack import block_for
from sync.entrypoints.cli_show import named
from sync.entrypoints.screen import clean, fail, local_start, opened, place_of, shown, span, table, utc
from sync.ports import Conflict

if TYPE_CHECKING:
    from sync.wiring import House

ME = "me"
WEEK = timedelta(days=7)
ASKED = "annotate: asked for"
COLUMNS = (
    ("#", True),
    ("at", True),
    ("song", False),
    ("inside", True),
    ("km", True),
    ("min/km", True),
    ("heart", True),
    ("steps", True),
    ("bpm", True),
    ("energy", True),
    ("dance", True),
    ("valence", True),
    ("played", False),
    ("facts", False),
)
"""Of `soundtrack`, and whether a column holds numbers. `km`: where the song began; `steps`: a minute."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(plays)
    app.command()(soundtrack)
    app.command()(annotate)
    app.command("import-plays")(import_plays)


def plays(
    context: typer.Context,
    since: Annotated[str, typer.Option(metavar="DATE", help="From this day on (UTC); default: the last 7 days")] = "",
    source: Annotated[str, typer.Option(help="Only of spotify, listenbrainz, lastfm or spotify-history")] = "",
) -> None:
    """What was played, oldest first, with the gaps in what is known."""
    place = place_of(context)
    now = place.now()
    begin = _day(since) if since else now - WEEK
    with opened(place.settings()) as house:
        entries = playlist.entries(house.app, ME, begin, now, source)
    rows = []
    for entry in entries:
        if entry.play is not None:
            song = entry.play.song
            rows.append((utc(entry.at), entry.play.source, f"{song.artist} - {song.title}"))
        elif entry.gap is not None:
            gap = entry.gap
            rows.append(
                (utc(entry.at), gap.source, f"-- gap of {span(gap.before - entry.at)} ({gap.sure}): {gap.why} --")
            )
    if not rows:
        print(f"No plays are known since {utc(begin)}. `runtrack status` shows the music sources.")
        return
    table(("when", "source", "song"), rows)


def soundtrack(
    context: typer.Context, activity: Annotated[str, typer.Argument(help="As `runtrack list` shows it, or its URL")]
) -> None:
    """A run's songs in order, with how it was run to each."""
    place = place_of(context)
    with opened(place.settings()) as house:
        for run in named(house.app, ME, activity):
            _show(house, run)


def annotate(
    context: typer.Context,
    activity: Annotated[str, typer.Argument(help="As `runtrack list` shows it, or its URL")] = "",
    since: Annotated[str, typer.Option(metavar="DATE", help="Every run on Strava that began since this day")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take our text and emoji out again, for good")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Show the text; change nothing")] = False,
) -> None:
    """Write the soundtrack of a run anew, or of all runs since a day; or take it out; or only show it."""
    if bool(activity) == bool(since) and not (preview and not since):
        raise fail("Name one activity, or a day with --since.")
    place = place_of(context)
    with opened(place.settings()) as house:
        if preview:
            _preview(house, activity)
        elif since:
            _many(house, _day(since), place.now())
        else:
            for run in named(house.app, ME, activity):
                _one(house, run, place.now(), remove=remove)


def import_plays(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="A zip or JSON file")]
) -> None:
    """Take old plays from Spotify's extended streaming history, or from a ListenBrainz export."""
    from sync.adapters.play_files import plays_in

    place = place_of(context)
    try:
        data = file.expanduser().read_bytes()
        found = plays_in(data, file.name, ME)
    except OSError as error:
        raise fail(f"{file} cannot be read: {error.strerror or error}. Nothing was imported.", 1) from None
    except ValueError as error:
        raise fail(f"{file}: {error} Nothing was imported.", 1) from None
    with opened(place.settings()) as house:
        desk = Desk(house.app, ME, place.now(), lambda: 0.0)
        fresh = capture.kept(desk, list(found.plays))
        for run in capture.woken(desk, [play for play in fresh if play.played_at > place.now() - STARTS_WITHIN]):
            _save(house, run)
    print(f"{len(fresh)} plays of {found.kind} are new.")
    for what, count in sorted(found.left_out.items()):
        print(f"{count} left out: {what}")
    if fresh:
        first = min(play.played_at for play in fresh)
        print(f"`runtrack annotate --since {first:%Y-%m-%d}` writes them into older runs.")


# -- parts ----------------------------------------------------------------------------------------


def _show(house: "House", run: Activity) -> None:
    outcome = run.music.outcome or "not looked for yet"
    print(clean(f"{run.key.short}  {local_start(run)}  {run.title or '-'}  music: {outcome}"))
    rows = [_row(line) for line in playlist.lines(house.app, run)]
    if not rows:
        print("  no songs are known for it; `runtrack plays` shows what was captured")
        return
    table([heading for heading, _ in COLUMNS], rows, right=frozenset(name for name, right in COLUMNS if right))


def _row(line: playlist.Line) -> list[str]:
    facts, seen, beat = line.facts, line.figures, line.tempo
    return [
        str(line.number),
        _clock(line.offset),
        f"{line.song.artist} - {line.song.title}",
        f"{line.inside:.0f} s",
        "" if seen.distance is None else f"{seen.distance / 1000:.2f}",
        "" if seen.pace is None else f"{seen.pace // 60:.0f}:{seen.pace % 60:02.0f}",
        _whole(seen.heart_rate),
        _whole(seen.cadence),
        _whole(beat.bpm) + (f" ({beat.note})" if beat.note else ""),
        *(_share(getattr(facts, name, None)) for name in ("energy", "danceability", "valence")),
        "+".join(line.sources),
        "+".join(sorted({*facts.sources.values()})) if facts else "",
    ]


def _preview(house: "House", activity: str) -> None:
    """The text as it would be written now; without a name, of the latest run that has music."""
    runs = named(house.app, ME, activity) if activity else house.app.store.activities(ME, states=ON_STRAVA, limit=30)
    blocks = [(run, block_for(house.app, run)) for run in runs]
    if wrong := next((block.wrong for _, block in blocks if block.wrong), ""):
        raise fail(f"The template cannot be used: {wrong}")
    run, text = next(((run, block.text) for run, block in blocks if block.text), (None, ""))
    if run is None:
        raise fail("No songs are known for it." if activity else "No run with music is known yet.", 1)
    print(clean(f"{run.key.short}  {local_start(run)}  {run.title or '-'}"))
    print(shown(text))


def _one(house: "House", run: Activity, now: datetime, *, remove: bool) -> None:
    if run.state not in ON_STRAVA:
        raise fail(f"{run.key.short} is not on Strava ({run.state}: {run.reason}).", 1)
    if remove:
        wanted = replace(run.music, removing=True, bulk=False)
        said = "Our text and emoji are taken out at the next tick, and not written again"
    else:
        wanted = _anew(run.music)
        said = "Its music is looked for at the next tick"
    _save(house, run.waits(now, ASKED, now, music=wanted))
    print(clean(f"{run.key.short} ({run.title or '-'}): {said}."))


def _many(house: "House", since: datetime, now: datetime) -> None:
    runs = house.app.store.activities(ME, states=ON_STRAVA, since=since)
    for run in runs:
        if not run.music.closed:
            _save(house, run.waits(now, ASKED, now, music=replace(_anew(run.music), bulk=True)))
    print(f"{len(runs)} runs since {since:%Y-%m-%d} are looked at as Strava's limits allow, new runs first.")
    if not capture.connected(Desk(house.app, ME, now, lambda: 0.0)):
        print("No music source is connected: only imported plays can be found.")


def _anew(music: Annotation) -> Annotation:
    """A person asks: what was left alone is tried again, and a removed emoji stays removed."""
    return replace(music, closed="", outcome="", first_at=None, looks=0, removing=False, asked=True)


def _save(house: "House", run: Activity) -> None:
    try:
        house.app.store.save(run)
    except Conflict:
        raise fail(f"{run.key.short} is being worked on at this moment: try again.", 1) from None


def _day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
    except ValueError:
        raise fail(f"{text!r} is no date such as 2026-03-14.") from None


def _clock(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{sign}{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{sign}{minutes}:{seconds % 60:02}"


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
