"""A tick that does not end is said in the log, by `status` and to whoever finds the lock taken."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.app import Timing
from sync.entrypoints.daemon import holder
from sync.entrypoints.daemon.lock import AlreadyRunning, alone
from sync.entrypoints.daemon.loop import Daemon
from sync.entrypoints.daemon.watchdog import Watchdog
from sync.ports import Store
from tests.support.entrypoints import processes
from tests.support.world import World

SINCE = datetime(2026, 3, 14, 9, tzinfo=UTC)


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ours:
        ours.bind(str(path))
        ours.settimeout(0.2)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        yield ours


def told(systemd: socket.socket) -> list[bytes]:
    heard = list[bytes]()
    while True:
        try:
            heard.append(systemd.recv(100))
        except TimeoutError:
            return heard


def test_systemd_is_told_while_ticks_get_through_and_a_hanging_one_is_said_once(systemd: socket.socket) -> None:
    moment, hung = [0.0], list[float]()
    dog = Watchdog(100, hung.append, clock=lambda: moment[0])
    for moment[0] in (1, 5, 11, 12, 99, 101, 150, 200):
        dog.look()
    assert told(systemd) == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1"]  # at 1, 11 and 99 s
    assert hung == [101]
    dog.ticked()
    dog.look()
    assert (told(systemd), hung) == ([b"WATCHDOG=1"], [101])


def test_without_systemd_nobody_is_told() -> None:
    dog = Watchdog(100, lambda _: None, environ={}, clock=lambda: 0.0)
    dog.look()


class Stuck:
    """A store whose first look at the user never comes back, as a disk that has gone away."""

    def __init__(self, store: Store, free: threading.Event) -> None:
        self._store, self._free = store, free

    def __getattr__(self, name: str) -> Any:
        found: Callable[..., Any] = getattr(self._store, name)
        if name != "load" or self._free.is_set():
            return found
        return lambda *given: (self._free.wait(60), found(*given))[1]


def test_a_hanging_tick_of_the_daemon_is_seen_from_everywhere(
    tmp_path: Path, systemd: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    free = threading.Event()
    free.set()
    with World(tmp_path, start=datetime.now(UTC), wrap=lambda store: Stuck(store, free)) as world:
        timing = Timing(tick_seconds=0.2, http_seconds=0.2)
        wired = replace(world.wired, app=replace(world.wired.app, timing=timing))
        free.clear()
        daemon = Daemon(wired, now=lambda: datetime.now(UTC), every=0.5)
        with alone(wired.settings), caplog.at_level(logging.ERROR):
            working = threading.Thread(target=daemon.work)
            working.start()
            for _ in range(200):
                if holder.hanging(wired.settings, datetime.now(UTC)):
                    break
                free.wait(0.05)
            said = holder.hanging(wired.settings, datetime.now(UTC))
            assert "It hangs since" in said
            assert "end it with `kill " in said
            with pytest.raises(AlreadyRunning, match=r"already works on .*, since .* UTC\. It hangs since .* UTC: end"):
                alone(wired.settings).__enter__()
            code, out, _ = processes.run(world, "status")
            assert (code, f"! {said}" in out) == (1, True)
            assert told(systemd)[:1] == [b"READY=1"]
            assert [record.getMessage() for record in caplog.records].count("a tick hangs") == 1
            free.set()
            daemon.stop()
            working.join(20)
        assert not working.is_alive()


def test_a_process_that_works_once_hangs_when_its_time_is_long_over() -> None:
    once = holder.Holder(7, SINCE, ends=SINCE + timedelta(minutes=4))
    assert once.words(SINCE + timedelta(minutes=4)) == "since 2026-03-14 09:00 UTC"
    assert once.words(SINCE + timedelta(minutes=6)).startswith(
        "since 2026-03-14 09:00 UTC. It hangs since 2026-03-14 09:04 UTC: end it with `kill 7`, or `kill -9 7`"
    )


def test_who_was_killed_hangs_no_more(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        holder.write(world.wired.settings, holder.Holder(7, SINCE, hangs_since=SINCE))
        assert holder.hanging(world.wired.settings, SINCE) == ""
