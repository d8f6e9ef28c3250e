"""What `status --json` and `backfill --json` print, key by key: a field of a view gets here by being written down."""

from collections.abc import Callable, Sequence

from sync.core.folder import Fate
from sync.core.notice import Notice
from sync.engine.asks.preferences import PreferenceView
from sync.engine.people import PersonView
from sync.engine.services import BudgetView, ServiceView, WindowView
from sync.engine.views import BackfillView, FilesView, StatusView
from sync.entrypoints.cli.text.json_text import document, run_fields


def status(seen: StatusView, words: Callable[[Notice], str], hangs: str = "") -> str:
    """`words` tells a notice as this place does; `hangs`: what is said of a process that gets nowhere."""
    return document(
        now=seen.now,
        since=seen.since,
        since_changed=words(seen.since_changed).removesuffix(".") if seen.since_changed else "",
        rebuilding=seen.rebuilding,
        last_tick=seen.last_tick,
        tick_overdue=seen.tick_overdue,
        needs_person=seen.needs_person,
        keeps_only=not seen.sends,
        hangs=hangs or None,
        counts={str(state): count for state, count in seen.counts.items()},
        next_due=run_fields(seen.next_due) if seen.next_due else None,
        waiting_since=seen.waiting_since,
        services={link.service: _service(link) for link in seen.services},
        strava_budget=_budget(seen.target_budget),
        backfill=_backfill(seen.backfill),
        folder={str(fate): seen.folder.get(fate, 0) for fate in Fate} if seen.folder is not None else None,
        files=_files(seen.files),
        notices=[_notice(notice, words) for notice in seen.notices],
    )


def backfill(job: BackfillView | None) -> str:
    return document(backfill=_backfill(job))


def people(seen: Sequence[PersonView]) -> str:
    """What `users --json` prints."""
    return document(users=[_person(one) for one in seen])


def preferences(seen: Sequence[PreferenceView]) -> str:
    """What `preferences --json` prints."""
    return document(preferences=[_preference(one) for one in seen])


def _preference(one: PreferenceView) -> dict[str, object]:
    return {
        "name": one.name,
        "variable": one.variable,
        "value": one.value,
        "from": str(one.origin),
        "secret": one.is_secret,
        "set": one.is_set,
        "about": one.about,
    }


def _person(one: PersonView) -> dict[str, object]:
    return {
        "name": one.name,
        "connected": list(one.connected),
        "runs": one.runs,
        "since": one.since,
        "last_tick": one.last_tick,
    }


def _service(link: ServiceView) -> dict[str, object]:
    return {
        "service": link.service,
        "connected": link.connected,
        "state": link.state,
        "why": link.why,
        "warning": link.warning,
        "last_success": link.last_success,
        "blocked_until": link.blocked_until,
        "away_since": link.away_since,
        "authorised_at": link.authorised_at,
        "refreshed_at": link.refreshed_at,
        "token_expires_at": link.token_expires_at,
        "login_ends_at": link.login_ends_at,
        "asked_next_at": link.asked_next_at,
        "scopes": list(link.scopes),
        "scopes_missing": list(link.scopes_missing),
        "endless": link.endless,
    }


def _budget(budget: BudgetView) -> dict[str, object]:
    return {
        "overall_quarter": _window(budget.overall_quarter),
        "overall_day": _window(budget.overall_day),
        "reads_quarter": _window(budget.reads_quarter),
        "reads_day": _window(budget.reads_day),
        "inactive": budget.inactive,
        "blocked_until": budget.blocked_until,
        "blocked_why": budget.blocked_why,
    }


def _window(window: WindowView) -> dict[str, object]:
    return {"used": window.used, "limit": window.limit, "left": window.left, "ends_at": window.ends_at}


def _backfill(job: BackfillView | None) -> dict[str, object] | None:
    if job is None:
        return None
    return {
        "since": job.since,
        "phase": job.phase,
        "asked_at": job.asked_at,
        "finished_at": job.finished_at,
        "total": job.total,
        "done": job.done,
        "failed": job.failed,
        "to_send": job.to_send,
        "to_confirm": job.to_confirm,
        "eta": job.eta,
        "waits_until": job.waits_until,
        "waits": job.waits,
    }


def _files(files: FilesView | None) -> dict[str, object] | None:
    return {"fetched": files.fetched, "left": files.left, "eta": files.eta} if files is not None else None


def _notice(notice: Notice, words: Callable[[Notice], str]) -> dict[str, object]:
    return {
        "problem": notice.problem,
        "kind": notice.kind,
        "text": words(notice),
        "opened_at": notice.opened_at,
        "service": notice.service,
        "run": notice.run,
        "reason": notice.reason,
        "since": notice.since,
        "until": notice.until,
    }
