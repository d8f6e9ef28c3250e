"""Find runs: what is new on the source, or on the target where there is no other, and a lost ledger's refilling."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sync.core.activity import Activity, State
from sync.core.notice import Notice, NoticeKind
from sync.core.plan import Calls, StepName, Task
from sync.core.user import Connection
from sync.engine import discover, following, notices, rebuild, saving, target_runs
from sync.engine.backfill import PAGES_A_TICK
from sync.engine.phase import Phase
from sync.engine.situation import Situation, passed
from sync.engine.step_runner import StepRunner

KEEP_ALIVE = timedelta(hours=24)
log = logging.getLogger("runtrack.tick")


def due(phase: Phase, now_is: Situation) -> list[Task]:
    """What is looked for where. Without a source of their own a runner's runs are looked for on the target."""
    user, blocks = now_is.user, now_is.blocks()
    if not blocks.looks_for_runs:
        return []
    if blocks.finds_on_target:
        is_due = target_runs.is_due(now_is.app, user, now_is.now)
        return [Task(StepName.ON_TARGET, blocks.target, waits=blocks.why(blocks.target))] if is_due else []
    if user.rebuild_from is not None and blocks.sends:
        source = rebuild.reads(user, blocks.sources)
        return [Task(StepName.REFILL, source, waits=blocks.why(source, blocks.target))]
    return [task for service in blocks.sources for task in _of_source(service, now_is)]


def _of_source(service: str, now_is: Situation) -> Iterator[Task]:
    why, back_at = now_is.blocks().why(service), now_is.user.looked(service).back_at
    yield Task(StepName.NEWEST, service, waits=why)
    if back_at is not None and passed(back_at, now_is.now, discover.LOOK_BACK_EVERY):
        yield Task(StepName.LOOK_BACK, service, waits=why)
    if _idle(now_is.link(service), now_is):
        yield Task(StepName.KEEP_ALIVE, service, waits=why)


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    looked = True
    for service in runner.situation.blocks().sources:
        _note_presence(runner, service)
    for task in tasks:
        if task.waits:
            continue
        runner.begins(task)
        match task.step:
            case StepName.REFILL:
                runner.guarded(partial(_refill, runner), task.subject)
            case StepName.NEWEST:  # and what is behind them, where the hourly look is due
                looked = runner.guarded(partial(_discover, runner, task.subject), task.subject)
            case StepName.KEEP_ALIVE if looked:
                runner.guarded(partial(_keep_alive, runner, task.subject), task.subject)
            case StepName.ON_TARGET:
                runner.situation.user = replace(runner.situation.user, target_looked_at=runner.now)  # a failure, too
                looked = runner.guarded(partial(_look_on_target, runner), task.subject)
    blocks = runner.situation.blocks()
    if (blocks.finds_on_target and looked) or not blocks.looks_for_runs:
        runner.report.polled = True


def calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    """How many pages a list has nobody can tell before."""
    for task in tasks:
        match task.step:
            case StepName.NEWEST:
                yield Calls(task.subject, "recent", 1, 1 if now_is.reads_on.get(task.subject) is False else None)
            case StepName.LOOK_BACK:
                yield Calls(task.subject, "recent", 1, None)
            case StepName.KEEP_ALIVE:
                yield Calls(task.subject, "keep_alive", 0, 1)  # the look may have refreshed it
            case StepName.ON_TARGET:
                yield Calls(task.subject, "listing", 1, None)
            case StepName.REFILL:
                yield Calls(task.subject, "recent", 1, PAGES_A_TICK)
                yield Calls(now_is.blocks().target, "listing", 0, None)


def _idle(link: Connection | None, now_is: Situation) -> bool:
    return link is not None and link.refreshed_at is not None and now_is.now - link.refreshed_at > KEEP_ALIVE


def _refill(runner: StepRunner) -> None:
    sources = runner.situation.blocks().sources
    runner.situation.user = rebuild.rebuild(runner.app, runner.situation.user, sources, runner.context)


def _note_presence(runner: StepRunner, service: str) -> None:
    """A source without a login has a place, too, where its health is noted."""
    source = next(each for each in runner.app.sources if each.service == service)
    if not source.login and runner.situation.link(service) is None:
        saving.put(runner.app.store, Connection(runner.user_id, service, "", authorized_at=runner.now))
        runner.situation.blocks_changed()


def _discover(runner: StepRunner, service: str) -> None:
    before = runner.situation.user
    runner.context.used.add(service)
    user, seen = discover.look(runner.app, before, service, runner.now)
    if not runner.situation.blocks().sends:  # there is nothing that a lost ledger could be refilled from
        user = replace(user, rebuild_from=None, rebuild_of="", rebuild_next=0)
    runner.situation.user = user
    runner.report.polled = True
    _note_found(runner, seen.rows)
    now, then = user.looked(service), before.looked(service)
    if now.unreadable != then.unreadable:
        _say_unreadable(runner, service, now.unreadable)
    if now.newest_print != then.newest_print or now.back_at != then.back_at:
        _follow(runner, seen)


def _follow(runner: StepRunner, seen: discover.Seen) -> None:
    follows = following.returned if seen.at_hand else following.follow
    for row in follows(runner.app, runner.situation.user, seen.listed, runner.now):
        runner.bring_unless_moved(row)  # what was sent follows nothing any more


def _say_unreadable(runner: StepRunner, service: str, ids: tuple[str, ...]) -> None:
    problem, about = f"unreadable:{service}", runner.app.services[service].service
    if ids:
        notice = Notice(runner.user_id, problem, "", runner.now, kind=NoticeKind.UNREADABLE, service=service)
        notices.open_notice(runner.app, replace(notice, title=about.title, ids=ids, page=about.run_page), again=True)
    else:
        runner.situation.over.add(problem)


def _look_on_target(runner: StepRunner) -> None:
    _note_found(runner, target_runs.look(runner.context, runner.situation.user))


def _note_found(runner: StepRunner, rows: list[Activity]) -> None:
    runner.report.found += len(rows)
    for row in rows:
        runner.report.brought.add(row.key.short)
        log.info("found", extra={"activity": row.key.short, "state": row.state.value, "why": row.reason})
        if row.state is not State.DISCOVERED:
            runner.report.moved.append(row)


def _keep_alive(runner: StepRunner, service: str) -> None:
    link = runner.app.store.load(Connection, runner.user_id, service)
    if _idle(link, runner.situation):  # the look has not refreshed it
        runner.context.source(service).keep_alive()
