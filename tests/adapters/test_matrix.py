"""The Matrix adapter against the simulated homeserver, over real HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sync.core.errors import AppInactive, ChatGone, RateLimited, Unavailable, Unclear
from sync.core.inbound import Did, Update
from sync.core.said import Piece, Said
from sync.sim.faults import FAULTS
from tests.support.adapters.bots import ANA, KEY, NOON, SONG, MatrixBot, error_of, matrix_bot

HELLO = Said((Piece("hello"),))


@pytest.fixture
def matrix() -> Iterator[MatrixBot]:
    with matrix_bot() as found:
        yield found


def told(matrix: MatrixBot, after: str = "") -> list[tuple[Did, str, str]]:
    return [(one.did, one.chat, one.text) for one in matrix.bot.updates(after).some]


def content(matrix: MatrixBot, room: str) -> Any:
    return matrix.sim.rooms[room].timeline[-1]["content"]


def test_a_song_is_shown_in_html_and_without_buttons(matrix: MatrixBot) -> None:
    room = matrix.sim.joined(ANA)
    assert matrix.bot.send(room, SONG, KEY) == "$event2"
    assert content(matrix, room) == {
        "msgtype": "m.text",
        "body": "Ana sent you Ünder <the> Bridge (https://x.example/?a=1&b=2)\nOpen: https://y.example",
        "format": "org.matrix.custom.html",
        "formatted_body": '<strong>Ana</strong> sent you <a href="https://x.example/?a=1&amp;b=2">'
        "Ünder &lt;the&gt; Bridge</a><br>Open: https://y.example",
    }


def test_a_message_appears_once_however_often_it_is_sent(matrix: MatrixBot) -> None:
    room = matrix.sim.joined(ANA)
    for fault in ("timeout after the effect", "reset after the effect", "500 after the effect", "truncated"):
        matrix.sim.inject("send", fault)
        assert isinstance(error_of(lambda: matrix.bot.send(room, HELLO, KEY)), Unclear), fault
    assert matrix.bot.send(room, HELLO, KEY) == "$event2"
    assert matrix.sim.shown(room) == ["hello"]


def test_an_edit_shows_the_new_text_and_an_earlier_one_again(matrix: MatrixBot) -> None:
    room = matrix.sim.joined(ANA)
    ref = matrix.bot.send(room, HELLO, KEY)
    for words in ("played", "played on a run", "played"):
        matrix.bot.edit(room, ref, Said((Piece(words),)))
        assert matrix.sim.shown(room) == [words]
        matrix.clock.advance(60)
    assert content(matrix, room)["body"] == "* played"


def test_an_invitation_is_followed_and_what_is_written_then_is_told(matrix: MatrixBot) -> None:
    room = matrix.sim.invite(ANA)
    first = matrix.bot.updates("")
    assert (first.some, matrix.sim.rooms[room].bot) == ((), "join")
    matrix.sim.says(room, ANA, " start ABC ")
    second = matrix.bot.updates(first.after)
    assert second.some == (Update("$event3", Did.WROTE, room, sender=ANA, name="ana", text="start ABC"),)
    assert matrix.bot.updates(second.after).some == ()


def test_many_invitations_are_followed_a_few_at_a_time(matrix: MatrixBot) -> None:
    rooms = [matrix.sim.invite(ANA) for _ in range(12)]
    joined = []
    for _ in range(3):
        matrix.bot.updates("")
        joined.append(sum(matrix.sim.rooms[room].bot == "join" for room in rooms))
    assert joined == [5, 10, 12]


def test_a_room_of_several_people_is_a_group_from_when_somebody_joins(matrix: MatrixBot) -> None:
    room = matrix.sim.joined(ANA)
    matrix.sim.says(room, ANA, "one")
    first = matrix.bot.updates("")
    matrix.sim.says(room, ANA, "two")
    second = matrix.bot.updates(first.after)
    assert ([one.is_group for one in (*first.some, *second.some)], matrix.sim.count("members")) == ([False] * 2, 1)
    matrix.sim.rooms[room].others = 2
    matrix.sim.puts(room, {"type": "m.room.member", "sender": "@ben:sim.example", "content": {"membership": "join"}})
    matrix.sim.says(room, ANA, "three")
    assert [one.is_group for one in matrix.bot.updates(second.after).some] == [True]


def test_what_is_encrypted_is_told_as_that(matrix: MatrixBot) -> None:
    sealed, later = matrix.sim.invite(ANA, encrypted=True), matrix.sim.joined(ANA)
    first = matrix.bot.updates("")
    assert [(one.did, one.chat) for one in first.some] == [(Did.SEALED, sealed)]
    matrix.sim.encrypt(later, ANA)
    matrix.sim.says(later, ANA, "secret")
    assert told(matrix, first.after) == [(Did.SEALED, later, "")]


def test_what_is_no_wish_of_a_person_is_left_out(matrix: MatrixBot) -> None:
    room = matrix.sim.joined(ANA)
    matrix.bot.send(room, HELLO, KEY)
    first = matrix.sim.says(room, ANA, "/song a – b")
    matrix.sim.edits(room, ANA, first, "/song a – c")
    matrix.sim.says(room, ANA, "I am a bot", msgtype="m.notice")
    matrix.sim.says(room, ANA, "picture.jpg", msgtype="m.image")
    matrix.sim.puts(room, {"type": "m.reaction", "sender": ANA, "content": {}})
    matrix.clock.advance(24 * 3600 + 1)
    matrix.sim.says(room, ANA, "today")
    assert told(matrix) == [(Did.WROTE, room, "today")]
    matrix.clock.advance(-1)
    assert told(matrix) == [(Did.WROTE, room, "/song a – b"), (Did.WROTE, room, "today")]


def test_a_reply_says_what_it_answers_and_not_what_it_repeats(matrix: MatrixBot) -> None:
    room = matrix.sim.joined(ANA)
    ref = matrix.bot.send(room, HELLO, KEY)
    quoted = "> <@songs:sim.example> hello\n> there\n\n1"
    matrix.sim.says(room, ANA, quoted, **{"m.relates_to": {"m.in_reply_to": {"event_id": ref}}})
    (only,) = matrix.bot.updates("").some
    assert (only.did, only.text, only.ref) == (Did.WROTE, "1", ref)


LINK = "https://www.deezer.com/track/3135556"


def asked(matrix: MatrixBot, room: str, event: str, text: str = "!song", **relation: Any) -> Update:
    """What comes when somebody answers an event; only the calls of that look are counted."""
    after = matrix.bot.updates("").after
    matrix.sim.forget_calls()
    matrix.sim.answers(room, ANA, event, text, **relation)
    (only,) = matrix.bot.updates(after).some
    return only


def test_a_bare_command_that_answers_a_message_brings_the_addresses_of_that_and_no_other_answer_does(
    matrix: MatrixBot,
) -> None:
    room, ben = matrix.sim.joined(ANA), "@ben:sim.example"
    there = matrix.sim.says(room, ben, f"> {LINK}0\n\nmine: {LINK} and https://x.example/ of secrets")
    assert asked(matrix, room, there).answered == (LINK, "https://x.example/")
    assert "secrets" not in repr(asked(matrix, room, there))
    for text in ("!song a – b", "song", "1", "nice", "!songs"):
        assert (asked(matrix, room, there, text).answered, matrix.sim.count("event")) == (None, 0), text
    assert asked(matrix, room, there, rel_type="m.thread", is_falling_back=True).answered is None
    assert asked(matrix, room, there, rel_type="m.thread", is_falling_back=False).answered


def test_a_message_that_cannot_be_read_has_no_address_and_keeps_nobody_waiting(matrix: MatrixBot) -> None:
    room, sealed = matrix.sim.joined(ANA), matrix.sim.joined(ANA)
    there, hidden = matrix.sim.says(room, ANA, LINK), matrix.sim.says(sealed, ANA, LINK)
    odd = matrix.sim.puts(room, {"sender": ANA, "content": {"body": [LINK]}})
    assert [asked(matrix, room, event).answered for event in (hidden, odd, "$none", "$../../x?")] == [()] * 4
    for fault in [name for name in FAULTS if name != "refused"]:
        matrix.sim.inject("event", fault)
        assert asked(matrix, room, there).answered in ((), (LINK,)), fault
        matrix.sim.clear_faults()
    matrix.sim.rooms[room].unseen_to = 10**6
    assert asked(matrix, room, there).answered == ()


def test_one_look_reads_no_more_answered_messages_than_people_ask_about(matrix: MatrixBot) -> None:
    room = matrix.sim.joined(ANA)
    there = matrix.sim.says(room, ANA, LINK)
    for _ in range(12):
        matrix.sim.answers(room, ANA, there, "/song")
    found = [one.answered for one in matrix.bot.updates("").some]
    assert (found.count((LINK,)), found.count(()), matrix.sim.count("event")) == (5, 7, 5)


def test_who_is_thrown_out_or_left_alone_says_so(matrix: MatrixBot) -> None:
    kicked, empty = matrix.sim.joined(ANA), matrix.sim.joined(ANA)
    after = matrix.bot.updates("").after
    matrix.sim.kick(kicked)
    matrix.sim.rooms[empty].others = 0
    matrix.sim.puts(empty, {"type": "m.room.member", "sender": ANA, "content": {"membership": "leave"}})
    got = matrix.bot.updates(after)
    assert sorted((one.did, one.chat) for one in got.some) == [(Did.REMOVED, kicked), (Did.REMOVED, empty)]
    assert got.some == matrix.bot.updates(after).some, "delivered again, it has the same ids"
    assert isinstance(error_of(lambda: matrix.bot.send(kicked, HELLO, KEY)), ChatGone)


def test_a_place_that_is_no_longer_known_is_begun_anew(matrix: MatrixBot) -> None:
    room = matrix.sim.joined(ANA)
    matrix.sim.says(room, ANA, "one")
    after = matrix.bot.updates("").after
    matrix.sim.forgets_tokens = True
    assert told(matrix, after) == [(Did.WROTE, room, "one")]


def test_rooms_that_say_too_much_are_asked_for_the_last_of_each(
    matrix: MatrixBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.adapters.music_http.JSON_BYTES", 20_000)
    room = matrix.sim.joined(ANA)
    for number in range(10):
        matrix.sim.says(room, ANA, f"{number} {'x' * 4000}")
    assert [text[0] for _, _, text in told(matrix)] == ["9"]


@pytest.mark.parametrize(
    "odd",
    [
        {"sender": 7},
        {"sender": ANA, "event_id": ["$1"]},
        {"sender": ANA, "event_id": "$" + "x" * 300},
        {"sender": ANA, "content": []},
        {"sender": ANA, "content": {"msgtype": "m.text", "body": {"a": 1}}},
        {"sender": ANA, "content": {"msgtype": "m.text", "body": "x", "m.relates_to": 7}},
        {"sender": ANA, "origin_server_ts": "soon", "content": {"msgtype": "m.text", "body": "x"}},
        {"sender": ANA, "origin_server_ts": 10**30, "content": {"msgtype": "m.text", "body": "x"}},
        {"sender": ANA, "type": 7, "content": {"msgtype": "m.text", "body": "x"}},
    ],
)
def test_an_event_that_cannot_be_read_is_left_out_and_the_next_is_read(matrix: MatrixBot, odd: dict[str, Any]) -> None:
    room = matrix.sim.joined(ANA)
    id = matrix.sim.puts(room, {"type": "m.room.message"} | odd)
    matrix.sim.says(room, ANA, "hello" * 2000)
    assert id
    ((did, chat, text),) = told(matrix)
    assert (did, chat, len(text)) == (Did.WROTE, room, 4096)


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "refused"])
def test_every_fault_is_one_of_our_errors_and_a_look_is_repeated_whole(matrix: MatrixBot, fault: str) -> None:
    room = matrix.sim.joined(ANA)
    matrix.sim.says(room, ANA, "one")
    matrix.sim.inject("sync", fault, times=2)
    error = error_of(lambda: matrix.bot.updates(""))
    kinds = {"401": AppInactive, "403": ChatGone, "429": RateLimited, "429 with Retry-After": RateLimited}
    assert type(error) is kinds.get(fault, Unavailable), error
    matrix.sim.clear_faults()
    assert told(matrix) == [(Did.WROTE, room, "one")]
    assert matrix.sim.strays == []


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "refused"])
def test_every_fault_at_a_send_says_whether_it_may_have_gone_out(matrix: MatrixBot, fault: str) -> None:
    room = matrix.sim.joined(ANA)
    matrix.sim.inject("send", fault)
    error = error_of(lambda: matrix.bot.send(room, HELLO, KEY))
    if not isinstance(error, Unclear):
        assert matrix.sim.shown(room) == []
        assert type(error) in (AppInactive, ChatGone, RateLimited, Unavailable)
    assert matrix.bot.send(room, HELLO, KEY)
    assert matrix.sim.shown(room) == ["hello"]


@pytest.mark.parametrize(
    ("wait_words", "wait_ms", "until", "doubling"),
    [("body", 5000, 5, False), ("header", 7000, 7, False), ("", 0, 60, True), ("body", 10**12, 6 * 3600, False)],
)
def test_how_long_to_wait_is_read_from_the_answer(
    matrix: MatrixBot, wait_words: str, wait_ms: int, until: int, doubling: bool
) -> None:
    room = matrix.sim.joined(ANA)
    matrix.sim.burst, matrix.sim.wait_words, matrix.sim.wait_ms = 0, wait_words, wait_ms
    error = error_of(lambda: matrix.bot.send(room, HELLO, KEY))
    assert isinstance(error, RateLimited)
    assert (error.until, error.doubling) == (NOON + timedelta(seconds=until), doubling)


def test_nobody_there_is_certainly_not_sent(matrix: MatrixBot) -> None:
    room = matrix.sim.joined(ANA)
    matrix.sim.stop()
    assert type(error_of(lambda: matrix.bot.send(room, HELLO, KEY))) is Unavailable


def test_what_is_too_long_is_cut_and_half_an_emoji_left_out(matrix: MatrixBot) -> None:
    room = matrix.sim.joined(ANA)
    ref = matrix.bot.send(room, Said((Piece("🎵<" * 20_000 + "\ud83d"),)), KEY)
    matrix.bot.edit(room, ref, Said((Piece("🎶" * 3000),)))
    assert matrix.sim.shown(room) == ["🎶" * 3000]
    assert matrix.sim.rooms[room].timeline[0]["content"] == {"msgtype": "m.text", "body": "🎵<" * 1499 + "🎵…"}


def test_the_bot_says_who_it_is(matrix: MatrixBot) -> None:
    assert matrix.bot.about() == {"name": "@songs:sim.example"}
    assert matrix.bot.link("CODE", {"name": "@songs:sim.example"}) == ""
