"""A mail server on loopback that takes every mail and keeps it: as little SMTP as the real client needs."""

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from tests.support.adapters.raw_server import server


class Mails:
    """What was sent to it, and the address at which Apprise sends there."""

    def __init__(self) -> None:
        self.port, self.taken = 0, list[EmailMessage]()

    @property
    def url(self) -> str:
        return f"mailto://127.0.0.1:{self.port}?from=runtrack@sim.example&to=me@sim.example&mode=insecure"

    def part(self, kind: str) -> str:
        """The only mail's part of this kind ("plain", "html"); "" where it has none."""
        (mail,) = self.taken
        found = mail.get_body((kind,))
        return "" if found is None else str(found.get_content()).replace("\r\n", "\n").strip()

    def talk(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(b"220 sim\r\n")
        for line in lines:
            match line.split()[0].upper():
                case b"DATA":
                    connection.sendall(b"354 go on\r\n")
                    self._take(b"".join(iter(lambda: lines.readline(), b".\r\n")))
                    connection.sendall(b"250 taken\r\n")
                case b"QUIT":
                    connection.sendall(b"221 bye\r\n")
                    return
                case _:
                    connection.sendall(b"250 fine\r\n")

    def _take(self, body: bytes) -> None:
        mail = email.message_from_bytes(body.replace(b"\r\n..", b"\r\n."), policy=email.policy.default)
        self.taken.append(mail)


@contextmanager
def mail_server() -> Iterator[Mails]:
    mails = Mails()
    with server(mails.talk) as mails.port:
        yield mails
