"""The look into a mailbox against a simulated IMAP server behind TLS, which may be hostile."""

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.adapters.mail_text import text_of
from sync.adapters.mailbox_imap import AT_ONCE, ImapMailbox
from sync.core.errors import LoginNeeded, Missing, SyncError, Unavailable
from sync.core.secret import Secret
from sync.ports.live import MailMark
from sync.sim.imap import MOODS, SimImap, mail
from tests.support.adapters.loopback_tls import certificates

NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LINK = (
    "https://livetrack.garmin.com/session/1f2e3d4c-0000-4000-8000-0000000000aa/token/7ab1e70ken7ab1e70ken7ab1e70ken7a"
)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimImap]:
    ca, chain = certificates(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca))
    sim = SimImap(chain).start()
    yield sim
    sim.stop()


def mailbox(box: SimImap, *, password: str = "", folder: str = "INBOX", seconds: float = 5.0) -> ImapMailbox:
    secret = Secret(password or box.password)
    return ImapMailbox("127.0.0.1", box.port, box.user, secret, folder, NOON, seconds=seconds)


def test_new_mails_come_once_decoded_and_nothing_in_the_mailbox_changes(box: SimImap) -> None:
    box.comes(mail("before", "old"), NOON - 30 * HOUR)
    box.comes(mail(LINK, "Verfolge jetzt die Live-Aktivität von Ana!"), NOON - HOUR)
    box.comes(mail("hello", "hello"), NOON - HOUR, "Bob <bob@example.org>")
    fresh = mailbox(box).fresh(MailMark(), "garmin", NOON - 12 * HOUR)
    assert (len(fresh.mails), fresh.mark, fresh.more) == (1, MailMark(7, 2), False)
    assert LINK in fresh.mails[0].text
    assert fresh.mails[0].arrived_at == NOON - HOUR
    assert mailbox(box).fresh(fresh.mark, "garmin", NOON - 12 * HOUR).mails == ()
    verbs = {command.split(" ")[0] for command in box.commands}
    assert verbs == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    assert all("PEEK" in command for command in box.commands if "FETCH" in command)


def test_of_many_the_oldest_come_first_and_the_next_look_goes_on(box: SimImap) -> None:
    for number in range(AT_ONCE + 3):
        box.comes(mail(str(number), "x"), NOON - HOUR)
    first = mailbox(box).fresh(MailMark(), "garmin", NOON - 2 * HOUR)
    assert (len(first.mails), first.more, first.mark.uid) == (AT_ONCE, True, AT_ONCE)
    assert len(mailbox(box).fresh(first.mark, "garmin", NOON - 2 * HOUR).mails) == 3


def test_a_mailbox_that_was_made_anew_is_read_from_its_beginning(box: SimImap) -> None:
    box.comes(mail(LINK, "x"), NOON - HOUR)
    assert len(mailbox(box).fresh(MailMark(6, 900), "garmin", NOON - 2 * HOUR).mails) == 1


def test_a_wrong_password_and_a_folder_that_is_not_there_are_told_apart(box: SimImap) -> None:
    with pytest.raises(LoginNeeded) as refused:
        mailbox(box, password="wr0ng").fresh(MailMark(), "garmin", NOON)
    assert "wr0ng" not in repr(refused.value)
    with pytest.raises(Missing):
        mailbox(box, folder="Runs").fresh(MailMark(), "garmin", NOON)


def test_a_server_whose_certificate_is_not_trusted_gets_no_password(
    box: SimImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(Unavailable) as refused:
        mailbox(box).fresh(MailMark(), "garmin", NOON)
    assert "certificate" in refused.value.reason
    assert box.commands == []


@pytest.mark.parametrize("mood", MOODS)
def test_a_hostile_server_ends_a_look_soon_and_learns_and_betrays_nothing(
    box: SimImap, caplog: pytest.LogCaptureFixture, mood: str
) -> None:
    caplog.set_level(logging.DEBUG)
    box.comes(mail(LINK, "x"), NOON - HOUR)
    box.mood = mood
    began, told = time.monotonic(), ""
    try:
        fresh = mailbox(box, seconds=1.5).fresh(MailMark(), "garmin", NOON - 2 * HOUR)
        assert mood in ("finds what is no number", "tells another mail")
        assert len(fresh.mails) == (1 if mood == "finds what is no number" else 0)
    except SyncError as error:
        told = repr(error) + error.detail + repr(error.__cause__)
    assert time.monotonic() - began < 6.0
    assert box.sent < 14_000_000
    assert box.password not in told + caplog.text
    box.mood = ""
    assert len(mailbox(box).fresh(MailMark(), "garmin", NOON - 2 * HOUR).mails) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 1000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 3000,
        b"Content-Type: text/plain; charset=nowhere\nContent-Transfer-Encoding: base64\n\n!!!",
        b"Content-Type: message/rfc822\n\n" * 5000,
    ],
)
def test_whatever_a_mail_is_its_text_is_a_text(raw: bytes) -> None:
    assert isinstance(text_of(raw), str)
