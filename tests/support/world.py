"""A whole world for a test: simulated Garmin and Strava on loopback, a hand-moved clock, and the real product.

Only the far side is simulated; adapters, libraries, store and engine are the real ones. `World` is a context manager:

    with World(tmp_path) as world:
        world.garmin.add(run(1, world.now - hour))
        world.ticks(2)
        assert [a.name for a in world.strava.alive()] == ["Morning Run"]
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from sync.adapters.fit_child import InlineRouteReader
from sync.adapters.garmin import bundle_of
from sync.adapters.http import Hosts
from sync.adapters.strava_fields import ASKED
from sync.adapters.tokens import Bundle, TokenKeeper
from sync.config import Settings
from sync.core.activity import Activity, Key, State
from sync.engine.report import Report
from sync.engine.tick import read_routes, tick
from sync.entrypoints.notices import in_language, words_for
from sync.ports import Store
from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin
from sync.sim.http import SimService
from sync.sim.strava import SimStrava
from sync.stores.sqlite import SqliteStore
from sync.wiring import ME, Wired, build
from tests.support.network import Network

START = datetime(2026, 3, 14, 9, 0, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class World:
    """See the module. `settings` are environment variables over the defaults; `seconds` is the HTTP timeout.

    `has_bugs`: a test has put one into the product itself; else a tick that meets one is a failure."""

    has_bugs = False
    over_sockets = True
    """Else without: `tests.support.network`, for some third of the time. What forks needs sockets."""
    network: Network

    def __init__(
        self,
        folder: Path,
        *,
        start: datetime = START,
        seconds: float = 5.0,
        wrap: Callable[[Store], Store] = lambda store: store,
        login: bool = True,
        strava: dict[str, Any] | None = None,
        **settings: str,
    ) -> None:
        self.folder, self.clock = folder, HandClock(start)
        self.garmin = SimGarmin(self.clock.now)
        self.strava = SimStrava(self.clock.now, **(strava or {}))
        self._more, self._seconds, self._wrap, self._login = settings, seconds, wrap, login
        self.wired: Wired

    def __enter__(self) -> Self:
        self.serve()
        self.wired = self.build()
        if self._login:
            self.log_in()
        return self

    def __exit__(self, *_: object) -> None:
        self.wired.close()
        self.stop_serving()

    def serve(self) -> None:
        if not self.over_sockets:
            self.network = Network(self.services, self.clock)
            self.network.__enter__()
            return
        for service in self.services:
            service.start()

    def stop_serving(self) -> None:
        if not self.over_sockets:
            self.network.__exit__()
        for service in self.services:
            service.stop()

    @property
    def services(self) -> tuple[SimService, ...]:
        """Every simulated service of this world."""
        return (self.garmin, self.strava)

    @property
    def bases(self) -> dict[str, str]:
        """The services' well-known addresses, and where they are here."""
        garmin, strava = self.garmin.url, self.strava.url
        return {
            "https://connectapi.garmin.com": garmin,
            "https://diauth.garmin.com": garmin,
            "https://sso.garmin.com": garmin,
            "https://www.strava.com/api/v3": strava + "/api/v3",
            "https://www.strava.com/oauth": strava + "/oauth",
        }

    # -- the product ------------------------------------------------------------------------------

    @property
    def environ(self) -> dict[str, str]:
        """What a process needs to find this world."""
        return {
            "STRAVA_CLIENT_ID": self.strava.client_id,
            "STRAVA_CLIENT_SECRET": self.strava.client_secret,
            "RUNTRACK_DATABASE": str(self.folder / "data" / "runtrack.sqlite"),
            "RUNTRACK_KEY_FILE": str(self.folder / "config" / "sealing.key"),
            "RUNTRACK_HTTP_TIMEOUT_SECONDS": str(self._seconds),
            "RUNTRACK_WEB": "off",
            "GARMIN_API_URL": self.garmin.url,
            "GARMIN_AUTH_URL": self.garmin.url,
            "GARMIN_SSO_URL": self.garmin.url,
            "STRAVA_API_URL": self.strava.url + "/api/v3",
            "STRAVA_OAUTH_URL": self.strava.url + "/oauth",
        } | self._more

    def build(self) -> Wired:
        """A freshly started process, as far as the store and the services can tell."""
        settings = Settings.read(self.environ, data_dir=self.folder, config_dir=self.folder)
        where = RefusingHosts(self)
        return build(
            settings,
            sleep=lambda _: None,
            where=where,
            routes=InlineRouteReader(),
            wrap=self._wrap,
            words=words_for(settings),
            translate=in_language,
        )

    def restart(self, **settings: str) -> None:
        self._more |= settings
        self.wired.close()
        self.wired = self.build()

    def log_in(self) -> None:
        """As `runtrack login garmin` and `login strava` would have left it."""
        keeper = self.wired.keepers["garmin"]
        keeper.save_login(ME, bundle_of(self.garmin.tokens()), self.now, scopes=(), account=str(self.garmin.owner_id))
        self.log_in_strava()

    def log_in_strava(self) -> None:
        granted = self.strava.tokens()
        fields = {name: str(granted[name]) for name in ("access_token", "refresh_token")}
        bundle = Bundle(fields, datetime.fromtimestamp(float(granted["expires_at"]), UTC))
        self.wired.keepers["strava"].save_login(ME, bundle, self.now, scopes=ASKED, account=str(self.strava.athlete_id))

    def tick(self, *, time_left: Callable[[], float] = lambda: 50.0) -> Report:
        """One tick at the present time, and the routes that are due, as the daemon does it."""
        report = tick(self.wired.app, ME, self.now, time_left)
        routes = read_routes(self.wired.app, ME, self.now, lambda: 200.0)
        assert self.has_bugs or not report.bugs + routes.bugs, [*report.failed, *routes.failed]
        report.moved += routes.moved
        return report

    def ticks(self, count: int, *, every: timedelta = MINUTE) -> list[Report]:
        """Tick, move the clock, and so on."""
        reports = []
        for _ in range(count):
            reports.append(self.tick())
            self.clock.advance(every.total_seconds())
        return reports

    def until_quiet(self, limit: timedelta = 5 * DAY) -> None:
        """Tick until no row is waiting any more; jumps to the next due time when that is far away."""
        end = self.now + limit
        while self.now < end:
            self.tick()
            due = self.store.next_due(ME)
            if due is None:
                return
            self.clock.advance(max(60.0, min((due - self.now).total_seconds() + 1, 3600.0)))
        raise AssertionError(f"still waiting: {[(a.key.short, a.state, a.reason) for a in self.rows() if a.due]}")

    # -- looking ----------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def store(self) -> Store:
        return self.wired.app.store

    @property
    def sqlite(self) -> SqliteStore:
        """The store itself, where it is a file on this machine."""
        store = self.wired.store
        assert isinstance(store, SqliteStore)
        return store

    def keeper(self, service: str) -> TokenKeeper:
        """Who keeps the tokens of a service, as what it is."""
        found = self.wired.keepers[service]
        assert isinstance(found, TokenKeeper)
        return found

    def rows(self, *states: State) -> list[Activity]:
        return self.store.activities(ME, states=states)

    def row(self, garmin_id: int, leg: int = 0) -> Activity:
        found = self.store.activity(Key(ME, "garmin", str(garmin_id), leg))
        assert found is not None, f"no row {garmin_id}-{leg}"
        return found

    def calls(self) -> dict[str, int]:
        """Calls by service and endpoint since `forget_calls`, token refreshes included."""
        return {
            f"{service.name} {endpoint}": n for service in self.services for endpoint, n in service.counts().items()
        }

    def forget_calls(self) -> None:
        for service in self.services:
            service.forget_calls()


class RefusingHosts(Hosts):
    """Routes every request to the simulators, and the one for which "refused" is armed to a closed port."""

    def __init__(self, world: World) -> None:
        self._world = world
        super().__init__(world.bases)

    def rewrite(self, method: str, url: str) -> str:
        real = super().rewrite(method, url)
        for service in self._world.services:
            if service.armed() and real.startswith(service.url) and service.take_refused(method, real):
                return real.replace(service.url, f"http://127.0.0.1:{closed_port()}")
        return real


def closed_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def world(folder: Path, **how: Any) -> Iterator[World]:
    with World(folder, **how) as made:
        yield made
