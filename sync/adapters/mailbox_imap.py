"""A mailbox over IMAP, in which the links to runs in progress are found (see `ports.live.Mailbox`).

Source: docs/services/mailbox.md. imaplib, kept within bounds: TLS always, one time limit for a whole look, no line, no
literal and no look larger than it may be, and only commands that change nothing (EXAMINE, BODY.PEEK).
"""

import imaplib
import os
import re
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sync.adapters.bounds import TooLarge, exchange
from sync.adapters.mail_text import text_of
from sync.adapters.network_trouble import ca_bundle, network_error
from sync.adapters.sockets import BoundedTls, connected
from sync.core.errors import LoginNeeded, Missing, SyncError, Unavailable
from sync.core.secret import Secret
from sync.ports.live import Fresh, Mail, MailMark

NAME = "mailbox"
MAIL_BYTES = 400_000
"""The most of one mail that is read: a link stands at its beginning."""
LOOK_BYTES = 8_000_000
AT_ONCE = 20
"""Mails in one look, the oldest first; the others come with the next."""
MOST_UIDS = 5_000
DATE = re.compile(rb'INTERNALDATE "([^"]{20,40})"')
UID = re.compile(rb"\bUID (\d{1,10})\b")


class ImapMailbox:
    """One person's, at one moment."""

    def __init__(
        self, host: str, port: int, user: str, password: Secret, folder: str, now: datetime, *, seconds: float
    ) -> None:
        self._host, self._port, self._user, self._password = host, port, user, password
        self._folder, self._now, self._seconds = folder, now, seconds

    @property
    def name(self) -> str:
        """Which mailbox it is: what is known of one says nothing of another."""
        return sha256(f"{self._host} {self._port} {self._user} {self._folder}".encode()).hexdigest()[:16]

    def check(self) -> None:
        self.fresh(MailMark(), "nobody@invalid", self._now)

    def fresh(self, mark: MailMark, sender: str, since: datetime) -> Fresh:
        try:
            with exchange(self._seconds):
                client = _Client(self._host, self._port)
                try:
                    return self._looked(client, mark, sender, since)
                finally:
                    client.leave()
        except SyncError:
            raise
        except (OSError, imaplib.IMAP4.error, ValueError, LookupError, RecursionError) as error:
            raise _trouble(error) from None  # what the server said may repeat what was sent

    def _looked(self, client: "_Client", mark: MailMark, sender: str, since: datetime) -> Fresh:
        secret = self._password.value
        try:
            if (self._user + secret).isascii():
                client.login(self._user, secret)
            else:
                client.authenticate("PLAIN", lambda _: f"\0{self._user}\0{secret}".encode())
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            raise LoginNeeded(f"{NAME}: the user or the password is not accepted", service=NAME) from None
        if client.select(_quoted(self._folder), readonly=True)[0] != "OK":
            raise Missing(f"{NAME}: there is no such folder", service=NAME)
        validity = _number(client.response("UIDVALIDITY")[1])
        known = mark if mark.validity == validity else MailMark(validity)
        uids = self._new(client, known, sender, since)
        mails, last = list[Mail](), known.uid
        for uid in uids[:AT_ONCE]:
            last = uid
            if (mail := _fetched(client, uid)) is not None and mail.arrived_at > since:
                mails.append(mail)
        return Fresh(MailMark(validity, last), tuple(mails), more=len(uids) > AT_ONCE)

    def _new(self, client: "_Client", known: MailMark, sender: str, since: datetime) -> list[int]:
        """The UIDs behind the mark, lowest first. `n:*` holds the highest one always, also where it is below n."""
        day = since - timedelta(days=1)  # by the server's own clock, wherever that is
        on = f"{day.day:02}-{MONTHS[day.month - 1]}-{day.year:04}"
        status, told = client.uid("SEARCH", "UID", f"{known.uid + 1}:*", "SINCE", on, "FROM", _quoted(sender))
        if status != "OK":
            raise Unavailable(f"{NAME}: it does not search", service=NAME)
        words = (one for line in told if isinstance(line, bytes) for one in line.split()[:MOST_UIDS])
        return sorted({uid for one in words if one.isdigit() and known.uid < (uid := int(one[:20])) < 2**32})


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Client(imaplib.IMAP4_SSL):
    """Bounded. `exchange` ends every wait of its socket."""

    def __init__(self, host: str, port: int) -> None:
        self._left = LOOK_BYTES
        super().__init__(host, port, ssl_context=_trust())

    def _create_socket(self, timeout: float | None) -> socket.socket:
        context: ssl.SSLContext = self.ssl_context
        return context.wrap_socket(connected(self.host, self.port, None), server_hostname=self.host)

    def leave(self) -> None:
        """Whatever it says to a farewell."""
        with suppress(OSError, imaplib.IMAP4.error, ValueError):
            self.logout()
        with suppress(OSError):
            self.shutdown()

    def read(self, size: int) -> bytes:
        """A literal: as long as the server says, but no longer than it may be."""
        if not 0 <= size <= MAIL_BYTES + 10_000:
            raise TooLarge(MAIL_BYTES)
        return self._counted(super().read(size))

    def readline(self) -> bytes:
        return self._counted(super().readline())

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data) + 1
        if self._left < 0:
            raise TooLarge(LOOK_BYTES)
        return data


def _trust() -> ssl.SSLContext:
    import certifi

    context = ssl.create_default_context(cafile=ca_bundle(os.environ) or certifi.where())
    context.sslsocket_class = BoundedTls
    return context


def _fetched(client: _Client, uid: int) -> Mail | None:
    """One mail; None for what is no mail (any more)."""
    status, told = client.uid("FETCH", str(uid), f"(UID INTERNALDATE BODY.PEEK[]<0.{MAIL_BYTES}>)")
    if status != "OK":
        return None
    bodies = [one[1] for one in told if isinstance(one, tuple)]
    about = b" ".join(one[0] if isinstance(one, tuple) else one for one in told if one is not None)
    named, dated = UID.search(about), DATE.search(about)
    if len(bodies) != 1 or named is None or int(named[1]) != uid or dated is None:
        return None
    return Mail(text_of(bodies[0]), _moment(dated[1]))


def _moment(told: bytes) -> datetime:
    day, clock, zone = told.decode("ascii").split()
    number, month, year = day.split("-")
    return datetime.fromisoformat(
        f"{int(year):04}-{MONTHS.index(month.title()) + 1:02}-{int(number):02}T{clock}{zone}"
    ).astimezone(UTC)


def _number(told: list[Any]) -> int:
    """Raises `Unavailable` for what is no number."""
    try:
        return int(told[-1])
    except (IndexError, TypeError, ValueError):
        raise Unavailable(f"{NAME}: an answer of an unknown shape", service=NAME) from None


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _trouble(error: BaseException) -> SyncError:
    if isinstance(error, OSError) and not isinstance(error, imaplib.IMAP4.error):
        return network_error(error, service=NAME, write=False)
    return Unavailable(f"{NAME}: an answer of an unknown shape", service=NAME)
