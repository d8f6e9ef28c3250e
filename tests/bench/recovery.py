"""After an outage: minutes from "the service is healthy again" to "the run is on Strava", over random outages.

The clock is moved by hand, a tick each minute; a machine that sleeps has none. Of each outage a few runs are waiting.
"""

import logging
import sys
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from pathlib import Path
from random import Random

from sync.engine.tick import tick
from sync.sim.athlete import run
from sync.wiring import ME
from tests.bench.figures import Figure
from tests.support.world import MINUTE, World

PART = "recovery"
SEED = 20261128
LIMITS = {"p50": 2.0, "p99": 12.0, "max": 20.0}  # minutes until a run is there, after the faults have stopped: ours
FAULTS = ("500", "502 HTML", "refused", "reset before the effect")
LOST = ("500", "502 HTML", "reset before the effect", "reset after the effect")
EVERYTHING = {
    "garmin": ("list", "download", "refresh"),
    "strava": ("list", "upload", "result", "token"),
}
ENDPOINTS = (("garmin", "download"), ("strava", "list"), ("strava", "upload"), ("strava", "result"))
KINDS = ("both services", "Garmin", "Strava", "one endpoint", "lost answers", "asleep meanwhile")
MANY = 20_000  # more calls than any outage sees
LATE = timedelta(hours=12)
RUNS = 3


@dataclass(frozen=True)
class Outage:
    """One kind of outage, how long it is, and what breaks of what."""

    kind: str
    minutes: int
    broken: tuple[tuple[str, str], ...]
    fault: str


def measure(folder: Path, *, quick: bool, seed: int = SEED) -> list[Figure]:
    """`folder` is empty and ours."""
    logging.getLogger("runtrack").setLevel(logging.CRITICAL)
    chance, samples = Random(seed), dict[str, list[float]]()
    print(f"seed {seed}", file=sys.stderr)
    for number, outage in enumerate(_outages(chance, 1 if quick else 12, longest=20 if quick else 720)):
        with World(folder / str(number), seconds=10.0) as world:
            samples.setdefault(outage.kind, []).extend(_played(world, outage, chance, 900_000_000 + 10 * number))
    every = sorted(minutes for found in samples.values() for minutes in found)
    figures = [
        Figure(PART, name, round(value, 1), "min", limit=LIMITS[name], samples=len(every), about="all outages")
        for name, value in (("p50", _share(every, 0.5)), ("p99", _share(every, 0.99)), ("max", every[-1]))
    ]
    return [*figures, *(_of_kind(kind, sorted(found)) for kind, found in samples.items() if found)]


def _of_kind(kind: str, found: list[float]) -> Figure:
    about = f"p50 {_share(found, 0.5):.1f}"
    return Figure(PART, f"max, {kind}", round(found[-1], 1), "min", samples=len(found), about=about)


def _outages(chance: Random, of_each: int, *, longest: int) -> list[Outage]:
    found: list[Outage] = []
    for kind in KINDS * of_each:
        minutes = round(3 * (longest / 3) ** chance.random())  # as many of 3 to 30 minutes as of 30 to 300
        fault = chance.choice(FAULTS)
        services = {"Garmin": ("garmin",), "Strava": ("strava",)}.get(kind, ("garmin", "strava"))
        broken = tuple((service, endpoint) for service in services for endpoint in EVERYTHING[service])
        if kind == "one endpoint":
            broken = (chance.choice(ENDPOINTS),)
        elif kind == "lost answers":
            broken = (("strava", "upload"),)
            fault = chance.choice(LOST)
        found.append(Outage(kind, minutes, broken, fault))
    return found


def _played(world: World, outage: Outage, chance: Random, first: int) -> list[float]:
    """Minutes until each run of this outage was on Strava, after it was over (and the machine awake)."""
    world.tick()
    world.garmin.add(*(run(first + n, world.now - timedelta(hours=2 + 2 * n), km=1, every=30) for n in range(RUNS)))
    ids = {f"garmin-{first + n}" for n in range(RUNS)}
    for service, endpoint in outage.broken:
        if (service, endpoint) != ("garmin", "list"):
            _break(world, service, endpoint, outage.fault)
    _tick(world)  # the runs have been listed, and wait
    if ("garmin", "list") in outage.broken:
        _break(world, "garmin", "list", outage.fault)
    asleep = outage.minutes if outage.kind == "asleep meanwhile" else 0
    for _ in range(min(4, outage.minutes)):
        _tick(world)
    world.clock.advance(60 * asleep)
    for _ in range(outage.minutes - 4 - asleep):
        _tick(world)
    waiting = ids - _there(world)
    healthy = world.now - timedelta(seconds=chance.uniform(0, 60))
    for simulated in world.services:
        simulated.clear_faults()
    minutes: list[float] = []
    while waiting:
        at = world.now
        _tick(world)
        arrived = waiting & _there(world)
        minutes += [(at - healthy) / MINUTE] * len(arrived)
        waiting -= arrived
        assert at - healthy < LATE, f"{waiting} is still not on Strava after {outage}"
    return minutes


def _break(world: World, service: str, endpoint: str, fault: str) -> None:
    (world.garmin if service == "garmin" else world.strava).inject(endpoint, fault, MANY)


def _tick(world: World) -> None:
    tick(world.wired.app, ME, world.now, lambda: 50.0)
    world.clock.advance(60)


def _there(world: World) -> set[str]:
    return {(activity.external_id or "").removesuffix(".fit") for activity in world.strava.alive()}


def _share(ordered: list[float], share: float) -> float:
    return ordered[ceil(share * len(ordered)) - 1]
