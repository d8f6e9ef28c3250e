"""What `soundtrack` prints: a run's songs in order, and how it was run to each of them."""

from collections.abc import Sequence
from datetime import timedelta

from sync.app import App
from sync.core.activity import Activity
from sync.core.annotation import Annotation, as_told
from sync.core.music import Song, only_seen
from sync.engine import soundtrack_views
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.times import local_start, run_name
from sync.entrypoints.cli.text.words import TARGET

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
    ("from", False),
)
"""Of `soundtrack`, and whether a column holds numbers. `km`: where the song began; `steps`: a minute; `from`: the
friend who sent it."""


def show(app: App, run: Activity) -> None:
    """Print a run's songs in order, or why there are none."""
    outcome = (run.music.outcome or "not looked for yet") + _as_told(run.music)
    why = f" ({run.music.closed})" if run.music.closed else ""
    print_page(f"{run_name(run)}  {local_start(run)}  {run.title or '-'}  music: {outcome}{why}")
    if run.forgotten:
        print_page(f"  its times came from {TARGET.title} and were forgotten after 7 days, as {TARGET.title} wants;")
        print_page(f"  `runtrack annotate {run_name(run)}` has them read again and its soundtrack written anew")
        return
    lines = known(app, run)
    rows = [row(line) for line in lines]
    if not rows:
        print_page("  no songs are known for it; `runtrack plays` shows what was captured")
        return
    headings = [heading for heading, _ in COLUMNS]
    right = frozenset(name for name, right in COLUMNS if right)
    table(headings, rows, right=right, named=frozenset(headings[3:]))
    seen = sum(only_seen(line.sources) for line in lines)
    if seen:
        print_page(f"  {seen} of them seen while it played (`-live`), and told by no service since: for you alone")


def known(app: App, run: Activity) -> Sequence[soundtrack_views.Line]:
    """Its songs; none where the run's times were forgotten."""
    return () if run.forgotten else soundtrack_views.lines(app, run)


def _as_told(music: Annotation) -> str:
    return as_told(music.told_by) if music.outcome in ("complete", "nothing played") else ""


def song_name(song: Song) -> str:
    """Artist and title as one text; some sources know no artist, and of a link that was sent the link may be all."""
    return " - ".join(filter(None, (song.artist, song.title))) or song.link


def row(line: soundtrack_views.Line) -> list[str]:
    """A song as the texts of `COLUMNS`."""
    facts, seen, beat = line.facts, line.figures, line.tempo
    return [
        str(line.number),
        _clock(line.offset),
        song_name(line.song),
        f"{line.inside:.0f} s",
        "" if seen.distance is None else f"{seen.distance / 1000:.2f}",
        "" if seen.pace is None else _clock(timedelta(seconds=round(seen.pace))),
        _whole(seen.heart_rate),
        _whole(seen.cadence),
        _whole(beat.bpm) + (f" ({beat.note})" if beat.note else ""),
        *(_share(getattr(facts, name, None)) for name in ("energy", "danceability", "valence")),
        "+".join(line.sources),
        "+".join(sorted({*facts.sources.values()})) if facts else "",
        line.sent_by,
    ]


def _clock(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{sign}{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{sign}{minutes}:{seconds % 60:02}"


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
