"""A teller that, at random moments of a story, holds the world still: it asks for the plan, then ticks, and compares.

At such a moment every fault and outage ends, so that the services answer as the simulators do.
"""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sync.adapters.garmin_fields import MARGIN
from sync.core.diff import Listed, Page
from sync.core.notice import Notice
from sync.core.plan import Calls, StepName, Task
from sync.core.user import Connection, User
from sync.engine import blocks
from sync.engine.older import ask
from sync.engine.preview import Preview, preview
from sync.engine.report import Report
from sync.engine.tick import read_routes, tick
from sync.ports import Store
from sync.sim.athlete import run
from sync.stores.looking_only import LookingOnly
from sync.wiring import ME, Wired
from tests.histories.telling import MusicTeller, Teller
from tests.histories.worlds import SwiftMusicWorld, SwiftWorld
from tests.support.engine.watched import Watch, Watched, WatchedWorld
from tests.support.world import DAY, HOUR

PORTS = {"source": "garmin", "target": "strava", "notifier": "messenger"}
QUIET = {"reads_left", "knows"}  # of a port, and no call
UNKNOWN = (StepName.REFILL, StepName.SET_RIGHT)  # what comes of them nobody knows before
OFTEN, BACKFILL, HISTORY = 0.2, 0.01, 0.02
OLD, THERE = 500_000_000, 600_000_000
Named = tuple[str, str]


@dataclass
class Compared:
    """What was seen at all moments: how often each step was planned, and how much of the calls was foretold."""

    moments: int = 0
    in_trouble: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    exact: int = 0
    bounded: int = 0
    brought: int = 0


class Planning:
    """What is different about such a teller; goes before the teller's own class."""

    def __init__(self, seed: str, compared: Compared) -> None:
        self.rng, self.compared, self.old, self.there = random.Random(f"plan {seed}"), compared, OLD, THERE

    def tick(self, wait: int) -> None:
        teller: Any = self
        if self.rng.random() < BACKFILL:
            self._ask_for_older(teller.world)
        if self.rng.random() < HISTORY:
            self._find_a_history(teller.world)
        if self.rng.random() < OFTEN:
            hold_still(teller.world, self.compared)
            teller.world.clock.advance(wait)
        else:
            super().tick(wait)  # type: ignore[misc]  # of the machine that it is mixed into

    def _ask_for_older(self, world: WatchedWorld) -> None:
        """A backfill, and some runs for it."""
        person = world.store.load(User, ME)
        if person is not None:
            begin = person.since - 40 * DAY + timedelta(minutes=self.old - OLD)
            world.garmin.add(*(run(self.old + n, begin + n * DAY, km=2.0, every=10) for n in range(6)))
            self.old += 6
            ask(world.wired.app, person, begin - DAY, world.now)

    def _find_a_history(self, world: WatchedWorld) -> None:
        """Some runs of the last weeks that Strava has already: their files are fetched, one a tick."""
        for _ in range(8):
            begin = world.now - 20 * HOUR - timedelta(minutes=47 * (self.there - THERE))
            made = run(self.there, begin, km=2.0, every=60)
            world.garmin.add(made)
            world.strava.add(begin, made.elapsed, made.distance, external_id=f"garmin_ping_{made.garmin_id}")
            self.there += 1


class WithCatalogues(SwiftMusicWorld):
    """A watched world with the catalogues of song facts as well."""

    def build_watched(self, watch: Watch, hosts: Any) -> Wired:
        wired = WatchedWorld.build_watched(self, watch, hosts)
        catalogues = tuple(Watched(one, one.name, watch) for one in wired.app.catalogues)
        return replace(wired, app=replace(wired.app, catalogues=catalogues))


class PlanningTeller(Planning, Teller):
    kind = SwiftWorld


class PlanningMusicTeller(Planning, MusicTeller):
    kind = WithCatalogues


def hold_still(world: Any, compared: Compared) -> None:
    """Plan, tick, compare. Raises `AssertionError` where they differ."""
    for service in world.services:
        service.clear_faults()
    world.network.outages.clear()
    world.watch = Watch()
    world.restart()
    app, now = world.wired.app, world.now
    glass: Store = LookingOnly(app.store)
    seen = preview(replace(app, store=glass), ME, now, _newest(world))
    world.watch.passed.clear()
    report = tick(app, ME, now, lambda: 50.0)
    report.done += read_routes(app, ME, now, lambda: 200.0).done
    compared.moments += 1
    if report.failed or report.bugs:
        assert not report.bugs
        compared.in_trouble += 1  # which no plan can know
        return
    if not any(task.step in UNKNOWN for task in _tasks(seen)):
        _compare(seen, report, _calls(world.watch), _news(world), compared)


def _compare(seen: Preview, report: Report, calls: Counter[Named], news: set[str], compared: Compared) -> None:
    brought = report.brought - {row.key.short for row in seen.expected} | news
    arrived = {row.key.short for row in report.moved}  # their files are read from now on
    planned = [task for task in _tasks(seen) if not task.waits]
    planned_here = _foreseen(planned, brought, arrived)
    done_here = _foreseen(report.done, brought, arrived)
    assert planned_here == done_here, _difference(planned_here, done_here, seen, report)
    compared.steps += Counter(str(task.step) for task in planned)
    if _named(planned) != _named(report.done):
        compared.brought += 1
        return  # an answer has brought more to do, or taken some away
    bounds = {(one.service, one.call): one for one in seen.calls}
    for key in calls.keys() | bounds.keys():
        bound = bounds.get(key, Calls(*key, 0, 0))
        many = calls[key]
        assert bound.least <= many, (key, many, bound, planned)
        assert bound.most is None or many <= bound.most, (key, many, bound, planned)
    compared.bounded += 1
    compared.exact += all(one.least == one.most for one in seen.calls)


def _newest(world: Any) -> dict[str, Page[Listed]]:
    """Garmin's newest five where a look changes nothing, as `plan` looks."""
    app, now = world.wired.app, world.now
    link = world.store.load(Connection, ME, "garmin")
    if blocks.of_user(app, ME, now).why("garmin") or link is None or link.expires_at is None:
        return {}
    return {} if link.expires_at - now <= MARGIN else {"garmin": app.source("garmin", ME, now).recent(5)}


def _tasks(seen: Preview) -> list[Task]:
    return [task for tasks in seen.tasks.values() for task in tasks]


def _named(tasks: Iterable[Task]) -> Counter[Named]:
    """Each task by its step and what it is for; a source that is asked for plays, once for each run."""
    named = Counter[Named]()
    for task in tasks:
        for one in task.runs or (None,):
            named[task.step, f"{task.subject} {one.key.short}" if one else task.subject] += 1
    return named


def _foreseen(tasks: Iterable[Task], brought: set[str], arrived: set[str]) -> Counter[Named]:
    """Those of which no answer of this very tick decided whether they are due. One file is fetched in a tick, the
    newest that is lacking, and runs that were brought may be newer; insights are made of what its routes tell."""
    named = _named(tasks)
    left_out = {
        (step, name)
        for step, name in named
        if (step == StepName.FETCH_FILE and brought)
        or step == StepName.MAKE_INSIGHTS
        or (name.split()[-1:] and (name.split()[-1] in brought or (step == StepName.READ_ROUTE and name in arrived)))
    }
    return Counter({key: count for key, count in named.items() if key not in left_out})


def _news(world: Any) -> set[str]:
    """The notices that were opened or closed at this very moment: an answer's doing."""
    known = world.store.all(Notice, ME)
    return {one.problem for one in known if world.now in (one.opened_at, one.closed_at)}


def _calls(watch: Watch) -> Counter[Named]:
    """How often which port was called, by the words of a plan."""
    begun = [name.removesuffix(" begins").split(".") for name in watch.passed if name.endswith(" begins")]
    outward = [(port, call) for port, call in begun if port not in ("store", "files") and call not in QUIET]
    return Counter((PORTS.get(port, port), call) for port, call in outward)


def _difference(planned: Counter[Any], done: Counter[Any], seen: Preview, report: Report) -> str:
    waiting = {task.subject: task.waits for task in _tasks(seen) if task.waits}
    return f"only planned: {planned - done}; only done: {done - planned}; waiting: {waiting}; brought: {report.brought}"
