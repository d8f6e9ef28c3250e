"""A run in progress is followed by its link until it is over, gently, and whatever its source answers."""

from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.live.followed import LiveFollowed, Over
from sync.core.live.run import LivePart, LiveRun
from sync.core.user import User
from sync.engine.asks import delete, live_follow
from sync.engine.live.following_live import follow, follow_one, follows
from sync.engine.live.turn import in_turn
from sync.engine.own import app_of
from sync.sim.http import FAULTS
from sync.sim.livetrack_run import SimLiveRun
from sync.wiring import ME
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.engine.matrix import happened
from tests.support.engine.secret_watch import listening
from tests.support.live_runs import SECOND, LiveWorld
from tests.support.world import HOUR, MINUTE


def is_complete(world: LiveWorld, run: SimLiveRun) -> bool:
    """Whether each moment that was sent is there once, but those that are nowhere (0, 0)."""
    shared = {one.at for one in run.shown(world.now) if one.kind != "nowhere"}
    return [one.at for one in world.live_points] == sorted(shared)


def test_a_run_is_followed_to_its_end_and_then_left_alone(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins()
        run.stopped = world.now + 20 * MINUTE
        world.follow(run)
        world.looks(22 * MINUTE)
        assert is_complete(world, run)
        assert world.live is not None
        assert (world.live.ended_at, world.live.every) == (run.stopped, 15)
        assert (world.followed.over, world.followed.sealed, world.followed.due) == (Over.ENDED, "", None)
        assert not follows(world.store, world.now)
        calls = world.livetrack.count()
        assert world.looks(HOUR, MINUTE) == 0
        assert world.livetrack.count() == calls


@pytest.mark.parametrize(
    ("how", "over"),
    [
        ({"says_end": False}, Over.ENDED),
        ({"moves_end": False}, Over.ENDED),
        ({"says_end": False, "moves_end": False}, Over.GONE),
        ({"indoors": True}, Over.ENDED),
    ],
)
def test_a_run_that_does_not_say_its_end_in_one_way_is_over_by_another(
    tmp_path: Path, how: dict[str, bool], over: Over
) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins(**how)
        run.stopped, run.gone_at = world.now + 10 * MINUTE, world.now + 3 * HOUR
        world.follow(run)
        world.looks(4 * HOUR, MINUTE)
        assert world.followed.over is over
        if world.live is not None:
            assert world.live.ended_at is not None
            assert abs(world.live.ended_at - run.stopped) < 11 * SECOND


def test_while_somebody_watches_it_is_asked_with_each_new_point_and_else_once_a_minute(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        world.follow(world.begins())
        alone = world.looks(10 * MINUTE)
        world.watched(10 * MINUTE)
        watched = world.looks(10 * MINUTE)
        assert alone in (10, 11)
        assert 30 <= watched <= 60
        assert world.live is not None
        assert world.now - world.live.last < 60 * SECOND
        assert world.livetrack.count("session") <= 21
        assert world.livetrack.count("page") == 1


def test_a_gap_is_filled_when_the_signal_is_back_and_the_run_is_not_over_meanwhile(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins()
        run.gap = (world.now + 5 * MINUTE, world.now + 8 * MINUTE)
        world.follow(run)
        world.watched(HOUR)
        world.looks(7 * MINUTE)
        assert world.live is not None
        assert world.live.is_stale(world.now)
        assert not world.live.is_over(world.now)
        world.looks(3 * MINUTE)
        assert is_complete(world, run)


def test_who_is_silent_is_asked_seldom(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins()
        run.gap = (world.now + MINUTE, world.now + 20 * HOUR)
        world.follow(run)
        world.watched(20 * HOUR)
        world.looks(40 * MINUTE)
        assert world.looks(HOUR) <= 13


def test_a_machine_that_slept_eight_hours_goes_on(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins()
        run.stopped = world.now + 6 * HOUR
        world.follow(run)
        world.looks(10 * MINUTE)
        world.clock.advance(8 * 3600)
        world.livetrack.page_holds = 100
        world.looks(3 * MINUTE)
        assert is_complete(world, run)
        assert world.followed.over is Over.ENDED


@pytest.mark.parametrize("dies", range(12))
def test_killed_at_any_save_it_goes_on_and_each_point_is_there_once(tmp_path: Path, dies: int) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins()
        world.follow(run)
        world.looks(2 * MINUTE)
        whole, dying = world.wired.app, DyingStore(world.store)
        object.__setattr__(whole, "store", dying)
        dying.left = dies
        try:
            world.looks(10 * MINUTE, MINUTE)
        except Killed:
            dying.left = 10**9
        run.stopped = world.now
        world.looks(5 * MINUTE)
        assert is_complete(world, run)
        assert world.followed.over is Over.ENDED


def test_a_hidden_run_is_asked_for_seldom_and_shown_again_when_it_is(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins(hidden=True)
        world.follow(run)
        assert world.looks(30 * MINUTE) <= 7
        assert world.followed.why == "its runner hides it"
        assert world.livetrack.count("points") == 0
        run.hidden = False
        world.looks(11 * MINUTE)
        assert world.followed.why == ""
        assert world.live is not None


def test_a_run_of_somebody_else_is_not_followed_where_a_name_is_set(tmp_path: Path) -> None:
    with LiveWorld(tmp_path, LIVETRACK_NAME="ana ") as world:
        world.follow(world.begins(name="Bob"))
        world.looks(MINUTE)
        assert (world.followed.over, world.live) == (Over.ANOTHERS, None)
        world.follow(world.begins(id="0000000000ab", name="Ana"))
        world.looks(2 * MINUTE)
        assert world.live is not None


def test_one_run_at_a_time_and_one_that_was_followed_to_its_end_not_again(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        first, second = world.begins(), world.begins(id="0000000000ab")
        world.follow(first)
        world.looks(2 * MINUTE)
        known = world.follow(first)
        assert known == world.followed
        world.follow(second)
        assert world.followed.id != known.id
        run = world.live
        assert run is not None
        assert run.ended_at == run.last
        second.stopped = world.now
        world.looks(3 * MINUTE)
        with pytest.raises(live_follow.HasEnded):
            world.follow(second)


def test_what_was_stopped_is_asked_no_more_and_can_be_followed_again(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins()
        world.follow(run)
        world.looks(2 * MINUTE)
        live_follow.stop(world.store, ME)
        assert (world.followed.over, world.followed.sealed) == (Over.STOPPED, "")
        assert world.live is not None
        assert world.live.is_over(world.now)
        with pytest.raises(live_follow.NothingFollowed):
            live_follow.stop(world.store, ME)
        assert world.looks(5 * MINUTE) == 0
        world.follow(run)
        assert world.looks(2 * MINUTE) > 0


def test_it_is_off_unless_it_is_switched_on_and_stops_when_it_is_switched_off(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins()
        world.follow(run)
        world.restart(LIVETRACK="no")
        world.looks(MINUTE)
        assert world.followed.over is Over.SWITCHED_OFF
        calls = world.livetrack.count()
        with pytest.raises(live_follow.NotSwitchedOn):
            world.follow(run)
        assert not follow_one(world.wired.app, ME, world.now, lambda: 50.0)
        in_turn(world.wired.app, ME, world.now, lambda: 50.0, follows=True)
        assert world.livetrack.count() == calls


def test_a_text_without_a_link_and_a_short_link_that_leads_nowhere_are_refused(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        run = world.begins()
        world.livetrack.leads["aBc"] = run.link
        app = app_of(world.wired.app, ME)
        for text, refusal in (("a run", live_follow.NoLink), ("gar.mn/nothing", live_follow.LeadsToNoRun)):
            with pytest.raises(refusal):
                live_follow.follow(app, ME, text, world.now)
        assert live_follow.follow(app, ME, "look: gar.mn/aBc", world.now).over is None


def test_the_link_is_nowhere_but_in_its_seal_and_goes_with_the_person(tmp_path: Path) -> None:
    with listening() as heard, LiveWorld(tmp_path) as world:
        run = world.begins()
        world.follow(run)
        world.livetrack.inject("session", "500")
        world.livetrack.inject("points", "401")
        world.looks(5 * MINUTE)
        kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        for secret in (run.token, run.id):
            assert secret not in heard.log
            assert secret.encode() not in kept
            assert secret not in repr(world.followed)
        world.tick()
        assert world.store.load(User, ME) is not None
        delete.begin(world.wired.app, ME, world.now)
        delete.finish(world.wired.app, ME, world.now, alone=True)
        for kind in (LiveFollowed, LiveRun, LivePart):
            assert world.store.all(kind, ME) == []


def ran(folder: Path, endpoint: str, fault: str, times: int) -> list[str]:
    """What is wrong in the end, when this call has met this fault so many times."""
    patience = 0.4 if fault and FAULTS[fault].slow else 5.0
    with listening() as heard, LiveWorld(folder, seconds=patience) as world:
        world.livetrack.bomb_megabytes = 20
        run = world.begins()
        world.follow(run)
        if fault:
            world.livetrack.inject(endpoint, fault, times)
        world.looks((70 if times < 2 else 130) * MINUTE, MINUTE)
        late = world.now - (world.followed.last or world.now)
        found = [f"{late} behind"] if late > 3 * MINUTE or world.followed.failures else []
        run.stopped = world.now
        world.looks(5 * MINUTE)
        found += [] if world.followed.over is Over.ENDED else [f"over: {world.followed.over}"]
        found += [] if is_complete(world, run) else ["points are missing in the end"]
        found += [f"{stray} is unknown" for stray in world.livetrack.strays]
        found += [f"{secret} is in the log" for secret in (run.token, run.id) if secret in heard.log]
        if fault and happened(world.livetrack, endpoint, fault) != times:
            found.append("the fault did not happen")
        assert fault or set(world.livetrack.counts()) == {"page", "session", "points"}
        return found


@pytest.mark.parametrize("times", [1, pytest.param(3, marks=pytest.mark.long)])
@pytest.mark.parametrize("endpoint", ["page", "session", "points"])
def test_a_fault_loses_doubles_and_betrays_nothing(tmp_path: Path, endpoint: str, times: int) -> None:
    bad = {fault: ran(tmp_path / str(number), endpoint, fault, times) for number, fault in enumerate(FAULTS)}
    assert {fault: found for fault, found in bad.items() if found} == {}


def test_every_call_that_following_takes_has_a_row(tmp_path: Path) -> None:
    assert ran(tmp_path, "", "", 0) == []


@pytest.mark.parametrize(("fault", "most"), [("Cloudflare 403", 7), ("429", 13), ("500", 16), ("403", 30)])
def test_whoever_refuses_is_asked_less_and_less_often(tmp_path: Path, fault: str, most: int) -> None:
    with LiveWorld(tmp_path) as world:
        world.follow(world.begins())
        world.watched(3 * HOUR)
        world.looks(MINUTE)
        world.livetrack.inject("session", fault, 10_000)
        assert world.looks(2 * HOUR) <= most
        world.livetrack.clear_faults()
        world.looks(2 * HOUR + MINUTE, MINUTE)
        assert world.followed.why == ""


def test_one_whose_looks_fail_by_a_bug_holds_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with LiveWorld(tmp_path) as world:
        world.has_bugs = True
        world.follow(world.begins())
        monkeypatch.setattr("sync.engine.live.following_live.usable", lambda *_: 1 / 0)
        assert follow(world.wired.app, world.now, lambda: 50.0) == 1
        assert world.followed.why == "bug: ZeroDivisionError"
        assert world.followed.due == world.now + timedelta(minutes=15)
