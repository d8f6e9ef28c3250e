"""What a notice says where everything runs on one machine: the commands that are typed there."""

from sync.core.notice import Notice, NoticeKind
from sync.core.notice_words import sentence


def words(notice: Notice) -> str:
    """The whole notice."""
    return sentence(notice, way_out(notice))


def way_out(notice: Notice) -> str:
    """What a person can do about it, "" where there is nothing to do but wait."""
    match notice.kind:
        case NoticeKind.LOGIN:
            return f"Run {login(notice.service)}."
        case NoticeKind.LOGIN_ENDS:
            return f"Run {login(notice.service)} before, so that no play is missed."
        case NoticeKind.RUN_FAILED | NoticeKind.RUN_LEFT_OUT:
            return f"`runtrack why {notice.run}` tells more, `runtrack retry {notice.run}` tries again."
        case NoticeKind.SINCE if notice.asked is not None:
            return f"`runtrack backfill --since {notice.asked:%Y-%m-%d}`"
    return ""


def login(service: str) -> str:
    """The command that logs in to a service."""
    return f"`runtrack login {service}`"
