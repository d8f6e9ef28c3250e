"""Many users in one process: the number of connections and the memory do not grow with the number of users."""

import gc
import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from sync.adapters.fit_child import InlineRouteReader
from sync.adapters.garmin import bundle_of
from sync.adapters.http import Hosts
from sync.config import Settings
from sync.engine.tick import tick
from sync.wiring import build
from tests.support.world import World


class EmptyList(http.server.BaseHTTPRequestHandler):
    """Garmin's list without an activity, on connections that stay open, as the real ones do (werkzeug's do not)."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one packet, or each answer waits for an acknowledgement
    asked = opened = 0

    def setup(self) -> None:
        super().setup()
        EmptyList.opened += 1

    def do_GET(self) -> None:
        EmptyList.asked += 1
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@contextmanager
def keeping_connections_open() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), EmptyList) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_port
        server.shutdown()


def connections(port: int) -> int:
    """Our ends of the connections to this port."""
    found = psutil.Process().net_connections("tcp4")
    return sum(1 for each in found if each.raddr and each.raddr.port == port and each.status == "ESTABLISHED")


@pytest.mark.parametrize(("count", "rounds"), [(12, 2), pytest.param(500, 10, marks=pytest.mark.long)])
def test_however_many_users_there_are_one_connection_is_kept_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], count: int, rounds: int
) -> None:
    users, EmptyList.asked = [f"user{number}" for number in range(count)], 0
    EmptyList.opened = 0
    with keeping_connections_open() as port, World(tmp_path, seconds=20, login=False) as world:
        settings = Settings.read(world.environ, data_dir=tmp_path, config_dir=tmp_path)
        where = Hosts(world.bases | {"https://connectapi.garmin.com": f"http://127.0.0.1:{port}"})
        world.wired.close()
        world.wired = build(settings, sleep=lambda _: None, where=where, routes=InlineRouteReader())
        keeper = world.wired.keepers["garmin"]
        for user in users:
            keeper.save_login(user, bundle_of(world.garmin.tokens()), world.now, scopes=(), account=user)
        resident, begin = 0, time.monotonic()
        for turn in range(rounds):
            for user in users:
                assert not tick(world.wired.app, user, world.now, lambda: 50.0).failed
            world.clock.advance(60)
            if turn <= 1:
                gc.collect()
                resident = psutil.Process().memory_info().rss
        gc.collect()
        grown = (psutil.Process().memory_info().rss - resident) / 1e6
        opened = connections(port)
    with capsys.disabled():
        print(
            f"\n{count * rounds} user-ticks, {time.monotonic() - begin:.0f} s: {opened} connections, "
            f"{grown:.1f} MB more than after {2 * count}"
        )
    assert EmptyList.asked >= count * rounds
    assert max(opened, EmptyList.opened) <= 4
    assert grown < 15
