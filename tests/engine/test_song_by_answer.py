"""`/song` as an answer to what somebody else wrote: the song of its link, and a clear word where it has none."""

from pathlib import Path
from typing import Any

import pytest

from sync.core.friends import Learns
from sync.core.inbound import Inbound
from sync.core.song_share import Sending
from sync.sim.deezer_records import records
from tests.engine.test_group_chats import ANNOUNCED, CLUB, NAME, PEOPLE, SENT, SONG, STRANGER, bound, club, in_club, own
from tests.support.engine.group_of_friends import got
from tests.support.engine.two_friends import ANNA, befriend
from tests.support.messages import MessageWorld
from tests.support.other_messengers import PEOPLE as MATRIX_PEOPLE
from tests.support.other_messengers import OtherWorld

LINK = next(one.shown()["link"] for one in records() if one.of is SONG and one.artist == SONG.artist)
SAID = f"the best one 🏃🏽‍♀️: {LINK} – a secret of mine"
NO_LINK = "I see no link to a song in the message that you answered."
NO_WISH = "Please send a link to a song, or “artist – title”."


def answers(world: MessageWorld, there: dict[str, Any], text: str = "/song@runtrack_sim_bot") -> None:
    world.telegram.answers(PEOPLE["ben"], text, there, chat=CLUB)
    world.told()


def said(world: MessageWorld, words: str, **more: Any) -> dict[str, Any]:
    """By somebody who has nothing to do with us, and whom the bot does not hear."""
    return world.telegram.overheard(STRANGER, words, chat=CLUB) | more


def test_the_song_of_the_answered_message_goes_to_the_group_and_its_words_are_kept_nowhere(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        bound(world)
        answers(world, said(world, SAID))
        assert (in_club(world), own(world, "ben")) == ([ANNOUNCED, SENT], [])
        (sent,) = world.store.all(Sending, "ben")
        assert (got(world, sent.id), sent.note) == (["anna", "cleo"], "")
        kept = [one for one in world.store.all(Inbound) if one.update.answered is not None]
        assert [one.update.answered for one in kept] == [(LINK,)]
        assert "secret" not in repr((kept, sent))
        world.telegram.repeat()
        world.told()
        assert (in_club(world), len(world.store.all(Sending))) == ([ANNOUNCED, SENT], 1)


def test_where_no_group_is_chosen_it_is_asked_about_in_ones_own_chat(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        answers(world, said(world, SAID))
        assert in_club(world) == []
        assert [one.text for one in own(world, "ben")] == [f"{NAME}\nTo whom?"]


@pytest.mark.parametrize(
    ("there", "told"),
    [
        ({"text": "Cadence 180 - Aerobic Threshold", "entities": None}, NO_LINK),
        ({"text": "https://example.com/a", "entities": [{"type": "url", "offset": 0, "length": 21}]}, NO_LINK),
        ({"text": None, "photo": [], "entities": None}, NO_LINK),
        ({"text": ["x"], "entities": 7, "caption_entities": {"a": 1}}, NO_LINK),
        (
            {"text": "", "entities": [{"type": "text_link", "url": "https://open.spotify.com.evil.example/track/1"}]},
            NO_LINK,
        ),
        ({"text": "x", "entities": [{"type": "text_link", "url": "https://www.deezer.com/album/302127"}]}, "album"),
        ({"text": "", "forum_topic_created": {"name": LINK}}, NO_WISH),
    ],
)
def test_what_has_no_song_link_is_refused_to_who_asked_alone(tmp_path: Path, there: dict[str, Any], told: str) -> None:
    with club(tmp_path) as world:
        bound(world)
        answers(world, said(world, "x", **there))
        (message,) = own(world, "ben")
        assert told in message.text
        assert (in_club(world), world.store.all(Sending)) == ([ANNOUNCED], [])


def test_a_link_behind_words_or_below_a_picture_is_one(tmp_path: Path) -> None:
    hidden = [{"type": "text_link", "offset": 0, "length": 4, "url": LINK}]
    with club(tmp_path) as world:
        bound(world)
        answers(world, said(world, "x", text=None, entities=None, caption="this", caption_entities=hidden))
        assert in_club(world) == [ANNOUNCED, SENT]


def test_what_stands_behind_the_command_is_meant_and_not_the_message_that_it_answers(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        bound(world)
        answers(world, said(world, "https://www.deezer.com/album/302127"), f"/song {LINK}")
        assert in_club(world) == [ANNOUNCED, SENT]
        answers(world, said(world, SAID), "well done")
        answers(world, said(world, SAID), "/group")
        assert len(world.store.all(Sending)) == 1
        assert {one.update.answered for one in world.store.all(Inbound)} == {None}


def test_of_a_message_in_another_chat_nothing_is_known(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        world.telegram.writes(PEOPLE["ben"], "/song", chat=CLUB, external_reply={"origin": {"type": "hidden_user"}})
        world.telegram.writes(PEOPLE["ben"], "/song", chat=CLUB)
        world.told()
        assert [one.text for one in own(world, "ben")] == [NO_LINK, NO_WISH]


def test_who_is_not_here_is_not_answered_by_an_answer_either(tmp_path: Path) -> None:
    with club(tmp_path) as world:
        bound(world)
        world.telegram.answers(STRANGER, "/song", said(world, SAID), chat=CLUB)
        world.told()
        assert (in_club(world), world.telegram.shown_to(STRANGER)) == ([ANNOUNCED], [])


def test_on_matrix_a_song_is_found_by_an_answer_as_well(tmp_path: Path) -> None:
    with OtherWorld(tmp_path) as world:
        befriend(world, Learns.NOTHING)
        world.on_matrix(ANNA)
        room = world.matrix.joined(MATRIX_PEOPLE[ANNA])
        world.matrix.rooms[room].others = 3
        for words in (SAID, "no link at all"):
            there = world.matrix.says(room, "@somebody:sim.example", words)
            world.matrix.answers(room, MATRIX_PEOPLE[ANNA], there, "!song")
            world.told()
        assert [text.splitlines()[0] for text in world.room(ANNA)[-2:]] == [f"{NAME} ({LINK})", NO_LINK]
