"""What `groups` prints: each group with its people, and what they learn of one another."""

from collections.abc import Sequence

from sync.core.circle import Belongs
from sync.engine.group_week import Week
from sync.engine.groups import GroupView
from sync.entrypoints.cli.text.json_text import document
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.soundtrack_text import song_name
from sync.entrypoints.cli.text.times import moment

OF_WILL = {Belongs.ASKED: "you are asked", Belongs.LEFT: "you left it", Belongs.BLOCKED: "you blocked it"}


def show(seen: Sequence[GroupView]) -> None:
    """A group a line, and below those of its people who are in it or asked."""
    if not seen:
        print_page("No groups yet: `runtrack groups new NAME` makes one.")
        return
    rows = [(one.name, one.id, one.maker, _standing(one), one.tells, _people(one)) for one in seen]
    table(("group", "id", "made by", "you", "learns of you", "with"), rows, below=frozenset({"with"}))


def as_json(seen: Sequence[GroupView]) -> str:
    """The same, as docs/json.md has it."""
    return document(
        groups=[
            {
                "id": one.id,
                "name": one.name,
                "maker": one.maker,
                "you": one.will,
                "muted": one.muted,
                "tells": one.tells,
                "members": [{"name": each.name, "joined": each.joined, "tells": each.learns} for each in one.members],
            }
            for one in seen
        ]
    )


def show_week(seen: Week) -> None:
    """Its songs, what was run to most first, and who sent how many."""
    if not seen.songs:
        print_page(f"No songs in {seen.name} within seven days: `runtrack send NAME SONG` sends one.")
        return
    rows = [
        (song_name(one.song), one.sender or "-", moment(one.sent_at), _names(one.heard), _names(one.on_runs))
        for one in seen.songs
    ]
    table(("song", "from", "sent", "heard by", "on a run by"), rows, below=frozenset({"heard by", "on a run by"}))
    print_page("sent: " + ", ".join(f"{name or '-'} {count}" for name, count in seen.senders))


def week_as_json(seen: Week) -> str:
    """The same, as docs/json.md has it."""
    return document(
        week={
            "group": seen.id,
            "name": seen.name,
            "since": seen.since,
            "songs": [
                {
                    "id": one.id,
                    "artist": one.song.artist,
                    "title": one.song.title,
                    "from": one.sender,
                    "sent_at": one.sent_at,
                    "heard": list(one.heard),
                    "on_runs": list(one.on_runs),
                }
                for one in seen.songs
            ],
            "senders": [{"name": name, "sent": count} for name, count in seen.senders],
        }
    )


def _names(some: Sequence[str]) -> str:
    return f"{len(some)}: {', '.join(some)}" if some else ""


def _standing(one: GroupView) -> str:
    if one.will is Belongs.JOINED:
        return "in it, muted" if one.muted else "in it"
    return OF_WILL[one.will]


def _people(one: GroupView) -> str:
    """`anna (tells you: played), ben (no answer yet)`."""
    told = [f"{each.name} ({f'tells you: {each.learns}' if each.joined else 'no answer yet'})" for each in one.members]
    return ", ".join(told)
