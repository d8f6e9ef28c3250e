"""Songs between friends: hand out what was sent, and look for what has come."""

from functools import partial

from sync.core.plan import StepName, Task
from sync.core.song_share import Sending, Share, ShareState
from sync.engine import saving
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner


def due(phase: Phase, now_is: Situation) -> list[Task]:
    """Most ticks bring no play: then those songs that wait for another time are not even read."""
    store, user, now = now_is.app.store, now_is.user.id, now_is.now
    looks = [one.id for one in store.open_ones(Share, user, now)]
    if now_is.context.fresh_plays:
        from sync.engine import shares

        woken = {one.id for one in shares.woken(store.open_ones(Share, user), now_is.context.fresh_plays)}
        looks += sorted(woken.difference(looks))
    return [
        *(Task(StepName.HAND_OUT, one.id) for one in store.open_ones(Sending, user, now)),
        *(Task(StepName.LOOK_FOR_SONG, id) for id in looks),
    ]


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    """One song's trouble is no other's."""
    for task in tasks:
        if runner.has_time():
            runner.begins(task)
            work = _hand_out if task.step is StepName.HAND_OUT else _look
            runner.guarded(partial(work, runner, task.subject), "")


def _hand_out(runner: StepRunner, id: str) -> None:
    from sync.engine import shares

    sending = runner.app.store.load(Sending, runner.user_id, id)
    if sending is not None and sending.due is not None and runner.context.may_send():
        shares.hand_out(runner.app, sending, runner.now)


def _look(runner: StepRunner, id: str) -> None:
    from sync.engine import outbox, shares

    share = runner.app.store.load(Share, runner.user_id, id)
    if share is not None and share.due is not None:
        if share.state is ShareState.HEARD and share.looks == 0:  # who was killed when it was seen has told nobody
            outbox.song_changed(runner.app.store, share, runner.now)
        now_is = runner.situation
        has_source, has_runs = bool(now_is.play_sources()), now_is.blocks().looks_for_runs
        after = shares.looked_for(runner.context, share, has_source=has_source, has_runs=has_runs)
        if after.state is ShareState.HEARD is not share.state:
            outbox.song_will_change(runner.app.store, share, runner.now)
        seen = saving.put(runner.app.store, after)
        if seen is not None and (seen.state, seen.on_run) != (share.state, share.on_run):
            outbox.song_changed(runner.app.store, seen, runner.now)
