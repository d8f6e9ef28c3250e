"""A world whose product is watched at every port call: each one can be counted, and made the moment of a crash.

A point is a place where a process may die: before and after every call of the store, the files, the source and the
target, and before every single HTTP request. Between two points the product touches nothing outside of itself.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sync.adapters.fit_child import InlineRouteReader
from sync.adapters.http import Hosts
from sync.app import App, MusicSource
from sync.config import Settings
from sync.ports import PlaySource, Store
from sync.wiring import Wired, build
from tests.support.engine.sources import wrapped
from tests.support.music import MusicWorld
from tests.support.world import RefusingHosts, World


class Crash(BaseException):
    """The process is gone: nothing that runs afterwards may touch the world any more."""


class Watch:
    """Counts the points that are passed. At number `at` (the first is 1) `act` is called with its name."""

    def __init__(self, at: int = 0, act: Callable[[str], None] = lambda name: None) -> None:
        self.at, self.act = at, act
        self.passed: list[str] = []
        self.dead = False

    def point(self, name: str) -> None:
        if self.dead:
            raise Crash(name)
        self.passed.append(name)
        if len(self.passed) == self.at:
            self.act(name)

    def crash(self, name: str) -> None:
        """An `act`: from here on every port call raises `Crash`, as if the process were gone."""
        self.dead = True
        raise Crash(name)


class Watched:
    """Any port, with a point before and one after each of its calls."""

    def __init__(self, port: Any, name: str, watch: Watch) -> None:
        self._port, self._name, self._watch = port, name, watch

    def __getattr__(self, method: str) -> Any:
        if not callable(getattr(self._port, method)):
            return getattr(self._port, method)
        port, point = self._port, self._watch.point
        begins, is_done = f"{self._name}.{method} begins", f"{self._name}.{method} is done"

        def call(*args: Any, **kwargs: Any) -> Any:
            point(begins)
            answer = getattr(port, method)(*args, **kwargs)
            point(is_done)
            return answer

        self.__dict__[method] = call  # found without us from now on
        return call


class WatchedHosts(Hosts):
    """A point before every HTTP request, named by its method and path."""

    def __init__(self, real: Hosts, watch: Watch) -> None:
        self._real, self._watch = real, watch

    def rewrite(self, method: str, url: str) -> str:
        found = self._real.rewrite(method, url)
        path = "/" + found.split("://", 1)[-1].partition("/")[2].partition("?")[0]
        self._watch.point(f"{method} {path} leaves")
        return found


class WatchedWorld(World):
    """A `World` whose wired are built around the present `watch`."""

    def __init__(self, folder: Path, **how: Any) -> None:
        super().__init__(folder, **how)
        self.watch = Watch()

    def build(self) -> Wired:
        return self.build_watched(self.watch, RefusingHosts(self))

    def build_watched(self, watch: Watch, hosts: Hosts) -> Wired:
        """A fresh process that is watched by `watch` and reaches the services by `hosts`."""

        def wrap(store: Store) -> Store:
            watched: Store = Watched(store, "store", watch)
            return watched

        settings = Settings.read(self.environ, data_dir=self.folder, config_dir=self.folder)
        where = WatchedHosts(hosts, watch)
        wired = build(settings, sleep=lambda _: None, where=where, routes=InlineRouteReader(), wrap=wrap)
        return replace(wired, app=watched_app(wired.app, watch))


class WatchedMusicWorld(WatchedWorld, MusicWorld):
    """The same with the music services, but without the catalogues of song facts: each asks for one song a tick."""

    def build_watched(self, watch: Watch, hosts: Hosts) -> Wired:
        wired = super().build_watched(watch, hosts)
        return replace(wired, app=replace(wired.app, catalogues=()))


def watched_app(app: App, watch: Watch) -> App:
    """The same application with every port but the store (which is wrapped while it is built) watched."""
    return replace(
        wrapped(app, lambda source: Watched(source, "source", watch)),
        files=Watched(app.files, "files", watch),
        target=lambda user, now: Watched(app.target(user, now), "target", watch),
        music=tuple(replace(source, bind=watched_bind(source, watch)) for source in app.music),
        notifier=Watched(app.notifier, "notifier", watch),
    )


def watched_bind(source: MusicSource, watch: Watch) -> Callable[[str, datetime], PlaySource]:
    return lambda user, now: Watched(source.bind(user, now), source.service, watch)
