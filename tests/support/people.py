"""A world of several people: each with a Garmin and a Strava account of their own behind the same two addresses.

with PeopleWorld(tmp_path) as world:
    anna = world.add("anna")
    anna.garmin.add(run(1, world.now - HOUR))
"""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import wait
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from werkzeug.serving import BaseWSGIServer

from sync.adapters.garmin import bundle_of
from sync.adapters.strava_fields import ASKED
from sync.adapters.tokens import Bundle
from sync.core.activity import Activity
from sync.engine.asks.users import add_user
from sync.engine.report import Report
from sync.engine.tick import tick
from sync.entrypoints.daemon.loop import Daemon
from sync.sim.garmin import SimGarmin
from sync.sim.http import SimService
from sync.sim.strava import SimStrava
from sync.sim.wire import loopback_server
from sync.wiring import ME, Wired
from tests.support.music import MusicWorld
from tests.support.network import issued_by
from tests.support.world import World


class Door:
    """One address for several accounts: whose token a request carries says which of them it is about."""

    def __init__(self, first: SimService) -> None:
        self.accounts: list[Any] = [first]
        self._server: BaseWSGIServer | None = None

    def open(self) -> str:
        """Serve; returns the address."""
        self._server = loopback_server(0, self.wsgi)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self._server.port}"

    def close(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        said = environ.get("HTTP_AUTHORIZATION", "") + body[:4000].decode("latin-1")
        whose = (one for one in self.accounts if any(token in said for token in issued_by(one)))
        served: Iterable[bytes] = next(whose, self.accounts[0]).wsgi(environ, start_response)
        return served


@dataclass(frozen=True)
class Somebody:
    """A person of the world, with the accounts that they have."""

    name: str
    garmin: SimGarmin
    strava: SimStrava
    world: Any

    def rows(self) -> list[Activity]:
        found: list[Activity] = self.world.store.activities(self.name)
        return found

    def log_in(self, *services: str, wired: Wired | None = None) -> "Somebody":
        """As `runtrack login … --user NAME` would have left it."""
        keepers, now = (wired or self.world.wired).keepers, self.world.now
        if "garmin" in services:
            account = str(self.garmin.owner_id)
            keepers["garmin"].save_login(self.name, bundle_of(self.garmin.tokens()), now, scopes=(), account=account)
        if "strava" in services:
            granted = self.strava.tokens()
            fields = {name: str(granted[name]) for name in ("access_token", "refresh_token")}
            bundle = Bundle(fields, datetime.fromtimestamp(float(granted["expires_at"]), UTC))
            account = str(self.strava.athlete_id)
            keepers["strava"].save_login(self.name, bundle, now, scopes=ASKED, account=account)
        if "lastfm" in services:
            bundle = Bundle({"name": self.world.lastfm.user}, datetime(2999, 1, 1, tzinfo=UTC))
            keepers["lastfm"].save_login(self.name, bundle, now, scopes=(), account=self.world.lastfm.user)
        return self


class WithPeople(World):
    """Beside a kind of world: `me` has the accounts that every world has."""

    def __init__(self, *given: Any, **how: Any) -> None:
        super().__init__(*given, **how)
        self._doors = (Door(self.garmin), Door(self.strava))

    def serve(self) -> None:
        super().serve()
        self.garmin.address, self.strava.address = (door.open() for door in self._doors)

    def stop_serving(self) -> None:
        for door in self._doors:
            door.close()
        super().stop_serving()

    def accounts(self, service: str) -> list[Any]:
        """Those that are behind the address of Garmin or Strava."""
        return self._doors[("garmin", "strava").index(service)].accounts

    @property
    def me(self) -> Somebody:
        return Somebody(ME, self.garmin, self.strava, self)

    def add(self, name: str, *services: str) -> Somebody:
        """A new person, logged in to these services."""
        add_user(self.wired.app, name, self.now)
        number = len(self._doors[0].accounts)
        garmin = SimGarmin(self.clock.now, owner_id=self.garmin.owner_id + number)
        strava = SimStrava(self.clock.now, athlete_id=self.strava.athlete_id + number)
        for door, account in zip(self._doors, (garmin, strava), strict=True):
            door.accounts.append(account)
        return Somebody(name, garmin, strava, self).log_in(*services)

    def tick_of(self, name: str) -> Report:
        """One tick of a person at the present time."""
        return tick(self.wired.app, name, self.now, lambda: 50.0)

    def until(self, there: Callable[[], bool], daemon: Daemon, most: int = 10) -> None:
        """Tick until something is so, whatever is under way; fails after so many."""
        for _ in range(most):
            if there():
                return
            daemon._tick()
            wait(daemon._turns.under_way().values(), timeout=60)
            self.clock.advance(60)
        raise AssertionError("it never came")


class PeopleWorld(WithPeople, MusicWorld):
    """See the module."""
