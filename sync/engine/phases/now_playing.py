"""What plays now, of who runs: one look at one service, and the play that is over with it.

Safe to run twice: a look is claimed before it is made, so that of two at a time one is made; and the play that comes of
it is told by when it started, as the look before has saved it, so that whoever was killed keeps the same one again.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sync.core.exchange import OnNow
from sync.core.plan import Calls, Step, StepName, Task
from sync.core.role import Role
from sync.core.user import Connection
from sync.engine import capture
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner

if TYPE_CHECKING:
    from sync.core.live.now_playing import NowPlaying
    from sync.core.music import Play

STEP = Step(
    StepName.SEE_SONG,
    "somebody runs: each half minute, and when a song should be over; on one machine apart from the tick too",
    (Role.PLAYS,),
    "ask which song plays now",
)
PATIENCE = timedelta(seconds=45)
"""How long a look may take before another one is made: each of the services has ten seconds."""
NOT_ALLOWED = "it was not allowed to tell which song plays now; everything else goes on"
NOBODY = "no music service that is connected can tell what plays now"


def due(phase: Phase, now_is: Situation) -> list[Task]:
    from sync.core.live.now_playing import NowPlaying

    return [Task(StepName.SEE_SONG) for _ in now_is.app.store.open_ones(NowPlaying, now_is.user.id, now_is.now)]


def calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    """The next service is asked where the one before could not tell."""
    for _ in tasks:
        for link in now_is.play_sources():
            if capture.is_ready(link, now_is.now):
                yield Calls(link.service, "on_now", 0, 1)


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    for task in tasks:
        if runner.has_time():
            runner.begins(task)
            runner.guarded(partial(_look, runner), "")


def _look(runner: StepRunner) -> None:
    from sync.core.live.now_playing import NowPlaying
    from sync.core.live.seen import looked
    from sync.engine import saving
    from sync.engine.live import song_of_now

    store, user, began = runner.app.store, runner.user_id, runner.context.moment()
    known = store.load(NowPlaying, user)
    if known is None or known.due is None or known.due > began:
        return
    going = song_of_now.in_progress(store, user, began)
    if going is None:
        _keep(runner, song_of_now.over(store, known, began))
        return
    claimed = saving.put(store, replace(known, due=began + PATIENCE))
    if claimed is None:
        return  # another process looks
    told = _asked(runner, claimed)
    now = runner.context.moment()
    if told is None:
        saving.put(store, song_of_now.failed(claimed, _why(runner), now))
        return
    service, on = told
    after, play = looked(claimed, service, on, now)
    if play is not None:
        _keep(runner, store.add_plays([play]))
    after = replace(after, due=song_of_now.next_look(after, going, now), failures=0, why="")
    saving.put(store, after)


def _asked(runner: StepRunner, known: "NowPlaying") -> tuple[str, OnNow] | None:
    """What the most believed service says that can tell; who has not answered of late comes last."""
    links = [link for link in runner.situation.play_sources() if capture.is_ready(link, runner.now)]
    found = list[tuple[str, OnNow]]()
    for link in sorted(links, key=lambda link: link.unavailable_since is not None):
        if not found and runner.has_time():
            runner.guarded(partial(_ask, runner, link, known, found), link.service)
    if links and not found:
        runner.situation.play_sources_changed()
    return found[0] if found else None


def _ask(runner: StepRunner, link: Connection, known: "NowPlaying", found: list[tuple[str, OnNow]]) -> None:
    """Nothing is found where it is not allowed to be told: the rest of what the service tells goes on."""
    from sync.core.errors import LoginNeeded
    from sync.engine import song_permission
    from sync.ports.on_now import NowSource

    source = runner.context.music[link.service].bind(runner.user_id, runner.now)
    if not isinstance(source, NowSource):
        return
    if link.scopes and not set(source.scopes) <= set(link.scopes):
        song_permission.lacks(runner.app, runner.user_id, link.service, NOT_ALLOWED, runner.now)
        return
    runner.context.used.add(link.service)
    try:
        on = source.on_now()
    except LoginNeeded as error:
        if not error.scopes or not set(error.scopes) <= set(source.scopes):
            raise
        song_permission.lacks(runner.app, runner.user_id, link.service, NOT_ALLOWED, runner.now)
        return
    found.append((link.service, on))
    if known.service != link.service:
        song_permission.has(runner.app, runner.user_id, link.service, runner.now)


def _why(runner: StepRunner) -> str:
    links = runner.situation.play_sources()
    return next((link.blocked_why or link.last_error or link.login_needed for link in links), "") or NOBODY


def _keep(runner: StepRunner, fresh: "list[Play]") -> None:
    """What was only seen confirms no friend's song, and is in no description: nothing marks a private session. It is
    laid onto a run that is there already."""
    for row in capture.woken(runner.context, fresh, told=False):
        runner.bring(row)
