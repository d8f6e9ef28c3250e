"""What every messenger keeps to (`ports.messenger.Messenger`): what was sent, what was not, and what nobody knows."""

from collections.abc import Iterator

import pytest

from sync.core.errors import AppInactive, ChatGone, RateLimited, Rejected, Unavailable, Unclear
from sync.core.inbound import Did
from sync.core.said import Button, Piece, Said
from sync.sim.faults import FAULTS
from tests.support.adapters.bots import KEY, error_of
from tests.support.contract.messenger_places import PLACES, Place, place_of

HELLO, BYE = Said((Piece("hello"),)), Said((Piece("bye"),))
HOSTILE = Said((Piece("<b>&amp; *_[x](y)` \u202e", strong=True), Piece('"><script>', link='https://x.example/?"><i>')))
NOT_SENT = (Unavailable, RateLimited, AppInactive, ChatGone, Rejected)


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with place_of(request.param) as found:
        yield found


def test_a_message_appears_and_has_an_id(place: Place) -> None:
    assert place.bot.send(place.chat, HELLO, KEY)
    assert place.shown() == ["hello"]


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


def test_what_people_and_services_wrote_is_never_markup(place: Place) -> None:
    place.bot.send(place.chat, HOSTILE, KEY)
    (shown,) = place.shown()
    assert shown.startswith('<b>&amp; *_[x](y)` \u202e"><script>')


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


def test_what_people_write_is_told_once_with_its_chat_and_its_links(place: Place) -> None:
    place.says("listen: https://x.example/song")
    (update,) = place.told()
    assert (update.did, update.chat, update.text) == (Did.WROTE, place.chat, "listen: https://x.example/song")
    assert update.links == ("https://x.example/song",)
    assert (bool(update.id), update.is_group, bool(update.sender)) == (True, False, True)
    assert place.told() == ()
    place.says("again")
    assert [one.text for one in place.told()] == ["again"]


def test_a_look_waits_for_nothing_and_finds_nothing(place: Place) -> None:
    place.told()
    assert place.told() == ()
    assert place.bot.updates("").some == () or place.bot.can.polls


def test_buttons_are_shown_or_left_out_and_never_refused(place: Place) -> None:
    rows = tuple((Button("ü" * 200, data=f"s:{number}{'x' * 60}"[:64]),) for number in range(20))
    place.bot.send(place.chat, Said((Piece("to whom?"),), (*rows, (Button("page", url="https://x.example"),))), KEY)
    assert place.shown()[0].startswith("to whom?")


def test_it_says_who_it_is_and_where_one_begins(place: Place) -> None:
    known = place.bot.about()
    assert known["name"]
    assert place.bot.link("c0de", known).endswith("c0de") or not place.bot.link("c0de", known)
    assert place.bot.link("c0de", {}) == ""
    place.bot.answer_press("", "noted")
