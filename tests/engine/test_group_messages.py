"""Messages of songs that went to a group: what each of its people reads, and what is in none any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.core.friends import Learns
from sync.engine.asks import friends, groups, memberships
from sync.engine.asks.chats import joined
from sync.engine.asks.send_song import played_it
from sync.engine.tick import tick
from tests.support.engine.group_of_friends import HILL, SONG, group, sends
from tests.support.messages import MessageWorld
from tests.support.world import MINUTE

PEOPLE = {"anna": 11, "ben": 33, "cleo": 44}
NAME = f"{SONG.artist} – {SONG.title}"


@contextmanager
def club(folder: Path) -> Iterator[MessageWorld]:
    """Anna's group, in which Ben and Cleo tell the others what they play; Cleo is nobody's friend."""
    with MessageWorld(folder) as world:
        group(world, ben=Learns.PLAYED, cleo=Learns.PLAYED)
        for name, number in PEOPLE.items():
            world.telegram.begun.add(number)
            joined(world.store, name, "telegram", str(number), world.now)
        yield world


def ticks(world: MessageWorld) -> None:
    for name in PEOPLE:
        tick(world.wired.app, name, world.now, lambda: 50.0)
    world.clock.advance(MINUTE.total_seconds())


def read(world: MessageWorld, name: str) -> list[str]:
    return [one.text for one in world.telegram.shown_to(PEOPLE[name])]


def test_a_song_says_by_which_group_it_came(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        sends(world)
        ticks(world)
        for name in ("ben", "cleo"):
            assert read(world, name) == [f"anna sent Hill runners a song:\n{NAME}"]


SILENT: dict[str, Callable[[MessageWorld], object]] = {
    "the group is muted": lambda world: memberships.mute(world.store, "cleo", HILL),
    "the group is left": lambda world: memberships.leave(world.store, "cleo", HILL, world.now),
    "the sender is blocked": lambda world: friends.block(world.store, "cleo", "anna", world.now),
}


@pytest.mark.parametrize("why", SILENT)
def test_there_is_no_message_once(tmp_path: Path, why: str) -> None:
    with club(tmp_path) as world:
        sends(world)
        SILENT[why](world)
        ticks(world)
        assert (len(read(world, "ben")), read(world, "cleo")) == (1, [])


def test_who_has_asked_to_be_a_friend_and_waits_is_heard_in_the_group(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        friends.ask(world.store, "anna", "cleo", world.now)
        sends(world)
        ticks(world)
        assert f"anna sent Hill runners a song:\n{NAME}" in read(world, "cleo")


TAKEN_BACK: dict[str, Callable[[MessageWorld], object]] = {
    "told nothing more": lambda world: memberships.tell(world.store, "cleo", HILL, Learns.NOTHING, world.now),
    "left": lambda world: memberships.leave(world.store, "cleo", HILL, world.now),
    "taken off": lambda world: groups.remove(world.store, "anna", HILL, "cleo", world.now),
    "closed": lambda world: groups.close(world.store, "anna", HILL, world.now),
}


@pytest.mark.parametrize("how", TAKEN_BACK)
def test_what_is_taken_back_is_in_no_message_after_the_next_tick(tmp_path: Path, how: str) -> None:
    with club(tmp_path) as world:
        sends(world)
        ticks(world)
        played_it(world.store, "cleo", "50a5", world.now)
        ticks(world)
        assert read(world, "anna") == [f"Your song {NAME} in Hill runners\nheard by 1\ncleo says they played it."]
        for _ in range(2):  # it is looked at by itself more and more seldom
            world.clock.advance(1500)
            ticks(world)
        TAKEN_BACK[how](world)
        ticks(world)
        (now,) = read(world, "anna")
        assert "cleo" not in now
        assert "heard" not in now
