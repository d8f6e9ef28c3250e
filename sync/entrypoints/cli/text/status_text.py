"""What `status` prints for people, and the lines of it that other commands share."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sync.config import Settings
from sync.core.activity import State
from sync.core.errors import UNOPENED
from sync.core.folder import Fate
from sync.core.user import BackfillPhase
from sync.engine.services import BudgetView, ServiceView, WindowView
from sync.engine.story import KEEPS, step_words
from sync.engine.table import STATE_STEPS
from sync.engine.views import BackfillView, StatusView
from sync.entrypoints.cli.text.times import hour, local_start, moment, run_name, span, until
from sync.entrypoints.cli.text.words import (
    MUSIC,
    NAMES,
    OF_RUNS,
    SOURCE,
    TARGET,
    TICKS_ON_AWS,
    any_of,
    counted,
    who_ticks,
)
from sync.entrypoints.notices import login_for, on_one_machine, words_for

LATE = timedelta(minutes=10)
WIDTH = 9
type Login = Callable[[str], str]


def as_text(seen: StatusView, hangs: str = "", settings: Settings | None = None) -> str:
    """The page. `hangs`: what is said of a process that gets nowhere; `settings`: says where they come from, what in
    them may be wrong, and whether the ticks are made on AWS."""
    words = words_for(settings) if settings is not None else on_one_machine.words
    login = login_for(settings) if settings is not None else on_one_machine.login
    lines = [f"Runtrack at {moment(seen.now)}", ""]
    said = set[str]()
    lines += [line for link in seen.services if _worth_showing(link) for line in _service(link, seen.now, said, login)]
    if not any(link.connected for link in seen.services if link.service not in OF_RUNS):
        sources = any_of([f"`{each.name}`" for each in MUSIC]).removeprefix("`")
        lines += [f"music     no source is connected: run `runtrack login {sources}"]
    lines += ["", *(_budget(seen.target_budget, seen.now) if seen.sends else ()), *([""] if seen.sends else ())]
    names = {state: "kept here" if state is State.DISCOVERED and not seen.sends else state for state in seen.counts}
    lines += [f"runs      {', '.join(f'{n} {names[state]}' for state, n in seen.counts.items() if n) or 'none yet'}"]
    if seen.folder:
        lines += [f"folder    {_files(seen.folder)}"]
    lines += [f"next      {_next(seen)}"]
    if seen.waiting_since is not None and seen.now - seen.waiting_since >= LATE:
        lines += [f"          the one that waits longest does so since {moment(seen.waiting_since)}"]
    if seen.backfill is not None:
        lines += [f"backfill  {backfill_line(seen.backfill, seen.now)}"]
    if seen.files is not None:
        files = seen.files
        there = f"runs that were on {TARGET.title} already: {files.fetched} of {files.fetched + files.left} fetched"
        lines += [f"files     of {there}; ready about {moment(files.eta)}"]
    lines += [f"since     {f'{seen.since:%Y-%m-%d}' if seen.since else 'fixed by the first tick'}"]
    if seen.since_changed:
        lines += [f"          {words(seen.since_changed).removesuffix('.')}"]
    if seen.rebuilding:
        lines += [f"ledger    being refilled from {TARGET.title}'s list; nothing is sent before that"]
    if settings is not None:
        lines += [f"settings  {settings.origin}", *(f"          ! {warning}" for warning in settings.warnings)]
    lines += [f"last tick {_last_tick(seen, on_aws=settings is not None and bool(settings.bucket))}"]
    if hangs:
        lines += ["", f"! {hangs}"]
    for notice in seen.notices:
        lines += ["", f"! {words(notice)} (since {moment(notice.opened_at)})"]
    return "\n".join(lines)


def _files(fates: Mapping[Fate, int]) -> str:
    """How many files met which fate."""
    words = {Fate.RUN: ("run", "runs"), Fate.COPY: ("copy", "copies"), Fate.WAITS: ("that waits", "that wait")}
    words |= {Fate.NO_RUN: ("that is no run", "that are no run"), Fate.UNREADABLE: ("unreadable", "unreadable")}
    told = [f"{fates[fate]} {words[fate][fates[fate] != 1]}" for fate in Fate if fates.get(fate)]
    return f"{counted(sum(fates.values()), 'file')}: {', '.join(told)} (`runtrack list --files`)"


def backfill_line(job: BackfillView, now: datetime) -> str:
    """How far a backfill is, in one line."""
    asked = f"since {job.since:%Y-%m-%d}"
    if job.phase is BackfillPhase.LIST:
        source = NAMES.get(job.lists, job.lists) or SOURCE.title
        return f"{asked}: reading {source}'s list, {job.total} found so far" + _held(job)
    if job.phase is BackfillPhase.COMPARE:
        return f"{asked}: comparing {job.total} with {TARGET.title}'s list" + _held(job)
    failed = f", {job.failed} failed" if job.failed else ""
    if job.phase is BackfillPhase.DONE:
        return f"{asked}: done, {job.total} looked at{failed} (finished {moment(job.finished_at)})"
    waiting = ((job.to_send, "to send" if job.sends else "to keep"), (job.to_confirm, "to confirm"))
    left = ", ".join(f"{count} {what}" for count, what in waiting if count)
    ready = f"; ready about {moment(job.eta)} ({until(job.eta, now)})" if job.eta is not None else ""
    return f"{asked}: {job.done} of {job.total} done{failed}, {left or 'nothing left'}{ready}" + _held(job)


def _held(job: BackfillView) -> str:
    if not job.waits:
        return ""
    return f"; waits: {job.waits}" + (f", until {hour(job.waits_until)}" if job.waits_until else "")


def _worth_showing(link: ServiceView) -> bool:
    return link.connected or link.service in OF_RUNS


def _service(link: ServiceView, now: datetime, said: set[str], login: Login) -> list[str]:
    """The lines of one service. `said`: the reasons that stand above, which it joins. `login`: how one logs in."""
    title = NAMES.get(link.service, link.service)
    name = f"{title if len(title) <= WIDTH else f'{title[: WIDTH - 1]}.':<{WIDTH}} "
    if not link.connected:
        return [f"{name}not connected: {link.why or f'run {login(link.service)}'}"]
    told = link.state
    if link.state == "login needed":
        told = _needs_login(link, said, login)
    elif link.blocked_until is not None:
        told = f"asks us to wait until {moment(link.blocked_until)} ({until(link.blocked_until, now)}): {link.why}"
    elif link.away_since is not None:
        told = f"has not answered since {moment(link.away_since)}: {link.why}"
    lines = [f"{name}{told}", f"          last used {moment(link.last_success)}"]
    if not link.login:
        return [lines[0], f"{lines[1]}, needs no login"]
    lines[1] += f", authorised {moment(link.authorised_at, otherwise='from the environment')}"
    if not link.endless:
        lines[1] += f", refreshed {moment(link.refreshed_at)}"
    if link.token_expires_at is not None:
        over = link.token_expires_at <= now
        lines[1] += f", token {'expired' if over else 'good until'} {moment(link.token_expires_at)}"
    if link.asked_next_at is not None:
        lines.append(f"          asked for plays again {until(link.asked_next_at, now)}")
    if link.login_ends_at is not None:
        lines.append(
            f"          this login ends about {link.login_ends_at:%d %b %Y} ({until(link.login_ends_at, now)})"
        )
    if link.scopes:
        lines.append(f"          permissions {', '.join(link.scopes)}")
    if link.scopes_missing:
        lines.append(f"          ! lacks {', '.join(link.scopes_missing)}: run {login(link.service)}")
    if link.warning:
        lines.append(f"          ! {link.warning}")
    return lines


def _needs_login(link: ServiceView, said: set[str], login: Login) -> str:
    """A lost key is one reason for every service: with all its ways out it is said once."""
    if link.why in said:
        return "needs a login for the same reason"
    said.add(link.why)
    way_out = "" if link.why.startswith(UNOPENED) else f"; run {login(link.service)}"
    return f"needs a login: {link.why}{way_out}"


def _budget(budget: BudgetView, now: datetime) -> list[str]:
    def left(quarter: WindowView, day: WindowView) -> str:
        return f"{quarter.left} of {quarter.limit} left this quarter hour, {day.left} of {day.limit} today"

    lines = [
        f"limits    {TARGET.title} calls: {left(budget.overall_quarter, budget.overall_day)}",
        f"          of them reads: {left(budget.reads_quarter, budget.reads_day)}",
    ]
    if budget.inactive:
        again = f"; tried again {until(budget.blocked_until, now)}" if budget.blocked_until else ""
        lines.append(f"          ! {budget.blocked_why or f'{TARGET.title} refuses this API application'}{again}")
    return lines


def _next(seen: StatusView) -> str:
    row = seen.next_due
    if row is None or row.due is None:
        return "nothing waits"
    what = (
        step_words(STATE_STEPS[row.state].name, row, SOURCE.title, TARGET.title)
        if row.state in STATE_STEPS
        else "nothing"
    )
    what = KEEPS if row.state is State.DISCOVERED and not seen.sends else what
    return f"{run_name(row)} ({local_start(row)} {row.title or '-'}): {what}, {until(row.due, seen.now)}"


def _last_tick(seen: StatusView, *, on_aws: bool) -> str:
    if seen.last_tick is None:
        return f"never: {TICKS_ON_AWS}" if on_aws else "never: start `runtrack run`"
    ago = span(seen.now - seen.last_tick)
    if seen.tick_overdue:
        return f"{moment(seen.last_tick)}: no tick for {ago}: {who_ticks(on_aws=on_aws)}"
    return f"{moment(seen.last_tick)} ({ago} ago)"
