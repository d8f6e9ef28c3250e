"""Songs, plays and gaps as answers."""

from collections.abc import Iterable, Sequence
from typing import Any

from sync.core.activity import Activity
from sync.core.music import Gap, Play, Song
from sync.core.song_facts import Facts
from sync.engine.play_views import PlaysPage
from sync.engine.soundtrack_views import Line
from sync.entrypoints.api.answers import music

HTTP = ("https://", "http://")


def soundtrack(run: Activity, lines: Sequence[Line], gaps: Iterable[Gap]) -> music.Music:
    return music.Music(
        id=run.name,
        outcome=run.music.outcome,
        due=run.due,
        songs=[_of_run(line) for line in lines],
        gaps=[gap(each) for each in gaps],
        sources=list(dict.fromkeys(source for line in lines for source in line.sources)),
    )


def plays(page: PlaysPage, next_: str | None) -> music.Plays:
    return music.Plays(plays=[_play(each) for each in page.plays], gaps=[gap(each) for each in page.gaps], next=next_)


def gap(one: Gap) -> music.GapAnswer:
    return music.GapAnswer(source=one.source, after=one.after, before=one.before, sure=one.sure, why=one.why)


def _of_run(line: Line) -> music.SongOfRun:
    begins, ran = line.offset.total_seconds(), line.figures
    return music.SongOfRun(
        **_song(line.song),
        number=line.number,
        begins=begins,
        ends=begins + line.lasts.total_seconds(),
        inside=line.inside,
        at=ran.distance,
        pace=ran.pace,
        heart_rate=ran.heart_rate,
        cadence=ran.cadence,
        tempo=line.tempo.bpm,
        tempo_note=line.tempo.note,
        features=_features(line.facts),
        sources=list(line.sources),
    )


def _features(facts: Facts | None) -> music.Features | None:
    if facts is None:
        return None
    names = (name for name in music.Features.model_fields if name != "sources")
    return music.Features(**{name: getattr(facts, name) for name in names}, sources=dict(facts.sources))


def _play(play: Play) -> music.PlayAnswer:
    return music.PlayAnswer(
        **_song(play.song), played_at=play.played_at, source=play.source, heard=play.heard, context=play.context
    )


def _song(song: Song) -> dict[str, Any]:
    """An address that is none of the web's is nobody's to follow."""
    return {
        "title": song.title,
        "artist": song.artist,
        "artists": [music.ArtistAnswer(name=one.name, uri=one.uri, mbid=one.mbid) for one in song.by],
        "album": song.album,
        "seconds": song.seconds,
        "link": song.link if song.link.startswith(HTTP) else "",
        "cover": song.cover if song.cover.startswith(HTTP) else "",
        "isrc": song.isrc,
        "uri": song.uri,
        "mbid": song.mbid,
        "album_mbid": song.album_mbid,
    }
