"""What is seen of a run in progress: where, how fast, to which songs so far, and which one now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.core.live.choosing import shown
from sync.core.live.figures import LiveFigures, distances, during, now_of
from sync.core.live.now_playing import NowPlaying
from sync.core.live.point import LivePoint
from sync.core.live.run import LiveRun
from sync.core.music import Song
from sync.core.soundtrack import Part, soundtrack
from sync.engine.live.arriving import points_of
from sync.ports import Store

AROUND = timedelta(hours=12)
"""Plays before the run by which the habits of their sources are found out."""
SAME = 30.0
"""Seconds: what began so near to the song that plays now is that song, by a service that tells of it as it begins."""


@dataclass(frozen=True, slots=True)
class LiveSong:
    """`begins`, `ends`: seconds since the run's first point; `ends` is None of the one that plays now."""

    song: Song
    begins: float
    ends: float | None
    figures: LiveFigures = LiveFigures()


@dataclass(frozen=True, slots=True)
class LiveView:
    """`far`: metres at each point. `position`: seconds of the song that plays now that had passed at `position_at`,
    None where its service does not say. `stale`: where the runner is now is not known; `over`: the run has ended."""

    run: LiveRun
    points: tuple[LivePoint, ...]
    far: tuple[float | None, ...]
    figures: LiveFigures
    songs: tuple[LiveSong, ...]
    stale: bool
    over: bool
    position: float | None = None
    position_at: datetime | None = None

    @property
    def playing(self) -> LiveSong | None:
        return self.songs[-1] if self.songs and self.songs[-1].ends is None else None


def live_runs(store: Store, user: str) -> list[LiveRun]:
    """All that are kept, those that have ended as well."""
    return store.all(LiveRun, user)


def live_view(store: Store, user: str, now: datetime) -> LiveView | None:
    """The run in progress, else the one that ended last and is still kept; None where there is none."""
    run = shown(live_runs(store, user), now)
    return view_of(store, run, now) if run is not None else None


def view_of(store: Store, run: LiveRun, now: datetime) -> LiveView:
    """One run in progress."""
    points = points_of(store, run)
    far, over = distances(points), run.is_over(now)
    playing = None if over else store.load(NowPlaying, run.user)
    until = run.last if over else now
    songs = _songs(store, run, until, playing if playing is not None and playing.plays(now) else None)
    seen = tuple(_with_figures(song, run, points, far, until) for song in songs)
    view = LiveView(run, points, far, now_of(points, far), seen, run.is_stale(now), over)
    if playing is None or view.playing is None or playing.began is None:
        return view
    return replace(view, position=(now - playing.began).total_seconds(), position_at=now)


def _songs(store: Store, run: LiveRun, until: datetime, playing: NowPlaying | None) -> list[LiveSong]:
    """Those that were played, and the one that plays: which may be among the played ones already, by a service that
    tells of a song while it goes on."""
    plays = store.plays(run.user, run.begun - AROUND, until)
    heard = soundtrack(run.begun, (until - run.begun).total_seconds(), plays)
    found = [LiveSong(part.song, *_times(part, run, until)) for part in heard]
    if playing is None or playing.song is None:
        return found
    began = playing.began or playing.first_seen or playing.seen_at
    begins = max(0.0, (began - run.begun).total_seconds())
    before = [one for one in found if one.begins < begins - SAME]
    if before and (before[-1].ends or 0.0) > begins:
        before[-1] = replace(before[-1], ends=begins)
    return [*before, LiveSong(playing.song, begins, None)]


def _times(part: Part, run: LiveRun, until: datetime) -> tuple[float, float]:
    begins = (part.start - run.begun).total_seconds()
    return max(0.0, begins), (min(part.end, until) - run.begun).total_seconds()


def _with_figures(
    song: LiveSong, run: LiveRun, points: Sequence[LivePoint], far: Sequence[float | None], until: datetime
) -> LiveSong:
    begin = run.begun + timedelta(seconds=song.begins)
    end = until if song.ends is None else run.begun + timedelta(seconds=song.ends)
    return replace(song, figures=during(points, far, begin, end))
