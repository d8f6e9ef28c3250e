"""Days of listening are captured whole: what a service showed at a poll is kept, what it lost is noted as a gap.

The short run is in every `make test`; TEST_SEED chooses the listeners of the long ones.
"""

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from sync.core.music import Gap, millis
from sync.core.user import Notice
from sync.engine.tick import tick
from sync.sim.songbook import SONGS, Heard
from sync.wiring import ME
from tests.support.engine.listeners import AWAY, HANG, HOUR, MINUTE, START, OwnSpotify
from tests.support.engine.listening_days import REVOKED_AT, Days
from tests.support.music import MusicWorld

SEED = int(os.environ.get("TEST_SEED", "0"))
BROKEN = ("revoked", "fails")


def live(folder: Path, *, users: int, days: int, seed: int) -> None:
    """Two of the users are broken. Whatever the seed is: nothing is missed, doubled or passed over in silence."""
    with Days(folder, users=users - len(BROKEN), days=days, seed=seed, broken=BROKEN) as lived:
        lived.run()
        judges = lived.all_judges()
        assert lived.complaints() == [], f"seed {seed}"

        revoked, fails = lived.listeners[-2:]
        assert len({call.at for call in revoked.services["spotify"].calls if call.at >= REVOKED_AT}) == 1
        assert lived.connection(revoked).login_needed.startswith("spotify no longer accepts the stored login")
        problems = [notice.problem for notice in lived.app.store.all(Notice, revoked.name)]
        assert problems == ["login:spotify"]
        assert lived.connection(fails).unavailable_since == START
        assert lived.judges[fails.name]["spotify"].polls > 3 * days

        # It was no walk in the park.
        calls = [call for judge in judges for call in judge.sim.calls]
        assert {fault.name for fault in (*AWAY, HANG)} <= {call.fault for call in calls}
        assert sum(call.endpoint == "token" and call.status == 200 for call in calls) > 2 * users * days
        assert sum(judge.turnovers for judge in judges) >= users * days // 12
        assert sum(len(judge.overflowed) for judge in judges) > users * days // 3
        assert sum(judge.surfaced for judge in judges) > users * days
        assert sum(len(judge.seen) for judge in judges) > 25 * users * days


def test_three_days_of_ten_listeners_are_captured_whole(tmp_path: Path) -> None:
    live(tmp_path, users=10, days=3, seed=3)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(8))
def test_thirty_days_of_two_hundred_listeners_are_captured_whole(tmp_path: Path, part: int) -> None:
    print(f"TEST_SEED={SEED}")
    live(tmp_path, users=25, days=30, seed=100 + 8 * SEED + part)


@pytest.mark.long
def test_broken_listeners_change_no_moment_of_anybody_elses_polls(tmp_path: Path) -> None:
    """All calls of the others, one by one: when, to what, and what came of it."""
    told = []
    for broken in ((), BROKEN):
        with Days(tmp_path / str(len(broken)), users=3, days=1, seed=2, broken=broken) as lived:
            lived.run()
            told.append(
                {
                    (one.name, service): [(call.at, call.endpoint, call.status, call.fault) for call in sim.calls]
                    for one in lived.listeners[:3]
                    for service, sim in one.services.items()
                }
            )
    alone, together = told
    assert together == alone
    assert sum(map(len, alone.values())) > 50


class Holds(OwnSpotify):
    """It answers nobody before `release`, and says when somebody has begun to wait."""

    def __init__(self, like: OwnSpotify) -> None:
        super().__init__(like.now, like._owners)
        self.asked, self.release = threading.Event(), threading.Event()
        like._owners |= dict.fromkeys(like.issued, self)

    def recent(self, request: Request) -> Response:
        self.asked.set()
        self.release.wait(20)
        return super().recent(request)


def test_while_one_listeners_call_hangs_everybody_elses_tick_goes_through(tmp_path: Path) -> None:
    """Nothing that they share (store, connections, logins) is held while a request is under way."""
    with Days(tmp_path, users=3, days=1, seed=3, patience="30") as lived:
        first, *others = lived.listeners
        spotify = first.services["spotify"]
        assert isinstance(spotify, OwnSpotify)
        holds = Holds(spotify)
        lived.clock.set(START + MINUTE)
        stuck = threading.Thread(target=tick, args=(lived.app, first.name, lived.clock.now(), lambda: 50.0))
        stuck.start()
        try:
            assert holds.asked.wait(20)
            for one in others:
                tick(lived.app, one.name, lived.clock.now(), lambda: 50.0)
                assert one.services["spotify"].count("recent") == 1
                assert lived.connection(one).polled_at == lived.clock.now()
            assert stuck.is_alive()
        finally:
            holds.release.set()
            stuck.join()


@pytest.mark.parametrize("at", [(37,), (3, 37), (4, 6.5, 10), (3, 5, 7, 9, 11, 13)], ids=str)
def test_plays_that_fall_out_behind_known_ones_are_in_a_gap_too(tmp_path: Path, at: tuple[float, ...]) -> None:
    """A phone without a network tells of sixty short songs at once; a loudspeaker has played others meanwhile, one of
    which may be the oldest that is still shown."""
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.plays(world.now - HOUR, 30 * MINUTE)
        world.tick()
        start = world.now
        offline = [Heard(SONGS[n], start + n * timedelta(seconds=36), 35.0) for n in range(60)]
        for heard in offline:
            world.spotify.heard(heard, reported_at=start + 42 * MINUTE)
        for minutes in at:
            world.spotify.heard(Heard(SONGS[70], start + minutes * MINUTE, 60.0))
        world.ticks(60)
        stored = {play.ms for play in world.store.plays(ME, start, world.now)}
        lost = [heard.end for heard in offline if millis(heard.end) not in stored]
        assert len(lost) >= 11
        (gap,) = world.store.all(Gap, ME)
        assert gap.after < min(lost)
        assert max(lost) < gap.before
