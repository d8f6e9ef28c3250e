"""The Messenger adapter against the simulated Messenger, over real HTTP, and what is read of a delivery."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sync.adapters.facebook_deliveries import is_signed, updates_of
from sync.core.errors import (
    AppInactive,
    ChatGone,
    RateLimited,
    Rejected,
    SyncError,
    Unavailable,
    Unclear,
    WindowOver,
)
from sync.core.inbound import Did, Update, Updates
from sync.core.said import Piece, Said
from sync.sim.faults import FAULTS
from sync.sim.messenger import SimMessenger
from tests.support.adapters.bots import KEY, NOON, SONG, MessengerBot, error_of, messenger_bot

HELLO = Said((Piece("hello"),))
ANA = "7001"


@pytest.fixture
def page() -> Iterator[MessengerBot]:
    with messenger_bot() as found:
        found.sim.writes(ANA, "hi")
        yield found


def test_a_message_is_plain_text_and_its_buttons_are_quick_replies(page: MessengerBot) -> None:
    assert page.bot.send(ANA, SONG, KEY) == "m_sim2"
    assert page.sim.people[ANA].shown == [
        "Ana sent you Ünder <the> Bridge (https://x.example/?a=1&b=2)\nOpen: https://y.example"
    ]


def test_the_window_closes_after_24_hours_and_opens_when_the_person_writes(page: MessengerBot) -> None:
    page.clock.advance(24 * 3600 + 1)
    error = error_of(lambda: page.bot.send(ANA, HELLO, KEY))
    assert (type(error), error.reason) == (
        WindowOver,
        "Facebook lets me write only within 24 hours after you wrote",
    )
    page.sim.writes(ANA, "anything new?")
    page.bot.send(ANA, HELLO, KEY)
    assert page.sim.people[ANA].shown == ["hello"]


def test_it_says_what_it_can_do_and_that_nothing_is_edited_or_fetched(page: MessengerBot) -> None:
    can = page.bot.can
    assert (can.edits, can.polls, can.exactly_once, can.groups) == (False,) * 4
    assert can.window == timedelta(hours=24)
    assert isinstance(error_of(lambda: page.bot.edit(ANA, "m_1", HELLO)), Rejected)
    assert page.bot.updates("x") == Updates((), "x")


@pytest.mark.parametrize(
    ("code", "subcode", "kind"),
    [
        (1, 0, Unclear),
        (2, 0, Unavailable),
        (4, 0, RateLimited),
        (10, 1893063, RateLimited),
        (10, 2018278, WindowOver),
        (99, 0, Unclear),
        (100, 33, ChatGone),
        (100, 2018001, ChatGone),
        (100, 1893061, Rejected),
        (190, 0, AppInactive),
        (200, 0, AppInactive),
        (230, 0, AppInactive),
        (551, 1545041, ChatGone),
        (613, 0, RateLimited),
    ],
)
def test_each_error_of_its_table_is_one_of_ours(
    page: MessengerBot, code: int, subcode: int, kind: type[SyncError]
) -> None:
    page.sim.error(code, subcode)
    assert type(error_of(lambda: page.bot.send(ANA, HELLO, KEY))) is kind
    assert page.sim.people[ANA].shown == []


def test_who_has_no_role_on_the_app_is_one_chat_and_not_all(page: MessengerBot) -> None:
    page.sim.people[ANA].role = False
    error = error_of(lambda: page.bot.send(ANA, HELLO, KEY))
    assert (type(error), error.reason) == (
        ChatGone,
        "messenger: it writes only to people who have a role on the app or its Page, as long as Facebook has not "
        "reviewed it",
    )


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "refused"])
def test_every_fault_at_a_send_says_whether_it_may_have_gone_out(page: MessengerBot, fault: str) -> None:
    page.sim.inject("send", fault)
    error = error_of(lambda: page.bot.send(ANA, HELLO, KEY)) if fault != "wrong type" else None
    if error is None:
        assert page.bot.send(ANA, HELLO, KEY) == "", "it was sent, whatever it is called"
    elif not isinstance(error, Unclear):
        assert page.sim.people[ANA].shown == []
        assert type(error) in (AppInactive, RateLimited, Unavailable)
    assert page.sim.strays == []


def test_nobody_there_is_certainly_not_sent(page: MessengerBot) -> None:
    page.sim.stop()
    assert type(error_of(lambda: page.bot.send(ANA, HELLO, KEY))) is Unavailable


def test_how_long_a_refusal_asks_to_wait(page: MessengerBot) -> None:
    page.sim.error(613)
    error = error_of(lambda: page.bot.send(ANA, HELLO, KEY))
    assert isinstance(error, RateLimited)
    assert (error.until, error.doubling) == (NOON + timedelta(minutes=5), True)


def test_the_page_says_who_it_is_and_where_somebody_begins(page: MessengerBot) -> None:
    page.sim.needs_proof = True
    known = page.bot.about()
    assert known == {"name": "Songs of our club", "page": "1029384756"}
    assert page.bot.link("CODE", known) == "https://m.me/1029384756?ref=CODE"
    assert page.bot.link("CODE", {}) == ""
    page.sim.inject("me", "wrong type")
    assert isinstance(error_of(lambda: page.bot.about()), Unavailable)


# -- what is brought to the webhook ---------------------------------------------------------------


def read(page: MessengerBot, *deliveries: Any) -> list[tuple[Did, str, tuple[str, ...]]]:
    found = [update for one in deliveries for update in updates_of(one.body)]
    return [(one.did, one.text, one.links) for one in found]


def test_what_people_do_is_read(page: MessengerBot) -> None:
    sim = page.sim
    assert read(
        page,
        sim.writes(ANA, "Läuft: https://x.example/ä"),
        sim.pastes(ANA, "https://x.example/1"),
        sim.pastes(ANA, "https://x.example/2", beside=True),
        sim.begins(ANA, "CODE1"),
        sim.comes_by(ANA, "CODE2"),
        sim.does(ANA, {"postback": {"mid": "m1", "title": "Get started", "payload": "START"}}),
        sim.writes(ANA, "I played it", quick_reply={"payload": "p:42"}),
        sim.does(ANA, {"message": {"mid": "m2", "attachments": [{"type": "image", "payload": {"url": "https://i"}}]}}),
    ) == [
        (Did.WROTE, "Läuft: https://x.example/ä", ("https://x.example/ä",)),
        (Did.WROTE, "https://x.example/1", ("https://x.example/1",)),
        (Did.WROTE, "https://x.example/2", ("https://x.example/2",)),
        (Did.STARTED, "CODE1", ()),
        (Did.STARTED, "CODE2", ()),
        (Did.STARTED, "", ()),
        (Did.PRESSED, "p:42", ()),
        (Did.WROTE, "", ()),
    ]


def test_an_echo_and_a_receipt_are_no_acts_and_an_act_that_comes_twice_has_one_id(page: MessengerBot) -> None:
    sim = page.sim
    assert updates_of(sim.echo(ANA, "hello").body) == ()
    assert updates_of(sim.does(ANA, {"read": {"watermark": 1}}).body) == ()
    once = sim.comes_by(ANA, "CODE")
    assert updates_of(once.body) == updates_of(once.body)
    event = json.loads(sim.writes(ANA, "hi").body)["entry"][0]["messaging"][0]
    assert updates_of(sim.signed(event, event).body) == (Update("m_sim3", Did.WROTE, ANA, sender=ANA, text="hi"),)


@pytest.mark.parametrize(
    "event",
    [
        {"sender": {"id": 7}, "message": {"mid": "m", "text": "x"}},
        {"sender": {"id": "../7"}, "message": {"mid": "m", "text": "x"}},
        {"sender": {"id": ANA}, "message": {"mid": 7, "text": "x"}},
        {"sender": {"id": ANA}, "message": []},
        {"sender": {"id": ANA}, "message": {"mid": "m", "quick_reply": 7, "text": "x"}},
        {"sender": {"id": ANA}, "postback": {"mid": "m"}},
        {"sender": {"id": ANA}, "referral": {"ref": "C"}, "timestamp": "soon"},
        {"sender": {"id": ANA}, "referral": None},
        {},
    ],
)
def test_an_event_that_cannot_be_read_is_left_out_and_the_next_is_read(page: MessengerBot, event: Any) -> None:
    good = {"sender": {"id": ANA}, "message": {"mid": "m9", "text": "y" * 9000, "attachments": 7}}
    (only,) = updates_of(page.sim.signed(event, good).body)
    assert (only.id, len(only.text)) == ("m9", 4096)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"object":"user","entry":[]}', b'{"object":"page"}', b"[" * 9000])
def test_what_is_no_delivery_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"no delivery|JSON|nested|Expecting|truncated|malformed"):
        updates_of(body)


def test_only_the_very_bytes_that_were_signed_are_believed(page: MessengerBot) -> None:
    sim: SimMessenger = page.sim
    one = sim.writes(ANA, "a/ü")
    header = one.headers["X-Hub-Signature-256"]
    again = json.dumps(json.loads(one.body)).encode()
    assert is_signed(sim.app_secret, one.body, header)
    for secret, body, said in (
        (sim.app_secret, again, header),
        ("another", one.body, header),
        (sim.app_secret, one.body, ""),
        (sim.app_secret, one.body, header.removeprefix("sha256=")),
        (sim.app_secret, one.body, header.upper()),
        (sim.app_secret, one.body, "sha256=ü\ud800"),
    ):
        assert not is_signed(secret, body, said)
