"""The alarms of terraform/alarms.tf ring when they should: their own numbers, on the figures of real ticks."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sync.engine import alarms
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.infra.hcl import blocks, parsed
from tests.support.music import MusicWorld
from tests.support.world import HOUR, World

DEFAULTS = {name: variable.get("default") for name, variable in blocks("variable")}
PERIOD = 5


@dataclass(frozen=True)
class Alarm:
    """One of the alarms about what ticks say of their users. `percent`: of the users, with fan_out; else None."""

    metric: str
    threshold: float
    percent: int | None = None

    def rings(self, samples: Sequence[float]) -> bool:
        """What CloudWatch would say of the samples of one period."""
        if self.percent is None:
            return max(samples) >= self.threshold
        if self.threshold == 1:
            return sum(samples) / len(samples) >= self.percent / 100
        place = math.ceil((100 - self.percent) / 100 * len(samples)) - 1
        return sorted(samples)[place] >= self.threshold


def default(name: str) -> float:
    value = DEFAULTS[name]
    assert value is not None, name
    return float(value)


def number(written: Any) -> float:
    """`1`, or `60 * var.away_minutes` at its default."""
    found = re.fullmatch(r"\$\{60 \* var\.(\w+)\}|(\d+)", str(written))
    assert found, written
    return 60 * default(found[1]) if found[1] else float(found[2])


def told(*, many: bool = False) -> dict[str, Alarm]:
    (figures,) = [each["figures"] for each in parsed()["alarms.tf"]["locals"] if "figures" in each]
    percent = int(default("alarm_percent")) if many else None
    return {name: Alarm(each["metric"], number(each["threshold"]), percent) for name, each in figures.items()}


def ringing(world: World, minutes: int = PERIOD) -> set[str]:
    """The alarms that ring in the last five of so many minutes of ticks."""
    heard = []
    for _ in range(minutes):
        report = world.tick()
        heard.append(alarms.figures(world.wired.app, ME, world.now, report))
        world.clock.advance(60)
    return {
        name for name, alarm in told().items() if alarm.rings([float(each[alarm.metric]) for each in heard[-PERIOD:]])
    }


def nothing(world: World) -> None:
    world.garmin.add(run(900000001, world.now - HOUR))


def a_failed_run(world: World) -> None:
    world.garmin.add(run(900000001, world.now - HOUR, original="bad crc"))


def one_refused_call(world: World) -> None:
    world.garmin.add(run(900000001, world.now - HOUR))
    world.strava.inject("list", "500")


def an_hour_of_garmin_away(world: World) -> None:
    world.tick()
    world.garmin.inject("list", "500", 1000)


def a_waiting_run(world: World) -> None:
    world.garmin.add(run(900000001, world.now - HOUR))
    world.strava.inject("list", "500", 1000)


def a_revoked_login(world: World) -> None:
    world.garmin.add(run(900000001, world.now - HOUR))
    world.strava.revoke_all()


def an_inactive_application(world: World) -> None:
    world.garmin.add(run(900000001, world.now - HOUR))
    world.strava.inactive = True


@pytest.mark.parametrize(
    ("happens", "minutes", "expected"),
    [
        (nothing, PERIOD, set()),
        (one_refused_call, PERIOD, set()),
        (a_failed_run, PERIOD, {"failed-runs"}),
        (an_hour_of_garmin_away, 50, set()),
        (an_hour_of_garmin_away, 66, {"away"}),
        (a_waiting_run, 50, set()),
        (a_waiting_run, 68, {"oldest-waiting", "away"}),
        (a_revoked_login, PERIOD, {"login-needed"}),
        (an_inactive_application, PERIOD, {"app-inactive"}),
    ],
)
def test_what_happens_rings_its_alarm_and_no_other(
    tmp_path: Path, happens: Callable[[World], None], minutes: int, expected: set[str]
) -> None:
    with World(tmp_path, seconds=30.0) as world:
        happens(world)
        assert ringing(world, minutes) == expected


def test_a_login_that_was_never_made_rings(tmp_path: Path) -> None:
    with World(tmp_path, login=False, seconds=30.0) as world:
        assert ringing(world) == {"login-needed"}


def test_spotifys_application_rings_as_stravas_does(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, seconds=30.0) as world:
        world.connect("spotify")
        world.spotify.refuses = "not premium"
        assert "app-inactive" in ringing(world)


@pytest.mark.parametrize(("helpless", "expected"), [(1, set()), (9, set()), (15, set(told()))])
def test_with_many_users_a_tenth_of_them_rings_and_one_whom_nobody_helps_does_not(
    helpless: int, expected: set[str]
) -> None:
    for name, alarm in told(many=True).items():
        bad = 10 * alarm.threshold
        worst = [1.0 if alarm.threshold == 1 else bad] * helpless
        assert alarm.rings(worst + [0.0] * (100 - helpless)) == (name in expected), name


def test_every_figure_of_a_tick_has_an_alarm(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        figures = alarms.figures(world.wired.app, ME, world.now, world.tick())
    assert set(figures) == {alarm.metric for alarm in told().values()} | {"Ticks", "TickErrors"}
