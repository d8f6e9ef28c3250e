"""A simulated Garmin for one test, with a garminconnect client and plain requests to talk to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests
from garminconnect import Garmin

from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin

# garminconnect compares a token's `exp` with the machine's clock: in this year every token looks fresh to it.
NOON = datetime(2096, 3, 14, 12, 0, tzinfo=UTC)
ORIGINAL = Garmin.ActivityDownloadFormat.ORIGINAL
SEARCH = "/activitylist-service/activities/search/activities"


@dataclass
class World:
    clock: HandClock
    sim: SimGarmin

    def garmin(self, tokens: str | None = None) -> Any:
        """A garminconnect client with these tokens (or new ones), aimed at the simulator."""
        garmin = Garmin(retry_attempts=0)
        garmin.client.loads(tokens or self.sim.tokens())
        self.sim.aim(garmin.client)
        return garmin

    def call(self, path: str, token: str = "", **query: str | int) -> requests.Response:
        head = {"Authorization": f"Bearer {token}"}
        return requests.get(self.sim.url + path, params=query, headers=head, timeout=5)

    def refresh(self, token: str, client: str = "GARMIN_CONNECT_MOBILE_ANDROID_DI_2025Q2") -> requests.Response:
        form = {"grant_type": "refresh_token", "client_id": client, "refresh_token": token}
        url = self.sim.url + "/di-oauth2-service/oauth/token"
        return requests.post(url, data=form, auth=(client, ""), timeout=5)


@contextmanager
def open_world() -> Iterator[World]:
    """A running simulator at NOON, stopped at the end."""
    clock = HandClock(NOON)
    sim = SimGarmin(clock.now)
    sim.start()
    try:
        yield World(clock, sim)
    finally:
        sim.stop()
