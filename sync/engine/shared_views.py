"""What a stranger sees of a run that its owner shows: what the link names, cut by the owner's privacy zones."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sync.app import App
from sync.core.activity import Activity
from sync.core.cut_route import CutRoute, cut
from sync.core.live.shown import LiveLink
from sync.core.music import Song, only_seen
from sync.core.route import Column
from sync.core.shared_run import SharedRun, Shown, mark_of
from sync.engine.asks.privacy_zones import zones_of
from sync.engine.kept_routes import route_of
from sync.engine.leaving import is_marked
from sync.engine.people import people
from sync.engine.soundtrack_views import Line, lines

MOST_ID = 64


@dataclass(frozen=True, slots=True)
class SharedSong:
    """A song of it. `begins`, `ends`: seconds in the time that is shown; the others where figures are."""

    song: Song
    begins: float
    ends: float
    pace: float | None = None
    heart_rate: float | None = None
    cadence: float | None = None
    tempo: float | None = None


@dataclass(frozen=True, slots=True)
class SharedView:
    """`distance` (metres) and `seconds` are those of what is shown: the whole run's would tell, beside a map with a
    hole, how long the way in the hole is. `made`: the route as strangers may have it, None where none is shown."""

    link: SharedRun
    title: str
    day: date
    sport: str
    distance: float | None
    seconds: float | None
    heart_rate: float | None
    songs: tuple[SharedSong, ...]
    made: CutRoute | None


def find_link(app: App, id: str, now: datetime) -> SharedRun | None:
    """The link to a run of this id; see `held_link`."""
    return held_link(app, SharedRun, id, now)


def held_link[Link: (SharedRun, LiveLink)](app: App, of: type[Link], id: str, now: datetime) -> Link | None:
    """The link of this id, None when there is none that holds. It tells nobody whether there ever was one."""
    if not 2 < len(id) <= MOST_ID or not id.isascii():
        return None
    for user in people(app):
        if mark_of(user) != id[: len(mark_of(user))]:
            continue
        link = app.store.load(of, user, id)
        if link is not None and link.holds(now) and not is_marked(app.store, user):
            return link
    return None


def shared_view(app: App, link: SharedRun) -> SharedView | None:
    """None when the run is not there any more. `app`: as its owner has set it up."""
    row = app.store.activity(link.run)
    if row is None:
        return None
    made = _route(app, row, link)
    figures, hidden = Shown.FIGURES in link.shows, made is not None and not made.whole
    return SharedView(
        link,
        row.title,
        (row.start + timedelta(seconds=row.offset or 0)).date(),
        row.sport,
        (_last(made.route.distance) if made is not None and hidden else row.distance) if figures else None,
        (_shown_seconds(made) if made is not None and hidden else row.elapsed) if figures else None,
        _mean(made.route.heart_rate) if made is not None and figures else None,
        tuple(_songs(app, row, made, figures)) if Shown.SONGS in link.shows else (),
        made,
    )


def _route(app: App, row: Activity, link: SharedRun) -> CutRoute | None:
    """Without figures only places and times are in it."""
    shows_map, figures = Shown.MAP in link.shows, Shown.FIGURES in link.shows
    route = route_of(app, row) if shows_map or figures else None
    if route is None:
        return None
    made = cut(route, zones_of(app.store, row.key.user), places=shows_map, figures=figures)
    return made if len(made.route) else CutRoute(made.route, (), whole=False)


def _songs(app: App, row: Activity, made: CutRoute | None, figures: bool) -> list[SharedSong]:
    """In the time that is shown; one that played in a hole alone is not in it, nor one that no service has told of."""
    start, found = row.start.timestamp() * 1000, list[SharedSong]()
    for line in lines(app, row):
        if only_seen(line.sources):
            continue
        begin = line.offset.total_seconds()
        end = begin + line.lasts.total_seconds()
        if made is None:
            spans = [(begin * 1000, end * 1000)]
        else:
            inside = (one.shown(start + begin * 1000, start + end * 1000) for one in made.stretches)
            spans = [span for span in inside if span is not None]
        if spans:
            found.append(_song(line, spans[0][0] / 1000, spans[-1][1] / 1000, figures))
    return found


def _song(line: Line, begins: float, ends: float, figures: bool) -> SharedSong:
    ran = line.figures
    if not figures:
        return SharedSong(line.song, round(begins, 1), round(ends, 1))
    tempo = line.tempo.bpm
    return SharedSong(line.song, round(begins, 1), round(ends, 1), ran.pace, ran.heart_rate, ran.cadence, tempo)


def _shown_seconds(made: CutRoute) -> float:
    return sum(one.last_ms - one.first_ms for one in made.stretches) / 1000


def _last(values: Column) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _mean(values: Column) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None
