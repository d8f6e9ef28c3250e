"""Two workers who take turns: each stops at every call of its ports, and the dice say who goes on.

What one worker inside another cannot show: both are in the middle of the same refresh.
"""

import random
import threading
from collections.abc import Callable

from tests.support.engine.watched import Watch

PATIENCE = 20.0  # seconds; nobody waits so long unless the test itself is broken


class Turns(Watch):
    """One worker's watch, and its thread. `go_on` lets it run up to its next call and returns when it is there."""

    def __init__(self, work: Callable[[Watch], None]) -> None:
        super().__init__()
        self._mine, self._theirs = threading.Semaphore(0), threading.Semaphore(0)
        self.over = False
        self._thread = threading.Thread(target=self._run, args=(work,))
        self._thread.start()

    def point(self, name: str) -> None:
        self.passed.append(name)
        self._theirs.release()
        assert self._mine.acquire(timeout=PATIENCE)

    def go_on(self) -> None:
        self._mine.release()
        assert self._theirs.acquire(timeout=PATIENCE)

    def _run(self, work: Callable[[Watch], None]) -> None:
        try:
            assert self._mine.acquire(timeout=PATIENCE)
            work(self)
        finally:
            self.over = True
            self._theirs.release()


def interleaved(dice: random.Random, *works: Callable[[Watch], None]) -> str:
    """Run them all to their ends in an order of calls that the dice choose; returns that order, such as "0110"."""
    workers, order = [Turns(work) for work in works], ""
    while waiting := [number for number, worker in enumerate(workers) if not worker.over]:
        number = dice.choice(waiting)
        order += str(number)
        workers[number].go_on()
    return order
