"""What a messenger tells: an update, saved before anything is done about it, and forgotten some days later."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

KEPT = timedelta(days=3)
"""How long an update is known: no messenger delivers one again after so long."""
LONGEST_TEXT = 4096


class Did(StrEnum):
    """What somebody did there."""

    STARTED = "started"  # began with the bot; `text` is the code they brought, if any
    WROTE = "wrote"
    PRESSED = "pressed"  # `text` is the button's data
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    REMOVED = "removed"  # the bot, from a group
    MOVED = "moved"  # the chat has another id now: `text`
    SEALED = "sealed"  # something that is encrypted, and cannot be read
    OTHER = "other"  # nothing that we know: noted, so that it is not asked for again


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that happened. `id`: unique at its messenger; `chat`: the messenger's id of the chat, `is_group` what
    kind it is; `sender` and `name`: who did it, `language` of their app. `links`: the addresses of a text, also hidden
    ones; `answered`: those of another message that this one answers, where it asks for the song there; None where it
    does not; `press`: what a press is answered by; `ref`: the message whose button was pressed, "" where it is told of
    no longer."""

    id: str
    did: Did
    chat: str = ""
    is_group: bool = False
    sender: str = ""
    name: str = ""
    language: str = ""
    text: str = ""
    links: tuple[str, ...] = ()
    press: str = ""
    ref: str = ""
    answered: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Updates:
    """What a look brought, oldest first. `after`: where the next one goes on, once these are saved."""

    some: tuple[Update, ...]
    after: str


class Acted(StrEnum):
    """How far an update is."""

    NOT_YET = "not yet"
    ANSWERING = "answering"  # done; its answer is about to be sent, at most once
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Inbound:
    """An update that came. `user`: whose it turned out to be, "" for nobody's; `due`: when it is acted upon, and once
    that is done, when it is forgotten."""

    service: str
    id: str
    update: Update
    came_at: datetime
    due: datetime
    acted: Acted = Acted.NOT_YET
    user: str = ""
    tries: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a messenger can do. `exactly_once`: a message that is sent again under one key appears once; `hears`: what
    people write there comes to us; `window`: how long after a person wrote we may write, None: always."""

    edits: bool = False
    polls: bool = False
    exactly_once: bool = False
    groups: bool = False
    buttons: bool = False
    hears: bool = True
    window: timedelta | None = None

    @property
    def numbers(self) -> bool:
        """Whether buttons are numbered there, because there are none and an answer comes to us."""
        return self.hears and not self.buttons


@dataclass(frozen=True, slots=True)
class Polling:
    """Where the looks at a messenger's updates are, for all of an installation: `after` as of `Updates`; `due`: the
    next look, which is put off before a look so that two never are at the same time; `failures` in a row; `known`: what
    the messenger is called by itself, such as a bot's name; `brought_to`: the address to which it brings everything by
    itself, so that it is not looked at."""

    service: str
    after: str = ""
    due: datetime | None = None
    failures: int = 0
    why: str = ""
    known: dict[str, str] = field(default_factory=dict)
    brought_to: str = ""
    version: int = 0
