"""Logins in a real terminal: nothing secret is echoed, Ctrl-C leaves the countdown."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.guard.network_guard import for_children
from tests.support.entrypoints.processes import PATIENCE, ROOT
from tests.support.world import World

HASTY = """
import sys
from garminconnect.client import sso
sso.MOBILE_DELAY_MIN_S = sso.MOBILE_DELAY_MAX_S = sso.WIDGET_DELAY_MIN_S = sso.WIDGET_DELAY_MAX_S = 0.0
from sync.entrypoints.cli.app import main
main(sys.argv[1:])
"""


class Terminal:
    """A program in a pseudo terminal of its own, and what can be read on the screen."""

    def __init__(self, world: World, *arguments: str) -> None:
        self._ours, theirs = os.openpty()
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-c", HASTY, *arguments],
            cwd=world.folder,
            env={**keep, **for_children(ROOT), "TERM": "xterm", **world.environ},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.screen = ""

    def sees(self, text: str) -> None:
        """Wait until this is on the screen."""
        while text not in self.screen:
            assert self._read(), f"{text!r} did not appear:\n{self.screen}"

    def types(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def ends(self) -> int:
        while self._read():
            pass
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        os.close(self._ours)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], PATIENCE)
        assert ready, f"nothing more within {PATIENCE} s:\n{self.screen}"
        try:
            data = os.read(self._ours, 65536)
        except OSError:
            return False  # the program has ended
        self.screen += data.decode()
        return bool(data)


@contextmanager
def terminal(world: World, *arguments: str) -> Iterator[Terminal]:
    made = Terminal(world, *arguments)
    try:
        yield made
    finally:
        made.close()


def test_a_password_is_not_echoed_and_ctrl_c_leaves_the_countdown(tmp_path: Path) -> None:
    with World(tmp_path, login=False, seconds=3.0, start=datetime.now(UTC)) as world:
        world.garmin.forbid_sso = False
        world.garmin.password, world.garmin.sso_fault = "canary horse", "429"
        with terminal(world, "login", "garmin") as first:
            first.sees("Garmin e-mail: ")
            first.types("robin@example.org\n")
            first.sees("Garmin password")
            first.types("canary horse\n")
            assert first.ends() == 1
        assert "robin@example.org" in first.screen
        assert "canary" not in first.screen
        assert "try again at " in first.screen
        with terminal(world, "login", "garmin") as second:
            second.sees("Ctrl-C leaves")
            second.process.send_signal(signal.SIGINT)
            assert second.ends() == 1
        assert "Traceback" not in second.screen
        world.garmin.sso_fault = None
        with terminal(world, "login", "garmin", "--force", "--email", "robin@example.org") as third:
            third.sees("Garmin password")
            third.types("canary horse\n")
            assert third.ends() == 0
        assert "Garmin is connected." in third.screen
        assert "canary" not in third.screen
