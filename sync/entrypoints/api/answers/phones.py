"""Phones that say where their runner is."""

from typing import Annotated

from pydantic import Field

from sync.core.signing_in import LONGEST_NAME
from sync.entrypoints.api.answers.shape import Answer, Question, Time
from sync.entrypoints.api.language import Said


class PhoneAnswer(Answer):
    """One phone."""

    id: str
    app: str
    app_title: str
    name: str
    made: Time
    last_seen: Time | None
    """When it last said where it is, to the minute."""
    trouble: Said
    """What is wrong with what it sends, and the way out."""


class PhoneAppAnswer(Answer):
    """An app that a phone may say it with."""

    name: str
    title: str
    systems: str
    """The phones that there is one for, such as `Android, iPhone`."""
    steps: list[Said]
    """What to do on the phone, in order."""


class Phones(Answer):
    """The newest first."""

    phones: list[PhoneAnswer]
    apps: list[PhoneAppAnswer]
    reachable: bool
    """Whether a phone can reach this server: not where it listens to this machine alone."""


class PhoneAsked(Question):
    """A new one; without a name it is called as the app is."""

    app: Annotated[str, Field(pattern="^(owntracks|overland|traccar|gpslogger)$")]
    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""


class NewPhone(Answer):
    """What holds the secret is shown this once."""

    phone: PhoneAnswer
    address: str
    """To be pasted into the app."""
    setup: str
    """A link that, opened on the phone, sets the app up; "" where the app takes none."""
    qr: str
    """The link, or else the address, as a QR code: an SVG in a `data:` address."""
