"""What the engine relies on in a messenger, held against every implementation of `ports.messenger.Messenger`."""

from collections.abc import Iterator

import pytest

from sync.core.errors import DEFINITELY_NOT_SENT, ChatGone, Missing, RateLimited, SyncError, Unavailable, Unclear
from sync.core.inbound import Did
from sync.core.said import MOST_DATA, Button, Piece, Said
from tests.support.contract.messengers import MESSENGERS, NOW, Harness

HOSTILE = "<b>&amp;</b> *_`[x](y)`_* @all \u202e\x00 ‍🏃‍♀️ " + '"' * 3
KEY = "0123456789abcdef" * 2


@pytest.fixture(params=MESSENGERS, ids=lambda make: make.__name__)
def there(request: pytest.FixtureRequest) -> Iterator[Harness]:
    made: Harness = request.param()
    try:
        yield made
    finally:
        made.sim.stop()


def said(text: str = "hello", **how: object) -> Said:
    return Said((Piece(text),), **how)  # type: ignore[arg-type]  # of this test


def test_a_message_is_shown_as_it_was_meant_whatever_stands_in_it(there: Harness) -> None:
    text = HOSTILE.replace("\x00", "")
    pieces = (Piece(text, strong=True), Piece("\n"), Piece(text, link='https://a.example/?a=1&b="><i>'), Piece("."))
    there.messenger.send(there.chat, Said(pieces), KEY)
    (shown,) = there.shown()
    assert shown.count(text.strip()) == 2


def test_a_very_long_message_is_cut_and_not_refused(there: Harness) -> None:
    there.messenger.send(there.chat, said("🎵" * 9000), KEY)
    (shown,) = there.shown()
    assert 200 < len(shown) <= 9000


def test_buttons_of_the_longest_data_are_taken(there: Harness) -> None:
    row = (Button("I played it", "p:" + "x" * (MOST_DATA - 2)), Button("Page", url="https://a.example/"))
    there.messenger.send(there.chat, said(buttons=(row,)), KEY)
    assert len(there.shown()) == 1


def test_a_message_is_changed_where_it_stands_as_often_as_is_asked(there: Harness) -> None:
    if not there.messenger.can.edits:
        pytest.skip("cannot edit")
    ref = there.messenger.send(there.chat, said("one"), KEY)
    for _ in range(2):
        there.messenger.edit(there.chat, ref, said("two"))
    assert [text.strip() for text in there.shown()] == ["two"]
    with pytest.raises(Missing):
        there.messenger.edit(there.chat, "999999", said("three"))


def test_one_key_makes_one_message_where_that_is_promised(there: Harness) -> None:
    for _ in range(2):
        there.messenger.send(there.chat, said(), KEY)
    assert len(there.shown()) == (1 if there.messenger.can.exactly_once else 2)


@pytest.mark.parametrize("fault", ["timeout after the effect", "reset after the effect", "500 after the effect"])
def test_a_lost_answer_to_a_send_is_unclear(there: Harness, fault: str) -> None:
    there.sim.inject(there.send, fault)
    with pytest.raises(Unclear):
        there.messenger.send(there.chat, said(), KEY)


@pytest.mark.parametrize("fault", ["truncated", "wrong type", "200 HTML", "empty 200", "drip", "bomb"])
def test_an_answer_that_says_nothing_is_unclear_and_bounded(there: Harness, fault: str) -> None:
    there.sim.inject(there.send, fault)
    with pytest.raises(Unclear):
        there.messenger.send(there.chat, said(), KEY)


@pytest.mark.parametrize("fault", ["401", "429"])
def test_a_refusal_says_that_nothing_was_sent(there: Harness, fault: str) -> None:
    there.sim.inject(there.send, fault)
    with pytest.raises(DEFINITELY_NOT_SENT) as met:
        there.messenger.send(there.chat, said(), KEY)
    if isinstance(met.value, RateLimited):
        assert met.value.until > NOW
    assert there.shown() == []


def test_an_edit_that_was_not_answered_may_be_made_again(there: Harness) -> None:
    if not there.edit:
        pytest.skip("cannot edit")
    ref = there.messenger.send(there.chat, said("one"), KEY)
    for fault in ("reset after the effect", "500", "wrong type"):
        there.sim.inject(there.edit, fault)
        with pytest.raises(Unavailable):
            there.messenger.edit(there.chat, ref, said(f"two, {fault}"))


def test_a_chat_that_is_gone_says_so(there: Harness) -> None:
    if there.gone is None:
        pytest.skip("is never gone")
    there.gone()
    with pytest.raises(ChatGone):
        there.messenger.send(there.chat, said(), KEY)


def test_what_happens_is_told_once_and_in_order_by_where_the_last_look_ended(there: Harness) -> None:
    if there.writes is None or not there.messenger.can.polls:
        pytest.skip("is not asked")
    for text in ("🏃 one https://a.example/1", "two"):
        there.writes(text)
    first = there.messenger.updates("")
    assert [(one.did, one.text) for one in first.some] == [
        (Did.WROTE, "🏃 one https://a.example/1"),
        (Did.WROTE, "two"),
    ]
    assert len({one.id for one in first.some}) == 2
    assert there.messenger.updates("").some == first.some  # until it is said that they are saved
    assert there.messenger.updates(first.after).some == ()
    assert {one.chat for one in first.some} == {there.chat}


def test_a_press_comes_with_its_data(there: Harness) -> None:
    if there.presses is None or not there.messenger.can.polls:
        pytest.skip("has no buttons, or is not asked")
    there.presses("p:50a5")
    (press,) = there.messenger.updates("").some
    assert (press.did, press.text) == (Did.PRESSED, "p:50a5")
    for _ in range(2):
        there.messenger.answer_press(press.press, "Noted.")


@pytest.mark.parametrize("fault", ["500", "reset before the effect", "wrong type", "200 HTML", "429", "truncated"])
def test_a_look_that_fails_is_one_of_our_errors(there: Harness, fault: str) -> None:
    endpoint = str(there.more.get("look", "getUpdates"))
    if not there.messenger.can.polls:
        pytest.skip("is not asked")
    there.sim.inject(endpoint, fault)
    with pytest.raises(SyncError):
        there.messenger.updates("")
