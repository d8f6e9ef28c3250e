"""How often somebody may ask: counted in memory, so that no request costs a write.

limits (MIT): a sliding window of two counters, a few bytes for each person.
"""

import time
from math import ceil

from limits import RateLimitItemPerSecond
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from sync.entrypoints.api.access.counts import Counts
from sync.entrypoints.api.access.policy import TRIES_IN, Policy
from sync.entrypoints.api.problems import Refusal

HOUR = 3600


class Counting:
    """Of one server. Names of people and addresses of strangers are counted apart."""

    def __init__(self, policy: Policy) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(Counts())
        self._each_hour = RateLimitItemPerSecond(policy.each_hour, HOUR, namespace="hour")
        self._policy = b"ratelimit-policy", b'"hour";q=%d;w=%d' % (policy.each_hour, HOUR)
        self._finds = RateLimitItemPerSecond(policy.finds, int(TRIES_IN.total_seconds()), namespace="finds")
        self._posts = RateLimitItemPerSecond(policy.posts, int(TRIES_IN.total_seconds()), namespace="posts")
        self._tries = RateLimitItemPerSecond(policy.tries, int(TRIES_IN.total_seconds()), namespace="tries")

    async def check(self, who: str) -> None:
        """Raises `Refusal` (429) for somebody who has had all requests of the hour."""
        if not await self._limiter.test(self._each_hour, who):
            raise await self._enough(self._each_hour, who, "These were all requests of an hour.")

    async def count(self, who: str) -> None:
        """One that was answered."""
        await self._limiter.hit(self._each_hour, who)

    async def check_try(self, address: str) -> None:
        """One try to sign in. Raises `Refusal` (429)."""
        if not await self._limiter.hit(self._tries, address):
            raise await self._enough(self._tries, address, "Too many sign-ins were tried from here.")

    async def check_find(self, who: str) -> None:
        """One song that is looked for at the services. Raises `Refusal` (429)."""
        if not await self._limiter.hit(self._finds, who):
            raise await self._enough(self._finds, who, "Too many songs were looked for.")

    async def check_post(self, phone: str) -> None:
        """One request of a phone, which sends again what was refused. Raises `Refusal` (429)."""
        if not await self._limiter.hit(self._posts, phone):
            raise await self._enough(self._posts, phone, "This phone posts too often.")

    async def told(self, who: str) -> list[tuple[bytes, bytes]]:
        """The headers that say what is left (draft-ietf-httpapi-ratelimit-headers)."""
        stats = await self._limiter.get_window_stats(self._each_hour, who)
        left = max(1, ceil(stats.reset_time - time.time()))
        return [self._policy, (b"ratelimit", b'"hour";r=%d;t=%d' % (stats.remaining, left))]

    async def _enough(self, item: RateLimitItemPerSecond, who: str, said: str) -> Refusal:
        stats = await self._limiter.get_window_stats(item, who)
        wait = max(1, ceil(stats.reset_time - time.time()))
        return Refusal(429, "too-many", f"{said} Try again in {wait} s.", headers={"Retry-After": str(wait)})
