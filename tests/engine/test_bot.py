"""The bot: a chat is connected by a code, a link becomes a card, a press sends, and what comes twice is done once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sync.core.chat import Chat, ChatOwner
from sync.core.friends import Learns
from sync.core.inbound import Acted, Inbound
from sync.core.music import Song
from sync.core.song_share import Sending, Share, ShareState
from sync.engine.asks import delete
from sync.engine.asks.chats import code_for, disconnect
from sync.engine.asks.preferences import change_preferences
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA, befriend, sends, share_of
from tests.support.messages import CHATS, MessageWorld
from tests.support.world import DAY, HOUR, START

SONG = SONGS[1]
TEXT = f"{SONG.artist} - {SONG.title}"
STRANGER = 99


@contextmanager
def friends(folder: Path) -> Iterator[MessageWorld]:
    with MessageWorld(folder, start=START) as world:
        befriend(world, Learns.FIGURES)
        world.chat(ME, ANNA)
        yield world


def the_card(world: MessageWorld) -> str:
    """Anna shows a song to the bot; the data of the button for `me`."""
    world.telegram.writes(CHATS[ANNA], TEXT)
    world.told()
    (card,) = world.read_by(ANNA)
    assert card.text == f"{SONG.artist} – {SONG.title}\nTo whom?"
    (button,) = card.buttons
    assert button["text"] == ME
    return button["callback_data"]


def test_a_code_connects_the_chat_of_who_made_it_once(tmp_path: Path) -> None:
    with MessageWorld(tmp_path) as world:
        world.told()
        code, link = code_for(world.wired.app, ME, "telegram", "s3cr3t" * 4, world.now)
        assert link == f"https://t.me/runtrack_sim_bot?start={code}"
        world.telegram.writes(22, f"/start {code}", language="de")
        world.telegram.writes(STRANGER, f"/start {code}")
        world.told()
        assert [(one.id, one.language) for one in world.store.all(Chat, ME)] == [("22", "de")]
        assert world.telegram.shown_to(22)[0].text.startswith("Verbunden: das ist der Chat von me.")
        assert world.telegram.shown_to(STRANGER)[0].text.startswith("This bot passes songs on between friends")
        disconnect(world.store, ME, "telegram")
        assert (world.store.all(Chat, ME), world.store.load(ChatOwner, "telegram", "22")) == ([], None)


def test_a_stranger_is_told_once_what_this_is(tmp_path: Path) -> None:
    with MessageWorld(tmp_path) as world:
        for text in ("/start", "hello", TEXT, "/start nonsense"):
            world.telegram.writes(STRANGER, text)
            world.told()
        assert len(world.telegram.shown_to(STRANGER)) == 1


def test_a_press_sends_the_song_and_the_card_says_what_becomes_of_it(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        data = the_card(world)
        (card,) = world.read_by(ANNA)
        for _ in range(2):  # impatient
            world.telegram.presses(CHATS[ANNA], data, card)
        world.told()
        assert len(world.store.all(Sending, ANNA)) == len(world.store.all(Share, ME)) == 1
        assert (card.text, card.buttons) == (f"Your song {SONG.artist} – {SONG.title}\nme: not seen yet", [])
        assert [words for _, words in world.telegram.answered] == ["Sent to me.", "Sent to me."]
        world.everybody(2)
        assert [one.text for one in world.read_by(ME)] == [f"anna sent you a song:\n{SONG.artist} – {SONG.title}"]
        assert world.read_by(ANNA) == [card]


def test_the_card_leads_to_where_who_shows_the_song_listens_and_its_recipient_to_where_they_do(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        change_preferences(world.wired.app, ANNA, {"listens_at": "tidal,apple"}, world.now)
        change_preferences(
            world.wired.app, ME, {"listens_at": "deezer,tidal,apple"}, world.now
        )  # its name leads to Deezer
        world.telegram.writes(CHATS[ANNA], TEXT)
        world.told()
        (card,) = world.read_by(ANNA)
        (press, *links) = card.buttons
        assert [(one["text"], urlsplit(one["url"]).hostname, "search" in one["url"]) for one in links] == [
            ("Apple Music", "music.apple.com", False),
            ("Look for it at Tidal", "tidal.com", True),
        ]
        assert [list(one) for one in links] == [["text", "url"]] * 2
        world.telegram.presses(CHATS[ANNA], press["callback_data"], card)
        world.told()
        world.everybody(2)
        assert card.buttons == []
        (came,) = world.read_by(ME)
        assert [one["text"] for one in came.buttons if "url" in one] == ["Apple Music", "Look for it at Tidal"]


def test_what_is_pressed_on_a_song_that_came_is_done_and_shown_at_once(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        sends(world, SONG)
        world.everybody()
        (came,) = world.read_by(ME)
        data = {one["text"]: one["callback_data"] for one in came.buttons}
        world.telegram.presses(CHATS[ME], data["I played it"], came)
        world.telegram.presses(CHATS[ME], data["Not for me"], came)
        world.told()
        assert (share_of(world).state, share_of(world).said) == (ShareState.HEARD, True)
        assert came.text.endswith("You played it.")
        assert [words for _, words in world.telegram.answered] == ["Noted.", "This is decided already."]
        world.everybody()
        assert [one.text.splitlines()[1] for one in world.read_by(ANNA)] == ["me says they played it."]


def test_updates_that_come_again_do_nothing_again(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        data = the_card(world)
        (card,) = world.read_by(ANNA)
        world.telegram.presses(CHATS[ANNA], data, card)
        world.told()
        before = [(one.chat, one.edits) for one in world.telegram.messages]
        world.telegram.repeat()
        world.told()
        world.told()
        assert [(one.chat, one.edits) for one in world.telegram.messages] == before
        assert len(world.store.all(Sending, ANNA)) == 1


def test_links_are_found_behind_signs_of_two_units_and_behind_words(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        address = "https://www.deezer.com/track/3000000001"
        world.telegram.writes(CHATS[ANNA], f"🏃‍♀️🎵 for the hills {address}")
        world.telegram.hides(CHATS[ANNA], "🎧 this one", address)
        world.told()
        (first, second) = (one.update.links for one in world.store.all(Inbound, "telegram"))
        assert first == second == (address,)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("hello", "Please send a link to a song, or “artist – title”."),
        ("https://www.deezer.com/album/302127", "That is not a single song (album): please send one."),
        ("Nobody At All - Nothing Ever", "This song was not found: please try another link to it."),
        ("/stop", "You hear nothing more here. /start begins again."),
        ("/friends", "Your friends:\nme"),
        ("/odd", "Send a link to a song, or “artist – title”, and say to whom it goes."),
    ],
)
def test_what_is_no_song_is_refused_kindly(tmp_path: Path, text: str, answer: str) -> None:
    with friends(tmp_path) as world:
        world.telegram.writes(CHATS[ANNA], text)
        world.told()
        assert [one.text[: len(answer)] for one in world.read_by(ANNA)] == [answer]


def test_who_has_stopped_hears_nothing_more_until_they_begin_again(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.telegram.writes(CHATS[ME], "/stop")
        world.told()
        sends(world, SONG)
        world.everybody(2)
        assert len(world.read_by(ME)) == 1
        world.telegram.writes(CHATS[ME], "/start")
        world.told()
        sends(world, SONGS[2], "50a6")
        world.everybody(2)
        assert [one.text.splitlines()[0] for one in world.read_by(ME)][2:] == ["anna sent you a song:"]


def test_who_blocks_the_bot_is_left_alone_and_who_comes_back_is_not(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.telegram.blocks(CHATS[ME])
        world.told()
        sends(world, SONG)
        world.everybody(2)
        assert world.telegram.count("sendMessage") == 0
        world.telegram.unblocks(CHATS[ME])
        world.told()
        sends(world, SONGS[2], "50a6")
        world.everybody(2)
        assert len(world.read_by(ME)) == 1


def test_in_a_group_nobody_is_shown_and_nothing_but_a_command_is_answered(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        for text in (TEXT, "/song@runtrack_sim_bot " + TEXT):
            world.telegram.writes(CHATS[ANNA], text, chat=-500)
        world.telegram.writes(STRANGER, "/song " + TEXT, chat=-500)
        world.told()
        assert [(one.chat, one.text.splitlines()[1]) for one in world.telegram.messages] == [(CHATS[ANNA], "To whom?")]


def test_more_than_a_person_asks_is_not_answered(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        for _ in range(60):
            world.telegram.writes(CHATS[ANNA], "/help")
        world.told()
        assert len(world.read_by(ANNA)) == ChatOwner.MOST


def test_strange_updates_stop_nothing(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.telegram.odd(whatever=1)
        world.telegram._happens("message", {"chat": "nonsense"})
        world.telegram._happens("callback_query", {"id": 5})
        world.telegram.presses(CHATS[ANNA], "s:never:was", old=True)
        world.telegram.presses(CHATS[ANNA], "?")
        world.telegram.writes(CHATS[ANNA], "/help")
        world.told()
        assert len(world.read_by(ANNA)) == 1


def test_two_who_look_at_once_and_a_webhook_lose_nothing(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.telegram.webhook = {}
        world.telegram.writes(CHATS[ANNA], "/help")
        assert world.told() == 0
        world.telegram.webhook = None
        world.clock.advance(HOUR.total_seconds())
        assert world.told() == 1
        assert len(world.read_by(ANNA)) == 1


def test_updates_are_forgotten_and_those_of_a_person_go_with_them(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        the_card(world)
        assert [(one.acted, one.user) for one in world.store.all(Inbound, "telegram")] == [(Acted.DONE, ANNA)]
        world.clock.advance(4 * DAY.total_seconds())
        world.told()
        assert world.store.all(Inbound, "telegram") == []
        world.telegram.writes(CHATS[ANNA], "/help")
        world.told()
        delete.begin(world.wired.app, ANNA, world.now)
        delete.sweep(world.wired.app, ANNA, world.now)
        assert world.store.all(Inbound, "telegram") == []
        assert [one.user for one in world.store.all(ChatOwner, "telegram")] == [ME]


def test_a_person_reads_their_own_language(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        change_preferences(world.wired.app, ME, {"language": "de"}, world.now)
        sends(world, SONG)
        world.everybody()
        (came,) = world.read_by(ME)
        assert came.text.startswith("anna hat dir einen Song geschickt:")
        assert [one["text"] for one in came.buttons] == ["Ich habe ihn gehört", "Nichts für mich", "Später"]
        assert Song(SONG.title, SONG.artist).title in came.text
