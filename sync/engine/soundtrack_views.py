"""Read models of the music: the songs of one run with its figures during each, and the plays with their gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity
from sync.core.figures import Figures, Tempo, figures_of, tempo
from sync.core.music import Gap, Play, Song
from sync.core.song_facts import Facts
from sync.core.soundtrack import Part
from sync.engine import song_figures
from sync.engine.from_friends import senders
from sync.engine.kept_routes import route_of
from sync.engine.soundtrack import facts_of, parts_of


@dataclass(frozen=True, slots=True)
class Line:
    """One song of a run. `offset`: from the run's start to the song's (negative: it was playing already). `flat_pace`:
    the pace on the flat, where a hill makes it worth saying; s/km."""

    number: int
    song: Song
    offset: timedelta
    inside: float
    figures: Figures
    tempo: Tempo
    facts: Facts | None
    sources: tuple[str, ...]
    lasts: timedelta  # from its start to its end; either may lie outside the run
    sent_by: str = ""  # a friend, who sent it before it was heard
    flat_pace: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A play or a gap, in order of time."""

    at: datetime
    play: Play | None = None
    gap: Gap | None = None


def lines(app: App, run: Activity) -> tuple[Line, ...]:
    """The run's songs in order. Without a kept route the figures are empty, where they are not kept themselves."""
    parts = parts_of(app, run)
    known, ran, sent = facts_of(app, parts), _figures(app, run, parts), senders(app, run, parts)
    return tuple(
        _line(number, part, run, known.get(part.song.key), seen, sender)
        for number, (part, seen, sender) in enumerate(zip(parts, ran, sent, strict=True), 1)
    )


def _figures(app: App, run: Activity, parts: Sequence[Part]) -> Sequence[tuple[Figures, float | None]]:
    """As they are kept, with the pace on the flat; where these are of other songs by now, from the route, without."""
    kept = song_figures.figures_of(app, run.key) if parts else None
    if kept is not None and kept.is_of(parts) and len(kept.songs) == len(parts):
        return [(one.figures, one.stretch.hilly_pace if one.stretch else None) for one in kept.songs]
    route = route_of(app, run)
    if route is None:
        return [(Figures(), None)] * len(parts)
    return [(one, None) for one in figures_of(route, run.start, ((part.start, part.end) for part in parts))]


def entries(app: App, user: str, since: datetime, until: datetime, source: str = "") -> Sequence[Entry]:
    """Plays and gaps of a window, oldest first."""
    plays = [Entry(play.played_at, play=play) for play in app.store.plays(user, since, until, source=source)]
    gaps = [
        Entry(max(gap.after, since), gap=gap)
        for gap in app.store.all(Gap, user)
        if gap.after < until and since < gap.before and source in ("", gap.source)
    ]
    return sorted([*plays, *gaps], key=lambda entry: (entry.at, entry.gap is not None))


def _line(
    number: int, part: Part, run: Activity, facts: Facts | None, ran: tuple[Figures, float | None], sender: str
) -> Line:
    seen, flat = ran
    beat = tempo(facts.bpm if facts else None, seen.cadence)
    begins, lasts = part.start - run.start, part.end - part.start
    return Line(number, part.song, begins, part.inside, seen, beat, facts, part.sources, lasts, sender, flat)
