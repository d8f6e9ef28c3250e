"""The pretend athlete: activities as Garmin holds them, single runs, a year of runs, folders of FIT files."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sync.sim.fit_skim import skim
from sync.sim.fit_writer import Recording, write_fit
from sync.sim.garmin_types import INDOORS, from_fit, type_info

PARIS = ZoneInfo("Europe/Paris")
ORIGINALS = frozenset(
    {
        "fit",
        "several fits",
        "gpx",
        "tcx",
        "404",
        "204",
        "500",
        "403",
        "empty",
        "empty zip",
        "html",
        "json",
        "truncated",
        "bad zip",
        "bomb",
        "zip slip",
        "not activity",
        "bad crc",
        "bytes",
    }
)


@dataclass(frozen=True)
class SimActivity:
    """One activity in Garmin Connect. Times in seconds, distance in metres.

    `original` says how the download of the original file behaves (`ORIGINALS`; `garmin_files.py` explains
    each); "bytes" zips `files` as they are. `legs` make it a multisport parent: one recording per leg.
    `listed_at` hides it from the lists until then, like a watch that is synced late. `omitted` are keys
    that its list item lacks, `nulled` those that are null. `owner_id` differs from the account's own to
    play Garmin's mix-up of June 2019.
    """

    garmin_id: int
    title: str
    type_key: str
    start: datetime
    offset: int
    elapsed: float
    duration: float
    distance: float
    recording: Recording | None = None
    manual: bool = False
    original: str = "fit"
    files: tuple[tuple[str, bytes], ...] = ()
    legs: tuple[Recording, ...] = ()
    owner_id: int | None = None
    listed_at: datetime | None = None
    omitted: frozenset[str] = frozenset()
    nulled: frozenset[str] = frozenset()
    privacy: str = "private"

    def __post_init__(self) -> None:
        if self.original not in ORIGINALS:
            raise ValueError(f"no original {self.original!r}: one of {', '.join(sorted(ORIGINALS))}")
        if self.start.tzinfo is None:
            raise ValueError("an activity's start needs a time zone")

    @property
    def parent(self) -> bool:
        """Is this the parent of a multisport activity?"""
        return bool(self.legs)

    @property
    def children(self) -> tuple["SimActivity", ...]:
        """The legs of a multisport parent as activities of their own; their ids follow the parent's."""
        return tuple(
            SimActivity(
                self.garmin_id + 1 + number,
                f"{self.title} - {type_info(leg.sport).label}",
                leg.sport,
                leg.start,
                leg.offset,
                leg.elapsed,
                leg.moving,
                leg.distance,
                recording=leg,
                owner_id=self.owner_id,
            )
            for number, leg in enumerate(self.legs)
        )

    @property
    def local_start(self) -> datetime:
        """The start on the athlete's own clock, without a zone."""
        return (self.start.astimezone(UTC) + timedelta(seconds=self.offset)).replace(tzinfo=None)

    @property
    def end(self) -> datetime:
        return self.start.astimezone(UTC) + timedelta(seconds=self.elapsed)


@lru_cache(maxsize=64)
def fit_bytes(recording: Recording) -> bytes:
    """The FIT file of a recording, made once and kept while it is among the last 64 asked for."""
    return write_fit(recording)


def run(
    garmin_id: int,
    start: datetime,
    *,
    title: str | None = None,
    km: float = 8.0,
    elapsed: float | None = None,
    type_key: str = "running",
    **changes: Any,
) -> SimActivity:
    """One activity, by default a run at 5:40 min/km in the time zone of Paris.

    `changes` are other fields of `SimActivity` or of its `Recording` (pauses, heart_rate, seed ...). A
    manual entry and "404" belong together, so `manual=True` alone has no recording. Cheap: the FIT file is
    made on download.
    """
    offset = int(changes.pop("offset", paris_offset(start)))
    own = {field.name for field in fields(SimActivity)}
    about = {name: changes.pop(name) for name in tuple(changes) if name not in own}
    whole = float(elapsed if elapsed is not None else km * 340)
    if type_key in INDOORS:
        about.setdefault("origin", None)
    about.setdefault("seed", garmin_id)
    recording = Recording(start, offset, type_key, whole, distance=km * 1000, **about)
    if changes.get("manual"):
        changes = {"recording": None, "original": "404", **changes}
    named = title if title is not None else type_info(type_key).label
    made = SimActivity(
        garmin_id, named, type_key, start, offset, whole, recording.moving, km * 1000, recording=recording
    )
    return replace(made, **changes)


def triathlon(garmin_id: int, start: datetime, **changes: Any) -> SimActivity:
    """A multisport parent with a swim, a ride and a run, 90 s apart."""
    offset, legs, at = paris_offset(start), [], start
    for number, (sport, metres, time) in enumerate(
        (("open_water_swimming", 750.0, 960.0), ("cycling", 20_000.0, 2400.0), ("running", 5000.0, 1500.0))
    ):
        legs.append(Recording(at, offset, sport, time, distance=metres, seed=garmin_id + number))
        at = at + timedelta(seconds=time + 90)
    whole = (legs[-1].end - start).total_seconds()
    made = SimActivity(
        garmin_id,
        "Multisport",
        "multi_sport",
        start,
        offset,
        whole,
        sum(leg.moving for leg in legs),
        sum(leg.distance for leg in legs),
        original="several fits",
        legs=tuple(legs),
    )
    return replace(made, **changes)


def paris_offset(moment: datetime) -> int:
    """Seconds by which Paris is ahead of UTC at this moment: 3600 in winter, 7200 in summer."""
    ahead = moment.astimezone(PARIS).utcoffset()
    assert ahead is not None
    return int(ahead.total_seconds())


def from_fit_folder(folder: Path, until: datetime) -> list[SimActivity]:
    """Every FIT file of a folder as an activity, by name, its bytes untouched in the zip of the original.

    Start, sport, length and distance come from the file. A file that does not say when it began gets a
    start in the days before `until`, and is a run when it names no sport: a folder of damaged files still
    lists completely.
    """
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".fit")
    made: list[SimActivity] = []
    for number, path in enumerate(paths):
        data = path.read_bytes()
        seen = skim(data)
        start = seen.start or until - timedelta(days=1 + number % 25, hours=2 + number // 25)
        elapsed = max(seen.elapsed or 1800.0, 1.0)
        garmin_id = 950_000_001 + number
        type_key = "running" if seen.sport is None else from_fit(seen.sport, seen.sub_sport or 0)
        made.append(
            SimActivity(
                garmin_id,
                path.stem,
                type_key,
                start,
                seen.offset if seen.offset is not None else paris_offset(start),
                elapsed,
                min(seen.timer or elapsed, elapsed),
                seen.distance or 0.0,
                original="bytes",
                files=((f"{garmin_id}_ACTIVITY.fit", data),),
            )
        )
    return made
