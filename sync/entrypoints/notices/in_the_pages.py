"""What a notice says in the pages: what is pressed there, behind the link that stands at its end."""

from sync.core.notice import Notice, NoticeKind
from sync.core.notice_words import sentence


def words(notice: Notice) -> str:
    """The whole notice."""
    return sentence(notice, way_out(notice))


def way_out(notice: Notice) -> str:
    """What a person can do about it, "" where there is nothing to do but wait."""
    match notice.kind:
        case NoticeKind.LOGIN:
            return "Press Connect beside it in the connections."
        case NoticeKind.LOGIN_ENDS:
            return "Log in again before, in the connections, so that no play is missed."
        case NoticeKind.RUN_FAILED | NoticeKind.RUN_LEFT_OUT:
            return "The run's page tells more, and there you can have it tried again."
        case NoticeKind.SINCE if notice.asked is not None:
            return "Older runs, in the preferences, gets them"
    return ""
