"""A person at the command line: runs the real `main` in this process, types answers, clicks in a browser."""

import io
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from garminconnect.client import sso

from sync.core.user import Connection
from sync.entrypoints.cli.app import app, main
from sync.entrypoints.cli.login import callback, page
from sync.entrypoints.cli.screen import Place
from sync.wiring import ME
from tests.support.logging_restored import logging_restored
from tests.support.world import World


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


class Person:
    """Types `typed` (lines) into each command; `terminal`: believes that stderr is one, as a person's is."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch, *, terminal: bool = False) -> None:
        self.world, self._patch, self._terminal = world, patch, terminal
        self.slept = 0
        patch.chdir(world.folder)  # no .env of the machine's is read
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
            patch.delenv(name, raising=False)

    def runs(
        self, *arguments: str, typed: str = "", command: Callable[..., object] = app, clicks: Any = None, **environ: str
    ) -> Outcome:
        """One command to its end. `clicks(url)` is called in a thread once an address is shown."""
        out, err = io.StringIO(), _Screen(self._terminal, clicks)
        self._patch.setattr(sys, "stdin", io.StringIO(typed))
        return self._run(arguments, out, err, command, environ)

    def pastes(
        self,
        paste: Callable[[str], str],
        *arguments: str,
        command: Callable[..., object] = app,
        terminal: bool = False,
    ) -> Outcome:
        """One command in which the person answers the address that is shown by pasting `paste(address)`.
        `terminal`: into a real (pseudo) terminal, which stays open; else into a pipe, which is closed then."""
        write, read = os.openpty() if terminal else reversed(os.pipe())

        def answer(url: str) -> None:
            os.write(write, paste(url).encode())
            if not terminal:
                os.close(write)

        try:
            with os.fdopen(read) as stdin:
                self._patch.setattr(sys, "stdin", stdin)
                return self._run(arguments, io.StringIO(), _Screen(self._terminal, answer), command, {})
        finally:
            if terminal:
                os.close(write)

    def _run(
        self,
        arguments: tuple[str, ...],
        out: io.StringIO,
        err: "_Screen",
        command: Callable[..., object],
        environ: dict[str, str],
    ) -> Outcome:
        place = Place(now=self.world.clock.now, sleep=self._sleep, environ={**self.world.environ, **environ})
        code = 0
        with logging_restored(), self._patch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                main(list(arguments), place, command)
            except SystemExit as ended:
                code = int(ended.code or 0)
        err.join()
        return Outcome(code, out.getvalue(), err.getvalue())

    def _sleep(self, seconds: float) -> None:
        self.slept += 1
        self.world.clock.advance(seconds)


class _Screen(io.StringIO):
    """A stderr that notices the first address shown on it."""

    def __init__(self, terminal: bool, clicks: Callable[[str], object] | None) -> None:
        super().__init__()
        self._terminal, self._clicks = terminal, clicks
        self._clicking: threading.Thread | None = None

    def isatty(self) -> bool:
        return self._terminal

    def write(self, text: str) -> int:
        written = super().write(text)
        shown = re.search(r"^  (http\S+)$", self.getvalue(), re.MULTILINE)
        if shown and self._clicks and self._clicking is None:
            self._clicking = threading.Thread(target=self._clicks, args=(shown[1],))
            self._clicking.start()
        return written

    def join(self) -> None:
        if self._clicking is not None:
            self._clicking.join(10)
            assert not self._clicking.is_alive()


@contextmanager
def at_home(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Person]:
    """A person whom nobody has connected yet, in UTC; garminconnect does not wait between page and password."""
    for flow in ("MOBILE", "WIDGET", "LOGIN"):
        for bound in ("MIN", "MAX"):
            patch.setattr(sso, f"{flow}_DELAY_{bound}_S", 0.0)
    with patch.context() as zone, World(folder, login=False, seconds=3.0) as world:
        zone.setenv("TZ", "UTC")
        time.tzset()
        world.garmin.forbid_sso = False
        yield Person(world, patch)
    time.tzset()


def hurry(patch: pytest.MonkeyPatch, seconds: float) -> None:
    """A consent page's answer is waited for no longer than this."""

    def wait(desk: Any, server: Any, pasting: Any, most: float) -> Any:
        return callback.wait(desk, server, pasting, min(most, seconds))

    patch.setattr(page, "wait", wait)


def connection(world: World, service: str) -> Connection | None:
    return world.store.load(Connection, ME, service)


def ended_at(url: str) -> str:
    """Where a browser ends that opens the consent page but cannot show the callback."""
    return requests.get(url, allow_redirects=False, timeout=5).headers["Location"]


def visit(url: str) -> requests.Response:
    """A browser on this machine: follows the consent page to the callback."""
    return requests.get(url, timeout=5)


def files_holding(text: str, folder: Path) -> list[str]:
    """Files below `folder` that hold `text` in their bytes."""
    return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]
