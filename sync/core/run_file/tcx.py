"""A run as TCX (Training Center Database v2): a lap for each song, whose name is in the lap's notes."""

from collections.abc import Iterator

from sync.core.route import Route
from sync.core.run_file.schemas import ACTIVITY_EXTENSION, TRAINING_CENTER, xml
from sync.core.run_file.whole import Stretch, WholeRun, iso, stretches

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<TrainingCenterDatabase xmlns="{TRAINING_CENTER}" xmlns:ext="{ACTIVITY_EXTENSION}">\n<Activities>\n'
)
ON_FOOT = ("running", "run", "walking", "hiking")
"""How the sports end whose cadence is of both feet: the format counts one."""


def tcx(run: WholeRun) -> bytes:
    return "".join(_lines(run)).encode()


def _lines(run: WholeRun) -> Iterator[str]:
    yield HEAD
    yield f'<Activity Sport="{_sport(run.sport)}"><Id>{iso(int(run.start.timestamp() * 1000))}</Id>\n'
    for stretch in stretches(run):
        yield from _lap(run, stretch)
    yield f"<Notes>{xml(run.title)}</Notes>\n</Activity>\n</Activities>\n</TrainingCenterDatabase>\n"


def _lap(run: WholeRun, stretch: Stretch) -> Iterator[str]:
    """Up to where the next one begins."""
    route, last = run.route, min(stretch.end, len(run.route) - 1)
    seconds = (route.time_ms[last] - route.time_ms[stretch.first]) / 1000
    far, start = route.distance[last], route.distance[stretch.first]
    metres = max(0.0, far - start) if far is not None and start is not None else 0.0
    yield f'<Lap StartTime="{iso(route.time_ms[stretch.first])}"><TotalTimeSeconds>{seconds:g}</TotalTimeSeconds>'
    yield f"<DistanceMeters>{metres:.1f}</DistanceMeters><Calories>0</Calories>"
    yield "<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>\n<Track>\n"
    for row in range(stretch.first, stretch.end):
        yield _point(route, row, feet=run.sport.endswith(ON_FOOT))
    yield "</Track>"
    if stretch.song is not None:
        yield f"<Notes>{stretch.song.number}. {xml(stretch.song.name)}</Notes>"
    yield "</Lap>\n"


def _point(route: Route, row: int, *, feet: bool) -> str:
    lat, lon, height, far = route.lat[row], route.lon[row], route.altitude[row], route.distance[row]
    beats, turns, speed = route.heart_rate[row], route.cadence[row], route.speed[row]
    parts = [f"<Time>{iso(route.time_ms[row])}</Time>"]
    if lat is not None and lon is not None:
        degrees = f"<LatitudeDegrees>{lat:.6f}</LatitudeDegrees><LongitudeDegrees>{lon:.6f}</LongitudeDegrees>"
        parts.append(f"<Position>{degrees}</Position>")
    if height is not None:
        parts.append(f"<AltitudeMeters>{height:g}</AltitudeMeters>")
    if far is not None:
        parts.append(f"<DistanceMeters>{far:.1f}</DistanceMeters>")
    if beats is not None:
        parts.append(f"<HeartRateBpm><Value>{beats:.0f}</Value></HeartRateBpm>")
    if turns is not None:
        parts.append(f"<Cadence>{min(254, turns / 2 if feet else turns):.0f}</Cadence>")
    if speed is not None:
        parts.append(f"<Extensions><ext:TPX><ext:Speed>{speed:g}</ext:Speed></ext:TPX></Extensions>")
    return f"<Trackpoint>{''.join(parts)}</Trackpoint>\n"


def _sport(sport: str) -> str:
    if sport.endswith("running"):
        return "Running"
    return "Biking" if sport.endswith(("cycling", "biking")) else "Other"
