"""What must hold after every history, whatever went wrong in it: nothing lost, nothing doubled."""

from collections.abc import Iterable
from datetime import timedelta

from sync.core.activity import Key, State
from sync.core.user import Notice
from sync.sim.strava import SimStravaActivity
from sync.wiring import ME
from tests.support.world import World

SAME_START = timedelta(minutes=2)


def nothing_lost_nothing_doubled(world: World, expected_ids: Iterable[int | tuple[int, int]]) -> None:
    """Exactly these Garmin activities (or legs: `(id, leg)`) are on Strava, each once, and their rows point to them.

    Judged by what Strava holds: living activities, and whether any two of them are the same workout."""
    keys = [
        Key(ME, "garmin", str(name[0]), name[1]) if isinstance(name, tuple) else Key(ME, "garmin", str(name))
        for name in expected_ids
    ]
    doubled = world.strava.doubled()
    assert not doubled, f"twice on Strava: {[[_shown(a) for a in group] for group in doubled]}"
    alive = {activity.id: activity for activity in world.strava.alive()}
    found: dict[int, str] = {}
    for key in keys:
        row = world.store.activity(key)
        assert row is not None, f"{key.short}: no row"
        assert row.state is State.UPLOADED, f"{key.short} is {row.state}: {row.reason}"
        assert row.target_id in alive, f"{key.short} is not on Strava as {row.target_id}: {row.reason}"
        assert row.target_id not in found, f"{key.short} and {found[row.target_id]} are both {row.target_id}"
        apart = abs(alive[row.target_id].start - row.start)
        assert apart <= SAME_START, f"{key.short} points to an activity that began {apart} away"
        found[row.target_id] = key.short
    ours = {a.id for a in alive.values() if (a.external_id or "").startswith("garmin-")}
    assert ours <= set(found), f"sent, but not expected: {[_shown(alive[i]) for i in ours - set(found)]}"


def logins_asked_for(world: World) -> set[str]:
    """The services for which a person was ever told to log in."""
    problems = (notice.problem for notice in world.store.all(Notice, ME))
    return {problem.removeprefix("login:") for problem in problems if problem.startswith("login:")}


def _shown(activity: SimStravaActivity) -> str:
    return f"{activity.id} {activity.external_id} {activity.start:%d %b %H:%M} {activity.elapsed:.0f} s"
