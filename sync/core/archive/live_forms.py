"""The forms of a run in progress in an archive: what of it is still here when the archive is made."""

from sync.core.archive.form import Field, Form
from sync.core.archive.run_forms import STORES
from sync.core.live.point import LivePoint
from sync.core.live.run import LivePart, LiveRun

LIVE_RUN = Form(
    LiveRun,
    "A run as it was told of while it went on.",
    (
        Field("user", "whose"),
        Field("source", "who told of it"),
        Field("id", "its own there"),
        Field("device", "as the source names it"),
        Field("begun", "its first moment that was told"),
        Field("last", "its last"),
        Field("arrived_at", "when the newest point came"),
        Field("points", "how many there are"),
        Field("every", "seconds between two points, as the source says"),
        Field("ended_at", "when it was over"),
        Field("due", "when it is looked at again"),
    ),
    left_out={"version": STORES},
)
LIVE_PART = Form(
    LivePart,
    "Five minutes of its points.",
    (
        Field("user", "whose"),
        Field("source", "who told of them"),
        Field("id", "of which run"),
        Field("number", "which five minutes, counted from 1970"),
        Field("points", "the points"),
    ),
    parts=(
        Form(
            LivePoint,
            "One place.",
            (
                Field("at", "when"),
                Field("lat", "latitude, in degrees"),
                Field("lon", "longitude, in degrees"),
                Field("distance", "metres since the start"),
                Field("elapsed", "seconds of running since the start"),
                Field("altitude", "in metres"),
                Field("speed", "in m/s"),
                Field("heart_rate", "beats a minute"),
                Field("cadence", "steps a minute, both feet"),
                Field("ends", "the run was stopped with it"),
            ),
        ),
    ),
    left_out={"version": STORES},
)
