"""A run as a file to take away: its own original, or one that is made of its kept route and its songs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sync.app import App
from sync.core.activity import Activity
from sync.core.original import FileKind
from sync.core.privacy import Zone
from sync.core.run_file.for_others import for_others
from sync.core.run_file.gpx import gpx
from sync.core.run_file.plain import as_json, geojson, table
from sync.core.run_file.playlist import jspf, m3u8, xspf
from sync.core.run_file.tcx import tcx
from sync.core.run_file.whole import SongAt, WholeRun
from sync.core.template_values import one_line, web_link
from sync.engine import soundtrack_views
from sync.engine.asks.refusals import Refused
from sync.engine.kept_routes import route_of
from sync.engine.legs import original_name
from sync.engine.soundtrack_views import Line


class Form(StrEnum):
    """What a run can be taken away as."""

    FIT = "fit"
    GPX = "gpx"
    TCX = "tcx"
    GEOJSON = "geojson"
    CSV = "csv"
    JSON = "json"
    M3U8 = "m3u8"
    XSPF = "xspf"
    JSPF = "jspf"


MADE = {Form.GPX: gpx, Form.TCX: tcx, Form.GEOJSON: geojson, Form.CSV: table, Form.JSON: as_json}
PLACED = frozenset({Form.GPX, Form.GEOJSON})
"""Nothing but places is in them."""
PLAYLISTS = {Form.M3U8: m3u8, Form.XSPF: xspf, Form.JSPF: jspf}
"""Nothing but songs is in them."""


class NoFile(Refused):
    """The run is not kept in a form from which this one can be made."""


@dataclass(frozen=True, slots=True)
class RunFile:
    """`name`: of letters, digits and hyphens alone, whatever the run is called."""

    name: str
    data: bytes


def forms(row: Activity, *, placed: bool) -> tuple[Form, ...]:
    """Those that there are; `placed`: the route has positions."""
    whole = row.route == "read"
    made = (form for form in MADE if whole and (placed or form not in PLACED))
    return (*((Form.FIT,) if row.original == FileKind.FIT else ()), *made, *(PLAYLISTS if row.music.songs else ()))


def run_file(app: App, row: Activity, form: Form, *, zones: Sequence[Zone] = ()) -> RunFile:
    """`zones`: what lies in them is cut out; the watch's own file cannot be. Raises `NoFile`."""
    name = f"run-{row.start.astimezone(UTC):%Y-%m-%d}-{row.key.short}.{form}"
    if form is Form.FIT:
        data = app.files.get(original_name(row)) if row.original == FileKind.FIT and not zones else None
        if data is None:
            raise NoFile(row.key.short)
        return RunFile(name, data)
    if form in PLAYLISTS:
        heard = _songs(app, row)
        if not heard:
            raise NoFile(row.key.short)
        return RunFile(name, PLAYLISTS[form](one_line(row.title), _ms(row.start), heard))
    route = route_of(app, row)
    if route is None or (form in PLACED and {"lat", "lon"} & {*route.absent}):
        raise NoFile(row.key.short)
    title, songs = one_line(row.title), _songs(app, row)
    whole = WholeRun(row.name, title, row.sport, row.start, row.offset, row.elapsed, row.distance, route, songs)
    shown = for_others(whole, zones) if zones else whole
    if shown is None:
        raise NoFile(row.key.short)
    return RunFile(name, MADE[form](shown))


def _songs(app: App, row: Activity) -> tuple[SongAt, ...]:
    return tuple(_song(line, row.start) for line in soundtrack_views.lines(app, row))


def _song(line: Line, start: datetime) -> SongAt:
    song, ran, begins = line.song, line.figures, start + line.offset
    return SongAt(
        line.number,
        one_line(song.artist),
        one_line(song.title),
        _ms(begins),
        _ms(begins + line.lasts),
        one_line(song.album),
        web_link(song.link),
        song.seconds,
        line.tempo.bpm,
        ran.pace,
        ran.heart_rate,
        ran.cadence,
        line.sources,
    )


def _ms(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
