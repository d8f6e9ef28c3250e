"""Songs, plays and gaps as answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

import msgspec

from sync.core.activity import Activity
from sync.core.music import Gap, Play, Song
from sync.core.song_facts import Facts
from sync.engine.play_views import PlaysPage
from sync.engine.soundtrack_views import Line
from sync.entrypoints.api.answers import music
from sync.entrypoints.api.language import in_language

HTTP = ("https://", "http://")
_FEATURES = tuple(music.Features.model_fields)


def soundtrack(run: Activity, lines: Sequence[Line], gaps: Iterable[Gap], called: Mapping[str, str]) -> bytes:
    """A `music.Music` as JSON, made without its models: they take longer than all else of many songs. `called`: what
    its listener calls others."""
    return msgspec.json.encode(
        {
            "id": run.name,
            "outcome": run.music.outcome,
            "due": run.due.astimezone(UTC) if run.due else None,
            "songs": [_of_run(line) | {"sent_by": called.get(line.sent_by, line.sent_by)} for line in lines],
            "gaps": [gap(each).model_dump(mode="json") for each in gaps],
            "sources": list(dict.fromkeys(source for line in lines for source in line.sources)),
        }
    )


def plays(page: PlaysPage, next_: str | None) -> music.Plays:
    return music.Plays(plays=[_play(each) for each in page.plays], gaps=[gap(each) for each in page.gaps], next=next_)


def gap(one: Gap) -> music.GapAnswer:
    return music.GapAnswer(source=one.source, after=one.after, before=one.before, sure=one.sure, why=one.why)


def _of_run(line: Line) -> dict[str, Any]:
    begins, ran = line.offset.total_seconds(), line.figures
    return _song(line.song) | {
        "number": line.number,
        "begins": begins,
        "ends": begins + line.lasts.total_seconds(),
        "inside": line.inside,
        "at": ran.distance,
        "pace": ran.pace,
        "flat_pace": line.flat_pace,
        "heart_rate": ran.heart_rate,
        "cadence": ran.cadence,
        "tempo": line.tempo.bpm,
        "tempo_note": in_language(line.tempo.note),
        "features": _features(line.facts),
        "sources": line.sources,
    }


def _features(facts: Facts | None) -> dict[str, Any] | None:
    return {name: getattr(facts, name) for name in _FEATURES} if facts is not None else None


def _play(play: Play) -> music.PlayAnswer:
    return music.PlayAnswer(
        **_song(play.song), played_at=play.played_at, source=play.source, heard=play.heard, context=play.context
    )


def _song(song: Song) -> dict[str, Any]:
    """An address that is none of the web's is nobody's to follow."""
    return {
        "title": song.title,
        "artist": song.artist,
        "artists": [{"name": one.name, "uri": one.uri, "mbid": one.mbid} for one in song.by],
        "album": song.album,
        "seconds": song.seconds,
        "link": song.link if song.link.startswith(HTTP) else "",
        "cover": song.cover if song.cover.startswith(HTTP) else "",
        "isrc": song.isrc,
        "uri": song.uri,
        "mbid": song.mbid,
        "album_mbid": song.album_mbid,
    }
