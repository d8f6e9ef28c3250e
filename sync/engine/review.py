"""A year looked back on, of what is kept: runs with a file of their own, what is kept of their routes and songs."""

from datetime import UTC, datetime, timedelta

from sync.app import App
from sync.core.activity import Activity
from sync.core.digest import Digest
from sync.core.insights.review import Review, YearRun, review
from sync.core.song_figures import SongFigures
from sync.engine.asks.privacy_zones import zones_of

_ON_FOOT = ("running", "run")


def review_of(app: App, user: str, year: int) -> Review | None:
    """None for a year without a run. What the target alone knows is not in it. Lines are cut by the privacy zones, for
    a poster is made to be shown."""
    if not 1970 < year < 9999:
        return None
    day = timedelta(days=1)  # the runner's own clock may be another day's
    since, until = datetime(year, 1, 1, tzinfo=UTC) - day, datetime(year + 1, 1, 1, tzinfo=UTC) + day
    rows = app.store.activities(user, since=since, until=until)
    mine = [row for row in rows if row.key.source != app.target_name and row.sport.endswith(_ON_FOOT)]
    keys = [(row.key.user, row.key.source, row.key.id, str(row.key.leg)) for row in mine]
    digests = app.store.load_each(Digest, keys, Digest)
    songs = app.store.load_each(SongFigures, keys, SongFigures)
    runs = [_run(*each) for each in zip(mine, digests, songs, strict=True)]
    if not any(one.began.year == year for one in runs):
        return None
    return review(year, runs, zones_of(app.store, user), streamed=app.preferences.insights_of_all_plays)


def _run(row: Activity, digest: Digest | None, songs: SongFigures | None) -> YearRun:
    began = row.start + timedelta(seconds=row.offset or 0)
    climb, line = (None, ()) if digest is None else (digest.gain, digest.line)
    return YearRun(row.name, began.replace(tzinfo=None), row.elapsed, row.distance, climb, line, songs)
