"""A notice as sentences that are true in every place. `way_out` is the place's own part: what a person does there."""

from collections.abc import Sequence
from datetime import datetime

from sync.core.notice import Notice, NoticeKind


def sentence(notice: Notice, way_out: str = "") -> str:
    """What has happened, what to do (`way_out`, "" where nothing is said of it), and what it costs meanwhile."""
    name, reason = _title(notice), notice.reason
    match notice.kind:
        case NoticeKind.LOGIN:
            meanwhile = _lost(notice) or "Nothing is lost meanwhile."
            return _joined(f"{name} needs a login: {reason}.", way_out, meanwhile)
        case NoticeKind.APPLICATION:
            goes_on = f"{notice.advice} No run is lost" if notice.advice else "Everything else goes on"
            return _joined(f"{reason}. {goes_on}; it is tried again every hour.", way_out, _lost(notice))
        case NoticeKind.REFUSED:
            return _joined(f"{reason}.", way_out)
        case NoticeKind.AWAY:
            since = f"{notice.since:%d %b %H:%M} UTC" if notice.since else "some time"
            told = f"{name} has not answered since {since} ({reason}). Runtrack keeps trying."
            return _joined(told, way_out, _lost(notice))
        case NoticeKind.LOGIN_ENDS:
            on = f" on {notice.until:%d %b %Y}" if notice.until else ""
            return _joined(f"{name} forgets this login{on}, {reason}.", way_out)
        case NoticeKind.RUN_FAILED:
            return _joined(_of_a_run(notice, "could not be uploaded"), way_out)
        case NoticeKind.RUN_LEFT_OUT:
            return _joined(_of_a_run(notice, "was left out"), way_out)
        case NoticeKind.UNREADABLE:
            return _joined(unreadable(notice.ids, name, notice.page), way_out)
        case NoticeKind.SINCE if notice.asked is not None and notice.since is not None:
            return f"{_another_since(notice.asked, notice.since, reason, way_out)}."
    return notice.text


def unreadable(ids: Sequence[str], title: str, page: str) -> str:
    """What a person is told of items on a source's list that cannot be read, by name where they have one. `title`: of
    the source; `page`: see `Notice`."""
    named = [one for one in ids if one.isdigit()][:5]
    many = "1 activity" if len(ids) == 1 else f"{len(ids)} activities"
    verb, it = ("is", "it") if len(ids) == 1 else ("are", "they")
    names = f" ({', '.join(named)}{', …' if len(named) < len(ids) else ''})" if named else ""
    told = f"{many} on {title} cannot be read{names}, so {it} {verb} not synced"
    return told + (f": look at it at {page.format(named[0])} (is its start missing?)." if named and page else ".")


def _another_since(asked: datetime, fixed: datetime, reason: str, way_out: str) -> str:
    told = f"RUNTRACK_SINCE is {asked:%Y-%m-%d} by now, but the first start fixed {fixed:%Y-%m-%d}"
    if asked > fixed:
        return f"{told}, and that stays{reason and f': {reason}'}"
    return f"{told}: older runs are synced only when they are asked for{f': {way_out}' if way_out else ''}"


def _of_a_run(notice: Notice, what: str) -> str:
    of = f" of {notice.run_start:%d %b %Y}" if notice.run_start else ""
    return f"The run{of} ({notice.run}) {what}: {notice.reason.rstrip('.')}."


def _lost(notice: Notice) -> str:
    """What is lost while a service is not asked: "" where it keeps everything until it is asked again."""
    if not notice.held:
        return ""
    return f"{_title(notice)} keeps only your last {notice.held} plays: what you hear beyond them until then is lost."


def _title(notice: Notice) -> str:
    return notice.title or notice.service.title()


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
