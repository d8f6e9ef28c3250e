"""Read models of the connections and of the target's limits: what `status` and `doctor` show of each service."""

from dataclasses import dataclass
from datetime import datetime

from sync.app import App, RunSource
from sync.core.budget import Bucket, next_day, next_quarter
from sync.core.user import Connection
from sync.engine import blocks, calendar, saving, service_trouble

ON_TARGET = "new runs are found on {}"
ENDLESS = 2900
"""A login that expires after this year never does: it is only a name, or a token without an end."""


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One connection and its health. `state`: fine | not connected | not set up | login needed | blocked |
    not answering."""

    service: str
    connected: bool
    state: str
    why: str
    warning: str
    last_success: datetime | None
    blocked_until: datetime | None
    away_since: datetime | None
    authorised_at: datetime | None
    refreshed_at: datetime | None
    token_expires_at: datetime | None
    login_ends_at: datetime | None
    asked_next_at: datetime | None
    scopes: tuple[str, ...]
    scopes_missing: tuple[str, ...]
    endless: bool = False
    login: bool = True  # whether a person connects it


@dataclass(frozen=True, slots=True)
class WindowView:
    """Calls used, allowed and left in one quarter hour or UTC day."""

    used: int
    limit: int
    left: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class BudgetView:
    """The target's rate limits as far as we know them: `overall` counts every call, `reads` all but uploads."""

    overall_quarter: WindowView
    overall_day: WindowView
    reads_quarter: WindowView
    reads_day: WindowView
    inactive: bool
    blocked_until: datetime | None
    blocked_why: str


def service(app: App, user: str, name: str, now: datetime, state_of: blocks.Blocks | None = None) -> ServiceView:
    """One connection, with the target's circuit (which belongs to the application) shown as part of it. `state_of`:
    `blocks.of_user`, where that is known already."""
    link = app.store.load(Connection, user, name)
    source = next((each for each in app.sources if each.service == name and not each.login), None)
    if source is not None:
        return _without_login(source, user, link, now)
    if link is None or not link.sealed:
        why = _not_needed(app, name, state_of or blocks.of_user(app, user, now))
        return ServiceView(name, False, "not connected", why, "", *(None,) * 8, (), ())
    blocked, why = link.blocked_until, link.blocked_why
    if name == app.target_name and not link.is_blocked(now):
        shared = budget(app, now)
        blocked, why = shared.blocked_until, shared.blocked_why
    blocked = blocked if blocked is not None and now < blocked else None
    if (unopened := service_trouble.unopened(app, link)) or link.login_needed:
        state, why = "login needed", unopened or link.login_needed
    elif blocked is not None:
        state = "blocked"
    elif link.unavailable_since is not None:
        state, why = "not answering", link.last_error
    else:
        state, why = "fine", ""
    known = link.refreshed_at or link.authorized_at  # a token from the environment has an expiry nobody knows
    endless = link.expires_at is not None and link.expires_at.year >= ENDLESS
    used = link.expires_at if known and not endless else None
    about = app.services[name].service if name in app.services else None
    needed = about.scopes if about is not None and link.scopes else ()
    missing = tuple(scope for scope in needed if scope not in link.scopes)
    return ServiceView(
        name,
        True,
        state,
        why,
        calendar.warning(app, link, now),
        link.last_ok,
        blocked,
        link.unavailable_since,
        link.authorized_at,
        link.refreshed_at,
        used,
        calendar.ends_at(app, link),
        link.poll_at,
        link.scopes,
        missing,
        endless,
    )


def _not_needed(app: App, name: str, state: blocks.Blocks) -> str:
    """Why nothing is missing although a service is not connected; "" where something is."""
    command = f"`{app.services[name].service.command}`"
    is_source = any(each.service == name for each in app.sources)
    if is_source and state.finds_on_target:
        return f"new runs are found on {app.target_title}"
    if is_source and not state.looks_for_runs:
        return f"music alone is captured; {command} brings runs"
    if is_source and name not in state.sources:
        return f"new runs come from {' and '.join(map(app.title, state.sources))}"
    if name == app.target_name and not state.sends:
        return f"nothing is sent, runs are kept here; {command} changes that"
    if name == app.target_name and not state.looks_for_runs:
        return "music alone is captured"
    return ""


def of_runs(app: App, user: str) -> list[str]:
    """The services that runs come from and go to, those that need a login whether they have one or not."""
    return [*(each.service for each in app.sources if each.login or each.serves(user)), app.target_name]


def _without_login(source: RunSource, user: str, link: Connection | None, now: datetime) -> ServiceView:
    there = source.serves(user)
    state, why, blocked = "fine" if there else "not set up", "", None
    if link is not None and link.is_blocked(now):
        state, why, blocked = "blocked", link.blocked_why, link.blocked_until
    elif link is not None and link.unavailable_since is not None:
        state, why = "not answering", link.last_error
    return ServiceView(
        source.service,
        there,
        state,
        why,
        "",
        link.last_ok if link else None,
        blocked,
        link.unavailable_since if link else None,
        *(None,) * 5,
        (),
        (),
        endless=True,
        login=False,
    )


def budget(app: App, now: datetime) -> BudgetView:
    """The target's limits at `now`: windows that have ended are empty again."""
    known = saving.target_budget(app).at(now)
    blocked = known.blocked_until if known.is_blocked(now) else None
    return BudgetView(
        *_windows(known.overall, now),
        *_windows(known.reads, now),
        known.inactive,
        blocked,
        known.blocked_why if blocked or known.inactive else "",
    )


def _windows(bucket: Bucket, now: datetime) -> tuple[WindowView, WindowView]:
    return (
        WindowView(
            bucket.quarter_used,
            bucket.quarter_limit,
            max(0, bucket.quarter_limit - bucket.quarter_used),
            next_quarter(now),
        ),
        WindowView(bucket.day_used, bucket.day_limit, max(0, bucket.day_limit - bucket.day_used), next_day(now)),
    )
