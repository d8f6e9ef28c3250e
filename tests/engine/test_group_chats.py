"""A chat of several people: a member binds it to a group, `/song` goes there, and nobody there learns anything else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.core.chat import Chat, GroupChat
from sync.core.friends import Learns
from sync.core.song_share import Sending
from sync.engine.asks import delete, groups, memberships
from sync.engine.asks.chats import joined
from sync.engine.asks.send_song import played_it
from sync.engine.asks.users import add_user
from sync.engine.forgotten_friend import forget
from sync.engine.tick import tick
from sync.sim.songbook import SONGS
from sync.sim.telegram_people import SimMessage
from tests.support.engine.group_of_friends import HILL, got, group
from tests.support.messages import MessageWorld
from tests.support.world import MINUTE

SONG = SONGS[1]
NAME = f"{SONG.artist} – {SONG.title}"
SENT = f"{NAME}\nSent to Hill runners."
ANNOUNCED = "What members of Hill runners write here with /song goes to everybody in it."
PEOPLE = {"anna": 11, "ben": 33, "cleo": 44, "dora": 55}
WISH = f"/song {SONG.artist} - {SONG.title}"
STRANGER, CLUB = 99, -500
"""Somebody who is not here; and a chat of all of them, and of others."""


@contextmanager
def club(folder: Path, **tells: Learns) -> Iterator[MessageWorld]:
    """Anna's group of Ben and Cleo; Dora belongs to none. Each has a chat of their own."""
    with MessageWorld(folder) as world:
        group(world, **tells)
        add_user(world.wired.app, "dora", world.now)
        for name, number in PEOPLE.items():
            world.telegram.begun.add(number)
            joined(world.store, name, "telegram", str(number), world.now)
        yield world


def writes(world: MessageWorld, name: str, text: str, chat: int = CLUB) -> None:
    world.telegram.writes(PEOPLE.get(name, STRANGER), text, chat=chat)
    world.told()


def in_club(world: MessageWorld, chat: int = CLUB) -> list[str]:
    return [one.text for one in world.telegram.shown_to(chat)]


def own(world: MessageWorld, name: str) -> list[SimMessage]:
    return world.telegram.shown_to(PEOPLE[name])


def chooses(world: MessageWorld, name: str, label: str) -> None:
    """In their own chat, of what was asked there last."""
    message = own(world, name)[-1]
    (data,) = (one["callback_data"] for one in message.buttons if one["text"] == label)
    world.telegram.presses(PEOPLE[name], data, message)
    world.told()


def bound(world: MessageWorld, name: str = "anna") -> None:
    writes(world, name, "/group@runtrack_sim_bot")
    chooses(world, name, "Hill runners")
    assert in_club(world) == [ANNOUNCED]


def test_a_member_binds_the_chat_in_their_own_and_a_song_that_is_written_there_goes_to_the_group(
    tmp_path: Path,
) -> None:
    with club(tmp_path) as world:
        bound(world)
        (question,) = own(world, "anna")
        assert question.text.startswith("Where do songs go that are written in that chat with /song?")
        writes(world, "ben", WISH)
        assert in_club(world) == [ANNOUNCED, SENT]
        assert world.telegram.shown_to(CLUB)[-1].buttons == []
        (sent,) = world.store.all(Sending, "ben")
        assert (sent.group, got(world, sent.id)) == (HILL, ["anna", "cleo"])
        assert own(world, "ben") == []


def test_what_becomes_of_it_is_told_to_its_sender_alone(tmp_path: Path) -> None:
    with club(tmp_path, anna=Learns.PLAYED, cleo=Learns.NOTHING) as world:
        bound(world)
        writes(world, "ben", WISH)
        (sent,) = world.store.all(Sending, "ben")
        for name in ("anna", "cleo"):
            played_it(world.store, name, sent.id, world.now)
        for _ in range(3):
            for name in PEOPLE:
                tick(world.wired.app, name, world.now, lambda: 50.0)
            world.clock.advance(MINUTE.total_seconds())
        assert in_club(world) == [ANNOUNCED, SENT]
        (told,) = own(world, "ben")
        assert told.text == f"Your song {NAME} in Hill runners\nheard by 1\nanna says they played it."


def test_where_nothing_is_bound_the_song_is_asked_about_in_ones_own_chat(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        writes(world, "ben", WISH)
        assert in_club(world) == []
        (card,) = own(world, "ben")
        assert card.text == f"{NAME}\nTo whom?"
        assert [one["text"] for one in card.buttons] == ["anna", "👥 Hill runners"]
        chooses(world, "ben", "👥 Hill runners")
        (sent,) = world.store.all(Sending, "ben")
        assert got(world, sent.id) == ["anna", "cleo"]
        assert world.telegram.answered[-1][1] == "Sent to Hill runners."


def test_who_does_not_belong_to_it_sends_nothing_there_and_a_stranger_is_not_answered(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        bound(world)
        for name in ("dora", "nobody"):
            for text in (WISH, "/group", "/song", "hello", "/friends", "/start"):
                writes(world, name, text)
        assert in_club(world) == [ANNOUNCED]
        assert world.telegram.shown_to(STRANGER) == []
        assert [one.text.splitlines()[-1] for one in own(world, "dora")] == [
            "No friends yet: nobody to send it to.",
            "Only members of the group of that chat can change this.",
            "Please send a link to a song, or “artist – title”.",
        ]
        assert world.store.all(Sending) == []


def test_who_has_left_sends_nothing_there_from_then_on(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        bound(world)
        memberships.leave(world.store, "ben", HILL, world.now)
        writes(world, "ben", WISH)
        assert in_club(world) == [ANNOUNCED]
        assert own(world, "ben")[-1].text.endswith("To whom?")


def test_a_refusal_is_told_to_who_wrote_alone(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        bound(world)
        for text in (WISH, WISH, "/song Nobody At All - Nothing Ever", "/song https://www.deezer.com/album/302127"):
            writes(world, "ben", text)
        assert in_club(world) == [ANNOUNCED, SENT]
        assert [one.text for one in own(world, "ben")] == [
            "Hill runners has this song from you already.",
            "This song was not found: please try another link to it.",
            "That is not a single song (album): please send one.",
        ]


def test_only_who_belongs_to_the_group_changes_where_songs_go_until_who_chose_it_has_left(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        groups.make(world.store, "dora", "d0" * 10, "Dora's", world.now)
        bound(world, "ben")
        writes(world, "dora", "/group")
        assert own(world, "dora")[-1].text == "Only members of the group of that chat can change this."
        memberships.leave(world.store, "ben", HILL, world.now)
        writes(world, "dora", "/group")
        chooses(world, "dora", "Dora's")
        assert in_club(world)[-1] == ANNOUNCED.replace("Hill runners", "Dora's")
        writes(world, "dora", "/group")
        assert [one["text"] for one in own(world, "dora")[-1].buttons] == ["✓ Dora's", "To none"]
        chooses(world, "dora", "To none")
        assert in_club(world)[-1] == "Songs that are written here go to no group any more."
        assert world.store.all(GroupChat) == []


def test_a_choice_is_good_for_who_asked_for_it_alone(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        writes(world, "anna", "/group")
        data = own(world, "anna")[-1].buttons[0]["callback_data"]
        for press in (data, "c:900001:-", "c:0:x", "c:", "c::"):
            world.telegram.presses(PEOPLE["ben"], press)
        world.told()
        assert (world.store.all(GroupChat), in_club(world)) == ([], [])
        assert {words for _, words in world.telegram.answered} == {"This is too old: please write /group there again."}


def test_what_is_told_twice_is_sent_and_shown_once(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        bound(world)
        writes(world, "ben", WISH)
        world.telegram.repeat()
        world.told()
        world.told()
        assert in_club(world) == [ANNOUNCED, SENT]
        assert len(world.store.all(Sending, "ben")) == 1


def test_a_chat_from_which_the_bot_is_taken_is_forgotten_and_nobodys_own_is_shut_for_it(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        bound(world)
        world.telegram.removes(CLUB, STRANGER)
        world.told()
        assert world.store.all(GroupChat) == []
    with club(tmp_path / "again") as world:
        bound(world)
        world.telegram.blocked[CLUB] = "Forbidden: bot was kicked from the group chat"
        writes(world, "ben", WISH)
        assert world.store.all(GroupChat) == []
        assert [one.is_open for one in world.store.all(Chat, "ben")] == [True]


@pytest.mark.parametrize("told", [True, False])
def test_a_chat_that_becomes_another_one_stays_bound(tmp_path: Path, told: bool) -> None:
    new = -1001234567890
    with club(tmp_path) as world:
        bound(world)
        if told:
            world.telegram.upgrades(CLUB, new)
            world.told()
            writes(world, "ben", WISH, new)
        else:  # written before it moved, answered after that
            world.telegram.moved[CLUB] = new
            writes(world, "ben", WISH)
        assert in_club(world, new) == [SENT]
        assert [one.chat for one in world.store.all(GroupChat)] == [str(new)]
        assert len(world.store.all(Sending, "ben")) == 1


def test_what_somebody_has_bound_goes_with_them(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        bound(world, "ben")
        delete.begin(world.wired.app, "ben", world.now)
        delete.sweep(world.wired.app, "ben", world.now)
        forget(world.store, "ben", world.now)
        assert world.store.all(GroupChat) == []


def test_in_a_chat_of_several_people_nobody_asks_without_end(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        for _ in range(60):
            world.telegram.writes(PEOPLE["ben"], "/group", chat=CLUB)
        world.told()
        assert len(own(world, "ben")) == 40
