"""Services that other packages bring: one that cannot be used is named by `doctor`, and harms nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import run as ran
from tests.guard.network_guard import for_children
from tests.support.entrypoints import processes
from tests.support.infra.packages import installed
from tests.support.world import HOUR, World

LOGIN_RAISES = """
from datetime import timedelta
from sync.service import Built, Role, Service


class Login:
    def begin(self, given, now):
        raise RuntimeError("the tape is torn")

    def answer(self, state, given, now):
        raise AssertionError


def _never(bundle, now):
    raise AssertionError


def _build(parts):
    keeper = parts.keeper(_never, timedelta(minutes=5))
    return Built(SERVICE, None, keeper, bind=lambda user, now: None, login=Login)


SERVICE = Service(name="torn", title="Torn Tapes", roles=frozenset({Role.PLAYS}), build=_build, about="Connect it.")
"""
BUILD_RAISES = LOGIN_RAISES.replace("    keeper =", "    raise OSError('no tape')\n    keeper =").replace(
    "torn", "empty"
)
FAULTS = {
    "does-not-import": ("import a_library_that_is_not_here\n", "ModuleNotFoundError: No module named"),
    "is-no-service": ("SERVICE = 7\n", "ValueError: it brings int, not a Service"),
    "takes-a-name": (LOGIN_RAISES.replace('"torn"', '"spotify"'), "ValueError: there is a service spotify already"),
    "does-not-build": (BUILD_RAISES, "OSError: no tape"),
    "leaves": ("raise SystemExit(3)\n", "SystemExit: 3"),
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, start=datetime.now(UTC), seconds=10.0) as world:  # commands have the real clock
        yield world


def runtrack(world: World, site: Path, *arguments: str) -> tuple[int, str, str]:
    path = f"{site}:{for_children(processes.ROOT)['PYTHONPATH']}"
    return processes.run(world, *arguments, PYTHONPATH=path)


def said_of(out: str, package: str) -> str:
    """What doctor's table says of a package, in one line."""
    line, *more = out[out.index(f"package {package}") :].splitlines()
    return " ".join(" ".join([line, *[each for each in more[:3] if each.startswith(" ")]]).split())


def test_every_fault_of_a_package_is_named_and_the_others_go_on(world: World) -> None:
    site = world.folder / "site"
    for number, (package, (text, _)) in enumerate(FAULTS.items()):
        installed(site, package, f"faulty_{number}", text)
    world.wired.close()
    code, out, err = runtrack(world, site, "doctor")
    world.wired = world.build()
    assert (code, err) == (0, "")
    for package, (_, why) in FAULTS.items():
        assert f"its service cannot be used: {why}" in said_of(out, package)
    assert "Strava login" in out


def test_two_packages_with_opposite_faults_leave_everything_else_working(world: World) -> None:
    """One does not import, the other raises in its login."""
    site = installed(world.folder / "site", "does-not-import", "broken_module", FAULTS["does-not-import"][0])
    installed(site, "torn-tapes", "torn_tapes", LOGIN_RAISES)
    world.garmin.add(ran(900000001, world.now - HOUR))
    for _ in range(2):
        code, _, err = runtrack(world, site, "run", "--once")
        assert (code, "Traceback" in err) == (0, False)
    assert world.row(900000001).state in (State.SUBMITTED, State.UPLOADED, State.ANNOTATED)
    assert world.strava.count("upload") == 1
    code, out, err = runtrack(world, site, "login", "torn")
    assert (code, out) == (2, "")
    assert err == (
        "Torn Tapes is not connected: the package that brings it fails (RuntimeError: the tape is torn). Nothing was "
        "stored.\n"
    )
    code, out, _ = runtrack(world, site, "status")
    assert "Strava    fine" in out
    code, out, _ = runtrack(world, site, "doctor")
    assert "package does-not-import" in out
    assert "package torn-tapes" not in out
    code, out, _ = runtrack(world, site, "logout", "torn")
    assert (code, out) == (0, "Torn Tapes is not connected.\n")
