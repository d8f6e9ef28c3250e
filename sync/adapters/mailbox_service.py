"""A mailbox as a service: what it says about itself (docs/services/mailbox.md)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sync.core.errors import LoginNeeded
from sync.service import Built, Parts, Role, Service
from sync.setting import Option, number, plain_text, secret

if TYPE_CHECKING:
    from sync.adapters.mailbox_imap import ImapMailbox

NAME = "mailbox"


def _build(parts: Parts) -> Built:
    values = parts.values

    def bind(user: str, now: datetime) -> "ImapMailbox":
        from sync.adapters.mailbox_imap import ImapMailbox  # which hardly any tick needs

        return ImapMailbox(
            values["MAILBOX_HOST"],
            int(values["MAILBOX_PORT"]),
            values["MAILBOX_USER"],
            values["MAILBOX_PASSWORD"],
            values["MAILBOX_FOLDER"],
            now,
            seconds=parts.seconds,
        )

    return Built(SERVICE, None, bind=bind, check=lambda user, now: bind(user, now).check())


SERVICE = Service(
    name=NAME,
    title="Mailbox",
    about="Find the links to runs in progress in a mailbox, over IMAP.",
    roles=frozenset({Role.MAILBOX}),
    build=_build,
    has_login=False,
    options=(
        Option(
            "MAILBOX_HOST",
            "",
            plain_text,
            "The IMAP server of the mailbox that links to your runs come to: imap.example.org, say (docs/live.md).",
            personal=True,
        ),
        Option(
            "MAILBOX_PORT",
            "",
            number(1, 65535, "a port"),
            "Its port; TLS is spoken from the first byte.",
            shown="993",
            default=993.0,
            personal=True,
        ),
        Option("MAILBOX_USER", "", plain_text, "The user name there.", personal=True),
        secret("MAILBOX_PASSWORD", "The password there, best one for this alone.", travels=False, personal=True),
        Option(
            "MAILBOX_FOLDER",
            "",
            plain_text,
            "The folder that is looked at.",
            shown="INBOX",
            default="INBOX",
            personal=True,
        ),
    ),
    needs=("MAILBOX_HOST", "MAILBOX_USER", "MAILBOX_PASSWORD"),
    how_to="Set MAILBOX_HOST, MAILBOX_USER and MAILBOX_PASSWORD to those of the mailbox (docs/live.md).",
    answers="it opens, and nothing in it is changed",
    advice={LoginNeeded: "set mailbox_user and mailbox_password to those of the mailbox"},
    limits="those of the mail provider; one look a minute",
    policy="a person's own mailbox: only mails of the service that sends links are read, and none is marked",
    german="sync.adapters.mailbox_german",
)
