"""What `friends` and `songs` print with `--json`, as docs/json.md has it."""

from collections.abc import Mapping, Sequence

from sync.core.music import Song
from sync.core.song_share import OnRun, Share
from sync.engine.friendship import FriendView
from sync.engine.song_views import SentView, ToOne
from sync.entrypoints.cli.text.json_text import document
from sync.entrypoints.cli.text.songs_text import between


def friends(seen: Sequence[FriendView]) -> str:
    return document(
        friends=[
            {
                "name": one.name,
                "standing": between(one),
                "muted": one.muted,
                "tells": one.tells,
                "learns": one.learns if one.friends else None,
            }
            for one in seen
        ]
    )


def songs(came: Sequence[Share], went: Sequence[SentView], groups: Mapping[str, str]) -> str:
    """`groups`: names by ids, as the one who looks knows them."""
    return document(
        for_you=[
            {
                "id": one.id,
                "sent_at": one.sent_at,
                "from": one.sender,
                "group": groups.get(one.group, ""),
                **_song(one.song),
                "note": one.note,
                "state": one.state,
                "heard_at": one.heard_at,
                "said": one.said,
                "on_run": _on_run(one.on_run),
            }
            for one in came
        ],
        from_you=[
            {
                "id": one.id,
                "sent_at": one.sent_at,
                "group": one.group_name,
                **_song(one.song),
                "note": one.note,
                "heard": one.heard,
                "on_runs": one.on_runs,
                "to": [_to(each) for each in one.to],
            }
            for one in went
        ],
    )


def _to(one: ToOne) -> dict[str, object]:
    told = one.learned
    return {
        "name": one.name,
        "seen": told.seen,
        "heard_at": told.at,
        "said": told.said,
        "on_run": _on_run(told.on_run),
    }


def _song(song: Song) -> dict[str, object]:
    return {"artist": song.artist, "title": song.title, "seconds": song.seconds}


def _on_run(ran: OnRun | None) -> dict[str, object] | None:
    """`run` is empty where it is another one's."""
    if ran is None:
        return None
    return {
        "run": ran.run,
        "began": ran.began,
        "begins": ran.begins,
        "ends": ran.ends,
        "pace": ran.pace,
        "heart_rate": ran.heart_rate,
    }
