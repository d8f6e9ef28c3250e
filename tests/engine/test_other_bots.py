"""Songs by Matrix and by Facebook Messenger: numbers in place of buttons, a window that closes, nothing sent twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.core.chat import Chat
from sync.core.friends import Learns
from sync.core.message import Message, MessageState
from sync.core.song_share import Sending, ShareState
from sync.engine.asks import groups, memberships
from sync.engine.asks.chats import code_for, disconnect
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA, befriend, listen, sends, share_of
from tests.support.other_messengers import PEOPLE, PSIDS, OtherWorld
from tests.support.world import DAY, HOUR, MINUTE, START

SONG, OTHER = SONGS[1], SONGS[2]
NAME, OTHER_NAME = (f"{one.artist} – {one.title}" for one in (SONG, OTHER))


@contextmanager
def friends(folder: Path, **how: str) -> Iterator[OtherWorld]:
    with OtherWorld(folder, start=START - DAY, **how) as world:
        world.connect("lastfm")
        world.log_in()
        world.clock.set(START)
        befriend(world, Learns.FIGURES)
        yield world


def came(song: str, first: int) -> str:
    answers = f"{first} I played it\n{first + 1} Not for me\n{first + 2} Later"
    return f"anna sent you a song:\n{song}\n“for the hills”\n{answers}"


def messages(world: OtherWorld, user: str) -> list[Message]:
    return world.store.all(Message, user)


# -- Matrix -----------------------------------------------------------------------------------------


def test_a_room_is_connected_by_a_code_that_is_written_there(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        code, address = code_for(world.wired.app, ME, "matrix", "s3cr3t" * 4, world.now)
        assert address == ""
        room = world.rooms[ME] = world.matrix.invite(PEOPLE[ME])
        world.told()
        world.writes(ME, f"start {code}")
        world.told()
        assert [one.id for one in world.store.all(Chat, ME)] == [room]
        assert world.room(ME)[0].startswith("Connected: this is the chat of me.\n")


def test_a_song_is_answered_by_its_number_and_the_message_is_changed(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.on_matrix(ME)
        sends(world, SONG)
        world.everybody()
        assert world.room(ME)[1:] == [came(NAME, 1)]
        world.writes(ME, "1")
        world.told()
        assert world.room(ME)[1:] == [f"anna sent you a song:\n{NAME}\n“for the hills”\nYou played it.", "Noted."]
        assert share_of(world).state is ShareState.HEARD


def test_a_number_means_one_button_whatever_came_in_between(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.on_matrix(ME)
        sends(world, SONG)
        world.everybody()
        sends(world, OTHER, "50a6")
        world.everybody()
        assert world.room(ME)[1:] == [came(NAME, 1), came(OTHER_NAME, 4)]
        world.writes(ME, "2.")
        world.told()
        assert (share_of(world).state, share_of(world, "50a6").state) == (ShareState.DECLINED, ShareState.WAITING)
        world.writes(ME, "77")
        world.told()
        assert world.room(ME)[-1] == "Please send a link to a song, or “artist – title”."


def test_a_link_becomes_a_card_and_a_number_sends_it_once(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.on_matrix(ANNA, ME)
        world.writes(ANNA, f"!song {SONG.artist} - {SONG.title}")
        world.told()
        song, *rest = world.room(ANNA)[-1].split("\n")
        assert song.startswith(f"{NAME} (https://www.deezer.com/track/")
        assert rest == ["To whom?", "1 me"]
        for _ in range(2):
            world.writes(ANNA, "1")
            world.told()
        assert world.room(ANNA)[-2:] == ["Sent to me.", "Sent to me."]
        assert len(world.store.all(Sending, ANNA)) == 1
        world.everybody()
        assert [text.split("\n")[0] for text in world.room(ME)[1:]] == ["anna sent you a song:"]


def test_what_became_of_a_song_is_told_on_asking(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.on_matrix(ANNA)
        world.writes(ANNA, "songs")
        world.told()
        assert world.room(ANNA)[-1] == "You have sent no song yet."
        sends(world, SONG)
        world.writes(ANNA, "/songs")
        world.told()
        assert world.room(ANNA)[-1] == f"Your song {NAME}\nme: not seen yet"


def test_a_room_of_several_people_is_bound_by_a_number_and_a_song_there_goes_to_the_group(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        made = groups.make(world.store, ANNA, "c1" * 10, "Hill runners", world.now)
        groups.invite(world.store, ANNA, made.id, ME, world.now)
        memberships.join(world.store, ME, made.id, world.now)
        world.on_matrix(ANNA, ME)
        room = world.matrix.joined(PEOPLE[ANNA])
        world.matrix.rooms[room].others = 3
        world.matrix.says(room, PEOPLE[ANNA], "!group")
        world.told()
        assert world.room(ANNA)[-1].endswith("\n1 Hill runners")
        world.writes(ANNA, "1")
        world.told()
        world.matrix.says(room, "@eve:sim.example", f"!song {OTHER.artist} - {OTHER.title}")
        world.matrix.says(room, PEOPLE[ME], f"!song {SONG.artist} - {SONG.title}")
        world.told()
        bound, song = world.matrix.shown(room)
        assert bound == "What members of Hill runners write here with /song goes to everybody in it."
        assert song.startswith(f"{NAME} (https://")
        assert song.endswith(")\nSent to Hill runners.")
        (sent,) = world.store.all(Sending, ME)
        assert (sent.group, sent.to) == (made.id, (ANNA,))
        assert len(world.room(ME)) == 1
        disconnect(world.store, ME, "matrix")
        world.matrix.says(room, PEOPLE[ME], f"!song {OTHER.artist} - {OTHER.title}")
        world.told()
        assert (len(world.store.all(Sending)), len(world.matrix.shown(room))) == (1, 2)


@pytest.mark.parametrize("fault", ["timeout after the effect", "500 after the effect", "reset after the effect"])
def test_a_message_whose_answer_is_lost_appears_once(tmp_path: Path, fault: str) -> None:
    with friends(tmp_path, RUNTRACK_HTTP_TIMEOUT_SECONDS="1") as world:
        world.on_matrix(ME)
        world.matrix.inject("send", fault)
        sends(world, SONG)
        world.everybody()
        assert [one.state for one in messages(world, ME)] == [MessageState.SENDING]
        world.everybody(20)
        assert [one.state for one in messages(world, ME)] == [MessageState.SENT]
        assert world.room(ME)[1:] == [came(NAME, 1)]
        assert world.matrix.doubled == 1


def test_an_encrypted_room_is_told_once_that_it_cannot_be_read(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        room = world.matrix.invite(PEOPLE[ME], encrypted=True)
        for _ in range(3):
            world.told()
            world.matrix.says(room, PEOPLE[ME], "hello?")
        assert world.matrix.shown(room) == [
            "I cannot read what is encrypted. Please make a room without encryption, with me alone, and write there."
        ]


def test_who_is_thrown_out_of_a_room_writes_there_no_more(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.on_matrix(ME)
        world.matrix.kick(world.rooms[ME])
        world.told()
        sends(world, SONG)
        world.everybody()
        assert [one.state for one in messages(world, ME)] == [MessageState.GONE]
        assert world.store.all(Chat, ME)[0].why == "blocked"


# -- Facebook Messenger -----------------------------------------------------------------------------


def test_a_thread_is_connected_by_the_link_to_the_page(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        _, address = code_for(world.wired.app, ME, "messenger", "s3cr3t-s3cr3t-s3cr3t", world.now)
        assert address == "https://m.me/1029384756?ref=s3cr3t-s3cr3t-s3cr3t"
        world.brings(world.page.begins(PSIDS[ME], "s3cr3t-s3cr3t-s3cr3t"))
        assert world.thread(ME)[0].startswith("Connected: this is the chat of me.\n")


def test_a_song_waits_until_the_person_writes_again(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.on_messenger(ME)
        world.clock.advance(DAY.total_seconds() + 1)
        sends(world, SONG)
        world.everybody(3)
        assert (len(world.thread(ME)), world.page.count("send")) == (1, 1)  # nothing was even tried
        (held,) = messages(world, ME)
        assert (held.state, held.due) == (MessageState.HELD, None)
        world.brings(world.page.writes(PSIDS[ME], "hi"))
        world.everybody()
        assert world.thread(ME)[-1] == f"anna sent you a song:\n{NAME}\n“for the hills”"
        assert [one.state for one in messages(world, ME)] == [MessageState.SENT]


def test_a_window_that_is_over_sooner_than_expected_holds_the_message(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.on_messenger(ME)
        world.page.error(10, 2018278)
        sends(world, SONG)
        world.everybody(3)
        assert [one.state for one in messages(world, ME)] == [MessageState.HELD]
        world.brings(world.page.writes(PSIDS[ME], "hi"))
        world.everybody()
        assert len([text for text in world.thread(ME) if text.startswith("anna sent")]) == 1


def test_a_quick_reply_is_noted_and_the_message_stays_as_it_was(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.on_messenger(ME)
        sends(world, SONG)
        world.everybody()
        world.brings(world.page.writes(PSIDS[ME], "I played it", quick_reply={"payload": "p:50a5"}))
        assert world.thread(ME)[-2:] == [f"anna sent you a song:\n{NAME}\n“for the hills”", "Noted."]
        assert share_of(world).state is ShareState.HEARD
        world.everybody(30)
        assert world.thread(ME)[-1] == "Noted."


@pytest.mark.parametrize("fault", ["timeout after the effect", "500 after the effect", "reset before the effect"])
def test_a_message_that_may_have_gone_out_is_never_sent_again(tmp_path: Path, fault: str) -> None:
    with friends(tmp_path, RUNTRACK_HTTP_TIMEOUT_SECONDS="1") as world:
        world.on_messenger(ME)
        world.page.inject("send", fault)
        sends(world, SONG)
        world.everybody(30)
        assert [one.state for one in messages(world, ME)] == [MessageState.UNSURE]
        assert len(world.thread(ME)) <= 2


def test_who_blocks_the_page_is_left_alone(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.on_messenger(ME)
        world.page.person(PSIDS[ME]).blocks = True
        sends(world, SONG)
        world.everybody()
        world.page.forget_calls()
        sends(world, OTHER, "50a6")
        world.everybody(5)
        assert world.page.calls == []
        assert [one.state for one in messages(world, ME)] == [MessageState.GONE] * 2


def test_the_sender_is_told_once_that_it_was_played(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.on_messenger(ANNA)
        sends(world, SONG)
        listen(world, SONG, world.now + MINUTE)
        world.clock.advance(20 * 60)
        world.everybody(2)
        assert world.thread(ANNA)[1:] == [f"Your song {NAME}\nme played it."]
        world.clock.advance(HOUR.total_seconds())
        world.everybody(5)
        assert len(world.thread(ANNA)) == 2
