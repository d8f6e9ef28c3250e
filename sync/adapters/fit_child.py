"""Reads a route within bounds: here, or what our own reader declines in a child (`python -m sync.adapters.fit_child`).

A FIT file is a stranger's bytes and the libraries are slow, plain Python: a damaged file may keep one busy for
minutes. A child can be ended at the deadline, a thread cannot; our own reader counts its steps and needs neither.
To the child bytes come in by stdin; a JSON object goes out by stdout, compressed: {"route": Route.to_document} or
{"none": the reason}.
"""

import json
import math
import os
import resource
import signal
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

from sync.core.route import NoRoute, ReadingStopped, Route

_MEMORY = 1_000_000_000  # bytes of address space; six hours at one record a second need about 30 MB
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL")  # the second for Python on Lambda


class InlineRouteReader:
    """Reads in this process and without bounds: for tests and for bytes of our own."""

    def read(self, data: bytes, seconds: float) -> Route:
        """As `ChildRouteReader.read`; `seconds` has no effect."""
        from sync.adapters.recordings import read_route

        return read_route(data)


class BoundedRouteReader:
    """Reads a file in this process when our own reader takes it, else in a child process."""

    def __init__(self) -> None:
        self._child = ChildRouteReader()

    def read(self, data: bytes, seconds: float) -> Route:
        """The Route of a recording. Raises NoRoute and ReadingStopped, as `ChildRouteReader.read`."""
        from sync.adapters.fit_columns import read_columns  # with the first file: most ticks have none
        from sync.adapters.fit_values import Declined

        try:
            return read_columns(data)
        except Declined:
            return self._child.read(data, seconds)

    def stop(self) -> None:
        """End what a child is reading. Takes no lock: for signal handlers."""
        self._child.stop()


class ChildRouteReader:
    """Reads each file with the libraries in a fresh child process, which shares neither memory nor environment with
    this one."""

    def __init__(self, memory: int = _MEMORY) -> None:
        """`memory`: the most address space a child may have, in bytes."""
        self._memory = memory
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stops = 0

    def read(self, data: bytes, seconds: float) -> Route:
        """The Route of a recording.

        Raises NoRoute (unreadable, over `seconds`, too much memory) and ReadingStopped (ended by `stop`).
        """
        late = NoRoute(f"took longer than {seconds:g} s")
        if seconds <= 0:
            raise late
        stops = self._stops
        command = [sys.executable, "-P", "-W", "ignore", "-m", "sync.adapters.fit_child"]
        child = subprocess.Popen(
            [*command, str(self._memory), str(math.ceil(seconds) + 1)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # a Ctrl-C at the terminal is ours to handle
        )
        self._running.add(child)
        try:
            if stops != self._stops:  # stop() came while the child was being started
                child.kill()
            answer, _ = child.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise late from None
        finally:
            self._running.discard(child)
            child.kill()  # also when a signal handler raises; does nothing to a child that has ended
            child.communicate()
            if child.stdin is not None:  # the second communicate() leaves what it has nothing to write to
                child.stdin.close()
        if stops != self._stops:
            raise ReadingStopped
        if child.returncode == -signal.SIGXCPU:
            raise late
        return _understood(answer, child.returncode)

    def stop(self) -> None:
        """End every read under way; each raises ReadingStopped. Takes no lock: for signal handlers."""
        self._stops += 1
        for child in tuple(self._running):
            child.kill()


def _understood(answer: bytes, code: int) -> Route:
    try:
        document: dict[str, Any] = json.loads(zlib.decompress(answer))
        if "none" in document:
            raise NoRoute(str(document["none"]))
        return Route.from_document(document["route"])
    except (ValueError, KeyError, TypeError, zlib.error):
        raise NoRoute(f"the reader broke off (code {code})") from None


def _environment() -> dict[str, str]:
    """The few variables Python needs, and our import path: right for a checkout, a venv and a Lambda zip."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed_on, "PYTHONPATH": os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)}


def main(arguments: list[str]) -> None:
    """The child: `arguments` are the bounds, bytes of memory and seconds of CPU."""
    from sync.adapters.recordings import read_slowly

    memory, seconds = map(int, arguments)
    for what, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (bound, bound))
        except (ValueError, OSError):
            continue  # macOS refuses RLIMIT_AS, and a stricter bound may be in force; the deadline remains
    try:
        answer: dict[str, Any] = {"route": read_slowly(sys.stdin.buffer.read()).to_document()}
    except NoRoute as none:
        answer = {"none": none.reason}
    except MemoryError:
        answer = {"none": f"needs more than {memory / 1e6:g} MB of memory"}
    sys.stdout.buffer.write(zlib.compress(json.dumps(answer, separators=(",", ":")).encode(), 1))


if __name__ == "__main__":
    main(sys.argv[1:])
