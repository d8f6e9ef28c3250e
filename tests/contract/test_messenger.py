"""What the engine relies on in a messenger, held against every implementation of `ports.messenger.Messenger`."""

from collections.abc import Iterator
from functools import partial

import pytest

from sync.core.errors import (
    DEFINITELY_NOT_SENT,
    AppInactive,
    ChatGone,
    RateLimited,
    Rejected,
    SyncError,
    Unavailable,
    Unclear,
)
from sync.core.inbound import Did
from sync.core.said import MOST_DATA, Button, Piece, Said
from sync.sim.faults import FAULTS
from tests.support.adapters.bots import KEY, error_of
from tests.support.contract.messenger_places import (
    EDITING,
    LOOKED_AT,
    PLACES,
    WITH_BUTTONS,
    WITH_GROUPS,
    Place,
    place_of,
)

HELLO, BYE = Said((Piece("hello"),)), Said((Piece("bye"),))
HOSTILE = "<b>&amp;</b> *_`[x](y)`_* @all \u202e \u200d🏃\u200d♀️ " + '"' * 3 + '"><script>'
NOT_SENT = (Unavailable, RateLimited, AppInactive, ChatGone, Rejected)


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with place_of(request.param) as found:
        yield found


only_where_edited = pytest.mark.parametrize("place", EDITING, indirect=True)
only_where_looked_at = pytest.mark.parametrize("place", LOOKED_AT, indirect=True)
only_with_groups = pytest.mark.parametrize("place", WITH_GROUPS, indirect=True)
only_with_buttons = pytest.mark.parametrize("place", WITH_BUTTONS, indirect=True)


def test_a_message_appears_and_has_an_id(place: Place) -> None:
    assert place.bot.send(place.chat, HELLO, KEY)
    assert place.shown() == ["hello"]


def test_what_people_and_services_wrote_is_never_markup(place: Place) -> None:
    pieces = (Piece(HOSTILE, strong=True), Piece("\n"), Piece(HOSTILE, link='https://a.example/?a=1&b="><i>'))
    place.bot.send(place.chat, Said((*pieces, Piece("."))), KEY)
    (shown,) = place.shown()
    assert shown.startswith(f"{HOSTILE}\n{HOSTILE}")


def test_a_very_long_message_is_cut_and_not_refused(place: Place) -> None:
    place.bot.send(place.chat, Said((Piece("🎵" * 9000),)), KEY)
    (shown,) = place.shown()
    assert 200 < len(shown) <= 9000


def test_buttons_are_shown_or_left_out_and_never_refused(place: Place) -> None:
    assert MOST_DATA <= 64
    rows = tuple((Button("ü" * 200, data=f"s:{number}{'x' * 60}"[:MOST_DATA]),) for number in range(20))
    place.bot.send(place.chat, Said((Piece("to whom?"),), (*rows, (Button("page", url="https://x.example"),))), KEY)
    assert place.shown()[0].startswith("to whom?")


def test_a_message_is_changed_where_it_stands_as_often_as_one_likes_or_never(place: Place) -> None:
    ref = place.bot.send(place.chat, HELLO, KEY)
    if not place.bot.can.edits:
        assert isinstance(error_of(lambda: place.bot.edit(place.chat, ref, BYE)), Rejected)
        assert place.shown() == ["hello"]
        return
    for said in (BYE, BYE, HELLO, BYE):
        place.bot.edit(place.chat, ref, said)
        place.clock.advance(1)
    assert place.shown() == ["bye"]


def test_one_key_makes_one_message_where_that_is_promised(place: Place) -> None:
    for _ in range(2):
        place.bot.send(place.chat, HELLO, KEY)
    assert len(place.shown()) == (1 if place.bot.can.exactly_once else 2)


# -- what was sent, what was not, and what nobody knows -------------------------------------------------------


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "refused"])
def test_any_error_but_unclear_means_that_nothing_was_sent(place: Place, fault: str) -> None:
    place.sim.inject(place.sends, fault)
    try:
        place.bot.send(place.chat, HELLO, KEY)
    except Unclear:
        assert len(place.shown()) <= 1
    except NOT_SENT:
        assert place.shown() == []
    else:
        assert place.shown() == ["hello"]
    if place.bot.can.exactly_once:
        place.bot.send(place.chat, HELLO, KEY)
        assert place.shown() == ["hello"]
    assert place.sim.strays == []


NOBODY_KNOWS = ["timeout after the effect", "reset after the effect", "500 after the effect"]
SAYS_NOTHING = ["truncated", "200 HTML", "empty 200", "drip", "bomb"]


@pytest.mark.parametrize("fault", [*NOBODY_KNOWS, *SAYS_NOTHING])
def test_a_send_without_a_good_answer_is_unclear_and_bounded(place: Place, fault: str) -> None:
    place.sim.inject(place.sends, fault)
    assert isinstance(error_of(lambda: place.bot.send(place.chat, HELLO, KEY)), Unclear)


def test_an_answer_without_an_id_is_unclear_where_a_message_would_be_changed_by_it(place: Place) -> None:
    place.sim.inject(place.sends, "wrong type")
    if place.bot.can.edits:
        assert isinstance(error_of(lambda: place.bot.send(place.chat, HELLO, KEY)), Unclear)
    else:
        assert place.bot.send(place.chat, HELLO, KEY) == ""
    assert place.shown() == ["hello"]


@pytest.mark.parametrize("fault", ["401", "429"])
def test_a_refusal_says_that_nothing_was_sent(place: Place, fault: str) -> None:
    place.sim.inject(place.sends, fault)
    with pytest.raises(DEFINITELY_NOT_SENT):
        place.bot.send(place.chat, HELLO, KEY)
    assert place.shown() == []


@only_where_edited
def test_an_edit_that_was_not_answered_may_be_made_again(place: Place) -> None:
    ref = place.bot.send(place.chat, HELLO, KEY)
    for fault in ("reset after the effect", "500", "wrong type"):
        place.sim.inject(place.edits, fault)
        said = Said((Piece(f"bye, {fault}"),))
        assert isinstance(error_of(partial(place.bot.edit, place.chat, ref, said)), Unavailable)
    place.bot.edit(place.chat, ref, BYE)
    assert place.shown() == ["bye"]


def test_who_wants_nothing_more_is_one_chat(place: Place) -> None:
    place.shut()
    assert type(error_of(lambda: place.bot.send(place.chat, HELLO, KEY))) is ChatGone


def test_too_many_messages_are_waited_for(place: Place) -> None:
    place.limit()
    error = error_of(lambda: place.bot.send(place.chat, HELLO, KEY))
    assert isinstance(error, RateLimited)
    assert error.until > place.clock.now()
    assert place.shown() == []


def test_a_token_that_is_no_longer_good_is_the_operators(place: Place) -> None:
    place.revoke()
    assert type(error_of(lambda: place.bot.send(place.chat, HELLO, KEY))) is AppInactive


# -- what comes -----------------------------------------------------------------------------------------------


def test_what_people_write_is_told_once_in_order_with_its_chat_and_its_links(place: Place) -> None:
    place.says("🏃 listen: https://x.example/song")
    place.says("two")
    first, second = place.told()
    assert (first.did, first.chat, first.text) == (Did.WROTE, place.chat, "🏃 listen: https://x.example/song")
    assert first.links == ("https://x.example/song",)
    assert (bool(first.id), first.is_group, bool(first.sender)) == (True, False, True)
    assert (second.text, second.chat, second.id != first.id) == ("two", place.chat, True)
    assert place.told() == ()
    place.says("again")
    assert [one.text for one in place.told()] == ["again"]


@only_with_groups
def test_what_somebody_writes_among_others_says_so_and_is_of_the_same_person(place: Place) -> None:
    assert place.bot.can.groups
    place.says("alone")
    chat = place.says_among_others("/song https://x.example/song")
    alone, among = place.told()
    assert (alone.is_group, among.is_group) == (False, True)
    assert (among.did, among.chat, among.text) == (Did.WROTE, chat, "/song https://x.example/song")
    assert (among.sender, among.links) == (alone.sender, ("https://x.example/song",))
    assert place.bot.send(chat, HELLO, KEY)
    assert place.shown() == []


@only_where_looked_at
def test_what_was_not_said_to_be_saved_is_told_again(place: Place) -> None:
    place.bot.updates("")
    start = place.bot.updates("").after
    place.says("one")
    first = place.bot.updates(start)
    assert [one.text for one in first.some] == ["one"]
    assert place.bot.updates(start) == first
    assert place.bot.updates(first.after).some == ()


@only_where_looked_at
@pytest.mark.parametrize("fault", ["500", "reset before the effect", "wrong type", "200 HTML", "429", "truncated"])
def test_a_look_that_fails_is_one_of_our_errors(place: Place, fault: str) -> None:
    place.sim.inject(place.looks, fault)
    with pytest.raises(SyncError):
        place.bot.updates("")


def test_a_look_waits_for_nothing_and_finds_nothing(place: Place) -> None:
    place.told()
    assert place.told() == ()
    if not place.bot.can.polls:
        assert place.bot.updates("").some == ()


@only_with_buttons
def test_a_press_comes_with_its_data(place: Place) -> None:
    place.presses("p:50a5")
    (press,) = place.told()
    assert (press.did, press.text, press.chat) == (Did.PRESSED, "p:50a5", place.chat)
    for _ in range(2):
        place.bot.answer_press(press.press, "Noted.")


def test_it_says_who_it_is_and_where_one_begins(place: Place) -> None:
    known = place.bot.about()
    assert known["name"]
    assert place.bot.link("c0de", known).endswith("c0de") or not place.bot.link("c0de", known)
    assert place.bot.link("c0de", {}) == ""
    place.bot.answer_press("", "noted")
