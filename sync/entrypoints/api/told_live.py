"""A run in progress as it is sent: whole, or what has come since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sync.app import App
from sync.core.live.figures import LiveFigures
from sync.core.live.now_playing import NowPlaying
from sync.core.live.shown import LiveLink
from sync.core.user_name import ME
from sync.engine.asks.privacy_zones import zones_of
from sync.engine.live.shown import Row, ShownLive, shown
from sync.engine.live.view import LiveSong, live_runs, live_view
from sync.entrypoints.api.answers import live as answers
from sync.entrypoints.api.told_music import HTTP

NOTHING: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Who looks at a run in progress: its runner, or whoever has a link to it (`link` its id, else "")."""

    user: str
    link: str = ""


def mark(app: App, audience: Audience) -> tuple[object, ...]:
    """Another one when there may be something else to see: a few short reads."""
    store, user = app.store, audience.user
    playing = store.load(NowPlaying, user)
    link = store.load(LiveLink, user, audience.link) if audience.link else None
    newest = [store.newest_play(user, one.service) for one in app.music]
    return (
        tuple((one.source, one.id, one.version) for one in live_runs(store, user)),
        playing.version if playing is not None else 0,
        tuple((one.ms, one.source) if one is not None else None for one in newest),
        link,
        zones_of(store, user) if link is not None else (),
    )


def seen(app: App, audience: Audience, now: datetime) -> ShownLive | None:
    """What this audience may see now."""
    view = live_view(app.store, audience.user, now)
    if view is None:
        return None
    if not audience.link:
        return shown(view, now)
    link = app.store.load(LiveLink, audience.user, audience.link)
    if link is None or not link.holds(now):
        return None
    return shown(view, now, zones=zones_of(app.store, audience.user), shows=link.shows)


def told(app: App, audience: Audience, one: ShownLive | None, now: datetime, before: ShownLive | None = None) -> bytes:
    """As JSON. `before`: what was told last: where this goes on from it, only what is new of the line is in it."""
    goes_on = one is not None and before is not None and goes_on_from(one, before)
    line = one.line[len(before.line) :] if one is not None and before is not None and goes_on else _line(one)
    run = _run(app, audience, one, line, whole=not goes_on) if one is not None else None
    return answers.LiveAnswer(at=now, live=run).model_dump_json().encode()


def goes_on_from(one: ShownLive, before: ShownLive) -> bool:
    """Whether all that was told before stands: points may also come that lie between known ones."""
    return one.id == before.id and one.line[: len(before.line)] == before.line


def _line(one: ShownLive | None) -> Sequence[Row]:
    return one.line if one is not None else NOTHING


def _run(app: App, audience: Audience, one: ShownLive, line: Sequence[Row], *, whole: bool) -> answers.LiveRunAnswer:
    return answers.LiveRunAnswer(
        id=sha256(f"{audience.link} {one.id}".encode()).hexdigest()[:12],  # the source's own tells where it came from
        name="" if audience.user == ME else audience.user,
        source=app.title(one.source),
        begun=one.begun,
        last=one.last,
        every=one.every,
        over=one.over,
        hidden=one.hidden,
        figures=_figures(one.figures),
        whole=whole,
        line=list(line),
        songs=[_song(each) for each in one.songs],
        position=one.position,
        position_at=one.position_at,
    )


def _song(one: LiveSong) -> answers.LiveSongAnswer:
    song = one.song
    return answers.LiveSongAnswer(
        title=song.title,
        artist=song.artist,
        cover=song.cover if song.cover.startswith(HTTP) else "",
        length=song.seconds,
        begins=one.begins,
        ends=one.ends,
        figures=_figures(one.figures),
    )


def _figures(one: LiveFigures) -> answers.LiveFiguresAnswer:
    return answers.LiveFiguresAnswer(
        distance=one.distance,
        elapsed=one.elapsed,
        pace=one.pace,
        heart_rate=one.heart_rate,
        cadence=one.cadence,
    )
