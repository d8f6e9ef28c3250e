"""What a person should hear of, as facts: no sentence, no command.

The neutral words are in `notice_words.py`; what can be done about it is worded by each place (`entrypoints/notices`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What is wrong. Each uses some of a notice's facts, which its comment names."""

    LOGIN = "login needed"  # service, reason, held
    APPLICATION = "application refused"  # service, reason, advice, held
    REFUSED = "refused"  # service, reason
    AWAY = "not answering"  # service, reason, since, held
    LOGIN_ENDS = "login ends"  # service, reason, until
    RUN_FAILED = "run failed"  # run, run_start, reason
    RUN_LEFT_OUT = "run left out"  # run, run_start, reason
    UNREADABLE = "cannot be read"  # service, ids, page
    SINCE = "another since-date"  # since (in force), asked, reason
    OTHER = "other"  # text alone: of a version before there were kinds, or after this one

    @classmethod
    def _missing_(cls, value: object) -> "NoticeKind":
        """A kind that only a newer version knows."""
        return cls.OTHER


class Pending(StrEnum):
    """What of a notice has still to be sent."""

    NOTHING = ""
    PROBLEM = "problem"  # that it began
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Notice:
    """One problem a person should hear of: told once when it begins, once when it is over.

    `problem` is its key. `pending` is what has still to be sent; it is saved before it is sent. `text` is the
    neutral sentence, for whoever does not know the kind. The rest are facts: `run` as a person names it, `reason`
    in a service's or our own words, `held` how many of the newest plays the service keeps where the others are lost
    meanwhile, `ids` what cannot be read, by the service's ids."""

    user: str
    problem: str
    text: str
    opened_at: datetime
    closed_at: datetime | None = None
    pending: Pending = Pending.PROBLEM
    due: datetime | None = None
    version: int = 0
    kind: NoticeKind = NoticeKind.OTHER
    service: str = ""
    title: str = ""  # of the service, as people write it
    reason: str = ""
    advice: str = ""  # what is known of this refusal beyond the service's answer
    run: str = ""
    run_start: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    asked: datetime | None = None
    held: int | None = None
    ids: tuple[str, ...] = ()
    page: str = ""  # of an activity at the service: its id goes where {} stands
