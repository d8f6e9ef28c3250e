"""The counters of requests in memory: by their hour, so that an hour that is over goes as one.

limits' own storage looks at everybody's counters whenever one of them counts: with a thousand people that takes as long
as a short answer.
"""

import time

from limits.aio.storage import MemoryStorage


class Counts(MemoryStorage):
    """limits' storage in memory, for its sliding window of two counters only."""

    STORAGE_SCHEME: list[str] = []  # noqa: RUF012  # limits finds it by no address

    def __init__(self) -> None:
        super().__init__()
        self._windows = dict[int, dict[int, dict[str, int]]]()
        """By the seconds of a window, and by its number since 1970."""

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        before, left, now, _ = await self.get_sliding_window(key, expiry)
        if int(before * left / expiry + now) + amount > limit:
            return False
        counts = self._window(expiry, int(time.time() / expiry))
        counts[key] = counts.get(key, 0) + amount
        return True

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """How many in the window before, seconds until they count no more; the same of this one."""
        now = time.time()
        number, left = int(now / expiry), expiry - now % expiry
        before = self._windows.get(expiry, {}).get(number - 1, {}).get(key, 0)
        return before, left if before else 0.0, self._window(expiry, number).get(key, 0), left + expiry

    async def clear_sliding_window(self, key: str, expiry: int) -> None:
        for counts in self._windows.get(expiry, {}).values():
            counts.pop(key, None)

    def _window(self, expiry: int, number: int) -> dict[str, int]:
        windows = self._windows.setdefault(expiry, {})
        if number not in windows:
            for over in [each for each in windows if each < number - 1]:
                del windows[over]
            windows[number] = {}
        return windows[number]
