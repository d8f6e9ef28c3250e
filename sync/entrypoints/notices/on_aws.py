"""What a notice says of an installation on AWS: logins are made at home and pushed, all else as on one machine."""

from sync.core.notice import Notice, NoticeKind
from sync.core.notice_words import sentence
from sync.entrypoints.notices import on_one_machine


def words(notice: Notice) -> str:
    """The whole notice."""
    return sentence(notice, way_out(notice))


def way_out(notice: Notice) -> str:
    """What a person can do about it, "" where there is nothing to do but wait."""
    match notice.kind:
        case NoticeKind.LOGIN:
            return f"Run {login(notice.service)}."
        case NoticeKind.LOGIN_ENDS:
            return f"Before that, run {login(notice.service)}, so that no play is missed."
    return on_one_machine.way_out(notice)


def login(service: str) -> str:
    """The commands that log in to a service."""
    return f"`runtrack login {service}` at home, then `runtrack push-credentials`"
