"""Find runs: what is new on the source, or on the target where there is no other, and a lost ledger's refilling."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sync.core.activity import Activity, State
from sync.core.diff import Listed
from sync.core.notice import Notice, NoticeKind
from sync.core.plan import Calls, StepName, Task
from sync.core.user import Connection
from sync.engine import discover, following, notices, rebuild, strava_runs
from sync.engine.backfill import PAGES_A_TICK
from sync.engine.phase import Phase
from sync.engine.situation import Situation, passed
from sync.engine.step_runner import StepRunner

KEEP_ALIVE = timedelta(hours=24)
log = logging.getLogger("runtrack.tick")


def due(phase: Phase, now_is: Situation) -> list[Task]:
    """What is looked for where. Without a source of their own a runner's runs are looked for on the target."""
    user, now, blocks = now_is.user, now_is.now, now_is.blocks()
    if blocks.finds_on_target:
        is_due = strava_runs.is_due(now_is.app, user, now)
        return [Task(StepName.ON_TARGET, blocks.target, waits=blocks.why(blocks.target))] if is_due else []
    if user.rebuild_from is not None:
        return [Task(StepName.REFILL, blocks.source, waits=blocks.why(blocks.source, blocks.target))]
    why = blocks.why(blocks.source)
    tasks = [Task(StepName.NEWEST, blocks.source, waits=why)]
    if user.looked_back_at is not None and passed(user.looked_back_at, now, discover.LOOK_BACK_EVERY):
        tasks.append(Task(StepName.LOOK_BACK, blocks.source, waits=why))
    if _idle(now_is.link(blocks.source), now_is):
        tasks.append(Task(StepName.KEEP_ALIVE, blocks.source, waits=why))
    return tasks


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    looked = True
    for task in tasks:
        if task.waits:
            continue
        runner.begins(task)
        match task.step:
            case StepName.REFILL:
                runner.guarded(partial(_refill, runner), task.subject)
            case StepName.NEWEST:  # and what is behind them, where the hourly look is due
                looked = runner.guarded(partial(_discover, runner), task.subject)
            case StepName.KEEP_ALIVE if looked:
                runner.guarded(partial(_keep_alive, runner, task.subject), task.subject)
            case StepName.ON_TARGET:
                runner.situation.user = replace(runner.situation.user, strava_looked_at=runner.now)  # a failure, too
                looked = runner.guarded(partial(_look_on_target, runner), task.subject)
    if runner.situation.blocks().finds_on_target and looked:
        runner.report.polled = True


def calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    """How many pages a list has nobody can tell before."""
    for task in tasks:
        match task.step:
            case StepName.NEWEST:
                yield Calls(task.subject, "recent", 1, 1 if now_is.reads_on is False else None)
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
    runner.situation.user = rebuild.rebuild(runner.app, runner.situation.user, runner.context)


def _discover(runner: StepRunner) -> None:
    before = runner.situation.user
    runner.context.used.add(runner.situation.blocks().source)
    user, seen = discover.look(runner.app, before, runner.now)
    runner.situation.user = user
    runner.report.polled = True
    _note_found(runner, seen.rows)
    if user.unreadable != before.unreadable:
        _say_unreadable(runner)
    if user.newest_print != before.newest_print or user.looked_back_at != before.looked_back_at:
        _follow(runner, seen.listed)


def _follow(runner: StepRunner, listed: dict[str, Listed]) -> None:
    for row in following.follow(runner.app, runner.situation.user, listed, runner.now):
        runner.bring_unless_moved(row)  # what was sent follows nothing any more


def _say_unreadable(runner: StepRunner) -> None:
    ids, kind = runner.situation.user.unreadable, NoticeKind.UNREADABLE
    if ids:
        notice = Notice(runner.user_id, discover.UNREADABLE, "", runner.now, kind=kind, service="garmin", ids=ids)
        notices.open_notice(runner.app, notice, again=True)
    else:
        runner.situation.over.add(discover.UNREADABLE)


def _look_on_target(runner: StepRunner) -> None:
    _note_found(runner, strava_runs.look(runner.context, runner.situation.user))


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
        runner.context.source.keep_alive()
