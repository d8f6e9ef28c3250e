"""The picture of a shared run for previews of its link: the way in the colours of its songs, no map, no text.

Text would need a font of our own for every script; the preview shows the title beside the picture anyway.
"""

from collections.abc import Callable, Iterator, Sequence
from math import cos, radians

from sync.core.route import Route
from sync.engine.shared_views import SharedSong, SharedView
from sync.entrypoints.poster import SILENCE, SONGS

WIDTH, HEIGHT = 1200, 630
MARGIN, BAND = 70, 40
"""Pixels: around the way, and how high the bar of songs below it is."""
MOST_POINTS = 2000
PAPER, CASING = "#f6f4ef", "#ffffff"

type Spot = tuple[float, float]


def picture(view: SharedView) -> bytes:
    """PNG. resvg-py (MPL-2.0 for resvg, 1.4 MB, no other package) is loaded where the first picture is asked for."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=drawing(view), skip_system_fonts=True))


def drawing(view: SharedView) -> str:
    """The same as SVG; only numbers and our own colours are in it."""
    route = view.made.route if view.made is not None else None
    ways = list(_ways(route, view.songs)) if route is not None and "lat" not in route.absent and len(route) else []
    lines = [f'<polyline points="{_points(spots)}" stroke="{CASING}" stroke-width="14"/>' for _, spots in ways]
    lines += [f'<polyline points="{_points(spots)}" stroke="{colour}" stroke-width="8"/>' for colour, spots in ways]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<g fill="none" stroke-linecap="round" stroke-linejoin="round">{"".join(lines)}</g>'
        f"{''.join(_bar(view))}</svg>"
    )


def _ways(route: Route, songs: Sequence[SharedSong]) -> Iterator[tuple[str, list[Spot]]]:
    """The way as pieces of one colour, each with the first spot of the next one; a hole ends one."""
    every = max(1, len(route) // MOST_POINTS)
    rows = [row for row in range(len(route)) if row % every == 0 or route.lat[row] is None or row == len(route) - 1]
    place, colour, spots = _placing(route), "", list[Spot]()
    for row in rows:
        lat, lon = route.lat[row], route.lon[row]
        if lat is None or lon is None:
            if len(spots) > 1:
                yield colour, spots
            colour, spots = "", []
            continue
        spot, now = place(lat, lon), _colour(songs, route.time_ms[row] / 1000)
        if now != colour and spots:
            yield colour, [*spots, spot]
            spots = []
        colour = now
        spots.append(spot)
    if len(spots) > 1:
        yield colour, spots


def _placing(route: Route) -> Callable[[float, float], Spot]:
    """From degrees to pixels: as large as there is room, in the middle."""
    lats = [value for value in route.lat if value is not None]
    lons = [value for value in route.lon if value is not None]
    wide = cos(radians((min(lats) + max(lats)) / 2))
    across, up = (max(lons) - min(lons)) * wide, max(lats) - min(lats)
    room = (WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN - BAND)
    scale = min(room[0] / across if across else 1e9, room[1] / up if up else 1e9)
    left, top = (WIDTH - across * scale) / 2, MARGIN + (room[1] - up * scale) / 2

    def place(lat: float, lon: float) -> Spot:
        return left + (lon - min(lons)) * wide * scale, top + (max(lats) - lat) * scale

    return place


def _colour(songs: Sequence[SharedSong], second: float) -> str:
    at = next((number for number, song in enumerate(songs) if song.begins <= second < song.ends), None)
    return SILENCE if at is None else SONGS[at % len(SONGS)]


def _points(spots: Sequence[Spot]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)


def _bar(view: SharedView) -> Iterator[str]:
    """The songs one after the other, as long as they were run to."""
    end = max((song.ends for song in view.songs), default=0.0)
    for number, song in enumerate(view.songs):
        left = MARGIN + (WIDTH - 2 * MARGIN) * max(0.0, song.begins) / end if end > 0 else MARGIN
        right = MARGIN + (WIDTH - 2 * MARGIN) * song.ends / end if end > 0 else MARGIN
        colour = SONGS[number % len(SONGS)]
        yield (
            f'<rect x="{left:.1f}" y="{HEIGHT - MARGIN - BAND / 2:.1f}" width="{max(2.0, right - left - 4):.1f}" '
            f'height="{BAND / 2:.1f}" rx="6" fill="{colour}"/>'
        )
