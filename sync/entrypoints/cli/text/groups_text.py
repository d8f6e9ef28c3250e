"""What `groups` prints: each group with its people, and what they learn of one another."""

from collections.abc import Sequence

from sync.core.circle import Belongs
from sync.engine.groups import GroupView
from sync.entrypoints.cli.text.json_text import document
from sync.entrypoints.cli.text.layout import print_page, table

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


def _standing(one: GroupView) -> str:
    if one.will is Belongs.JOINED:
        return "in it, muted" if one.muted else "in it"
    return OF_WILL[one.will]


def _people(one: GroupView) -> str:
    """`anna (tells you: played), ben (no answer yet)`."""
    told = [f"{each.name} ({f'tells you: {each.learns}' if each.joined else 'no answer yet'})" for each in one.members]
    return ", ".join(told)
