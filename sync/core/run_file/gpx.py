"""A run as GPX 1.1 (topografix.com): a segment between two pauses, a way point where each song began."""

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from sync.core.route import Route
from sync.core.run_file.schemas import POINT_EXTENSION, xml
from sync.core.run_file.whole import SongAt, WholeRun, iso

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator="Runtrack" xmlns="http://www.topografix.com/GPX/1/1"'
    f' xmlns:gpxtpx="{POINT_EXTENSION}">\n'
)


def gpx(run: WholeRun) -> bytes:
    """Points without a position are left out: the format has no place for them."""
    return "".join(_lines(run)).encode()


def _lines(run: WholeRun) -> Iterator[str]:
    route = run.route
    placed = [row for row in range(len(route)) if route.lat[row] is not None and route.lon[row] is not None]
    began = int(run.start.timestamp() * 1000)
    yield HEAD
    yield f"<metadata><name>{xml(run.title)}</name><time>{iso(began)}</time></metadata>\n"
    for song in run.songs:
        if (row := _where(route, placed, song)) is not None:
            yield _waypoint(route, row, song)
    yield f"<trk><name>{xml(run.title)}</name><type>{xml(run.sport)}</type>\n<trkseg>\n"
    resumes = sorted(resumed for _, resumed in route.pauses)
    for before, row in zip([None, *placed], placed, strict=False):
        if before is not None and any(route.time_ms[before] < at <= route.time_ms[row] for at in resumes):
            yield "</trkseg>\n<trkseg>\n"
        yield _point(route, row)
    yield "</trkseg>\n</trk>\n</gpx>\n"


def _where(route: Route, placed: list[int], song: SongAt) -> int | None:
    """The first point of a song."""
    return next((row for row in placed if song.begins <= route.time_ms[row] < song.ends), None)


def _waypoint(route: Route, row: int, song: SongAt) -> str:
    link = f"<link href={quoteattr(song.link)}></link>" if song.link else ""
    bpm = f"<cmt>{song.bpm:g} BPM</cmt>" if song.bpm is not None else ""
    named = f"<name>{song.number}. {xml(song.name)}</name>"
    at = f"<time>{iso(route.time_ms[row])}</time>"
    return f"<wpt {_place(route, row)}>{at}{named}{bpm}{link}</wpt>\n"


def _point(route: Route, row: int) -> str:
    height, beats, steps = route.altitude[row], route.heart_rate[row], route.cadence[row]
    more = f"<gpxtpx:hr>{beats:.0f}</gpxtpx:hr>" if beats is not None else ""
    more += f"<gpxtpx:cad>{steps / 2:.0f}</gpxtpx:cad>" if steps is not None else ""
    extension = f"<gpxtpx:TrackPointExtension>{more}</gpxtpx:TrackPointExtension>" if more else ""
    return (
        f"<trkpt {_place(route, row)}>"
        + (f"<ele>{height:g}</ele>" if height is not None else "")
        + f"<time>{iso(route.time_ms[row])}</time>"
        + (f"<extensions>{extension}</extensions>" if extension else "")
        + "</trkpt>\n"
    )


def _place(route: Route, row: int) -> str:
    return f'lat="{route.lat[row]:.6f}" lon="{route.lon[row]:.6f}"'
