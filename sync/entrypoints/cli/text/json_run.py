"""What `show --json` prints: a run with its digest and the figures of its songs, as docs/json.md has it."""

from collections.abc import Iterable
from dataclasses import asdict

from sync.core.activity import Activity
from sync.core.digest import EFFORTS, Digest
from sync.core.song_figures import SongFigure
from sync.engine.digest_views import DigestView
from sync.entrypoints.cli.text.json_text import document, run_fields


def shown(found: Iterable[DigestView]) -> str:
    return document(
        runs=[
            run_fields(seen.run)
            | {"digest": seen.digest and _digest(seen.digest), "songs": [_song(one, seen.run) for one in seen.songs]}
            for seen in found
        ]
    )


def _digest(digest: Digest) -> dict[str, object]:
    return {
        "moving": digest.moving,
        "distance": digest.distance,
        "gain": digest.gain,
        "heart_rate": digest.heart_rate,
        "most_heart_rate": digest.most_heart_rate,
        "cadence": digest.cadence,
        "kilometres": list(digest.kilometres),
        "miles": list(digest.miles),
        "efforts": [
            {"name": name, "metres": EFFORTS[name], "seconds": seconds}
            for name, seconds in digest.efforts.items()
            if name in EFFORTS
        ],
        "line": [list(place) for place in digest.line],
    }


def _song(one: SongFigure, run: Activity) -> dict[str, object]:
    return {
        "artist": one.artist,
        "title": one.title,
        "offset": (one.start - run.start).total_seconds(),
        "inside": one.inside,
        **asdict(one.figures),
        "flat_pace": one.stretch.flat_pace if one.stretch else None,
        "sources": list(one.sources),
    }
