"""Everybody's turns side by side: each has a time of its own, and one whose service hangs delays nobody else's.

Most of a turn is waiting for a service. A turn that is not over when the next one comes is left alone, and those who
were slow the last time may hold most threads, but never all of them.
"""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from sync.wiring import Wired

AT_ONCE, SLOW_AT_ONCE = 12, 8
"""Turns side by side, and how many of them may be of people whose last one was slow."""
SLOW_SECONDS = 5.0


class SideBySide:
    """Takes turns in threads of its own, each with a wired application that nobody else uses meanwhile."""

    def __init__(self, wired: Wired, take: Callable[[Wired, str], None], *, first: bool = True) -> None:
        """`take` is one person's turn; it must not raise. `first`: one of them uses `wired` itself."""
        self._wired, self._take = wired, take
        self._idle = [wired] if first else []
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="turn")
        self._waiting = dict[str, "Future[None]"]()  # handed out and not over
        self._began, self._ended = dict[str, float](), dict[str, float]()
        self._slow = set[str]()

    def hand_out(self, people: Iterable[str]) -> list["Future[None]"]:
        """A turn for everybody who has none, those who have waited longest first, the slow ones behind them."""
        with self._lock:
            slow = sum(user in self._slow for user in self._waiting)
            handed = []
            for user in sorted(people, key=lambda one: (one in self._slow, self._ended.get(one, 0.0))):
                if user in self._waiting:
                    continue
                if user in self._slow:
                    if slow >= SLOW_AT_ONCE:
                        continue  # longest waiting the next time
                    slow += 1
                self._waiting[user] = turn = self._threads.submit(self._turn, user)
                handed.append(turn)
            return handed

    def longest(self) -> float:
        """For how many seconds the turn lasts that was begun first of those that are not over."""
        with self._lock:
            return max((time.monotonic() - began for began in self._began.values()), default=0.0)

    def under_way(self) -> dict[str, "Future[None]"]:
        """The turns that are not over, by person."""
        with self._lock:
            return dict(self._waiting)

    def close(self) -> None:
        """No new ones; those that wait for a thread are given up."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _turn(self, user: str) -> None:
        with self._lock:
            self._began[user] = began = time.monotonic()
            wired = self._idle.pop() if self._idle else None
        wired = wired or self._wired.another()
        try:
            self._take(wired, user)
        finally:
            with self._lock:
                self._idle.append(wired)
                self._ended[user] = time.monotonic()
                (self._slow.add if self._ended[user] - began > SLOW_SECONDS else self._slow.discard)(user)
                del self._began[user], self._waiting[user]
