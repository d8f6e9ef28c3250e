"""A simulated IMAP server on loopback, behind TLS: the subset that a look takes, and moods in which it is hostile.

Source: docs/services/mailbox.md (RFC 3501). It writes down each command, without what is secret.
"""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

MOODS = (
    "hangs",
    "drips",
    "says nonsense",
    "says nothing",
    "claims a huge literal",
    "sends a huge literal",
    "sends a line without an end",
    "sends lines without an end",
    "hangs up in a literal",
    "finds what is no number",
    "tells another mail",
    "repeats what it was sent",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass
class SimMail:
    """As it lies there. `sender`: what its From line says, which is anybody's to choose."""

    raw: bytes
    arrived_at: datetime
    sender: str
    flags: set[str] = field(default_factory=set)


@dataclass
class SimImap:
    """One mailbox. `chain`: the file with its key and certificate; `mood`: "" or one of `MOODS`;
    `sent`: bytes, in all sessions."""

    chain: Path
    user: str = "ana@example.org"
    password: str = "s3cret 7able"
    validity: int = 7
    folder: str = "INBOX"
    mood: str = ""
    patience: float = 20.0
    mails: dict[int, SimMail] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    port: int = 0
    sent: int = 0

    def __post_init__(self) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.chain)
        self._listening: socket.socket | None = None
        self._stopped = threading.Event()
        self._next = 1

    def start(self) -> "SimImap":
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True, name="imap").start()
        return self

    def stop(self) -> None:
        self._stopped.set()
        if self._listening is not None:
            with suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()

    def comes(self, raw: bytes, at: datetime, sender: str = "Garmin <noreply@garmin.com>") -> int:
        """A mail arrives; returns its UID."""
        uid, self._next = self._next, self._next + 1
        self.mails[uid] = SimMail(raw, at, sender)
        return uid

    # -- inside -----------------------------------------------------------------------------------

    def _serve(self) -> None:
        assert self._listening is not None
        while not self._stopped.is_set():
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._session, args=(client,), daemon=True).start()

    def _session(self, plain: socket.socket) -> None:
        try:
            with self._context.wrap_socket(plain, server_side=True) as client:
                client.settimeout(self.patience)
                _Session(self, client, self._stopped).run()
        except OSError:
            pass  # the client has left, or does not trust us


class _Session:
    def __init__(self, box: SimImap, client: ssl.SSLSocket, stopped: threading.Event) -> None:
        self._box, self._client, self._stopped = box, client, stopped
        self._file = client.makefile("rb")

    def run(self) -> None:
        if self._box.mood == "hangs":
            self._stopped.wait(self._box.patience)
            return
        if self._box.mood == "drips":
            self._drips(b"* OK " + b"x" * 100_000)
            return
        if self._box.mood == "says nonsense":
            self._say("HTTP/1.1 200 OK", "", "<html>")
            return
        if self._box.mood == "says nothing":
            return
        self._say("* OK ready")
        while line := self._file.readline():
            tag, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if not self._did(tag, rest):
                return

    def _did(self, tag: str, rest: str) -> bool:
        """Whether the session goes on."""
        command = rest.split(" ")[0].upper()
        self._box.commands.append("LOGIN" if command == "LOGIN" else rest)
        verbs: dict[str, Callable[[str, str], bool]] = {
            "CAPABILITY": lambda tag, _: self._say("* CAPABILITY IMAP4rev1 AUTH=PLAIN", f"{tag} OK done"),
            "LOGIN": self._login,
            "EXAMINE": self._examine,
            "UID": self._uid,
            "LOGOUT": lambda tag, _: self._say("* BYE bye", f"{tag} OK done") and False,
        }
        return verbs[command](tag, rest) if command in verbs else self._say(f"{tag} BAD what is {command}")

    def _login(self, tag: str, rest: str) -> bool:
        _, user, password = re.fullmatch(r'(LOGIN) (\S+) "?(.*?)"?', rest, re.IGNORECASE).groups()  # type: ignore[union-attr]  # its only client writes it so
        if (user.strip('"'), password) != (self._box.user, self._box.password):
            return self._say(f"{tag} NO [AUTHENTICATIONFAILED] no such user: {rest}")
        if self._box.mood == "repeats what it was sent":
            return self._say(f"* BAD {rest}", f"{tag} BAD {rest}")
        return self._say(f"{tag} OK in")

    def _examine(self, tag: str, rest: str) -> bool:
        if rest.partition(" ")[2].strip('"') != self._box.folder:
            return self._say(f"{tag} NO there is none")
        mood = self._box.mood
        if mood == "sends a line without an end":
            self._endless(b"x" * 65_536)
        if mood == "sends lines without an end":
            self._endless(b"* 1 EXISTS\r\n" * 1_000)
        told = f"* {len(self._box.mails)} EXISTS", f"* OK [UIDVALIDITY {self._box.validity}] yes"
        return self._say(*told, f"{tag} OK [READ-ONLY] done")

    def _uid(self, tag: str, rest: str) -> bool:
        verb = rest.split(" ")[1].upper()
        return self._search(tag, rest) if verb == "SEARCH" else self._fetch(tag, rest)

    def _search(self, tag: str, rest: str) -> bool:
        found = re.search(r'UID (\d+):\* SINCE (\d+)-(\w+)-(\d+) FROM "(.*)"', rest)
        if found is None:
            return self._say(f"{tag} BAD what")
        since = (int(found[4]), MONTHS.index(found[3]) + 1, int(found[2]))
        uids = sorted(self._box.mails)
        inside = [uid for uid in uids if uid >= int(found[1]) or uid == uids[-1]]  # n:* holds the last one always
        told = [
            str(uid)
            for uid in inside
            if found[5].lower() in self._box.mails[uid].sender.lower()
            and self._box.mails[uid].arrived_at.timetuple()[:3] >= since
        ]
        if self._box.mood == "finds what is no number":
            told = ["x", "-1", "99999999999999999999", *told]
        return self._say(f"* SEARCH {' '.join(told)}".strip(), f"{tag} OK done")

    def _fetch(self, tag: str, rest: str) -> bool:
        found = re.search(r"FETCH (\d+) \(UID INTERNALDATE BODY\.PEEK\[\]<0\.(\d+)>\)", rest)
        if found is None:
            return self._say(f"{tag} BAD what")
        mail = self._box.mails.get(int(found[1]))
        if mail is None:
            return self._say(f"{tag} OK done")
        uid = int(found[1]) + (1 if self._box.mood == "tells another mail" else 0)
        at, body = mail.arrived_at, mail.raw[: int(found[2])]
        on = f"{at.day:2}-{MONTHS[at.month - 1]}-{at.year} {at:%H:%M:%S} +0000"
        size = {"claims a huge literal": 10**12, "sends a huge literal": 50_000_000}.get(self._box.mood, len(body))
        self._send(f'* {uid} FETCH (UID {uid} INTERNALDATE "{on}" BODY[]<0> {{{size}}}\r\n'.encode())
        if self._box.mood == "hangs up in a literal":
            self._send(body[: len(body) // 2])
            return False
        if self._box.mood.endswith("huge literal"):
            self._endless(b"x" * 65_536)
        self._send(body)
        return self._say(")", f"{tag} OK done")

    def _say(self, *lines: str) -> bool:
        self._send("".join(f"{line}\r\n" for line in lines).encode())
        return True

    def _send(self, data: bytes) -> None:
        self._box.sent += len(data)
        self._client.sendall(data)

    def _endless(self, piece: bytes) -> None:
        end = time.monotonic() + self._box.patience
        while time.monotonic() < end and not self._stopped.is_set():
            self._send(piece)

    def _drips(self, data: bytes) -> None:
        for byte in data:
            if self._stopped.wait(0.02):
                return
            self._send(bytes([byte]))


def mail(text: str, subject: str, *, sender: str = "Garmin <noreply@garmin.com>") -> bytes:
    """A mail with a text and an HTML part, which break long lines as mails do."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "ana@example.org", subject
    made.set_content(text, cte="quoted-printable")
    page = f'<html><body><a href="{text}">{text}</a></body></html>'
    made.add_alternative(page, subtype="html", cte="quoted-printable")
    return made.as_bytes()
