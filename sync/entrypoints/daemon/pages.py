"""The pages beside the loop: `runtrack web` as a process of its own, so that neither waits for the other's Python.

It ends when its standard input does, so also when this process is killed; one that ends by itself is started again.
"""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable

FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
GRACE = 3.0
"""Seconds that it has to end by itself; an answer under way has two."""
REFUSES = 2
"""The exit code of who cannot begin, as with a port in use: again would be the same."""
log = logging.getLogger("runtrack.daemon")


def command(port: int) -> list[str]:
    """What the process is."""
    return [sys.executable, "-m", "sync.entrypoints", "web", "--port", str(port), "--beside"]


class Pages:
    """The process and who watches it. `start` and `stop` are called once each; `stop` waits for nothing."""

    def __init__(
        self, arguments: list[str], start: Callable[..., "subprocess.Popen[bytes]"] = subprocess.Popen
    ) -> None:
        self._arguments, self._start = arguments, start
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="pages", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """The thread closes the process's input, and kills it if that does not end it."""
        self._stopping.set()

    def join(self, at_most: float | None = GRACE + 1.0) -> None:
        """Until it has ended; no longer than it may take once it was told to."""
        self._thread.join(at_most)

    def _watch(self) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            try:
                process = self._start(self._arguments, stdin=subprocess.PIPE)
            except OSError as error:
                log.error("the pages cannot be started", extra={"reason": str(error)})
                return
            code = self._until_over(process)
            if self._stopping.is_set():
                return
            if code == REFUSES:
                log.warning("the pages are not served", extra={"advice": "RUNTRACK_WEB=PORT chooses another port"})
                return
            log.warning("the pages ended and are started again", extra={"code": code, "in_s": wait})
            self._stopping.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    def _until_over(self, process: "subprocess.Popen[bytes]") -> int:
        """Its exit code; ends it when we stop."""
        with process:  # closes its input, and waits
            while process.poll() is None:
                if self._stopping.wait(1.0):
                    assert process.stdin is not None
                    process.stdin.close()
                    try:
                        process.wait(GRACE)
                    except subprocess.TimeoutExpired:
                        process.kill()
            return process.wait()
