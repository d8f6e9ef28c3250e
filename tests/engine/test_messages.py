"""Messages about songs: one for each, changed as it is played, and never more than its listener agrees to."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.chat import Chat, ChatOwner
from sync.core.friends import Learns
from sync.core.message import MessageState
from sync.core.music import Song
from sync.core.song_share import ShareState
from sync.engine.asks import friends as friendship
from sync.engine.asks.preferences import change_preferences
from sync.engine.asks.send_song import decline, played_it, send, withdraw
from sync.engine.asks.users import add_user
from sync.engine.forgotten_friend import forget
from sync.engine.tick import tick
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.engine.two_friends import ANNA, befriend, listen, sends, share_of
from tests.support.messages import CHATS, MessageWorld
from tests.support.world import DAY, HOUR, MINUTE, START

SONG, OTHER, THIRD = SONGS[1], SONGS[2], SONGS[3]


@contextmanager
def friends(folder: Path, tells: Learns = Learns.FIGURES, **how: Any) -> Iterator[MessageWorld]:
    with MessageWorld(folder, start=START - DAY, **how) as world:
        world.connect("lastfm")
        world.log_in()
        world.clock.set(START)
        befriend(world, tells)
        world.chat(ME, ANNA)
        world.everybody()
        yield world


def played(world: MessageWorld) -> None:
    listen(world, SONG, world.now + MINUTE)
    world.clock.advance(20 * 60)
    world.everybody(2)


def test_a_song_comes_as_a_message_with_three_answers(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        sends(world, SONG)
        world.everybody(3)
        (came,) = world.read_by(ME)
        assert came.text == f"anna sent you a song:\n{SONG.artist} – {SONG.title}\n“for the hills”"
        assert [one["text"] for one in came.buttons] == ["I played it", "Not for me", "Later"]
        assert world.read_by(ANNA) == []  # nobody is told that what they have done is done


def test_where_its_reader_listens_it_is_looked_for_unless_its_page_is_known(tmp_path: Path) -> None:
    with friends(tmp_path, RUNTRACK_LISTENS_AT="deezer,tidal") as world:
        page = "https://www.deezer.com/track/7"
        send(world.wired.app, ANNA, ME, Song("A & B", "C"), "50a5", world.now, pages=(page,))
        world.everybody(2)
        (came,) = world.read_by(ME)
        assert came.buttons[3:] == [
            {"text": "Deezer", "url": page},
            {"text": "Look for it at Tidal", "url": "https://tidal.com/search?q=C%20A%20%26%20B"},
        ]


def test_what_became_of_it_is_one_message_that_is_changed(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        sends(world, SONG)
        world.everybody()
        played(world)
        (told,) = world.read_by(ANNA)
        assert told.text == f"Your song {SONG.artist} – {SONG.title}\nme played it."
        (came,) = world.read_by(ME)
        assert came.text.endswith("You played it.")
        assert (len(came.edits), came.buttons) == (2, [])
        friendship.agree(world.store, ME, ANNA, Learns.NOTHING, world.now)
        world.everybody()
        assert [told] == world.read_by(ANNA)
        assert told.text == f"Your song {SONG.artist} – {SONG.title}\nsent to me"
        world.telegram.forget_calls()
        world.everybody(20)
        assert world.telegram.calls == []  # what says the same is not changed


@pytest.mark.parametrize("tells", Learns)
def test_a_message_says_no_more_than_its_listener_agrees_to(tmp_path: Path, tells: Learns) -> None:
    with friends(tmp_path, tells) as world:
        sends(world, SONG)
        world.everybody()
        played(world)
        assert bool(world.read_by(ANNA)) is tells.covers(Learns.PLAYED)


def test_what_is_taken_back_is_shown_no_longer_and_what_is_not_for_one_starts_no_message(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        sends(world, SONG)
        sends(world, OTHER, "50a6")
        world.everybody()
        withdraw(world.wired.app, ANNA, "50a5", world.now)
        decline(world.store, ME, "50a6", world.now)
        world.everybody(2)
        second, first = sorted(world.read_by(ME), key=lambda one: one.text)
        assert first.text == "anna took a song back."
        assert second.text.endswith("Not for you.")
        assert world.read_by(ANNA) == []


def test_from_who_is_muted_songs_come_without_a_message(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        friendship.mute(world.store, ME, ANNA, world.now)
        sends(world, SONG)
        world.everybody(2)
        assert world.read_by(ME) == []


def test_who_has_no_chat_costs_no_call_and_no_message(tmp_path: Path) -> None:
    with MessageWorld(tmp_path) as world:
        befriend(world, Learns.PLAYED)
        sends(world, SONG)
        world.everybody(3)
        assert (world.telegram.calls, world.outbox(ME), world.outbox(ANNA)) == ([], [], [])


def test_a_chat_that_somebody_else_has_by_now_is_not_written_to(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        owner = world.store.load(ChatOwner, "telegram", str(CHATS[ME]))
        assert owner is not None
        world.store.put(replace(owner, user="zoe"))
        sends(world, SONG)
        world.everybody(2)
        assert world.telegram.messages == []
        assert [one.why for one in world.outbox(ME, MessageState.GONE)] == ["no chat is connected"]


# -- what a messenger answers ---------------------------------------------------------------------


def test_a_lost_answer_makes_no_second_message(tmp_path: Path) -> None:
    for fault in ("reset after the effect", "500 after the effect", "reset before the effect", "truncated"):
        with friends(tmp_path / fault) as world:
            world.telegram.inject("sendMessage", fault)
            sends(world, SONG)
            world.everybody(2)
            world.clock.advance(7200)
            world.everybody(3)
            assert len(world.read_by(ME)) <= 1, fault
            assert world.telegram.count("sendMessage") == 1, fault
            assert [one.state for one in world.outbox(ME)] == [MessageState.UNSURE], fault


@pytest.mark.parametrize("fault", ["429", "401", "refused"])
def test_what_was_certainly_not_sent_is_sent_later_once(tmp_path: Path, fault: str) -> None:
    with friends(tmp_path) as world:
        world.telegram.inject("sendMessage", fault)
        sends(world, SONG)
        world.everybody(10)
        assert len(world.read_by(ME)) == 1


@pytest.mark.parametrize(
    "why",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot was kicked from the group chat",
    ],
)
def test_a_chat_that_is_gone_is_left_alone(tmp_path: Path, why: str) -> None:
    with friends(tmp_path) as world:
        world.telegram.blocked[CHATS[ME]] = why
        sends(world, SONG)
        world.everybody()
        sends(world, OTHER, "50a6")
        world.everybody(3)
        assert world.telegram.count("sendMessage") == 1
        chat = world.store.load(Chat, ME, "telegram")
        assert chat is not None
        assert chat.why == f"telegram: {why}"
        assert {one.state for one in world.outbox(ME)} == {MessageState.GONE}


def test_a_chat_that_moved_is_written_to_at_its_new_place(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.telegram.moved[CHATS[ME]] = -1001234567890
        sends(world, SONG)
        world.everybody(3)
        assert len(world.telegram.shown_to(-1001234567890)) == 1


def test_an_edit_whose_answer_was_lost_is_made_again(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        sends(world, SONG)
        world.everybody()
        for fault in ("500 after the effect", "429", "reset before the effect"):
            world.telegram.inject("editMessageText", fault)
        played(world)
        world.everybody(30)
        (came,) = world.read_by(ME)
        assert came.text.endswith("You played it.")


# -- when nobody is to be disturbed ---------------------------------------------------------------


def test_in_quiet_hours_nothing_new_comes_and_afterwards_it_comes_as_one(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        zone = {"quiet_hours": "22-8", "time_zone": "Europe/Berlin"}
        change_preferences(world.wired.app, ME, zone, world.now)
        world.clock.set(START.replace(hour=22, minute=30) + DAY)
        sends(world, SONG)
        sends(world, OTHER, "50a6")
        world.everybody(2)
        assert world.read_by(ME) == []
        assert {one.state for one in world.outbox(ME)} == {MessageState.HELD}
        world.clock.set(world.now.replace(hour=8, minute=1) + DAY)
        world.everybody(3)
        (digest,) = world.read_by(ME)
        assert digest.text.startswith("Meanwhile:\n\nanna sent you a song:")
        assert OTHER.title in digest.text
        decline(world.store, ME, "50a6", world.now)
        world.everybody(2)
        assert [digest] == world.read_by(ME)
        assert "Not for you." in digest.text


def test_of_more_than_a_days_messages_the_rest_comes_a_day_later(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        change_preferences(world.wired.app, ME, {"messages_a_day": "1", "digest": "no"}, world.now)
        sends(world, SONG)
        world.everybody(2)
        sends(world, OTHER, "50a6")
        world.everybody(2)
        assert len(world.read_by(ME)) == 1
        world.clock.advance(DAY.total_seconds() - HOUR.total_seconds())
        world.everybody()
        assert len(world.read_by(ME)) == 1
        world.clock.advance(2 * HOUR.total_seconds())
        world.everybody()
        assert len(world.read_by(ME)) == 2


def test_a_kill_right_after_an_answer_loses_no_message(tmp_path: Path) -> None:
    for writes in range(6):
        with friends(tmp_path / str(writes)) as world:
            sends(world, SONG)
            world.everybody()
            dying = DyingStore(world.store)
            dying.left = writes
            with suppress(Killed):
                played_it(dying, ME, "50a5", world.now)
            if share_of(world).state is ShareState.HEARD:
                world.clock.advance(HOUR.total_seconds())
                of_anna_alone(world)
                assert [one.text.splitlines()[1] for one in world.read_by(ANNA)] == ["me says they played it."], writes


def of_anna_alone(world: MessageWorld) -> None:
    """Her next tick: whoever listened may have none for long."""
    tick(world.wired.app, ANNA, world.now, lambda: 50.0)


def test_a_kill_right_after_a_song_was_seen_loses_no_message(tmp_path: Path) -> None:
    for writes in range(12):
        with friends(tmp_path / str(writes)) as world:
            sends(world, SONG)
            world.everybody()
            listen(world, SONG, world.now + MINUTE)
            world.clock.advance(20 * 60)
            dying = DyingStore(world.store)
            dying.left = writes
            with suppress(Killed):
                tick(replace(world.wired.app, store=dying), ME, world.now, lambda: 50.0)
            world.clock.advance(HOUR.total_seconds())
            if share_of(world).state is ShareState.HEARD:
                of_anna_alone(world)
                assert len(world.read_by(ANNA)) == 1, writes
            world.everybody(3)
            assert len(world.read_by(ANNA)) == 1, writes


def test_who_is_deleted_stands_in_nobodys_messages_any_more(tmp_path: Path) -> None:
    with MessageWorld(tmp_path, start=START) as world:
        add_user(world.wired.app, ANNA, world.now)
        world.chat(ME)
        friendship.ask(world.store, ANNA, ME, world.now)
        world.everybody()
        (asked,) = world.read_by(ME)
        assert asked.text == "anna wants to send you songs."
        assert [one["text"] for one in asked.buttons] == ["Accept", "No"]
        forget(world.store, ANNA, world.now)
        assert world.outbox(ME) == []
