"""A limit of calls that a service publishes, kept by ourselves: beyond it nothing is sent."""

from collections import deque
from datetime import datetime, timedelta

from sync.core.errors import RateLimited


class PaceOfCalls:
    """At most `most` calls `within` such a time, counted in this process (a refusal that comes all the same is shared
    by the row that pauses the service)."""

    def __init__(self, service: str, most: int, within: timedelta) -> None:
        self._service, self._most, self._within = service, most, within
        self._sent: deque[datetime] = deque(maxlen=most)

    def one_more(self, now: datetime) -> None:
        """Count a call that is about to be sent. Raises `RateLimited` where it would be one too many."""
        if len(self._sent) == self._most and self._sent[0] <= now < self._sent[0] + self._within:
            until = self._sent[0] + self._within
            raise RateLimited(f"{self._service}: {self._most} calls are enough for now", until, service=self._service)
        self._sent.append(now)
