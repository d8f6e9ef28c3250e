"""A login that may tell plays and not what plays now: said once, and over once it may."""

from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.notice import Notice, NoticeKind
from sync.engine import saving
from sync.engine.notices import after, open_notice


def lacks(app: App, user: str, service: str, reason: str, now: datetime) -> None:
    """Safe to repeat: a notice that is open is not told again."""
    notice = Notice(user, _problem(service), "", now, kind=NoticeKind.LOGIN, service=service, reason=reason)
    open_notice(app, replace(notice, title=app.title(service)))


def has(app: App, user: str, service: str, now: datetime) -> None:
    """Safe to repeat."""
    problem = _problem(service)
    saving.changed(app.store, Notice, (user, problem), lambda one: after(one, {problem}, now))


def _problem(service: str) -> str:
    return f"now:{service}"
