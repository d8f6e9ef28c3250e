"""A run as GeoJSON (RFC 7946), as a table (RFC 4180), and as JSON."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from sync.core.route import CHANNELS
from sync.core.run_file.whole import SongAt, WholeRun, iso, stretches

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""How a cell begins that a table program may take for something to be worked out."""


def geojson(run: WholeRun) -> bytes:
    """A line for each song and each silence; each ends where the next one begins. Height is the third number."""
    features = [_line(run, each.song, each.first, each.end) for each in stretches(run)]
    found = [feature for feature in features if feature is not None]
    return _json({"type": "FeatureCollection", "properties": _run(run), "features": found})


def table(run: WholeRun) -> bytes:
    """A row for each point, and the song that plays there. Names that look like formulas are made texts."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["time", "seconds", *CHANNELS, "song", "artist", "title", "bpm"])
    route, began = run.route, int(run.start.timestamp() * 1000)
    for stretch in stretches(run):
        song = stretch.song
        named = (
            ["", "", "", ""] if song is None else [song.number, harmless(song.artist), harmless(song.title), song.bpm]
        )
        for row in range(stretch.first, stretch.end):
            ms = route.time_ms[row]
            rows.writerow([iso(ms), (ms - began) / 1000, *(route.column(name)[row] for name in CHANNELS), *named])
    return out.getvalue().encode("utf-8-sig")  # the mark tells table programs which letters these are


def as_json(run: WholeRun) -> bytes:
    """Everything: the run, its songs, and the points column by column."""
    route = run.route
    columns = {name: route.column(name) for name in CHANNELS if name not in route.absent}
    points = {"time_ms": route.time_ms, **columns, "pauses": route.pauses}
    return _json({"run": _run(run), "songs": [_song(song) for song in run.songs], "points": points})


def harmless(text: str) -> str:
    """A cell of a table that is only ever a text."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _line(run: WholeRun, song: SongAt | None, first: int, end: int) -> dict[str, Any] | None:
    route = run.route
    rows = range(first, min(end + 1, len(route)))
    places = [
        [route.lon[row], route.lat[row]] + ([route.altitude[row]] if route.altitude[row] is not None else [])
        for row in rows
        if route.lat[row] is not None and route.lon[row] is not None
    ]
    if len(places) < 2:
        return None
    times = {"from": iso(route.time_ms[first]), "to": iso(route.time_ms[rows[-1]])}
    shape = {"type": "LineString", "coordinates": places}
    return {"type": "Feature", "geometry": shape, "properties": times | (_song(song) if song is not None else {})}


def _run(run: WholeRun) -> dict[str, Any]:
    return {
        "id": run.name,
        "title": run.title,
        "sport": run.sport,
        "start": iso(int(run.start.timestamp() * 1000)),
        "offset": run.offset,
        "elapsed": run.elapsed,
        "distance": run.distance,
    }


def _song(song: SongAt) -> dict[str, Any]:
    return asdict(song) | {"begins": iso(song.begins), "ends": iso(song.ends)}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
