"""What a tick tells the alarms: figures of one user, without a word about who it is."""

from datetime import datetime

from sync.app import App
from sync.core.activity import State
from sync.core.user import Connection, User
from sync.engine import blocks, clock_set_back, saving, service_trouble
from sync.engine.notices import open_notices
from sync.engine.report import Report


def figures(app: App, user: str, now: datetime, report: Report) -> dict[str, float]:
    """After the tick of `report`. Counts, where the name does not say seconds.

    | name | what |
    |---|---|
    | Ticks, TickErrors | 1, 0; where a bug of ours came to light 0, 1. A service that is away is no error of the tick |
    | OldestWaitingSeconds | how long the run that waits longest does (`Store.waiting_since`) |
    | FailedRuns | runs that became `failed` in this tick |
    | LoginNeeded | 1 when a service needs a login, or one that is needed was never connected |
    | AppInactive | 1 when a service refuses the application itself |
    | AwaySeconds | how long the service that is away longest has not answered; sleep does not count |
    """
    links = app.store.all(Connection, user)
    budget = saving.target_budget(app)
    person = app.store.load(User, user)
    uptime = clock_set_back.uptime(person, now) if person is not None else None
    waiting = app.store.waiting_since(user, now)
    inactive = any(notice.problem.startswith("app:") for notice in open_notices(app, user))
    login = blocks.of_user(app, user, now).login_needed or any(link.login_needed for link in links)
    failed = {row.key for row in report.moved if row.state is State.FAILED}
    away = [service_trouble.away_for(link, uptime).total_seconds() for link in links] if uptime is not None else []
    return {
        "Ticks": not report.bugs,
        "TickErrors": bool(report.bugs),
        "OldestWaitingSeconds": max(0.0, (now - waiting).total_seconds()) if waiting is not None else 0,
        "FailedRuns": len(failed),
        "LoginNeeded": login,
        "AppInactive": inactive or budget.inactive,
        "AwaySeconds": max(away, default=0),
    }
