"""A deletion that begins while another process's tick is about to send: nothing leaves any more, on either store.

The mark is set as late as it can be seen: just before the row that bears it is read for the last time.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.notice import Notice
from sync.engine import notices
from sync.engine.asks import delete
from sync.engine.asks.annotate import annotate
from sync.engine.asks.remove import remove
from sync.sim.athlete import run
from sync.wiring import ME
from tests.engine.test_delete import left, writes
from tests.histories.worlds import SwiftDynamoMusicWorld, SwiftMusicWorld
from tests.support.engine.dynamo_world import held_open
from tests.support.engine.watched import Watch, Watched
from tests.support.world import DAY, HOUR, MINUTE, START, RefusingHosts

NEW, TAKEN_OUT, AGAIN = 900000001, 900000002, 900000003
SENDS = {"target.submit": 1, "target.write": 2, "notifier.send": 1}
"""What the tick sends, and how often: a new run; the text of one, and another's taken out; a notice."""
READS_IT = "store.another is done"


@pytest.fixture(scope="module", autouse=True)
def cloud() -> Iterator[None]:
    with held_open():
        yield


def prepared(world: SwiftMusicWorld) -> None:
    """Somebody for whom the next tick has something of every kind to send."""
    world.connect("spotify")
    world.tick()
    world.clock.set(START)
    world.log_in()
    for number in (TAKEN_OUT, AGAIN):
        made = run(number, world.now - (number - NEW) * 2 * HOUR, elapsed=900, km=3.0, every=20)
        world.garmin.add(made)
        world.strava.add(made.start, made.elapsed, made.distance, name="Run", description="Mine")
        world.plays(made.start, 15 * MINUTE)
    world.until_quiet()
    assert all("— Runtrack #" in (shown.description or "") for shown in world.strava.alive())
    app, again = world.wired.app, world.row(AGAIN)
    remove(app, world.row(TAKEN_OUT), world.now)
    annotate(app, again, world.now)
    world.strava.describe(again.target_id or 0, "Mine")
    world.garmin.add(run(NEW, world.now - HOUR, elapsed=900, km=3.0, every=20))
    notices.open_notice(app, Notice(ME, "x", "Something is wrong.", world.now))


def ticked(world: SwiftMusicWorld, watch: Watch) -> list[str]:
    """The points of a tick that is watched so, and whose messages go nowhere."""
    world.watch = watch
    world.restart()
    kept = Messages()
    notifier = Watched(kept, "notifier", watch)
    world.wired = replace(world.wired, app=replace(world.wired.app, notifier=notifier))
    world.tick()
    return watch.passed


class Messages:
    """See `sync.ports.Notifier`."""

    def send(self, title: str, body: str) -> bool:
        return True

    def heartbeat(self) -> None:
        """Nobody listens."""


def sent(passed: list[str]) -> dict[str, int]:
    return {name: passed.count(f"{name} begins") for name in SENDS}


@pytest.mark.parametrize("kind", [SwiftMusicWorld, pytest.param(SwiftDynamoMusicWorld, marks=pytest.mark.long)])
def test_the_mark_is_looked_at_right_before_each_send(kind: type[SwiftMusicWorld], tmp_path: Path) -> None:
    with kind(tmp_path / "whole", start=START - DAY) as world:
        prepared(world)
        whole = ticked(world, Watch())
        assert sent(whole) == SENDS
    for place, name in enumerate(whole):
        if name.removesuffix(" begins") not in SENDS:
            continue
        last = max(at for at in range(place) if whole[at] == READS_IT)
        assert all(point.startswith("dynamodb.get_item") for point in whole[last + 1 : place]), (name, whole[:place])
        with kind(tmp_path / str(place), start=START - DAY) as world:
            prepared(world)
            before = writes(world)

            def delete_now(_: str, world: SwiftMusicWorld = world) -> None:
                other = world.build_watched(Watch(), RefusingHosts(world))
                delete.begin(other.app, ME, world.now)
                other.close()

            passed = ticked(world, Watch(last + 1, delete_now))
            assert passed[:place] == whole[:place]
            assert sent(passed) == sent(whole[:place]), name
            assert writes(world) - before == sum(
                whole[:place].count(f"{one} begins") for one in SENDS if one != "notifier.send"
            )
            ended(world)


def ended(world: SwiftMusicWorld) -> None:
    """The deletion goes on to its end, and leaves nothing that the tick had begun."""
    world.watch = Watch()
    world.restart()
    world.clock.advance(HOUR.total_seconds())
    delete.finish(world.wired.app, ME, world.now, alone=False)
    assert left(world) == []
    assert world.rows(State.SUBMITTING) == []
