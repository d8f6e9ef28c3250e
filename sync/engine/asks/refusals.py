"""Why a wish is not fulfilled, as facts: each face words them, and the way out, for its own place."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sync.core.activity import Activity


class Refused(Exception):
    """Base of every refusal of a verb. Nothing was changed, unless the verb says otherwise."""


class NobodyThere(Refused):
    """The store knows no such user; `user` is who was meant."""

    def __init__(self, user: str) -> None:
        super().__init__(user)
        self.user = user


class Leaving(Refused):
    """The user is being deleted."""

    def __init__(self, user: str) -> None:
        super().__init__(user)
        self.user = user


class NoSuchName(Refused):
    """What was given is no name of a run; `asked` is what was given."""

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked


class NotFound(Refused):
    """The ledger has no run of this name."""

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked


class SeveralLegs(Refused):
    """The name is of several rows, and the wish is for one."""

    def __init__(self, asked: str, rows: Sequence[Activity]) -> None:
        super().__init__(asked)
        self.asked, self.rows = asked, tuple(rows)


class Why(StrEnum):
    """What is in the way."""

    ON_TARGET = "it is on the target already"
    NOT_ON_TARGET = "it is not on the target"
    ANSWER_LOST = "it was sent, and whether it arrived is not known yet"
    WITH_TARGET = "the target has the file and works on it"
    DUE_NOW = "its turn is at the next tick anyway"
    DELETED = "it was deleted on the target"
    TEXT_HAS_LEFT = "its text has left with the upload"


class NotPossible(Refused):
    """Not with this run as it is now. `row` is as it was read, with its state, reason, due time and id there."""

    def __init__(self, row: Activity, why: Why) -> None:
        super().__init__(f"{row.key.short}: {why}")
        self.row, self.why = row, why


class BeingChanged(Refused):
    """A tick moves this run at every try: asked again, it may go."""

    def __init__(self, row: Activity) -> None:
        super().__init__(row.key.short)
        self.row = row


class TemplateUnusable(Refused):
    """The user's template cannot be used; `wrong` says where."""

    def __init__(self, wrong: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong


class NoSongs(Refused):
    """No song is known: of the run that was named (`named`), or of any."""

    def __init__(self, *, named: bool) -> None:
        super().__init__()
        self.named = named


class InTheFuture(Refused):
    """A backfill of runs that are still to come."""

    def __init__(self, since: datetime) -> None:
        super().__init__(f"{since:%Y-%m-%d}")
        self.since = since
