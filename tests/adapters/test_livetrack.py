"""The LiveTrack adapter against the simulated LiveTrack, over real HTTP."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.wrappers import Request, Response

from sync.adapters.garmin_livetrack import PAGES, Livetrack, LivetrackNow
from sync.adapters.garmin_livetrack_answers import points_of, session_of
from sync.adapters.http import Hosts
from sync.core.errors import Missing, RateLimited, SyncError, Unavailable
from sync.core.live.point import LivePoint
from sync.core.live.session import LiveSession
from sync.ports.live import Blocked, NotTaken, TheirLink
from sync.sim.clock import HandClock
from sync.sim.http import FAULTS
from sync.sim.livetrack import SimLivetrack
from sync.sim.livetrack_run import SimLiveRun

NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class World:
    """A run that began a quarter of an hour ago."""

    def __init__(self, seconds: float = 2) -> None:
        self.clock = HandClock(NOON)
        self.sim = SimLivetrack(self.clock.now)
        self.sim.start()
        self.run = self.sim.begins(SimLiveRun(NOON - 15 * MINUTE))
        url = self.sim.url
        where = {
            "https://livetrack.garmin.com": url,
            "https://livetrack.garmin.cn": url,
            "https://gar.mn": f"{url}/short",
            "https://live.garmin.com": f"{url}/profiles",
        }
        self.service = Livetrack(Hosts(where), seconds=seconds)

    @property
    def here(self) -> LivetrackNow:
        return self.service.at(self.clock.now())

    @property
    def link(self) -> TheirLink:
        return TheirLink(self.run.link)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.sim.stop()


def error_of(world: World, call: Callable[[], object]) -> SyncError:
    with pytest.raises(SyncError) as raised:
        call()
    told = repr(raised.value) + str(raised.value.__cause__) + raised.value.detail
    assert world.run.token not in told
    assert world.run.id not in told
    assert raised.value.service == "livetrack"
    return raised.value


def test_a_run_is_told_as_a_whole_and_point_by_point(world: World) -> None:
    assert world.here.session(world.link) == LiveSession("Ana", NOON - 15 * MINUTE, None, True, 15.0)
    points = world.here.points(world.link, None)
    assert [one.at for one in points] == [NOON - 15 * MINUTE + n * 10 * SECOND for n in range(len(points))]
    assert NOON - points[-1].at < 40 * SECOND
    first, last = points[0], points[-1]
    assert (first.distance, first.heart_rate, first.has_place) == (None, None, True)
    assert (last.distance, last.elapsed, last.speed) == (3 * last.elapsed, last.elapsed, 3.0)  # type: ignore[operator]  # it is told
    assert (last.heart_rate, last.cadence, last.altitude, last.ends) == (142.0, 168.0, 520.2, False)


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("page_holds", [1, 7, 500])
def test_what_is_new_comes_once_whatever_begin_means_and_a_page_holds(
    world: World, *, inclusive: bool, empty: bool, page_holds: int
) -> None:
    if inclusive and page_holds == 1:
        return  # each page would hold what is known alone: nobody could read it
    world.sim.inclusive, world.sim.empty = inclusive, empty
    known = world.here.points(world.link, None)
    world.sim.page_holds = page_holds
    world.clock.advance(120)
    fresh = world.here.points(world.link, known[-1].at)
    assert [one.at for one in fresh] == [known[-1].at + n * 10 * SECOND for n in range(1, 13)]
    assert world.here.points(world.link, fresh[-1].at) == ()


def test_a_look_ends_after_so_many_pages_and_the_next_one_goes_on(world: World) -> None:
    everything = world.here.points(world.link, None)
    world.sim.page_holds = 2
    looks, behind = [], None
    while fresh := world.here.points(world.link, behind):
        looks.append(fresh)
        behind = fresh[-1].at
    assert len(looks[0]) == 2 * PAGES
    assert tuple(point for look in looks for point in look) == everything


def test_a_page_that_cannot_be_had_leaves_those_before_it(world: World) -> None:
    world.sim.page_holds = 10
    calls = world.sim.points
    done = list[int]()

    def fails_later(request: Request, id: str) -> Response:
        done.append(1)
        return calls(request, id) if len(done) < 3 else world.sim.refusal(500, "points", request)

    world.sim.points = fails_later  # type: ignore[method-assign]  # of this one object
    assert len(world.here.points(world.link, None)) == 20


def test_the_pair_is_asked_for_once_and_again_when_it_is_taken_no_longer(world: World) -> None:
    for _ in range(3):
        world.here.session(world.link)
        world.here.points(world.link, None)
    assert world.sim.count("page") == 1
    world.sim.rotate()
    world.here.points(world.link, None)
    assert world.sim.count("page") == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("Cloudflare 403", Blocked),
        ("Cloudflare 503", Blocked),
        ("429", RateLimited),
        ("500", Unavailable),
        ("502 HTML", Unavailable),
        ("200 HTML", Unavailable),
        ("wrong type", Unavailable),
        ("truncated", Unavailable),
        ("302 to another host", Unavailable),
        ("bomb", Unavailable),
        ("401", NotTaken),
    ],
)
@pytest.mark.parametrize("endpoint", ["session", "points"])
def test_each_odd_answer_is_the_error_that_it_means(world: World, endpoint: str, fault: str, error: type) -> None:
    world.sim.bomb_megabytes = 20
    world.sim.inject(endpoint, fault)
    calls: dict[str, Callable[[TheirLink], object]] = {
        "session": world.here.session,
        "points": lambda link: world.here.points(link, None),
    }
    call = calls[endpoint]
    met = error_of(world, lambda: call(world.link))
    assert type(met) is error
    assert world.sim.strays == []
    assert call(world.link)


def test_a_429_says_for_how_long(world: World) -> None:
    world.sim.inject("session", "429 with Retry-After")
    met = error_of(world, lambda: world.here.session(world.link))
    assert isinstance(met, RateLimited)
    assert (met.until, met.doubling) == (NOON + 120 * SECOND, False)


def test_a_run_that_is_shown_no_longer_is_missing_and_one_that_is_hidden_is_not(world: World) -> None:
    world.run.hidden = True
    assert not world.here.session(world.link).viewable
    world.run.gone_at = NOON
    assert isinstance(error_of(world, lambda: world.here.session(world.link)), Missing)
    assert isinstance(error_of(world, lambda: world.here.points(world.link, None)), Missing)


def test_its_end_is_no_end_while_it_is_a_day_after_the_start(world: World) -> None:
    world.run.stopped = NOON
    assert world.here.session(world.link).ends is None
    world.clock.advance(60)
    assert world.here.session(world.link).ends == NOON
    assert world.here.points(world.link, None)[-1].ends


def test_the_self_test_tells_a_changed_protocol_from_no_run(world: World) -> None:
    world.here.check()
    world.sim.changed = True
    world.sim.rotate()
    fresh = Livetrack(world.service._door._http._hosts).at(NOON)
    assert isinstance(error_of(world, fresh.check), NotTaken)
    assert isinstance(error_of(world, world.here.check), NotTaken)


def test_a_short_link_is_followed_to_its_run_and_nowhere_else(world: World) -> None:
    world.sim.leads = {
        "aBc": world.run.link,
        "two": "https://gar.mn/aBc",
        "six": "https://gar.mn/five",
        "five": "https://gar.mn/four",
        "four": "https://gar.mn/two",
        "round": "https://gar.mn/round",
        "evil": f"https://evil.example/?{world.run.link[8:]}",
        "here": "/session/x",
        "file": "file:///etc/passwd",
    }
    here = world.here
    assert here.opened(TheirLink("gar.mn/two")) == world.link == here.opened(world.link)
    for code in ("round", "six", "here", "file", "nothing"):
        assert isinstance(error_of(world, lambda code=code: here.opened(TheirLink(f"gar.mn/{code}"))), Missing)  # type: ignore[misc]  # a lambda with a default
    assert isinstance(error_of(world, lambda: here.opened(TheirLink("gar.mn/evil"))), Missing)


@pytest.mark.parametrize("embeds", [True, False])
def test_somebodys_page_leads_to_the_run_that_is_on(world: World, *, embeds: bool) -> None:
    world.sim.profiles, world.sim.embeds = {"ana": world.run}, embeds
    assert world.here.opened(TheirLink("live.garmin.com/ana")) == world.link
    world.run.gone_at = NOON
    world.sim.embeds = False
    assert isinstance(error_of(world, lambda: world.here.opened(TheirLink("live.garmin.com/ana"))), Missing)
    assert isinstance(error_of(world, lambda: world.here.opened(TheirLink("live.garmin.com/bob"))), Missing)


@pytest.mark.parametrize(
    ("told", "steps"),
    [
        ({"cadenceCyclesPerMin": 84, "speed": 3.0}, 168.0),
        ({"cadenceCyclesPerMin": 168, "speed": 3.0}, 168.0),
        ({"cadenceCyclesPerMin": 55, "speed": 1.4}, 110.0),
        ({"cadenceCyclesPerMin": 110, "speed": 1.4}, 110.0),
        ({"cadenceCyclesPerMin": 84}, 168.0),
        ({"cadenceCyclesPerMin": 84, "activityType": "TRAIL_RUNNING"}, 168.0),
        ({"cadenceCyclesPerMin": 84, "activityType": "CYCLING"}, None),
        ({}, None),
    ],
)
def test_cadence_is_of_both_feet_whether_one_or_both_are_told(told: dict[str, object], steps: float | None) -> None:
    (point,) = points_of({"trackPoints": [{"dateTime": "2026-11-15T12:00:00.000Z"} | told]}) or []
    assert point.cadence == steps


def test_fields_of_another_type_were_not_told() -> None:
    odd: list[object] = [
        None,
        7,
        {},
        {"dateTime": 5},
        {"dateTime": "never"},
        {"dateTime": "2026-11-15T12:00:00Z", "position": []},
    ]
    odd.append({"dateTime": "2026-11-15T13:00:00+01:00", "position": {"lat": "48.5", "lon": True}, "speed": "NaN"})
    assert points_of({"trackPoints": odd}) == [LivePoint(NOON), LivePoint(NOON, 48.5)]
    assert points_of({"trackPoints": {}}) is points_of([]) is None
    assert session_of({"start": 5, "end": "x", "publisher": "y", "viewable": None}) == LiveSession()
    assert session_of("x") is None


def told_of(call: Callable[[], object]) -> str:
    """What an error says, "" for none."""
    try:
        call()
    except SyncError as error:
        return error.reason + error.detail + repr(error.__cause__)
    return ""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("endpoint", ["page", "session", "points"])
def test_no_fault_betrays_the_link(caplog: pytest.LogCaptureFixture, endpoint: str, fault: str) -> None:
    caplog.set_level(logging.DEBUG)
    world = World(0.3 if FAULTS[fault].slow else 2)
    world.sim.bomb_megabytes = 20
    world.sim.inject(endpoint, fault)
    try:
        here = world.here
        told = [told_of(lambda: here.session(world.link)), told_of(lambda: here.points(world.link, None))]
    finally:
        world.sim.stop()
    for secret in (world.run.token, world.run.id):
        assert secret not in caplog.text + "".join(told)
