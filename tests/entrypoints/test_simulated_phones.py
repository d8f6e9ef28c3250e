"""Phones with queues, lost answers and gaps, over HTTP: what arrives is what was run, once, in the right units."""

from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from sync.core.live.phones.told import Trouble
from sync.core.live.run import LiveRun
from sync.engine.asks import phones as verbs
from sync.engine.live.arriving import points_of
from sync.engine.live.setting_up import setup_of
from sync.sim.phones import PHONES, Owntracks, Phone, Request
from sync.wiring import ME
from tests.support.entrypoints.web import served
from tests.support.world import World

SPEED, METRE = 3.0, 1 / 111_195
OFFLINE = range(600, 780)
"""Seconds in a tunnel."""


class Loopback:
    """To the server and back; every so many answers do not come back."""

    def __init__(self, chance: Random, lost: float = 0.15) -> None:
        self._chance, self._lost, self.requests = chance, lost, 0

    def __call__(self, request: Request) -> tuple[int, bytes] | None:
        parts = urlsplit(request.url)
        wire = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
        try:
            where = f"{parts.path}?{parts.query}" if parts.query else parts.path
            wire.request(request.method, where, request.body, {"Content-Type": "application/json"})
            answer = wire.getresponse()
            body = answer.read()
        finally:
            wire.close()
        self.requests += 1
        return None if self._chance.random() < self._lost else (answer.status, body)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


def phone_at(world: World, base: str, kind: str, network: Loopback, clock: timedelta = timedelta(0)) -> Phone:
    app, made = PHONES[kind]
    phone, word = verbs.make_phone(world.store, ME, app, "", "s" * 43, world.now)
    return made(setup_of(phone, base, word).address, network, clock=clock)


@pytest.mark.parametrize("kind", PHONES)
def test_what_was_run_arrives_once(world: World, kind: str) -> None:
    chance, begin = Random(7), world.now
    with served(world) as base:
        phone = phone_at(world, base, kind, Loopback(chance))
        for second in range(0, 1500, 10):
            phone.is_at(world.now, 48.0 + second * SPEED * METRE, 11.5, SPEED)
            phone.online = second not in OFFLINE
            if second % 30 == 0:
                phone.sends(shuffle=chance if second > 120 else None)
            world.clock.advance(10)
        for _ in range(100):
            phone.sends()
    assert phone.queue == []
    (run,) = world.store.all(LiveRun, ME)
    points = points_of(world.store, run)
    assert [(one.at - begin).total_seconds() for one in points] == list(range(0, 1500, 10))
    for one in points:
        seconds = (one.at - begin).total_seconds()
        assert one.lat == pytest.approx(48.0 + seconds * SPEED * METRE, abs=1e-6)
        assert one.lon == pytest.approx(11.5, abs=1e-6)
        assert one.speed == pytest.approx(SPEED, abs=0.2)
    assert run.points == len(points)


def test_a_phone_whose_clock_is_wrong_brings_nothing_and_its_owner_is_told(world: World) -> None:
    with served(world) as base:
        phone = phone_at(world, base, "Overland", Loopback(Random(1), 0.0), timedelta(hours=1))
        for second in range(0, 300, 10):
            phone.is_at(world.now, 48.0 + second * SPEED * METRE, 11.5, SPEED)
            phone.sends()
            world.clock.advance(10)
    assert phone.queue == []
    assert world.store.all(LiveRun, ME) == []
    assert verbs.phones(world.store, ME)[0].trouble is Trouble.CLOCK


def test_between_its_places_owntracks_says_much_that_must_not_stop_it(world: World) -> None:
    network = Loopback(Random(1), 0.0)
    with served(world) as base:
        phone = phone_at(world, base, "OwnTracks", network)
        assert isinstance(phone, Owntracks)
        for kind in ("status", "lwt", "waypoints", "transition", "steps", "card", "cmd", "encrypted", None):
            answer = network(phone.says({"_type": kind} if kind else None))
            assert answer is not None
            assert phone.takes(*answer), kind


def test_a_phone_on_a_desk_reports_all_day_and_nothing_of_it_is_kept(world: World) -> None:
    with served(world) as base:
        phone, chance = phone_at(world, base, "OwnTracks", Loopback(Random(1), 0.0)), Random(3)
        for _ in range(240):
            phone.is_at(world.now, 48.0 + chance.gauss(0, 10) * METRE, 11.5 + chance.gauss(0, 10) * METRE, 0.0)
            phone.sends()
            world.clock.advance(120)
    assert world.store.all(LiveRun, ME) == []
    (known,) = verbs.phones(world.store, ME)
    assert known.last_seen is not None
    assert known.trouble is Trouble.NONE
