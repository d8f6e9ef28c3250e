"""The groups of the world: who makes each, who is asked into it, joins and leaves, and what their others may learn."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.core.friends import Learns
from tests.song_world.acting import DAY, START, TELLS, Act, Person

OTHERS = 3
"""So many of its maker's friends besides are asked into a group of people who know each other."""


@dataclass(frozen=True, slots=True)
class Group:
    """`asked`: who may join at first."""

    id: str
    maker: str
    asked: tuple[str, ...]

    @property
    def everybody(self) -> tuple[str, ...]:
        return self.maker, *self.asked


def groups_of(dice: random.Random, people: Sequence[Person], knows: Mapping[str, Sequence[str]]) -> list[Group]:
    """One for each of the rows of people who know each other."""
    found = list[Group]()
    for number in sorted({person.group for person in people}):
        maker, *others = dice.sample(row := [one.name for one in people if one.group == number], len(row))
        besides = sorted({*knows[maker]} - {*others, maker})
        found.append(Group(f"c{number:03}", maker, (*others, *dice.sample(besides, min(OTHERS, len(besides))))))
    return found


def begun(dice: random.Random, groups: Sequence[Group]) -> Iterator[Act]:
    """Most join at once, some days later, and a few never."""
    for group in groups:
        yield Act(START, "makes_group", group.maker, group=group.id, tells=_tells(dice))
        for name in group.asked:
            yield Act(START, "asks_in", group.maker, name, group=group.id)
            if (what := dice.random()) < 0.95:
                at = START if what < 0.8 else START + dice.random() * 2 * DAY
                yield Act(at, "joins", name, group=group.id, tells=_tells(dice))


def changes(dice: random.Random, groups: Sequence[Group], during: timedelta) -> Iterator[Act]:
    """Who leaves says what their others learn anew when they come back."""
    for group in groups:
        for _ in range(len(group.asked)):
            at, name = START + dice.random() * during, dice.choice(group.asked)
            match dice.choices(("says_in", "leaves_group", "blocks_group", "taken_off"), (6, 3, 1, 2))[0]:
                case "says_in":
                    who = dice.choice(group.everybody)
                    yield Act(at, "says_in", who, group=group.id, tells=_tells(dice))
                case "taken_off":
                    yield Act(at, "takes_off", group.maker, name, group=group.id)
                    if dice.random() < 0.7:
                        yield Act(_later(dice, at), "asks_in", group.maker, name, group=group.id)
                        yield Act(_later(dice, at + DAY), "joins", name, group=group.id, tells=_tells(dice))
                case kind:
                    yield Act(at, kind, name, group=group.id)
                    if dice.random() < 0.7:
                        yield Act(_later(dice, at), "joins", name, group=group.id, tells=_tells(dice))


def _later(dice: random.Random, at: datetime) -> datetime:
    return at + dice.random() * DAY


def _tells(dice: random.Random) -> Learns:
    return dice.choices(TELLS, (2, 3, 2, 3))[0]
